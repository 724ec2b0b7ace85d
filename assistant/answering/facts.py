"""Read from a question which kind of fact would answer it, and find one in a paragraph."""

import re

from assistant.answering.reasons import FactKind

_QUESTIONS: dict[FactKind, re.Pattern[str]] = {
    "percentage": re.compile(
        r"\bwhat (?:%|percentage|proportion|share)|\bpercentage of\b|^(?:%|per ?cent) ", re.I
    ),
    "figure": re.compile(
        r"\bhow (?:many|much|long|old|often)\b|\bwhat (?:%|percentage|proportion|share)"
        r"|\b(?:number|proportion|percentage|share|rate|total|no) of\b|\brate\b|\bper cent\b|^% "
        r"|\b(?:average|weekly|annual|total|unit) (?:number|cost|spend|time)\b",
        re.I,
    ),
    "date": re.compile(
        r"^when (?:was|were|did|is|are|will|does|do)\b|\b(?:what|which|on what) date\b|\bwhat year\b",
        re.I,
    ),
    "person": re.compile(
        r"\bnames? of (?:the|our|their|its)\b|\bwhat(?:'s| is| was) the name\b"
        r"|^who (?:is|was|are|were) (?:the|our|its|their)\b.*"
        r"\b(?:director|chair\w*|chief|head|leader|lead member|manager|inspectors?|mayor)\b",
        re.I,
    ),
}
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty "
    "thirty forty fifty hundred thousand half third quarter fifth none no nil once twice daily weekly "
    "fortnightly monthly quarterly annually yearly"
)
_MONTHS = "january february march april may june july august september october november december"
_HELD: dict[FactKind, re.Pattern[str]] = {
    "percentage": re.compile(
        r"\d ?%|\bper ?cent\b|\b\d+ (?:out )?of (?:the )?\d+\b|\b(?:half|third|quarter|fifth|tenth)s?\b",
        re.I,
    ),
    "person": re.compile(
        r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Sir|Dame)\.? [A-Z][a-z]+"
        r"|(?:[Dd]irector|[Cc]hair\w*|[Hh]ead|[Ll]eader|[Mm]anager|[Ii]nspectors?|[Mm]ember)"
        r"[^.]{0,40}?[:,\t] ?[A-Z][a-z]+ [A-Z][a-z]+"
    ),
    "figure": re.compile(rf"\d|\b(?:{'|'.join(_NUMBER_WORDS.split())})\b", re.I),
    "date": re.compile(
        rf"\b(?:19|20)\d\d\b|\b(?:{'|'.join(_MONTHS.split())})\b|\b(?:spring|summer|autumn|winter)\b", re.I
    ),
}


def read_fact_kind(question: str) -> FactKind | None:
    """Return the kind of fact that a question asks for, None where any statement answers it."""
    return next((kind for kind, pattern in _QUESTIONS.items() if pattern.search(question)), None)


def holds_fact(kind: FactKind, text: str) -> bool:
    """Say whether a text holds a fact of a kind: a figure (in digits or words), a date, a name."""
    return bool(_HELD[kind].search(text))
