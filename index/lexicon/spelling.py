"""Mend typing errors in a question, by the words that the library itself uses."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np

from index.lexicon.postings import Postings
from index.lexicon.terms import STOP_WORDS, stem
from index.types import Expansion

_ENGLISH = Path(__file__).with_name("english.txt")
"""English words, one a line; lines that begin with # are remarks."""
_WORD = re.compile(r"[a-z]+")
_SHORTEST = 4
"""Letters; shorter words are one letter away from too many others."""
_LONG = 8
"""Letters from which on two slips of the finger are mended, not one."""
_FEWEST_USES = 2
"""Paragraphs that must use a word for it to be what somebody meant."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a library uses, in lower case, and in how many paragraphs."""

    uses: dict[str, int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Count the words of a library's paragraphs."""
        uses: dict[str, int] = {}
        for text in texts:
            for word in set(_WORD.findall(text.lower())):
                uses[word] = uses.get(word, 0) + 1
        return cls(uses)

    @classmethod
    def counted(cls, parts: Iterable[Postings]) -> Self:
        """Return the words that documents use, from postings of each document's words."""
        uses: Counter[str] = Counter()
        for part in parts:
            if len(part.terms):
                sums = np.add.reduceat(part.counts, part.first[:-1], dtype=np.int64)
                uses.update(dict(zip(part.terms, sums.tolist(), strict=True)))
        return cls(dict(uses))

    def mend(self, question: str, known: frozenset[str] = frozenset()) -> tuple[Expansion, ...]:
        """Return the words of a question that are misspelt, each with what the library writes.

        A word that the library, `known` or English in general has is never touched.
        """
        mended: list[Expansion] = []
        # "Aren't" is no slip of "area": a word goes on behind its apostrophe, but for a possessive's.
        for match in re.finditer(r"([A-Za-z]+)(?:['’]s\b)?(?!['’]?[A-Za-z])", question):
            word = match[1]
            lower = word.lower()
            plain = len(word) >= _SHORTEST and not word.isupper() and lower not in STOP_WORDS
            if plain and lower not in self.uses and stem(lower) not in known and not _is_english(lower):
                meant = self._nearest(lower)
                if meant:
                    mended.append(Expansion(word, meant, "spelling"))
        return tuple(dict.fromkeys(mended))

    def _nearest(self, word: str) -> str | None:
        """Return the word that is fewest slips away (a letter wrong, missing, added, or two swapped)."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = 2 if len(word) >= _LONG else 1
        # The first letter is seldom wrong, and words that differ in it mean something else.
        candidates = [
            other
            for other, uses in self.uses.items()
            if other[0] == word[0] and uses >= _FEWEST_USES and len(other) >= _SHORTEST
        ]
        found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None)
        best = min(found, key=lambda hit: (hit[1], -self.uses[hit[0]], hit[0]), default=None)
        return best[0] if best and best[0] not in STOP_WORDS else None


def _is_english(word: str) -> bool:
    return word in _english() or stem(word) in _english_stems()


@cache
def _english() -> frozenset[str]:
    """Return the English words that are no slips."""
    lines = _ENGLISH.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def _english_stems() -> frozenset[str]:
    return frozenset(map(stem, _english()))


def in_right_spelling(question: str, mended: tuple[Expansion, ...]) -> str:
    """Return the question with its misspelt words replaced."""
    for slip in mended:
        question = re.sub(rf"\b{re.escape(slip.term)}\b", slip.meaning, question)
    return question
