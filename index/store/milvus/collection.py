"""The collection that holds a library's passages in Milvus: made, filled, emptied, and given its alias.

A row is a passage in one version of its document: version/number/paragraph. Rows are never changed,
so that whoever reads an older version is not disturbed until it is taken out. A document's record is
written after its rows, so that what has a record is whole. No text is kept there.
"""

import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from corpus.errors import IndexStateError
from corpus.types import Document, Ingested
from index.encoding.pooling import Vectors
from index.lexicon.postings import K1, B
from index.store.milvus.server import MilvusServer
from index.store.rows import PassageRows
from index.store.segments import FORMAT, Segment, terms_of_paragraphs

WHOLE, BEGUN = -1, -2
"""Kinds of rows that are no passage: a document's version is there whole; it began to be written."""
MOST_ROWS = 10_000
"""Rows that are asked for at once; Milvus gives 16,384 at most."""

_BATCH = 1_000
"""Rows that are sent at once: 3 MB, of the 64 that Milvus takes."""
_ABOUT = "about"
_BEGUN_SUFFIX = ".begun"
_NO_TERM = 0
"""A dimension that stands for no term: every row has a vector of terms, and only paragraphs have terms."""
_LAST_DIMENSION = 2**32 - 3
_TYPICAL_LENGTH = 60
"""Terms of a paragraph, as BM25 wants to know it. A row is written once, whatever the mean will be later;
Milvus only proposes paragraphs by their terms, and the score is worked out here."""
_VERSION_LENGTH = 32
_MOST_YEARS = 16
_LONGEST_ID = 2_048
_LONGEST_NAME = 512


@dataclass(frozen=True, slots=True)
class VersionedPassages:
    """What of one document is put into the collection, under the version that it has there.

    `rows` and `vectors`, (rows, dimension), are those of its segment; `terms` are those of each paragraph.
    """

    version: str
    document: Document
    rows: PassageRows
    vectors: Vectors
    terms: tuple[list[str], ...]


