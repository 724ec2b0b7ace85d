"""The index is built once, published whole, and says what is wrong when it is not."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.answering.assistant import Assistant
from corpus.errors import IndexStateError, LibraryError
from corpus.library.library import Library
from corpus.records.sources import SHIPPED_DOCUMENTS
from index.encoding.encoder import SentenceTransformerEncoder
from index.store.generation import current_name
from index.types import Scope
from index.update.apply import Home, build_index
from tests.conftest import Run, write_source

BUILD = (
    "import sys; from pathlib import Path\n"
    "from index.update.apply import Home, build_index; from index.encoding.encoder import SentenceTransformerEncoder\n"
    "def progress(done, total): print(done, total, flush=True)\n"
    "build_index(Home(Path(sys.argv[1])), Path(sys.argv[2]), SentenceTransformerEncoder(), progress)\n"
    "print('published', flush=True)"
)


def folder_of(home: Home) -> Path:
    library = Library.open(home.library)
    name = current_name(home.index, library.fingerprint())
    library.close()
    return home.index / name


QUESTION = "what did inspectors say about return home interviews"


def answers(home: Home, encoder: SentenceTransformerEncoder) -> int:
    return len(Assistant.open(home, encoder).search("return home interviews", Scope()).hits)


def test_second_build_embeds_nothing(own_home: Home, encoder: SentenceTransformerEncoder) -> None:
    report = build_index(own_home, SHIPPED_DOCUMENTS, encoder)
    assert (report.embedded, report.rebuilt) == (0, False)
    assert (report.manifest.documents, report.manifest.paragraphs) == (5, 590)


def test_rebuild_after_losing_the_index_embeds_nothing(
    own_home: Home, encoder: SentenceTransformerEncoder
) -> None:
    shutil.rmtree(own_home.index)
    report = build_index(own_home, SHIPPED_DOCUMENTS, encoder)
    assert (report.embedded, report.rebuilt) == (0, True)
    assert answers(own_home, encoder) == 10


def test_only_what_changed_is_embedded(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    home = Home(tmp_path / "home")
    sources = write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n")
    # A paragraph of one sentence under no heading: its headed passage is the same text.
    assert build_index(home, sources, encoder).embedded == 2
    write_source(sources, "1. The owl sat.\n2. The fox ran.\n3. A hen hid.\n")
    assert build_index(home, sources, encoder).embedded == 1
    library = Library.open(home.library)
    assert [p.text for p in library.paragraphs()] == ["The owl sat.", "The fox ran.", "A hen hid."]


def test_what_did_not_change_is_the_same_file(
    own_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    before = {path.name: path.stat().st_ino for path in folder_of(own_home).glob("*.segment")}
    sources = tmp_path / "sources"
    shutil.copytree(SHIPPED_DOCUMENTS, sources)
    changed = sources / "ofsted-hounslow-2014.txt"
    changed.write_text(changed.read_text("utf-8") + "\n\nA quetzal was seen at the very end.\n", "utf-8")
    build_index(own_home, sources, encoder)
    after = {path.name: path.stat().st_ino for path in folder_of(own_home).glob("*.segment")}
    shared = before.keys() & after.keys()
    assert (len(shared), len(after)) == (4, 5)
    assert {name: after[name] for name in shared} == {name: before[name] for name in shared}
    hits = Assistant.open(own_home, encoder).search("quetzal", Scope()).hits
    assert hits[0].paragraph.text == "A quetzal was seen at the very end."


@pytest.mark.parametrize("which", [0, 4])
@pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
def test_damaged_file_is_told_and_mended(
    own_home: Home, encoder: SentenceTransformerEncoder, which: int, damage: str
) -> None:
    path = sorted(folder_of(own_home).glob("*.segment"))[which]
    name = path.name
    content = bytearray(path.read_bytes())
    if damage == "remove":
        path.unlink()
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(content if damage == "flip" else content[:-5])
    with pytest.raises(IndexStateError, match=rf"{name} is (damaged|missing); run 'assistant index'"):
        Assistant.open(own_home, encoder)
    assert build_index(own_home, SHIPPED_DOCUMENTS, encoder).embedded == 0
    assert answers(own_home, encoder) == 10


def test_damaged_manifest_is_told(own_home: Home, encoder: SentenceTransformerEncoder) -> None:
    (folder_of(own_home) / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexStateError, match="manifest is damaged"):
        Assistant.open(own_home, encoder)


def test_renamed_generation_is_built_anew_not_deleted(
    own_home: Home, encoder: SentenceTransformerEncoder
) -> None:
    folder = folder_of(own_home)
    folder.rename(folder.with_name("elsewhere"))
    assert answers(own_home, encoder) == 10
    assert build_index(own_home, SHIPPED_DOCUMENTS, encoder).rebuilt
    assert answers(own_home, encoder) == 10


def test_unreadable_pointer_is_mended(own_home: Home, encoder: SentenceTransformerEncoder) -> None:
    (own_home.index / "current").write_bytes(b"\xff\xfe")
    assert answers(own_home, encoder) == 10
    build_index(own_home, SHIPPED_DOCUMENTS, encoder)
    assert answers(own_home, encoder) == 10


def test_library_with_other_tables_is_told(own_home: Home, encoder: SentenceTransformerEncoder) -> None:
    connection = sqlite3.connect(own_home.library)
    connection.execute("ALTER TABLE documents DROP COLUMN record")
    connection.close()
    for attempt in (
        lambda: Assistant.open(own_home, encoder),
        lambda: build_index(own_home, SHIPPED_DOCUMENTS, encoder),
    ):
        with pytest.raises(LibraryError, match="damaged or was written by another version"):
            attempt()


def test_index_of_another_library_is_refused(own_home: Home, encoder: SentenceTransformerEncoder) -> None:
    path = folder_of(own_home) / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**manifest, "library": "0" * 64}), "utf-8")
    with pytest.raises(IndexStateError, match="another state of the library"):
        Assistant.open(own_home, encoder)


def test_index_of_another_model_is_refused(own_home: Home) -> None:
    with pytest.raises(IndexStateError, match=r"built with the model 'all-MiniLM-L6-v2\+\w+', not 'other'"):
        Assistant.open(own_home, SentenceTransformerEncoder("other"))


def test_empty_home_is_told(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    with pytest.raises(IndexStateError, match=r"there is no index in .*; run 'assistant index'"):
        Assistant.open(Home(tmp_path), encoder)


def test_two_builds_at_once(own_home: Home, encoder: SentenceTransformerEncoder) -> None:
    with (
        FileLock(own_home.path / "building.lock"),
        pytest.raises(IndexStateError, match="another command is changing this library"),
    ):
        build_index(own_home, SHIPPED_DOCUMENTS, encoder)
    assert answers(own_home, encoder) == 10


def changed_sources(tmp_path: Path) -> Path:
    """The shipped documents with one paragraph more in each, so that a build has work to do."""
    sources = tmp_path / "changed"
    shutil.copytree(SHIPPED_DOCUMENTS, sources)
    for path in sources.glob("*.txt"):
        text = path.read_text("utf-8")
        words = [
            f"{path.stem} sentence {n} of a long addition that nobody has read before." for n in range(40)
        ]
        path.write_text(text + "\n\n" + "\n\n".join(words) + "\n", "utf-8")
    return sources


@pytest.mark.parametrize("after", ["0 lines", "3 lines", "embedding"])
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_interrupted_build_loses_nothing(
    own_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path, after: str, kill: signal.Signals
) -> None:
    sources = changed_sources(tmp_path)
    command = [sys.executable, "-c", BUILD, str(own_home.path), str(sources)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        lines = 3 if after == "3 lines" else 1
        if after == "0 lines":
            time.sleep(1)
        for _ in range(0 if after == "0 lines" else lines):
            process.stdout.readline()
        if after == "embedding":
            # To the last batch: what follows is writing, replacing and publishing.
            while (line := process.stdout.readline().split()) and line[0] != line[-1]:
                pass
        process.send_signal(kill)
        process.wait()
    found = Assistant.open(own_home, encoder).search(QUESTION, Scope()).hits
    assert found[0].paragraph.id == "ofsted-hillingdon-2018#what-needs-to-improve-bullet-2"
    report = build_index(own_home, sources, encoder)
    assert report.manifest.paragraphs > 590
    assert answers(own_home, encoder) == 10


def test_stop_between_library_and_publication_still_answers(
    own_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    before = (own_home.index / "current").read_text("utf-8")
    build_index(own_home, write_source(tmp_path / "sources", "1. The owl sat.\n"), encoder)
    (own_home.index / "current").write_text(before, "utf-8")
    hits = Assistant.open(own_home, encoder).search("owl", Scope()).hits
    assert hits[0].paragraph.text == "The owl sat."


def test_read_only_home_still_answers_and_refuses_to_build(small_disk: Path, home: Home, run: Run) -> None:
    shutil.copytree(home.path, small_disk / "home")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    asked = run("search", "return home interviews", at=small_disk / "home")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "'What needs to improve', bullet 2" in asked.stdout
    built = run("index", at=small_disk / "home")
    assert (built.returncode, built.stdout) == (1, "")
    assert "cannot be written; make it writable or name another in ASSISTANT_HOME." in built.stderr


def test_full_disk_is_told_and_the_old_index_answers(
    small_disk: Path, home: Home, tmp_path: Path, encoder: SentenceTransformerEncoder
) -> None:
    own = Home(small_disk / "home")
    shutil.copytree(home.path, own.path)
    with pytest.raises((IndexStateError, LibraryError), match=r"disk .*is full"):
        build_index(own, changed_sources(tmp_path), encoder)
    assert answers(own, encoder) == 10


def test_command_says_what_it_did(run: Run, own_home: Home) -> None:
    result = run("index", at=own_home.path)
    assert (result.returncode, result.stdout) == (
        0,
        "5 documents, 590 paragraphs indexed; nothing changed.\n",
    )
