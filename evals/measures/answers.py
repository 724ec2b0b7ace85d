"""Whether questions that have an answer are answered, and whether the others are not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answering.assistant import Assistant
from assistant.answering.types import Answer, Quote, Status
from corpus.types import join_pieces
from evals.measures.ranking import Estimate, estimate
from evals.sets.questions import fold, gold_paragraphs
from evals.sets.types import Question
from index.types import Scope

_BINS = 10
ANSWERED = "answerable answered"
OFF_TOPIC = "off-topic not answered"
NEAR_MISS = "near-miss not answered"
ANSWER_RIGHT = "answer right"
FIRST_RIGHT = "first quote right"
MARKED_RIGHT = "marked sentence right"
EXACT = "answers quoted exactly"
OF_ANSWERS = (
    "answers to answerable questions",
    "answers with a gold paragraph",
    "quote precision",
    "quote recall",
    MARKED_RIGHT,
)
"""Measures over the answers that were given, whose number may change from run to run."""
MEASURES = (ANSWERED, ANSWER_RIGHT, FIRST_RIGHT, OFF_TOPIC, NEAR_MISS, *OF_ANSWERS, EXACT)
"""All of them. An answer is right that quotes a gold paragraph, or all of them where all are needed."""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What was answered to one question.

    `right` counts the quotes from a gold paragraph, `gold` the gold paragraphs that there
    are, `inexact` the quotes, related ones too, that differ from their document. `first_right` says
    that what is shown first, quoted or not, is of gold, and `surest` how likely (0 to 1) it answers, None
    where it was not verified. `marked_right` says that the sentence marked in the first right quote holds
    a word of a gold quote, None where none is marked. `words` are how many were quoted. `against` are the
    criteria that allowed no answer, `refused_by` the one whose reason was given.
    """

    question: Question
    status: Status
    confidence: float
    quotes: int
    right: int
    gold: int
    inexact: int
    first_right: bool = False
    marked_right: bool | None = None
    surest: float | None = None
    words: int = 0
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
        shown = (*answer.quotes, *answer.related)
        results.append(
            AnsweredQuestion(
                question=question,
                status=answer.status,
                confidence=answer.confidence,
                quotes=len(answer.quotes),
                right=len(quoted & gold),
                gold=len(gold),
                inexact=inexact_quotes(answer, texts),
                first_right=bool(shown) and shown[0].paragraph.id in gold,
                marked_right=marked_right(question, answer.quotes, gold),
                surest=shown[0].probability if shown else None,
                words=sum(len(quote.text.split()) for quote in answer.quotes),
                against=tuple(own.criterion for own in answer.trace if own.ceiling != "answered"),
                refused_by=next((own.criterion for own in answer.trace if own.reason == answer.reason), None)
                if answer.reason
                else None,
            )
        )
    return tuple(results)


def marked_right(question: Question, quotes: tuple[Quote, ...], gold: frozenset[str]) -> bool | None:
    """Say whether what is marked in the first right quote overlaps with a gold quote."""
    for quote in quotes:
        if quote.paragraph.id in gold and quote.sentence:
            start, end = quote.sentence
            marked, text = fold(quote.text[start:end]), fold(quote.text)
            at = text.find(marked)
            places = [
                (text.find(fold(own.quote)), len(fold(own.quote)))
                for own in question.gold
                if own.document == quote.document.id
            ]
            return any(
                place >= 0 and place < at + len(marked) and at < place + length for place, length in places
            )
    return None


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
        yield ANSWER_RIGHT, answered and is_right(result)
        yield FIRST_RIGHT, answered and result.first_right
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
    if answered and result.marked_right is not None:
        yield MARKED_RIGHT, result.marked_right
    yield EXACT, result.inexact == 0


def is_right(result: AnsweredQuestion) -> bool:
    """Say whether the quotes hold a gold paragraph, or all of them where all are needed."""
    return result.right == result.gold if result.question.all_required else result.right > 0


def by_set(results: Iterable[AnsweredQuestion]) -> dict[str, tuple[AnsweredQuestion, ...]]:
    """Return the results of each set of questions, by its name and what is fitted on (tune) or held out."""
    sets: dict[str, list[AnsweredQuestion]] = {}
    for result in results:
        sets.setdefault(f"{result.question.set}, {result.question.split}", []).append(result)
    return {name: tuple(own) for name, own in sorted(sets.items())}


@dataclass(frozen=True, slots=True)
class Point:
    """What would come of a threshold on the probability of the surest paragraph, as shares (0 to 1).

    `right` of the answerable questions would be answered with the right paragraph first, `answered` at
    all; `refused` of the near-misses would not.
    """

    threshold: float
    answered: float
    right: float
    refused: float


def curve(results: Iterable[AnsweredQuestion]) -> tuple[Point, ...]:
    """Return what each threshold would bring, over the questions whose paragraphs were verified."""
    verified = [r for r in results if r.surest is not None]
    answerable = [r for r in verified if r.question.answerable]
    near_misses = [r for r in verified if r.question.type == "near_miss"]
    if not answerable or not near_misses:
        return ()
    points: list[Point] = []
    for threshold in (step / 20 for step in range(1, 20)):
        above = [r for r in answerable if (r.surest or 0) >= threshold]
        points.append(
            Point(
                threshold,
                len(above) / len(answerable),
                sum(r.first_right for r in above) / len(answerable),
                sum((r.surest or 0) < threshold for r in near_misses) / len(near_misses),
            )
        )
    return tuple(points)


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
