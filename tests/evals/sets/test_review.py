"""From marks to labelled questions, as a reviewer does it at the terminal."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.conversations.feedback import FeedbackError, keep_mark, read_marks
from evals.sets.questions import QuestionRecord, read_questions
from index.home import Home

RIGHT = "ofsted-hillingdon-2018#para-40"
WRONG = "ofsted-hillingdon-2018#para-36"


def review(home: Path, into: Path, said: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evals", "review", "--who", "A reviewer", "--into", str(into)]
    environment = {"ASSISTANT_HOME": str(home), "HF_HUB_OFFLINE": "1", "PATH": ""}
    return subprocess.run(command, input=said, capture_output=True, text=True, env=environment, check=False)


def test_marks_become_questions_and_are_not_asked_twice(
    home: Home, assistant: Assistant, tmp_path: Path
) -> None:
    own = tmp_path / "home"
    own.mkdir()
    for part in home.path.iterdir():
        (own / part.name).symlink_to(part)
    (own / "marks.jsonl").unlink(missing_ok=True)
    for question, paragraph, verdict in (
        ("caseloads?", RIGHT, "right"),
        ("caseloads?", WRONG, "wrong"),
        ("dragons?", WRONG, "wrong"),
        ("skipped?", WRONG, "wrong"),
        ("of a document that is gone", "gone#para-1", "right"),
    ):
        keep_mark(own, question, paragraph, verdict, " Some\none ", "lib")  # type: ignore[arg-type]
    into = tmp_path / "sets" / "use.jsonl"
    # caseloads: as proposed, twice; its kind as proposed. dragons: no; off_topic. skipped: skip.
    done = review(own, into, "\n\nlexical\n\noff_topic\nskip\n")
    assert done.returncode == 0, done.stderr
    assert "2 questions were added." in done.stdout
    assert "marked right by Some one on 20" in done.stdout
    first, second = read_questions([into], assistant.paragraphs())
    assert (first.text, first.type, first.answerable) == ("caseloads?", "lexical", True)
    assert "they have manageable caseloads" in first.gold[0].quote
    assert (second.text, second.type, second.answerable) == ("dragons?", "off_topic", False)
    record = QuestionRecord.model_validate_json(into.read_text().splitlines()[0])
    assert record.who == "A reviewer"
    assert record.library == assistant.manifest.library
    assert record.when is not None
    again = review(own, into, "stop\n")
    assert "0 questions were added." in again.stdout
    assert "caseloads?" not in again.stdout
    assert "skipped?" in again.stdout


def test_later_mark_counts(tmp_path: Path) -> None:
    keep_mark(tmp_path, "q", RIGHT, "wrong", "", "lib")
    keep_mark(tmp_path, "q", RIGHT, "right", "", "lib")
    (mark,) = read_marks(tmp_path)
    assert mark.verdict == "right"
    assert mark.when.endswith("+00:00")
    assert "caseloads" not in json.dumps((tmp_path / "marks.jsonl").read_text())


def test_damaged_mark_is_named(tmp_path: Path) -> None:
    keep_mark(tmp_path, "q", RIGHT, "right", "", "lib")
    with (tmp_path / "marks.jsonl").open("a") as file:
        file.write("\n{broken\n")
    with pytest.raises(FeedbackError, match=r"marks.jsonl:3 is no mark"):
        read_marks(tmp_path)


def test_mark_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedbackError, match="cannot be kept"):
        keep_mark(tmp_path / "nowhere", "q", RIGHT, "right", "", "lib")
