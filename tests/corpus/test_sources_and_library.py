"""The record of sources, and the library that keeps what was read."""

import sqlite3
from pathlib import Path

import pytest

from corpus.errors import LibraryError, SourceError
from corpus.library import SCHEMA_VERSION, Library, fingerprint
from corpus.reading import read_paragraphs
from corpus.sources import SHIPPED_DOCUMENTS, read_sources, read_text
from tests.conftest import write_source


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
    contents = []
    for document in read_sources(SHIPPED_DOCUMENTS):
        text = read_text(SHIPPED_DOCUMENTS, document)
        contents.append((document, text, read_paragraphs(document, text)))
    library = Library.create(tmp_path / "library.sqlite")
    library.replace(contents)
    library.close()
    library = Library.open(tmp_path / "library.sqlite")
    assert library.documents() == tuple(document for document, _, _ in contents)
    for document, text, paragraphs in contents:
        assert library.text(document.id) == text
        assert library.paragraphs(document.id) == paragraphs
    kept = [(document, library.paragraphs(document.id)) for document in library.documents()]
    assert fingerprint(kept) == fingerprint((document, own) for document, _, own in contents)


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
    document = read_sources(SHIPPED_DOCUMENTS)[0]
    text = read_text(SHIPPED_DOCUMENTS, document)
    paragraphs = read_paragraphs(document, text)
    library = Library.create(tmp_path / "library.sqlite")
    library.replace([(document, text, paragraphs)])
    with pytest.raises(sqlite3.IntegrityError):
        library.replace([(document, text, paragraphs), (document, text, paragraphs)])
    assert library.paragraphs() == paragraphs


def test_embeddings_are_kept_by_content_and_forgotten_when_unused(tmp_path: Path) -> None:
    library = Library.create(tmp_path / "library.sqlite")
    library.keep_embeddings("m", {"a": b"1", "b": b"2"})
    assert library.embeddings("m", ["a", "b", "c"]) == {"a": b"1", "b": b"2"}
    assert library.embeddings("other", ["a"]) == {}
    library.forget_embeddings("m", frozenset({"b"}))
    assert library.embeddings("m", ["a", "b"]) == {"b": b"2"}
