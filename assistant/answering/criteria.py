"""What must hold for hits to answer a question: one criterion after the other, each with its reason.

A criterion takes the case and the hits that are left, and returns a ruling: the hits that
stay, the best status that is still possible, and why. It never looks at other rulings.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from assistant.answering.case import Case
from assistant.answering.confidence import status_of
from assistant.answering.facts import holds_fact
from assistant.answering.reasons import (
    FactFailure,
    FactMissing,
    NoDocumentAbout,
    NoDocumentOf,
    NoSuchGrade,
    NothingInScope,
    OffSubject,
    OnlyFormalities,
    OtherVoice,
    ReportSilent,
    TermMissing,
    VectorsAway,
)
from assistant.answering.types import Ruling
from corpus.records.authorities import authority_of
from corpus.segmentation.references import is_formality
from index.lexicon.terms import terms_of
from index.types import Hit, ParsedQuery

MOST_QUOTES = 5
_QUOTED_SHARE = 0.85
_NEAR_SHARE = 0.7
"""Shares of the best paragraph's score from which on one is quoted beside it: any, and one that holds
nearly all the words that were asked for."""
_WELL_COVERED = 0.7
_AS_COVERED = 0.9
_FACT_DEPTH = 10
"""Hits among which a figure, date or name is looked for."""
_FACT_COVERED = 0.42
"""Share of a question's words, by weight, that a paragraph must hold to give the figure asked for:
every report is full of figures, and one about something else is worse than none."""
_FACT_NEAR = 0.75
"""Share of the best paragraph's score from which on one with a figure may answer: where the paragraphs
about what was asked give none, those far behind them give some of something else. Between 0.55 and
0.8 no question is lost and ever fewer are answered wrongly (docs/accuracy.md says how many are)."""


class Criterion(Protocol):
    """One step of deciding whether hits answer."""

    @property
    def name(self) -> str:
        """How the trace and the measures call it."""

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Return what becomes of the hits that are left, best first."""


class VectorsAtHand:
    """What is found by words alone is shown, and never taken for an answer."""

    name = "vectors_at_hand"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Rule on whether the vectors could be had."""
        if case.unavailable is None:
            return Ruling(self.name, hits)
        return Ruling(self.name, hits, "related", VectorsAway(case.unavailable))


class InScope:
    """There is something that the question's limits admit."""

    name = "in_scope"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Rule on whether anything was found."""
        return Ruling(self.name, hits) if hits else Ruling(self.name, (), "not_found", NothingInScope())


class KnownAuthority:
    """An authority that no document is about is answered only by a paragraph that names it."""

    name = "known_authority"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits that name an authority which the question names and no document is about."""
        absent = case.parsed.absent_authorities
        if not absent:
            return Ruling(self.name, hits)
        authorities = tuple(map(authority_of, absent))
        left = tuple(hit for hit in hits if any(own.named_in(hit.paragraph.text) for own in authorities))
        if left:
            return Ruling(self.name, left)
        return Ruling(self.name, (), "not_found", NoDocumentAbout(absent))


class KnownYear:
    """A year that no document is of is answered only by a paragraph that names it."""

    name = "known_year"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits that name a year of which there is no document about the question's authority."""
        absent = case.parsed.absent_years
        left = tuple(hit for hit in hits if any(str(year) in hit.paragraph.text for year in absent))
        if not absent or not hits:
            return Ruling(self.name, hits)
        if left:
            return Ruling(self.name, left)
        return Ruling(self.name, (), "related", NoDocumentOf(absent, case.parsed.scope.authority))


class NamedReport:
    """A question for what the report of a year says is answered by that report alone."""

    name = "named_report"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits of documents of the report's year."""
        years = case.report_years
        if not years or not hits:
            return Ruling(self.name, hits)
        left = tuple(hit for hit in hits if not years.isdisjoint(hit.document.years))
        if left:
            return Ruling(self.name, left)
        return Ruling(self.name, (), "related", ReportSilent(tuple(sorted(years)), _titles(hits)))


class RareTermSpoken:
    """The rarest term of the sector that the question names must stand in what answers."""

    name = "rare_term"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits that speak of the rarest term."""
        if not case.rare_terms or not hits:
            return Ruling(self.name, hits)
        term = case.rare_terms[0]
        left = tuple(hit for hit in hits if term.held_by(hit.paragraph))
        if left:
            return Ruling(self.name, left)
        elsewhere = _titles(hit for hit in case.hits if term.held_by(hit.paragraph))
        reason = TermMissing(term.term, tuple(sorted(case.report_years)), elsewhere)
        return Ruling(self.name, (), "related", reason)


class FactGiven:
    """A question for a figure, date or name is answered by a paragraph that gives one of the thing asked."""

    name = "fact"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits that give what was asked for, among the first of those that are left."""
        kind = case.fact
        if kind is None or not hits:
            return Ruling(self.name, hits)
        phrases = _lay_phrases(case.parsed)
        best = _best_scores(hits, case.sides)
        first = hits[:_FACT_DEPTH]

        def is_about(hit: Hit) -> bool:
            return hit in hits and hit.coverage >= _FACT_COVERED and _is_about_phrases(hit, phrases)

        def is_near(hit: Hit) -> bool:
            return hit in first and hit.score >= _FACT_NEAR * best(hit)

        def is_of_years(hit: Hit) -> bool:
            return all(_tells_of(year, hit) for year in case.fact_years)

        tests: tuple[tuple[FactFailure, Callable[[Hit], bool]], ...] = (
            ("absent", lambda hit: holds_fact(kind, hit.paragraph.text)),
            ("off_subject", is_about),
            ("far", is_near),
            ("year", is_of_years),
        )
        # All that was found is looked at, so that what is said is true of what is shown.
        left = case.hits
        for failure, passes in tests:
            left = tuple(hit for hit in left if passes(hit))
            if not left:
                return Ruling(self.name, (), "related", FactMissing(kind, failure, case.fact_years))
        return Ruling(self.name, left)


