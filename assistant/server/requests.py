"""What `ask`, `search` and `documents add` are asked to do, and what they say.

They say it in messages: `{"line": …}` is printed as a result, `{"note": …}` beside the results,
`{"progress": {…}}` says how far it is (`AdditionProgress`), `{"status": 1}` makes the command fail
at its end.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

if TYPE_CHECKING:
    from assistant.answering.assistant import Assistant
    from index.encoding.encoder import Encoder
    from index.home import Home
    from index.update.additions import AdditionReport

Message = dict[str, Any]
Tell = Callable[[Message], None]

_Command = Literal["ask", "search"]
_LIMITS = frozenset({"authority", "year", "document", "voice"})
"""`index.types.SCOPE_FIELDS`, without the numeric libraries: a command that a server answers needs none."""


@dataclass(frozen=True, slots=True)
class Request:
    """Questions, each with what its JSON record begins with, and how they are to be answered.

    `limits` are `authority`, `year`, `document` and `voice`, each None where it limits nothing.
    `models` name the models, the index and the library that whoever asks has set, empty for the
    default ones. `count` is how many paragraphs a search lists; `explain` says that what each
    criterion said is printed below an answer.
    """

    command: _Command
    questions: tuple[tuple[dict[str, Any], str], ...]
    limits: dict[str, Any]
    models: tuple[str, ...]
    as_json: bool = False
    expand: bool = True
    explain: bool = False
    count: int = 10

    def to_json(self) -> str:
        """Return the request as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True)

    @classmethod
    def from_json(cls, line: str | bytes) -> Self:
        """Return the request that `to_json` wrote; raises ValueError, TypeError or KeyError for others."""
        record = json.loads(line)
        known = record["command"] in get_args(_Command) and set(record["limits"]) <= _LIMITS
        if not known or not isinstance(record["count"], int):
            raise ValueError("this asks for what no command does")
        questions = tuple((dict(first), str(text)) for first, text in record.pop("questions"))
        return cls(questions=questions, models=tuple(record.pop("models")), **record)


@dataclass(frozen=True, slots=True)
class AddRequest:
    """Files and folders, by their whole paths, to be added; `models` as those of a `Request`."""

    paths: tuple[str, ...]
    models: tuple[str, ...]

    def to_json(self) -> str:
        """Return the request as one line of JSON."""
        return json.dumps({"command": "add", **asdict(self)}, ensure_ascii=True)

    @classmethod
    def from_json(cls, line: str | bytes) -> Self:
        """Return the request that `to_json` wrote; raises ValueError, TypeError or KeyError for others."""
        record = json.loads(line)
        return cls(tuple(str(path) for path in record["paths"]), tuple(record["models"]))


def read_request(line: bytes) -> Request | AddRequest:
    """Return the request that a line of JSON holds; raises ValueError, TypeError or KeyError for others."""
    adds = json.loads(line)["command"] == "add"
    return AddRequest.from_json(line) if adds else Request.from_json(line)


def answer_request(assistant: Assistant, request: Request, tell: Tell) -> None:
    """Tell what is printed for each question, in their order. Raises QuestionError as `ask` does."""
    from assistant.answering.questions import make_scope

    asked = assistant.with_options(expand=request.expand)
    scope = make_scope(asked.documents, **request.limits)
    for first, question in request.questions:
        record, text = _answered(asked, request, question, scope)
        tell({"line": json.dumps({**first, **record}, ensure_ascii=False) if request.as_json else text})


def answer_addition(home: Home, encoder: Encoder, request: AddRequest, tell: Tell) -> None:
    """Add files, and tell what becomes of each. Raises as `add_files` and `find_files` do."""
    from index.update.additions import add_files, find_files

    report = add_files(
        home,
        find_files(Path(path) for path in request.paths),
        encoder,
        lambda outcome: tell({"note": outcome.sentence}),
        lambda progress: tell({"progress": asdict(progress)}),
    )
    tell({"line": _counted(report)})
    if report.count("failed") or not report.outcomes:
        tell({"status": 1})


def _counted(report: AdditionReport) -> str:
    counts = (
        (report.count("added"), "added"),
        (report.count("replaced"), "replaced"),
        (report.count("skipped"), "already there"),
        (report.count("failed"), "not read"),
    )
    return ", ".join(f"{count} {what}" for count, what in counts if count) or "no file found"


def _answered(asked: Assistant, request: Request, question: str, scope: Any) -> tuple[dict[str, Any], str]:
    from assistant.answering.json_output import answer_record, search_record
    from assistant.answering.text_output import render_answer, render_search, render_trace

    if request.command == "ask":
        answer = asked.ask(question, scope)
        if request.as_json:
            return answer_record(answer), ""
        explained = f"\n\n{render_trace(answer)}" if request.explain else ""
        return {}, render_answer(answer) + explained
    result = asked.search(question, scope, request.count)
    return (search_record(result), "") if request.as_json else ({}, render_search(result))