class MilvusCollection:
    """One collection a model; that of the model before stands beside it until the alias is moved."""

    def __init__(self, server: MilvusServer, model: str) -> None:
        self.server = server
        self._model = model
        digest = hashlib.sha256(json.dumps([FORMAT, model]).encode()).hexdigest()[:12]
        self.name = f"{server.address.name}_{digest}"

    def check(self, dimension: int, versions: Collection[str]) -> None:
        """Raise IndexStateError when the alias names a collection of another model, dimension or format.

        Raises VectorsUnavailableError when there is none, one of the documents' `versions` is not
        there, or the server does not answer.
        """
        timeout = self.server.timeout
        with self.server.asked() as client:
            named = _resolved(client, self.server.address.name, timeout)
            if named is None:
                raise self.server.lacking()
            client.load_collection(named, timeout=timeout)
            model = self._model if named == self.name else _model_of(client, named, timeout)
            held = _dimension(client, named, timeout)
        where = f"Milvus at {self.server.address.uri}"
        if named != self.name and model == self._model:
            raise IndexStateError(
                f"{where} was filled by another version of this program", "update it on every server"
            )
        if named != self.name or held != dimension:
            raise IndexStateError(
                f"{where} holds vectors of the model '{model}' with {held} numbers, "
                f"not of '{self._model}' with {dimension}",
                "run 'assistant index' to put this model's there, or name another alias in ASSISTANT_INDEX",
            )
        with self.server.asked() as client:
            whole, _ = self._recorded(client, timeout)
        if not whole.issuperset(versions):
            raise self.server.lacking()

    @cached_property
    def has_terms(self) -> bool:
        """Whether paragraphs are found by their terms: not where an older server made the collection."""
        with self.server.asked() as client:
            fields = client.describe_collection(self.name, timeout=self.server.timeout)["fields"]
        return any(field["name"] == "terms" for field in fields)

    def versions(self) -> frozenset[str]:
        """Return the versions of documents that are there whole; none where there is no collection."""
        return self._versions()[0]

    def _versions(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the versions that are there whole, and those that began to be written."""
        timeout = self.server.writing_timeout
        with self.server.written() as client:
            if not client.has_collection(self.name, timeout=timeout):
                return frozenset(), frozenset()
            client.load_collection(self.name, timeout=timeout)
            return self._recorded(client, timeout)

    def _recorded(self, client: Any, timeout: float) -> tuple[frozenset[str], frozenset[str]]:
        wanted: dict[str, Any] = {
            "filter": f"kind <= {WHOLE}",
            "output_fields": ["version", "kind"],
            "consistency_level": "Strong",
            "timeout": timeout,
        }
        rows = client.query(self.name, limit=MOST_ROWS, **wanted)
        if len(rows) == MOST_ROWS:  # There may be more. What pages begin with is seen by then.
            pages = client.query_iterator(self.name, batch_size=MOST_ROWS, **wanted)
            rows = []
            while page := pages.next():
                rows += page
            pages.close()
        found: dict[int, set[str]] = {WHOLE: set(), BEGUN: set()}
        for row in rows:
            found[row["kind"]].add(row["version"])
        return frozenset(found[WHOLE] - {_ABOUT}), frozenset(found[BEGUN])

    def put(self, documents: Iterable[VersionedPassages]) -> None:
        """Write documents; each is recorded before its rows, and as whole when all of them are there.

        Doing it twice does no harm. What is written is seen by every later question when this returns.
        """
        begun: list[dict[str, Any]] = []
        rows: list[dict[str, Any]] = []
        whole: list[dict[str, Any]] = []
        for number, document in enumerate(documents):
            if number == 0:
                self._make(document.vectors.shape[1])
            begun.append(self._record(document.version, BEGUN, document.vectors[0]))
            rows += self._rows(document)
            whole.append(self._record(document.version, WHOLE, document.vectors[0]))
            if len(rows) >= _BATCH:
                self._write(begun + rows + whole)
                begun, rows, whole = [], [], []
        self._write(begun + rows + whole)
        self.versions()

    def publish(self) -> None:
        """Let the alias name this collection, in one step, and drop those of other models."""
        alias, timeout = self.server.address.name, self.server.writing_timeout
        with self.server.written() as client:
            before = _resolved(client, alias, timeout)
            if before == alias:
                raise IndexStateError(
                    f"Milvus at {self.server.address.uri} has a collection '{alias}' that is not ours",
                    "put another alias behind the address in ASSISTANT_INDEX",
                )
            if before != self.name and client.has_collection(self.name, timeout=timeout):
                name = client.alter_alias if before else client.create_alias
                name(self.name, alias, timeout=timeout)
            for other in client.list_collections(timeout=timeout):
                if re.fullmatch(rf"{re.escape(alias)}_[0-9a-f]{{12}}", other) and other != self.name:
                    client.drop_collection(other, timeout=timeout)

    def keep_only(self, versions: Collection[str]) -> None:
        """Take out all documents whose version is not among these; they are found no more at once."""
        gone = sorted(frozenset.union(*self._versions()).difference(versions))
        with self.server.written() as client:
            for some in _batches(gone, _BATCH):
                condition = f"version in {json.dumps(some)}"
                client.delete(self.name, filter=condition, timeout=self.server.writing_timeout)
            if gone and not self.server.address.embedded:
                client.compact(self.name)

    def _make(self, dimension: int) -> None:
        """Make the collection where it is not there yet."""
        from pymilvus import DataType, MilvusClient

        with self.server.written() as client:
            if client.has_collection(self.name, timeout=self.server.writing_timeout):
                return
            schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=_LONGEST_ID)
            schema.add_field("paragraph", DataType.VARCHAR, max_length=_LONGEST_ID)
            schema.add_field("version", DataType.VARCHAR, max_length=_LONGEST_NAME)
            schema.add_field("kind", DataType.INT8)
            schema.add_field("document", DataType.VARCHAR, max_length=_LONGEST_NAME)
            schema.add_field("authority", DataType.VARCHAR, max_length=_LONGEST_NAME, is_partition_key=True)
            schema.add_field("years", DataType.ARRAY, element_type=DataType.INT32, max_capacity=_MOST_YEARS)
            schema.add_field("voice", DataType.VARCHAR, max_length=_LONGEST_NAME)
            schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
            indexes = MilvusClient.prepare_index_params()
            indexes.add_index("vector", **_vector_index(self.server))
            for name in ("paragraph", "version"):
                indexes.add_index(name, index_type="INVERTED" if self.server.is_recent else "Trie")
            if self.server.is_recent:
                schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
                indexes.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
            client.create_collection(
                self.name, schema=schema, index_params=indexes, consistency_level="Bounded"
            )
        about = self._record(_ABOUT, WHOLE, np.zeros(dimension, np.float32))
        self._write([about | {"document": self._model[:_LONGEST_NAME]}])

    def _rows(self, passages: VersionedPassages) -> Iterator[dict[str, Any]]:
        """Yield the rows of a document's passages, each numbered within its paragraph from 0."""
        scope = {
            "document": passages.document.id,
            "authority": passages.document.authority,
            "years": sorted(passages.document.years)[-_MOST_YEARS:],
            "voice": passages.document.voice,
        }
        rows = passages.rows
        for place, paragraph in enumerate(rows.paragraphs):
            for number, row in enumerate(range(rows.first[place], rows.first[place + 1])):
                key = paragraph_key(passages.version, paragraph)
                terms = _weights(passages.terms[place]) if number == 0 else None
                made = self._row(
                    row_key(passages.version, number, paragraph),
                    passages.version,
                    int(rows.kinds[row]),
                    passages.vectors[row],
                    terms,
                )
                yield made | scope | {"paragraph": key}

    def _record(self, version: str, kind: int, vector: Any) -> dict[str, Any]:
        """Return the row that says how a version is there; its vector says nothing, and must be."""
        row_id = version if kind == WHOLE else f"{version}{_BEGUN_SUFFIX}"
        return self._row(row_id, version, kind, vector)

    def _row(
        self, row_id: str, version: str, kind: int, vector: Any, terms: dict[int, float] | None = None
    ) -> dict[str, Any]:
        row = {
            "id": row_id,
            "paragraph": "",
            "version": version,
            "kind": kind,
            "document": "",
            "authority": "",
            "years": [],
            "voice": "",
            "vector": vector,
        }
        if self.has_terms:
            row["terms"] = terms or {_NO_TERM: 1.0}
        return row

    def _write(self, rows: list[dict[str, Any]]) -> None:
        with self.server.written() as client:
            for some in _batches(rows, _BATCH):
                timeout = self.server.writing_timeout
                if self.server.is_recent:
                    client.upsert(self.name, some, timeout=timeout)
                else:
                    client.delete(self.name, ids=[row["id"] for row in some], timeout=timeout)
                    client.insert(self.name, some, timeout=timeout)


def version_of(fingerprint: str) -> str:
    """Return how a document's version is called in the collection."""
    return fingerprint[:_VERSION_LENGTH]


def versioned(item: Ingested, segment: Segment) -> VersionedPassages:
    """Return what is put into the collection of a document, from the segment that holds it alone."""
    (document,) = segment.documents
    vectors = segment.all_vectors().astype(np.float32)
    version = version_of(document.fingerprint)
    return VersionedPassages(version, item.document, segment.rows, vectors, terms_of_paragraphs(item))


def row_key(version: str, number: int, paragraph: str) -> str:
    """Return the key of a passage: the `number`th, from 0, of a paragraph in a version of its document."""
    return f"{version}/{number}/{paragraph}"


def read_row_key(key: str) -> tuple[str, int, str] | None:
    """Return version, number and paragraph of a passage's key; None for a record's."""
    version, _, rest = key.partition("/")
    number, slash, paragraph = rest.partition("/")
    return (version, int(number), paragraph) if slash else None


def paragraph_key(version: str, paragraph: str) -> str:
    """Return by what all passages of a paragraph are found."""
    return f"{version}/{paragraph}"


def dimension_of(term: str) -> int:
    """Return which dimension of the sparse vectors stands for a term; two terms share one in rare cases."""
    return _NO_TERM + 1 + zlib.crc32(term.encode()) % (_LAST_DIMENSION - _NO_TERM)


def _weights(terms: list[str]) -> dict[int, float]:
    """Return what BM25 gives a paragraph for each of its terms, before how rare the term is."""
    saturation = K1 * (1 - B + B * len(terms) / _TYPICAL_LENGTH)
    return {dimension_of(term): count / (count + saturation) for term, count in Counter(terms).items()}


def _vector_index(server: MilvusServer) -> dict[str, Any]:
    """Return how vectors are searched: an embedded Milvus compares all, a server walks a graph (HNSW)."""
    if server.address.embedded:
        return {"index_type": "FLAT", "metric_type": "IP"}
    return {"index_type": "HNSW", "metric_type": "IP", "params": {"M": 32, "efConstruction": 200}}


def _resolved(client: Any, alias: str, timeout: float) -> str | None:
    """Return the collection that an alias names, the collection of that very name, or None."""
    if not client.has_collection(alias, timeout=timeout):
        return None
    return str(client.describe_collection(alias, timeout=timeout)["collection_name"])


def _dimension(client: Any, collection: str, timeout: float) -> int:
    fields = client.describe_collection(collection, timeout=timeout)["fields"]
    return next((int(field["params"]["dim"]) for field in fields if field["name"] == "vector"), 0)


def _model_of(client: Any, collection: str, timeout: float) -> str:
    """Return the model that one of our collections says it is of."""
    about = client.query(collection, filter=f'id == "{_ABOUT}"', output_fields=["document"], timeout=timeout)
    return str(about[0]["document"]) if about else "unknown"


def _batches(things: list[Any], size: int) -> Iterator[list[Any]]:
    left = iter(things)
    while some := list(islice(left, size)):
        yield some
