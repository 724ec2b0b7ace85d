"""What the pages share: the open assistant (one a server), and what belongs to one person."""

import re
import secrets
import threading
from contextlib import suppress
from functools import partial
from typing import TypeVar

import streamlit as st

from assistant.answering.assistant import Assistant
from assistant.conversations.replay import Known, Turn, replay
from assistant.conversations.store import Conversations, KeptTurn
from assistant.pages.components import keep_identity
from assistant.server import open_index
from assistant.server.jobs import Job, JobQueue
from assistant.server.log import log_answer
from assistant.server.open_index import OpenedAssistant
from assistant.settings import home_folder, make_encoder, make_verifier
from corpus.errors import ModelError
from corpus.library.library import Library
from index.encoding.encoder import SentenceTransformerEncoder
from index.verifying.verifier import CrossEncoderVerifier

# The named keys of a session; nothing else is kept in one.
_OWNER = "owner"
_ANSWERS = "answers"
_JOBS = "jobs"
_CONVERSATION = "conversation"
NAME = "name"

_ANSWERS_KEPT = 50
"""Answers of a session that are not found again when their conversation is opened again."""
_COOKIE = "inspection_reader"
_TOKEN = re.compile(r"[\w-]{32,64}")
_Kept = TypeVar("_Kept")


@st.cache_resource(show_spinner=False)
def encoder() -> SentenceTransformerEncoder:
    """Return the server's one encoder; its model loads in the background, the page is usable."""
    made = make_encoder()
    threading.Thread(target=made.load, daemon=True).start()
    return made


@st.cache_resource(show_spinner=False)
def verifier() -> CrossEncoderVerifier | None:
    """Return the server's one verifier, None where it is switched off; it loads in the background, too."""
    made = make_verifier()
    if made:
        threading.Thread(target=_load, args=(made,), daemon=True).start()
    return made


def _load(made: CrossEncoderVerifier) -> None:
    # What hinders it is told with each answer.
    with suppress(ModelError):
        made.load()


@st.cache_resource(show_spinner=False)
def job_queue() -> JobQueue:
    """Return the server's one queue of changes to the library."""
    return JobQueue()


@st.cache_resource(show_spinner=False, max_entries=2)
def _opened(home: str) -> OpenedAssistant:
    return OpenedAssistant(
        home_folder(),
        lambda before: open_index.open_assistant(home_folder(), encoder(), verifier(), before),
    )


def open_assistant() -> Assistant:
    """Return the assistant over the index as it is now; a newly published one is opened again.

    Raises UserError when library or index cannot be used.
    """
    return _opened(str(home_folder().path)).now()


def replaced_on(paragraph: str) -> str | None:
    """Return the day on which a newer version of a paragraph took its place, None if none did."""
    with Library.open(home_folder().library) as library:
        return library.replaced_on(paragraph)


def conversations() -> Conversations:
    """Return the conversations that the home folder keeps."""
    return Conversations(home_folder().path / "conversations.sqlite")


def owner() -> str:
    """Return who this browser is: what its cookie says, else a new name that it is told to keep."""
    cookie = st.context.cookies.get(_COOKIE, "")
    if _OWNER not in st.session_state:
        st.session_state[_OWNER] = cookie if _TOKEN.fullmatch(cookie) else secrets.token_urlsafe(32)
    own: str = st.session_state[_OWNER]
    if cookie != own:
        keep_identity(_COOKIE, own)
    return own


def current_conversation() -> str | None:
    """Return the conversation that the address names, else the one that was open last; None for none."""
    named = st.query_params.get("conversation")
    if named:
        st.session_state[_CONVERSATION] = named
    last: str | None = st.session_state.get(_CONVERSATION)
    return last


def open_conversation(conversation: str | None) -> None:
    """Make a conversation the current one, and the address say so; None begins a new one."""
    st.session_state.pop(_CONVERSATION, None)
    if conversation:
        st.session_state[_CONVERSATION] = st.query_params["conversation"] = conversation
    else:
        st.query_params.pop("conversation", None)


def answered(assistant: Assistant, kept: tuple[KeptTurn, ...]) -> tuple[Turn, ...]:
    """Return turns with their answers, those found before in this session not found again."""
    known: Known = _own(_ANSWERS, {})
    turns = replay(assistant, kept, known, partial(log_answer, home_folder().path))
    # The newest few are what is likely to be looked at again; others are found again when they are.
    for key in list(known)[: -max(_ANSWERS_KEPT, len(turns))]:
        del known[key]
    return turns


def own_jobs() -> list[Job]:
    """Return the changes to the library that this session started, oldest first."""
    return _own(_JOBS, [])


def _own(key: str, empty: _Kept) -> _Kept:
    kept: _Kept = st.session_state.setdefault(key, empty)
    return kept
