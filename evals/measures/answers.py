"""Whether questions that have an answer are answered, and whether the others are not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answering.assistant import Assistant
from assistant.answering.types import Answer, Status
from corpus.types import join_pieces
from evals.measures.ranking import Estimate, estimate
from evals.sets.questions import gold_paragraphs
from evals.sets.types import Question
from index.types import Scope

_BINS = 10
ANSWERED = "answerable answered"
OFF_TOPIC = "off-topic not answered"
NEAR_MISS = "near-miss not answered"
EXACT = "answers quoted exactly"
OF_ANSWERS = (
    "answers to answerable questions",
    "answers with a gold paragraph",
    "quote precision",
    "quote recall",
)
"""Measures over the answers that were given, whose number may change from run to run."""
MEASURES = (ANSWERED, OFF_TOPIC, NEAR_MISS, *OF_ANSWERS, EXACT)


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What was answered to one question.

    `right` counts the quotes from a gold paragraph, `gold` the gold paragraphs that there
    are, `inexact` the quotes, related ones too, that differ from their document. `against` are
    the criteria that allowed no answer, `refused_by` the one whose reason was given.
    """

    question: Question
    status: Status
    confidence: float
    quotes: int
    right: int
    gold: int
    inexact: int
    against: tuple[str, ...] = ()
    refused_by: str | None = None


@dataclass(frozen=True, slots=True)
class CriterionUse:
    """What a criterion did over all questions: how many it was against, and how many it refused.

    It refuses a question whose refusal is told by its reason; `wrongly` are those of them that have
    an answer. `alone` are those that no other criterion was against.
    """

    against: int
    refused: int
    wrongly: int
    alone: int


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
                against=tuple(own.criterion for own in answer.trace if own.ceiling != "answered"),
                refused_by=next((own.criterion for own in answer.trace if own.reason == answer.reason), None)
                if answer.reason
                else None,
            )
        )
    return tuple(results)


def inexact_quotes(answer: Answer, texts: dict[str, str]) -> int:
    """Count an answer's quotes that differ from their document at their spans, white space folded."""
    shown = [*answer.quotes, *answer.related]
    return sum(
        quote.text.split() != join_pieces(texts[quote.document.id], quote.spans).split() for quote in shown
    )


def answer_values(results: Iterable[AnsweredQuestion]) -> dict[str, dict[str, float]]:
    """Return each question's value of each measure of the answers that it counts in, 0 to 1."""
    values: dict[str, dict[str, float]] = {}
    for result in results:
        for name, value in _values(result):
            values.setdefault(name, {})[result.question.id] = float(value)
    return {name: values[name] for name in MEASURES if name in values}


def _values(result: AnsweredQuestion) -> Iterator[tuple[str, float]]:
    question, answered = result.question, result.status == "answered"
    if question.answerable:
        yield ANSWERED, answered
    elif question.type == "off_topic":
        yield OFF_TOPIC, not answered
    elif question.type == "near_miss":
        yield NEAR_MISS, not answered
    if answered:
        yield "answers to answerable questions", question.answerable
    if answered and question.answerable:
        yield "answers with a gold paragraph", result.right > 0
        yield "quote recall", result.right / result.gold
        yield "quote precision", result.right / result.quotes
    yield EXACT, result.inexact == 0


def summarise_answers(results: Iterable[AnsweredQuestion]) -> dict[str, Estimate]:
    """Return each measure of the answers, as a share (0 to 1) with its interval."""
    estimates = {name: estimate(own.values()) for name, own in answer_values(results).items()}
    return {name: found for name, found in estimates.items() if found}


def f2(results: tuple[AnsweredQuestion, ...]) -> float:
    """Return F2 of answering at all: five times the true positives over a weighted sum of all errors.

    F2 weighs recall twice as much as precision (van Rijsbergen 1979): an answerable question
    answered is a true positive, another one a false one.
    """
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


def criteria_used(results: Iterable[AnsweredQuestion]) -> dict[str, CriterionUse]:
    """Return what each criterion did, those that refused most first."""
    used: dict[str, CriterionUse] = {}
    for result in results:
        for criterion in result.against:
            own = used.get(criterion, CriterionUse(0, 0, 0, 0))
            binds = criterion == result.refused_by
            used[criterion] = CriterionUse(
                own.against + 1,
                own.refused + binds,
                own.wrongly + (binds and result.question.answerable),
                own.alone + (len(result.against) == 1),
            )
    return dict(sorted(used.items(), key=lambda item: -item[1].refused))
