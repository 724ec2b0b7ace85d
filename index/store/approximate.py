"""Approximate search in one large segment: vectors in lists, of which the nearest few are looked through.

What it finds is scored exactly afterwards, so that it can only miss a passage, never misjudge
one. How much it misses is measured when it is built, on the segment's own vectors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoding.pooling import Vectors
from index.encoding.processors import build_with_all_threads, search_with_one_thread, share_processors
from index.store.rows import Indices, Mask
from index.store.segments import HalfVectors

SUFFIX = ".lists"

RECALL = 0.995
"""Share of the exact best ten that must be found; lists are added until it is."""
_TRAINED_ON = 64
"""Vectors a list that its centre is learnt from; FAISS asks for 39 at least and uses 256 at most."""
_ASKED = 400
"""Vectors that the recall is measured with."""
BEST = 10
"""Passages that recall is about: recall@10."""
_DEPTH = 512
"""Passages taken, of which the best ten are the best after exact scoring."""
_BLOCK = 65_536
_OWN_SHARE = 0.7
"""A question is near what answers it and near other things too: it is made of two passages' vectors."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How an approximate index searches: lists, how many of them are looked through, and its recall@10."""

    lists: int
    probes: int
    recall: float


class ApproximateIndex:
    """Vectors of one segment in 8 bits a number (FAISS's IVF with a scalar quantizer)."""

    def __init__(self, index: Any, measured: Measured) -> None:
        self._index = index
        self.measured = measured

    @classmethod
    def build(cls, vectors: HalfVectors, seed: int = 7) -> "ApproximateIndex":
        """Sort vectors, (rows, dimension) of unit length, into lists; measure how many must be searched.

        As many lists as the root of the number of vectors (a power of two), so that finding the
        lists and looking through a few dozen of them take about as long.
        """
        share_processors()
        import faiss

        build_with_all_threads()
        rows, dimension = vectors.shape
        lists = 1 << max(2, round(np.log2(np.sqrt(rows))))
        random = np.random.default_rng(seed)
        sample = np.sort(random.choice(rows, min(rows, lists * _TRAINED_ON), replace=False))
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension),
            dimension,
            lists,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.cp.seed = seed
        index.train(vectors[sample].astype(np.float32))
        for start in range(0, rows, _BLOCK):
            index.add(vectors[start : start + _BLOCK].astype(np.float32))
        return cls(index, _measured(index, vectors, random))

    @classmethod
    def open(cls, path: Path, measured: Measured) -> "ApproximateIndex":
        """Read what `save` wrote; check the file's sha256 first."""
        import faiss

        return cls(faiss.read_index(str(path)), measured)

    def save(self, path: Path) -> None:
        """Write the index."""
        import faiss

        faiss.write_index(self._index, str(path))

    def only(self, kept: Indices) -> "ApproximateIndex":
        """Return the index of some rows, ascending, which are counted again; this one is of no use then."""
        import faiss

        numbers = np.full(self._index.ntotal, -1, np.int64)
        numbers[kept] = np.arange(len(kept))
        self._index.remove_ids(faiss.IDSelectorBatch(np.flatnonzero(numbers < 0)))
        lists = self._index.invlists
        for i in range(self._index.nlist):
            if held := lists.list_size(i):
                ids = faiss.rev_swig_ptr(lists.get_ids(i), held)
                ids[:] = numbers[ids]
        return ApproximateIndex(self._index, self.measured)

    def nearest(self, query: Vectors, k: int, admitted: Mask | None = None) -> Indices:
        """Return about the `k` rows nearest to a query, (1, dimension), among those `admitted`, (rows,)."""
        import faiss

        search_with_one_thread()
        probes = self.measured.probes
        selector = None
        if admitted is not None:
            bits = np.packbits(admitted, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
            # What is admitted may lie in lists that are farther away.
            probes = min(self.measured.lists, round(probes / max(float(admitted.mean()), 0.1)))
        parameters = faiss.SearchParametersIVF(nprobe=probes, sel=selector)  # type: ignore[call-arg]
        _, found = self._index.search(query, k, params=parameters)
        rows: Indices = found[0][found[0] >= 0]
        return rows


def _measured(index: Any, vectors: HalfVectors, random: np.random.Generator) -> Measured:
    """Return how many lists must be looked through for the recall that is asked for, and what it is then."""
    import faiss

    chosen = random.choice(len(vectors), (2, _ASKED))
    queries = _OWN_SHARE * vectors[chosen[0]].astype(np.float32)
    queries += (1 - _OWN_SHARE) * vectors[chosen[1]].astype(np.float32)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    starts = range(0, len(vectors), _BLOCK)
    exact = best_rows((vectors[start : start + _BLOCK].astype(np.float32) for start in starts), queries)
    probes = 4
    while True:
        parameters = faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]
        _, found = index.search(queries, _DEPTH, params=parameters)
        recall = float(np.mean([np.isin(best, own).mean() for best, own in zip(exact, found, strict=True)]))
        if recall >= RECALL or probes >= index.nlist:
            return Measured(index.nlist, min(probes, index.nlist), recall)
        probes += probes // 2


def best_rows(blocks: Iterable[Vectors], queries: Vectors, count: int = BEST) -> npt.NDArray[np.int64]:
    """Return the rows of the `count` vectors nearest to each query, (queries, count), by comparing all.

    `blocks` are all vectors in their order, (n, dimension) each; `queries` (queries, dimension).
    """
    scores = np.empty((len(queries), 0), np.float32)
    rows = np.empty((len(queries), 0), np.int64)
    start = 0
    for block in blocks:
        own = queries @ block.T
        scores = np.hstack([scores, own])
        rows = np.hstack([rows, np.broadcast_to(np.arange(start, start + len(block)), own.shape)])
        best = np.argpartition(-scores, min(count, scores.shape[1]) - 1, axis=1)[:, :count]
        scores, rows = np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)
        start += len(block)
    return rows
