"""What is searched of one document: written once, never changed, shared by generations.

A document that is added costs its own segment and no other's; one that changes gets
another segment, and what it has in common with the old one is not embedded again.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from corpus.types import Ingested
from index.acronyms import Acronyms
from index.encoder import Vectors
from index.lexical import Postings
from index.passages import cut_passages, heading_of
from index.spelling import Vocabulary
from index.terms import terms_of
from index.types import Passage, PassageKind

FORMAT = 6
"""Counts up with each change of what is written; another format is built anew, never read."""

SUFFIX = ".npz"
_KINDS: tuple[PassageKind, ...] = ("paragraph", "headed", "window")

_HEADING_SHARE = 0.3
"""What a heading's vector counts beside its paragraph's (1) in a headed passage; measured in
docs/accuracy.md. Embedding the two as one text finds no more and takes a third longer."""


@dataclass(frozen=True)
class PassageRows:
    """Which rows of the vectors belong to which paragraph.

    `first` is (paragraphs + 1,) int64: paragraph i has the rows first[i] to
    first[i + 1]. `kinds` is (rows,) int8, an index into the kinds of passage.
    """

    paragraphs: tuple[str, ...]
    first: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int8]

    @classmethod
    def of(cls, passages: tuple[Passage, ...]) -> Self:
        """Count the passages of each paragraph; those of one paragraph stand together."""
        ids = [passage.paragraph for passage in passages]
        paragraphs = tuple(dict.fromkeys(ids))
        starts = [i for i, id in enumerate(ids) if i == 0 or ids[i - 1] != id]
        if len(starts) != len(paragraphs):
            raise ValueError(f"{len(starts)} runs of passages for {len(paragraphs)} paragraphs")
        kinds = np.array([_KINDS.index(passage.kind) for passage in passages], np.int8)
        return cls(paragraphs, np.array([*starts, len(ids)], np.int64), kinds)

    @classmethod
    def merged(cls, parts: tuple[Self, ...]) -> Self:
        """Return the rows of all parts, one part after the other."""
        starts = np.cumsum([0, *(len(part.kinds) for part in parts)])
        firsts = [part.first[:-1] + start for part, start in zip(parts, starts, strict=False)]
        return cls(
            tuple(id for part in parts for id in part.paragraphs),
            np.concatenate([*firsts, starts[-1:]]).astype(np.int64),
            np.concatenate([part.kinds for part in parts]),
        )

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each paragraph stands among them all."""
        return {id: position for position, id in enumerate(self.paragraphs)}

    def of_kind(self, kind: PassageKind) -> npt.NDArray[np.bool_]:
        """Return which rows are passages of a kind."""
        selected: npt.NDArray[np.bool_] = self.kinds == _KINDS.index(kind)
        return selected


@dataclass(frozen=True, slots=True)
class Segment:
    """One document's passages, their vectors (passages, dimension), its terms, words and acronyms.

    `contents` are the sha256 (hex) of all that the model read for it.
    """

    rows: PassageRows
    vectors: Vectors
    contents: frozenset[str]
    postings: Postings
    acronyms: Acronyms
    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        if len(self.vectors) != len(self.rows.kinds):
            raise ValueError(f"{len(self.vectors)} vectors for {len(self.rows.kinds)} passages")

    @classmethod
    def of(cls, item: Ingested, passages: tuple[Passage, ...], vectors: Mapping[str, bytes]) -> Self:
        """Make a document's segment.

        `passages` are those that it is cut into, `vectors` those of what the model reads
        of them, float32, by `content_of`.
        """
        about = f"{item.document.year} {item.document.publisher}"
        texts = [paragraph.text for paragraph in item.paragraphs]
        return cls(
            rows=PassageRows.of(passages),
            vectors=np.stack([_vector(passage, vectors) for passage in passages]),
            contents=frozenset(content_of(text) for passage in passages for text in passage.embedded),
            postings=Postings.of([terms_of(f"{p.text} {heading_of(p)} {about}") for p in item.paragraphs]),
            acronyms=Acronyms.mine(texts),
            vocabulary=Vocabulary.of(texts),
        )

    def save(self, path: Path) -> str:
        """Write the segment as NumPy arrays; return the sha256 (hex) of the file."""
        record = {
            "paragraphs": self.rows.paragraphs,
            "contents": sorted(self.contents),
            "terms": self.postings.terms,
            "words": self.vocabulary.uses,
            "acronyms": self.acronyms.to_record(),
        }
        buffer = io.BytesIO()
        np.savez(
            buffer,
            record=np.frombuffer(json.dumps(record, ensure_ascii=False).encode(), np.uint8),
            vectors=self.vectors.astype("<f4"),
            first=self.rows.first,
            kinds=self.rows.kinds,
            term_first=self.postings.first,
            term_texts=self.postings.texts,
            term_counts=self.postings.counts,
            lengths=self.postings.lengths,
        )
        path.write_bytes(buffer.getbuffer())
        return hashlib.sha256(buffer.getbuffer()).hexdigest()

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Return the segment that `save` wrote; check the file's sha256 first."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            record = json.loads(arrays["record"].tobytes())
            postings = Postings(
                tuple(record["terms"]),
                arrays["term_first"],
                arrays["term_texts"],
                arrays["term_counts"],
                arrays["lengths"],
            )
            return cls(
                rows=PassageRows(tuple(record["paragraphs"]), arrays["first"], arrays["kinds"]),
                vectors=arrays["vectors"],
                contents=frozenset(record["contents"]),
                postings=postings,
                acronyms=Acronyms.from_record(record["acronyms"]),
                vocabulary=Vocabulary(record["words"]),
            )


def segment_name(fingerprint: str, model: str) -> str:
    """Return the name of a document's segment: another document, model or format has another."""
    return hashlib.sha256(f"{FORMAT} {fingerprint} {model}".encode()).hexdigest()[:32] + SUFFIX


def passages_of(item: Ingested) -> tuple[Passage, ...]:
    """Return what is embedded of a document."""
    return cut_passages(item.paragraphs)


def content_of(text: str) -> str:
    """Return the sha256 (hex) by which the vector of a text is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def _vector(passage: Passage, vectors: Mapping[str, bytes]) -> Vectors:
    """Return a passage's vector, of unit length: its text's, with its heading's added to it."""
    own, *heading = (np.frombuffer(vectors[content_of(text)], np.float32) for text in passage.embedded)
    mixed: Vectors = own + np.float32(_HEADING_SHARE) * heading[0] if heading else own
    return mixed / np.linalg.norm(mixed)
