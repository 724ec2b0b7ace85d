"""The app's pages in their order."""

from collections.abc import Callable
from functools import wraps

import streamlit as st
from streamlit.navigation.page import Page

from assistant.pages import accuracy, ask, briefing, library, read, topics
from assistant.pages.errors import errors_shown
from assistant.pages.links import PageName

_PAGES: tuple[tuple[PageName, str, Callable[[], None]], ...] = (
    ("ask", "Ask", ask.show),
    ("topics", "Topics", topics.show),
    ("briefing", "Briefing", briefing.show),
    ("read", "Read", read.show),
    ("library", "Library", library.show),
    ("accuracy", "Accuracy", accuracy.show),
)
"""Name, which is its address too, title, and what draws it; the first is the one that opens."""


def make_pages() -> dict[PageName, Page]:
    """Return the pages by name, in their order."""
    return {
        name: st.Page(_guarded(show), title=title, url_path=name, default=name == _PAGES[0][0])
        for name, title, show in _PAGES
    }


def _guarded(show: Callable[[], None]) -> Callable[[], None]:
    """Return a page that shows what goes wrong on it in a sentence."""

    @wraps(show)
    def guarded() -> None:
        with errors_shown():
            show()

    return guarded
