"""Files come into the library and go out of it; nothing of what went stays."""

import multiprocessing
import os
import pkgutil
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.questions import make_scope
from assistant.settings import exports_path
from corpus.errors import IndexStateError, LibraryError, SourceError
from corpus.library.library import Library
from corpus.library.originals import Originals
from corpus.records.sources import SHIPPED_DOCUMENTS
from corpus.types import Value
from index.encoding.encoder import SentenceTransformerEncoder
from index.types import Scope
from index.update.additions import (
    AdditionReport,
    add_files,
    correct_document,
    find_files,
    remove_document,
    replace_document,
)
from index.update.apply import Home, build_index
from index.update.progress import AdditionProgress
from tests.conftest import Run, write_source
from tests.corpus.readers.test_readers import bad_files, write_report

WORDS = "zumbador quetzal axolotl"
"""Words that no other document holds, so that a search of the disk finds this one's alone."""


@pytest.fixture
def small_home(tmp_path: Path, encoder: SentenceTransformerEncoder) -> Home:
    home = Home(tmp_path / "home")
    build_index(home, write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n"), encoder)
    return home


def add(home: Home, encoder: SentenceTransformerEncoder, *paths: Path) -> AdditionReport:
    return add_files(home, find_files(paths), encoder, lambda _: None)


def documents(report: AdditionReport, status: str) -> list[str]:
    return [o.document.id for o in report.outcomes if o.status == status and o.document]


def statuses(report: AdditionReport) -> list[tuple[str, str]]:
    return [(outcome.file_name, outcome.status) for outcome in report.outcomes]


def test_added_report_is_found_and_cited_with_its_page(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    report = add(small_home, encoder, write_report(tmp_path / "barset_2024.pdf"))
    assert documents(report, "added") == ["barset_2024"]
    hits = Assistant.open(small_home, encoder).search("where do care leavers live", Scope()).hits
    paragraph = hits[0].paragraph
    assert (paragraph.id, paragraph.page) == ("barset_2024#para-3", 2)


def test_same_content_is_skipped_whatever_its_name(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    first = write_report(tmp_path / "a.pdf")
    shutil.copy(first, tmp_path / "b.pdf")
    report = add(small_home, encoder, first, tmp_path / "b.pdf")
    assert statuses(report) == [("a.pdf", "added"), ("b.pdf", "skipped")]
    again = add(small_home, encoder, tmp_path / "b.pdf")
    assert (statuses(again), again.build) == ([("b.pdf", "skipped")], None)


def test_same_name_with_other_content_is_a_new_version(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    path = tmp_path / "note.txt"
    path.write_text(f"1. The {WORDS} slept.\n2. The hen hid.\n")
    add(small_home, encoder, path)
    path.write_text("1. The cat slept.\n2. The hen hid.\n")
    report = add(small_home, encoder, path)
    assert documents(report, "replaced") == ["note"]
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


@pytest.mark.parametrize(
    "moment", ["corpus.library.originals.Originals.keep_only", "index.update.apply.publish", "index.update.apply.compact",
               "corpus.library.embeddings.Embeddings.forget_but", "corpus.library.library.Library.erase"],
)  # fmt: skip
def test_removal_that_is_killed_is_finished_by_the_next_index(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path, moment: str
) -> None:
    path = tmp_path / "secret-note.txt"
    path.write_text(f"1. The {WORDS} slept.\n")
    add(small_home, encoder, path)
    context = multiprocessing.get_context("forkserver")
    child = context.Process(target=remove_until, args=(small_home.path, "secret-note", moment))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert Assistant.open(small_home, encoder).search("where did the owl sit", Scope()).hits
    build_index(small_home, tmp_path / "sources", encoder)
    assert [document.id for document in Library.open(small_home.library).documents()] == ["small"]
    for word in (*WORDS.split(), "secret-note#"):
        assert holding(small_home, word) == []
    assert len(Library.open(small_home.library).embeddings.known(encoder.name, all_contents(small_home))) == 2
    assert not build_index(small_home, tmp_path / "sources", encoder).rebuilt


def remove_until(home: Path, document: str, moment: str) -> None:
    """Remove a document, and die when what `moment` names is about to be done."""
    owner, _, name = moment.rpartition(".")
    setattr(pkgutil.resolve_name(owner), name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    remove_document(Home(home), document, SentenceTransformerEncoder(exports=exports_path()))


def all_contents(home: Home) -> set[bytes]:
    """Return the contents of all vectors that a library keeps."""
    with closing(sqlite3.connect(str(home.library))) as database:
        return {content for (content,) in database.execute("SELECT content FROM embeddings")}


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
    assert set(documents(report, "added")) == {"good", "note"}
    # A spreadsheet is of a kind that is not read, and is passed over in a folder.
    assert report.count("failed") == len(bad) - 1


def test_missing_path_is_told(small_home: Home, encoder: SentenceTransformerEncoder) -> None:
    with pytest.raises(SourceError, match=r"there is no file or folder /nowhere\.pdf"):
        add(small_home, encoder, Path("/nowhere.pdf"))


def test_two_files_of_one_name_or_one_content_are_told(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    for folder, text in (
        ("a", "1. The hen hid.\n"),
        ("b", "1. The cat slept.\n"),
        ("c", "1. The hen hid.\n"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / ("other.txt" if folder == "c" else "note.txt")).write_text(text)
    report = add(small_home, encoder, *(tmp_path / folder for folder in "abc"))
    assert statuses(report) == [("note.txt", "added"), ("note.txt", "failed"), ("other.txt", "skipped")]
    assert report.outcomes[1].sentence.endswith(
        "b/note.txt has the name of another file given; rename one of them."
    )
    assert report.outcomes[2].sentence == "other.txt has the same content as note.txt"


def test_other_format_of_the_same_name_is_another_document(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    (tmp_path / "small.md").write_text("1. The hen hid.\n")
    assert documents(add(small_home, encoder, tmp_path / "small.md"), "added") == ["small-md"]
    assert [d.id for d in Library.open(small_home.library).documents()] == ["small", "small-md"]


def test_citations_of_two_reports_of_one_year_are_told_apart(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    for month in ("March", "June"):
        path = tmp_path / f"barset_{month}.md"
        title = "# Inspection of Barset local authority children's services\n\n"
        title += f"Inspection dates: 4 to 8 {month} 2020\n"
        path.write_text(f"{title}\nLead inspector: A person, Ofsted\n\n1. Visits in {month} are timely.\n")
        add(small_home, encoder, path)
    titles = [d.short_title for d in Library.open(small_home.library).documents()]
    assert titles == ["Ofsted, Barset 2020", "Ofsted, Barset 2020 (2020-03)", "Ofsted, Barset 2020 (2020-06)"]


def test_replaced_document_keeps_its_id_and_corrections(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    correct_document(small_home, "small", {"authority": "Luton", "year": 2021}, encoder)
    newer = tmp_path / "Another name.txt"
    newer.write_text("1. The owl sat.\n2. The cat slept.\n")
    outcome = replace_document(small_home, "small", newer, encoder)
    assert outcome.status == "replaced"
    library = Library.open(small_home.library)
    (document,) = library.documents()
    assert (document.id, document.authority, document.year) == ("small", "Luton", 2021)
    assert [p.text for p in library.paragraphs("small")] == ["The owl sat.", "The cat slept."]
    assert (library.replaced_on("small#para-1"), library.replaced_on("small#para-2") is None) == (None, False)
    original = Originals(small_home.originals).find(library.ingested("small"))
    assert original is not None
    assert original.read_bytes() == newer.read_bytes()
    # The shipped version does not come back when the index is brought up to date.
    build_index(small_home, tmp_path / "sources", encoder)
    assert len(Library.open(small_home.library).paragraphs("small")) == 2


def test_corrections_reach_filters_and_citations_and_stay(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    document = correct_document(
        small_home,
        "small",
        {"authority": "London Borough of Sutton", "inspected": ("2022-01-10", "2022-01-14")},
        encoder,
    )
    assert (document.short_title, document.authority) == ("Ofsted, Sutton 2020", "Sutton")
    build_index(small_home, tmp_path / "sources", encoder)
    assistant = Assistant.open(small_home, encoder)
    hits = assistant.search("owl", make_scope(assistant.documents, authority="sutton", year=2022)).hits
    assert hits[0].document.short_title == "Ofsted, Sutton 2020"


@pytest.mark.parametrize(
    ("corrections", "message"),
    [
        ({"year": 20}, "'20' is no year of a report; give four digits."),
        ({"voice": "parents"}, "'parents' is no voice; give inspectors or council."),
        ({"title": " "}, "the title is empty or too long; give 1 to 300 characters."),
        ({"published": "May 2020"}, "'May 2020' is no date; give it like 2024-03-04 or 2024-03."),
        ({"inspected": ("2024-03-08", "2024-03-04")}, "an inspection has a first and a last day"),
        ({"id": "x"}, "'id' cannot be corrected; choose from title,"),
    ],
)
def test_wrong_corrections_change_nothing(
    small_home: Home, encoder: SentenceTransformerEncoder, corrections: dict[str, Value], message: str
) -> None:
    with pytest.raises(SourceError, match=re.escape(message)):
        correct_document(small_home, "small", corrections, encoder)
    assert Library.open(small_home.library).documents()[0].year == 2020


def test_two_additions_at_once_both_arrive(small_home: Home, tmp_path: Path) -> None:
    commands = []
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"1. The {name} slept.\n")
        arguments = [sys.executable, "-m", "assistant", "documents", "add", str(tmp_path / f"{name}.txt")]
        environment = {"ASSISTANT_HOME": str(small_home.path), "PATH": ""}
        commands.append(subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True))
    assert [command.communicate()[0] for command in commands] == ["1 added\n", "1 added\n"]
    assert {d.id for d in Library.open(small_home.library).documents()} == {"small", "one", "two"}


def test_full_disk_during_an_addition_is_told_and_loses_nothing(
    small_disk: Path, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    home = Home(small_disk / "home")
    build_index(home, write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n"), encoder)
    (tmp_path / "large.txt").write_text(
        "".join(f"{n}. Sentence {n} of many {'words ' * 40}.\n" for n in range(1, 999))
    )
    filler = small_disk / "filler"
    # Unbuffered: what a full disk did not take must not be tried again when the file is closed.
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 65536):
            pass
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - 400_000)
    with pytest.raises((IndexStateError, LibraryError), match="full"):
        add(home, encoder, tmp_path / "large.txt")
    assert Assistant.open(home, encoder).search("owl", Scope()).hits[0].paragraph.text == "The owl sat."
    filler.unlink()
    assert documents(add(home, encoder, tmp_path / "large.txt"), "added") == ["large"]


def test_twenty_bad_files_among_five_hundred(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(500):
        bad = number % 25 == 0
        content = b"%PDF-1.4 torn" if bad else f"1. Note {number} tells of owls.\n".encode()
        (folder / f"note-{number}{'.pdf' if bad else '.txt'}").write_bytes(content)
    report = add(small_home, encoder, folder)
    assert (report.count("added"), report.count("failed")) == (480, 20)
    assert {outcome.file_name for outcome in report.outcomes if outcome.status == "failed"} == {
        f"note-{number}.pdf" for number in range(0, 500, 25)
    }
    assert len(Library.open(small_home.library).documents()) == 481


def test_addition_killed_at_fifty_moments_is_finished_by_the_same_command(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    """Each child is killed somewhere else in its work; between two kills the index answers."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(6):
        numbered = (f"{n}. Sentence {n} of note {number} tells of visits.\n" for n in range(1, 30))
        (folder / f"note-{number}.txt").write_text("".join(numbered))
    moments = random.Random(20)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["onnxruntime", "tokenizers", "faiss", "index.update.additions"])
    for number in range(50):
        child = context.Process(target=add_in_child, args=(small_home.path, folder))
        child.start()
        child.join(moments.uniform(0.0, 1.5))
        child.kill()
        child.join()
        if number % 10 == 9:
            found = Assistant.open(small_home, encoder).search("where did the owl sit", Scope()).hits
            assert found[0].paragraph.text == "The owl sat."
    add(small_home, encoder, folder)
    assert len(Library.open(small_home.library).documents()) == 7
    assert len(list(small_home.originals.iterdir())) == 6
    assert Assistant.open(small_home, encoder).search("note 3 sentence 7", Scope()).hits


def add_in_child(home: Path, folder: Path) -> None:
    encoder = SentenceTransformerEncoder(exports=exports_path())
    add_files(Home(home), find_files([folder]), encoder, lambda _: None)


def test_first_files_answer_while_the_last_are_embedded(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.update.additions._AT_ONCE", 2)
    files = []
    for name in ("elk", "yak", "emu"):
        files.append(tmp_path / f"{name}.txt")
        files[-1].write_text(f"1. The {name} slept.\n2. The {name} woke.\n")
    told: list[tuple[AdditionProgress, int]] = []

    def progress(state: AdditionProgress) -> None:
        told.append((state, len(Assistant.open(small_home, encoder).documents)))

    report = add_files(small_home, (*files, tmp_path / "elk.txt"), encoder, lambda _: None, progress)
    # Each file's two texts are embedded, then published; the last file is given twice.
    assert [(state.files, state.passages, documents) for state, documents in told] == [
        (1, 2, 1), (1, 2, 2), (2, 4, 2), (2, 4, 3), (3, 6, 3), (3, 6, 4), (4, 6, 4),
    ]  # fmt: skip
    assert all(state.of_files == 4 for state, _ in told)
    assert [status for _, status in statuses(report)] == ["added", "added", "added", "skipped"]
    assert report.build
    assert report.build.embedded == 6


def test_command_reports_each_file_and_exits_1_if_one_fails(
    small_home: Home, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("1. The hen hid.\n3. The cat slept.\n4. It woke.\n")
    (tmp_path / "empty.pdf").write_bytes(b"")
    paths = [str(tmp_path / name) for name in ("note.txt", "empty.pdf")]
    result = run("documents", "add", *paths, at=small_home.path)
    assert (result.returncode, result.stdout) == (1, "1 added, 1 not read\n")
    assert result.stderr.splitlines()[:2] == [
        "note.txt: note, 3 paragraphs (3 numbered); authority: not found; year: not found; paragraph 2 missing before paragraph 3",
        "empty.pdf is empty; export or download it again.",
    ]
    removed = run("documents", "remove", "note", at=small_home.path)
    assert (removed.returncode, removed.stdout) == (0, "note removed; documents left: 1\n")
