"""What a question names in the sector's own terms, so that an answer must speak of it.

"Young carers assessments" is answered by no paragraph on foster carers and assessments,
however near it is. A term that few paragraphs hold is what a question is about; one that
many hold ("social workers") may go without saying.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corpus.types import Paragraph
from index.lexicon.postings import TermIndex
from index.lexicon.terms import STOP_WORDS, stem, terms_of, words_of
from index.lexicon.thesaurus import Thesaurus
from index.types import Expansion

RARE = 0.02
"""Share of the paragraphs; a term that more of them hold is not asked for in the answer."""
_LONGEST = 5
_SAMPLE = 1000
"""Paragraphs that are read to see whether a term is rare; enough to tell 1% from 3%."""


@dataclass(frozen=True, slots=True)
class RareTerm:
    """A term as it stands in a question, and what a paragraph that speaks of it holds."""

    term: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    """What it is called, itself first."""

    def held_by(self, paragraph: Paragraph) -> bool:
        """Say whether a paragraph, its heading or its lead-in speaks of it."""
        return bool(self.pattern.search(text_of(paragraph).lower()))


@dataclass(frozen=True)
class RareTerms:
    """Finds the rare terms of questions; `terms` are those of the library's paragraphs, in their order."""

    thesaurus: Thesaurus
    paragraphs: tuple[Paragraph, ...]
    terms: TermIndex

    def read(self, question: str, expansions: tuple[Expansion, ...]) -> tuple[RareTerm, ...]:
        """Return the rare terms of a question, the rarest first; other names for them count as them."""
        words = words_of(question.replace("-", " "))
        stems = tuple(stem(word) for word in words)
        named: dict[str, RareTerm] = {}
        for count in range(_LONGEST, 1, -1):
            for first in range(len(stems) - count + 1):
                phrase = stems[first : first + count]
                if phrase in self._formal:
                    term = " ".join(words[first : first + count])
                    if not any(term in longer for longer in named):
                        named[term] = _rare_term(term, expansions)
        shares = {phrase: self._share(term) for phrase, term in named.items()}
        rare = (term for phrase, term in named.items() if shares[phrase] <= RARE)
        return tuple(sorted(rare, key=lambda term: shares[term.term]))

    @cached_property
    def _formal(self) -> frozenset[tuple[str, ...]]:
        """The sector's own terms of two words and more, as stems: what lay words stand for."""
        terms = {term for meanings in self.thesaurus.meanings.values() for term in meanings}
        phrases = (tuple(stem(w) for w in words_of(term.replace("-", " "))) for term in terms)
        # "Speak up" and "not good enough" name nothing.
        idle = STOP_WORDS | {"not", "no"}
        return frozenset(phrase for phrase in phrases if len(phrase) > 1 and idle.isdisjoint(phrase))

    def _share(self, term: RareTerm) -> float:
        """Return the share of the paragraphs that hold a term.

        Only those that hold all words of one of its names can; where there are many of them,
        the share is estimated from some, evenly spread.
        """
        found = [self.terms.holding_all(terms_of(name.replace("-", " "))) for name in term.names]
        candidates = np.unique(np.concatenate(found))
        sample = candidates[:: max(1, -(-len(candidates) // _SAMPLE))]
        holders = sum(term.held_by(self.paragraphs[i]) for i in sample)
        share = holders / max(1, len(sample)) * len(candidates)
        return share / max(1, len(self.paragraphs))


def text_of(paragraph: Paragraph) -> str:
    """Return a paragraph with what stands over it, on one line."""
    parts = (paragraph.section or "", paragraph.lead_in or "", paragraph.text)
    return " ".join(" ".join(parts).split())


def _rare_term(term: str, expansions: tuple[Expansion, ...]) -> RareTerm:
    lower = term.lower()
    own = [e.meaning for e in expansions if e.term.lower() == lower or _singular(e.term.lower()) == lower]
    names = dict.fromkeys([lower, *(name.lower() for name in own)])
    return RareTerm(term, re.compile("|".join(map(_spelt, names))), tuple(names))


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _spelt(term: str) -> str:
    """Return a pattern for a term in the singular or plural, hyphened or not."""
    words = [re.escape(_singular(word)) for word in words_of(term.replace("-", " "))]
    ends = [f"{word[:-1]}(?:y|ie)" if word.endswith("y") else word for word in words]
    return r"\b" + r"[\s\-’']+(?:s\s)?".join(f"{word}(?:e?s)?['’]?" for word in ends) + r"\b"
