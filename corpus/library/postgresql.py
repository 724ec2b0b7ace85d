"""A library in a PostgreSQL database that several servers share, and its errors as a user can mend them."""

import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from corpus.errors import LibraryError
from corpus.library.database import Row
from corpus.library.migrations import SCHEMA_VERSION, Dialect, migrations

_DIALECT = Dialect(
    integer="BIGINT",
    blob="BYTEA",
    identity="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    strict="",
    keyed="",
)
_LOCK = 0x6C696272
"""The number of our advisory lock: "libr"."""
_CONNECTS_WITHIN = 10.0
"""Seconds that connecting may take."""
_STATEMENT_WITHIN = 60.0
"""Seconds that a statement may take; a server that hangs is not waited for longer."""
_VACUUM_WITHIN = 3_600.0
"""Seconds that rewriting the tables may take."""
_POLL_EVERY = 0.2
_NULL_SIGN = "\N{SYMBOL FOR NULL}"
"""PostgreSQL's texts hold no zero character; this one takes its place, so that spans stay true."""


class PostgresqlDatabase:
    """One connection."""

    def __init__(self, connection: Any, reached: socket.socket, name: str) -> None:
        self._connection = connection
        self._reached = reached
        self._name = name

    @classmethod
    def open_to_read(cls, address: str) -> Self:
        """Connect to a library that is there.

        Raises LibraryError when it is not, and when its format is not the one that this program reads.
        """
        database = cls(*_connect(address))
        try:
            version = database._format()
            if not version:
                raise LibraryError(
                    f"there is no library in {database._name}", "run 'assistant index' to make it"
                )
            if version < SCHEMA_VERSION:
                older = f"the library in {database._name} was written by an older version of this program"
                raise LibraryError(older, "run 'assistant index'")
        except LibraryError:
            database.close()
            raise
        return database

    @classmethod
    def open_to_write(cls, address: str) -> Self:
        """Connect; make the tables where they are missing, migrate those of an older format.

        Raises LibraryError when that cannot be, and for a newer format.
        """
        database = cls(*_connect(address))
        try:
            if database._format() < SCHEMA_VERSION:
                with database.exclusive(_CONNECTS_WITHIN), database.transaction():
                    database.migrate()
        except LibraryError:
            database.close()
            raise
        return database

    def migrate(self, to: int = SCHEMA_VERSION) -> None:
        """Bring the tables to a format, within a transaction and with the lock held."""
        version = self._format()
        if not version:
            self.run("CREATE TABLE format (version BIGINT NOT NULL)")
            self.run("INSERT INTO format VALUES (0)")
        for newer, statements in migrations(_DIALECT, version, to):
            for statement in statements:
                self.run(statement)
            self.run("UPDATE format SET version = ?", newer)

    def rows(self, statement: str, *values: object) -> list[Row]:
        """Return all rows that a statement finds."""
        with self._user_errors(), closing(self._connection.cursor()) as cursor:
            cursor.execute(_marked(statement), tuple(map(_storable, values)))
            return [tuple(row) for row in cursor.fetchall()]

    def stream(self, statement: str, *values: object) -> Iterator[Row]:
        """Yield the rows that a statement finds."""
        yield from self.rows(statement, *values)

    def run(self, statement: str, *values: object) -> None:
        """Carry a statement out."""
        with self._user_errors(), closing(self._connection.cursor()) as cursor:
            cursor.execute(_marked(statement), tuple(map(_storable, values)))

    def run_many(self, statement: str, values: Iterable[Row]) -> None:
        """Carry a statement out for each of several rows of values."""
        with self._user_errors(), closing(self._connection.cursor()) as cursor:
            cursor.executemany(_marked(statement), [tuple(map(_storable, row)) for row in values])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do what follows whole, or not at all."""
        self.run("BEGIN")
        end = "ROLLBACK"
        try:
            yield
            end = "COMMIT"
        finally:
            self.run(end)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the library in all that follows."""
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self.run("ROLLBACK")

    @contextmanager
    def exclusive(self, timeout: float) -> Iterator[None]:
        """Hold the lock of an update, on whichever server. The database releases it when we are gone."""
        until = time.monotonic() + timeout
        while not self.rows("SELECT pg_try_advisory_lock(?)", _LOCK)[0][0]:
            if time.monotonic() >= until:
                raise LibraryError(
                    "another server is changing this library", "wait until it is done and try again"
                )
            time.sleep(_POLL_EVERY)
        try:
            yield
        finally:
            self.rows("SELECT pg_advisory_unlock(?)", _LOCK)

    def estimated_rows(self, table: str) -> int:
        """Return how many rows the server believes a table to have."""
        return max(0, int(self.rows("SELECT reltuples::bigint FROM pg_class WHERE relname = ?", table)[0][0]))

    def erase(self) -> None:
        """Rewrite the tables that hold text, without what was deleted.

        Nobody reads them meanwhile. The server's log and backups are the operator's.
        """
        self._reached.settimeout(_VACUUM_WITHIN)
        self.run("VACUUM FULL documents, paragraphs, replaced")
        self.run("VACUUM embeddings")

    def close(self) -> None:
        """End the connection, which may be gone already."""
        from pg8000.exceptions import InterfaceError

        with suppress(InterfaceError, OSError):
            self._connection.close()

    def _format(self) -> int:
        """Return the format of the tables, 0 where there are none. Raises LibraryError for a newer one."""
        if not self.rows("SELECT 1 WHERE to_regclass('format') IS NOT NULL"):
            return 0
        version = int(self.rows("SELECT version FROM format")[0][0])
        if version > SCHEMA_VERSION:
            raise LibraryError(
                f"the library in {self._name} has format {version}, and this program reads {SCHEMA_VERSION}",
                "update Inspection Assistant on every server, or name another database",
            )
        return version

    @contextmanager
    def _user_errors(self) -> Iterator[None]:
        """Turn PostgreSQL's errors that a user can mend into LibraryErrors."""
        from pg8000.exceptions import DatabaseError, InterfaceError

        try:
            yield
        except (InterfaceError, OSError) as error:
            raise _problem(self._name, _NO_ANSWER) from error
        except DatabaseError as error:
            reason = _REASONS.get(_state_of(error)[:2])
            if reason is None:
                raise
            raise _problem(self._name, reason) from error


