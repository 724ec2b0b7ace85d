"""What is searched of one document or several: written once, never changed, shared by generations.

A document that is added gets a segment of its own; when there are many, small ones are
merged (`compaction.py`). What a new version has in common with the old one is not embedded again.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from corpus.types import Ingested
from index.encoding.pooling import Vectors
from index.lexicon.acronyms import Acronyms
from index.lexicon.postings import Postings
from index.lexicon.spelling import Vocabulary
from index.lexicon.terms import terms_of
from index.passages import cut_passages, heading_of, with_sentences
from index.store.arrays import open_arrays, save_arrays
from index.store.rows import Indices, PassageRows
from index.types import PartedText, Passage

FORMAT = 9
"""Counts up with each change of what is written; another format is built again, never read."""

SUFFIX = ".segment"

HalfVectors = npt.NDArray[np.float16]
"""Vectors as they are kept: half the space, and cosines that differ by less than 0.0001."""
CONTENT_BYTES = 16
"""Of the sha256 of a text; two of a billion texts share so many with odds of 1 in 10^20."""

_HEADING_SHARE = 0.3
"""What a heading's vector counts beside its paragraph's (1) in a headed passage; measured in
docs/accuracy.md. Embedding the two as one text finds no more and takes a third longer."""
_EMBEDDED_AS = "2 "
"""Counts up with each change of how a text and its sentences become vectors: older ones are not taken."""
_POSTINGS = ("terms", "words", "acronyms")


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document of a segment: its id, the fingerprint of what was indexed, and how much that is."""

    id: str
    fingerprint: str
    paragraphs: int
    passages: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Documents, one after the other: their passages, vectors, terms, words and acronyms.

    `vectors` are (passages, dimension), or more where `kept` says which of them count, or None
    where a server keeps them;
    `sums` (documents, dimension) float32 each document's paragraphs' vectors added up;
    `contents` (texts, CONTENT_BYTES) uint8 what the model read for each document, of which
    document i has those from `content_first[i]` to `content_first[i + 1]`. `terms` are
    postings of the paragraphs' terms, `words` and `acronyms` of the documents'.
    """

    documents: tuple[IndexedDocument, ...]
    rows: PassageRows
    vectors: HalfVectors | None
    sums: Vectors
    contents: npt.NDArray[np.uint8]
    content_first: Indices
    terms: Postings
    words: Postings
    acronyms: Postings
    kept: Indices | None = None

    def __post_init__(self) -> None:
        vectors = self.kept if self.kept is not None else self.vectors
        if vectors is not None and len(vectors) != len(self.rows.kinds):
            raise ValueError(f"{len(vectors)} vectors for {len(self.rows.kinds)} passages")
        paragraphs = sum(document.paragraphs for document in self.documents)
        if paragraphs != len(self.rows.paragraphs):
            raise ValueError(f"{paragraphs} paragraphs, of which {len(self.rows.paragraphs)} are indexed")

    @classmethod
    def of(
        cls, item: Ingested, fingerprint: str, passages: tuple[Passage, ...], vectors: Mapping[bytes, bytes]
    ) -> Self:
        """Make a document's segment.

        `passages` are those that it is cut into, `vectors` those of the texts that the model reads
        of them and of their sentences, (1 + sentences, dimension) float16 each, by `content_of`.
        """
        texts = [paragraph.text for paragraph in item.paragraphs]
        rows = PassageRows.of(passages)
        embedded = dict.fromkeys(text for passage in passages for text in passage.embedded)
        read = {text: rows_of(vectors[content_of(text)], with_sentences(text)) for text in embedded}
        own = np.stack([_vector(passage, read) for passage in passages]).astype(np.float16)
        contents = sorted(content_of(text) for text in embedded)
        return cls(
            documents=(IndexedDocument(item.document.id, fingerprint, len(item.paragraphs), len(passages)),),
            rows=rows,
            vectors=own,
            sums=own[rows.of_kind("paragraph")].astype(np.float32).sum(axis=0, keepdims=True),
            contents=np.frombuffer(b"".join(contents), np.uint8).reshape(-1, CONTENT_BYTES),
            content_first=np.array([0, len(contents)], np.int64),
            terms=Postings.of(list(terms_of_paragraphs(item))),
            words=Postings.of_counts([Vocabulary.of(texts).uses]),
            acronyms=Postings.of([list(Acronyms.mine(texts).entries)]),
        )

    @classmethod
    def merged(cls, parts: tuple[Self, ...]) -> Self:
        """Return one segment of all parts' documents, one part after the other."""
        lengths = np.concatenate([np.diff(part.content_first) for part in parts])
        return cls(
            documents=tuple(document for part in parts for document in part.documents),
            rows=PassageRows.merged(tuple(part.rows for part in parts)),
            vectors=None
            if any(part.vectors is None for part in parts)
            else np.concatenate([part.all_vectors() for part in parts]),
            sums=np.concatenate([part.sums for part in parts]),
            contents=np.concatenate([part.contents for part in parts]),
            content_first=np.concatenate([[0], np.cumsum(lengths)]),
            terms=Postings.merged(tuple(part.terms for part in parts)),
            words=Postings.merged(tuple(part.words for part in parts)),
            acronyms=Postings.merged(tuple(part.acronyms for part in parts)),
        )

    def only(self, documents: Collection[str]) -> Self:
        """Return what the segment holds of some documents; the vectors themselves are not copied."""
        kept = np.array([document.id in documents for document in self.documents], np.bool_)
        if kept.all():
            return self
        paragraphs = np.repeat(kept, [document.paragraphs for document in self.documents])
        rows, own = self.rows.only(paragraphs)
        lengths = np.diff(self.content_first)
        return type(self)(
            documents=tuple(document for document in self.documents if document.id in documents),
            rows=rows,
            vectors=self.vectors,
            sums=self.sums[kept],
            contents=self.contents[np.repeat(kept, lengths)],
            content_first=np.concatenate([[0], np.cumsum(lengths[kept])]),
            terms=self.terms.only(paragraphs),
            words=self.words.only(kept),
            acronyms=self.acronyms.only(kept),
            kept=own if self.kept is None else self.kept[own],
        )

    @property
    def own_vectors(self) -> HalfVectors:
        """The vectors, of a segment that keeps them."""
        assert self.vectors is not None, "a server keeps the vectors"
        return self.vectors

    def all_vectors(self) -> HalfVectors:
        """Return the vectors of the passages, (passages, dimension), in the order of the rows."""
        return self.own_vectors if self.kept is None else self.own_vectors[self.kept]

    def without_vectors(self) -> Self:
        """Return the segment as it is kept where a server keeps its vectors."""
        return replace(self, vectors=None, kept=None)

    def save(self, path: Path) -> None:
        """Write the segment."""
        record: dict[str, Any] = {
            "documents": [asdict(document) for document in self.documents],
            "paragraphs": self.rows.paragraphs,
        }
        arrays: dict[str, npt.NDArray[Any]] = {
            "sums": self.sums,
            "contents": self.contents,
            "content_first": self.content_first,
            "first": self.rows.first,
            "kinds": self.rows.kinds,
            "offsets": self.rows.offsets,
        }
        if self.vectors is not None:
            arrays["vectors"] = self.all_vectors()
        for name in _POSTINGS:
            own: Postings = getattr(self, name)
            record[name] = own.terms
            arrays |= {
                f"{name}.first": own.first,
                f"{name}.texts": own.texts,
                f"{name}.counts": own.counts,
                f"{name}.lengths": own.lengths,
            }
        arrays["record"] = np.frombuffer(json.dumps(record, ensure_ascii=False).encode(), np.uint8)
        save_arrays(path, arrays)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the segment that `save` wrote, mapped into memory; check the file's sha256 first."""
        arrays = open_arrays(path)
        record = json.loads(arrays["record"].tobytes())
        terms, words, acronyms = (
            Postings(
                tuple(record[name]),
                arrays[f"{name}.first"],
                arrays[f"{name}.texts"],
                arrays[f"{name}.counts"],
                arrays[f"{name}.lengths"],
            )
            for name in _POSTINGS
        )
        return cls(
            documents=tuple(IndexedDocument(**document) for document in record["documents"]),
            rows=PassageRows(
                tuple(record["paragraphs"]), arrays["first"], arrays["kinds"], arrays["offsets"]
            ),
            vectors=arrays.get("vectors"),
            sums=arrays["sums"],
            contents=arrays["contents"],
            content_first=arrays["content_first"],
            terms=terms,
            words=words,
            acronyms=acronyms,
        )


