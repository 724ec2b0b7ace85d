"""Read question sets, and check them before anything is scored."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import UserError
from corpus.types import Paragraph
from evals.sets.types import Judgement, Question

QUESTIONS = Path(__file__).parent / "questions"
"""The question sets that come with the project, one file each."""
ABOUT_REPORTS = QUESTIONS / "reports"
"""Those about reports that do not come with it."""

_Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


class GoldRecord(BaseModel):
    """A judgement as a question set holds it."""

    model_config = ConfigDict(strict=True)

    doc: _Text
    quote: _Text


class QuestionRecord(BaseModel):
    """One line of a question set.

    `who`, `when` and `library` (its fingerprint) say where a question from use comes
    from; in the project's own sets a file beside them says it for all.
    """

    model_config = ConfigDict(strict=True)

    id: _Text
    question: _Text
    type: _Text
    gold: list[GoldRecord]
    all_required: bool
    answerable: bool
    split: Literal["tune", "test"] = "test"
    who: str | None = None
    when: Annotated[AwareDatetime | None, Field(strict=False)] = None
    library: str | None = None


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
        for number, line in enumerate(_lines(path), start=1):
            where = f"{path.name}:{number}"
            try:
                question = _question(QuestionRecord.model_validate_json(line), path.stem)
            except ValidationError as error:
                problems.append(f"{where} is not a question ({first_problem(error)})")
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


def first_problem(error: ValidationError) -> str:
    """Return the first thing that a record lacks, with the field's name."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else first["msg"]


def _lines(path: Path) -> list[bytes]:
    # Bytes, parted at line feeds only: JSON may hold other line ends within its strings.
    return path.read_bytes().removeprefix(b"\xef\xbb\xbf").rstrip(b"\n").split(b"\n")


def _question(record: QuestionRecord, set_name: str) -> Question:
    return Question(
        id=record.id,
        text=record.question,
        type=record.type,
        gold=tuple(Judgement(gold.doc, gold.quote) for gold in record.gold),
        all_required=record.all_required,
        answerable=record.answerable,
        split=record.split,
        set=set_name,
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
