"""Rows from pairs, and with paragraphs that a search finds for a question and that do not answer it."""

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


def pair_rows(pairs: Sequence[Pair], candidates: Candidates) -> list[Row]:
    """Return each pair as a row that answers; those whose paragraph is no candidate are left out."""
    of_text = {candidate.text: candidate for candidate in candidates.candidates}
    return [
        Row(pair.question, of_text[pair.text], 1.0, 1.0, None, "pair", pair.authority)
        for pair in pairs
        if pair.text in of_text
    ]


def wrong_rows(rows: Sequence[Row], candidates: Candidates, seed: int) -> Iterator[Row]:
    """Yield for each row that answers two that do not: one of the nearest, one farther away.

    The nearest is of the same authority, the other of one on the same side of the split: paragraphs that
    are wrong in training must be right there as well, else a model learns whose paragraphs never answer.
    """
    generator = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    positions = {candidate.text: i for i, candidate in enumerate(candidates.candidates)}
    for row in rows:
        own = positions.get(row.candidate.text)
        if own is None:
            continue
        cosines, alike = candidates.cosines(row.question), candidates.likeness(own)
        wrong = (alike <= _NEAR_DUPLICATE) & (cosines <= _MARGIN * cosines[own])
        same = candidates.authorities == row.authority
        side = np.isin(candidates.authorities, list(CHOSEN_BY)) == (row.authority in CHOSEN_BY)
        for some in (_nearest(cosines, wrong & same)[:_NEAREST], _nearest(cosines, wrong & side)[:_DEPTH]):
            if some:
                other = candidates.candidates[generator.choice(some)]
                yield Row(row.question, other, 0.0, None, None, "mined", row.authority)


def _nearest(cosines: npt.NDArray[np.float32], admitted: npt.NDArray[np.bool_]) -> list[int]:
    """Return the positions of the admitted candidates, the nearest first."""
    order = np.argsort(-cosines, kind="stable")
    return [int(i) for i in order[admitted[order]]]