def segment_name(documents: tuple[IndexedDocument, ...], model: str, has_vectors: bool = True) -> str:
    """Return the name of a segment: other documents, another model or format, or no vectors have another."""
    held = [(document.id, document.fingerprint) for document in documents]
    contents = json.dumps([FORMAT, held, model, *([] if has_vectors else ["no vectors"])])
    return hashlib.sha256(contents.encode()).hexdigest()[:32] + SUFFIX


def passages_of(item: Ingested) -> tuple[Passage, ...]:
    """Return what is embedded of a document."""
    return cut_passages(item.paragraphs)


def terms_of_paragraphs(item: Ingested) -> tuple[list[str], ...]:
    """Return the terms that each paragraph is found by: its own, its heading's, some of its document's."""
    about = f"{item.document.year or ''} {item.document.publisher}"
    return tuple(terms_of(f"{p.text} {heading_of(p)} {about}") for p in item.paragraphs)


def content_of(text: str) -> bytes:
    """Return the first CONTENT_BYTES of the sha256 of a text, by which it and its sentences are kept."""
    return hashlib.sha256(f"{_EMBEDDED_AS}{text}".encode()).digest()[:CONTENT_BYTES]


def rows_of(vectors: bytes, text: PartedText) -> HalfVectors:
    """Return the vectors of a text and of its parts, (1 + parts, dimension), as they were kept."""
    return np.frombuffer(vectors, np.float16).reshape(1 + len(text.parts), -1)


def _vector(passage: Passage, read: Mapping[str, HalfVectors]) -> Vectors:
    """Return a passage's vector, of unit length: its own, with its heading's added to it.

    `read` has the vectors of each text and its sentences.
    """
    whole, *heading = (read[text] for text in passage.embedded)
    own: Vectors = whole[passage.part].astype(np.float32)
    mixed: Vectors = own + np.float32(_HEADING_SHARE) * heading[0][0] if heading else own
    return mixed / np.linalg.norm(mixed)
