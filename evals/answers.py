"""Whether questions that have an answer are answered, and whether the others are not."""

from dataclasses import dataclass

from assistant.engine import Assistant
from assistant.types import Answer
from corpus.types import join_pieces
from evals.questions import gold_paragraphs
from evals.types import Question
from index.types import Scope


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What was answered to one question; `right` counts the quotes from a gold paragraph."""

    question: Question
    status: str
    confidence: float
    quotes: int
    right: int


def run_answers(assistant: Assistant, questions: tuple[Question, ...]) -> tuple[AnsweredQuestion, ...]:
    """Ask every question."""
    paragraphs = assistant.paragraphs()
    results: list[AnsweredQuestion] = []
    for question in questions:
        answer = assistant.ask(question.text, Scope())
        gold = gold_paragraphs(question, paragraphs)
        right = sum(quote.paragraph.id in gold for quote in answer.quotes)
        results.append(
            AnsweredQuestion(question, answer.status, answer.confidence, len(answer.quotes), right)
        )
    return tuple(results)


def inexact_quotes(answer: Answer, texts: dict[str, str]) -> int:
    """Count an answer's quotes that differ from their document at their spans, white space folded."""
    shown = [*answer.quotes, *answer.related]
    return sum(
        quote.text.split() != join_pieces(texts[quote.document.id], quote.spans).split() for quote in shown
    )
