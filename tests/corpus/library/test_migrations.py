"""The same steps make the tables of every database, and bring those of an older format up to this one."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from corpus.errors import LibraryError
from corpus.library.library import Library
from corpus.library.migrations import SCHEMA_VERSION, migrations
from corpus.library.postgresql import PostgresqlDatabase, _connect
from corpus.library.sqlite import _DIALECT
from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources
from corpus.types import Paragraph
from tests.conftest import Run
from tests.servers import Postgresql

DOCUMENT = read_sources(SHIPPED_DOCUMENTS)[0]
OLDER = asdict(DOCUMENT) | {"id": "older", "short_title": "Ofsted, Barset 2009", "authority": "Barset"}
PARAGRAPH = (
    "older#para-1", "older", 1, "numbered", "1", "para 1", None, None, None, "The owl sat.", "[[0, 12]]",
)  # fmt: skip


def make_older(place: str, version: int) -> None:
    """Make a library of an older format with one document of one paragraph."""
    database = PostgresqlDatabase(*_connect(place))
    with database.exclusive(5), database.transaction():
        database.migrate(to=version)
    database.run(
        "INSERT INTO documents (id, position, record, text, pages, sha256, file_name) VALUES (?, 0, ?, ?, ?, ?, ?)",
        "older", json.dumps(OLDER), "The owl sat.", "[]", "ab", "older.txt",
    )  # fmt: skip
    columns = [field.name for field in fields(Paragraph) if field.name != "scanned"]
    database.run(
        f"INSERT INTO paragraphs ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", *PARAGRAPH
    )
    database.close()


def test_postgresql_library_of_the_format_before_is_migrated_by_index(
    postgresql: Postgresql, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = postgresql.database("before")
    make_older(place, SCHEMA_VERSION - 1)
    with pytest.raises(
        LibraryError, match="was written by an older version of this program; run 'assistant index'"
    ):
        Library.open(place)
    monkeypatch.setenv("ASSISTANT_LIBRARY", place)
    done = run("index", at=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("6 documents, 591 paragraphs indexed")
    with Library.open(place) as library:
        assert library.documents()[0].id == "older"
        assert library.text("older") == "The owl sat."
        assert library.ingested("older").warnings == ()
    found = run("search", "where did the owl sit in Barset", "--json", at=tmp_path / "home")
    assert json.loads(found.stdout)["hits"][0]["paragraph"] == "older#para-1"


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_postgresql_library_of_any_format_is_migrated(postgresql: Postgresql, version: int) -> None:
    place = postgresql.database(f"version_{version}")
    make_older(place, version)
    with Library.create(place) as library:
        (item,) = [library.ingested("older")]
        assert (item.text, item.warnings, item.corrections) == ("The owl sat.", (), ())
        assert [(p.text, p.scanned) for p in item.paragraphs] == [("The owl sat.", False)]
    with Library.open(place) as library:
        assert library.overview()[0].pages == 0


def test_both_databases_have_the_same_columns(postgresql: Postgresql, tmp_path: Path) -> None:
    place = postgresql.database("columns")
    Library.create(place).close()
    Library.create(tmp_path / "library.sqlite").close()
    shared = PostgresqlDatabase(*_connect(place))
    own = sqlite3.connect(tmp_path / "library.sqlite")
    for table in ("documents", "paragraphs", "replaced", "left_out", "models", "embeddings"):
        there = shared.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = ? "
            "AND table_schema = 'public' ORDER BY ordinal_position",
            table,
        )
        here = own.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,)).fetchall()
        assert there == here
    shared.close()


def statements(version: int, to: int) -> Iterator[str]:
    for _, own in migrations(_DIALECT, version, to):
        yield from own


def test_steps_are_those_between_two_formats() -> None:
    assert [number for number, _ in migrations(_DIALECT, 0)] == list(range(1, SCHEMA_VERSION + 1))
    assert list(migrations(_DIALECT, SCHEMA_VERSION)) == []
    assert [*statements(0, 1), *statements(1, SCHEMA_VERSION)] == list(statements(0, SCHEMA_VERSION))


def test_a_library_closes_itself(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library.sqlite") as library:
        assert library.documents() == ()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        library.documents()
