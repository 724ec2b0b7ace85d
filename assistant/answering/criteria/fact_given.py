"""The criterion for questions that ask for a figure, a date or a name."""

import re
from collections.abc import Callable

from assistant.answering.case import Case
from assistant.answering.criteria.sides import best_scores
from assistant.answering.facts import holds_fact
from assistant.answering.reasons import FactFailure, FactMissing
from assistant.answering.types import Ruling
from index.lexicon.terms import terms_of
from index.types import Hit, ParsedQuery

_DEPTH = 10
"""Hits among which a figure, date or name is looked for."""
_COVERED = 0.42
"""Share of a question's words, by weight, that a paragraph must hold to give the figure asked for:
every report is full of figures, and one about something else is worse than none."""
_NEAR = 0.75
"""Share of the best paragraph's score from which on one with a figure may answer: where the paragraphs
about what was asked give none, those far behind them give some of something else. Between 0.55 and
0.8 no question is lost and ever fewer are answered wrongly (docs/accuracy.md says how many are)."""


class FactGiven:
    """A question for a figure, date or name is answered by a paragraph that gives one of the thing asked."""

    name = "fact"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits that give what was asked for, among the first of those that are left."""
        kind = case.fact
        if kind is None or not hits:
            return Ruling(self.name, hits)
        phrases = _lay_phrases(case.parsed)
        best = best_scores(hits, case.sides)
        left_before = {hit.paragraph.id for hit in hits}
        first = {hit.paragraph.id for hit in hits[:_DEPTH]}

        def is_about(hit: Hit) -> bool:
            return (
                hit.paragraph.id in left_before
                and hit.coverage >= _COVERED
                and _is_about_phrases(hit, phrases)
            )

        def is_near(hit: Hit) -> bool:
            return hit.paragraph.id in first and hit.score >= _NEAR * best(hit)

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
