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

    def exclusive(self, timeout: float) -> AbstractContextManager[None]:
        """Keep all others from changing the library meanwhile; wait `timeout` seconds for them."""

    def estimated_rows(self, table: str) -> int:
        """Return about how many rows a table has, without counting them."""

    def erase(self) -> None:
        """See to it that what was deleted leaves the disk, as far as that can be done from here."""

    def close(self) -> None:
        """End the connection."""