class OnSubject:
    """The library is likely to answer the question at all: it is about the library's subject."""

    name = "on_subject"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Rule by the estimated probability, unless all words stand there or a judgement is about it."""
        status = status_of(case.confidence)
        if status == "answered" or case.holds_all_words or case.grades:
            return Ruling(self.name, hits)
        return Ruling(self.name, hits, status, OffSubject(case.confidence))


class GradeGiven:
    """A question for a grade is answered by the judgements that give it, and by nothing else."""

    name = "grade"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Put the judgements in the place of the hits."""
        if case.grades:
            return Ruling(self.name, case.grades)
        return Ruling(self.name, (), "related", NoSuchGrade())


class InVoice:
    """Where a voice was asked for, only that voice is quoted."""

    name = "voice"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits in the voice that was asked for."""
        voices = case.parsed.scope.voice
        left = tuple(hit for hit in hits if not voices or hit.document.voice in voices)
        if left or not hits:
            return Ruling(self.name, left)
        return Ruling(self.name, (), "related", OtherVoice(voices))


class NoFormality:
    """A letter's head and sign-off, and a publisher's closing notes, answer no question."""

    name = "formality"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits that are no formality."""
        left = tuple(hit for hit in hits if not is_formality(hit.paragraph))
        if left or not hits:
            return Ruling(self.name, left)
        return Ruling(self.name, (), "related", OnlyFormalities())


class NearBest:
    """What is quoted is the best hit and those close behind it, on each side of a comparison."""

    name = "near_best"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave a few hits, in their order."""
        best, covered = _best_scores(hits, case.sides), _best_coverage(hits, case.sides)
        left = (
            hit
            for hit in hits
            if hit.score >= _QUOTED_SHARE * best(hit)
            or (hit.score >= _NEAR_SHARE * best(hit) and hit.coverage >= covered(hit))
        )
        return Ruling(self.name, tuple(left)[:MOST_QUOTES])


_KNOWN: tuple[Criterion, ...] = (InScope(), KnownAuthority(), KnownYear())
STATEMENT: tuple[Criterion, ...] = (
    *_KNOWN,
    NamedReport(),
    RareTermSpoken(),
    FactGiven(),
    OnSubject(),
    InVoice(),
    NoFormality(),
    NearBest(),
)
"""What a statement must hold to answer. Those that say best what is missing come first."""
GRADE: tuple[Criterion, ...] = (*_KNOWN, OnSubject(), GradeGiven())
"""What a judgement must hold to answer a question for a grade; the year is looked at where it is found."""
BY_WORDS: tuple[Criterion, ...] = (VectorsAtHand(), *_KNOWN)
"""What can be said of hits that were found by words alone."""


def criteria_for(case: Case) -> tuple[Criterion, ...]:
    """Return the criteria that decide a case, in their order."""
    if case.unavailable is not None:
        return BY_WORDS
    return GRADE if case.asks_for_grade else STATEMENT


def _titles(hits: Iterable[Hit]) -> tuple[str, ...]:
    """Return the short titles of the documents of hits, each once."""
    return tuple(dict.fromkeys(hit.document.short_title for hit in hits))


def _side(hit: Hit, sides: Sequence[frozenset[str]]) -> int:
    """Return which side of a comparison a hit is on, -1 for none."""
    return next((place for place, side in enumerate(sides) if hit.document.id in side), -1)


def _best_scores(hits: Sequence[Hit], sides: Sequence[frozenset[str]]) -> Callable[[Hit], float]:
    """Return what gives the best score on a hit's side."""
    best: dict[int, float] = {}
    for hit in hits:
        side = _side(hit, sides)
        best[side] = max(best.get(side, hit.score), hit.score)
    return lambda hit: best[_side(hit, sides)]


def _best_coverage(hits: Sequence[Hit], sides: Sequence[frozenset[str]]) -> Callable[[Hit], float]:
    """Return what gives the coverage that makes up for a score some way behind the best on a hit's side."""
    first: dict[int, float] = {}
    for hit in hits:
        first.setdefault(_side(hit, sides), max(_WELL_COVERED, _AS_COVERED * hit.coverage))
    return lambda hit: first[_side(hit, sides)]


def _lay_phrases(parsed: ParsedQuery) -> dict[str, list[str]]:
    """Return the phrases of a question that stand for something else in the sector's words, with that."""
    phrases: dict[str, list[str]] = {}
    for expansion in parsed.expansions:
        if expansion.source == "thesaurus" and len(expansion.term.split()) > 1:
            phrases.setdefault(expansion.term.lower(), []).append(expansion.meaning)
    return phrases


def _is_about_phrases(hit: Hit, phrases: dict[str, list[str]]) -> bool:
    """Say whether a paragraph holds each phrase, or a word of what it stands for.

    The phrase's single words mean nothing: "each social worker have" asks for caseloads, and
    a paragraph with a social worker in it says nothing of them.
    """
    text = f"{hit.paragraph.section or ''} {hit.paragraph.lead_in or ''} {hit.paragraph.text}".lower()
    return all(
        phrase in text or not hit.terms.isdisjoint(terms_of(" ".join(meanings)))
        for phrase, meanings in phrases.items()
    )


def _tells_of(year: int, hit: Hit) -> bool:
    """Say whether a paragraph, or its document, is of a year ("2016", "2015/16")."""
    return year in hit.document.years or bool(
        re.search(rf"{year}|[-/–]{year % 100:02}\b", hit.paragraph.text)
    )
