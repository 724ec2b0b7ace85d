"""Vectors by the content of the text that they are of, kept so that a rebuild embeds nothing twice."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping

from corpus.database import told_plainly, transaction

_VARIABLES = 500
"""Values asked for in one statement; SQLite takes 999 at least."""
_MANY = 0.1
"""Share of all contents from which on reading all is faster than looking each up."""


class Embeddings:
    """The vectors in a library's file. A content is the hash of a text, a vector its bytes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def known(self, model: str, contents: Collection[bytes]) -> set[bytes]:
        """Return which contents a vector of `model` is kept for."""
        return {content for content, _ in self._rows("content, 0", model, contents)}

    def get(self, model: str, contents: Collection[bytes]) -> dict[bytes, bytes]:
        """Return the vectors of `model` by content; absent ones are left out."""
        return dict(self._rows("content, vector", model, contents))

    def keep(self, model: str, vectors: Mapping[bytes, bytes]) -> None:
        """Keep vectors by content; they are on disk when this returns."""
        with transaction(self._connection):
            self._connection.execute("INSERT OR IGNORE INTO models (name) VALUES (?)", (model,))
            self._connection.executemany(
                "INSERT OR REPLACE INTO embeddings SELECT ?, number, ? FROM models WHERE name = ?",
                ((content, vector, model) for content, vector in vectors.items()),
            )

    def forget_others(self, model: str) -> None:
        """Drop the vectors of other models."""
        names = [name for (name,) in self._connection.execute("SELECT name FROM models")]
        if names in ([], [model]):
            return  # There are none, which is known without looking through all vectors.
        with transaction(self._connection):
            own = self._number(model)
            self._connection.execute("DELETE FROM embeddings WHERE model <> ?", (own,))
            self._connection.execute("DELETE FROM models WHERE number <> ?", (own,))

    def forget_but(self, used: Collection[bytes]) -> None:
        """Drop the vectors of contents that are not `used`."""
        with transaction(self._connection):
            contents = self._connection.execute("SELECT content FROM embeddings").fetchall()
            unused = [row for row in contents if row[0] not in used]
            self._connection.executemany("DELETE FROM embeddings WHERE content = ?", unused)

    def _rows(self, columns: str, model: str, contents: Collection[bytes]) -> Iterator[tuple[bytes, bytes]]:
        with told_plainly(None):
            wanted = contents if isinstance(contents, set | frozenset) else set(contents)
            own = self._number(model)
            select = f"SELECT {columns} FROM embeddings WHERE model = ?"
            # The highest row number is about their number, and known without counting.
            rows = self._connection.execute("SELECT max(rowid) FROM embeddings").fetchone()[0] or 0
            if len(wanted) > max(_VARIABLES, _MANY * rows):
                yield from (row for row in self._connection.execute(select, (own,)) if row[0] in wanted)
                return
            for some in _in_runs(wanted):
                marks = ", ".join("?" * len(some))
                yield from self._connection.execute(f"{select} AND content IN ({marks})", (own, *some))

    def _number(self, model: str) -> int:
        """Return the number by which rows name a model; 0, which none has, where it is unknown."""
        row = self._connection.execute("SELECT number FROM models WHERE name = ?", (model,)).fetchone()
        return int(row[0]) if row else 0


def _in_runs(contents: Iterable[bytes]) -> Iterator[list[bytes]]:
    ordered = sorted(contents)
    for first in range(0, len(ordered), _VARIABLES):
        yield ordered[first : first + _VARIABLES]
