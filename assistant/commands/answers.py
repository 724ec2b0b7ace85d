"""The commands `ask` and `search`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from assistant.commands.options import FILE, as_json, filters
from assistant.commands.output import have_done
from corpus.errors import QuestionError

if TYPE_CHECKING:
    from assistant.server.requests import Tell

_batch = click.option("--batch", type=FILE, help="Questions, one JSON object a line.")


@click.command()
@click.argument("question", required=False)
@_batch
@as_json(" a question")
@click.option("--explain", is_flag=True, help="Show what each criterion said of what was found.")
@filters("question")
def ask(
    question: str | None, batch: Path | None, as_json: bool, explain: bool, plain: bool, **limits: Any
) -> None:
    """Answer QUESTION with quoted, cited paragraphs, or say that nothing answers it."""
    _answer("ask", question, batch, limits, as_json, expand=not plain, explain=explain)


@click.command()
@click.argument("question", required=False)
@click.option(
    "-k", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many paragraphs."
)
@_batch
@as_json(" a question")
@filters("question")
def search(
    question: str | None, count: int, batch: Path | None, as_json: bool, plain: bool, **limits: Any
) -> None:
    """List the paragraphs that match QUESTION best, best first."""
    _answer("search", question, batch, limits, as_json, expand=not plain, count=count)


def _answer(
    command: Literal["ask", "search"],
    question: str | None,
    batch: Path | None,
    limits: dict[str, Any],
    as_json: bool,
    **how: Any,
) -> None:
    """Print the answers; `how` are the other fields of the request."""
    from assistant.server.local_socket import models_set
    from assistant.server.requests import Request, answer_request

    asked = tuple(_questions(question, batch, as_json))
    request = Request(command, asked, limits, models_set(), as_json=as_json, **how)

    def answer(tell: Tell) -> None:
        from assistant.server.open_index import open_assistant
        from assistant.settings import home_folder, make_encoder, make_verifier

        answer_request(open_assistant(home_folder(), make_encoder(), make_verifier()), request, tell)

    have_done(request, answer)


def _questions(question: str | None, batch: Path | None, as_json: bool) -> list[tuple[dict[str, Any], str]]:
    """Return the questions, each with what its record begins with; all are checked before one is asked."""
    from assistant.answering.questions import check_question

    if (question is None) == (batch is None):
        raise click.UsageError("Give either a QUESTION or --batch FILE.")
    if question is not None:
        return [({}, check_question(question))]
    if not as_json:
        raise click.UsageError("--batch goes with --json.")
    assert batch is not None
    return [({"id": question_id}, text) for question_id, text in _read_batch(batch)]


def _read_batch(path: Path) -> Iterator[tuple[Any, str]]:
    from assistant.answering.questions import check_question

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise QuestionError(f"{path} cannot be read ({error.strerror})", "name a file of questions") from None
    except UnicodeDecodeError:
        raise QuestionError(f"{path} is not UTF-8 text", "save it as UTF-8") from None
    # Only a line feed ends a line of JSON: other line ends may stand inside a question.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_constant=_refuse_constant)
            question_id, question = record["id"], record["question"]
            json.dumps(question_id, ensure_ascii=False).encode()
            if not isinstance(question, str):
                raise TypeError
        except (ValueError, TypeError, KeyError, RecursionError):
            raise QuestionError(
                f'{path}, line {number} is not {{"id": …, "question": "…"}}', "correct that line"
            ) from None
        try:
            yield question_id, check_question(question)
        except QuestionError as error:
            raise QuestionError(f"{path}, line {number}: {error.cause}", error.remedy) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
