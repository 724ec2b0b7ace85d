"""Put paragraphs into the order of their scores, and into other orders that share out the same scores."""

import numpy as np

from index.encoding.reranker import CANDIDATES
from index.search.fusion import FloatArray
from index.store.rows import Flags, Positions


def alternated(best: Positions, fused: FloatArray, sides: tuple[Flags, ...]) -> tuple[Positions, FloatArray]:
    """Put the best of each side of a comparison first, then the second of each; scores are shared out."""
    turns = np.full(len(best), len(best), np.int64)
    for side in sides:
        own = np.flatnonzero(side[best])
        turns[own] = np.minimum(turns[own], np.arange(len(own)))
    ordered = best[np.argsort(turns, kind="stable")]
    return ordered, shared_out(fused, best, ordered)


def shared_out(fused: FloatArray, best: Positions, ordered: Positions) -> FloatArray:
    """Return the scores of the paragraphs in `best` order, given to the same ones in another order."""
    shared = fused.copy()
    shared[ordered] = fused[best]
    return shared


def best_first(fused: FloatArray, count: int) -> Positions:
    """Return the best `count` paragraphs, best first; equal scores keep the order of the documents."""
    first = np.flatnonzero(fused >= np.partition(fused, -count)[-count]) if count < len(fused) else None
    if first is None:
        return np.argsort(-fused, kind="stable")
    return first[np.argsort(-fused[first], kind="stable")][:count]


def count_admitted(best: Positions, fused: FloatArray) -> int:
    """Return how many of the best paragraphs are worth scoring again: those that the scope admits."""
    return int(np.isfinite(fused[best[:CANDIDATES]]).sum())


def kth_score(scores: FloatArray, k: int) -> float:
    """Return the score that `k` scores at most lie above, 0 where fewer are above 0."""
    return float(np.partition(scores, -k)[-k]) if len(scores) > k else 0.0
