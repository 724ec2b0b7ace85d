"""Join the vectors' scores and the terms' into one."""

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

Fusion = Literal["best", "min_max", "z_score", "reciprocal_rank"]
FloatArray = npt.NDArray[np.float32]

_RECIPROCAL_RANK = 60
"""Source: Cormack, Clarke and Büttcher 2009, Reciprocal Rank Fusion outperforms Condorcet."""


def fuse(dense: FloatArray, lexical: FloatArray, share: float, fusion: Fusion = "best") -> FloatArray:
    """Return each paragraph's score, at most about 1: `share` of it the vectors', the rest the terms'.

    Each side is brought to a scale of its own question first: divided by its best score
    (a convex combination, which Bruch, Gai and Ingber 2022, arXiv:2210.11934, find better
    than reciprocal ranks). The other scales are there to be measured beside it. A score of
    0 says that a side did not find the paragraph.
    """
    scaled = _SCALES[fusion]
    fused = share * scaled(dense) + (1 - share) * scaled(lexical)
    return fused if fusion == "best" else _by_best(fused - fused.min())


def _by_best(scores: FloatArray) -> FloatArray:
    best = float(scores.max())
    return scores / best if best > 0 else scores


def _min_max(scores: FloatArray) -> FloatArray:
    found = scores[scores > 0]
    if not len(found) or found.min() == found.max():
        return _by_best(scores)
    scaled: FloatArray = np.clip((scores - found.min()) / (found.max() - found.min()), 0, None)
    return scaled


def _z_score(scores: FloatArray) -> FloatArray:
    found = scores[scores > 0]
    if not len(found) or found.std() == 0:
        return _by_best(scores)
    scaled: FloatArray = (np.maximum(scores, found.min()) - found.mean()) / found.std()
    return scaled


def _reciprocal_rank(scores: FloatArray) -> FloatArray:
    ranks = np.empty(len(scores), np.float32)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.where(scores > 0, 1 / (_RECIPROCAL_RANK + ranks), 0).astype(np.float32)


_SCALES: dict[Fusion, Callable[[FloatArray], FloatArray]] = {
    "best": _by_best,
    "min_max": _min_max,
    "z_score": _z_score,
    "reciprocal_rank": _reciprocal_rank,
}
