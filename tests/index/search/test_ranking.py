"""Orders of paragraphs, worked out by hand; the best are those of a whole sort."""

import numpy as np
import pytest

from index.search.ranking import Ranking, alternated, best_first, completed

pytestmark = pytest.mark.fast


SCORES = np.array([0.1, 0.9, 0.5, -np.inf, 0.7, 0.6, 0.2], np.float32)
RANKING = Ranking(best_first(SCORES, 7), SCORES, np.zeros(7, np.float32))


def test_best_first_and_only_what_is_admitted() -> None:
    assert RANKING.order.tolist() == [1, 4, 5, 2, 6, 0, 3]
    assert RANKING.admitted(3).tolist() == [1, 4, 5]
    assert RANKING.admitted(7).tolist() == [1, 4, 5, 2, 6, 0]


def test_sides_take_turns_and_the_rest_comes_last() -> None:
    first = np.array([1, 1, 0, 0, 1, 0, 0], np.bool_)
    second = np.array([0, 0, 0, 0, 0, 1, 1], np.bool_)
    ranking = alternated(RANKING, [first, second])
    assert ranking.order.tolist() == [1, 5, 4, 6, 0, 2, 3]
    assert ranking.scores is RANKING.scores


def test_parts_follow_the_first_five_in_turns_and_nothing_stands_twice() -> None:
    ranking = completed(RANKING, [np.array([0, 4]), np.array([3, 6])])
    assert ranking.order.tolist() == [1, 4, 5, 2, 6, 0, 3]
    few = Ranking(np.array([2, 1]), SCORES, np.zeros(7, np.float32))
    assert completed(few, [np.array([0, 1]), np.array([5, 6])]).order.tolist() == [2, 1, 0, 5, 6]
