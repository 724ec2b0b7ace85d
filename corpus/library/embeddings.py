"""Vectors by the content of the text that they are of, kept so that a rebuild embeds nothing twice."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from corpus.library.database import Database

_VARIABLES = 500
"""Values asked for in one statement; SQLite takes 999 at least."""
_MANY = 0.1
"""Share of all contents from which on reading all is faster than looking each up."""


class Embeddings:
    """The vectors in a library's database. A content is the hash of a text, a vector its bytes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def models(self) -> tuple[str, ...]:
        """Return the models that vectors are kept of."""
        return tuple(name for (name,) in self._database.rows("SELECT name FROM models ORDER BY number"))

    def known(self, model: str, contents: Collection[bytes]) -> set[bytes]:
        """Return which contents a vector of `model` is kept for."""
        return {content for content, _ in self._rows("content, 0", model, contents)}

    def get(self, model: str, contents: Collection[bytes]) -> dict[bytes, bytes]:
        """Return the vectors of `model` by content; absent ones are left out."""
        return dict(self._rows("content, vector", model, contents))

    def keep(self, model: str, vectors: Mapping[bytes, bytes]) -> None:
        """Keep vectors by content; they are on disk when this returns."""
        with self._database.transaction():
            self._database.run("INSERT INTO models (name) VALUES (?) ON CONFLICT (name) DO NOTHING", model)
            own = self._number(model)
            self._database.run_many(
                "INSERT INTO embeddings (content, model, vector) VALUES (?, ?, ?) "
                "ON CONFLICT (content, model) DO UPDATE SET vector = excluded.vector",
                ((content, own, vector) for content, vector in vectors.items()),
            )

    def forget_others(self, model: str) -> None:
        """Drop the vectors of other models."""
        if self.models() in ((), (model,)):
            return  # There are none, which is known without looking through all vectors.
        with self._database.transaction():
            own = self._number(model)
            self._database.run("DELETE FROM embeddings WHERE model <> ?", own)
            self._database.run("DELETE FROM models WHERE number <> ?", own)

    def forget_but(self, used: Collection[bytes]) -> None:
        """Drop the vectors of contents that are not `used`."""
        with self._database.transaction():
            contents = self._database.rows("SELECT content FROM embeddings")
            unused = [row for row in contents if row[0] not in used]
            self._database.run_many("DELETE FROM embeddings WHERE content = ?", unused)

    def _rows(self, columns: str, model: str, contents: Collection[bytes]) -> Iterator[tuple[bytes, bytes]]:
        wanted = contents if isinstance(contents, set | frozenset) else set(contents)
        own = self._number(model)
        select = f"SELECT {columns} FROM embeddings WHERE model = ?"
        if len(wanted) > max(_VARIABLES, _MANY * self._database.estimated_rows("embeddings")):
            found = self._database.stream(select, own)
            yield from ((content, value) for content, value in found if content in wanted)
            return
        for some in _in_runs(wanted):
            marks = ", ".join("?" * len(some))
            rows = self._database.rows(f"{select} AND content IN ({marks})", own, *some)
            yield from ((content, value) for content, value in rows)

    def _number(self, model: str) -> int:
        """Return the number by which rows name a model; 0, which none has, where it is unknown."""
        rows = self._database.rows("SELECT number FROM models WHERE name = ?", model)
        return int(rows[0][0]) if rows else 0


def _in_runs(contents: Iterable[bytes]) -> Iterator[list[bytes]]:
    ordered = sorted(contents)
    for first in range(0, len(ordered), _VARIABLES):
        yield ordered[first : first + _VARIABLES]
