"""BM25 over the terms of texts, kept in parts that are written once and never changed."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

K1 = 1.2
B = 0.4
"""BM25's constants (Robertson & Zaragoza 2009, doi:10.1561/1500000019). A low `b` because a
long paragraph is one that says more, not one that repeats itself; measured in docs/accuracy.md."""


@dataclass(frozen=True)
class Postings:
    """Which texts hold a term and how often, for some texts of a library.

    The texts that hold `terms[i]` are `texts[first[i]:first[i + 1]]`, counted from 0 and
    ascending, and `counts` says how often each does; `lengths` is how many terms each text has.
    """

    terms: tuple[str, ...]
    first: npt.NDArray[np.int64]
    texts: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]

    @classmethod
    def of(cls, texts: list[list[str]]) -> Self:
        """Count the terms of texts."""
        held: dict[str, list[tuple[int, int]]] = {}
        for i, terms in enumerate(texts):
            for term, count in Counter(terms).items():
                held.setdefault(term, []).append((i, count))
        vocabulary = tuple(sorted(held))
        pairs = np.array([pair for term in vocabulary for pair in held[term]], np.int32).reshape(-1, 2)
        first = np.cumsum([0, *(len(held[term]) for term in vocabulary)])
        lengths = np.array([len(terms) for terms in texts], np.int32)
        return cls(vocabulary, first.astype(np.int64), pairs[:, 0].copy(), pairs[:, 1].copy(), lengths)

    @cached_property
    def slots(self) -> dict[str, int]:
        """Where each term stands among them all."""
        return {term: slot for slot, term in enumerate(self.terms)}

    def frequency(self, term: str) -> int:
        """Return how many texts hold a term."""
        slot = self.slots.get(term)
        return 0 if slot is None else int(self.first[slot + 1] - self.first[slot])


class TermIndex:
    """BM25, as Lucene computes it, over the texts of all parts in their order."""

    def __init__(self, parts: tuple[Postings, ...]) -> None:
        self._parts = parts
        self._starts = np.cumsum([0, *(len(part.lengths) for part in parts)])
        self._texts = int(self._starts[-1])
        lengths = np.concatenate([np.zeros(0, np.int32), *(part.lengths for part in parts)])
        mean = float(lengths.mean()) if len(lengths) else 1.0
        self._saturation = (K1 * (1 - B + B * lengths / max(mean, 1e-9))).astype(np.float32)

    def scores(self, terms: list[str]) -> Scores:
        """Return the BM25 score of every text for these terms, each counted once; 0 where none occurs."""
        scores = np.zeros(self._texts, np.float32)
        for term in dict.fromkeys(terms):
            weight = np.float32(self.weight(term))
            for part, start in zip(self._parts, self._starts, strict=False):
                slot = part.slots.get(term)
                if slot is not None:
                    own = slice(part.first[slot], part.first[slot + 1])
                    texts, counts = start + part.texts[own], part.counts[own].astype(np.float32)
                    scores[texts] += weight * (counts / (counts + self._saturation[texts]))
        return scores

    def weight(self, term: str) -> float:
        """Return how rare a term is: Lucene's BM25 inverse document frequency, from 0 upwards.

        A term that no text holds is as rare as can be.
        """
        frequency = sum(part.frequency(term) for part in self._parts)
        return float(np.log1p((self._texts - frequency + 0.5) / (frequency + 0.5)))

    def __contains__(self, term: str) -> bool:
        return any(term in part.slots for part in self._parts)
