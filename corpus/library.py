"""The library: documents with their text and paragraphs, in SQLite.

It is the truth from which an index is built and can always be rebuilt.
"""

import hashlib
import json
import sqlite3
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from corpus.database import open_to_read, open_to_write, told_plainly, transaction
from corpus.embeddings import Embeddings
from corpus.errors import LibraryError
from corpus.types import Document, Ingested, Paragraph, Span, corrections_from, document_from

_PARAGRAPH_COLUMNS = ", ".join(field.name for field in fields(Paragraph))
_MANY = 20
"""Documents from which on all are read at once, not one by one."""
_EMPTY = 0.25
"""Share of the file that may be empty before it is rewritten."""
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
    """One SQLite file. Readers see whole documents only: they change in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the library for reading; its folder need not be writable.

        Raises LibraryError when there is none, it is damaged, or a newer version wrote it.
        """
        return cls(open_to_read(path))

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open the library for writing, making its folder and tables where they are missing."""
        return cls(open_to_write(path))

    @property
    def embeddings(self) -> Embeddings:
        """The vectors that are kept beside the documents."""
        return Embeddings(self._connection)

    def close(self) -> None:
        """Close the file; the library is of no use afterwards."""
        self._connection.close()

    def documents(self) -> tuple[Document, ...]:
        """Return every document, in the order in which they were recorded."""
        with told_plainly(None):
            rows = self._connection.execute("SELECT record FROM documents ORDER BY position").fetchall()
            return tuple(_document(record) for (record,) in rows)

    def paragraphs(self, document: str | None = None) -> tuple[Paragraph, ...]:
        """Return the paragraphs of one document, or of all, in reading order."""
        with told_plainly(None):
            rows = self._connection.execute(
                f"SELECT {', '.join(f'paragraphs.{name}' for name in _PARAGRAPH_COLUMNS.split(', '))} "
                "FROM paragraphs JOIN documents ON documents.id = paragraphs.document "
                "WHERE ?1 IS NULL OR document = ?1 ORDER BY position, ordinal",
                (document,),
            )
            return tuple(map(_paragraph, rows))

    def text(self, document: str) -> str:
        """Return the extracted text of a document, which its paragraphs' spans index."""
        row = self._connection.execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()
        if row is None:
            raise KeyError(document)
        text: str = row[0]
        return text

    def held(self, documents: Collection[str]) -> dict[str, tuple[tuple[Paragraph, ...], str]]:
        """Return the paragraphs, in reading order, and the text of some documents that are there."""
        if len(documents) < _MANY:
            return {id: (self.paragraphs(id), self.text(id)) for id in documents}
        with told_plainly(None):
            texts = dict(self._connection.execute("SELECT id, text FROM documents"))
        paragraphs: dict[str, list[Paragraph]] = {}
        for paragraph in self.paragraphs():
            paragraphs.setdefault(paragraph.document, []).append(paragraph)
        return {id: (tuple(paragraphs.get(id, ())), texts[id]) for id in documents}

    def ingested(self, document: str) -> Ingested:
        """Return one document with all that is kept of it. Raises KeyError when it is not there."""
        with told_plainly(None):
            row = self._connection.execute(
                f"SELECT {_DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (document,)
            ).fetchone()
        if row is None:
            raise KeyError(document)
        return _ingested(row, self.paragraphs(document))

    def overview(self) -> tuple[Overview, ...]:
        """Return the documents with what they hold, without reading their text."""
        with told_plainly(None):
            rows = self._connection.execute(
                "SELECT record, file_name, json_array_length(pages), count(paragraphs.id), "
                "coalesce(sum(paragraphs.kind = 'numbered'), 0) FROM documents "
                "LEFT JOIN paragraphs ON paragraphs.document = documents.id "
                "GROUP BY documents.id ORDER BY position"
            ).fetchall()
            return tuple(Overview(_document(record), *rest) for record, *rest in rows)

    def files(self) -> tuple[tuple[str, str, str], ...]:
        """Return (document id, file name, sha256) of every document, without reading their text."""
        with told_plainly(None):
            return tuple(self._connection.execute("SELECT id, file_name, sha256 FROM documents"))

    def change(
        self,
        put: Mapping[str, Ingested],
        removed: Iterable[str] = (),
        left_out: Iterable[str] = (),
        on: str = "",
    ) -> None:
        """Put documents in, by their fingerprint, and take others out, all at once.

        A document that is there already keeps its place, a new one goes to the end. `left_out`
        are the shipped documents that are not to be read from their folder again. Paragraphs of
        a document that is replaced, and that are themselves gone or changed, are remembered as
        replaced `on` that day, by their id alone.
        """
        connection = self._connection
        with transaction(connection):
            for id in removed:
                connection.execute(
                    "DELETE FROM replaced WHERE substr(paragraph, 1, ?) = ?", (len(id) + 1, f"{id}#")
                )
                connection.execute("DELETE FROM documents WHERE id = ?", (id,))
            positions = dict(connection.execute("SELECT id, position FROM documents"))
            last = max(positions.values(), default=-1)
            for fingerprint, item in put.items():
                last += item.document.id not in positions
                self._write(item, fingerprint, positions.get(item.document.id, last), on)
            connection.execute("DELETE FROM left_out")
            connection.executemany("INSERT INTO left_out VALUES (?)", ((id,) for id in left_out))

    def _write(self, item: Ingested, fingerprint: str, position: int, on: str) -> None:
        """Write one document, over an older version of it where there is one."""
        connection, id = self._connection, item.document.id
        before = dict(connection.execute("SELECT id, text FROM paragraphs WHERE document = ?", (id,)))
        after = {paragraph.id: paragraph.text for paragraph in item.paragraphs}
        connection.executemany(
            "INSERT OR REPLACE INTO replaced VALUES (?, ?)",
            ((paragraph, on) for paragraph, text in before.items() if after.get(paragraph) != text),
        )
        connection.execute("DELETE FROM documents WHERE id = ?", (id,))
        connection.execute(
            f"INSERT INTO documents ({_DOCUMENT_COLUMNS}, fingerprint, position) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*_document_row(item), fingerprint, position),
        )
        connection.executemany(
            f"INSERT INTO paragraphs ({_PARAGRAPH_COLUMNS}) "
            f"VALUES ({', '.join('?' * len(fields(Paragraph)))})",
            map(_paragraph_row, item.paragraphs),
        )

    def fingerprint(self) -> str:
        """Return the fingerprint of what the library holds, as it was worked out when it was written."""
        with told_plainly(None):
            rows = self._connection.execute("SELECT fingerprint FROM documents ORDER BY position").fetchall()
        return combined(row[0] for row in rows)

    def fingerprints(self) -> dict[str, str]:
        """Return the fingerprint of each document by its id, as it was worked out when it was written."""
        with told_plainly(None):
            rows = self._connection.execute("SELECT id, fingerprint FROM documents ORDER BY position")
            return dict(rows)

    def paragraph_counts(self) -> dict[str, int]:
        """Return how many paragraphs each document has, by its id."""
        with told_plainly(None):
            counts = dict(
                self._connection.execute("SELECT document, count(*) FROM paragraphs GROUP BY document")
            )
        return {id: counts.get(id, 0) for id in self.fingerprints()}

    def left_out(self) -> frozenset[str]:
        """Return the ids of shipped documents that the user removed."""
        return frozenset(id for (id,) in self._connection.execute("SELECT document FROM left_out"))

    def replaced_on(self, paragraph: str) -> str | None:
        """Return the day on which a paragraph was replaced by another version, None if it was not."""
        row = self._connection.execute(
            "SELECT replaced_on FROM replaced WHERE paragraph = ?", (paragraph,)
        ).fetchone()
        return str(row[0]) if row else None

    def erase(self) -> None:
        """See to it that nothing of what was removed is left on the disk.

        SQLite writes zeros over what is deleted (`secure_delete`), but the log of what was written
        still holds it. The file is rewritten only where much of it is empty.
        """
        with told_plainly(None):
            pages, free = (
                self._connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "freelist_count")
            )
            if free > _EMPTY * pages:
                self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


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


def _ingested(row: tuple[str, ...], paragraphs: tuple[Paragraph, ...]) -> Ingested:
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
    return tuple(values.values())


def _paragraph(row: tuple[object, ...]) -> Paragraph:
    values = dict(zip(_PARAGRAPH_COLUMNS.split(", "), row, strict=True))
    values["spans"] = tuple(Span(start, end) for start, end in json.loads(str(values["spans"])))
    values["scanned"] = bool(values["scanned"])
    # Many paragraphs have these in common: one of each is enough in memory.
    for name in ("document", "kind", "section", "lead_in"):
        if values[name] is not None:
            values[name] = sys.intern(str(values[name]))
    return Paragraph(**values)  # type: ignore[arg-type]
