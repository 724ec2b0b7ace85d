"""What the library says on a topic."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from assistant.answering.reasons import NoDocumentAbout, NoDocumentOf
from assistant.answering.wording import word_reason
from corpus.types import Document, Paragraph
from index.types import ParsedQuery

MatchKind = Literal["exact", "concept"]


@dataclass(frozen=True, slots=True)
class Match:
    """A paragraph on a topic.

    `exact` ones hold every word of the topic, or another name for it, in one sentence or in
    the heading over it; `concept` ones lack some or all of the words, and are near in meaning.
    `probability` (0 to 1) is the estimated one that it is on the topic. `recommended` says
    that it stands among a report's recommendations; all others are findings.
    """

    paragraph: Paragraph
    document: Document
    kind: MatchKind
    probability: float
    recommended: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """What one document said on a topic: the first sentence of each of its paragraphs on it."""

    document: Document
    sentences: tuple[tuple[Paragraph, str], ...]


@dataclass(frozen=True, slots=True)
class Later:
    """A later paragraph that may tell what became of a recommendation, and how like it is (cosine)."""

    match: Match
    similarity: float


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A recommendation, and what later documents about the same authority say most like it."""

    recommendation: Match
    later: tuple[Later, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """All that the library says on a topic.

    `matches` and `near` (just below the line, and not counted) go from the newest document to
    the oldest, in reading order; `timeline` from the oldest to the newest. `names` are other
    words for it that matching paragraphs hold. `documents` and `paragraphs` count what the
    scope let be searched.
    """

    parsed: ParsedQuery
    names: tuple[str, ...]
    matches: tuple[Match, ...]
    near: tuple[Match, ...]
    timeline: tuple[Moment, ...]
    followed_up: tuple[FollowUp, ...]
    documents: int
    paragraphs: int

    @property
    def too_general(self) -> bool:
        """Whether more than half of all paragraphs match: then the topic tells none of them apart."""
        return len(self.matches) * 2 > self.paragraphs

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many paragraphs match by document, year, authority, voice and section.

        Documents, sections and authorities with most come first, years with the newest.
        """
        ways: dict[str, list[str]] = {
            "document": [match.document.id for match in self.matches],
            "year": [match.document.shown_year for match in self.matches],
            "authority": [match.document.authority for match in self.matches],
            "voice": [match.document.voice for match in self.matches],
            "section": [match.paragraph.section or "no section" for match in self.matches],
        }
        counted = {name: dict(Counter(values).most_common()) for name, values in ways.items()}
        counted["year"] = dict(sorted(counted["year"].items(), reverse=True))
        return counted

    @property
    def summary(self) -> str:
        """One or two sentences: how much matches, or why nothing does."""
        searched = f"{_counted(self.paragraphs, 'paragraph')} of {_counted(self.documents, 'document')}"
        if not self.matches:
            return f"No paragraph is on this topic. {self._why_none()}Searched {searched}."
        holders = len({match.document.id for match in self.matches})
        exact = sum(match.kind == "exact" for match in self.matches)
        said = (
            f"{_counted(len(self.matches), 'paragraph')} of {_counted(holders, 'document')} "
            f"({exact} with all its words, {len(self.matches) - exact} with some or by meaning), "
            f"of {searched}."
        )
        if not self.too_general:
            return said
        share = round(100 * len(self.matches) / self.paragraphs)
        return f"{said} The topic is too general: it matches {share}% of what was searched. Add a word."

    def _why_none(self) -> str:
        parsed = self.parsed
        if parsed.absent_authorities and not parsed.scope.authority:
            absent = NoDocumentAbout(parsed.absent_authorities, parsed.undescribed)
            return word_reason(absent, "not_found") + " "
        if parsed.absent_years:
            reason = NoDocumentOf(parsed.absent_years, parsed.scope.authority, parsed.undescribed)
            return word_reason(reason, "not_found") + " "
        return ""


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
