"""A briefing as Markdown and as one HTML file."""

from collections.abc import Iterator
from typing import Any

from assistant.answering.citations import cite, render_day
from assistant.briefings.briefing import Briefing, Heading, OwnWords
from assistant.briefings.citation_styles import (
    HouseStyle,
    Style,
    cite_in_style,
    escape_markdown,
    name_source,
    render_pieces,
)
from assistant.templates import render_page


def as_at(briefing: Briefing) -> str:
    """Say of which day and which library a briefing is."""
    day = render_day(briefing.as_at.isoformat())
    return f"As at {day}. Library {briefing.library[:16]}. Every quote was compared with its source."


def render_markdown(briefing: Briefing, style: Style, house: HouseStyle, footnotes: bool) -> str:
    """Render a briefing as Markdown; footnotes are written as most of its readers know them (`[^1]`)."""
    parts = [f"# {escape_markdown(briefing.title)}"]
    notes: list[str] = []
    for item in briefing.items:
        if isinstance(item, Heading):
            parts.append(f"{'#' * (item.level + 1)} {escape_markdown(item.text)}")
        elif isinstance(item, OwnWords):
            parts.append(_guarded(escape_markdown(item.text)))
        else:
            notes.append(render_pieces(cite_in_style(cite(item.quote), style, house), "markdown"))
            mark = f"[^{len(notes)}]" if footnotes else f" ({notes[-1]})"
            parts.append(f"> “{escape_markdown(item.words)}”{mark}")
    if briefing.sources:
        parts.append("## Sources")
        parts.append("\n".join(f"- {render_pieces(name_source(d), 'markdown')}" for d in briefing.sources))
    parts.append(as_at(briefing))
    if footnotes and notes:
        parts.append("\n".join(f"[^{number}]: {note}" for number, note in enumerate(notes, start=1)))
    return "\n\n".join(parts) + "\n"


def render_html(briefing: Briefing, style: Style, house: HouseStyle, footnotes: bool) -> str:
    """Render a briefing as an HTML page that needs nothing else."""
    parts = list(_parts(briefing, style, house))
    return render_page(
        "briefings/templates/briefing.html.jinja",
        title=briefing.title,
        parts=parts,
        quotes=[part for part in parts if part["kind"] == "quote"],
        sources=[name_source(document) for document in briefing.sources],
        as_at=as_at(briefing),
        footnotes=footnotes,
    )


def _parts(briefing: Briefing, style: Style, house: HouseStyle) -> Iterator[dict[str, Any]]:
    """Yield what stands on the page; quotes are numbered from 1."""
    number = 0
    for item in briefing.items:
        if isinstance(item, Heading):
            yield {"kind": "heading", "level": item.level + 1, "text": item.text}
        elif isinstance(item, OwnWords):
            yield {"kind": "own words", "text": item.text}
        else:
            number += 1
            citation = cite_in_style(cite(item.quote), style, house)
            yield {"kind": "quote", "number": number, "text": item.words, "citation": citation}


def _guarded(text: str) -> str:
    """Return a paragraph that Markdown takes for one, though it begins as a list or a number does."""
    if text[:1] in "-+=" or text.split(" ", 1)[0].rstrip(".)").isdigit():
        digits = len(text) - len(text.lstrip("0123456789"))
        return f"{text[:digits]}\\{text[digits:]}"
    return text
