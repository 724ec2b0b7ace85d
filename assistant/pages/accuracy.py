"""The latest evaluation, as pictures and the table that matters most."""

import json
from pathlib import Path

import streamlit as st

from assistant.pages.components import show_pictures

_REPORT = Path(__file__).parent / "accuracy_report"
"""`make report` writes it: `evals` is not installed with the product."""


def show() -> None:
    """Draw the page."""
    summary = json.loads((_REPORT / "summary.json").read_text(encoding="utf-8"))
    st.title("Accuracy")
    st.text(f"Measured on {summary['day']}, on questions about the documents that come with the product.")
    st.dataframe(summary["rows"], hide_index=True)
    show_pictures(summary["figures"], key="accuracy")
    page = (_REPORT / "report.html").read_bytes()
    st.download_button("The whole report", page, "accuracy.html", "text/html", on_click="ignore")
