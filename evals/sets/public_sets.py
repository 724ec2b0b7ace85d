"""Question sets of others, in BEIR's format, checked before anything is measured."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

from pydantic import BaseModel, Field, ValidationError

from corpus.errors import UserError
from evals.sets.questions import first_problem

_TOLD = 20
"""Problems named at once."""


class PublicSetError(UserError):
    """A set that cannot be measured; the message names every problem."""


class _Line(BaseModel):
    id: Annotated[str, Field(alias="_id", min_length=1)]
    text: str


class _Entry(_Line):
    title: str = ""


_Record = TypeVar("_Record", bound=_Line)


class Entry(NamedTuple):
    """A text that is searched, under a title that may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Entries, which may be too many for memory, and queries by id.

    `read_entries` yields the entries that hold any text, from the first again each time;
    `relevance` is of entries by query, above 0 is right.
    """

    name: str
    read_entries: Callable[[], Iterator[Entry]]
    queries: dict[str, str]
    relevance: dict[str, dict[str, int]]


def read_public_set(folder: Path) -> PublicSet:
    """Read `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv` or `qrels.tsv` of a folder.

    Queries without a judgement are left out, as BEIR does. Raises PublicSetError, naming
    file and line of every problem: a file that is not there, a line that is none of its
    format, an id given twice, a judgement of something that is not there.
    """
    problems: list[str] = []
    corpus = folder / "corpus.jsonl"
    ids = frozenset(entry.id for entry in _read(corpus, _Entry, problems))

    def entries() -> Iterator[Entry]:
        for entry in _read(corpus, _Entry, []):
            if entry.title.strip() or entry.text.strip():
                yield Entry(entry.id, entry.title, entry.text)

    return read_judgements(folder, entries, ids, problems)


def read_judgements(
    folder: Path,
    entries: Callable[[], Iterator[Entry]],
    ids: Collection[str],
    problems: Sequence[str] = (),
    missing_is_wrong: bool = True,
) -> PublicSet:
    """Read the queries and judgements of a folder, about entries of these ids, read with these problems.

    A judgement of an entry that is not there is a problem, or passed over where it is not
    `missing_is_wrong`. Raises as `read_public_set` does.
    """
    problems = list(problems)
    queries = {query.id: query.text for query in _read(folder / "queries.jsonl", _Line, problems)}
    qrels = folder / "qrels" / "test.tsv"
    judged = _judgements(qrels if qrels.exists() else folder / "qrels.tsv", problems)
    relevance: dict[str, dict[str, int]] = {}
    for where, query, entry, score in judged:
        if query in queries and entry in ids:
            relevance.setdefault(query, {})[entry] = score
        elif missing_is_wrong or query not in queries:
            problems.append(f"{where} judges what is not there")
    if not problems and not relevance:
        problems.append("no query has a judgement")
    if problems:
        more = f"; and {len(problems) - _TOLD} more" if len(problems) > _TOLD else ""
        told = "; ".join(problems[:_TOLD]) + more
        raise PublicSetError(f"{folder} is no set in BEIR's format: {told}", "correct what is named")
    asked = {query: text for query, text in queries.items() if query in relevance}
    return PublicSet(folder.name, entries, asked, relevance)


def _read(path: Path, record: type[_Record], problems: list[str]) -> Iterator[_Record]:
    """Yield the records of a file, one a line; of those with the same id the first."""
    known: set[str] = set()
    for number, line in enumerate(_lines(path, problems), start=1):
        try:
            own = record.model_validate_json(line)
        except ValidationError as error:
            problems.append(f"{path.name}:{number} is not an entry ({first_problem(error)})")
            continue
        if own.id in known:
            problems.append(f"{path.name}:{number} repeats the id {own.id}")
            continue
        known.add(own.id)
        yield own


def _lines(path: Path, problems: list[str]) -> Iterator[str]:
    try:
        # Only a line feed ends a line of JSON: other line ends may stand inside a text.
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line.removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path.name} cannot be read ({type(error).__name__})")


def _judgements(path: Path, problems: list[str]) -> Iterator[tuple[str, str, str, int]]:
    """Yield where each judgement stands, its query, entry and score."""
    for number, line in enumerate(_lines(path, problems), start=1):
        cells = [cell.strip() for cell in line.split("\t")]
        scored = re.fullmatch(r"-?\d+", cells[-1]) is not None
        if number == 1 and not scored:
            continue  # BEIR's own files begin with the names of the columns.
        if len(cells) == 3 and scored:
            yield f"{path.name}:{number}", cells[0], cells[1], int(cells[2])
        else:
            problems.append(f"{path.name}:{number} is not query, entry and score, parted by tabs")
