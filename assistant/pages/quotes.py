"""Quotes as plain data for the page: grouped by document, each with its reference and citation."""

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.answering.citations import by_document, cite, describe_document, render_citation
from assistant.answering.types import Quote
from assistant.conversations.feedback import Verdict

VOICES = {"inspectors": "Inspectors", "council": "The council’s own words"}
_SURENESS = {"answers": "Likely answer", "may answer": "May answer"}
PLAIN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]()<>#:$~|!{}"})
"""For `str.translate`: makes Streamlit's labels show a text's characters, not markup, icons or formulas."""


def quote_groups(
    quotes: Iterable[Quote], marks: Mapping[str, Verdict], basket: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Group quotes by document, in the order of their first; `basket` is the briefing in the making."""
    return [
        {
            "title": document.short_title,
            "voice": document.voice,
            "voice_label": VOICES[document.voice],
            "about": describe_document(document),
            "quotes": [_quote(quote, marks, basket) for quote in own],
        }
        for document, own in by_document(quotes).items()
    ]


def _quote(quote: Quote, marks: Mapping[str, Verdict], basket: tuple[str, ...]) -> dict[str, Any]:
    paragraph = quote.paragraph
    section = (
        paragraph.section if paragraph.section and paragraph.section not in paragraph.reference else None
    )
    citation, title = render_citation(cite(quote)), quote.document.short_title
    before, _, after = citation.rpartition(title)
    return {
        "paragraph": paragraph.id,
        "text": quote.text,
        "sentence": quote.sentence,
        "sureness": _SURENESS.get(quote.sureness) if quote.sureness else None,
        "reference": paragraph.reference,
        "section": section,
        "lead_in": paragraph.lead_in,
        "page": paragraph.page,
        "scanned": paragraph.scanned,
        "citation": (before, title, after),
        "mark": marks.get(paragraph.id),
        "picked": f"> {paragraph.id}" in basket,
    }
