"""The passages of a generation as Milvus finds and scores them."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoding.pooling import Vectors
from index.store.milvus.collection import (
    MOST_ROWS,
    MilvusCollection,
    dimension_of,
    paragraph_key,
    read_row_key,
    version_of,
)
from index.store.milvus.server import MilvusAddress, MilvusServer, server_at
from index.store.rows import Indices, Mask, PassageRows
from index.store.segments import Segment
from index.types import Scope

_JUST_OPENED = 10.0
"""Seconds after an index was opened during which everything that was written before must be seen; afterwards
a server may answer from what it knew a few seconds ago, which is ten times as fast."""
_MOST_KEYS = 2_000
"""Paragraphs that are named in one request."""
_MOST_NAMED = 20_000
"""Paragraphs that are named in all."""
_WIDEST_WALK = 32_768
"""What Milvus allows as HNSW's `ef`."""


def vectors_in(
    address: MilvusAddress, model: str, segments: Sequence[Segment], rows: PassageRows
) -> "MilvusVectors":
    """Return the vectors that a Milvus keeps of segments; it is asked when a question is."""
    indexed = (document for segment in segments for document in segment.documents)
    versions = tuple((version_of(one.fingerprint), one.paragraphs) for one in indexed)
    dimension = int(segments[0].sums.shape[1])
    return MilvusVectors(MilvusCollection(server_at(address), model), rows, versions, dimension)


