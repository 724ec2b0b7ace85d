"""The library: documents, their text and paragraphs, and embeddings by content, in SQLite.

It is the truth from which an index is built and can always be rebuilt. Vectors are
kept here only so that a rebuild embeds nothing twice.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from corpus.errors import LibraryError
from corpus.types import Document, Ingested, Paragraph, Span, corrections_from, document_from

_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, record TEXT NOT NULL, text TEXT NOT NULL,
    pages TEXT NOT NULL, sha256 TEXT NOT NULL, file_name TEXT NOT NULL
) STRICT;
CREATE TABLE replaced (paragraph TEXT PRIMARY KEY, replaced_on TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE left_out (document TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE paragraphs (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, kind TEXT NOT NULL, number TEXT, reference TEXT NOT NULL,
    section TEXT, page INTEGER, lead_in TEXT, text TEXT NOT NULL, spans TEXT NOT NULL,
    UNIQUE (document, ordinal), UNIQUE (document, reference)
) STRICT;
CREATE TABLE embeddings (
    model TEXT NOT NULL, content TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (model, content)
) STRICT, WITHOUT ROWID;
"""
_MIGRATIONS = (
    _SCHEMA,
    """
    ALTER TABLE documents ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE documents ADD COLUMN corrections TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE documents ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
    ALTER TABLE paragraphs ADD COLUMN scanned INTEGER NOT NULL DEFAULT 0;
    DROP TABLE embeddings;
    CREATE TABLE embeddings (
        model TEXT NOT NULL, content TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, content)
    ) STRICT;
    """,
)
"""What makes each format of the tables from the one before; the first makes them from nothing."""
SCHEMA_VERSION = len(_MIGRATIONS)
"""The format that this program reads; a library of a higher one is refused, a lower one brought up."""
_VARIABLES = 500
"""Values asked for in one statement; SQLite takes 999 at least."""
_MANY = 2000
"""Vectors asked for from which on reading all of a model is faster than looking each up."""
_PARAGRAPH_COLUMNS = ", ".join(field.name for field in fields(Paragraph))
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
        if not path.exists():
            raise LibraryError(f"there is no library at {path}", "run 'assistant index' to make it")
        mode = "mode=ro" if os.access(path.parent, os.W_OK) else "mode=ro&immutable=1"
        return cls._connect(f"{path.resolve().as_uri()}?{mode}", path)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open the library for writing, making its folder and tables where they are missing."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"the folder {path.parent} cannot be made ({error.strerror})",
                "make it writable or name another in ASSISTANT_HOME",
            ) from None
        return cls._connect(f"{path.resolve().as_uri()}?mode=rwc", path)

    @classmethod
    def _connect(cls, uri: str, path: Path) -> Self:
        with _told_plainly(path):
            connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise LibraryError(
                    f"the library at {path} was written by a newer version of this program "
                    f"(format {version}, this one reads {SCHEMA_VERSION})",
                    "update Inspection Assistant, or name another folder in ASSISTANT_HOME",
                )
            if "mode=rwc" in uri:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")
                for newer, migration in enumerate(_MIGRATIONS[version:], start=version + 1):
                    connection.executescript(f"BEGIN; {migration} PRAGMA user_version = {newer}; COMMIT;")
            elif version < SCHEMA_VERSION:
                what = "is empty" if version == 0 else "was written by an older version of this program"
                raise LibraryError(f"the library at {path} {what}", "run 'assistant index'")
        return cls(connection)

    def close(self) -> None:
        """Close the file; the library is of no use afterwards."""
        self._connection.close()

    def documents(self) -> tuple[Document, ...]:
        """Return every document, in the order in which they were recorded."""
        with _told_plainly(None):
            rows = self._connection.execute("SELECT record FROM documents ORDER BY position").fetchall()
            return tuple(_document(record) for (record,) in rows)

    def paragraphs(self, document: str | None = None) -> tuple[Paragraph, ...]:
        """Return the paragraphs of one document, or of all, in reading order."""
        with _told_plainly(None):
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

    def contents(self) -> tuple[Ingested, ...]:
        """Return everything that the library holds, documents in their recorded order."""
        with _told_plainly(None):
            rows = self._connection.execute(
                f"SELECT {_DOCUMENT_COLUMNS} FROM documents ORDER BY position"
            ).fetchall()
            by_document: dict[str, list[Paragraph]] = {}
            for paragraph in self.paragraphs():
                by_document.setdefault(paragraph.document, []).append(paragraph)
            return tuple(_ingested(row, tuple(by_document.get(row[0], ()))) for row in rows)

    def ingested(self, document: str) -> Ingested:
        """Return one document with all that is kept of it. Raises KeyError when it is not there."""
        with _told_plainly(None):
            row = self._connection.execute(
                f"SELECT {_DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (document,)
            ).fetchone()
        if row is None:
            raise KeyError(document)
        return _ingested(row, self.paragraphs(document))

    def overview(self) -> tuple[Overview, ...]:
        """Return the documents with what they hold, without reading their text."""
        with _told_plainly(None):
            rows = self._connection.execute(
                "SELECT record, file_name, json_array_length(pages), count(paragraphs.id), "
                "coalesce(sum(paragraphs.kind = 'numbered'), 0) FROM documents "
                "LEFT JOIN paragraphs ON paragraphs.document = documents.id "
                "GROUP BY documents.id ORDER BY position"
            ).fetchall()
            return tuple(Overview(_document(record), *rest) for record, *rest in rows)

    def files(self) -> tuple[tuple[str, str, str], ...]:
        """Return (document id, file name, sha256) of every document, without reading their text."""
        with _told_plainly(None):
            return tuple(self._connection.execute("SELECT id, file_name, sha256 FROM documents"))

    def replace(
        self,
        contents: Iterable[Ingested],
        left_out: Iterable[str] = (),
        on: str = "",
        known: Mapping[str, str] | None = None,
    ) -> None:
        """Make `contents` the whole library, all at once; only documents that changed are written.

        `known` are the documents' fingerprints by id where the caller has them; `left_out`
        shipped documents that are not to be read from their folder again.
        Paragraphs of a document that is still there, but that are themselves gone or
        changed, are remembered as replaced `on` that day, by their id alone.
        """
        contents = tuple(contents)
        with self._transaction() as connection:
            there = dict(connection.execute("SELECT id, fingerprint FROM documents"))
            for id in there.keys() - {item.document.id for item in contents}:
                connection.execute(
                    "DELETE FROM replaced WHERE substr(paragraph, 1, ?) = ?", (len(id) + 1, f"{id}#")
                )
                connection.execute("DELETE FROM documents WHERE id = ?", (id,))
            for position, item in enumerate(contents):
                id = item.document.id
                own = known[id] if known else fingerprint_of(item)
                if there.get(id) != own:
                    self._write(connection, item, own, on)
                connection.execute("UPDATE documents SET position = ? WHERE id = ?", (position, id))
            connection.execute("DELETE FROM left_out")
            connection.executemany("INSERT INTO left_out VALUES (?)", ((id,) for id in left_out))

    def _write(self, connection: sqlite3.Connection, item: Ingested, own: str, on: str) -> None:
        """Write one document, over an older version of it where there is one."""
        id = item.document.id
        before = dict(connection.execute("SELECT id, text FROM paragraphs WHERE document = ?", (id,)))
        after = {paragraph.id: paragraph.text for paragraph in item.paragraphs}
        connection.executemany(
            "INSERT OR REPLACE INTO replaced VALUES (?, ?)",
            ((paragraph, on) for paragraph, text in before.items() if after.get(paragraph) != text),
        )
        connection.execute("DELETE FROM documents WHERE id = ?", (id,))
        connection.execute(
            f"INSERT INTO documents ({_DOCUMENT_COLUMNS}, fingerprint, position) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (*_document_row(item), own),
        )
        connection.executemany(
            f"INSERT INTO paragraphs ({_PARAGRAPH_COLUMNS}) "
            f"VALUES ({', '.join('?' * len(fields(Paragraph)))})",
            map(_paragraph_row, item.paragraphs),
        )

    def fingerprint(self) -> str:
        """Return the fingerprint of what the library holds, as it was worked out when it was written."""
        with _told_plainly(None):
            rows = self._connection.execute("SELECT fingerprint FROM documents ORDER BY position").fetchall()
        return combined(row[0] for row in rows)

    def fingerprints(self) -> dict[str, str]:
        """Return the fingerprint of each document by its id, as it was worked out when it was written."""
        with _told_plainly(None):
            return dict(self._connection.execute("SELECT id, fingerprint FROM documents"))

    def left_out(self) -> frozenset[str]:
        """Return the ids of shipped documents that the user removed."""
        return frozenset(id for (id,) in self._connection.execute("SELECT document FROM left_out"))

    def replaced_on(self, paragraph: str) -> str | None:
        """Return the day on which a paragraph was replaced by another version, None if it was not."""
        row = self._connection.execute(
            "SELECT replaced_on FROM replaced WHERE paragraph = ?", (paragraph,)
        ).fetchone()
        return str(row[0]) if row else None

    def compact(self) -> None:
        """Rewrite the file, so that nothing of what was removed is left in it."""
        with _told_plainly(None):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def embeddings(self, model: str, contents: Iterable[str]) -> dict[str, bytes]:
        """Return the vectors kept for `model`, by content hash; absent ones are left out."""
        wanted = list(dict.fromkeys(contents))
        found: dict[str, bytes] = {}
        if len(wanted) > _MANY:
            rows = self._connection.execute(
                "SELECT content, vector FROM embeddings WHERE model = ?", (model,)
            )
            sought = frozenset(wanted)
            return {content: vector for content, vector in rows if content in sought}
        for first in range(0, len(wanted), _VARIABLES):
            some = wanted[first : first + _VARIABLES]
            marks = ", ".join("?" * len(some))
            found.update(
                self._connection.execute(
                    f"SELECT content, vector FROM embeddings WHERE model = ? AND content IN ({marks})",
                    (model, *some),
                )
            )
        return found

    def keep_embeddings(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors by content hash; they are on disk when this returns."""
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
                ((model, content, vector) for content, vector in vectors.items()),
            )

    def forget_embeddings(self, model: str, used: frozenset[str]) -> None:
        """Drop the vectors that no passage uses any more."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT model, content FROM embeddings").fetchall()
            unused = [row for row in rows if row[0] != model or row[1] not in used]
            connection.executemany("DELETE FROM embeddings WHERE model = ? AND content = ?", unused)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection inside a transaction: all of it happens, or nothing."""
        with _told_plainly(None):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.rollback()


def fingerprint_of(item: Ingested) -> str:
    """Return the sha256 (hex) of a document: its record, its file and every paragraph, in order."""
    digest = hashlib.sha256(json.dumps([asdict(item.document), item.sha256], sort_keys=True).encode())
    for paragraph in item.paragraphs:
        digest.update(json.dumps(_paragraph_row(paragraph)).encode())
    return digest.hexdigest()


def combined(fingerprints: Iterable[str]) -> str:
    """Return the fingerprint of a library from those of its documents, in order."""
    return hashlib.sha256(" ".join(fingerprints).encode()).hexdigest()


@contextmanager
def _told_plainly(path: Path | None) -> Iterator[None]:
    """Turn SQLite's errors that a user can mend into LibraryErrors."""
    where = f" at {path}" if path else ""
    try:
        yield
    except sqlite3.DatabaseError as error:
        reasons = {
            sqlite3.SQLITE_READONLY: ("cannot be written", "make its folder writable"),
            sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "make its folder readable and writable"),
            sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "free some space and try again"),
            sqlite3.SQLITE_IOERR: ("cannot be read or written", "check the disk and try again"),
            sqlite3.SQLITE_BUSY: ("is being written by someone else", "try again when they are done"),
            sqlite3.SQLITE_ERROR: (
                "is damaged or was written by another version",
                "delete the file and run 'assistant index'",
            ),
            sqlite3.SQLITE_NOTADB: ("is damaged", "delete the file and run 'assistant index'"),
            sqlite3.SQLITE_CORRUPT: ("is damaged", "delete the file and run 'assistant index'"),
        }
        # Extended codes carry the primary one in their low byte (sqlite.org/rescode.html).
        reason = reasons.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if reason is None:
            raise
        raise LibraryError(f"the library{where} {reason[0]}", reason[1]) from error


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
    return Paragraph(**values)  # type: ignore[arg-type]
