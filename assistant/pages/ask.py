"""The chat: a question box, and answers as quotes grouped by document."""

from dataclasses import replace
from itertools import groupby
from typing import Any, get_args

import streamlit as st

from assistant.citations import cite, describe_document, render_citation
from assistant.engine import Assistant
from assistant.examples import example_questions
from assistant.feedback import Verdict, keep_mark
from assistant.pages.components import show_turn
from assistant.pages.navigation import read_page
from assistant.pages.state import Turn, open_assistant, sentence, turns
from assistant.questions import LONGEST_QUESTION
from assistant.settings import home_folder
from assistant.text_output import meanings_shown
from assistant.types import Answer, Quote
from corpus.errors import UserError
from index.types import Scope

_FIELDS = ("authority", "year", "document", "voice")
_WORDS = "words"
_NAME = "name"
_KIND_READ = "the kind of document named"
_VOICES = {"inspectors": "Inspectors", "council": "The council’s own words"}


def show() -> None:
    """Draw the page."""
    st.title("Inspection Assistant")
    try:
        assistant = open_assistant()
    except UserError as error:
        st.error(sentence(error), icon=":material/error:")
        return
    question = st.chat_input("Ask the reports a question", max_chars=LONGEST_QUESTION) or _example(assistant)
    for number, turn in enumerate(turns()):
        _show(assistant, turn, number)
    _ask_for_name()
    if question:
        with st.spinner("Searching the documents…"):
            turns().append(_ask(assistant, question, turns()[-1].answer if turns() else None))
        st.rerun()


def _example(assistant: Assistant) -> str | None:
    """Offer example questions while nothing was asked; return the one that was chosen."""
    if turns():
        return None
    documents = assistant.documents
    count = len(assistant.paragraphs())
    st.write(
        f"Ask {len(documents)} documents ({count} paragraphs). "
        "Every answer is quoted to the letter, with its reference."
    )
    st.caption("For example")
    for example in example_questions(documents):
        if st.button(example, type="secondary"):
            return example
    return None


def _ask(assistant: Assistant, question: str, after: Answer | None) -> Turn:
    try:
        return Turn(question, assistant.ask(question, Scope(), after))
    except UserError as error:
        return Turn(question, None, sentence(error))


def _ask_without(assistant: Assistant, turn: Turn, drop: str) -> Turn:
    """Ask a turn's question again, without a limit or meanings that were read into it."""
    assert turn.answer is not None
    reading, dropped = turn.answer.reading, turn.dropped | {drop}
    limits = dropped - {_WORDS}
    scope = replace(reading.scope, **dict.fromkeys(limits, ()), given=reading.scope.given | limits)
    asking = assistant.with_options(expand=_WORDS not in dropped)
    return Turn(turn.question, asking.ask(reading.question, scope), dropped=dropped)


def _show(assistant: Assistant, turn: Turn, number: int) -> None:
    events = show_turn(_turn_data(turn), key=f"turn {number} {sorted(turn.dropped)}")
    if events.judged and turn.answer:
        _keep_mark(assistant, turn, *events.judged)
    if events.opened:
        st.switch_page(read_page(), query_params={"paragraph": events.opened})
    if events.dropped in {*_FIELDS, _WORDS} - turn.dropped and turn.answer:
        turns()[number] = _ask_without(assistant, turn, events.dropped)
        st.rerun()


def _keep_mark(assistant: Assistant, turn: Turn, paragraph: str, verdict: str) -> None:
    """Keep what somebody says of a paragraph that this turn shows."""
    assert turn.answer is not None
    shown = {quote.paragraph.id for quote in (*turn.answer.quotes, *turn.answer.related)}
    said = next((known for known in get_args(Verdict) if known == verdict), None)
    if said is None or paragraph not in shown:
        return
    who = st.session_state.get(_NAME, "")
    try:
        keep_mark(
            home_folder().path, turn.answer.reading.question, paragraph, said, who, assistant.manifest.library
        )
    except UserError as error:
        st.error(sentence(error), icon=":material/error:")
        return
    turn.marks[paragraph] = said
    st.rerun()


def _ask_for_name() -> None:
    """Offer to put a name to the marks, once there are some."""
    if any(turn.marks for turn in turns()):
        st.text_input("Your name, kept with what you mark (optional)", key=_NAME, max_chars=100)


def _turn_data(turn: Turn) -> dict[str, Any]:
    """Return what the page shows of a turn, as plain data."""
    if turn.answer is None:
        return {"question": turn.question, "status": "problem", "message": turn.problem}
    answer = turn.answer
    return {
        "question": turn.question,
        "status": answer.status,
        "message": answer.missing,
        "groups": _groups(answer.quotes, turn),
        "related": _groups(answer.related, turn),
        "searched": _searched(answer),
        "understood": _understood(answer, turn),
    }


def _groups(quotes: tuple[Quote, ...], turn: Turn) -> list[dict[str, Any]]:
    """Group quotes by document, the newest document first."""
    newest_first = sorted(quotes, key=lambda quote: (-quote.document.year, quote.document.id))
    return [
        {
            "title": document.short_title,
            "voice": document.voice,
            "voice_label": _VOICES[document.voice],
            "about": describe_document(document),
            "quotes": [_quote(quote, turn) for quote in own],
        }
        for document, own in groupby(newest_first, key=lambda quote: quote.document)
    ]


def _quote(quote: Quote, turn: Turn) -> dict[str, Any]:
    paragraph = quote.paragraph
    section = (
        paragraph.section if paragraph.section and paragraph.section not in paragraph.reference else None
    )
    return {
        "paragraph": paragraph.id,
        "text": quote.text,
        "sentence": quote.sentence,
        "reference": paragraph.reference,
        "section": section,
        "lead_in": paragraph.lead_in,
        "page": paragraph.page,
        "scanned": paragraph.scanned,
        "citation": render_citation(cite(quote)),
        "mark": turn.marks.get(paragraph.id),
    }


def _searched(answer: Answer) -> str:
    documents = "1 document" if answer.documents == 1 else f"{answer.documents} documents"
    return f"Searched {answer.paragraphs} paragraphs of {documents} in {answer.seconds:.2f} seconds."


def _understood(answer: Answer, turn: Turn) -> list[dict[str, str | None]]:
    """Return what was understood, each with what to drop to have it left out.

    That is the question made whole, its limits, and what its words were read as.
    """
    reading = answer.reading
    asked = [f"asked: {reading.question}"] if reading.question != " ".join(turn.question.split()) else []
    limits = {
        "authority": reading.scope.authority,
        "year": tuple(map(str, reading.scope.year)),
        "document": (_KIND_READ,) if reading.scope.document else (),
        "voice": tuple(_VOICES[voice] for voice in reading.scope.voice),
    }
    read: list[tuple[str, str | None]] = [(text, None) for text in asked]
    read += [(text, field) for field, texts in limits.items() for text in texts]
    read += [(text, _WORDS) for text in meanings_shown(reading)]
    return [{"text": text, "drop": drop} for text, drop in read]
