"""Check a question and its filters before anything is searched."""

import re
from collections.abc import Iterable
from typing import TypeVar

from corpus.errors import QuestionError
from corpus.records.authorities import plain_name
from corpus.types import Document
from index.types import Scope

K = TypeVar("K")
V = TypeVar("V")

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")

LONGEST_QUESTION = 1000
"""Characters; longer texts are documents, not questions."""


def check_question(question: str) -> str:
    """Return the question with its white space folded, without characters that are no text.

    Raises QuestionError when it is empty, too long, or has no letter or digit.
    """
    # Lone surrogates come from bytes that are no UTF-8; control characters from pasting.
    text = question.encode("utf-8", "ignore").decode("utf-8")
    folded = " ".join(_CONTROL_CHARACTERS.sub(" ", text).split())
    if not folded:
        raise QuestionError("the question is empty", "type a question")
    if len(folded) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(folded):,} characters", f"ask in at most {LONGEST_QUESTION:,}"
        )
    if not any(character.isalnum() for character in folded):
        raise QuestionError("the question holds no word", "ask in words")
    return folded


def make_scope(
    documents: Iterable[Document],
    authority: str | None = None,
    year: int | None = None,
    document: str | None = None,
    voice: str | None = None,
) -> Scope:
    """Return the scope that a user's filters make; authority is matched without regard to case.

    Raises QuestionError when the library has nothing of the value asked for.
    """
    documents = tuple(documents)
    wanted: dict[str, object] = {}
    if authority is not None:
        known = {d.authority.casefold(): d.authority for d in documents}
        name = plain_name(authority).casefold()
        key = name if name in known else authority.casefold()
        wanted["authority"] = (_known(key, known, "authority", authority),)
    if year is not None:
        wanted["year"] = (_known(year, {y: y for d in documents for y in d.years}, "year", year),)
    if document is not None:
        wanted["document"] = (_known(document, {d.id: d.id for d in documents}, "document", document),)
    if voice is not None:
        voices: dict[str, str] = {d.voice: d.voice for d in documents}
        wanted["voice"] = (_known(voice.casefold(), voices, "voice", voice),)
    return Scope(**wanted, given=frozenset(wanted))  # type: ignore[arg-type]


def _known(key: K, known: dict[K, V], what: str, asked: object) -> V:
    if key not in known:
        have = ", ".join(str(value) for value in sorted(known.values(), key=str))
        named = f"'{asked}'" if what == "document" else f"of {what} '{asked}'"
        raise QuestionError(f"the library has no document {named}", f"choose from {have}")
    return known[key]
