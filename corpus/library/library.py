"""The library: documents with their text and paragraphs, in SQLite or PostgreSQL.

It is the truth from which an index is built and can always be rebuilt.
"""

import hashlib
import json
import sys
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from typing import Self

from corpus.errors import LibraryError
from corpus.library.database import Database, Place, Row
from corpus.library.embeddings import Embeddings
from corpus.library.opening import open_to_read, open_to_write
from corpus.types import Document, Ingested, Paragraph, Span, corrections_from, document_from

_PARAGRAPH_COLUMNS = ", ".join(field.name for field in fields(Paragraph))
_MANY = 20
"""Documents from which on all are read at once, not one by one."""
_DOCUMENT_COLUMNS = "id, record, text, pages, sha256, file_name, warnings, corrections"


@dataclass(frozen=True, slots=True)
class Overview:
    """A document and how much of it there is; `pages` is 0 for formats without pages."""

    document: Document
    file_name: str
    pages: int
    paragraphs: int
    numbered: int


class Library:
    """One database. Readers see whole documents only: they change in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, place: Place) -> Self:
        """Open the library for reading.

        Raises LibraryError when there is none, it is damaged, or a newer version wrote it.
        """
        return cls(open_to_read(place))

    @classmethod
    def create(cls, place: Place) -> Self:
        """Open the library for writing, making its tables where they are missing."""
        return cls(open_to_write(place))

    @property
    def embeddings(self) -> Embeddings:
        """The vectors that are kept beside the documents."""
        return Embeddings(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; the library is of no use afterwards."""
        self._database.close()

    def snapshot(self) -> AbstractContextManager[None]:
        """Read one state of the library in all that follows, whoever changes it meanwhile."""
        return self._database.snapshot()

    def exclusive(self, timeout: float) -> AbstractContextManager[None]:
        """Keep other servers that share the library from changing it; wait `timeout` seconds for them."""
        return self._database.exclusive(timeout)

    def documents(self) -> tuple[Document, ...]:
        """Return every document, in the order in which they were recorded."""
        rows = self._database.rows("SELECT record FROM documents ORDER BY position")
        return tuple(_document(record) for (record,) in rows)

    def paragraphs(self, document: str | None = None) -> tuple[Paragraph, ...]:
        """Return the paragraphs of one document, or of all, in reading order."""
        columns = ", ".join(f"paragraphs.{name}" for name in _PARAGRAPH_COLUMNS.split(", "))
        of_one, values = ("", ()) if document is None else ("WHERE document = ?", (document,))
        rows = self._database.stream(
            f"SELECT {columns} FROM paragraphs JOIN documents ON documents.id = paragraphs.document "
            f"{of_one} ORDER BY position, ordinal",
            *values,
        )
        return tuple(map(_paragraph, rows))

    def text(self, document: str) -> str:
        """Return the extracted text of a document, which its paragraphs' spans index."""
        rows = self._database.rows("SELECT text FROM documents WHERE id = ?", document)
        if not rows:
            raise KeyError(document)
        text: str = rows[0][0]
        return text

    def held(self, documents: Collection[str]) -> dict[str, tuple[tuple[Paragraph, ...], str]]:
        """Return the paragraphs, in reading order, and the text of some documents that are there."""
        if len(documents) < _MANY:
            return {
                document_id: (self.paragraphs(document_id), self.text(document_id))
                for document_id in documents
            }
        texts: dict[str, str] = dict(self._database.stream("SELECT id, text FROM documents"))
        paragraphs: dict[str, list[Paragraph]] = {}
        for paragraph in self.paragraphs():
            paragraphs.setdefault(paragraph.document, []).append(paragraph)
        return {
            document_id: (tuple(paragraphs.get(document_id, ())), texts[document_id])
            for document_id in documents
        }

    def ingested(self, document: str) -> Ingested:
        """Return one document with all that is kept of it. Raises KeyError when it is not there."""
        rows = self._database.rows(f"SELECT {_DOCUMENT_COLUMNS} FROM documents WHERE id = ?", document)
        if not rows:
            raise KeyError(document)
        return _ingested(rows[0], self.paragraphs(document))

    def overview(self) -> tuple[Overview, ...]:
        """Return the documents with what they hold, without reading their text."""
        rows = self._database.rows(
            "SELECT record, file_name, pages, count(paragraphs.id), "
            "count(CASE WHEN paragraphs.kind = 'numbered' THEN 1 END) FROM documents "
            "LEFT JOIN paragraphs ON paragraphs.document = documents.id "
            "GROUP BY documents.id ORDER BY position"
        )
        return tuple(
            Overview(_document(record), file_name, len(json.loads(pages)), *counts)
            for record, file_name, pages, *counts in rows
        )

    def files(self) -> tuple[tuple[str, str, str], ...]:
        """Return (document id, file name, sha256) of every document, without reading their text."""
        rows = self._database.rows("SELECT id, file_name, sha256 FROM documents")
        return tuple((document_id, file_name, sha256) for document_id, file_name, sha256 in rows)

    def change(
        self,
        put: Mapping[str, Ingested],
        removed: Iterable[str] = (),
        left_out: Iterable[str] = (),
        taken_back: Iterable[str] = (),
        on: str = "",
    ) -> None:
        """Put documents in, by their fingerprint, and take others out, all at once.

        A document that is there already keeps its place, a new one goes to the end. `left_out`
        are shipped documents that are not to be read from their folder again from now on,
        `taken_back` those that are. Paragraphs of a document that is replaced, and that are
        themselves gone or changed, are remembered as replaced `on` that day, by their id alone.
        """
        database = self._database
        with database.transaction():
            for document_id in removed:
                database.run(
                    "DELETE FROM replaced WHERE substr(paragraph, 1, ?) = ?",
                    len(document_id) + 1,
                    f"{document_id}#",
                )
                database.run("DELETE FROM documents WHERE id = ?", document_id)
            positions: dict[str, int] = dict(database.rows("SELECT id, position FROM documents"))
            last = max(positions.values(), default=-1)
            for fingerprint, item in put.items():
                last += item.document.id not in positions
                self._write(item, fingerprint, positions.get(item.document.id, last), on)
            leave_out = "INSERT INTO left_out VALUES (?) ON CONFLICT (document) DO NOTHING"
            database.run_many(leave_out, ((document_id,) for document_id in left_out))
            database.run_many(
                "DELETE FROM left_out WHERE document = ?", ((document_id,) for document_id in taken_back)
            )

    def _write(self, item: Ingested, fingerprint: str, position: int, on: str) -> None:
        """Write one document, over an older version of it where there is one."""
        database, document_id = self._database, item.document.id
        before: dict[str, str] = dict(
            database.rows("SELECT id, text FROM paragraphs WHERE document = ?", document_id)
        )
        after = {paragraph.id: paragraph.text for paragraph in item.paragraphs}
        database.run_many(
            "INSERT INTO replaced VALUES (?, ?) "
            "ON CONFLICT (paragraph) DO UPDATE SET replaced_on = excluded.replaced_on",
            ((paragraph, on) for paragraph, text in before.items() if after.get(paragraph) != text),
        )
        database.run("DELETE FROM documents WHERE id = ?", document_id)
        database.run(
            f"INSERT INTO documents ({_DOCUMENT_COLUMNS}, fingerprint, position) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *_document_row(item),
            fingerprint,
            position,
        )
        database.run_many(
            f"INSERT INTO paragraphs ({_PARAGRAPH_COLUMNS}) "
            f"VALUES ({', '.join('?' * len(fields(Paragraph)))})",
            map(_paragraph_row, item.paragraphs),
        )

    def fingerprint(self) -> str:
        """Return the fingerprint of what the library holds, as it was worked out when it was written."""
        rows = self._database.rows("SELECT fingerprint FROM documents ORDER BY position")
        return combined(row[0] for row in rows)

    def fingerprints(self) -> dict[str, str]:
        """Return the fingerprint of each document by its id, as it was worked out when it was written."""
        return dict(self._database.rows("SELECT id, fingerprint FROM documents ORDER BY position"))

    def paragraph_counts(self) -> dict[str, int]:
        """Return how many paragraphs each document has, by its id."""
        counts: dict[str, int] = dict(
            self._database.rows("SELECT document, count(*) FROM paragraphs GROUP BY document")
        )
        return {document_id: counts.get(document_id, 0) for document_id in self.fingerprints()}

    def left_out(self) -> frozenset[str]:
        """Return the ids of shipped documents that are not to be read from their folder again."""
        return frozenset(
            document_id for (document_id,) in self._database.rows("SELECT document FROM left_out")
        )

    def replaced_on(self, paragraph: str) -> str | None:
        """Return the day on which a paragraph was replaced by another version, None if it was not."""
        rows = self._database.rows("SELECT replaced_on FROM replaced WHERE paragraph = ?", paragraph)
        return str(rows[0][0]) if rows else None

    def erase(self) -> None:
        """See to it that nothing of what was removed is left on the disk."""
        self._database.erase()


