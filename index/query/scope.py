"""Read from a question what it limits itself to."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.records.authorities import authority_of, named_authorities
from corpus.types import UNKNOWN, Document, Voice
from index.types import Scope

_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![-–/]\d)")
_SINCE = re.compile(r"\bsince ((?:19|20)\d\d)\b", re.I)
_BETWEEN = re.compile(r"\bbetween ((?:19|20)\d\d) and ((?:19|20)\d\d)\b", re.I)
_LATEST = re.compile(
    r"\b(?:last|latest|most recent|newest|current) (?:\w+ )?(?:inspection|report|ofsted|judgement|visit)\b",
    re.I,
)
_DATED = r"(?:report|inspection|inspectors|ofsted|letter|paper|overview|visit|judgement)"
_REPORT_OF_YEAR = re.compile(
    rf"\b(?:19|20)\d\d (?:\w+ ){{0,2}}{_DATED}\b"
    rf"|\b{_DATED} (?:of|in|from|for|report) (?:the )?(?:\w+ )?(?:19|20)\d\d\b",
    re.I,
)
_KINDS = {
    "letter": re.compile(r"\bletter\b(?! box)", re.I),
    "cabinet": re.compile(r"\bcabinet (?:report|paper)\b", re.I),
    "policy overview": re.compile(r"\boverview (?:report|paper|document)\b|\b20\d\d overview\b", re.I),
}
"""What a question calls a kind of document, by a word of that kind in the document's record."""
_SPEAKS = r"(?:say|said|find|found|think|thought|concluded?|reported|noted?|comment|judged?|see|saw)"
_INSPECTORS = re.compile(
    rf"\b(?:inspectors?|ofsted)\b(?: \w+)? {_SPEAKS}\b|\bofsted(?:'s)? (?:comments?|view|findings?)\b"
    rf"|\baccording to (?:the )?(?:inspectors?|ofsted)\b|\binspectors?['’] (?:view|findings?)\b",
    re.I,
)
_COUNCIL = re.compile(
    rf"\b(?:the|our|its) council\b(?: \w+){{0,2}}? (?:{_SPEAKS}|respond(?:ed)?|response|repl(?:y|ied))\b"
    r"|\bcouncil(?:'s|s)? (?:response|reply|own (?:paper|report|view))\b"
    r"|\bour (?:own )?(?:\d{4} )?(?:paper|overview|report|response)\b",
    re.I,
)


@dataclass(frozen=True)
class KnownDocuments:
    """The documents of a library, and which authorities and years they are of."""

    documents: tuple[Document, ...]

    @cached_property
    def authorities(self) -> tuple[str, ...]:
        """Each authority once, in the documents' order."""
        named = (document.authority for document in self.documents)
        return tuple(dict.fromkeys(name for name in named if name != UNKNOWN))

    @cached_property
    def undescribed(self) -> int:
        """How many documents do not say of which authority or year they are."""
        return sum(own.authority == UNKNOWN or not own.years for own in self.documents)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Each year that a document is known by, ascending."""
        return tuple(sorted({year for document in self.documents for year in document.years}))


def read_scope(question: str, known: KnownDocuments, given: Scope) -> Scope:
    """Return the scope that the user gave, filled up with what the question itself says.

    A year counts only if the library has a document of that year: "in 2011-12" or
    "in 2013" is otherwise a year that a paragraph speaks of.
    """
    scope = given
    if "authority" not in given.given:
        named = tuple(name for name in known.authorities if authority_of(name).named_in(question))
        scope = replace(scope, authority=named)
    if "year" not in given.given:
        scope = replace(scope, year=_read_years(question, known, scope))
    if "document" not in given.given:
        kinds = [kind for kind, pattern in _KINDS.items() if pattern.search(question)]
        own = known.documents if kinds else ()
        of_kind = tuple(d.id for d in own if any(kind in d.kind.lower() for kind in kinds))
        scope = replace(scope, document=of_kind)
    if "voice" not in given.given:
        # Who compares two years asks both voices, whatever one half of the question says.
        scope = replace(scope, voice=() if len(scope.year) > 1 else _read_voice(question))
    return scope


def _read_years(question: str, known: KnownDocuments, scope: Scope) -> tuple[int, ...]:
    """Return the years that a question limits itself to, among those that the library has documents of."""
    years = known.years
    if span := _SINCE.search(question) or _BETWEEN.search(question):
        first, *last = (int(year) for year in span.groups())
        within = [year for year in years if first <= year <= (last[0] if last else years[-1])]
        # A single year "since 2011" may be no more than the year that a paragraph speaks of.
        return tuple(within) if len(within) > 1 else ()
    if _LATEST.search(question):
        admitted = (d for d in known.documents if d.voice == "inspectors" and scope.admits(d))
        newest = max((document.year for document in admitted if document.year), default=None)
        return (newest,) if newest and scope.authority else ()
    mentioned = dict.fromkeys(int(year) for year in _YEAR.findall(question))
    return tuple(year for year in mentioned if year in years)


def subject_of(question: str, known: KnownDocuments) -> str:
    """Return the question without the names of authorities, which every paragraph is about."""
    spans = [span for name in known.authorities for span in authority_of(name).named_in(question)]
    subject = question
    for start, end in sorted(spans, reverse=True):
        subject = f"{subject[:start]} {subject[end:]}"
    subject = " ".join(subject.split())
    return subject or question


def read_absent(question: str, known: KnownDocuments) -> tuple[str, ...]:
    """Return the authorities that a question names and that no document is about."""
    there = frozenset(known.authorities)
    return tuple(name for name in named_authorities(question) if name not in there)


def absent_years(scope: Scope, known: KnownDocuments) -> tuple[int, ...]:
    """Return the years of a scope where no document about its authorities is of any of them."""
    if not scope.authority:
        return ()
    own = [document.years for document in known.documents if document.authority in scope.authority]
    there = any(not years.isdisjoint(scope.year) for years in own)
    return () if there else scope.year


def names_report(question: str) -> bool:
    """Say whether a question's year is that of a report or inspection, not one that a report tells of."""
    return bool(_REPORT_OF_YEAR.search(question) or _LATEST.search(question))


def asks_for_latest(question: str) -> bool:
    """Say whether a question limits itself to the last inspection."""
    return bool(_LATEST.search(question))


def _read_voice(question: str) -> tuple[Voice, ...]:
    inspectors = bool(_INSPECTORS.search(question))
    council = bool(_COUNCIL.search(question))
    if inspectors == council:
        return ()
    return ("inspectors",) if inspectors else ("council",)
