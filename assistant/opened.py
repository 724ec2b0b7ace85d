"""The assistant over the index as it is now, for a server that many ask while documents are added."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillOpening

from assistant.engine import Assistant
from index.build import Home

_PATIENCE = 2.0
"""Seconds to wait for an index that was just published; a large one takes longer to open."""

Open = Callable[[Assistant | None], Assistant]
"""Opens the index as it is now; what has not changed is taken from the assistant over the one before."""


class OpenedAssistant:
    """Opens each newly published index once; while a large one is being opened, the one before answers."""

    def __init__(self, home: Home, open: Open) -> None:
        self._home = home
        self._open = open
        self._turn = threading.Lock()
        self._opener = ThreadPoolExecutor(max_workers=1, thread_name_prefix="opening")
        self._state = ""
        self._opening: Future[Assistant] | None = None
        self._last: Assistant | None = None

    def now(self) -> Assistant:
        """Return the assistant over the index as it is now, or over the one before for a moment more.

        Raises UserError when library or index cannot be used.
        """
        with self._turn:
            state = _state(self._home)
            if self._opening is None or self._state != state or _failed(self._opening):
                self._state = state
                self._opening = self._opener.submit(self._open_next)
            opening, last = self._opening, self._last
        try:
            return opening.result(timeout=_PATIENCE if last else None)
        except StillOpening:
            assert last is not None
            return last

    def _open_next(self) -> Assistant:
        self._last = self._open(self._last)
        return self._last


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
