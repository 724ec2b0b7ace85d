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
