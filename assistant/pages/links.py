"""Where the app's pages are reached: what every page may ask, filled by the app's entry point."""

from typing import Literal

from streamlit.navigation.page import Page

PageName = Literal["ask", "topics", "briefing", "read", "library", "accuracy"]

_pages: dict[PageName, Page] = {}


def register(name: PageName, page: Page) -> None:
    """Make a page known under its name; the same for all who use the server."""
    _pages[name] = page


def link(name: PageName) -> Page:
    """Return a page to link or switch to.

    `read` takes `?paragraph=…`, which marks one, and `?document=…`, which opens one.
    """
    return _pages[name]
