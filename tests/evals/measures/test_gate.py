"""The gate: what has fallen, what has not, and what cannot be compared."""

from pathlib import Path

import pytest

from evals.measures.answers import EXACT, OF_ANSWERS, AnsweredQuestion
from evals.measures.gate import (
    BASELINE,
    SIGNIFICANT,
    GateError,
    Values,
    all_values,
    falls,
    read_baseline,
    write_baseline,
)
from evals.measures.retrieval import RankedQuestion
from evals.sets.types import Judgement, Question

pytestmark = pytest.mark.fast

N = 172
"""Questions of the sets that have an answer."""


def of(*values: float, name: str = "hit@5", first: int = 0) -> Values:
    """The values of one measure, question by question."""
    return {name: {f"q{number}": value for number, value in enumerate(values, start=first)}}


def share(right: int, name: str = "hit@5") -> Values:
    """A measure of which the first so many of all questions have 1, and the others 0."""
    return of(*[1.0] * right, *[0.0] * (N - right), name=name)


def changed(lost: int, won: int) -> Values:
    """The values of `share(100)`, of which so many have become 0 and 1."""
    return of(*[0.0] * lost, *[1.0] * (100 - lost), *[1.0] * won, *[0.0] * (72 - won))


@pytest.mark.parametrize(
    ("lost", "won", "fallen"),
    [
        pytest.param(0, 0, False, id="nothing changed"),
        pytest.param(0, 20, False, id="gains alone"),
        pytest.param(1, 0, False, id="one lost: 1 in 2 by chance"),
        pytest.param(5, 0, False, id="five lost: 1 in 32"),
        pytest.param(6, 0, True, id="six lost: 1 in 64"),
        pytest.param(10, 0, True, id="ten lost: 1 in 1024"),
        pytest.param(60, 0, True, id="sixty lost, more than can be tried out"),
        pytest.param(6, 6, False, id="as many won as lost"),
        pytest.param(6, 10, False, id="more won than lost"),
        pytest.param(6, 1, False, id="six lost and one won: 8 in 128"),
        pytest.param(7, 1, False, id="seven lost and one won: 9 in 256"),
        pytest.param(8, 1, True, id="eight lost and one won: 10 in 512"),
    ],
)
def test_a_fall_is_what_chance_does_not_explain(lost: int, won: int, fallen: bool) -> None:
    assert bool(falls(share(100), changed(lost, won))) is fallen


@pytest.mark.parametrize(
    ("lost", "won", "probability"), [(6, 0, 1 / 64), (10, 0, 1 / 1024), (8, 1, 10 / 512), (12, 1, 14 / 8192)]
)
def test_a_fall_says_how_probable_it_is_by_chance(lost: int, won: int, probability: float) -> None:
    """Of all ways to turn the signs of the questions that changed, so many have a mean as low."""
    (fall,) = falls(share(100), changed(lost, won))
    assert fall.probability == pytest.approx(probability)
    assert fall.probability < SIGNIFICANT


def test_a_fall_is_told_with_both_means_the_questions_and_the_probability() -> None:
    (fall,) = falls(share(86), share(76))
    assert (fall.name, fall.before, fall.now, fall.questions) == ("hit@5", 0.5, 76 / 172, 172)
    assert str(fall) == "hit@5: 0.442, before 0.500 (172 questions, p = 0.001)"


def test_the_same_questions_give_the_same_probability_each_time() -> None:
    assert falls(share(100), changed(30, 5)) == falls(share(100), changed(30, 5))


def test_small_losses_of_many_questions_are_a_fall() -> None:
    before, now = of(*[0.5] * 8, name="recall@10"), of(*[0.4] * 8, name="recall@10")
    assert [fall.name for fall in falls(before, now)] == ["recall@10"]
    assert falls(now, before) == ()


@pytest.mark.parametrize("name", ["words", "lexical words"])
def test_more_words_to_read_are_worse(name: str) -> None:
    less, more = of(*[100.0] * 6, name=name), of(*[150.0] * 6, name=name)
    assert [str(fall) for fall in falls(less, more)] == [
        f"{name}: 150.000, before 100.000 (6 questions, p = 0.016)"
    ]
    assert falls(more, less) == ()


def test_one_altered_quote_is_a_fall() -> None:
    (fall,) = falls(share(172, EXACT), share(171, EXACT))
    assert (fall.name, fall.probability) == ("answers quoted exactly", 0.5)
    assert falls(share(172), share(171)) == ()
    assert falls(share(171, EXACT), share(172, EXACT)) == ()
    # Another quote that was mended does not hide it.
    assert falls(of(1.0, 0.0, name=EXACT), of(0.0, 1.0, name=EXACT)) != ()


