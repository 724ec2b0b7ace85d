"""From marks in the app to labelled questions: somebody looks at each, and says what answers."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import click

from assistant.answering.assistant import Assistant
from assistant.conversations.feedback import Mark, read_marks
from corpus.types import Paragraph
from evals.sets.questions import GoldRecord, QuestionRecord, fold, read_questions
from index.home import Home

TYPES = ("lexical", "paraphrase", "acronym", "figure", "scoped", "multi", "compare")
WITHOUT_ANSWER = ("near_miss", "off_topic")
_SKIP, _STOP = "skip", "stop"


def review_marks(home: Home, assistant: Assistant, who: str, into: Path) -> int:
    """Show each marked question that `into` lacks, ask what answers it, and append it; return how many.

    What is there is checked first, and what was added is checked after. Raises as
    `read_questions` and `read_marks` do.
    """
    paragraphs = {paragraph.id: paragraph for paragraph in assistant.paragraphs()}
    known = {q.id for q in read_questions([into], assistant.paragraphs())} if into.exists() else set()
    marks = sorted(read_marks(home.path), key=lambda mark: mark.question)
    added = 0
    for question, own in groupby(marks, key=lambda mark: mark.question):
        question_id = f"use-{hashlib.sha256(question.encode()).hexdigest()[:8]}"
        there = [mark for mark in own if mark.paragraph in paragraphs]
        if question_id in known or not there:
            continue
        record = _ask(question_id, question, there, assistant, paragraphs, who)
        if record == _STOP:
            break
        if isinstance(record, QuestionRecord):
            into.parent.mkdir(parents=True, exist_ok=True)
            with into.open("a", encoding="utf-8") as file:
                file.write(record.model_dump_json(exclude_none=True) + "\n")
            added += 1
    if added:
        read_questions([into], assistant.paragraphs())
    return added


def _ask(
    question_id: str,
    question: str,
    marks: Iterable[Mark],
    assistant: Assistant,
    paragraphs: dict[str, Paragraph],
    who: str,
) -> QuestionRecord | str:
    """Return the question as labelled, or that it is skipped, or that the reviewer stops."""
    titles = {document.id: document.short_title for document in assistant.documents}
    click.secho(f"\n{question}", bold=True)
    gold: list[Paragraph] = []
    for mark in marks:
        paragraph = paragraphs[mark.paragraph]
        click.echo(f"\n{titles[paragraph.document]}, {paragraph.reference}:\n{paragraph.text}")
        click.echo(f"(marked {mark.verdict} by {mark.who or 'somebody'} on {mark.when[:10]})")
        said = click.prompt(
            "Does it answer?", type=click.Choice(["yes", "no", _SKIP, _STOP]), default=_proposal(mark)
        )
        if said in (_SKIP, _STOP):
            return str(said)
        gold += [paragraph] if said == "yes" else []
    if not gold:
        click.echo("None of these answers it. If another paragraph of the library does, skip it.")
    types = (*(TYPES if gold else WITHOUT_ANSWER), _SKIP, _STOP)
    kind = click.prompt("What kind of question is it?", type=click.Choice(types), default=types[0])
    if kind in (_SKIP, _STOP):
        return str(kind)
    needed = len(gold) > 1 and click.confirm("Does a full answer need all of them?", default=False)
    return QuestionRecord(
        id=question_id,
        question=question,
        type=kind,
        gold=[GoldRecord(doc=paragraph.document, quote=fold(paragraph.text)) for paragraph in gold],
        all_required=needed,
        answerable=bool(gold),
        who=who,
        when=datetime.now(UTC),
        library=assistant.manifest.library,
    )


def _proposal(mark: Mark) -> str:
    return "yes" if mark.verdict == "right" else "no"
