"""Read from a question what it limits itself to."""

import re
from dataclasses import replace

from corpus.types import Document, Voice
from index.types import Scope

_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![-–/]\d)")
_SPEAKS = r"(?:say|said|find|found|think|thought|concluded?|reported|noted?|comment|judged?|see|saw)"
_INSPECTORS = re.compile(
    rf"\b(?:inspectors?|ofsted)\b(?: \w+)? {_SPEAKS}\b|\bofsted(?:'s)? (?:comments?|view|findings?)\b"
    rf"|\baccording to (?:the )?(?:inspectors?|ofsted)\b|\binspectors?['’] (?:view|findings?)\b",
    re.I,
)
_COUNCIL = re.compile(
    rf"\b(?:the|our|its) council\b(?: \w+){{0,2}}? (?:{_SPEAKS}|respond(?:ed)?|response|repl(?:y|ied))\b"
    r"|\bcouncil(?:'s|s)? (?:response|reply|own (?:paper|report|view))\b"
    r"|\bour (?:own )?(?:\d{4} )?(?:paper|overview|report|response)\b",
    re.I,
)


def read_scope(question: str, documents: tuple[Document, ...], given: Scope) -> Scope:
    """Return the scope that the user gave, filled up with what the question itself says.

    A year counts only if the library has a document of that year: "in 2011-12" or
    "in 2013" is otherwise a year that a paragraph speaks of.
    """
    scope = given
    if "authority" not in given.given:
        named = tuple(
            authority
            for authority in dict.fromkeys(document.authority for document in documents)
            if _names(authority).search(question)
        )
        scope = replace(scope, authority=named)
    if "year" not in given.given:
        years = {document.year for document in documents}
        mentioned = dict.fromkeys(int(year) for year in _YEAR.findall(question))
        scope = replace(scope, year=tuple(year for year in mentioned if year in years))
    if "voice" not in given.given:
        scope = replace(scope, voice=_read_voice(question))
    return scope


def topic_of(question: str, documents: tuple[Document, ...]) -> str:
    """Return the question without the names of authorities, which every paragraph is about."""
    topic = question
    for authority in dict.fromkeys(document.authority for document in documents):
        topic = _names(authority).sub(" ", topic)
    topic = " ".join(topic.split())
    return topic or question


def _names(authority: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:london borough of )?{re.escape(authority)}(?:['’]?s)?\b", re.I)


def _read_voice(question: str) -> tuple[Voice, ...]:
    inspectors = bool(_INSPECTORS.search(question))
    council = bool(_COUNCIL.search(question))
    if inspectors == council:
        return ()
    return ("inspectors",) if inspectors else ("council",)
