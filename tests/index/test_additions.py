"""Files come into the library and go out of it; nothing of what went stays."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.engine import Assistant
from corpus.errors import LibraryError, SourceError
from corpus.library import Library
from corpus.sources import SHIPPED_DOCUMENTS
from index.additions import AdditionReport, add_files, find_files, remove_document
from index.build import Home, build_index
from index.encoder import SentenceTransformerEncoder
from index.types import Scope
from tests.conftest import Run, write_source
from tests.corpus.test_readers import bad_files, write_report

WORDS = "zumbador quetzal axolotl"
"""Words that no other document holds, so that a search of the disk finds this one's alone."""


@pytest.fixture
def small_home(tmp_path: Path, encoder: SentenceTransformerEncoder) -> Home:
    home = Home(tmp_path / "home")
    build_index(home, write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n"), encoder)
    return home


def add(home: Home, encoder: SentenceTransformerEncoder, *paths: Path) -> AdditionReport:
    return add_files(home, find_files(paths), encoder, lambda _: None)


def test_added_report_is_found_and_cited_with_its_page(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    report = add(small_home, encoder, write_report(tmp_path / "barset_2024.pdf"))
    assert [item.document.id for item in report.added] == ["barset_2024"]
    hits = Assistant.open(small_home, encoder).search("where do care leavers live", Scope()).hits
    paragraph = hits[0].paragraph
    assert (paragraph.id, paragraph.page) == ("barset_2024#para-3", 2)


def test_same_content_is_skipped_whatever_its_name(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    first = write_report(tmp_path / "a.pdf")
    shutil.copy(first, tmp_path / "b.pdf")
    report = add(small_home, encoder, first, tmp_path / "b.pdf")
    assert (len(report.added), report.skipped) == (1, ("b.pdf",))
    again = add(small_home, encoder, tmp_path / "b.pdf")
    assert (again.added, again.skipped, again.build) == ((), ("b.pdf",), None)


def test_same_name_with_other_content_is_a_new_version(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    path = tmp_path / "note.txt"
    path.write_text(f"1. The {WORDS} slept.\n2. The hen hid.\n")
    add(small_home, encoder, path)
    path.write_text("1. The cat slept.\n2. The hen hid.\n")
    report = add(small_home, encoder, path)
    assert [item.document.id for item in report.replaced] == ["note"]
    assert report.build is not None
    assert report.build.embedded == 1
    library = Library.open(small_home.library)
    assert [p.text for p in library.paragraphs("note")] == ["The cat slept.", "The hen hid."]
    assert library.replaced_on("note#para-1") is not None
    assert library.replaced_on("note#para-2") is None


def test_removed_document_leaves_nothing_behind(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    path = tmp_path / "secret-note.txt"
    path.write_text(f"1. The {WORDS} slept.\n")
    add(small_home, encoder, path)
    assert holding(small_home, "zumbador")
    report = remove_document(small_home, "secret-note", encoder)
    assert report.manifest.documents == 1
    for word in (*WORDS.split(), "secret-note#"):
        assert holding(small_home, word) == []


def holding(home: Home, word: str) -> list[str]:
    """Return the files of a home folder that hold a word."""
    files = (path for path in home.path.rglob("*") if path.is_file())
    return [path.name for path in files if word.encode() in path.read_bytes()]


def test_shipped_document_that_was_removed_stays_out(
    home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    own = Home(tmp_path / "home")
    shutil.copytree(home.path, own.path)
    remove_document(own, "ofsted-hounslow-2014", encoder)
    report = build_index(own, SHIPPED_DOCUMENTS, encoder)
    assert (report.rebuilt, report.manifest.documents) == (False, 4)


def test_unknown_document_and_the_last_one_are_not_removed(
    small_home: Home, encoder: SentenceTransformerEncoder
) -> None:
    with pytest.raises(LibraryError, match="no document 'x'; choose from small"):
        remove_document(small_home, "x", encoder)
    with pytest.raises(Exception, match="no paragraph would be left to search"):
        remove_document(small_home, "small", encoder)
    assert Assistant.open(small_home, encoder).search("owl", Scope()).hits


def test_bad_files_of_a_folder_cost_only_themselves(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    bad = bad_files(folder)
    (folder / "note.txt").write_text("1. The hen hid.\n")
    report = add(small_home, encoder, folder)
    assert {item.document.id for item in report.added} == {"good", "note"}
    # A spreadsheet is of a kind that is not read, and is passed over in a folder.
    assert len(report.failed) == len(bad) - 1
    assert all(isinstance(error, SourceError) for error in report.failed)


def test_missing_path_is_told(small_home: Home, encoder: SentenceTransformerEncoder) -> None:
    with pytest.raises(SourceError, match=r"there is no file or folder /nowhere\.pdf"):
        add(small_home, encoder, Path("/nowhere.pdf"))


@pytest.mark.parametrize("lines", [0, 3, 6])
def test_killed_addition_leaves_the_old_index_and_is_finished_by_the_same_command(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path, lines: int
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(8):
        numbered = (f"{n}. Sentence {n} of note {number} tells of visits.\n" for n in range(1, 30))
        (folder / f"note-{number}.txt").write_text("".join(numbered))
    command = [sys.executable, "-m", "assistant", "documents", "add", str(folder)]
    environment = {"ASSISTANT_HOME": str(small_home.path), "PATH": ""}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for _ in range(lines):
            process.stderr.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert Assistant.open(small_home, encoder).search("owl", Scope()).hits[0].paragraph.text == "The owl sat."
    report = add(small_home, encoder, folder)
    assert len(report.added) + len(report.skipped) == 8
    assert len(Library.open(small_home.library).documents()) == 9


def test_command_reports_each_file_and_exits_1_if_one_fails(
    small_home: Home, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("1. The hen hid.\n3. The cat slept.\n4. It woke.\n")
    (tmp_path / "empty.pdf").write_bytes(b"")
    paths = [str(tmp_path / name) for name in ("note.txt", "empty.pdf")]
    result = run("documents", "add", *paths, at=small_home.path)
    assert (result.returncode, result.stdout) == (1, "1 added, 1 not read\n")
    assert result.stderr.splitlines()[:2] == [
        "note.txt: note, 3 paragraphs (3 numbered); paragraph 2 missing before paragraph 3",
        "empty.pdf is empty; export or download it again.",
    ]
    removed = run("documents", "remove", "note", at=small_home.path)
    assert (removed.returncode, removed.stdout) == (0, "note removed; documents left: 1\n")
