"""The documents that a generation indexes, as the library holds them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from corpus.library.library import Library
from corpus.types import Document, Paragraph
from index.store.manifest import Manifest
from index.store.segments import IndexedDocument


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """A document's paragraphs in reading order and its extracted text, in the version of a fingerprint."""

    fingerprint: str
    paragraphs: tuple[Paragraph, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Documents in their recorded order, and what is held of those that are indexed, in the index's order."""

    documents: dict[str, Document]
    held: dict[str, DocumentVersion]

    @classmethod
    def read(cls, library: Library, manifest: Manifest, before: Self | None = None) -> Self:
        """Read what the library holds; what `before` has of the same version is not read again."""
        known = before.held if before else {}
        indexed = tuple(_indexed(manifest))
        missing = [one.id for one in indexed if _held(known, one) is None]
        read = library.held(missing)
        return cls(
            documents={document.id: document for document in library.documents()},
            held={
                one.id: _held(known, one) or DocumentVersion(one.fingerprint, *read[one.id])
                for one in indexed
            },
        )

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Return all paragraphs, in the order of the index."""
        return tuple(paragraph for held in self.held.values() for paragraph in held.paragraphs)


def _indexed(manifest: Manifest) -> Iterator[IndexedDocument]:
    for entry in manifest.segments:
        yield from entry.documents


def _held(known: dict[str, DocumentVersion], one: IndexedDocument) -> DocumentVersion | None:
    held = known.get(one.id)
    return held if held and held.fingerprint == one.fingerprint else None
