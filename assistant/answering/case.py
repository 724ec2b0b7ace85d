"""A question with all that decides about it, and the one place where that is worked out."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.answering.confidence import confidence
from assistant.answering.facts import read_fact_kind
from assistant.answering.grade_questions import asks_for_grade, asks_only_for_grade, supposes_grade
from assistant.answering.reasons import FactKind
from assistant.answering.verification import Verifications
from index.lexicon.terms import terms_of
from index.query.rare_terms import RareTerm, RareTerms
from index.query.scope import names_report
from index.types import Hit, ParsedQuery, SearchResult

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FEWEST_WORDS = 2
_BEST = 5
"""Hits of which one may hold all words of a question."""
_ALL = 0.99


@dataclass(frozen=True, slots=True)
class Case:
    """Every fact that a criterion may ask for, worked out once.

    `hits` are what was found, best first; `confidence` (0 to 1) is the estimated probability that
    the library answers. `holds_all_words` says that one of the first hits holds every word of a
    question of several words. `fact` is the kind of thing that is asked for, where a paragraph
    must hold one; `fact_years` are the years that it is asked of and no document is.
    `grades` are the judgements that give the grade asked for. `rare_terms` are the terms of the
    sector that the question names and few paragraphs hold, the rarest first; `report_years` the
    years of the report that it names. `sides` are the documents of each side of a comparison.
    `unavailable` says why there are no vectors, where there are none. `verified` is what came of reading
    the first paragraphs that exact criteria leave; None where no verifier is at
    hand, and `unverified` says why then.
    """

    parsed: ParsedQuery
    hits: tuple[Hit, ...]
    confidence: float
    holds_all_words: bool = False
    fact: FactKind | None = None
    fact_years: tuple[int, ...] = ()
    asks_for_grade: bool = False
    grades: tuple[Hit, ...] = ()
    rare_terms: tuple[RareTerm, ...] = ()
    report_years: frozenset[int] = frozenset()
    sides: tuple[frozenset[str], ...] = ()
    unavailable: str | None = None
    verified: Verifications | None = None
    unverified: str | None = None


def make_case(
    found: SearchResult,
    off_topic: float,
    rare_terms: RareTerms,
    find_grades: Callable[[ParsedQuery], tuple[Hit, ...]],
) -> Case:
    """Return the case of what a search found.

    `off_topic` is how near the question is to what the library is not about (-1 to 1);
    `find_grades` finds the judgements that give a grade, and is asked only for questions for one.
    """
    parsed = found.parsed
    question = parsed.question
    of_grade = asks_for_grade(question) or supposes_grade(question)
    may_have = of_grade and not parsed.absent_authorities and not found.unavailable
    grades = find_grades(parsed) if may_have else ()
    named = {int(year) for year in _YEAR.findall(question)}
    return Case(
        parsed=parsed,
        hits=found.hits,
        confidence=confidence(found, off_topic),
        holds_all_words=_holds_all_words(found),
        fact=read_fact_kind(question),
        fact_years=tuple(sorted(named.difference(parsed.scope.year))),
        # "Is Kent outstanding" is answered by a judgement where there is one, else by what is said.
        asks_for_grade=bool(grades) or asks_only_for_grade(question),
        grades=grades,
        rare_terms=rare_terms.read(parsed.subject, parsed.expansions),
        report_years=frozenset(parsed.scope.year) if names_report(question) else frozenset(),
        sides=found.sides,
        unavailable=found.unavailable,
    )


def _holds_all_words(found: SearchResult) -> bool:
    """Say whether a few words all stand in one paragraph: "life story work" asks for no more than that."""
    words = len(set(terms_of(found.parsed.subject)))
    return words >= _FEWEST_WORDS and any(hit.coverage > _ALL for hit in found.hits[:_BEST])
