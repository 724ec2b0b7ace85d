"""The chat: a question box, and answers as quotes grouped by document."""

from dataclasses import replace
from typing import Any, get_args

import streamlit as st

from assistant.answering.assistant import Assistant
from assistant.answering.questions import LONGEST_QUESTION
from assistant.answering.text_output import meanings_shown
from assistant.answering.types import Answer
from assistant.answering.wording import word_refusal
from assistant.conversations.feedback import Verdict, keep_mark
from assistant.conversations.replay import WORDS, Turn
from assistant.conversations.store import KeptTurn
from assistant.pages.changes import show_changes_briefly
from assistant.pages.components import show_turn
from assistant.pages.links import link
from assistant.pages.quotes import VOICES, quote_groups
from assistant.pages.sidebar import show_conversations
from assistant.pages.state import (
    NAME,
    answered,
    conversations,
    current_conversation,
    open_assistant,
    open_conversation,
    owner,
)
from assistant.settings import home_folder
from corpus.types import Document
from index.types import SCOPE_FIELDS

_TURNS_SHOWN = 15
"""Turns of a conversation that are drawn again with each question; a longer one would slow the page."""
_KIND_READ = "the kind of document named"
_EXAMPLES = {
    "inspectors": (
        "What did inspectors say about return home interviews?",
        "What are the areas for improvement in {authority}?",
    ),
    "council": ("How did the council respond to the inspection?",),
}
"""Questions that documents in a voice can answer."""


def show() -> None:
    """Draw the page."""
    st.title("Inspection Assistant")
    _show(open_assistant(), owner())


def _show(assistant: Assistant, reader: str) -> None:
    conversation = current_conversation()
    kept = conversations().turns(reader, conversation) if conversation else ()
    if conversation and not kept:
        st.warning("That conversation is not here: it was deleted, or is somebody else’s.")
        open_conversation(None)
        conversation = None
    asked = st.chat_input("Ask the reports a question", max_chars=LONGEST_QUESTION)
    question = asked or (None if kept else _example(assistant))
    if question and conversation:
        conversations().add(reader, conversation, question)
    elif question:
        conversation = conversations().begin(reader, question)
        open_conversation(conversation)
    if question and not asked:
        st.rerun()  # The examples shall go.
    if question and conversation:
        kept = conversations().turns(reader, conversation)
    show_conversations(reader, conversation)
    show_changes_briefly()
    basket = conversations().basket(reader)
    # What was asked before is there at once; only the newest may have to be searched for.
    with st.spinner("Searching the documents…", show_time=False):
        turns = answered(assistant, kept)
    first = _first_shown(conversation, len(turns))
    for number, turn in enumerate(turns[first:], start=first):
        assert conversation is not None
        _show_turn(assistant, reader, conversation, number, kept[number], turn, basket)
    if any(turn.marks for turn in turns):
        st.text_input("Your name, kept with what you mark (optional)", key=NAME, max_chars=100)


def _first_shown(conversation: str | None, turns: int) -> int:
    """Return the first turn to show: of a long conversation the newest ones, unless all are asked for."""
    earlier = turns - _TURNS_SHOWN
    if earlier <= 0 or st.checkbox(f"Show the {earlier} earlier questions", key=f"earlier {conversation}"):
        return 0
    return earlier


def _example(assistant: Assistant) -> str | None:
    """Offer example questions while nothing was asked; return the one that was chosen."""
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


def example_questions(documents: tuple[Document, ...]) -> tuple[str, ...]:
    """Return up to four questions, about the voices and authorities that the library has."""
    questions: list[str] = []
    for document in documents:
        questions += [template.format(authority=document.authority) for template in _EXAMPLES[document.voice]]
    return tuple(dict.fromkeys(questions))[:4]


def _show_turn(
    assistant: Assistant,
    reader: str,
    conversation: str,
    number: int,
    kept: KeptTurn,
    turn: Turn,
    basket: tuple[str, ...],
) -> None:
    """Show a turn, and do what the user did on it."""
    # Streamlit refuses a key with two underscores in a row, which an id may have.
    own = conversation.replace("_", "~")
    events = show_turn(_turn_data(turn, basket), key=f"turn {own} {number} {sorted(turn.dropped)}")
    if events.opened:
        st.switch_page(link("read"), query_params={"paragraph": events.opened})
    if turn.answer is None:
        return
    shown = {quote.paragraph.id for quote in (*turn.answer.quotes, *turn.answer.related)}
    if events.dropped in {*SCOPE_FIELDS, WORDS} - turn.dropped:
        dropped = kept.dropped | {str(events.dropped)}
        conversations().change_turn(reader, conversation, number, replace(kept, dropped=dropped))
        st.rerun()
    if events.picked in shown:
        conversations().keep_basket(reader, (*basket, f"> {events.picked}"))
        st.rerun()
    if events.judged and events.judged[0] in shown and events.judged[1] in get_args(Verdict):
        paragraph, verdict = events.judged
        said: Verdict = "right" if verdict == "right" else "wrong"
        question, who = turn.answer.parsed.question, st.session_state.get(NAME, "")
        keep_mark(home_folder().path, question, paragraph, said, who, assistant.manifest.library)
        marks = tuple({**turn.marks, paragraph: said}.items())
        conversations().change_turn(reader, conversation, number, replace(kept, marks=marks))
        st.rerun()


def _turn_data(turn: Turn, basket: tuple[str, ...]) -> dict[str, Any]:
    """Return what the page shows of a turn, as plain data."""
    if turn.answer is None:
        return {"question": turn.question, "status": "problem", "message": turn.problem}
    answer = turn.answer
    return {
        "question": turn.question,
        "status": answer.status,
        "message": word_refusal(answer),
        "groups": quote_groups(answer.quotes, turn.marks, basket),
        "related": quote_groups(answer.related, turn.marks, basket),
        "searched": _searched(answer),
        "understood": _understood(answer, turn),
    }


def _searched(answer: Answer) -> str:
    documents = "1 document" if answer.documents == 1 else f"{answer.documents} documents"
    searched = f"Searched {answer.paragraphs} paragraphs of {documents} in {answer.seconds:.2f} seconds."
    return f"{searched} {answer.unverified}" if answer.unverified else searched


def _understood(answer: Answer, turn: Turn) -> list[dict[str, str | None]]:
    """Return what was understood, each with what to drop to have it left out.

    That is the question made whole, its limits, and what its words were read as.
    """
    parsed = answer.parsed
    asked = [f"asked: {parsed.question}"] if parsed.question != " ".join(turn.question.split()) else []
    limits = {
        "authority": parsed.scope.authority,
        "year": tuple(map(str, parsed.scope.year)),
        "document": (_KIND_READ,) if parsed.scope.document else (),
        "voice": tuple(VOICES[voice] for voice in parsed.scope.voice),
    }
    read: list[tuple[str, str | None]] = [(text, None) for text in asked]
    read += [(text, field) for field, texts in limits.items() for text in texts]
    read += [(text, WORDS) for text in meanings_shown(parsed)]
    return [{"text": text, "drop": drop} for text, drop in read]
