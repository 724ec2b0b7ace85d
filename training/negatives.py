"""Find paragraphs that look like answers to a question and are none."""

import numpy as np
import numpy.typing as npt

from training.readings import PairsError
from training.types import Pair

_DEPTH = 50
"""Best paragraphs of a question that negatives are taken from."""
_NEAR_DUPLICATE = 0.8
"""Cosine with the right paragraph from which another may answer as well: reports repeat each other."""
_MARGIN = 0.95
"""Share of the right paragraph's score that a negative's may reach; above it, it is often right
too (positive-aware mining, TopK-PercPos of arXiv 2407.15831)."""


def mine_negatives(
    pairs: tuple[Pair, ...],
    texts: dict[str, str],
    questions: npt.NDArray[np.float32],
    paragraphs: npt.NDArray[np.float32],
    count: int,
) -> list[list[str]]:
    """Return, for each pair, the texts of the `count` hardest paragraphs that do not answer it.

    `questions` are the vectors of the pairs' questions, (pairs, dimension), and `paragraphs`
    of the `texts`, which are by id, (paragraphs, dimension), both of unit length and of the
    model before training. Where too few paragraphs qualify the last ones looked at fill up; raises
    PairsError where even those are too few.
    """
    place = {paragraph_id: i for i, paragraph_id in enumerate(texts)}
    by_place = list(texts.values())
    mined: list[list[str]] = []
    for pair, vector in zip(pairs, questions, strict=True):
        own = place[pair.paragraph]
        scores = paragraphs @ vector
        alike = paragraphs @ paragraphs[own] > _NEAR_DUPLICATE
        best = np.argsort(-scores)[:_DEPTH]
        right = scores[own] * _MARGIN
        hard = [i for i in best if not alike[i] and scores[i] < right]
        hard += [i for i in reversed(best) if not alike[i] and i not in hard]
        if len(hard) < count:
            raise PairsError(
                f"{pair.paragraph} has {len(hard)} negatives", "ask for fewer, or give more reports"
            )
        mined.append([by_place[i] for i in hard[:count]])
    return mined
