"""The latest evaluation, as pictures and the table that matters most."""

import json
import re
from typing import Any

import streamlit as st

from assistant.pages.components import show_pictures
from assistant.settings import PROJECT

_REPORT = PROJECT / "docs" / "accuracy.html"
_RESULTS = PROJECT / "evals" / "results"
_FIGURE = re.compile(r'<figure role="img">(<svg.*?</svg>)\s*</figure>', re.S)
_CAPTIONS = (
    "How often the right paragraph comes first, by type of question",
    "The same beside other systems",
    "How sure it is of questions that have an answer, and of others",
    "How often it is right when it is so sure",
    "Results by version",
)


def show() -> None:
    """Draw the page."""
    st.title("Accuracy")
    if not _REPORT.exists() or not (_RESULTS / "comparison.json").exists():
        st.info("No evaluation lies beside this installation. 'make report' makes one.")
        return
    compared: dict[str, Any] = json.loads((_RESULTS / "comparison.json").read_text(encoding="utf-8"))
    st.text(f"Measured on {compared['day']}, on questions about the documents that come with the product.")
    st.dataframe(
        [
            {
                "System": own["name"],
                "Right paragraph first": f"{own['hit1']['value']:.2f}",
                "Among the first five": f"{own['hit5']['value']:.2f}",
                "Words read until it": round(own["words"]["value"]),
            }
            for own in compared["found"]
        ],
        hide_index=True,
    )
    figures = _FIGURE.findall(_REPORT.read_text(encoding="utf-8"))
    pictures = [{"svg": svg, "caption": told} for svg, told in zip(figures, _CAPTIONS, strict=False)]
    show_pictures(pictures, key="accuracy")
    st.download_button(
        "The whole report", _REPORT.read_bytes(), "accuracy.html", "text/html", on_click="ignore"
    )
