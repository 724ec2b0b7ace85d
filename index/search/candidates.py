"""Which paragraphs may be among the best for a question, and how near they are to it."""

from collections.abc import Mapping

import numpy as np

from index.search.fusion import FloatArray
from index.search.ranking import nth_best
from index.store.generation import Generation
from index.store.rows import Indices, Mask
from index.types import Scope

_CANDIDATES = 512
"""Nearest passages, and best term scores, whose paragraphs are scored exactly."""


def find_candidates(
    generation: Generation, query: FloatArray, weights: Mapping[str, float], admitted: Mask, scope: Scope
) -> tuple[Indices, FloatArray]:
    """Return the paragraphs that may be among the best, ascending, and the BM25 score of each paragraph.

    They are those of the nearest passages to a query, (1, dimension), and of the best scores for
    terms of these weights, among the paragraphs that the scope and who asks have `admitted`,
    (paragraphs,). Where whoever keeps the vectors proposes by terms too, all others have a score of 0.
    """
    rows, vectors = generation.rows, generation.vectors
    own = None if admitted.all() else np.repeat(admitted, np.diff(rows.first))
    proposed = vectors.candidates(query, _CANDIDATES, own, scope, weights)
    candidates = np.unique(np.searchsorted(rows.first, proposed, side="right") - 1)
    if vectors.includes_terms:
        return candidates, generation.terms.weighted(weights, candidates)
    lexical = generation.terms.weighted(weights)
    lexical[~admitted] = 0.0
    best = np.flatnonzero(lexical > _kth_score(lexical, _CANDIDATES))
    return np.union1d(candidates, best), lexical


def similarities(
    generation: Generation, query: FloatArray, candidates: Indices
) -> tuple[FloatArray, FloatArray]:
    """Return each candidate's best cosine over paragraph and windows, and its headed one, (paragraphs,) each.

    The cosines are exact; those of all other paragraphs are 0.
    """
    rows = generation.rows
    similarity = np.zeros(len(rows.paragraphs), np.float32)
    headed = np.zeros(len(rows.paragraphs), np.float32)
    if not len(candidates):
        return similarity, headed
    starts, ends = rows.first[candidates], rows.first[candidates + 1]
    own_rows = np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)])
    cosines = generation.vectors.cosines(query, own_rows)
    is_headed = rows.of_kind("headed")[own_rows]
    first = np.concatenate(([0], np.cumsum(ends - starts)[:-1]))
    similarity[candidates] = np.maximum.reduceat(np.where(is_headed, -1.0, cosines), first)
    headed[candidates] = np.maximum.reduceat(np.where(is_headed, cosines, -1.0), first)
    return similarity, headed


def _kth_score(scores: FloatArray, k: int) -> float:
    """Return the score that `k` scores at most lie above, 0 where fewer are above 0."""
    return nth_best(scores, k) if len(scores) > k else 0.0
