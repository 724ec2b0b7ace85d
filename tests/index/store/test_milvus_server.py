"""Vectors kept by a Milvus server: searched, limited, taken out; stopped, killed, slow and emptied."""

import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.questions import make_scope
from assistant.answering.wording import word_refusal
from corpus.records.sources import SHIPPED_DOCUMENTS
from index.encoding.encoder import SentenceTransformerEncoder
from index.home import Home
from index.store.milvus import server as milvus_server
from index.store.milvus.collection import MilvusCollection
from index.store.milvus.server import MilvusAddress, MilvusServer, server_at
from index.store.vectors import VectorsUnavailableError
from index.types import Scope
from index.update.additions import add_files, remove_document
from index.update.apply import build_index
from tests.index.store.test_milvus_embedded import QUESTIONS
from tests.servers import StandaloneMilvus

QUESTION = QUESTIONS[0]
ALIAS = "served"


@pytest.fixture(scope="module")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandaloneMilvus]:
    server = StandaloneMilvus(tmp_path_factory.mktemp("standalone"))
    server.start()
    yield server
    server.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory,
    home: Home,
    encoder: SentenceTransformerEncoder,
    standalone: StandaloneMilvus,
) -> Home:
    folder = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(home.path, folder)
    own = Home(folder, "exact", MilvusAddress.parse(f"{standalone.address}/{ALIAS}"))
    assert build_index(own, SHIPPED_DOCUMENTS, encoder).embedded == 0
    return own


@pytest.fixture(autouse=True)
def _asked_again_at_once_and_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_server, "_AWAY", 0.0)
    # Tests run on machines that are busy; the one of a slow server is less patient.
    monkeypatch.setattr(milvus_server, "_TIMEOUT", 30.0)


@pytest.fixture
def there(served: Home, encoder: SentenceTransformerEncoder) -> Assistant:
    return Assistant.open(served, encoder)


def connection(home: Home) -> MilvusServer:
    assert home.milvus
    return server_at(home.milvus)


def rows(home: Home, encoder: SentenceTransformerEncoder, condition: str) -> int:
    collection = MilvusCollection(connection(home), encoder.name)
    with collection.server.written() as client:
        found = client.query(
            collection.name, filter=condition, output_fields=["count(*)"], consistency_level="Strong"
        )
    count: int = found[0]["count(*)"]
    return count


