"""A briefing as Markdown and as one HTML file."""

from html import escape

from assistant.answering.citations import cite, render_day
from assistant.briefings.briefing import Briefing, Heading, OwnWords, Quoted
from assistant.briefings.citation_styles import (
    HouseStyle,
    Style,
    cite_in_style,
    escape_markdown,
    name_source,
    render_pieces,
)

_STYLE = """
body { font: 1rem/1.6 Georgia, serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
h1, h2, h3, h4 { font-family: system-ui, sans-serif; line-height: 1.25; }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 0.25rem solid #0b5563; white-space: pre-wrap; }
.reference, footer { font-size: 0.9rem; color: #444; }
"""


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
    title = escape(briefing.title)
    parts = [f"<h1>{title}</h1>"]
    notes: list[str] = []
    for item in briefing.items:
        if isinstance(item, Heading):
            parts.append(f"<h{item.level + 1}>{escape(item.text)}</h{item.level + 1}>")
        elif isinstance(item, OwnWords):
            parts.append(f"<p>{escape(item.text)}</p>")
        else:
            notes.append(render_pieces(cite_in_style(cite(item.quote), style, house), "html"))
            parts.append(_html_quote(item, notes, footnotes))
    if briefing.sources:
        listed = "".join(f"<li>{render_pieces(name_source(d), 'html')}</li>" for d in briefing.sources)
        parts.append(f"<h2>Sources</h2>\n<ul>{listed}</ul>")
    if footnotes and notes:
        listed = "".join(f'<li id="note-{n}">{note}</li>' for n, note in enumerate(notes, start=1))
        parts.append(f"<h2>Notes</h2>\n<ol>{listed}</ol>")
    parts.append(f"<footer><p>{escape(as_at(briefing))}</p></footer>")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="en">{head}<style>{_STYLE}</style>\n<body>\n{body}\n</body></html>\n'


def _html_quote(item: Quoted, notes: list[str], footnotes: bool) -> str:
    words = escape(item.words)
    if footnotes:
        number = len(notes)
        return f'<blockquote>“{words}”<sup><a href="#note-{number}">{number}</a></sup></blockquote>'
    return f'<blockquote>“{words}”</blockquote>\n<p class="reference">({notes[-1]})</p>'


def _guarded(text: str) -> str:
    """Return a paragraph that Markdown takes for one, though it begins as a list or a number does."""
    if text[:1] in "-+=" or text.split(" ", 1)[0].rstrip(".)").isdigit():
        digits = len(text) - len(text.lstrip("0123456789"))
        return f"{text[:digits]}\\{text[digits:]}"
    return text
