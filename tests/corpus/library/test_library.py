"""The record of sources, and the library that keeps what was read."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from corpus.errors import LibraryError, SourceError
from corpus.library.library import Library, combined, fingerprint_of
from corpus.library.migrations import SCHEMA_VERSION, migrations
from corpus.library.sqlite import _DIALECT
from corpus.records.sources import SHIPPED_DOCUMENTS, read_shipped, read_sources, read_text
from corpus.types import Ingested
from tests.conftest import write_source

pytestmark = pytest.mark.fast


def test_shipped_sources_are_five() -> None:
    assert [d.id for d in read_sources(SHIPPED_DOCUMENTS)] == [
        "ofsted-hillingdon-2018",
        "hillingdon-cyps-overview-2017",
        "ofsted-hillingdon-letter-2011",
        "hillingdon-cabinet-response-2014",
        "ofsted-hounslow-2014",
    ]


def test_missing_record_and_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no record of sources"):
        read_sources(tmp_path)
    folder = write_source(tmp_path, "1. Text.\n")
    (folder / "small.txt").unlink()
    with pytest.raises(SourceError, match=r"small\.txt is recorded but missing"):
        read_text(folder, read_sources(folder)[0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("year = 2020", "year = "), "not valid TOML"),
        (('voice = "inspectors"\n', ""), "missing 1 required positional argument: 'voice'"),
        (("year = 2020", 'year = 2020\ncolour = "red"'), "unexpected keyword argument 'colour'"),
    ],
)
def test_broken_record_is_told(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    record = write_source(tmp_path, "1. Text.\n") / "sources.toml"
    record.write_text(record.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(SourceError, match=message):
        read_sources(tmp_path)


def test_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    folder = write_source(tmp_path, "1. Text.\n")
    (folder / "small.txt").write_bytes(b"\xff\xfe1.")
    with pytest.raises(SourceError, match="not UTF-8"):
        read_text(folder, read_sources(folder)[0])


def test_library_gives_back_what_it_was_given(tmp_path: Path) -> None:
    contents = read_shipped(SHIPPED_DOCUMENTS)
    library = Library.create(tmp_path / "library.sqlite")
    library.change(by_fingerprint(contents), left_out=["gone"])
    library.close()
    library = Library.open(tmp_path / "library.sqlite")
    assert tuple(library.ingested(item.document.id) for item in contents) == contents
    assert library.documents() == tuple(item.document for item in contents)
    assert library.left_out() == {"gone"}
    for item in contents:
        assert library.text(item.document.id) == item.text
        assert library.paragraphs(item.document.id) == item.paragraphs
    assert list(library.fingerprints().values()) == list(by_fingerprint(contents))
    assert library.fingerprint() == combined(map(fingerprint_of, contents))
    assert sum(library.paragraph_counts().values()) == 590


def test_paragraph_of_an_older_version_is_remembered_by_its_day(tmp_path: Path) -> None:
    folder = write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n")
    library = Library.create(tmp_path / "library.sqlite")
    library.change(by_fingerprint(read_shipped(folder)))
    write_source(folder, "1. The owl sat.\n2. The fox slept.\n")
    library.change(by_fingerprint(read_shipped(folder)), on="2026-01-31")
    assert library.replaced_on("small#para-2") == "2026-01-31"
    assert library.replaced_on("small#para-1") is None
    library.change({}, removed=["small"])
    assert library.replaced_on("small#para-2") is None


def test_newer_library_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    Library.create(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(LibraryError, match=r"newer version of this program.*update Inspection Assistant"):
        Library.open(path)


def test_damaged_library_is_told(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(LibraryError, match="is damaged"):
        Library.open(path)


def test_failed_replacement_changes_nothing(tmp_path: Path) -> None:
    item = read_shipped(SHIPPED_DOCUMENTS)[0]
    library = Library.create(tmp_path / "library.sqlite")
    library.change(by_fingerprint([item]))
    other = replace(item, document=replace(item.document, id="b"))
    with pytest.raises(sqlite3.IntegrityError):
        library.change(by_fingerprint([replace(item, sha256="0"), other]))
    assert [document.id for document in library.documents()] == [item.document.id]
    assert library.ingested(item.document.id) == item


def test_document_keeps_its_place_and_a_new_one_goes_to_the_end(tmp_path: Path) -> None:
    first, second, third = read_shipped(SHIPPED_DOCUMENTS)[:3]
    library = Library.create(tmp_path / "library.sqlite")
    library.change(by_fingerprint([first, second]))
    library.change(by_fingerprint([third, replace(first, warnings=("odd",), sha256="0")]))
    assert [d.id for d in library.documents()] == [item.document.id for item in (first, second, third)]
    assert library.ingested(first.document.id).warnings == ("odd",)


def by_fingerprint(contents: Iterable[Ingested]) -> dict[str, Ingested]:
    return {fingerprint_of(item): item for item in contents}


@pytest.mark.parametrize("many", [2, 2000])
def test_embeddings_are_kept_by_content_and_forgotten_when_unused(tmp_path: Path, many: int) -> None:
    embeddings = Library.create(tmp_path / "library.sqlite").embeddings
    vectors = {number.to_bytes(4): str(number).encode() for number in range(many)}
    embeddings.keep("m", vectors)
    embeddings.keep("older", {b"x": b"3"})
    asked = [*vectors, b"unseen"]
    assert embeddings.get("m", asked) == vectors
    assert embeddings.known("m", asked) == vectors.keys()
    assert embeddings.get("m", [b"\0\0\0\1", b"x"]) == {b"\0\0\0\1": b"1"}
    assert embeddings.get("other", asked) == {}
    embeddings.forget_others("m")
    embeddings.forget_but({b"\0\0\0\1"})
    assert embeddings.get("m", asked) == {b"\0\0\0\1": b"1"}
    assert embeddings.get("older", [b"x"]) == {}


def test_library_of_the_first_format_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    connection = sqlite3.connect(path)
    ((_, statements),) = migrations(_DIALECT, 0, to=1)
    connection.executescript(";".join([*statements, "PRAGMA user_version = 1"]))
    connection.execute(
        "INSERT INTO documents VALUES (?, 0, ?, 'One.', '[]', 'ab', 'a.txt')",
        ("a", json.dumps(asdict(read_shipped(SHIPPED_DOCUMENTS)[0].document))),
    )
    connection.commit()
    connection.close()
    with pytest.raises(
        LibraryError, match="was written by an older version of this program; run 'assistant index'"
    ):
        Library.open(path)
    library = Library.create(path)
    item = library.ingested("a")
    assert (item.text, item.file_name, item.warnings, item.corrections) == ("One.", "a.txt", (), ())
