"""Two servers, one library in PostgreSQL and one Milvus: what one changes, the other answers from."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.server import open_index
from assistant.server.open_index import OpenedAssistant, open_assistant
from corpus.errors import IndexStateError, LibraryError
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.model_files import PLAIN_MODEL
from index.home import Home
from index.store.milvus.server import MilvusAddress, server_at
from index.types import Scope
from index.update.additions import add_files, remove_document
from index.update.apply import build_index, follow_library
from tests.conftest import write_source
from tests.index.update.test_additions import holding
from tests.servers import Postgresql

Serve = Callable[[Home], OpenedAssistant]


@pytest.fixture
def homes(postgresql: Postgresql, tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    pytest.importorskip("milvus_lite", reason="the package milvus-lite is not installed")
    database, milvus = (
        postgresql.database(f"library_{tmp_path.name}"),
        MilvusAddress(str(tmp_path / "milvus.db")),
    )
    yield (
        Home(tmp_path / "one", "exact", milvus, database),
        Home(tmp_path / "other", "exact", milvus, database),
    )
    server_at(milvus).close()


@pytest.fixture
def serve(encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch) -> Serve:
    monkeypatch.setattr(open_index, "_POLL_EVERY", 0.0)
    monkeypatch.setattr(open_index, "_AWAY", 0.0)
    monkeypatch.setattr(open_index, "_TIMEOUT", 30.0)

    def follow_and_open(home: Home) -> OpenedAssistant:
        def open_index(before: Assistant | None) -> Assistant:
            return open_assistant(home, encoder, before=before)

        return OpenedAssistant(home, open_index)

    return follow_and_open


def first(server: OpenedAssistant, question: str) -> str:
    return server.now().search(question, Scope()).hits[0].paragraph.text


def test_what_one_server_changes_the_other_answers_from(
    homes: tuple[Home, Home], serve: Serve, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    one, other = homes
    build_index(one, write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n"), encoder)
    server = serve(other)
    assert first(server, "owl") == "The owl sat."
    (tmp_path / "note.txt").write_text("1. The hen hid.\n")
    assert add_files(one, (tmp_path / "note.txt",), encoder, lambda _: None).build
    assert first(server, "hen") == "The hen hid."
    remove_document(one, "note", encoder)
    assert [hit.document.id for hit in server.now().search("hen", Scope()).hits] == ["small", "small"]
    assert holding(other, "hid") == []


def test_two_servers_add_at_once(
    homes: tuple[Home, Home], serve: Serve, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    build_index(homes[0], write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n"), encoder)
    follow_library(homes[1], encoder)
    (tmp_path / "hen.txt").write_text("1. The hen hid.\n")
    (tmp_path / "cat.txt").write_text("1. The cat purred.\n")
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(add_files, home, (tmp_path / f"{name}.txt",), encoder, lambda _: None)
            for home, name in zip(homes, ("hen", "cat"), strict=True)
        ]
    assert [job.result().count("added") for job in jobs] == [1, 1]
    for home in homes:
        server = serve(home)
        assert [first(server, name) for name in ("owl", "hen", "cat")] == [
            "The owl sat.", "The hen hid.", "The cat purred."]  # fmt: skip


def test_server_with_another_model_changes_nothing(
    homes: tuple[Home, Home], encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    one, other = homes
    build_index(one, write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n"), encoder)
    told = re.escape(f"keeps vectors of the model '{encoder.name}', and this server has '{PLAIN_MODEL}'")
    with pytest.raises(IndexStateError, match=told):
        open_assistant(other, SentenceTransformerEncoder(PLAIN_MODEL))
    assert open_assistant(other, encoder).search("owl", Scope()).hits[0].paragraph.text == "The owl sat."
    assert Assistant.open(one, encoder).ask("where was the owl", Scope()).status == "answered"


def test_library_that_is_away_is_answered_from_as_it_was(
    homes: tuple[Home, Home],
    serve: Serve,
    postgresql: Postgresql,
    encoder: SentenceTransformerEncoder,
    tmp_path: Path,
) -> None:
    one, other = homes
    build_index(one, write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n"), encoder)
    server = serve(other)
    assert first(server, "owl") == "The owl sat."
    postgresql.stop("immediate")
    try:
        assert first(server, "owl") == "The owl sat."
        with pytest.raises(LibraryError, match="does not answer; start PostgreSQL"):
            Assistant.open(other, encoder)
    finally:
        postgresql.start()
    (tmp_path / "note.txt").write_text("1. The hen hid.\n")
    add_files(one, (tmp_path / "note.txt",), encoder, lambda _: None)
    assert first(server, "hen") == "The hen hid."
