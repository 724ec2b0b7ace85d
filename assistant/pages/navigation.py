"""The app's pages, and where they are reached."""

from collections.abc import Callable

import streamlit as st
from streamlit.navigation.page import Page

from assistant.pages.errors import errors_shown


def ask_page() -> Page:
    """Return the chat."""
    from assistant.pages import ask

    return _page(ask.show, title="Ask", url_path="ask", default=True)


def read_page() -> Page:
    """Return the page of a document as its paragraphs; `?paragraph=…` marks one, `?document=…` opens one."""
    from assistant.pages import read

    return _page(read.show, title="Read", url_path="read")


def library_page() -> Page:
    """Return the page of the documents: add, look at, correct, replace, remove."""
    from assistant.pages import library

    return _page(library.show, title="Library", url_path="library")


def topics_page() -> Page:
    """Return the page of every paragraph on a topic."""
    from assistant.pages import topics

    return _page(topics.show, title="Topics", url_path="topics")


def briefing_page() -> Page:
    """Return the page where a briefing is made, and finished ones are checked."""
    from assistant.pages import briefing

    return _page(briefing.show, title="Briefing", url_path="briefing")


def accuracy_page() -> Page:
    """Return the page of the latest evaluation."""
    from assistant.pages import accuracy

    return _page(accuracy.show, title="Accuracy", url_path="accuracy")


def _page(show: Callable[[], None], title: str, url_path: str, default: bool = False) -> Page:
    """Return a page that tells plainly what goes wrong on it."""

    def guarded() -> None:
        with errors_shown():
            show()

    return st.Page(guarded, title=title, url_path=url_path, default=default)
