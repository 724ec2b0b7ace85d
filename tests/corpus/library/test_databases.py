"""A library in PostgreSQL is the library in SQLite: the same after the same changes, the same when it fails."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import LibraryError
from corpus.library.database import Place
from corpus.library.library import Library, fingerprint_of
from corpus.library.postgresql import _LOCK
from corpus.records.sources import SHIPPED_DOCUMENTS, read_shipped
from corpus.types import Ingested
from tests.servers import Postgresql, free_port


@pytest.fixture(scope="module")
def shipped() -> tuple[Ingested, ...]:
    return tuple(read_shipped(SHIPPED_DOCUMENTS))


def put(library: Library, *items: Ingested, **more: object) -> None:
    library.change({fingerprint_of(item): item for item in items}, **more)  # type: ignore[arg-type]


def all_of(library: Library) -> list[object]:
    ids = [document.id for document in library.documents()]
    return [
        library.documents(), library.paragraphs(), library.overview(), sorted(library.files()),
        library.fingerprint(), library.fingerprints(), library.paragraph_counts(), library.left_out(),
        library.held(ids), [library.ingested(document_id) for document_id in ids], [library.text(document_id) for document_id in ids],
        [library.replaced_on(paragraph.id) for paragraph in library.paragraphs()],
        library.replaced_on(f"{ids[0]}#para-1"),
    ]  # fmt: skip


def test_both_hold_the_same_after_the_same_changes(
    postgresql: Postgresql, shipped: tuple[Ingested, ...], tmp_path: Path
) -> None:
    one, two, three, *_ = shipped
    shorter = replace(one, paragraphs=one.paragraphs[5:], warnings=("some are missing",))
    places: tuple[Place, ...] = (tmp_path / "library.sqlite", postgresql.database("same"))
    held: list[list[list[object]]] = []
    for place in places:
        library = Library.create(place)
        put(library, one, two, three)
        states = [all_of(library)]
        put(library, shorter, on="2026-01-02", left_out=("x", "y"))
        states.append(all_of(library))
        put(library, removed=(two.document.id,))
        library.erase()
        library.close()
        states.append(all_of(Library.open(place)))
        held.append(states)
    assert held[0] == held[1]
    assert [len(state[0]) for state in held[1]] == [3, 3, 2]  # type: ignore[arg-type]
    assert Library.open(places[1]).replaced_on(one.paragraphs[0].id) == "2026-01-02"


def test_both_keep_vectors_by_model_and_content(postgresql: Postgresql, tmp_path: Path) -> None:
    contents = [bytes([i, 0, 255]) for i in range(200)]
    places: tuple[Place, ...] = (tmp_path / "library.sqlite", postgresql.database("vectors"))
    for place in places:
        embeddings = Library.create(place).embeddings
        embeddings.keep("m", {content: content * 2 for content in contents})
        embeddings.keep("n", {contents[0]: b"other"})
        embeddings.keep("m", {contents[1]: b"newer"})
        assert embeddings.known("m", [contents[3], b"unknown"]) == {contents[3]}
        assert embeddings.get("m", contents[:2]) == {contents[0]: contents[0] * 2, contents[1]: b"newer"}
        assert len(embeddings.get("m", contents)) == 200
        embeddings.forget_others("m")
        assert embeddings.get("n", contents[:1]) == {}
        embeddings.forget_but(set(contents[:7]))
        assert embeddings.known("m", contents) == set(contents[:7])


def test_change_that_fails_changes_nothing(
    postgresql: Postgresql, shipped: tuple[Ingested, ...], tmp_path: Path
) -> None:
    one, two, *_ = shipped
    twice = replace(two, paragraphs=(*two.paragraphs, two.paragraphs[0]))
    places: tuple[Place, ...] = (tmp_path / "library.sqlite", postgresql.database("whole"))
    for place in places:
        library = Library.create(place)
        put(library, one)
        with pytest.raises(Exception, match=r"UNIQUE|duplicate key"):
            put(library, twice)
        assert [document.id for document in library.documents()] == [one.document.id]
        put(library, two)  # The connection is of use afterwards.


def test_only_one_changes_a_shared_library(postgresql: Postgresql) -> None:
    place = postgresql.database("alone")
    first, second = Library.create(place), Library.create(place)
    told = pytest.raises(LibraryError, match="another server is changing this library; wait")
    with first.exclusive(0), told, second.exclusive(0.5):
        pass
    with second.exclusive(0):
        pass
    # Who is gone holds no lock.
    assert first._database.rows("SELECT pg_try_advisory_lock(?)", _LOCK) == [(True,)]
    first.close()
    with second.exclusive(5):
        pass


def test_zero_characters_keep_their_place(postgresql: Postgresql, shipped: tuple[Ingested, ...]) -> None:
    library = Library.create(postgresql.database("zero"))
    item = replace(shipped[0], text="a\0b" + shipped[0].text[3:])
    put(library, item)
    assert library.text(item.document.id)[:3] == "a\N{SYMBOL FOR NULL}b"


def test_problems_are_told_in_a_sentence(postgresql: Postgresql) -> None:
    place = postgresql.database("empty")
    with pytest.raises(LibraryError, match=r"there is no library in PostgreSQL at .*; run 'assistant index'"):
        Library.open(place)
    with pytest.raises(LibraryError, match="does not exist; make the database"):
        Library.open(place + "_not")
    with pytest.raises(LibraryError, match="does not answer; start PostgreSQL"):
        Library.open(f"postgresql://assistant@127.0.0.1:{free_port()}/x")
    with pytest.raises(LibraryError, match="does not let us in; correct user and password"):
        Library.open(f"postgresql://nobody@127.0.0.1:{postgresql.port}/empty")
    library = Library.create(place)
    library._database.run("UPDATE format SET version = 99")
    library.close()
    with pytest.raises(LibraryError, match="has format 99, and this program reads 3; update"):
        Library.open(place)


def test_killed_server_is_told_and_loses_nothing(
    postgresql: Postgresql, shipped: tuple[Ingested, ...]
) -> None:
    place = postgresql.database("killed")
    library = Library.create(place)
    put(library, shipped[0])
    postgresql.stop("immediate")
    with pytest.raises(LibraryError, match=r"does not answer; start PostgreSQL|is being started or stopped"):
        library.documents()
    postgresql.start()
    assert [document.id for document in Library.open(place).documents()] == [shipped[0].document.id]
