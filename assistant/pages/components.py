"""The app's own elements. Text reaches them as data and is shown as its characters, never as markup."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class TurnEvents:
    """What the user did on a turn.

    The paragraph to open, what to leave out of the question's reading, the paragraph that
    was marked, with the verdict, or the one that was put into the briefing.
    """

    opened: str | None
    dropped: str | None
    judged: tuple[str, str] | None
    picked: str | None


def show_turn(data: dict[str, Any], key: str) -> TurnEvents:
    """Show a question with its answer; return what the user did on it."""
    events = ("open", "drop", "judge", "pick")
    result = _register("turn")(data=data, key=key, **{f"on_{name}_change": _rerun for name in events})
    mark = result.judge
    judged = (mark["paragraph"], mark["verdict"]) if mark else None
    return TurnEvents(result.open, result.drop, judged, result.pick)


def show_document(data: dict[str, Any], key: str) -> str | None:
    """Show a document as its paragraphs, the marked one scrolled into view; return the one to mark."""
    chosen: str | None = _register("document")(data=data, key=key, on_mark_change=_rerun).mark
    return chosen


def show_pictures(pictures: list[dict[str, str]], key: str) -> None:
    """Show pictures, each {"svg", "caption"}; the caption is what a screen reader says of it."""
    _register("pictures")(data={"pictures": pictures}, key=key)


def show_checked(data: dict[str, Any], key: str) -> None:
    """Show a briefing with each of its quotations marked, and what was found out about it."""
    _register("checked")(data=data, key=key)


def keep_identity(name: str, token: str) -> None:
    """Let the browser keep a cookie."""
    _register("identity")(data={"name": name, "token": token}, key="identity")


def _rerun() -> None:
    """Let Streamlit run the page again: the event itself is in the component's result."""