_NO_ANSWER = ("does not answer", "start PostgreSQL and try again")
_REASONS = {
    "08": _NO_ANSWER,
    "25": ("cannot be written", "name a server that takes changes"),
    "28": ("does not let us in", "correct user and password in ASSISTANT_LIBRARY"),
    "3D": ("does not exist", "make the database, or name another in ASSISTANT_LIBRARY"),
    "42": ("does not let us do that, or is not ours", "give us the right to make tables there"),
    "53": ("has no room left, or no free connection", "free some and try again"),
    "54": ("is asked for too much at once", "raise the server's limits"),
    "55": ("is in use by someone else", "try again when they are done"),
    "57": ("is being started or stopped", "try again"),
    "58": ("cannot be read or written", "check the server's disk and try again"),
    "XX": ("is damaged", "restore it from a backup"),
}
"""What a class of PostgreSQL's error codes means to a user (postgresql.org/docs, appendix A)."""


def _connect(address: str) -> tuple[Any, socket.socket, str]:
    """Return a connection that ends each statement itself, its socket, and the database's name for users."""
    try:
        import pg8000.dbapi
    except ImportError:
        raise LibraryError(
            "ASSISTANT_LIBRARY names a PostgreSQL database and the package pg8000 is not installed",
            "install the extra 'postgresql' or unset ASSISTANT_LIBRARY",
        ) from None
    parts = urlsplit(address)
    host, port = parts.hostname or "localhost", parts.port or 5432
    name = f"PostgreSQL at {host}:{port}{parts.path}"
    try:
        reached = socket.create_connection((host, port), timeout=_CONNECTS_WITHIN)
        reached.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection = pg8000.dbapi.connect(
            user=unquote(parts.username or "assistant"),
            password=unquote(parts.password) if parts.password else None,
            database=parts.path.strip("/") or None,
            sock=reached,
        )
        connection.autocommit = True
        reached.settimeout(_STATEMENT_WITHIN)
    except (AttributeError, KeyError, ValueError) as error:
        # pg8000 has no better words for a password that is missing, and for a server of something else.
        raise _problem(name, _REASONS["28"]) from error
    except (pg8000.dbapi.InterfaceError, OSError) as error:
        raise _problem(name, _NO_ANSWER) from error
    except pg8000.dbapi.DatabaseError as error:
        unknown = (f"cannot be opened ({error})", "correct ASSISTANT_LIBRARY")
        raise _problem(name, _REASONS.get(_state_of(error)[:2], unknown)) from error
    return connection, reached, name


def _problem(name: str, reason: tuple[str, str]) -> LibraryError:
    return LibraryError(f"the library in {name} {reason[0]}", reason[1])


def _state_of(error: Exception) -> str:
    """Return PostgreSQL's code of an error, "" where there is none."""
    told = error.args[0] if error.args else None
    return str(told.get("C", "")) if isinstance(told, dict) else ""


def _marked(statement: str) -> str:
    """Return a statement with its values marked as pg8000 wants them."""
    return statement.replace("?", "%s")


def _storable(value: object) -> object:
    return value.replace("\0", _NULL_SIGN) if isinstance(value, str) else value
