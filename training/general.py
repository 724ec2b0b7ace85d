"""Questions about anything else, for the small model to keep what it knows while it learns the sector."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from training.readings import PairsError, records_of
from training.types import Pair

_AROUND = 2
"""Sentences kept on each side of an answering one: a whole section is more than is read at once."""


def read_general(files: Iterable[Path], count: int, seed: int) -> tuple[Pair, ...]:
    """Return `count` answered questions of SQuAD 2.0's or SelQA's lines, each with the text that answers.

    Raises PairsError, naming file and line, for a line of another form.
    """
    pairs = [pair for path in files for pair in _pairs_of(path)]
    generator = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    return tuple(generator.sample(pairs, min(count, len(pairs))))


def _pairs_of(path: Path) -> Iterator[Pair]:
    for where, record in records_of(path):
        try:
            answered = list(_answered(record))
        except (IndexError, KeyError, TypeError) as error:
            raise PairsError(f"{where} is no question with its text ({error})", "mend the line") from None
        for question, text in answered:
            yield Pair(question, where, text, authority="")


def _answered(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each question of a record that its text answers, with that text."""
    if "paragraph" in record:
        for question in record["questions"]:
            if question["answers"]:
                yield question["question"], record["paragraph"]
    elif record["answers"]:
        first, sentences = record["answers"][0], record["sentences"]
        yield record["question"], " ".join(sentences[max(0, first - _AROUND) : first + _AROUND + 1])
