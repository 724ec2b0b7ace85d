"""Answer a question for a grade with the row of the judgement table that gives it."""

import re
from itertools import groupby

from corpus.grades import GRADE, GRADE_WORDS, read_grade
from index.lexicon.terms import terms_of
from index.query.clauses import clauses_of
from index.search.ranker import Ranker
from index.store.rows import Mask
from index.types import Hit, ParsedQuery

_GRADE_WORD = r"(?:grades?|graded|rated|ratings?|judge?ments?|judged?)"
_ASKS = re.compile(
    rf"\b(?:what|which|how) (?:\w+ )?{_GRADE_WORD}\b|\b(?:what|how) (?:was|is|were|did)\b.*\b{_GRADE_WORD}\b"
    r"|\b(?:grades?|graded|rated|ratings?) (?:for|of|in|on|overall|by|as|given)\b"
    r"|\boverall (?:effectiveness|grade|rating|judge?ment)\b"
    r"|\b(?:graded|rated|judged|grade|rating)(?: \w+)?(?: (?:19|20)\d\d)?\W*$",
    re.I,
)
_NOT_A_GRADE = re.compile(r"\bgraded care profile|\brag[- ]rat|\brating of risk", re.I)
_SUPPOSES = re.compile(
    rf"^(?:is|are|was|were)\b.*\b{GRADE}\b(?: in (?:19|20)\d\d)?\W*$",
    re.I,
)
# What the words of such a question say of the asking, not of the thing graded.
_OF_THE_ASKING = frozenset(
    terms_of(
        "grade graded grades rate rated rating ratings judge judged judgement judgment judgements overall "
        "effectiveness ofsted inspectors inspector inspection report given awarded received get got council "
        "authority local service services children's best worst last latest recent current year currently "
        "now ever "
    )
    + terms_of(GRADE_WORDS)
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_YEAR = re.compile(r"(?<!since )(?<!after )(?<!before )(?<!until )\b(?:19|20)\d\d\b", re.I)
_COVERED = 0.5
_SIMILAR = 0.5
"""Share of the question's words, or cosine, from which on a row is about what was asked."""
_MOST = 5
_DEPTH = 1000
"""Rows and headings that give a grade, the nearest to the question: those of a hundred reports."""


def asks_for_grade(question: str) -> bool:
    """Say whether a question asks which grade was given."""
    return bool(_ASKS.search(question)) and not _NOT_A_GRADE.search(question)


def asks_only_for_grade(question: str) -> bool:
    """Say whether a question asks which grade was given, and for nothing else."""
    return asks_for_grade(question) and all(map(asks_for_grade, clauses_of(question)))


def supposes_grade(question: str) -> bool:
    """Say whether a question asks if a named grade was given: "is Kent outstanding"."""
    return bool(_SUPPOSES.search(question))


def find_grades(ranker: Ranker, parsed: ParsedQuery, graded: Mask) -> tuple[Hit, ...]:
    """Return the rows that give the grade asked for: one a document, the newest document first.

    `graded` says which paragraphs, (paragraphs,), give a grade. Empty where the documents that
    the question is limited to give no such grade.
    """
    found = ranker.rank(parsed, _DEPTH, only=graded)
    # A year that no document is of limits nothing else, and another year's grade is no answer to it.
    years = parsed.scope.year or tuple(int(year) for year in _OF_YEAR.findall(parsed.question))
    hits = [hit for hit in found.hits if not hit.document.years.isdisjoint(years or hit.document.years)]
    aspect = [
        t for t in dict.fromkeys(terms_of(parsed.subject)) if t not in _OF_THE_ASKING and not _YEAR.match(t)
    ]
    newest_first = sorted(hits, key=lambda hit: (-(hit.document.year or 0), hit.document.id, hit.rank))
    chosen: list[Hit] = []
    for _, group in groupby(newest_first, key=lambda hit: hit.document.id):
        own = list(group)
        best = _about(own, aspect) if aspect else _overall(own)
        chosen += [best] if best else []
    if not parsed.scope.authority:
        chosen.sort(key=lambda hit: hit.rank)
    return tuple(chosen[:_MOST])


def _overall(hits: list[Hit]) -> Hit | None:
    grades = ((hit, read_grade(hit.paragraph)) for hit in hits)
    return min((hit for hit, grade in grades if grade and grade.overall), key=_rows_first, default=None)


def _about(hits: list[Hit], aspect: list[str]) -> Hit | None:
    """Return the best hit about an aspect, a table's row before a heading that says the same."""
    about = [hit for hit in hits if _coverage(hit, aspect) >= _COVERED or hit.similarity >= _SIMILAR]
    best = max((_coverage(hit, aspect) for hit in about), default=0.0)
    return min((hit for hit in about if _coverage(hit, aspect) == best), key=_rows_first, default=None)


def _coverage(hit: Hit, aspect: list[str]) -> float:
    held = frozenset(terms_of(hit.paragraph.text))
    return sum(term in held for term in aspect) / len(aspect)


def _rows_first(hit: Hit) -> tuple[bool, int]:
    return hit.paragraph.kind != "table_row", hit.rank