class MilvusVectors:
    """Vectors in a collection; rows are counted as `rows` has them.

    `versions` are those of the indexed documents, and how many paragraphs each has, in the order of
    the rows. What the server has of other versions is passed over.
    """

    def __init__(
        self,
        collection: MilvusCollection,
        rows: PassageRows,
        versions: tuple[tuple[str, int], ...],
        dimension: int,
    ) -> None:
        self._collection = collection
        self._rows = rows
        self._versions = [version for version, paragraphs in versions for _ in range(paragraphs)]
        self._dimension = dimension
        self._opened = time.monotonic()
        self._is_checked = False

    @property
    def includes_terms(self) -> bool:
        """Whether what is proposed are the best by terms, too."""
        self._check()
        return self._collection.has_terms

    def candidates(
        self, query: Vectors, k: int, admitted: Mask | None, scope: Scope, terms: Mapping[str, float]
    ) -> Indices:
        """Return rows of about the `k` nearest passages to a query, and of the `k` best paragraphs by terms.

        `query` is (1, dimension), `terms` what each term of the question weighs. The scope is
        applied by the server before the best are taken; so is `admitted`, (rows,), where it
        admits less than the scope.
        """
        self._check()
        found = self._known(self._best(query, k, terms, _filter_of(scope)))
        if admitted is None or admitted[found].all():
            return found
        # More is left out than the scope says: what is admitted is named, as long as it is not too much.
        paragraphs = np.unique(self._paragraph_of(np.flatnonzero(admitted)))
        if len(paragraphs) > _MOST_NAMED:
            return found[admitted[found]]
        parts = [self._best(query, k, terms, self._named(some)) for some in self._runs(paragraphs)]
        return np.concatenate([self._known(part) for part in parts])

    def cosines(self, query: Vectors, rows: Indices) -> npt.NDArray[np.float32]:
        """Return how near rows are to a query, (1, dimension), in their order; -1 for what is gone."""
        self._check()
        cosines = np.full(len(self._rows.kinds), -1.0, np.float32)
        for paragraphs in self._runs(np.unique(self._paragraph_of(rows))):
            most = min(int(self._lengths[paragraphs].sum()), MOST_ROWS)
            hits = self._search(query, most, self._named(paragraphs))
            places, scores = self._places(hits)
            cosines[places] = scores
            if len(places) < most:
                # Walking the graph may not reach all that is named; what another server took out is gone.
                for place, vector in self._stored(self._named(paragraphs)).items():
                    cosines[place] = vector @ query[0]
        return cosines[rows]

    def take(self, rows: Indices) -> Vectors:
        """Return the vectors of rows, (rows, dimension) float32, in their order."""
        self._check()
        vectors = np.zeros((len(rows), self._dimension), np.float32)
        paragraphs = self._paragraph_of(rows)
        for some in self._runs(np.unique(paragraphs)):
            own = self._stored(self._named(some))
            for place in np.flatnonzero(np.isin(paragraphs, some)):
                if int(rows[place]) not in own:
                    raise self._server.lacking()
                vectors[place] = own[int(rows[place])]
        return vectors

    def blocks(self) -> Iterator[Vectors]:
        """Yield all vectors in order, (n, dimension) float32 each; they all come over the network."""
        for first in range(0, len(self._rows.paragraphs), _MOST_KEYS):
            last = min(first + _MOST_KEYS, len(self._rows.paragraphs))
            yield self.take(np.arange(self._rows.first[first], self._rows.first[last]))

    @property
    def _server(self) -> MilvusServer:
        return self._collection.server

    @cached_property
    def _lengths(self) -> Indices:
        return np.diff(self._rows.first)

    def _check(self) -> None:
        """See to it, once, that the collection is the one that this index was made with."""
        if not self._is_checked:
            self._collection.check(self._dimension, set(self._versions))
            self._is_checked = True

    def _paragraph_of(self, rows: Indices) -> Indices:
        return np.searchsorted(self._rows.first, rows, side="right") - 1

    def _runs(self, paragraphs: Indices) -> Iterator[Indices]:
        """Yield paragraphs in runs of so few passages that one request gives them all."""
        ends = np.cumsum(self._lengths[paragraphs])
        cuts = [0]
        for place in range(len(paragraphs)):
            before = ends[cuts[-1] - 1] if cuts[-1] else 0
            if place > cuts[-1] and (ends[place] - before > MOST_ROWS or place - cuts[-1] >= _MOST_KEYS):
                cuts.append(place)
        for start, end in pairwise([*cuts, len(paragraphs)]):
            yield paragraphs[start:end]

    def _named(self, paragraphs: Indices) -> str:
        """Return the filter that admits these paragraphs alone."""
        keys = [paragraph_key(self._versions[i], self._rows.paragraphs[i]) for i in paragraphs]
        return f"paragraph in {json.dumps(keys, ensure_ascii=False)}"

    def _best(self, query: Vectors, k: int, terms: Mapping[str, float], admitted: str) -> list[Any]:
        """Return the nearest passages that a filter admits and, where the server can, the best by terms."""
        if not (terms and self._collection.has_terms):
            return self._search(query, k, admitted)
        from pymilvus import AnnSearchRequest, RRFRanker

        sparse: dict[int, float] = {}
        for term, weight in terms.items():
            sparse[dimension_of(term)] = sparse.get(dimension_of(term), 0.0) + weight
        nearest = AnnSearchRequest([query[0].tolist()], "vector", _walk(k), limit=k, expr=admitted)
        words = AnnSearchRequest(
            [sparse], "terms", {"metric_type": "IP"}, limit=k, expr=f"{admitted} and kind == 0"
        )
        with self._server.asked() as client:
            found = client.hybrid_search(
                self._collection.name,
                [nearest, words],
                # All of both are taken; what they count is worked out from exact scores afterwards.
                RRFRanker(),
                limit=2 * k,
                output_fields=["id"],
                timeout=self._server.timeout,
                consistency_level=self._consistency,
            )
        return list(found[0])

    def _search(self, query: Vectors, k: int, admitted: str) -> list[Any]:
        with self._server.asked() as client:
            found = client.search(
                self._collection.name,
                data=[query[0].tolist()],
                anns_field="vector",
                limit=k,
                filter=admitted,
                search_params=_walk(k),
                output_fields=["id"],
                timeout=self._server.timeout,
                consistency_level=self._consistency,
            )
        return list(found[0])

    def _stored(self, admitted: str) -> dict[int, Vectors]:
        """Return the vectors that a filter admits, by their rows."""
        with self._server.asked() as client:
            found = client.query(
                self._collection.name,
                filter=admitted,
                output_fields=["id", "vector"],
                limit=MOST_ROWS,
                timeout=self._server.timeout,
                consistency_level=self._consistency,
            )
        places = [self._place(hit["id"]) for hit in found]
        return {
            place: np.asarray(hit["vector"], np.float32)
            for place, hit in zip(places, found, strict=True)
            if place is not None
        }

    def _known(self, hits: list[Any]) -> Indices:
        """Return the rows of hits. Raises VectorsUnavailableError where the server has none of ours."""
        places, _ = self._places(hits)
        if not len(places):
            raise self._server.lacking()
        return places

    def _places(self, hits: list[Any]) -> tuple[Indices, npt.NDArray[np.float32]]:
        """Return the rows of those hits that are ours, and their scores."""
        found = [(self._place(hit["id"]), hit["distance"]) for hit in hits]
        own = {place: score for place, score in found if place is not None}
        return np.array(list(own), np.int64), np.array(list(own.values()), np.float32)

    def _place(self, key: str) -> int | None:
        """Return the row of a passage, None for one of a version that is not indexed here."""
        read = read_row_key(key)
        position = self._rows.positions.get(read[2]) if read else None
        if read is None or position is None or self._versions[position] != read[0]:
            return None
        return int(self._rows.first[position]) + read[1] if read[1] < self._lengths[position] else None

    @property
    def _consistency(self) -> str:
        return "Strong" if time.monotonic() - self._opened < _JUST_OPENED else "Bounded"


def _walk(k: int) -> dict[str, Any]:
    """Return how far HNSW looks around for `k`."""
    return {"metric_type": "IP", "params": {"ef": min(max(2 * k, 512), _WIDEST_WALK)}}


def _filter_of(scope: Scope) -> str:
    """Return a scope as Milvus reads it; what it only prefers is no filter."""
    parts = ["kind >= 0"]
    if scope.authority:
        parts.append(f"authority in {_listed(scope.authority)}")
    if "year" in scope.given and scope.year:
        parts.append(f"array_contains_any(years, {_listed(scope.year)})")
    if "document" in scope.given and scope.document:
        parts.append(f"document in {_listed(scope.document)}")
    if "voice" in scope.given and scope.voice:
        parts.append(f"voice in {_listed(scope.voice)}")
    return " and ".join(parts)


def _listed(values: tuple[object, ...]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