def answered_again(assistant: Assistant) -> bool:
    """Ask until the server answers, which loads its collections for a while after its start."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if assistant.ask(QUESTION, Scope()).status == "answered":
            return True
        time.sleep(1)
    return False


def test_answers_are_those_of_the_exact_index(assistant: Assistant, there: Assistant) -> None:
    for question in QUESTIONS:
        here, other = assistant.ask(question, Scope()), there.ask(question, Scope())
        assert word_refusal(other) == word_refusal(here)
        # Scores of hits far down may differ in their last bit: sums are taken over other candidates.
        assert [own.reason for own in other.trace] == [own.reason for own in here.trace]
        assert replace(other, seconds=0, confidence=0, trace=()) == replace(
            here, seconds=0, confidence=0, trace=()
        )


@pytest.mark.parametrize("filters", [{"authority": "hounslow"}, {"year": 2014, "voice": "inspectors"}])
def test_filters_are_those_of_the_exact_index(
    filters: dict[str, object], assistant: Assistant, there: Assistant
) -> None:
    scope = make_scope(assistant.documents, **filters)  # type: ignore[arg-type]
    found, expected = (a.search("children missing from care", scope, k=30).hits for a in (there, assistant))
    assert [hit.paragraph.id for hit in found] == [hit.paragraph.id for hit in expected]
    assert expected


def test_added_document_is_found_at_once_and_removed_one_no_more(
    served: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    before = rows(served, encoder, "kind >= -1")
    (tmp_path / "note.txt").write_text("1. The zebra of the caretaker sat in the contact centre. It slept.\n")
    add_files(served, (tmp_path / "note.txt",), encoder, lambda _: None)
    found = Assistant.open(served, encoder).search("zebra of the caretaker", Scope())
    assert found.hits[0].paragraph.id == "note#para-1"
    assert rows(served, encoder, "kind >= -1") > before
    remove_document(served, "note", encoder)
    found = Assistant.open(served, encoder).search("zebra of the caretaker", Scope())
    assert all(hit.document.id != "note" for hit in found.hits)
    assert rows(served, encoder, "kind >= -1") == before


def test_slow_server_is_not_waited_for_for_long(
    standalone: StandaloneMilvus, there: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert there.ask(QUESTION, Scope()).status == "answered"
    monkeypatch.setattr(milvus_server, "_TIMEOUT", 0.5)
    standalone.send(signal.SIGSTOP)
    try:
        answer = there.ask(QUESTION, Scope())
    finally:
        standalone.send(signal.SIGCONT)
    assert answer.status == "related"
    assert word_refusal(answer) == (
        f"Milvus at http://127.0.0.1:{standalone.port} does not answer; "
        "these are found by the question's words alone."
    )
    assert answered_again(there)


def test_restarted_server_has_lost_nothing(
    standalone: StandaloneMilvus, served: Home, there: Assistant, encoder: SentenceTransformerEncoder
) -> None:
    expected = there.ask(QUESTION, Scope())
    held = rows(served, encoder, "kind >= 0")
    standalone.end(signal.SIGTERM)
    away = there.ask(QUESTION, Scope())
    assert (away.status, away.quotes) == ("related", ())
    assert expected.quotes[0].paragraph in [quote.paragraph for quote in away.related]
    with pytest.raises(
        VectorsUnavailableError, match=r"does not answer; start it, or see docs/operations\.md\.$"
    ):
        build_index(served, SHIPPED_DOCUMENTS, encoder)
    standalone.start()
    assert answered_again(there)
    assert [q.paragraph for q in there.ask(QUESTION, Scope()).quotes] == [
        q.paragraph for q in expected.quotes
    ]
    assert rows(served, encoder, "kind >= 0") == held
    assert build_index(served, SHIPPED_DOCUMENTS, encoder).rebuilt is False


def test_killed_server_keeps_what_it_took_and_the_next_build_goes_on(
    standalone: StandaloneMilvus, served: Home, encoder: SentenceTransformerEncoder
) -> None:
    collection = MilvusCollection(connection(served), encoder.name)
    with collection.server.written() as client:
        client.drop_alias(ALIAS)
        client.drop_collection(collection.name)
    write = MilvusCollection._write
    written: list[int] = []

    def killed_before_the_third(self: MilvusCollection, some: list[dict[str, object]]) -> None:
        if len(written) == 2:
            standalone.end(signal.SIGKILL)
        write(self, some)
        written.append(len(some))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MilvusCollection, "_write", killed_before_the_third)
        with pytest.raises(VectorsUnavailableError):
            build_index(served, SHIPPED_DOCUMENTS, encoder)
    standalone.start()
    collection.versions()
    assert rows(served, encoder, "kind >= -2") == sum(written)
    report = build_index(served, SHIPPED_DOCUMENTS, encoder)
    assert (report.embedded, report.rebuilt) == (0, True)
    assert rows(served, encoder, "kind >= 0") == report.manifest.passages
    assert answered_again(Assistant.open(served, encoder))


def test_emptied_server_leaves_the_words(
    standalone: StandaloneMilvus, served: Home, there: Assistant, encoder: SentenceTransformerEncoder
) -> None:
    assert there.ask(QUESTION, Scope()).status == "answered"
    collection = MilvusCollection(connection(served), encoder.name)
    with collection.server.written() as client:
        client.drop_alias(ALIAS)
        client.drop_collection(collection.name)
    answer = there.ask(QUESTION, Scope())
    assert (answer.status, word_refusal(answer)) == (
        "related",
        f"Milvus at http://127.0.0.1:{standalone.port} does not hold what the library holds; "
        "these are found by the question's words alone.",
    )
    build_index(served, SHIPPED_DOCUMENTS, encoder)
    assert there.ask(QUESTION, Scope()).status == "answered"
