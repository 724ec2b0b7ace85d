"""A library in a SQLite file, and its errors as a user can mend them."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Self

from corpus.errors import LibraryError
from corpus.library.database import Row
from corpus.library.migrations import SCHEMA_VERSION, Dialect, migrations

_DIALECT = Dialect(
    integer="INTEGER",
    blob="BLOB",
    identity="INTEGER PRIMARY KEY",
    strict=" STRICT",
    keyed=" STRICT, WITHOUT ROWID",
)
_EMPTY = 0.25
"""Share of the file that may be empty before it is rewritten."""


class SqliteDatabase:
    """One file. Who updates holds a lock beside it, so that `exclusive` has nothing to do."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open_to_read(cls, path: Path) -> Self:
        """Open the file for reading; its folder need not be writable.

        Raises LibraryError when there is none, it is damaged, or a newer version wrote it.
        """
        if not path.exists():
            raise LibraryError(f"there is no library at {path}", "run 'assistant index' to make it")
        mode = "mode=ro" if os.access(path.parent, os.W_OK) else "mode=ro&immutable=1"
        return cls(_connect(f"{path.resolve().as_uri()}?{mode}", path))

    @classmethod
    def open_to_write(cls, path: Path) -> Self:
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
        return cls(_connect(f"{path.resolve().as_uri()}?mode=rwc", path))

    def rows(self, statement: str, *values: object) -> list[Row]:
        """Return all rows that a statement finds."""
        with _user_errors():
            return self._connection.execute(statement, values).fetchall()

    def stream(self, statement: str, *values: object) -> Iterator[Row]:
        """Yield the rows that a statement finds, one by one from the file."""
        with _user_errors():
            yield from self._connection.execute(statement, values)

    def run(self, statement: str, *values: object) -> None:
        """Carry a statement out."""
        with _user_errors():
            self._connection.execute(statement, values)

    def run_many(self, statement: str, values: Iterable[Row]) -> None:
        """Carry a statement out for each of several rows of values."""
        with _user_errors():
            self._connection.executemany(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do what follows whole, or not at all."""
        with _user_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.rollback()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the library in all that follows."""
        with _user_errors():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.rollback()

    def exclusive(self, timeout: float) -> nullcontext[None]:
        """Do nothing: the lock of an update is a file."""
        return nullcontext()

    def estimated_rows(self, table: str) -> int:
        """Return the highest row number of a table, which is about their number."""
        return int(self.rows(f"SELECT max(rowid) FROM {table}")[0][0] or 0)

    def erase(self) -> None:
        """See to it that nothing of what was deleted is left on the disk.

        SQLite writes zeros over what is deleted (`secure_delete`), but the log of what was written
        still holds it. The file is rewritten only where much of it is empty.
        """
        pages, free = (self.rows(f"PRAGMA {name}")[0][0] for name in ("page_count", "freelist_count"))
        if free > _EMPTY * pages:
            self.run("VACUUM")
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _connect(uri: str, path: Path) -> sqlite3.Connection:
    with _user_errors(path):
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
            for newer, statements in migrations(_DIALECT, version):
                script = ";".join([*statements, f"PRAGMA user_version = {newer}"])
                connection.executescript(f"BEGIN; {script}; COMMIT;")
        elif version < SCHEMA_VERSION:
            what = "is empty" if version == 0 else "was written by an older version of this program"
            raise LibraryError(f"the library at {path} {what}", "run 'assistant index'")
    return connection


@contextmanager
def _user_errors(path: Path | None = None) -> Iterator[None]:
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
