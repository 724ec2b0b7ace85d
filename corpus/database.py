"""The SQLite file of a library: its tables, how they came to be, and its errors told plainly."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import LibraryError

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
    """
    DROP TABLE embeddings;
    CREATE TABLE models (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE embeddings (
        content BLOB NOT NULL, model INTEGER NOT NULL REFERENCES models (number), vector BLOB NOT NULL,
        PRIMARY KEY (content, model)
    ) STRICT;
    """,
)
"""What makes each format of the tables from the one before; the first makes them from nothing."""
SCHEMA_VERSION = len(_MIGRATIONS)
"""The format that this program reads; a library of a higher one is refused, a lower one brought up."""


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open the file for reading; its folder need not be writable.

    Raises LibraryError when there is none, it is damaged, or a newer version wrote it.
    """
    if not path.exists():
        raise LibraryError(f"there is no library at {path}", "run 'assistant index' to make it")
    mode = "mode=ro" if os.access(path.parent, os.W_OK) else "mode=ro&immutable=1"
    return _connect(f"{path.resolve().as_uri()}?{mode}", path)


def open_to_write(path: Path) -> sqlite3.Connection:
    """Open the file for writing, making its folder and tables where they are missing.

    Raises LibraryError when that cannot be, it is damaged, or a newer version wrote it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"the folder {path.parent} cannot be made ({error.strerror})",
            "make it writable or name another in ASSISTANT_HOME",
        ) from None
    return _connect(f"{path.resolve().as_uri()}?mode=rwc", path)


def _connect(uri: str, path: Path) -> sqlite3.Connection:
    with told_plainly(path):
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
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do what follows whole, or not at all."""
    with told_plainly(None):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.rollback()


@contextmanager
def told_plainly(path: Path | None) -> Iterator[None]:
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
