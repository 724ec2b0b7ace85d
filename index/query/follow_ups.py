"""A question that only makes sense after the one before it: what carries over."""

import re
from dataclasses import dataclass, replace

from index.lexicon.terms import STOP_WORDS, words_of
from index.query.scope import (
    KnownDocuments,
    absent_years,
    asks_for_latest,
    read_absent,
    read_scope,
    subject_of,
)
from index.types import SCOPE_FIELDS, ParsedQuery, Scope

_OPENS = re.compile(
    r"^(?:and|but|or|also|so|then|what about|how about|and what about|and how about)\b[\s,]*", re.I
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|those|these|this|he|she|there|same)\b", re.I
)
_SAYS_NOTHING = frozenset(
    "year years report reports inspection inspections now one ones last latest recent "
    "inspectors inspector ofsted council councils".split()
)
_FEW = 3
"""Words of substance; a question with more of them stands on its own, whatever it points at."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question made whole: what is searched for, and in which scope."""

    question: str
    scope: Scope


def follow_up(question: str, previous: ParsedQuery, known: KnownDocuments) -> FollowUp | None:
    """Return what a question asks after `previous`, None where it stands on its own.

    "And in 2011?" and "what about Hounslow" keep the topic and change the scope. "Who
    runs it" keeps the topic beside its own words. "And adoption?" keeps the scope.
    """
    opened = _OPENS.match(question)
    rest = question[opened.end() :] if opened else question
    read = read_scope(rest, known, Scope())
    elsewhere = read_absent(rest, known)
    latest = asks_for_latest(rest)
    limits = bool(read.authority or read.year or read.voice or elsewhere or latest)
    words = words_of(subject_of(rest, known))
    own = [w for w in words if w not in STOP_WORDS | _SAYS_NOTHING and not w.isdigit()]
    named = {w for a in (*read.authority, *elsewhere) for w in words_of(a)}
    own = [w for w in own if w not in named]
    if limits and not own:
        before = replace(previous.scope, authority=()) if elsewhere else previous.scope
        scope = _over(replace(before, year=()) if latest else before, read)
        if not read.year and absent_years(scope, known):
            scope = _over(replace(before, year=()), read)
        return FollowUp(f"{_subject(previous)} {rest}", scope)
    if len(own) > _FEW:
        return None
    if _POINTS_BACK.search(rest) and (opened or len(own) <= _FEW):
        return FollowUp(f"{rest.rstrip(' ?')} {_subject(previous)}", _over(previous.scope, read))
    if opened and own:
        return FollowUp(rest, _over(previous.scope, read))
    return None


def _subject(previous: ParsedQuery) -> str:
    """Return what was asked about before, without the years that limited it."""
    return re.sub(r"\b(?:in |of )?(?:19|20)\d\d\b", " ", previous.subject).strip(" ?")


def _over(before: Scope, now: Scope) -> Scope:
    """Return the scope before, with what the new question limits itself to in the place of the same."""
    named = {field: getattr(now, field) or getattr(before, field) for field in SCOPE_FIELDS}
    return replace(before, **named, given=frozenset(field for field, value in named.items() if value))
