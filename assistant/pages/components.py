"""The app's own elements. Text reaches them as data and is shown as its characters, never as markup."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_STATIC = Path(__file__).parent / "static"

ICON = str(_STATIC / "icon.svg")
"""The icon of the browser tab; one named by Streamlit would be fetched from the internet."""


@cache
def _register(name: str) -> Any:
    script = (_STATIC / f"{name}.js").read_text(encoding="utf-8")
    styles = (_STATIC / "paper.css").read_text(encoding="utf-8")
    return st.components.v2.component(
        f"inspection_assistant_{name}", html='<div class="root"></div>', css=styles, js=script
    )


def show_turn(data: dict[str, Any], key: str) -> str | None:
    """Show a question with its answer; return the paragraph whose place the user asked to see."""
    result = _register("turn")(data=data, key=key, on_open_change=lambda: None)
    opened: str | None = result.open
    return opened


def show_document(data: dict[str, Any], key: str) -> None:
    """Show a document as its paragraphs, the marked one scrolled into view."""
    _register("document")(data=data, key=key)
