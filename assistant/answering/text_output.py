"""Answers and hits as plain text for a terminal."""

import textwrap

from assistant.answering.citations import by_document, cite, describe_document, render_place, render_reference
from assistant.answering.types import Answer, Quote
from assistant.answering.wording import word_reason, word_refusal
from index.types import ParsedQuery, SearchResult

_WIDTH = 88


def render_answer(answer: Answer) -> str:
    """Render an answer: its quotes grouped by document, or what was near and what is missing."""
    lines: list[str] = []
    if answer.status != "answered":
        heading = "Nothing found." if answer.status == "not_found" else "No answer found."
        lines += [heading, *textwrap.wrap(word_refusal(answer) or "", _WIDTH)]
    lines += _grouped(answer.quotes)
    if answer.related:
        lines += ["", "Related:" if answer.quotes else "The nearest paragraphs:"]
        lines += [_line(quote) for quote in answer.related]
    if answer.unverified:
        lines += ["", *textwrap.wrap(answer.unverified, _WIDTH)]
    lines += ["", f"Searched {answer.paragraphs} paragraphs of {_documents(answer.documents)}."]
    return "\n".join([*lines, *_understood(answer.parsed)]).strip()


def render_trace(answer: Answer) -> str:
    """Render what each criterion said of the hits that it was shown, and what was estimated."""
    lines = [f"Confidence {answer.confidence:.2f}."]
    for ruling in answer.trace:
        said = f"{ruling.criterion:17}{len(ruling.hits):>3} left, at best {ruling.ceiling.replace('_', ' ')}"
        why = f": {word_reason(ruling.reason, ruling.ceiling)}" if ruling.reason else ""
        lines += textwrap.wrap(said + why, _WIDTH, initial_indent="  ", subsequent_indent=" " * 22)
    return "\n".join(lines)


def render_search(result: SearchResult) -> str:
    """Render hits, best first."""
    lines: list[str] = []
    for hit in result.hits:
        place = f"{hit.document.short_title}, {render_place(hit.paragraph)}"
        lines.append(f"{hit.rank:>3}. {place}  ({hit.score:.3f})")
        lines += textwrap.wrap(hit.paragraph.text, _WIDTH, initial_indent="     ", subsequent_indent="     ")
    return "\n".join([*lines, *_understood(result.parsed)])


def _grouped(quotes: tuple[Quote, ...]) -> list[str]:
    lines: list[str] = []
    for document, own in by_document(quotes).items():
        lines += ([""] if not lines else []) + [f"{document.short_title} ({describe_document(document)})"]
        for quote in own:
            text = f"“{quote.text}”"
            lines += textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
            section = quote.paragraph.section
            where = render_place(quote.paragraph)
            if section and section not in where:
                where = f"{where} · {section}"
            sure = " (may answer)" if quote.sureness == "may answer" else ""
            lines += [f"  — {where}{sure}", ""]
    return lines[:-1] if lines else []


def _line(quote: Quote) -> str:
    place = render_reference(cite(quote))
    return f"  {place}: {textwrap.shorten(quote.text, _WIDTH, placeholder=' …')}"


def _understood(parsed: ParsedQuery) -> list[str]:
    scope = parsed.scope
    parts = [*scope.authority, *map(str, scope.year), *scope.document, *scope.voice]
    parts += meanings_shown(parsed)
    return ["Understood: " + "; ".join(parts) + "."] if parts else []


def meanings_shown(parsed: ParsedQuery) -> list[str]:
    """Return what words of a question were read as: `IRO = independent reviewing officer`."""
    shown: dict[str, list[str]] = {}
    for expansion in parsed.expansions:
        sign = "read as" if expansion.source == "spelling" else "="
        shown.setdefault(f"{expansion.term} {sign}", []).append(expansion.meaning)
    return [f"{term} {', '.join(meanings)}" for term, meanings in shown.items()]


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count} documents"
