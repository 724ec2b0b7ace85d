"""Read from a question what kind of thing would answer it, and find that in a paragraph."""

import re
from typing import Literal

AnswerKind = Literal["figure", "date"]

_QUESTIONS: dict[AnswerKind, re.Pattern[str]] = {
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
}
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty "
    "thirty forty fifty hundred thousand half third quarter fifth none no nil once twice daily weekly "
    "fortnightly monthly quarterly annually yearly"
)
_MONTHS = "january february march april may june july august september october november december"
_HELD: dict[AnswerKind, re.Pattern[str]] = {
    "figure": re.compile(rf"\d|\b(?:{'|'.join(_NUMBER_WORDS.split())})\b", re.I),
    "date": re.compile(
        rf"\b(?:19|20)\d\d\b|\b(?:{'|'.join(_MONTHS.split())})\b|\b(?:spring|summer|autumn|winter)\b", re.I
    ),
}

LACKING: dict[AnswerKind, str] = {
    "figure": "none gives the figure that was asked for",
    "date": "none gives the date that was asked for",
}
"""Ends the sentence "These paragraphs are near the question; …"."""


def read_kind(question: str) -> AnswerKind | None:
    """Return the kind of thing that a question asks for, None where any statement answers it."""
    for kind, pattern in _QUESTIONS.items():
        if pattern.search(question):
            return kind
    return None


def holds(kind: AnswerKind, text: str) -> bool:
    """Say whether a text holds a figure (in digits or words) or a date."""
    return bool(_HELD[kind].search(text))
