"""How the search does on texts that it was not made for, beside what others published."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ir_measures
from ir_measures import nDCG

from assistant.answering.assistant import Assistant
from corpus.types import Document, Ingested, Paragraph, Span
from evals.measures.ranking import DEPTH, Estimate, estimate
from evals.sets.public_sets import PublicSet
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
    """Index every entry as a paragraph of one document, ask every query, measure as trec_eval does."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        item = _as_document(given)
        update_index(home, lambda _: Change(put=(item,)), encoder, progress)
        assistant = Assistant.open(home, encoder)
        entry_of = {
            p.id: question_id for p, question_id in zip(item.paragraphs, _with_text(given), strict=True)
        }
        measured = {
            name: _measure(assistant.with_options(weights=weights), given, entry_of)
            for name, weights in _VARIANTS.items()
        }
    published = PUBLISHED.get(given.name.lower(), ())
    return PublicSetResult(given.name, len(given.entries), len(given.queries), measured, published)


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


def _with_text(given: PublicSet) -> list[str]:
    return [
        question_id for question_id, (title, text) in given.entries.items() if title.strip() or text.strip()
    ]


def _as_document(given: PublicSet) -> Ingested:
    """Return the entries as paragraphs of a general document, each under its title."""
    document = Document(
        id="set", title=given.name, short_title=given.name, publisher="unknown", voice="council",
        authority="unknown", kind="paper", year=date.today().year, licence="not stated",
    )  # fmt: skip
    paragraphs: list[Paragraph] = []
    whole: list[str] = []
    position = 0
    for ordinal, question_id in enumerate(_with_text(given)):
        title, text = (" ".join(part.split()) for part in given.entries[question_id])
        text = text or title
        span = Span(position, position + len(text))
        paragraphs.append(
            Paragraph(
                id=f"set#{ordinal}",
                document="set",
                ordinal=ordinal,
                kind="unnumbered",
                number=None,
                reference=question_id,
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
