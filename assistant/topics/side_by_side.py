"""Two documents, authorities or years side by side on one topic."""

from dataclasses import dataclass
from typing import Literal

from assistant.answering.assistant import Assistant
from assistant.answering.citations import render_place
from assistant.answering.json_output import Record
from assistant.topics.find import find_topic
from assistant.topics.text import topic_record
from assistant.topics.types import Topic
from corpus.errors import QuestionError
from corpus.records.authorities import plain_name
from corpus.types import Document
from index.types import Scope

SideKind = Literal["document", "authority", "year"]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what it is called, what kind of thing it is, and what it says."""

    name: str
    kind: SideKind
    topic: Topic


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What two sides say on one topic."""

    topic: str
    left: Side
    right: Side

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Per side, how many paragraphs match, are recommendations, come near, and were searched."""
        return {
            place: {
                "paragraphs": len(side.topic.matches),
                "recommendations": sum(match.recommended for match in side.topic.matches),
                "near": len(side.topic.near),
                "searched": side.topic.paragraphs,
            }
            for place, side in (("left", self.left), ("right", self.right))
        }


def compare(assistant: Assistant, left: str, right: str, topic: str) -> SideBySide:
    """Return what two sides say on a topic; a side is a document's id, an authority or a year.

    Raises QuestionError for a side that the library does not have (it lists those that it
    has), for twice the same side, and for an empty topic.
    """
    sides = [_read_side(name, assistant.documents) for name in (left, right)]
    if sides[0][:2] == sides[1][:2]:
        raise QuestionError(f"both sides are {sides[0][0]}", "name two that differ")
    first, second = (Side(name, kind, find_topic(assistant, topic, scope)) for name, kind, scope in sides)
    return SideBySide(first.topic.parsed.question, first, second)


def render_side_by_side(both: SideBySide) -> str:
    """Render both sides one after the other, their counts first."""
    lines = [f"Topic: {both.topic}", "", *_table(both)]
    for side in (both.left, both.right):
        lines += ["", side.name, "-" * len(side.name)]
        if not side.topic.matches:
            lines.append(side.topic.summary)
        for match in side.topic.matches:
            mark = " (recommendation)" if match.recommended else ""
            text = " – ".join(part.strip() for part in match.paragraph.text.split("\t"))
            place = f"{match.document.short_title}, {render_place(match.paragraph)}"
            lines += [f"  “{text}”", f"  — {place}{mark}"]
    return "\n".join(lines)


def side_by_side_record(both: SideBySide) -> Record:
    """Return what `compare --json` prints."""
    return {
        "topic": both.topic,
        "left": {"name": both.left.name, "kind": both.left.kind, **topic_record(both.left.topic)},
        "right": {"name": both.right.name, "kind": both.right.kind, **topic_record(both.right.topic)},
        "counts": both.counts,
    }


def _table(both: SideBySide) -> list[str]:
    counts = both.counts
    width = max(len(both.left.name), len(both.right.name), 10) + 2
    rows = [
        f"{name:18}{count:>{width}}{counts['right'][name]:>{width}}" for name, count in counts["left"].items()
    ]
    return [f"{'':18}{both.left.name:>{width}}{both.right.name:>{width}}", *rows]


def _read_side(name: str, documents: tuple[Document, ...]) -> tuple[str, SideKind, Scope]:
    """Return what a side is called, what it is, and the scope that admits it."""
    wanted = " ".join(name.split())
    ids = {document.id for document in documents}
    years = {str(year): year for document in documents for year in document.years}
    authorities = {document.authority.casefold(): document.authority for document in documents}
    if wanted in ids:
        return wanted, "document", Scope(document=(wanted,), given=frozenset({"document"}))
    if wanted in years:
        return wanted, "year", Scope(year=(years[wanted],), given=frozenset({"year"}))
    for spelling in (wanted, plain_name(wanted) if wanted else ""):
        if found := authorities.get(spelling.casefold()):
            return found, "authority", Scope(authority=(found,), given=frozenset({"authority"}))
    have = ", ".join([*sorted(authorities.values()), *sorted(years), *sorted(ids)])
    raise QuestionError(f"the library has no document, authority or year '{name}'", f"choose from {have}")
