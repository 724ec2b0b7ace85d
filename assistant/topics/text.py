"""What the library says on a topic, as text for a terminal, as JSON, and as CSV."""

import csv
import io
import textwrap
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from assistant.answering.citations import describe_document, render_place
from assistant.answering.json_output import Record, scope_record
from assistant.answering.text_output import meanings_shown
from assistant.topics.types import FollowUp, Match, Topic

_WIDTH = 88
_MOST_NEAR = 20
_MOST_NAMES = 12
_MOST_COUNTED = 10
_CALLED = {"exact": "term", "concept": "concept"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet takes for a formula (OWASP, CSV Injection)."""

HEAD = (
    "Document", "Title", "Authority", "Year", "Voice", "Reference", "Page", "Section", "Match",
    "Probability", "Recommendation", "Text",
)  # fmt: skip


def render_topic(topic: Topic, near: bool = True) -> str:
    """Render a topic: its paragraphs by document, then counts, the timeline and what was followed up."""
    lines = [f"Topic: {topic.parsed.question}", *textwrap.wrap(topic.summary, _WIDTH)]
    shown = meanings_shown(topic.parsed)
    if shown:
        lines += textwrap.wrap(f"Understood: {'; '.join(shown)}.", _WIDTH)
    if topic.names:
        more = " …" if len(topic.names) > _MOST_NAMES else ""
        lines += textwrap.wrap(f"Also found by: {', '.join(topic.names[:_MOST_NAMES])}{more}", _WIDTH)
    for document, own in groupby(topic.matches, key=lambda match: match.document):
        lines += ["", f"{document.short_title} ({describe_document(document)})"]
        for match in own:
            lines += [*_wrapped(f"“{match.paragraph.text}”", 2), f"  — {_where(match)}"]
    if near and topic.near:
        lines += ["", f"Near, not counted ({len(topic.near)}):"]
        lines += [f"  {_short(match)}" for match in topic.near[:_MOST_NEAR]]
        if len(topic.near) > _MOST_NEAR:
            lines.append(f"  and {len(topic.near) - _MOST_NEAR} more")
    if topic.matches:
        lines += ["", "Counts"]
        lines += [line for name, counts in topic.counts.items() for line in _counted(name, counts)]
        lines += ["", "Timeline"]
        for moment in topic.timeline:
            lines.append(f"  {moment.document.shown_year}  {moment.document.short_title}")
            for paragraph, sentence in moment.sentences:
                lines += _wrapped(f"{render_place(paragraph)}: {sentence}", 8)
    if topic.followed_up:
        lines += ["", "Recommendations, and what later documents say most like them"]
        lines += [line for link in topic.followed_up for line in _followed(link)]
    return "\n".join(lines)


def topic_record(topic: Topic, near: bool = True) -> Record:
    """Return what `topic --json` prints; `score` is the probability (0 to 1) of being on the topic."""
    paragraphs = [_paragraph(match, _CALLED[match.kind]) for match in topic.matches]
    if near:
        paragraphs += [_paragraph(match, "near_miss") for match in topic.near]
    return {
        "topic": topic.parsed.question,
        "terms": [topic.parsed.subject, *topic.names],
        "summary": topic.summary,
        "too_general": topic.too_general,
        "paragraphs": paragraphs,
        "counts": topic.counts,
        "timeline": [
            {
                "document": moment.document.id,
                "year": moment.document.year,
                "sentences": [
                    {"paragraph": paragraph.id, "text": text} for paragraph, text in moment.sentences
                ],
            }
            for moment in topic.timeline
        ],
        "followed_up": [
            {
                "paragraph": link.recommendation.paragraph.id,
                "later": [
                    {"paragraph": own.match.paragraph.id, "similarity": round(own.similarity, 3)}
                    for own in link.later
                ],
            }
            for link in topic.followed_up
        ],
        "searched": {"documents": topic.documents, "paragraphs": topic.paragraphs},
        "scope": scope_record(topic.parsed.scope),
        "expansions": [{"term": e.term, "meaning": e.meaning} for e in topic.parsed.expansions],
    }


def topic_csv(topic: Topic, near: bool = True) -> str:
    """Return a topic's paragraphs as CSV; no cell of it is a formula to a spreadsheet."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(HEAD)
    writer.writerows([_plain(value) for value in row] for row in topic_rows(topic, near))
    return target.getvalue()


def topic_rows(topic: Topic, near: bool = True) -> Iterable[tuple[Any, ...]]:
    """Yield a topic's paragraphs as rows of a table, in the order of `HEAD`; text is as in the document."""
    for match, kind in (
        *((match, match.kind) for match in topic.matches),
        *((match, "near") for match in (topic.near if near else ())),
    ):
        paragraph, document = match.paragraph, match.document
        yield (
            document.id, document.title, document.authority, document.year, document.voice,
            paragraph.reference, paragraph.page, paragraph.section, kind, round(match.probability, 3),
            "yes" if match.recommended else "", paragraph.text,
        )  # fmt: skip


def _plain(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before what looks like one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _paragraph(match: Match, kind: str) -> Record:
    paragraph = match.paragraph
    return {
        "paragraph": paragraph.id,
        "document": paragraph.document,
        "reference": paragraph.reference,
        "section": paragraph.section,
        "page": paragraph.page,
        "match": kind,
        "text": paragraph.text,
        "score": round(match.probability, 3),
        "recommendation": match.recommended,
    }


def _where(match: Match) -> str:
    section, place = match.paragraph.section, render_place(match.paragraph)
    parts = [place]
    if section and section not in place:
        parts.append(section)
    if match.recommended:
        parts.append("recommendation")
    if match.kind == "concept":
        parts.append(f"likely ({match.probability:.2f})")
    return " · ".join(parts)


def _short(match: Match) -> str:
    place = f"{match.document.short_title}, {render_place(match.paragraph)}"
    text = textwrap.shorten(match.paragraph.text, _WIDTH, placeholder=" …")
    return f"{place} ({match.probability:.2f}): {text}"


def _wrapped(text: str, indent: int) -> list[str]:
    # A table row's cells are parted by tabs, which would tear a line of text apart.
    joined = " – ".join(part.strip() for part in text.split("\t"))
    return textwrap.wrap(joined, _WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent)


def _counted(name: str, counts: dict[str, int]) -> list[str]:
    shown = [f"{value} {count}" for value, count in list(counts.items())[:_MOST_COUNTED]]
    if len(counts) > _MOST_COUNTED:
        shown.append(f"and {len(counts) - _MOST_COUNTED} more")
    text = f"{name}: {'; '.join(shown)}"
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _followed(link: FollowUp) -> list[str]:
    lines = [f"  {_short(link.recommendation)}"]
    lines += [f"    {own.similarity:.2f}  {_short(own.match)}" for own in link.later]
    return lines if link.later else [*lines, "    nothing like it in later documents of this authority"]
