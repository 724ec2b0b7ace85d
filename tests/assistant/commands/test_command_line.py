"""The command line is a contract: what it prints, where, and how it exits."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.home import Home
from tests.conftest import Run

HIT_KEYS = ["rank", "score", "paragraph", "document", "title", "reference", "number", "section", "page",
            "text", "spans"]  # fmt: skip
QUOTE_KEYS = [
    "paragraph",
    "document",
    "reference",
    "citation",
    "text",
    "spans",
    "sentence",
    "sureness",
    "probability",
]


def test_search_json(run: Run) -> None:
    result = run("search", "IROs in the 2018 Ofsted report", "-k", "3", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    record = json.loads(result.stdout)
    assert list(record) == ["question", "scope", "expansions", "hits"]
    assert record["scope"] == {"authority": [], "year": [2018], "document": [], "voice": [], "given": []}
    assert record["expansions"] == [{"term": "IROs", "meaning": "independent reviewing officers"}]
    assert [list(hit) for hit in record["hits"]] == [HIT_KEYS] * 3
    first = record["hits"][0]
    assert (first["rank"], first["document"], first["reference"], first["number"], first["page"]) == (
        1,
        "ofsted-hillingdon-2018",
        "para 19",
        "19",
        None,
    )


def test_ask_json(run: Run) -> None:
    result = run("ask", "what did inspectors say about return home interviews", "--json")
    assert result.returncode == 0
    record = json.loads(result.stdout)
    assert record["status"] == "answered"
    assert [list(quote) for quote in record["quotes"]] == [QUOTE_KEYS]
    assert record["quotes"][0]["citation"] == (
        "“The timeliness and quality of return home interviews when children are reported missing from "
        "home and care.” (Ofsted, Hillingdon 2018, 'What needs to improve', bullet 2)"
    )
    assert record["missing"] is None
    assert record["searched"] == {"documents": 5, "paragraphs": 590}
    assert record["seconds"] >= 0


def test_ask_in_words_says_when_nothing_is_found(run: Run) -> None:
    result = run("ask", "what's the best pizza in Uxbridge")
    assert result.returncode == 0
    assert result.stdout == (
        "Nothing found.\nNo paragraph is about this. The documents never use “pizza”.\n\n"
        "Searched 590 paragraphs of 5 documents.\n"
    )


def test_filters_limit_the_answer(run: Run) -> None:
    result = run("search", "adoption", "--authority", "hounslow", "--voice", "inspectors", "--json")
    record = json.loads(result.stdout)
    assert record["scope"]["given"] == ["authority", "voice"]
    assert {hit["document"] for hit in record["hits"]} == {"ofsted-hounslow-2014"}


def test_batch_answers_in_order_in_one_process(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"id": "b", "question": "pizza"}\n\n{"id": 7, "question": "adoption in Hounslow"}\n')
    result = run("ask", "--batch", str(batch), "--json")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["id"] for record in records] == ["b", 7]
    assert [record["status"] for record in records] == ["not_found", "answered"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", 'line 2 is not {"id": …, "question": "…"}; correct that line.'),
        ('{"id": 1}', 'line 2 is not {"id": …, "question": "…"}; correct that line.'),
        ('{"id": 1, "question": "?"}', "line 2: the question holds no word; ask in words."),
    ],
)
def test_broken_batch_is_told_before_anything_is_asked(
    run: Run, tmp_path: Path, line: str, message: str
) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"id": "a", "question": "adoption"}\n' + line + "\n")
    result = run("search", "--batch", str(batch), "--json")
    assert (result.returncode, result.stdout) == (1, "")
    assert message in result.stderr


def test_paragraphs_json(run: Run) -> None:
    result = run("paragraphs", "ofsted-hillingdon-2018", "--json")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(records) == 64
    assert [r["number"] for r in records if r["kind"] == "numbered"] == [str(n) for n in range(1, 41)]
    assert set(records[0]) >= {
        "paragraph", "document", "kind", "number", "reference", "section", "page", "text", "spans",
    }  # fmt: skip


def test_documents_list_and_show(run: Run) -> None:
    listed = run("documents", "list")
    assert listed.stdout.splitlines()[0] == (
        "ofsted-hillingdon-2018: Ofsted, Hillingdon 2018 (64 paragraphs)"
    )
    shown = run("documents", "show", "ofsted-hounslow-2014", "--json")
    assert json.loads(shown.stdout)["authority"] == "Hounslow"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "assistant: the question is empty; type a question."),
        (["ask", "a" * 10_000], "assistant: the question has 10,000 characters; ask in at most 1,000."),
        (["search", "…?!"], "assistant: the question holds no word; ask in words."),
        (
            ["ask", "adoption", "--year", "1999"],
            "no document of year '1999'; choose from 2011, 2014, 2017, 2018.",
        ),
        (["search", "adoption", "--document", "x"], "no document 'x'; choose from"),
        (["paragraphs", "x"], "no document 'x'; choose from"),
        (["documents", "show", "x"], "no document 'x'; choose from"),
        (
            ["ask", "--batch", "/nowhere.jsonl", "--json"],
            "/nowhere.jsonl cannot be read (No such file or directory)",
        ),
    ],
)
def test_mendable_problem_is_one_sentence_and_exit_1(run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (1, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "a", "--batch", "b"], ["nonsense"], ["search", "a", "-k", "0"]]
)
def test_wrong_usage_is_exit_2(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).returncode == 2


@pytest.mark.parametrize("command", [["ask", "adoption"], ["serve"], ["search", "adoption"]])
def test_without_an_index_the_remedy_is_said(run: Run, tmp_path: Path, command: list[str]) -> None:
    result = run(*command, at=tmp_path / "empty")
    assert result.returncode == 1
    assert result.stderr.startswith("assistant: there is no index in ")
    assert result.stderr.endswith("; run 'assistant index' to build it.\n")
    assert not (tmp_path / "empty").exists()


def test_home_that_is_a_file_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    result = run("index", at=tmp_path / "home")
    assert result.returncode == 1
    assert result.stderr.endswith("/home is a file, not a folder; name a folder in ASSISTANT_HOME.\n")


def test_interrupted_index_says_how_to_go_on(tmp_path: Path) -> None:
    # A shell that starts the tests in the background has them ignore interrupts, which commands inherit.
    command = ["env", "--default-signal=INT", sys.executable, "-m", "assistant", "index"]
    environment = {**os.environ, "ASSISTANT_HOME": str(tmp_path / "home")}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.read(1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 1
    assert told.endswith("assistant: stopped; nothing is lost, run the same command again to go on.\n")


def test_explain_shows_what_each_criterion_said(run: Run) -> None:
    explained = run("ask", "how was the virtual school rated", "--explain").stdout
    answer, said = explained.split("\n\nConfidence ", 1)
    assert answer.startswith("No answer found.")
    for criterion in ("known_authority", "known_year", "in_scope", "on_subject", "grade"):
        assert f"  {criterion} " in said
    assert "no judgement gives the grade that was asked for" in " ".join(said.split())


def test_json_holds_reason_and_trace(run: Run) -> None:
    record = json.loads(
        run("ask", "what % of EHC plans does Hillingdon finish within 20 weeks", "--json").stdout
    )
    assert record["status"] == "related"
    assert record["reason"] == {
        "code": "fact_missing", "kind": "percentage", "failure": "off_subject", "years": [],
    }  # fmt: skip
    ruling = next(own for own in record["trace"] if own["criterion"] == "fact")
    assert ruling == {"criterion": "fact", "hits": 0, "ceiling": "related", "reason": record["reason"]}
    answered = json.loads(run("ask", "return home interviews", "--json").stdout)
    assert answered["reason"] is None
    assert {own["ceiling"] for own in answered["trace"]} == {"answered"}


def test_a_question_needs_no_splitter_and_no_tracing_client(home: Home) -> None:
    code = (
        "import sys\n"
        "from assistant.commands.main import main\n"
        "main(['ask', 'return home interviews'], standalone_mode=False)\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'langchain_text_splitters', 'langchain_core', 'langsmith'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "ASSISTANT_HOME": str(home.path), "TMPDIR": str(home.path)},
    )
    assert done.stdout.splitlines()[-1] == "[]"
