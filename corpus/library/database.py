"""Where a library is kept: a SQLite file, or a PostgreSQL database that several servers share.

The library's SQL runs on both; what differs between them is said here once.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

Place = Path | str
"""The path of a SQLite file, or the address of a PostgreSQL database (`postgresql://…`)."""
Row = tuple[Any, ...]

POSTGRESQL = "postgresql://"


class Database(Protocol):
    """An open database. Its statements mark values by `?`; each stands alone unless a transaction is begun.

    Problems that a user can mend are LibraryErrors.
    """

    def rows(self, statement: str, *values: object) -> list[Row]:
        """Return all rows that a statement finds."""

    def stream(self, statement: str, *values: object) -> Iterator[Row]:
        """Yield the rows that a statement finds, where there are many."""

    def run(self, statement: str, *values: object) -> None:
        """Carry a statement out."""

    def run_many(self, statement: str, values: Iterable[Row]) -> None:
        """Carry a statement out for each of several rows of values."""

    def transaction(self) -> AbstractContextManager[None]:
        """Do what follows whole, or not at all."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Read one state of the library in all that follows, whoever changes it meanwhile."""

    def alone(self, patience: float) -> AbstractContextManager[None]:
        """Keep all others from changing the library meanwhile; wait `patience` seconds for them."""

    def about_how_many(self, table: str) -> int:
        """Return about how many rows a table has, without counting them."""

    def erase(self) -> None:
        """See to it that what was deleted leaves the disk, as far as that can be done from here."""

    def close(self) -> None:
        """End the connection."""


def is_there(place: Place) -> bool:
    """Say whether there is a library to be opened; of a shared one, its own errors say it."""
    return place.exists() if isinstance(place, Path) else True


def open_to_read(place: Place) -> Database:
    """Open a library's database for reading.

    Raises LibraryError when there is none, it is damaged, or a newer version wrote it.
    """
    if isinstance(place, Path):
        from corpus.library.sqlite import SqliteDatabase

        return SqliteDatabase.open_to_read(place)
    from corpus.library.postgresql import PostgresqlDatabase

    return PostgresqlDatabase.open_to_read(place)


def open_to_write(place: Place) -> Database:
    """Open a library's database for writing, making its tables where they are missing.

    Raises LibraryError when that cannot be, it is damaged, or a newer version wrote it.
    """
    if isinstance(place, Path):
        from corpus.library.sqlite import SqliteDatabase

        return SqliteDatabase.open_to_write(place)
    from corpus.library.postgresql import PostgresqlDatabase

    return PostgresqlDatabase.open_to_write(place)
