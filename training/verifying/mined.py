"""Rows from pairs: the paragraph that answers a question, and some that the search finds and that do not."""

import random
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from training.types import Pair
from training.verifying.candidates import Candidates
from training.verifying.rows import Row
from training.verifying.splits import CHOSEN_BY

_NEAREST, _DEPTH = 4, 40
"""How many of the nearest wrong paragraphs one is taken from: of the same authority, and of all."""
_NEAR_DUPLICATE = 0.8
"""Cosine with the right paragraph from which another may answer as well: reports repeat each other."""
_MARGIN = 0.97
"""Share of the right paragraph's cosine that a wrong one's may reach; above it, it often answers too
(positive-aware mining, TopK-PercPos of arXiv 2407.15831)."""


def mined_rows(pairs: Sequence[Pair], candidates: Candidates, seed: int) -> Iterator[Row]:
    """Yield each pair as a row that answers and two that do not: one of the nearest, one farther away.

    The nearest is of the same authority, the other of one on the same side of the split: paragraphs that
    are wrong in training must be right there as well, else a model learns whose paragraphs never answer.
    A pair whose paragraph is none of the candidates is left out.
    """
    generator = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    positions = {candidate.text: i for i, candidate in enumerate(candidates.candidates)}
    for pair in pairs:
        own = positions.get(pair.text)
        if own is None:
            continue
        cosines, alike = candidates.cosines(pair.question), candidates.likeness(own)
        wrong = (alike <= _NEAR_DUPLICATE) & (cosines <= _MARGIN * cosines[own])
        same = candidates.authorities == pair.authority
        side = np.isin(candidates.authorities, list(CHOSEN_BY)) == (pair.authority in CHOSEN_BY)
        yield Row(pair.question, candidates.candidates[own], 1.0, 1.0, None, "pair", pair.authority)
        for some in (_nearest(cosines, wrong & same)[:_NEAREST], _nearest(cosines, wrong & side)[:_DEPTH]):
            if some:
                other = candidates.candidates[generator.choice(some)]
                yield Row(pair.question, other, 0.0, None, None, "mined", pair.authority)


def _nearest(cosines: npt.NDArray[np.float32], admitted: npt.NDArray[np.bool_]) -> list[int]:
    """Return the positions of the admitted candidates, the nearest first."""
    order = np.argsort(-cosines, kind="stable")
    return [int(i) for i in order[admitted[order]]]
