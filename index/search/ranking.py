"""Paragraphs in an order, and the steps that put another order in its place; scores stay what they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.search.fusion import FloatArray
from index.store.rows import Indices, Mask

_OF_THE_WHOLE = 5
"""How many of the best come first for a question as a whole, before those of each thing that it asks."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best paragraphs, by their positions, best first.

    `scores` and `similarity` are (paragraphs,): every paragraph's own score for the whole question,
    minus infinity where the scope does not admit it, and its best cosine with the question.
    """

    order: Indices
    scores: FloatArray
    similarity: FloatArray

    def admitted(self, count: int) -> Indices:
        """Return those of the first `count` that the scope admits, in order."""
        first = self.order[:count]
        return first[np.isfinite(self.scores[first])]


def best_first(scores: FloatArray, count: int) -> Indices:
    """Return the best `count` paragraphs, best first; equal scores keep the order of the documents."""
    if count >= len(scores):
        return np.argsort(-scores, kind="stable")
    first = np.flatnonzero(scores >= nth_best(scores, count))
    return first[np.argsort(-scores[first], kind="stable")][:count]


def nth_best(scores: FloatArray, n: int) -> float:
    """Return the `n`-th highest of the scores, counted from 1."""
    # Of the negative ones: NumPy takes fifteen times as long where many equal ones, zeros, come first.
    return -float(np.partition(-scores, n - 1)[n - 1])


def alternated(ranking: Ranking, sides: Sequence[Mask]) -> Ranking:
    """Put the best of each side of a comparison first, then the second of each; each is (paragraphs,)."""
    order = ranking.order
    turns = np.full(len(order), len(order), np.int64)
    for side in sides:
        own = np.flatnonzero(side[order])
        turns[own] = np.minimum(turns[own], np.arange(len(own)))
    return replace(ranking, order=order[np.argsort(turns, kind="stable")])


def completed(ranking: Ranking, parts: Sequence[Indices]) -> Ranking:
    """Let the best paragraphs of each thing that a question asks follow the first of the whole question.

    Those of each part are best first, as many for each.
    """
    turns = np.stack(parts).T.ravel()
    order = np.concatenate((ranking.order[:_OF_THE_WHOLE], turns, ranking.order))
    return replace(ranking, order=np.array(list(dict.fromkeys(order.tolist())), np.int64))
