"""Read from a question what kind of thing would answer it, and find that in a paragraph."""

import re
from typing import Literal

from assistant.answering.grades import asks_for_grade

AnswerKind = Literal["grade", "percentage", "figure", "date", "person"]

_QUESTIONS: dict[AnswerKind, re.Pattern[str]] = {
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
_HELD: dict[AnswerKind, re.Pattern[str]] = {
    # The rows of judgement tables come first (`grade_answers`); a paragraph may name a grade too.
    "grade": re.compile(
        r"\b(?:outstanding|good|requir\w+ improvement|inadequate|adequate|satisfactory)\b", re.I
    ),
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

LACKING: dict[AnswerKind, str] = {
    "grade": "none gives the grade that was asked for",
    "percentage": "none gives the percentage that was asked for",
    "person": "none gives the name that was asked for",
    "figure": "none gives the figure that was asked for",
    "date": "none gives the date that was asked for",
}
"""Ends the sentence "These paragraphs are near the question; …"."""


def read_kind(question: str) -> AnswerKind | None:
    """Return the kind of thing that a question asks for, None where any statement answers it."""
    if asks_for_grade(question):
        return "grade"
    for kind, pattern in _QUESTIONS.items():
        if pattern.search(question):
            return kind
    return None


def holds(kind: AnswerKind, text: str) -> bool:
    """Say whether a text holds a figure (in digits or words) or a date."""
    return bool(_HELD[kind].search(text))
