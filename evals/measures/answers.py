"""Whether questions that have an answer are answered, and whether the others are not."""

from dataclasses import dataclass

from assistant.answering.assistant import Assistant
from assistant.answering.types import Answer, Status
from corpus.types import join_pieces
from evals.measures.ranking import Estimate, estimate
from evals.sets.questions import gold_paragraphs
from evals.sets.types import Question
from index.types import Scope

_BINS = 10
EXACT = "answers quoted exactly"
OF_ANSWERS = (
    "answers to answerable questions",
    "answers with a gold paragraph",
    "quote precision",
    "quote recall",
)
"""Measures over the answers that were given, whose number may change from run to run."""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What was answered to one question.

    `right` counts the quotes from a gold paragraph, `gold` the gold paragraphs that there
    are, `inexact` the quotes, related ones too, that differ from their document.
    """

    question: Question
    status: Status
    confidence: float
    quotes: int
    right: int
    gold: int
    inexact: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions that the assistant was about as sure of: how sure, how many, what share has an answer."""

    confidence: float
    questions: int
    answerable: float


def run_answers(assistant: Assistant, questions: tuple[Question, ...]) -> tuple[AnsweredQuestion, ...]:
    """Ask every question."""
    paragraphs = assistant.paragraphs()
    texts = {document.id: assistant.text(document.id) for document in assistant.documents}
    results: list[AnsweredQuestion] = []
    for question in questions:
        answer = assistant.ask(question.text, Scope())
        gold = gold_paragraphs(question, paragraphs)
        quoted = {quote.paragraph.id for quote in answer.quotes}
        results.append(
            AnsweredQuestion(
                question=question,
                status=answer.status,
                confidence=answer.confidence,
                quotes=len(answer.quotes),
                right=len(quoted & gold),
                gold=len(gold),
                inexact=inexact_quotes(answer, texts),
            )
        )
    return tuple(results)


def inexact_quotes(answer: Answer, texts: dict[str, str]) -> int:
    """Count an answer's quotes that differ from their document at their spans, white space folded."""
    shown = [*answer.quotes, *answer.related]
    return sum(
        quote.text.split() != join_pieces(texts[quote.document.id], quote.spans).split() for quote in shown
    )


def summarise_answers(results: tuple[AnsweredQuestion, ...]) -> dict[str, Estimate]:
    """Return each measure of the answers, as a share (0 to 1) with its interval.

    F2 weighs recall twice as much as precision (van Rijsbergen 1979), for answers as
    such: an answerable question answered is a true positive, another one a false one.
    """
    answerable = [r for r in results if r.question.answerable]
    answered = [r for r in answerable if r.status == "answered"]
    given = [r for r in results if r.status == "answered"]
    values: dict[str, list[bool] | list[float]] = {
        "answerable answered": [r.status == "answered" for r in answerable],
        "off-topic not answered": _refused(results, "off_topic"),
        "near-miss not answered": _refused(results, "near_miss"),
        "answers to answerable questions": [r.question.answerable for r in given],
        "answers with a gold paragraph": [r.right > 0 for r in answered],
        "quote precision": [r.right / r.quotes for r in answered if r.quotes],
        "quote recall": [r.right / r.gold for r in answered],
        EXACT: [r.inexact == 0 for r in results],
    }
    estimates = {name: estimate(map(float, own)) for name, own in values.items()}
    return {name: found for name, found in estimates.items() if found}


def f2(results: tuple[AnsweredQuestion, ...]) -> float:
    """Return F2 of answering at all: five times the true positives over a weighted sum of all errors."""
    hits = sum(r.status == "answered" and r.question.answerable for r in results)
    missed = sum(r.status != "answered" and r.question.answerable for r in results)
    wrong = sum(r.status == "answered" and not r.question.answerable for r in results)
    return 5 * hits / max(1, 5 * hits + 4 * missed + wrong)


def wrongly_treated(results: tuple[AnsweredQuestion, ...]) -> dict[str, tuple[Question, ...]]:
    """Return the false positives (no answer, yet answered) and the false negatives."""
    return {
        "answered, but nothing answers": tuple(
            r.question for r in results if r.status == "answered" and not r.question.answerable
        ),
        "not answered, but something does": tuple(
            r.question for r in results if r.status != "answered" and r.question.answerable
        ),
    }


def calibration_bins(results: tuple[AnsweredQuestion, ...]) -> tuple[Bin, ...]:
    """Return how often questions are answerable by how sure the assistant is, near-misses left out.

    What a near-miss lacks is looked for after the confidence is estimated.
    """
    counted = [r for r in results if r.question.type != "near_miss"]
    bins: list[Bin] = []
    for number in range(_BINS):
        own = [r for r in counted if min(_BINS - 1, int(r.confidence * _BINS)) == number]
        if own:
            mean = sum(r.confidence for r in own) / len(own)
            bins.append(Bin(mean, len(own), sum(r.question.answerable for r in own) / len(own)))
    return tuple(bins)


def _refused(results: tuple[AnsweredQuestion, ...], type: str) -> list[bool]:
    return [r.status != "answered" for r in results if r.question.type == type]
