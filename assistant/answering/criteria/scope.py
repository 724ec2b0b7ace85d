"""Criteria about what a question is limited to: authorities, years, a report; and vectors at hand."""

from collections.abc import Iterable

from assistant.answering.case import Case
from assistant.answering.reasons import (
    NoDocumentAbout,
    NoDocumentOf,
    NothingInScope,
    ReportSilent,
    VectorsAway,
)
from assistant.answering.types import Ruling, Status
from corpus.records.authorities import authority_of
from index.types import Hit


class VectorsAtHand:
    """What is found by words alone is shown, and never taken for an answer."""

    name = "vectors_at_hand"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Rule on whether the vectors could be had."""
        if case.unavailable is None:
            return Ruling(self.name, hits)
        return Ruling(self.name, hits, "related", VectorsAway(case.unavailable))


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
        return Ruling(self.name, (), "not_found", NoDocumentAbout(absent, case.parsed.undescribed))


class KnownYear:
    """A year that no document is of is answered only by a paragraph that names it."""

    name = "known_year"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits that name a year of which there is no document about the question's authority."""
        absent = case.parsed.absent_years
        if not absent:
            return Ruling(self.name, hits)
        left = tuple(hit for hit in hits if any(str(year) in hit.paragraph.text for year in absent))
        if left:
            return Ruling(self.name, left)
        ceiling: Status = "related" if hits else "not_found"
        reason = NoDocumentOf(absent, case.parsed.scope.authority, case.parsed.undescribed)
        return Ruling(self.name, (), ceiling, reason)


class InScope:
    """There is something that the question's limits admit."""

    name = "in_scope"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Rule on whether anything was found."""
        return Ruling(self.name, hits) if case.hits else Ruling(self.name, (), "not_found", NothingInScope())


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
        return Ruling(self.name, (), "related", ReportSilent(tuple(sorted(years)), titles_of(hits)))


def titles_of(hits: Iterable[Hit]) -> tuple[str, ...]:
    """Return the short titles of the documents of hits, each once."""
    return tuple(dict.fromkeys(hit.document.short_title for hit in hits))
