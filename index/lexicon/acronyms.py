"""Acronyms and what they stand for, mined from the library's own words.

Two kinds are found: those that a document spells out ("independent reviewing
officers (IROs)"), and those that only share their letters with a name in the
library ("CDOP" and "Child Death Overview Panel").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from index.lexicon.terms import STOP_WORDS, stem, words_of
from index.types import Expansion

_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z&]{1,7})\)")
_NAME = re.compile(r"\b[A-Z][\w'’]+(?:[ -](?:(?:and|of|for|the|to) )*[A-Z][\w'’]+){1,6}")
_ACRONYM = re.compile(r"\b[A-Z]{3,7}(?=s?\b)")
_LINK_WORDS = frozenset({"and", "of", "the", "for", "to", "in", "with"})
_MOST_WORDS = 7
_MEANING, _SHARED, _WRITTEN = "spelled out", "shares letters", "written"
"""What a line of `Acronyms.entries` says of an acronym."""
_FARTHEST = 120
"""Characters before an acronym in brackets among which its meaning is looked for."""


@dataclass(frozen=True, slots=True)
class Acronyms:
    """Acronyms in lower case and without a plural s.

    `meanings` are spelled out in the library; `names` share an acronym's letters;
    `written` are all that the library writes.
    """

    meanings: dict[str, tuple[str, ...]]
    names: dict[str, tuple[str, ...]]
    written: frozenset[str]

    @classmethod
    def mine(cls, texts: Iterable[str]) -> Self:
        """Collect the acronyms of a library's paragraphs."""
        meanings: dict[str, set[str]] = {}
        names: dict[str, set[str]] = {}
        written: set[str] = set()
        for text in texts:
            written.update(match.group().lower() for match in _ACRONYM.finditer(text))
            for match in _IN_BRACKETS.finditer(text):
                acronym = _singular(match.group(1))
                words = words_of(text[max(0, match.start() - _FARTHEST) : match.start()].replace("-", " "))
                meaning = _meaning(words[-_MOST_WORDS - 3 :], acronym)
                if meaning:
                    meanings.setdefault(acronym, set()).add(meaning)
            for match in _NAME.finditer(text):
                for acronym, name in _initialled(words_of(match.group().replace("-", " "))):
                    names.setdefault(acronym, set()).add(name)
        return cls(_sorted(meanings), _sorted(names), frozenset(written))

    def expand(self, question: str) -> tuple[Expansion, ...]:
        """Return what the acronyms in a question mean, and the acronyms of its phrases."""
        found: list[Expansion] = []
        for word in re.findall(r"[\w&]+", question):
            acronym = _singular(word)
            known = self.meanings.get(acronym, ())
            if not known and _ACRONYM.fullmatch(word.removesuffix("s")):
                known = self.names.get(acronym, ())
            found += [Expansion(word, meaning) for meaning in known]
        words = words_of(question.replace("-", " "))
        for first in range(len(words)):
            for last in range(first + 2, min(len(words), first + _MOST_WORDS) + 1):
                phrase = words[first:last]
                if written := self._acronym_of(phrase):
                    found.append(Expansion(" ".join(phrase), written.upper()))
        return tuple(dict.fromkeys(found))

    def _acronym_of(self, phrase: list[str]) -> str | None:
        stems = [stem(word) for word in phrase]
        for acronym in _initials(phrase):
            for meaning in self.meanings.get(acronym, ()):
                if [stem(word) for word in meaning.split()] == stems:
                    return acronym
        content = [word for word in phrase if word not in ("and", "of")]
        plain = len(content) > 2 and content[0] == phrase[0] and content[-1] == phrase[-1]
        if plain and not STOP_WORDS.intersection(content):
            acronym = "".join(word[0] for word in content)
            if acronym in self.written and acronym not in self.meanings:
                return acronym
        return None

    @property
    def entries(self) -> tuple[str, ...]:
        """The acronyms as lines that say each one thing, for several documents' to be put together."""
        tables = ((_MEANING, self.meanings), (_SHARED, self.names))
        pairs = [
            f"{kind}\t{acronym}\t{meaning}"
            for kind, table in tables
            for acronym, found in table.items()
            for meaning in found
        ]
        return (*pairs, *(f"{_WRITTEN}\t{acronym}" for acronym in sorted(self.written)))

    @classmethod
    def from_entries(cls, entries: Iterable[str]) -> Self:
        """Return the acronyms that lines of `entries` say, whichever documents' they are."""
        tables: dict[str, dict[str, set[str]]] = {_MEANING: {}, _SHARED: {}, _WRITTEN: {}}
        for entry in entries:
            kind, acronym, *meaning = entry.split("\t")
            tables[kind].setdefault(acronym, set()).update(meaning)
        return cls(_sorted(tables[_MEANING]), _sorted(tables[_SHARED]), frozenset(tables[_WRITTEN]))


def _singular(acronym: str) -> str:
    return acronym.lower() if acronym.isupper() else acronym.lower().removesuffix("s")


def _meaning(words: list[str], acronym: str) -> str | None:
    """Return the last words whose initials spell the acronym, the shortest run of them."""
    for count in range(2, len(words) + 1):
        run = words[-count:]
        if run[0] not in _LINK_WORDS and acronym in _initials(run):
            return " ".join(run)
    return None


def _initialled(words: list[str]) -> Iterable[tuple[str, str]]:
    for first in range(len(words)):
        for last in range(first + 3, min(len(words), first + _MOST_WORDS) + 1):
            run = words[first:last]
            if run[0] not in _LINK_WORDS and run[-1] not in _LINK_WORDS:
                for acronym in _initials(run):
                    if len(acronym) > 2:
                        yield acronym, " ".join(run)


def _initials(words: list[str]) -> set[str]:
    content = [word for word in words if word not in _LINK_WORDS]
    return {"".join(word[0] for word in words), "".join(word[0] for word in content)}


def _sorted(table: dict[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {acronym: tuple(sorted(meanings)) for acronym, meanings in sorted(table.items())}
