"""Further questions on paragraphs of reports: readings with their answers, and turns of conversations."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import UserError

_Text = Annotated[str, Field(min_length=1, pattern=r"\S")]

_GOLD_OF_A_TURN = 2
"""Paragraphs of a turn that are trained on: the first answer it best."""


class PairsError(UserError):
    """Pairs that must not be trained on; the message names every problem."""


class PairRecord(BaseModel):
    """One line: a paragraph, by its reference or by its number alone, and questions it answers."""

    model_config = ConfigDict(strict=True, extra="forbid")

    report: _Text
    reference: _Text | None = None
    paragraph: int | None = None
    questions: Annotated[list[_Text], Field(min_length=1)]


def read_readings(path: Path) -> list[PairRecord]:
    """Return the questions that their paragraph answers; those that it nearly answers are left out.

    Raises PairsError, naming file and line, for a line of another form.
    """
    pairs: list[PairRecord] = []
    for where, record in records_of(path):
        try:
            if record["kind"].startswith("answered"):
                question = [record["question"]]
                pairs.append(
                    PairRecord(report=record["report"], reference=record["reference"], questions=question)
                )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PairsError(f"{where} is no reading ({error})", "mend the line") from None
    return pairs


def read_conversations(path: Path) -> list[PairRecord]:
    """Return the questions of conversations' turns, each made whole, with paragraphs that answer.

    Raises PairsError, naming file and line, for a line of another form.
    """
    pairs: list[PairRecord] = []
    for where, record in records_of(path):
        try:
            pairs += [
                PairRecord(report=gold["report"], reference=gold["reference"], questions=[turn["standalone"]])
                for turn in record["turns"]
                if turn["answerable"]
                for gold in turn["gold"][:_GOLD_OF_A_TURN]
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise PairsError(f"{where} is no conversation ({error})", "mend the line") from None
    return pairs


def records_of(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each line's place and what stands in it. Raises PairsError for what cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except OSError as error:
        raise PairsError(f"{path} cannot be read ({error.strerror})", "name another file") from None
    for number, line in enumerate(lines, start=1):
        where = f"{path.name}:{number}"
        try:
            yield where, json.loads(line)
        except ValueError:
            raise PairsError(f"{where} is no JSON", "mend the line") from None
