"""Read a quotation as words: what stands for words left out, put in, or fitted into a sentence."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from assistant.checking.negations import first_negation
from assistant.checking.words import words_in

_GAP = re.compile(r"[\[(]?\s*(?:…|\.\s?\.\s?\.)\s*[\])]?|\[[^\[\]]*\]")
"""What stands for other words: an ellipsis, or an insertion in brackets."""
_CAPITAL = re.compile(r"\[(\w)\](?=\w)")
_ENDING = re.compile(r"(\w{2,})\[(?!not\])(\w{1,4})\]")
"""A word whose ending was fitted into the sentence: "ensure[d]" for "ensures", but not "can[not]"."""
_LONGEST_ENDING = 4
_MOST_READINGS = 40
_SENTENCE_END = frozenset(".!?;:,")


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a quotation in parts; `gaps` are what stands between each part and the next."""

    words: list[list[str]]
    gaps: tuple[str, ...]

    def negates(self, number: int) -> bool:
        """Say whether what stands behind a part says itself that not."""
        return number < len(self.gaps) and first_negation(words_in(self.gaps[number])) is not None


def read_parts(text: str, beginning_with: Callable[[str], tuple[str, ...]]) -> list[Reading]:
    """Return the ways to read a quotation, the likeliest first; there is always one.

    `beginning_with` returns the library's words that begin with some letters: an ending in
    brackets stands for that of any of them.
    """
    plain = _CAPITAL.sub(r"\1", text)
    endings = [_endings(match, beginning_with) for match in _ENDING.finditer(plain)]
    return [_parted(plain, chosen) for chosen in islice(product(*endings), _MOST_READINGS)]


def _endings(match: re.Match[str], beginning_with: Callable[[str], tuple[str, ...]]) -> list[str]:
    """Return the words that one with its ending in brackets may stand for."""
    stem = match[1]
    cases = (stem, stem[:1].swapcase() + stem[1:])
    found = (word for own in cases for word in beginning_with(own))
    known = [word for word in found if len(word) - len(stem) <= _LONGEST_ENDING]
    return [*known, stem] if stem not in known else known


def _parted(text: str, endings: tuple[str, ...]) -> Reading:
    whole = iter(endings)
    text = _ENDING.sub(lambda _: next(whole), text)
    parts: list[list[str]] = []
    gaps: list[str] = []
    waiting = ""
    for part, gap in _pieces(text):
        words = _without_edges([word.text for word in words_in(part)])
        if words:
            if parts:
                gaps.append(waiting)
            parts.append(words)
            waiting = ""
        waiting += gap
    return Reading(parts, tuple(gaps))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text in pieces, each with what stands for other words behind it."""
    position = 0
    for match in _GAP.finditer(text):
        yield text[position : match.start()], match.group()
        position = match.end()
    yield text[position:], ""


def _without_edges(texts: list[str]) -> list[str]:
    """Return words without marks at both ends: a full stop may be the briefing's."""
    start, end = 0, len(texts)
    while start < end and not texts[start][0].isalnum() and texts[start] not in "£%":
        start += 1
    while end > start and texts[end - 1] in _SENTENCE_END:
        end -= 1
    return texts[start:end]
