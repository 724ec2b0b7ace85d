"""All vectors of a generation: found by nearness, and fetched by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from corpus.errors import UserError
from index.encoding.pooling import Vectors
from index.encoding.processors import search_with_one_thread, share_processors
from index.store.approximate import ApproximateIndex
from index.store.rows import Indices, Mask
from index.store.segments import HalfVectors, Segment
from index.types import Scope

_BLOCK = 65_536
"""Vectors that are looked at together where all are: 96 MiB of them."""
_EXACT_AMONG = 20_000
"""Rows that are compared one by one where no more are admitted: faster than looking through lists."""


class VectorsUnavailableError(UserError):
    """The vectors are kept by a server, and it does not give them."""


class PassageVectors(Protocol):
    """The vectors of all passages of a generation, wherever they are kept.

    A query is (1, dimension) float32. What is kept elsewhere raises VectorsUnavailableError.
    """

    @property
    def includes_terms(self) -> bool:
        """Whether `candidates` finds the best paragraphs by their terms, too."""

    def candidates(
        self, query: Vectors, k: int, admitted: Mask | None, scope: Scope, terms: Mapping[str, float]
    ) -> Indices:
        """Return the rows of about the `k` best passages among those `admitted`, (rows,); None admits all.

        `scope` is why they are, or one of the reasons; `terms` is what each term of the question weighs.
        """

    def cosines(self, query: Vectors, rows: Indices) -> npt.NDArray[np.float32]:
        """Return how near rows are to a query, exactly, in their order."""

    def take(self, rows: Indices) -> Vectors:
        """Return the vectors of rows, (rows, dimension) float32, in their order."""

    def blocks(self) -> Iterator[Vectors]:
        """Yield all vectors in order, (n, dimension) float32 each."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment's rows, from `start` on among all; `kept` are those of its `vectors` that count."""

    start: int
    vectors: HalfVectors
    kept: Indices | None
    index: ApproximateIndex | None

    def __len__(self) -> int:
        return len(self.vectors) if self.kept is None else len(self.kept)

    def take(self, rows: Indices) -> Vectors:
        """Return the vectors of rows counted from 0, (rows, dimension) float32."""
        return self.vectors[rows if self.kept is None else self.kept[rows]].astype(np.float32)


class StoredVectors:
    """The vectors of several segments, one after the other; rows are counted over all of them.

    Large segments bring an approximate index; the rows of all others are in one exact index.
    """

    def __init__(self, segments: tuple[Segment, ...], indexes: tuple[ApproximateIndex | None, ...]) -> None:
        share_processors()
        starts = np.cumsum([0, *(len(segment.rows.kinds) for segment in segments)])
        self._parts = tuple(
            _Part(int(start), segment.own_vectors, segment.kept, index)
            for start, segment, index in zip(starts, segments, indexes, strict=False)
        )
        self._starts = starts[:-1]
        self._total = int(starts[-1])
        self._exact = _exact_index(int(segments[0].sums.shape[1]))
        exact = [part for part in self._parts if part.index is None]
        for part in exact:
            for block in _blocks(part):
                self._exact.add(block)
        own = [np.arange(part.start, part.start + len(part)) for part in exact]
        self._exact_rows: Indices = np.concatenate([np.zeros(0, np.int64), *own])

    def __len__(self) -> int:
        return self._total

    @property
    def includes_terms(self) -> bool:
        """Whether terms are looked at: they are not."""
        return False

    def candidates(
        self, query: Vectors, k: int, admitted: Mask | None, scope: Scope, terms: Mapping[str, float]
    ) -> Indices:
        """Return the rows nearest to a query; what is admitted is known, whatever the scope."""
        return self.nearest(query, k, admitted)

    def cosines(self, query: Vectors, rows: Indices) -> npt.NDArray[np.float32]:
        """Return how near rows are to a query, (1, dimension), in their order."""
        cosines: npt.NDArray[np.float32] = self.take(rows) @ query[0]
        return cosines

    def take(self, rows: Indices) -> Vectors:
        """Return the vectors of rows, (rows, dimension) float32, in their order."""
        vectors = np.empty((len(rows), self._exact.d), np.float32)
        owners = np.searchsorted(self._starts, rows, side="right") - 1
        for i in np.unique(owners):
            own = owners == i
            vectors[own] = self._parts[i].take(rows[own] - self._parts[i].start)
        return vectors

    def blocks(self) -> Iterator[Vectors]:
        """Yield all vectors in order, (n, dimension) float32 each."""
        for part in self._parts:
            yield from _blocks(part)

    def nearest(self, query: Vectors, k: int, admitted: Mask | None = None) -> Indices:
        """Return the `k` rows nearest to a query, (1, dimension), or somewhat more.

        Only rows that are `admitted`, (rows,), are looked at, where that limits anything: what is
        left out takes no place.
        """
        if admitted is not None:
            rows = np.flatnonzero(admitted)
            if len(rows) <= _EXACT_AMONG:
                return rows[_best(self.take(rows) @ query[0], k)]
        large = ((part, part.index) for part in self._parts if part.index is not None)
        in_lists = (_nearest_in_lists(part, index, query, k, admitted) for part, index in large)
        return np.concatenate([self._nearest_exact(query, k, admitted), *in_lists])

    def _nearest_exact(self, query: Vectors, k: int, admitted: Mask | None) -> Indices:
        import faiss

        search_with_one_thread()
        parameters: Any = None
        if admitted is not None:
            bits = np.packbits(admitted[self._exact_rows], bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg, arg-type]
        _, found = self._exact.search(query, min(k, max(1, self._exact.ntotal)), params=parameters)
        rows: Indices = self._exact_rows[found[0][found[0] >= 0]]
        return rows


class NoVectors:
    """Stands in for vectors that cannot be had: no passage is near anything."""

    includes_terms = False

    def candidates(
        self, query: Vectors, k: int, admitted: Mask | None, scope: Scope, terms: Mapping[str, float]
    ) -> Indices:
        """Return no rows."""
        return np.zeros(0, np.int64)

    def cosines(self, query: Vectors, rows: Indices) -> npt.NDArray[np.float32]:
        """Return 0 for every row."""
        return np.zeros(len(rows), np.float32)

    def take(self, rows: Indices) -> Vectors:
        """Return vectors of zeros, (rows, 1)."""
        return np.zeros((len(rows), 1), np.float32)

    def blocks(self) -> Iterator[Vectors]:
        """Yield nothing."""
        return iter(())


def _nearest_in_lists(
    part: _Part, index: ApproximateIndex, query: Vectors, k: int, admitted: Mask | None
) -> Indices:
    """Return the rows of a large segment that are nearest to a query, counted as `admitted` counts them."""
    own = None if admitted is None else admitted[part.start : part.start + len(part)]
    if part.kept is None:
        return part.start + index.nearest(query, k, own)
    # The index knows the rows as they were written; some do not count any more.
    still = np.zeros(len(part.vectors), np.bool_)
    still[part.kept if own is None else part.kept[own]] = True
    return part.start + np.searchsorted(part.kept, index.nearest(query, k, still))


def _exact_index(dimension: int) -> Any:
    """Return an index that compares every vector, kept in half precision as the segments have them."""
    import faiss

    return faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)


def _blocks(part: _Part) -> Iterator[Vectors]:
    for start in range(0, len(part), _BLOCK):
        yield part.take(np.arange(start, min(start + _BLOCK, len(part))))


def _best(scores: npt.NDArray[np.float32], k: int) -> Indices:
    """Return where the `k` highest scores stand."""
    return np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
