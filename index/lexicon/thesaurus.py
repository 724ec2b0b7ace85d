"""The sector's words: what people say in a question, and what reports write for it.

A line of the file is `kids, youngsters > children` (the words on the right are added to
a question that holds one on the left) or `CP plan = child protection plan` (both ways).
Phrases are matched by their words' stems, so "fostered" finds "foster".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from corpus.errors import UserError
from index.lexicon.terms import stem, words_of
from index.types import Expansion

SHIPPED = Path(__file__).parent / "thesaurus.txt"
_LONGEST = 6
"""Words of the longest phrase that is looked for."""

Phrase = tuple[str, ...]


class ThesaurusError(UserError):
    """A thesaurus that somebody wrote cannot be read."""


@dataclass(frozen=True)
class Thesaurus:
    """What each phrase, as the stems of its words, stands for."""

    meanings: dict[Phrase, tuple[str, ...]]

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of all words that its phrases hold: none of them is misspelt."""
        return frozenset(word for phrase in self.meanings for word in phrase)

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Self:
        """Read thesaurus files, later ones adding to earlier ones; a file that is not there adds nothing.

        Raises ThesaurusError that names the file and line of an entry that is none.
        """
        meanings: dict[Phrase, dict[str, None]] = {}
        for path in paths:
            if not path.exists():
                continue
            try:
                lines = path.read_text(encoding="utf-8-sig").splitlines()
            except UnicodeDecodeError:
                raise ThesaurusError(f"{path} is not UTF-8 text", "save it as UTF-8") from None
            for number, line in enumerate(lines, start=1):
                for phrase, terms in _entry(line.strip(), f"{path}, line {number}"):
                    meanings.setdefault(phrase, {}).update(dict.fromkeys(terms))
        return cls({phrase: tuple(terms) for phrase, terms in meanings.items()})

    def expand(self, question: str) -> tuple[Expansion, ...]:
        """Return what the phrases of a question stand for; a longer phrase hides those inside it."""
        words = words_of(question.replace("-", " "))
        stems = tuple(stem(word) for word in words)
        found: list[Expansion] = []
        first = 0
        while first < len(stems):
            for count in range(min(_LONGEST, len(stems) - first), 0, -1):
                terms = self.meanings.get(stems[first : first + count])
                if terms:
                    term = " ".join(words[first : first + count])
                    others = (meaning for meaning in terms if meaning.lower() != term)
                    found += [Expansion(term, meaning, "thesaurus") for meaning in others]
                    first += count - 1
                    break
            first += 1
        return tuple(dict.fromkeys(found))


NO_THESAURUS = Thesaurus({})
"""Widens nothing."""


def _entry(line: str, where: str) -> Iterable[tuple[Phrase, list[str]]]:
    if not line or line.startswith("#"):
        return
    sign = ">" if ">" in line else "="
    left, _, right = line.partition(sign)
    sides = [[" ".join(part.split()) for part in side.split(",") if part.strip()] for side in (left, right)]
    if not all(sides):
        raise ThesaurusError(f"{where} is not 'lay words > formal words'", "correct or remove the line")
    pairs = [sides] if sign == ">" else [sides, sides[::-1]]
    for phrases, terms in pairs:
        for phrase in phrases:
            key = tuple(stem(word) for word in words_of(phrase.replace("-", " ")))
            if key:
                yield key, terms
