"""The list of one's conversations: open, search, rename, export, delete."""

from functools import partial
from typing import Literal

import streamlit as st

from assistant.answering.assistant import Assistant
from assistant.answering.wording import word_refusal
from assistant.briefings.briefing import Heading, Item, OwnWords, Quoted
from assistant.briefings.citation_styles import read_house_style
from assistant.briefings.files import make_briefing
from assistant.briefings.text_files import render_markdown
from assistant.conversations.replay import replay
from assistant.conversations.store import KeptTurn
from assistant.pages.quotes import PLAIN
from assistant.pages.state import conversations, open_assistant, open_conversation
from assistant.settings import home_folder

_SHOWN = 30
_Kind = Literal["secondary", "tertiary"]


def show_conversations(reader: str, current: str | None) -> None:
    """Draw the list, newest first, and what can be done with the current one."""
    with st.sidebar:
        if st.button("New conversation", icon=":material/add:", width="stretch"):
            open_conversation(None)
            st.rerun()
        everything = conversations().listed(reader)
        if not everything:
            return
        words = st.text_input("Search conversations") if len(everything) > 1 else ""
        found = conversations().listed(reader, words)
        for own in found[:_SHOWN]:
            kind: _Kind = "secondary" if own.id == current else "tertiary"
            if st.button(own.title.translate(PLAIN), key=f"open {own.id}", type=kind, width="stretch"):
                open_conversation(own.id)
                st.rerun()
        if len(found) > _SHOWN:
            st.caption(f"{len(found) - _SHOWN} more; search for them.")
        if not found:
            st.caption("None holds these words.")
        if current:
            _show_changes(reader, current)


def _show_changes(reader: str, current: str) -> None:
    with st.expander("This conversation"):
        title = st.text_input("Title", key=f"title {current}", placeholder="Another title")
        if st.button("Rename") and title:
            conversations().rename(reader, current, title)
            st.rerun()
        kept = conversations().turns(reader, current)
        exported = partial(_exported, open_assistant(), kept)
        st.download_button("Export", exported, "conversation.md", "text/markdown", on_click="ignore")
        if st.button("Delete", icon=":material/delete:"):
            conversations().delete(reader, current)
            open_conversation(None)
            st.rerun()


def _exported(assistant: Assistant, kept: tuple[KeptTurn, ...]) -> str:
    """Return a conversation as Markdown: each question with the quotes that answer it.

    This runs aside from the page, where nothing of the session can be reached.
    """
    items: list[Item] = []
    turns = replay(assistant, kept, {}, lambda _: None)
    for turn in turns:
        items.append(Heading(turn.question))
        if turn.answer:
            items += [Quoted(quote, quote.text) for quote in turn.answer.quotes]
        missing = word_refusal(turn.answer) if turn.answer else turn.problem
        items += [OwnWords(missing)] if missing else []
    briefing = make_briefing(assistant, "Conversation", tuple(items), tuple(t.question for t in turns))
    return render_markdown(briefing, "short", read_house_style(home_folder()), footnotes=False)
