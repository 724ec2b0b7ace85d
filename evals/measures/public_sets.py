"""How the search does on texts that it was not made for, beside what others published."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

import ir_measures
from ir_measures import nDCG

from assistant.answering.assistant import Assistant
from corpus.library.library import Library
from corpus.types import Document, Ingested, Paragraph, Span
from evals.measures.ranking import DEPTH, Estimate, estimate
from evals.sets.public_sets import Entry, PublicSet
from index.encoding.encoder import Encoder
from index.home import Home
from index.search.ranker import Weights
from index.types import Scope
from index.update.apply import update_index
from index.update.plan import Change
from index.update.write import Progress

_MEASURE = nDCG @ DEPTH
_VARIANTS = {
    "as shipped": Weights(),
    "terms alone (BM25)": Weights(dense=0.0),
    "vectors alone": Weights(dense=1.0),
}


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


def run_public_set(given: PublicSet, encoder: Encoder, progress: Progress | None = None) -> PublicSetResult:
    """Index every entry as a paragraph, ask every query, measure as trec_eval does.

    Entries are read and indexed some at a time, so that a set may be larger than memory.
    """
    entries = 0
    entry_of: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        for item in _documents(given):
            update_index(home, partial(_adding, item), encoder, progress)
            entry_of |= {paragraph.id: paragraph.reference for paragraph in item.paragraphs}
            entries += len(item.paragraphs)
        assistant = Assistant.open(home, encoder)
        measured = {
            name: _measure(assistant.with_options(weights=weights), given, entry_of)
            for name, weights in _VARIANTS.items()
        }
    published = PUBLISHED.get(given.name.lower(), ())
    return PublicSetResult(given.name, entries, len(given.queries), measured, published)


def _measure(assistant: Assistant, given: PublicSet, entry_of: Mapping[str, str]) -> Estimate:
    run = {
        question_id: {
            entry_of[hit.paragraph.id]: -hit.rank for hit in assistant.search(text, Scope(), DEPTH).hits
        }
        for question_id, text in given.queries.items()
    }
    found = ir_measures.iter_calc([_MEASURE], given.relevance, run)
    result = estimate(metric.value for metric in found)
    assert result is not None
    return result


def _documents(given: PublicSet) -> Iterator[Ingested]:
    """Yield the entries as paragraphs of general documents, each under its title, named by its id."""
    for number, entries in enumerate(_batched(given.read_entries(), _ENTRIES_A_DOCUMENT)):
        document = Document(
            id=f"set-{number}", title=given.name, short_title=f"{given.name} {number}", publisher="unknown",
            voice="council", authority="unknown", kind="paper", year=date.today().year, licence="not stated",
        )  # fmt: skip
        paragraphs: list[Paragraph] = []
        whole: list[str] = []
        position = 0
        for ordinal, entry in enumerate(entries):
            title, text = (" ".join(part.split()) for part in (entry.title, entry.text))
            text = text or title
            span = Span(position, position + len(text))
            paragraphs.append(
                Paragraph(
                    id=f"set-{number}#{ordinal}",
                    document=document.id,
                    ordinal=ordinal,
                    kind="unnumbered",
                    number=None,
                    reference=entry.id,
                    section=title or None,
                    page=None,
                    lead_in=None,
                    text=text,
                    spans=(span,),
                )
            )
            whole.append(text)
            position = span.end + 1
        yield Ingested(
            document, "\n".join(whole), (), tuple(paragraphs), f"{number:064x}", f"{given.name}-{number}"
        )


_ENTRIES_A_DOCUMENT = 2000
"""Each is published by itself."""


def _adding(item: Ingested, _: Library) -> Change:
    return Change(put=(item,))


def _batched(entries: Iterator[Entry], count: int) -> Iterator[list[Entry]]:
    """Yield runs of at most `count` entries."""
    while run := list(islice(entries, count)):
        yield run
