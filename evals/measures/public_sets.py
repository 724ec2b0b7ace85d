"""Question sets of others, in BEIR's format: how the search does on texts that it was not made for."""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import ir_measures
from ir_measures import nDCG
from pydantic import BaseModel, Field, ValidationError

from assistant.answering.assistant import Assistant
from corpus.errors import UserError
from corpus.types import Document, Ingested, Paragraph, Span
from evals.measures.ranking import DEPTH, Estimate, estimate
from evals.sets.questions import first_problem
from index.encoding.encoder import Encoder
from index.home import Home
from index.search.ranker import Weights
from index.types import Scope
from index.update.apply import update_index
from index.update.plan import Change
from index.update.write import Progress

_MEASURE = nDCG @ DEPTH
_TOLD = 20
"""Problems named at once."""
_VARIANTS = {
    "as shipped": Weights(),
    "terms alone (BM25)": Weights(dense=0.0),
    "vectors alone": Weights(dense=1.0),
}


class PublicSetError(UserError):
    """A set that cannot be measured; the message names every problem."""


class _Line(BaseModel):
    id: Annotated[str, Field(alias="_id", min_length=1)]
    text: str


class _Entry(_Line):
    title: str = ""


_Record = TypeVar("_Record", bound=_Line)


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Entries as (title, text) and queries, by id; `relevance` of entries by query, above 0 is right."""

    name: str
    entries: dict[str, tuple[str, str]]
    queries: dict[str, str]
    relevance: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Published:
    """What somebody else measured (nDCG@10); `source` says where the figure was seen."""

    system: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class PublicSetResult:
    """nDCG@10 of the product and of its halves, and what others published."""

    name: str
    entries: int
    queries: int
    measured: dict[str, Estimate]
    published: tuple[Published, ...]


_ANSERINI = "Anserini's regression pages, BEIR v1.0.0 {}, flat index"
_MTEB = "results of the MTEB leaderboard, {}"
_MTEB_PAPER = "results of the MTEB paper, embeddings-benchmark/mtebpaper, {}"
PUBLISHED = {
    "scifact": (
        Published("BM25", 0.679, _ANSERINI.format("SciFact")),
        Published("all-MiniLM-L6-v2", 0.645, _MTEB_PAPER.format("SciFact")),
        Published("bge-small-en-v1.5", 0.713, _MTEB.format("SciFact")),
    ),
    "nfcorpus": (
        Published("BM25", 0.322, _ANSERINI.format("NFCorpus")),
        Published("all-MiniLM-L6-v2", 0.316, _MTEB_PAPER.format("NFCorpus")),
        Published("bge-small-en-v1.5", 0.343, _MTEB.format("NFCorpus")),
    ),
    "fiqa": (
        Published("BM25", 0.236, _ANSERINI.format("FiQA")),
        Published("all-MiniLM-L6-v2", 0.369, _MTEB.format("FiQA2018")),
        Published("bge-small-en-v1.5", 0.403, _MTEB.format("FiQA2018")),
    ),
}
"""By the name of the set's folder."""


def read_public_set(folder: Path) -> PublicSet:
    """Read `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv` or `qrels.tsv` of a folder.

    Queries without a judgement are left out, as BEIR does. Raises PublicSetError, naming
    file and line of every problem: a file that is not there, a line that is none of its
    format, an id given twice, a judgement of something that is not there.
    """
    problems: list[str] = []
    entries = {e.id: (e.title, e.text) for e in _read(folder / "corpus.jsonl", _Entry, problems)}
    return read_judgements(folder, entries, problems)


