"""The assistant over the index as it is now, for a server that many ask while documents are added."""

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

from assistant.answering.assistant import Assistant
from corpus.errors import OtherModelError, UserError
from corpus.library.library import Library
from index.encoding.encoder import Encoder
from index.home import Home
from index.update.apply import follow_library
from index.verifying.verifier import Verifier

_TIMEOUT = 2.0
"""Seconds to wait for an index that was just published; a large one takes longer to open."""
_POLL_EVERY = 2.0
"""Seconds after which a library that other servers may change is looked at again."""
_AWAY = 15.0
"""Seconds after which it is looked at again where it did not answer."""

Open = Callable[[Assistant | None], Assistant]
"""Opens the index as it is now; what has not changed is taken from the assistant over the one before."""


def open_assistant(
    home: Home, encoder: Encoder, verifier: Verifier | None = None, before: Assistant | None = None
) -> Assistant:
    """Open the index of a home folder; one of a shared library is brought up to it first.

    An index of the model before answers by that, until 'assistant index' has built the new one.
    Raises as `Assistant.open` and `follow_library` do.
    """
    if home.database:
        follow_library(home, encoder)
    try:
        return Assistant.open(home, encoder, verifier, before)
    except OtherModelError as error:
        earlier = encoder.earlier(error.model)
        if earlier is None:
            raise
        print(f"Answers are by the model before: {error}", file=sys.stderr)
        return Assistant.open(home, earlier, verifier, before)


class OpenedAssistant:
    """Opens each newly published index once; while a large one is being opened, the one before answers.

    A library that several servers share is followed: `open` brings the index up to it first.
    """

    def __init__(self, home: Home, reopen: Open) -> None:
        self._home = home
        self._open = reopen
        self._turn = threading.Lock()
        self._opener = ThreadPoolExecutor(max_workers=1, thread_name_prefix="opening")
        self._shared = _SharedLibrary(home) if home.database else None
        self._state = ""
        self._opening: Future[Assistant] | None = None
        self._last: Assistant | None = None

    def now(self) -> Assistant:
        """Return the assistant over the index as it is now, or over the one before for a moment more.

        Raises UserError when library or index cannot be used.
        """
        with self._turn:
            state = _state(self._home)
            if self._shared:
                state += self._shared.fingerprint()
            if self._opening is None or self._state != state or _failed(self._opening):
                self._state = state
                self._opening = self._opener.submit(self._open_next)
            opening, last = self._opening, self._last
        try:
            return opening.result(timeout=_TIMEOUT if last else None)
        except NotYet:
            assert last is not None
            return last
        except UserError:
            # A shared library or index that is away for a moment is no reason to answer nothing.
            if last is None or not self._shared:
                raise
            return last

    def _open_next(self) -> Assistant:
        self._last = self._open(self._last)
        return self._last


class _SharedLibrary:
    """The fingerprint of a library that others change, asked for once in a while."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._asker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        self._fingerprint = ""
        self._next = 0.0

    def fingerprint(self) -> str:
        """Return the fingerprint, as it was a moment ago or when the library last answered."""
        if time.monotonic() >= self._next:
            try:
                self._fingerprint = self._asker.submit(self._ask).result(timeout=_TIMEOUT)
                self._next = time.monotonic() + _POLL_EVERY
            except (NotYet, UserError):
                self._next = time.monotonic() + _AWAY
        return self._fingerprint

    def _ask(self) -> str:
        with Library.open(self._home.library) as library:
            return library.fingerprint()


def _failed(opening: Future[Assistant]) -> bool:
    return opening.done() and opening.exception() is not None


def _state(home: Home) -> str:
    """Return what tells one state of a home folder from the next: its published index and its thesaurus."""
    pointer = home.index / "current"
    published = pointer.read_text(encoding="utf-8") if pointer.exists() else ""
    # The name alone does not tell a rebuilt index from the one before it.
    changed = pointer.stat().st_mtime_ns if published else 0
    thesaurus = home.path / "thesaurus.txt"
    words = thesaurus.stat().st_mtime_ns if thesaurus.exists() else 0
    return f"{published} {changed} {words}"