def test_each_measure_is_judged_by_itself_in_the_order_of_the_baseline() -> None:
    before = share(100) | share(100, "hit@1") | share(100, "MRR")
    now = share(90, "MRR") | share(100, "hit@1") | share(90)
    assert [fall.name for fall in falls(before, now)] == ["hit@5", "MRR"]


@pytest.mark.parametrize(
    "now",
    [
        pytest.param({}, id="the measure is missing"),
        pytest.param(of(1.0), id="a question is missing"),
        pytest.param(of(1.0, 1.0, 1.0), id="a question has come"),
        pytest.param(of(1.0, 1.0, first=1), id="a question is another"),
    ],
)
def test_other_questions_cannot_be_compared(now: Values) -> None:
    with pytest.raises(GateError, match=r"made with other questions \(hit@5\)"):
        falls(of(1.0, 1.0), now)


def test_a_measure_that_is_new_is_not_compared() -> None:
    assert falls(of(1.0), of(1.0) | of(0.0, name="hit@1")) == ()


@pytest.mark.parametrize("name", OF_ANSWERS)
def test_measures_of_answers_compare_the_questions_that_were_answered_both_times(name: str) -> None:
    before = of(*[1.0] * 10, name=name)
    # Four of the ten are not answered any more, and others are in their place.
    assert falls(before, of(*[1.0] * 6, *[0.0] * 5, name=name, first=4)) == ()
    (fall,) = falls(before, of(*[0.0] * 6, *[1.0] * 20, name=name, first=4))
    assert (fall.before, fall.now, fall.questions) == (1.0, 0.0, 6)
    assert falls(before, of(0.0, 0.0, name=name, first=10)) == ()
    # None is answered any more: that they are not is another measure's to tell.
    assert falls(before, {}) == ()


def ranked(key: str, kind: str, **measures: float) -> RankedQuestion:
    question = Question(key, "q", kind, (Judgement("d", "q"),), False, True)
    return RankedQuestion(
        question, (), (), 0.0, {name.replace("_at_", "@"): v for name, v in measures.items()}
    )


def test_values_are_those_of_each_question_and_of_each_type_again() -> None:
    of_ranking = (
        ranked("l", "lexical", hit_at_5=1.0, words=20.0),
        ranked("m", "multi", hit_at_5=0.0, words=90.0, full_at_10=0.0),
    )
    of_answers = (AnsweredQuestion(of_ranking[0].question, "related", 0.2, 0, 0, gold=1, inexact=0),)
    assert all_values(of_ranking, of_answers) == {
        "hit@5": {"l": 1.0, "m": 0.0},
        "full@10": {"m": 0.0},
        "words": {"l": 20.0, "m": 90.0},
        "lexical hit@5": {"l": 1.0},
        "lexical words": {"l": 20.0},
        "multi hit@5": {"m": 0.0},
        "multi full@10": {"m": 0.0},
        "multi words": {"m": 90.0},
        "answerable answered": {"l": 0.0},
        "answer right": {"l": 0.0},
        "first quote right": {"l": 0.0},
        "answers quoted exactly": {"l": 1.0},
    }


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    values = share(100) | of(0.5, 0.25, name="quote recall")
    write_baseline(values, path)
    assert read_baseline(path) == values


def test_what_a_baseline_rounds_off_is_no_fall(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    thirds = of(*[2 / 3] * 20, name="MRR")
    write_baseline(thirds, path)
    assert read_baseline(path)["MRR"]["q0"] == 0.66667
    assert falls(read_baseline(path), thirds) == ()


def test_the_kept_baseline_is_of_the_questions_that_have_an_answer() -> None:
    assert len(read_baseline(BASELINE)["hit@5"]) == 212


@pytest.mark.parametrize(
    "text",
    [
        None, "", "3", "null", "[]", "{}", '""', '["hit@5"]', '{"hit@5": {"q": NaN}}', '{"hit@5": 1}', '{"hit@5": [1]}', '{"hit@5": {"q": null}}',
        '{"hit@5": {"q": "high"}}', '{"hit@5": {"q": {"value": 1}}}', '{"hit@5": {"q": 1.0}',
    ],
)  # fmt: skip
def test_a_baseline_that_is_none_is_told(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "baseline.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(GateError, match=r"no baseline in baseline\.json"):
        read_baseline(path)
