"""The log says what went wrong, under its reference, and nothing of anybody's question unless asked to."""

import json
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.server.log import log_answer, log_error
from index.types import Scope


def lines(home: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (home / "log" / "assistant.server.log").read_text().splitlines()]


def test_error_stands_under_its_reference(tmp_path: Path) -> None:
    try:
        raise ValueError("a defect\nover two lines")
    except ValueError as error:
        reference = log_error(tmp_path, error)
    (line,) = lines(tmp_path)
    assert (line["reference"], line["kind"], line["level"]) == (reference, "ValueError", "error")
    assert "test_log.py" in str(line["traceback"])


def test_question_is_logged_only_where_that_is_switched_on(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = assistant.ask("manageable caseloads in the 2018 report", Scope())
    log_answer(tmp_path, answer)
    monkeypatch.setenv("ASSISTANT_LOG_QUESTIONS", "1")
    log_answer(tmp_path, answer)
    first, second = lines(tmp_path)
    assert "question" not in first
    assert (first["event"], first["status"], first["searched"]) == ("answered", "answered", 590)
    assert second["question"] == "manageable caseloads in the 2018 report"


def test_log_that_cannot_be_written_goes_to_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "a file"
    home.write_text("")
    reference = log_error(home, ValueError("x"))
    assert reference in capsys.readouterr().err
