"""A newly published index answers at once, or as soon as it is opened; meanwhile the one before does."""

import threading
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.server import open_index
from assistant.server.open_index import OpenedAssistant, open_assistant
from corpus.errors import IndexStateError, OtherModelError
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.model_files import PLAIN_MODEL
from index.home import Home
from index.types import Scope
from index.update.additions import add_files
from index.update.apply import build_index
from tests.conftest import write_source


@pytest.fixture
def small_home(tmp_path: Path, encoder: SentenceTransformerEncoder) -> Home:
    home = Home(tmp_path / "home")
    build_index(home, write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n"), encoder)
    return home


def add_note(home: Home, encoder: SentenceTransformerEncoder, folder: Path) -> None:
    (folder / "note.txt").write_text("1. The hen hid.\n")
    add_files(home, (folder / "note.txt",), encoder, lambda _: None)


def first(assistant: Assistant, question: str) -> str:
    return assistant.search(question, Scope()).hits[0].paragraph.text


def test_what_was_added_is_found_and_what_was_there_is_not_read_again(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    server = OpenedAssistant(small_home, lambda before: Assistant.open(small_home, encoder, before=before))
    before = server.now()
    assert server.now() is before
    add_note(small_home, encoder, tmp_path)
    after = server.now()
    assert first(after, "hen") == "The hen hid."
    assert [p.text for p in before.paragraphs()] == ["The owl sat.", "The fox ran."]
    assert after.paragraphs("small")[0] is before.paragraphs("small")[0]


def test_large_index_is_waited_for_by_nobody(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_open = threading.Event()
    may_open.set()

    def open_slowly(before: Assistant | None) -> Assistant:
        may_open.wait()
        return Assistant.open(small_home, encoder, before=before)

    monkeypatch.setattr(open_index, "_TIMEOUT", 0.05)
    server = OpenedAssistant(small_home, open_slowly)
    before = server.now()
    may_open.clear()
    add_note(small_home, encoder, tmp_path)
    assert server.now() is before
    may_open.set()
    monkeypatch.setattr(open_index, "_TIMEOUT", 60)
    assert first(server.now(), "hen") == "The hen hid."


def test_index_that_cannot_be_opened_is_told_and_tried_again(
    small_home: Home, encoder: SentenceTransformerEncoder
) -> None:
    server = OpenedAssistant(small_home, lambda before: Assistant.open(small_home, encoder, before=before))
    pointer = small_home.index / "current"
    (folder,) = (path for path in small_home.index.iterdir() if path.is_dir())
    elsewhere = small_home.path / "elsewhere"
    folder.rename(elsewhere)
    with pytest.raises(IndexStateError, match="the index lacks its manifest"):
        server.now()
    elsewhere.rename(folder)
    assert pointer.read_text("utf-8") == folder.name
    assert first(server.now(), "owl") == "The owl sat."


def test_index_of_the_model_before_answers_by_that_where_it_is_kept(
    small_home: Home, encoder: SentenceTransformerEncoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = SentenceTransformerEncoder(PLAIN_MODEL, exports=encoder.exports)
    assistant = open_assistant(small_home, newer)
    assert assistant.ranker.encoder.name == encoder.name
    assert first(assistant, "where did the owl sit") == "The owl sat."
    assert "run 'assistant index' to build it with this one" in capsys.readouterr().err
    with pytest.raises(OtherModelError):
        open_assistant(small_home, SentenceTransformerEncoder(PLAIN_MODEL, exports=tmp_path))
