"""What the pages share: the open assistant (one a server) and a session's turns."""

import threading
from dataclasses import dataclass, field

import streamlit as st

from assistant.engine import Assistant
from assistant.feedback import Verdict
from assistant.jobs import Job, JobQueue
from assistant.settings import home_folder, make_encoder, make_reranker
from assistant.types import Answer
from corpus.errors import UserError
from corpus.library import Library
from index.encoder import SentenceTransformerEncoder

_TURNS = "turns"
_JOBS = "jobs"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, with its answer or the sentence that says what is wrong.

    `dropped` is what the user did not want read from it: fields of a scope, or "words" for
    the meanings that its words were widened by. `marks` are the verdicts on paragraphs, by
    their ids.
    """

    question: str
    answer: Answer | None
    problem: str | None = None
    dropped: frozenset[str] = frozenset()
    marks: dict[str, Verdict] = field(default_factory=dict)


@st.cache_resource(show_spinner=False)
def encoder() -> SentenceTransformerEncoder:
    """Return the server's one encoder; its model loads in the background, the page is usable."""
    made = make_encoder()
    threading.Thread(target=made.load, daemon=True).start()
    return made


@st.cache_resource(show_spinner=False)
def job_queue() -> JobQueue:
    """Return the server's one queue of changes to the library."""
    return JobQueue()


@st.cache_resource(show_spinner="Opening the documents…", max_entries=2)
def _assistant(state: str) -> Assistant:
    return Assistant.open(home_folder(), encoder(), make_reranker())


def open_assistant() -> Assistant:
    """Return the assistant over the index as it is now; a newly published one is opened anew.

    Raises UserError when library or index cannot be used.
    """
    home = home_folder()
    pointer = home.index / "current"
    published = pointer.read_text(encoding="utf-8") if pointer.exists() else ""
    # The name alone does not tell a rebuilt index from the one before it.
    changed = pointer.stat().st_mtime_ns if published else 0
    return _assistant(f"{home.path} {published} {changed}")


def replaced_on(paragraph: str) -> str | None:
    """Return the day on which a newer version of a paragraph took its place, None if none did."""
    library = Library.open(home_folder().library)
    try:
        return library.replaced_on(paragraph)
    finally:
        library.close()


def sentence(error: UserError) -> str:
    """Return what is wrong and what to do, as a sentence that begins with a capital."""
    text = str(error)
    return text[0].upper() + text[1:]


def turns() -> list[Turn]:
    """Return this session's turns, oldest first; append to it to keep one."""
    kept: list[Turn] = st.session_state.setdefault(_TURNS, [])
    return kept


def own_jobs() -> list[Job]:
    """Return the changes to the library that this session started, oldest first."""
    kept: list[Job] = st.session_state.setdefault(_JOBS, [])
    return kept
