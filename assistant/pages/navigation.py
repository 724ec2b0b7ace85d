"""The app's pages, and where they are reached."""

import streamlit as st
from streamlit.navigation.page import Page


def ask_page() -> Page:
    """Return the chat."""
    from assistant.pages import ask

    return st.Page(ask.show, title="Ask", url_path="ask", default=True)


def read_page() -> Page:
    """Return the page of a document as its paragraphs; `?paragraph=…` marks one, `?document=…` opens one."""
    from assistant.pages import read

    return st.Page(read.show, title="Read", url_path="read")


def library_page() -> Page:
    """Return the page of the documents: add, look at, correct, replace, remove."""
    from assistant.pages import library

    return st.Page(library.show, title="Library", url_path="library")


def topics_page() -> Page:
    """Return the page of every paragraph on a topic."""
    from assistant.pages import topics

    return st.Page(topics.show, title="Topics", url_path="topics")


def briefing_page() -> Page:
    """Return the page where a briefing is made, and finished ones are checked."""
    from assistant.pages import briefing

    return st.Page(briefing.show, title="Briefing", url_path="briefing")


def accuracy_page() -> Page:
    """Return the page of the latest evaluation."""
    from assistant.pages import accuracy

    return st.Page(accuracy.show, title="Accuracy", url_path="accuracy")
