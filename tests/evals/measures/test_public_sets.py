"""Sets in BEIR's format: read, measured by hand, and refused with every problem named."""

import json
from pathlib import Path

import pytest

from evals.measures.public_sets import run_public_set
from evals.sets.general_set import read_general_set
from evals.sets.public_sets import PublicSetError, read_public_set
from index.encoding.encoder import SentenceTransformerEncoder

ENTRIES = [
    {"_id": "owl", "title": "Owls", "text": "An owl hunts at night and sleeps through the day."},
    {"_id": "fox", "title": "", "text": "The fox digs an earth in which it raises its cubs."},
    {"_id": "empty", "title": "", "text": " "},
    {"_id": "title", "title": "Only a title about bridges", "text": ""},
]
QUERIES = [
    {"_id": "1", "text": "which bird hunts at night"},
    {"_id": "2", "text": "bridges"},
    {"_id": "3", "text": "nobody judged this"},
]
HEAD = "query-id\tcorpus-id\tscore\n"


def write_set(folder: Path, qrels: str, name: str = "qrels/test.tsv") -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    for file, records in (("corpus", ENTRIES), ("queries", QUERIES)):
        (folder / f"{file}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / name).write_text(qrels)
    return folder


@pytest.mark.parametrize("name", ["qrels/test.tsv", "qrels.tsv"])
@pytest.mark.parametrize("head", [HEAD, ""])
def test_set_is_read_with_and_without_a_head(tmp_path: Path, name: str, head: str) -> None:
    read = read_public_set(write_set(tmp_path / "zoo", f"{head}1\towl\t1\n1\tfox\t0\n2\ttitle\t2\n", name))
    assert read.name == "zoo"
    assert [entry.id for entry in read.read_entries()] == ["owl", "fox", "title"]
    assert [entry.id for entry in read.read_entries()] == ["owl", "fox", "title"]
    assert read.queries == {"1": "which bird hunts at night", "2": "bridges"}
    assert read.relevance == {"1": {"owl": 1, "fox": 0}, "2": {"title": 2}}


def test_measured_and_published(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    given = read_public_set(write_set(tmp_path / "scifact", f"{HEAD}1\towl\t1\n2\ttitle\t1\n"))
    result = run_public_set(given, encoder)
    assert result.measured["as shipped"].value == 1.0
    assert (result.entries, result.queries) == (3, 2)
    assert [(own.system, own.value) for own in result.published] == [
        ("BM25", 0.679),
        ("all-MiniLM-L6-v2", 0.645),
        ("bge-small-en-v1.5", 0.713),
    ]


def test_every_problem_is_named(tmp_path: Path) -> None:
    folder = write_set(tmp_path, f"{HEAD}1\towl\tone\n1\tnobody\t1\n9\towl\t1\n")
    with (folder / "corpus.jsonl").open("a") as file:
        file.write('{"_id": "owl", "text": "again"}\n{broken\n{"text": "no id"}\n')
    (folder / "queries.jsonl").unlink()
    with pytest.raises(PublicSetError) as caught:
        read_public_set(folder)
    for part in (
        "corpus.jsonl:5 repeats the id owl",
        "corpus.jsonl:6 is not an entry",
        "corpus.jsonl:7 is not an entry (_id",
        "queries.jsonl cannot be read",
        "test.tsv:2 is not query, entry and score",
        "test.tsv:3 judges what is not there",
        "test.tsv:4 judges what is not there",
    ):
        assert part in str(caught.value)


def test_set_without_judgements_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublicSetError, match="no query has a judgement"):
        read_public_set(write_set(tmp_path, HEAD))


def test_general_set_comes_along() -> None:
    given = read_general_set()
    assert len(given.queries) >= 50
    entries = list(given.read_entries())
    assert len(entries) > 1000
    assert all(entry.text == " ".join(entry.text.split()) for entry in entries)
