"""Criteria about what a question is about: the library's subject at all, and its rarest term."""

from assistant.answering.case import Case
from assistant.answering.confidence import status_of
from assistant.answering.criteria.scope import titles_of
from assistant.answering.reasons import OffSubject, TermMissing
from assistant.answering.types import Ruling
from index.types import Hit


class OnSubject:
    """The library is likely to answer the question at all: it is about the library's subject."""

    name = "on_subject"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Rule by the estimated probability, unless all words stand there or a judgement is about it."""
        status = status_of(case.confidence)
        if status == "answered" or case.holds_all_words or case.grades:
            return Ruling(self.name, hits)
        return Ruling(self.name, hits, status, OffSubject(case.confidence))


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
        elsewhere = titles_of(hit for hit in case.hits if term.held_by(hit.paragraph))
        reason = TermMissing(term.term, tuple(sorted(case.report_years)), elsewhere)
        return Ruling(self.name, (), "related", reason)
