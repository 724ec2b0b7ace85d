"""Vectors kept by an embedded Milvus: found alike, limited alike, changed and taken out, told plainly."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.questions import make_scope
from assistant.answering.types import Answer
from assistant.answering.wording import word_refusal
from assistant.topics.evidence import paragraph_vectors
from corpus.errors import IndexStateError
from corpus.records.sources import SHIPPED_DOCUMENTS
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.model_files import PLAIN_MODEL
from index.home import Home
from index.store.manifest import read_manifest
from index.store.milvus.collection import MilvusCollection, dimension_of, read_row_key, row_key, version_of
from index.store.milvus.server import MilvusAddress, server_at
from index.store.vectors import VectorsUnavailableError
from index.types import Scope
from index.update.additions import add_files, correct_document, remove_document
from index.update.apply import build_index
from tests.conftest import Run, write_source

pytest.importorskip("milvus_lite", reason="the package milvus-lite is not installed")

QUESTIONS = (
    "what did inspectors say about return home interviews",
    "how many looked after children are placed out of borough",
    "IROs in the 2018 Ofsted report",
    "care leavers in education and domestic abuse",
    "what grade did Hounslow get for leadership",
    "what did the council say about missing children since 2014",
)


@pytest.fixture(scope="module")
def milvus_home(
    tmp_path_factory: pytest.TempPathFactory, home: Home, encoder: SentenceTransformerEncoder
) -> Home:
    """The shipped documents, their vectors kept by Milvus; the library is a copy of the shared one."""
    folder = tmp_path_factory.mktemp("milvus")
    shutil.copytree(home.path, folder / "home")
    own = Home(folder / "home", "exact", MilvusAddress(str(folder / "milvus.db")))
    assert build_index(own, SHIPPED_DOCUMENTS, encoder).embedded == 0
    return own


@pytest.fixture(scope="module")
def there(milvus_home: Home, encoder: SentenceTransformerEncoder) -> Assistant:
    return Assistant.open(milvus_home, encoder)


@pytest.fixture
def small(tmp_path: Path, encoder: SentenceTransformerEncoder) -> Iterator[Home]:
    home = Home(tmp_path / "home", "exact", MilvusAddress(str(tmp_path / "small.db")))
    build_index(home, write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran.\n"), encoder)
    yield home
    assert home.milvus
    server_at(home.milvus).close()


def collection_of(home: Home, encoder: SentenceTransformerEncoder) -> MilvusCollection:
    assert home.milvus
    return MilvusCollection(server_at(home.milvus), encoder.name)


def stored(
    home: Home, encoder: SentenceTransformerEncoder, condition: str = "kind >= 0"
) -> list[dict[str, object]]:
    collection = collection_of(home, encoder)
    with collection.server.written() as client:
        rows: list[dict[str, object]] = client.query(
            collection.name, filter=condition, output_fields=["*"], consistency_level="Strong"
        )
    return rows


def add(home: Home, encoder: SentenceTransformerEncoder, folder: Path, text: str) -> None:
    (folder / "note.txt").write_text(text)
    add_files(home, (folder / "note.txt",), encoder, lambda _: None)


def told(answer: Answer) -> list[tuple[str, str, list[str]]]:
    """Return what each criterion said: its ceiling, and the paragraphs that it left."""
    return [(own.criterion, own.ceiling, [hit.paragraph.id for hit in own.hits]) for own in answer.trace]


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_those_of_the_exact_index(question: str, assistant: Assistant, there: Assistant) -> None:
    here, other = assistant.ask(question, Scope()), there.ask(question, Scope())
    unmeasured = {"seconds": 0, "confidence": 0, "trace": (), "reason": None}
    assert replace(other, **unmeasured) == replace(here, **unmeasured)  # type: ignore[arg-type]
    assert word_refusal(other) == word_refusal(here)
    assert told(other) == told(here)
    assert other.confidence == pytest.approx(here.confidence, abs=1e-5)
    found, expected = (a.search(question, Scope()).hits for a in (there, assistant))
    assert [hit.paragraph.id for hit in found] == [hit.paragraph.id for hit in expected]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-5)


@pytest.mark.parametrize(
    "filters",
    [{"authority": "hounslow"}, {"year": 2014}, {"voice": "council"}, {"document": "ofsted-hillingdon-2018"},
     {"year": 2014, "voice": "inspectors"}],
)  # fmt: skip
def test_filters_are_those_of_the_exact_index(
    filters: dict[str, object], assistant: Assistant, there: Assistant
) -> None:
    scope = make_scope(assistant.documents, **filters)  # type: ignore[arg-type]
    found, expected = (a.search("children missing from care", scope, k=30).hits for a in (there, assistant))
    assert [hit.paragraph.id for hit in found] == [hit.paragraph.id for hit in expected]
    assert expected


def test_vectors_come_back_as_they_were_written(assistant: Assistant, there: Assistant) -> None:
    expected = np.concatenate(list(assistant.ranker.generation.vectors.blocks()))
    held = np.concatenate(list(there.ranker.generation.vectors.blocks()))
    order = [
        there.ranker.generation.rows.positions[paragraph_id]
        for paragraph_id in assistant.ranker.generation.rows.paragraphs
    ]
    first = there.ranker.generation.rows.first
    np.testing.assert_array_equal(np.concatenate([held[first[i] : first[i + 1]] for i in order]), expected)


def test_segments_hold_no_vectors_and_milvus_no_text(
    milvus_home: Home, encoder: SentenceTransformerEncoder
) -> None:
    manifest = read_manifest(milvus_home.index / (milvus_home.index / "current").read_text().strip())
    assert manifest.vectors == "milvus"
    sizes = [
        (milvus_home.index / manifest.generation / entry.file).stat().st_size for entry in manifest.segments
    ]
    assert sum(sizes) < manifest.passages * 384 * 2
    rows = stored(milvus_home, encoder)
    assert len(rows) == manifest.passages
    assert set(rows[0]) == {"id", "paragraph", "version", "kind", "document", "authority", "years", "voice",
                            "vector", "terms"}  # fmt: skip


def test_row_says_what_a_passage_is_and_what_limits_it(
    small: Home, encoder: SentenceTransformerEncoder
) -> None:
    row = next(row for row in stored(small, encoder) if str(row["id"]).endswith("/0/small#para-1"))
    version = row["version"]
    assert row["paragraph"] == f"{version}/small#para-1"
    assert (row["document"], row["authority"], row["voice"], row["kind"]) == (
        "small",
        "Barset",
        "inspectors",
        0,
    )
    assert list(row["years"]) == [2020]  # type: ignore[call-overload]
    # The document's own words, and its publisher and year, which its paragraphs are found by.
    assert set(row["terms"]) == {dimension_of(term) for term in ("owl", "sat", "2020", "ofst")}  # type: ignore[call-overload]


def test_alias_names_the_collection_of_the_model_in_use(
    small: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    collection = collection_of(small, encoder)
    plain = SentenceTransformerEncoder(PLAIN_MODEL)
    with collection.server.asked() as client:
        assert client.describe_collection("assistant")["collection_name"] == collection.name
    other = Home(tmp_path / "other", "exact", small.milvus)
    build_index(other, tmp_path / "sources", plain)
    with collection.server.asked() as client:
        assert client.list_collections() == [MilvusCollection(collection.server, plain.name).name]
    assert Assistant.open(other, plain).search("owl", Scope()).hits[0].paragraph.text == "The owl sat."
    with pytest.raises(
        IndexStateError, match=f"holds vectors of the model '{plain.name}' with 384 numbers, not of"
    ):
        Assistant.open(small, encoder).search("owl", Scope())


def test_another_dimension_is_told(small: Home, encoder: SentenceTransformerEncoder) -> None:
    with pytest.raises(IndexStateError, match=r"with 384 numbers, not of .* with 128; run 'assistant index'"):
        collection_of(small, encoder).check(128, ())


def test_new_version_takes_the_place_of_the_old(
    small: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    add(small, encoder, tmp_path, "1. The hen hid. It slept.\n2. The cat purred.\n")
    before = Assistant.open(small, encoder)
    assert before.search("hen", Scope()).hits[0].paragraph.text == "The hen hid. It slept."
    add(small, encoder, tmp_path, "1. The hen left.\n")
    after = Assistant.open(small, encoder)
    assert after.search("hen", Scope()).hits[0].paragraph.text == "The hen left."
    assert {str(row["id"]).split("/", 1)[1] for row in stored(small, encoder, 'document == "note"')} == {
        "0/note#para-1", "1/note#para-1"}  # fmt: skip
    # Whoever opened the index before goes on with what is still there.
    assert before.search("owl", Scope()).hits[0].paragraph.text == "The owl sat."


def test_corrected_document_is_found_under_its_new_authority(
    small: Home, encoder: SentenceTransformerEncoder
) -> None:
    correct_document(small, "small", {"authority": "Borsetshire"}, encoder)
    assert {row["authority"] for row in stored(small, encoder)} == {"Borsetshire"}
    found = Assistant.open(small, encoder).search("the owl in Borsetshire", Scope())
    assert found.parsed.scope.authority == ("Borsetshire",)
    assert found.hits[0].paragraph.text == "The owl sat."


def test_removed_document_leaves_no_row(
    small: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    add(small, encoder, tmp_path, "1. The hen hid.\n")
    remove_document(small, "note", encoder)
    assert {row["document"] for row in stored(small, encoder, "kind >= -1")} == {"small", encoder.name, ""}
    assert [hit.document.id for hit in Assistant.open(small, encoder).search("hen", Scope()).hits] == [
        "small"
    ] * 2


def test_interrupted_load_leaves_no_row_behind(
    small: Home, encoder: SentenceTransformerEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = MilvusCollection._write

    def stopped_before_the_last(self: MilvusCollection, rows: list[dict[str, object]]) -> None:
        write(self, rows[:-1])
        raise KeyboardInterrupt

    monkeypatch.setattr(MilvusCollection, "_write", stopped_before_the_last)
    with pytest.raises(KeyboardInterrupt):
        add(small, encoder, tmp_path, "1. The hen hid.\n")
    monkeypatch.setattr(MilvusCollection, "_write", write)
    assert stored(small, encoder, 'document == "note"')
    assert build_index(small, tmp_path / "sources", encoder).rebuilt is False
    assert stored(small, encoder, 'document == "note"') == []


def test_lost_alias_is_given_again(small: Home, encoder: SentenceTransformerEncoder, tmp_path: Path) -> None:
    with collection_of(small, encoder).server.written() as client:
        client.drop_alias("assistant")
    assert Assistant.open(small, encoder).ask("where was the owl", Scope()).status == "related"
    assert build_index(small, tmp_path / "sources", encoder).rebuilt is False
    assert Assistant.open(small, encoder).ask("where was the owl", Scope()).status == "answered"


def test_milvus_that_lacks_one_document_is_told(
    small: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    add(small, encoder, tmp_path, "1. The hen hid.\n")
    collection = collection_of(small, encoder)
    with collection.server.written() as client:
        client.delete(collection.name, filter='document == "note" or version == "about"')
        (version,) = {row["version"] for row in stored(small, encoder, 'document == "small"')}
        client.delete(collection.name, filter=f'version != "{version}"')
    answer = Assistant.open(small, encoder).ask("where was the owl", Scope())
    assert answer.reason is not None
    assert "does not hold what the library holds" in str(word_refusal(answer))


def test_what_milvus_lost_is_put_back_without_embedding(
    small: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    add(small, encoder, tmp_path, "1. The hen hid.\n")
    assistant = Assistant.open(small, encoder)
    collection = collection_of(small, encoder)
    version = version_of(assistant.manifest.segments[-1].documents[0].fingerprint)
    with collection.server.written() as client:
        client.delete(collection.name, filter=f'version == "{version}"')
    report = build_index(small, tmp_path / "sources", encoder)
    assert (report.embedded, report.rebuilt) == (0, True)
    assert build_index(small, tmp_path / "sources", encoder).rebuilt is False
    assert Assistant.open(small, encoder).search("hen", Scope()).hits[0].paragraph.text == "The hen hid."


def test_emptied_milvus_leaves_the_words(
    small: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    assistant = Assistant.open(small, encoder)
    assert assistant.ask("where was the owl", Scope()).quotes
    collection = collection_of(small, encoder)
    with collection.server.written() as client:
        client.drop_alias("assistant")
        client.drop_collection(collection.name)
    for opened in (assistant, Assistant.open(small, encoder)):
        answer = opened.ask("where was the owl", Scope())
        assert (answer.status, [quote.text for quote in answer.related][:1]) == ("related", ["The owl sat."])
        assert answer.reason is not None
        assert str(word_refusal(answer)).startswith("Milvus at ")
        assert str(word_refusal(answer)).endswith(
            "does not hold what the library holds; these are found by the question's words alone."
        )
    with pytest.raises(VectorsUnavailableError, match="run 'assistant index'"):
        paragraph_vectors(assistant.ranker.generation, ["small#para-1"])
    build_index(small, tmp_path / "sources", encoder)
    assert assistant.ask("where was the owl", Scope()).status == "answered"


def test_index_with_and_without_milvus_are_told_apart(
    small: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    here = Home(small.path)
    with pytest.raises(IndexStateError, match="has its vectors in a Milvus"):
        Assistant.open(here, encoder)
    assert build_index(here, tmp_path / "sources", encoder).embedded == 0
    assert Assistant.open(here, encoder).search("owl", Scope()).hits
    with pytest.raises(IndexStateError, match="has its vectors on this machine"):
        Assistant.open(small, encoder)


def test_command_with_a_file_that_is_no_milvus(run: Run, milvus_home: Home, tmp_path: Path) -> None:
    odd = tmp_path / "odd.db"
    odd.write_text("this is no database")
    environment = {**os.environ, "ASSISTANT_INDEX": str(odd), "ASSISTANT_HOME": str(milvus_home.path)}
    command = [sys.executable, "-m", "assistant", "index"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(f"assistant: Milvus at {odd} cannot be opened (")
    assert told.stderr.count("\n") == 1


def test_missing_package_is_told_with_the_extra_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    server = server_at(MilvusAddress(str(tmp_path / "none.db")))
    with (
        pytest.raises(IndexStateError, match="pymilvus is not installed; install the extra 'milvus'"),
        server.asked(),
    ):
        pass


@pytest.mark.parametrize(
    ("text", "address"),
    [("milvus+http://host:19530", MilvusAddress("http://host:19530", "assistant")),
     ("milvus+https://a%40b:p%3Aw@host:1/essex", MilvusAddress("https://host:1", "essex", "a@b:p:w")),
     ("some/milvus.db", MilvusAddress("some/milvus.db")),
     ("milvus+http://", None), ("http://host:19530", None), ("exact", None), ("", None)],
)  # fmt: skip
def test_addresses(text: str, address: MilvusAddress | None) -> None:
    assert MilvusAddress.parse(text) == address


def test_keys_of_rows() -> None:
    assert read_row_key(row_key("f00", 3, "a#b/c")) == ("f00", 3, "a#b/c")
    assert read_row_key("f00") is None
