"""How often the right paragraph comes first, and how fast."""

import time
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, R, Success, nDCG

from assistant.engine import Assistant
from evals.questions import gold_paragraphs
from evals.types import Question
from index.types import Scope

MEASURES = {"hit@1": Success @ 1, "hit@5": Success @ 5, "recall@10": R @ 10, "nDCG@10": nDCG @ 10, "MRR": RR}
DEPTH = 10


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

    A hit is right when its paragraph holds a gold quote of the gold document. Recall
    counts those paragraphs. The measures are ir_measures' (`Success`, `R`, `nDCG`, `RR`).
    """
    paragraphs = assistant.paragraphs()
    results: list[RankedQuestion] = []
    for question in (q for q in questions if q.answerable):
        start = time.perf_counter()
        hits = assistant.search(question.text, Scope(), DEPTH).hits
        seconds = time.perf_counter() - start
        run = {hit.paragraph.id: hit.score for hit in hits}
        gold = dict.fromkeys(gold_paragraphs(question, paragraphs), 1)
        values = ir_measures.calc_aggregate(MEASURES.values(), {question.id: gold}, {question.id: run})
        measures = {name: float(values[measure]) for name, measure in MEASURES.items()}
        results.append(RankedQuestion(question, tuple(run), tuple(run.values()), seconds, measures))
    return tuple(results)
