"""Read question sets, and check them before anything is scored."""

import json
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from corpus.types import Paragraph
from evals.types import Judgement, Question

QUESTIONS = Path(__file__).parent / "questions"
"""The question sets that come with the project, one file each."""


class QuestionSetError(UserError):
    """A question set that must not be scored; the message names every problem."""


def read_questions(paths: list[Path], paragraphs: tuple[Paragraph, ...]) -> tuple[Question, ...]:
    """Return the questions of all files, in order.

    Raises QuestionSetError, naming file and line of every problem: a line that is not
    a question, an id given twice, a document that does not exist, a quote that no
    paragraph holds, an answerable question without gold and the reverse.
    """
    problems: list[str] = []
    questions: dict[str, Question] = {}
    texts: dict[str, list[str]] = {}
    for paragraph in paragraphs:
        texts.setdefault(paragraph.document, []).append(fold(paragraph.text))
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            where = f"{path.name}:{number}"
            try:
                question = _question(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                problems.append(f"{where} is not a question ({error})")
                continue
            if question.id in questions:
                problems.append(f"{where} repeats the id {question.id}")
            questions[question.id] = question
            problems += [f"{where} {problem}" for problem in _problems(question, texts)]
    if problems:
        raise QuestionSetError("; ".join(problems), "correct the lines named")
    return tuple(questions.values())


def fold(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


def gold_paragraphs(question: Question, paragraphs: tuple[Paragraph, ...]) -> frozenset[str]:
    """Return the ids of the paragraphs that hold a gold quote of the question."""
    return frozenset(
        paragraph.id
        for judgement in question.gold
        for paragraph in paragraphs
        if paragraph.document == judgement.document and fold(judgement.quote) in fold(paragraph.text)
    )


def _question(record: dict[str, Any]) -> Question:
    return Question(
        id=record["id"],
        text=record["question"],
        type=record["type"],
        gold=tuple(Judgement(gold["doc"], gold["quote"]) for gold in record["gold"]),
        all_required=record["all_required"],
        answerable=record["answerable"],
        split="tune" if record.get("split") == "tune" else "test",
    )


def _problems(question: Question, texts: dict[str, list[str]]) -> list[str]:
    problems: list[str] = []
    if question.answerable != bool(question.gold):
        problems.append("is answerable without gold" if question.answerable else "has gold but no answer")
    for judgement in question.gold:
        if judgement.document not in texts:
            problems.append(f"names the unknown document {judgement.document}")
        elif not any(fold(judgement.quote) in text for text in texts[judgement.document]):
            problems.append(f"quotes what no paragraph of {judgement.document} holds")
    return problems
