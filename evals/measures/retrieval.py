"""How often the right paragraph comes first, and how fast."""

import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.assistant import Assistant
from corpus.records.sources import SHIPPED_DOCUMENTS
from evals.measures.ranking import DEPTH, NAMES, WORDS, Estimate, estimate, measure
from evals.sets.questions import gold_paragraphs
from evals.sets.types import Question
from index.encoding.encoder import Encoder
from index.home import Home
from index.types import Scope
from index.update.apply import build_index


@dataclass(frozen=True, slots=True)
class RankedQuestion:
    """What a search returned for one question: paragraph ids best first, scores, seconds, measures."""

    question: Question
    ranked: tuple[str, ...]
    scores: tuple[float, ...]
    seconds: float
    measures: dict[str, float]


def run_retrieval(assistant: Assistant, questions: tuple[Question, ...]) -> tuple[RankedQuestion, ...]:
    """Search for every question that has an answer, and measure each.

    A hit is right when its paragraph holds a gold quote of the gold document.
    """
    paragraphs = assistant.paragraphs()
    words = {paragraph.id: len(paragraph.text.split()) for paragraph in paragraphs}
    results: list[RankedQuestion] = []
    for question in (q for q in questions if q.answerable):
        start = time.perf_counter()
        hits = assistant.search(question.text, Scope(), DEPTH).hits
        seconds = time.perf_counter() - start
        ranked = tuple(hit.paragraph.id for hit in hits)
        measures = measure(ranked, gold_paragraphs(question, paragraphs), words, question.all_required)
        results.append(RankedQuestion(question, ranked, tuple(hit.score for hit in hits), seconds, measures))
    return tuple(results)


def ranked_with(questions: tuple[Question, ...], encoder: Encoder) -> tuple[RankedQuestion, ...]:
    """Search the shipped documents with a model, in an index made for that."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        build_index(home, SHIPPED_DOCUMENTS, encoder)
        return run_retrieval(Assistant.open(home, encoder), questions)


def summarise(results: Iterable[RankedQuestion]) -> dict[str, Estimate]:
    """Return the estimate of each measure over the questions that have it."""
    results = tuple(results)
    estimates = {name: estimate(r.measures[name] for r in results if name in r.measures) for name in NAMES}
    return {name: found for name, found in estimates.items() if found}


def by_set(results: tuple[RankedQuestion, ...]) -> dict[str, tuple[RankedQuestion, ...]]:
    """Return the results of each set of questions, by its name."""
    names = list(dict.fromkeys(result.question.set for result in results))
    return {name: tuple(r for r in results if r.question.set == name) for name in names}


def by_type(results: tuple[RankedQuestion, ...]) -> dict[str, tuple[RankedQuestion, ...]]:
    """Return the results of each type of question, by its name."""
    names = sorted({result.question.type for result in results})
    return {name: tuple(r for r in results if r.question.type == name) for name in names}


def by_document(results: tuple[RankedQuestion, ...]) -> dict[str, tuple[RankedQuestion, ...]]:
    """Return the results of the questions that each document answers, by its id; some count in several."""
    documents = {r.question.id: {gold.document for gold in r.question.gold} for r in results}
    names = sorted(set().union(*documents.values()))
    return {name: tuple(r for r in results if name in documents[r.question.id]) for name in names}


def groups(results: tuple[RankedQuestion, ...]) -> dict[str, dict[str, tuple[RankedQuestion, ...]]]:
    """Return the results every way that they are told: all, by set, by type, by document."""
    ways = {"set": by_set(results), "type": by_type(results), "document": by_document(results)}
    return {"all": {"all": results}, **ways}


def worst(results: tuple[RankedQuestion, ...], count: int) -> tuple[RankedQuestion, ...]:
    """Return the questions whose first right paragraph comes last, or not at all; ties by words read."""
    return tuple(sorted(results, key=lambda r: (r.measures["MRR"], -r.measures[WORDS]))[:count])