def fingerprint_of(item: Ingested) -> str:
    """Return the sha256 (hex) of a document: its record, its file and every paragraph, in order."""
    digest = hashlib.sha256(json.dumps([asdict(item.document), item.sha256], sort_keys=True).encode())
    for paragraph in item.paragraphs:
        digest.update(json.dumps(_paragraph_row(paragraph)).encode())
    return digest.hexdigest()


def combined(fingerprints: Iterable[str]) -> str:
    """Return the fingerprint of a library from those of its documents, in order."""
    return hashlib.sha256(" ".join(fingerprints).encode()).hexdigest()


def _document_row(item: Ingested) -> tuple[str, ...]:
    return (
        item.document.id,
        json.dumps(asdict(item.document)),
        item.text,
        json.dumps(item.pages),
        item.sha256,
        item.file_name,
        json.dumps(item.warnings),
        json.dumps(dict(item.corrections)),
    )


def _ingested(row: Row, paragraphs: tuple[Paragraph, ...]) -> Ingested:
    _, record, text, pages, sha256, file_name, warnings, corrections = row
    return Ingested(
        document=_document(record),
        text=text,
        pages=tuple(json.loads(pages)),
        paragraphs=paragraphs,
        sha256=sha256,
        file_name=file_name,
        warnings=tuple(json.loads(warnings)),
        corrections=corrections_from(json.loads(corrections)),
    )


def _document(record: str) -> Document:
    try:
        return document_from(json.loads(record))
    except (ValueError, TypeError) as error:
        raise LibraryError(
            "a document's record in the library is damaged", "delete the file and run 'assistant index'"
        ) from error


def _paragraph_row(paragraph: Paragraph) -> tuple[str | int | None, ...]:
    values = {field.name: getattr(paragraph, field.name) for field in fields(Paragraph)}
    values["spans"] = json.dumps([(span.start, span.end) for span in paragraph.spans])
    values["scanned"] = int(paragraph.scanned)
    return tuple(values.values())


def _paragraph(row: Row) -> Paragraph:
    values = dict(zip(_PARAGRAPH_COLUMNS.split(", "), row, strict=True))
    values["spans"] = tuple(Span(start, end) for start, end in json.loads(str(values["spans"])))
    values["scanned"] = bool(values["scanned"])
    # Many paragraphs have these in common: one of each is enough in memory.
    for name in ("document", "kind", "section", "lead_in"):
        if values[name] is not None:
            values[name] = sys.intern(str(values[name]))
    return Paragraph(**values)
