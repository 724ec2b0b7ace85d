"""Which criteria decide a case, and in which order."""

from assistant.answering.case import Case
from assistant.answering.criteria.criterion import Criterion
from assistant.answering.criteria.fact_given import FactGiven
from assistant.answering.criteria.grade_given import GradeGiven
from assistant.answering.criteria.quoting import InVoice, NearBest, NoFormality
from assistant.answering.criteria.scope import InScope, KnownAuthority, KnownYear, NamedReport, VectorsAtHand
from assistant.answering.criteria.subject import OnSubject, RareTermSpoken
from assistant.answering.criteria.verified import Verified

_KNOWN: tuple[Criterion, ...] = (KnownAuthority(), KnownYear(), InScope())
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
EXACT: tuple[Criterion, ...] = (*_KNOWN, NamedReport(), InVoice(), NoFormality())
"""What leaves the statements that are worth reading."""
VERIFIED: tuple[Criterion, ...] = (*EXACT, OnSubject(), Verified())
"""What a statement must hold to answer, where a verifier is at hand."""
GRADE: tuple[Criterion, ...] = (*_KNOWN, OnSubject(), GradeGiven())
"""What a judgement must hold to answer a question for a grade; the year is looked at where it is found."""
BY_WORDS: tuple[Criterion, ...] = (VectorsAtHand(), *_KNOWN)
"""What can be said of hits that were found by words alone."""


def criteria_for(case: Case) -> tuple[Criterion, ...]:
    """Return the criteria that decide a case, in their order."""
    if case.unavailable is not None:
        return BY_WORDS
    if case.asks_for_grade:
        return GRADE
    return STATEMENT if case.verified is None else VERIFIED