def read_judgements(
    folder: Path,
    entries: dict[str, tuple[str, str]],
    problems: Sequence[str] = (),
    missing_is_wrong: bool = True,
) -> PublicSet:
    """Read the queries and judgements of a folder, about entries that were read with these problems.

    A judgement of an entry that is not there is a problem, or passed over where it is not
    `missing_is_wrong`. Raises as `read_public_set` does.
    """
    problems = list(problems)
    queries = {query.id: query.text for query in _read(folder / "queries.jsonl", _Line, problems)}
    qrels = folder / "qrels" / "test.tsv"
    judged = _judgements(qrels if qrels.exists() else folder / "qrels.tsv", problems)
    relevance: dict[str, dict[str, int]] = {}
    for where, query, entry, score in judged:
        if query in queries and entry in entries:
            relevance.setdefault(query, {})[entry] = score
        elif missing_is_wrong or query not in queries:
            problems.append(f"{where} judges what is not there")
    if not problems and not relevance:
        problems.append("no query has a judgement")
    if problems:
        more = f"; and {len(problems) - _TOLD} more" if len(problems) > _TOLD else ""
        told = "; ".join(problems[:_TOLD]) + more
        raise PublicSetError(f"{folder} is no set in BEIR's format: {told}", "correct what is named")
    asked = {id: text for id, text in queries.items() if id in relevance}
    return PublicSet(folder.name, entries, asked, relevance)


def run_public_set(given: PublicSet, encoder: Encoder, progress: Progress | None = None) -> PublicSetResult:
    """Index every entry as a paragraph of one document, ask every query, measure as trec_eval does."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        item = _as_document(given)
        update_index(home, lambda _: Change(put=(item,)), encoder, progress)
        assistant = Assistant.open(home, encoder)
        entry_of = {p.id: id for p, id in zip(item.paragraphs, _with_text(given), strict=True)}
        measured = {
            name: _measure(assistant.with_options(weights=weights), given, entry_of)
            for name, weights in _VARIANTS.items()
        }
    published = PUBLISHED.get(given.name.lower(), ())
    return PublicSetResult(given.name, len(given.entries), len(given.queries), measured, published)


def _measure(assistant: Assistant, given: PublicSet, entry_of: Mapping[str, str]) -> Estimate:
    run = {
        id: {entry_of[hit.paragraph.id]: -hit.rank for hit in assistant.search(text, Scope(), DEPTH).hits}
        for id, text in given.queries.items()
    }
    found = ir_measures.iter_calc([_MEASURE], given.relevance, run)
    result = estimate(metric.value for metric in found)
    assert result is not None
    return result


def _with_text(given: PublicSet) -> list[str]:
    return [id for id, (title, text) in given.entries.items() if title.strip() or text.strip()]


def _as_document(given: PublicSet) -> Ingested:
    """Return the entries as paragraphs of a general document, each under its title."""
    document = Document(
        id="set", title=given.name, short_title=given.name, publisher="unknown", voice="council",
        authority="unknown", kind="paper", year=date.today().year, licence="not stated",
    )  # fmt: skip
    paragraphs: list[Paragraph] = []
    whole: list[str] = []
    position = 0
    for ordinal, id in enumerate(_with_text(given)):
        title, text = (" ".join(part.split()) for part in given.entries[id])
        text = text or title
        span = Span(position, position + len(text))
        paragraphs.append(
            Paragraph(
                id=f"set#{ordinal}",
                document="set",
                ordinal=ordinal,
                kind="unnumbered",
                number=None,
                reference=id,
                section=title or None,
                page=None,
                lead_in=None,
                text=text,
                spans=(span,),
            )
        )
        whole.append(text)
        position = span.end + 1
    return Ingested(document, "\n".join(whole), (), tuple(paragraphs), sha256="", file_name=given.name)


def _read(path: Path, record: type[_Record], problems: list[str]) -> list[_Record]:
    read: dict[str, _Record] = {}
    for number, line in enumerate(_lines(path, problems), start=1):
        try:
            own = record.model_validate_json(line)
        except ValidationError as error:
            problems.append(f"{path.name}:{number} is not an entry ({first_problem(error)})")
            continue
        if own.id in read:
            problems.append(f"{path.name}:{number} repeats the id {own.id}")
        read[own.id] = own
    return list(read.values())


def _lines(path: Path, problems: list[str]) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path.name} cannot be read ({type(error).__name__})")
        return []


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
