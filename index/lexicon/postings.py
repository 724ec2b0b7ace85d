"""BM25 over the terms of texts, kept in parts that are written once and never changed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from typing import Self

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

_MOST = 65_535
"""A term's count in a text is kept in 16 bits; beyond this it would change no score."""

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
    counts: npt.NDArray[np.uint16]
    lengths: npt.NDArray[np.int32]

    @classmethod
    def of(cls, texts: list[list[str]]) -> Self:
        """Count the terms of texts."""
        return cls.of_counts([Counter(terms) for terms in texts])

    @classmethod
    def of_counts(cls, texts: list[Mapping[str, int]]) -> Self:
        """Return the postings of texts of which it is known how often each holds a term."""
        held: dict[str, list[tuple[int, int]]] = {}
        for i, counted in enumerate(texts):
            for term, count in counted.items():
                held.setdefault(term, []).append((i, min(count, _MOST)))
        vocabulary = tuple(sorted(held))
        pairs = np.array([pair for term in vocabulary for pair in held[term]], np.int32).reshape(-1, 2)
        first = np.cumsum([0, *(len(held[term]) for term in vocabulary)])
        lengths = np.array([sum(counted.values()) for counted in texts], np.int32)
        return cls(
            vocabulary, first.astype(np.int64), pairs[:, 0].copy(), pairs[:, 1].astype(np.uint16), lengths
        )

    @classmethod
    def merged(cls, parts: tuple[Self, ...]) -> Self:
        """Return the postings of all parts' texts, which are counted on from one part to the next."""
        terms = tuple(sorted(set[str]().union(*(part.terms for part in parts))))
        slots = {term: slot for slot, term in enumerate(terms)}
        own_slots = [np.fromiter((slots[term] for term in part.terms), np.int64) for part in parts]
        held = np.zeros(len(terms), np.int64)
        for own, part in zip(own_slots, parts, strict=True):
            held[own] += np.diff(part.first)
        first = np.concatenate([[0], np.cumsum(held)])
        texts = np.empty(first[-1], np.int32)
        counts = np.empty(first[-1], np.uint16)
        # Each part's texts stand after those of the parts before it, term by term.
        free = first[:-1].copy()
        start = 0
        for own, part in zip(own_slots, parts, strict=True):
            lengths = np.diff(part.first)
            places = np.arange(len(part.texts)) + np.repeat(free[own] - part.first[:-1], lengths)
            texts[places] = part.texts + start
            counts[places] = part.counts
            free[own] += lengths
            start += len(part.lengths)
        return cls(terms, first, texts, counts, np.concatenate([part.lengths for part in parts]))

    def only(self, kept: npt.NDArray[np.bool_]) -> Self:
        """Return the postings of some texts, `kept` is (texts,), which are counted again."""
        own = kept[self.texts]
        before = np.concatenate([[0], np.cumsum(own)])[self.first]
        there = np.diff(before) > 0
        numbers = np.cumsum(kept) - 1
        return type(self)(
            tuple(term for term, held in zip(self.terms, there, strict=True) if held),
            np.concatenate([before[:-1][there], before[-1:]]),
            numbers[self.texts[own]].astype(np.int32),
            self.counts[own],
            self.lengths[kept],
        )

    def holders(self, term: str) -> npt.NDArray[np.int32]:
        """Return the texts that hold a term, ascending."""
        slot = self.slots.get(term)
        if slot is None:
            return np.zeros(0, np.int32)
        held: npt.NDArray[np.int32] = self.texts[self.first[slot] : self.first[slot + 1]]
        return held

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

    def scores(self, terms: Iterable[str]) -> Scores:
        """Return the BM25 score of every text for these terms, each counted once; 0 where none occurs."""
        return self.weighted({term: self.weight(term) for term in terms})

    def weighted(self, weights: Mapping[str, float], among: npt.NDArray[np.int64] | None = None) -> Scores:
        """Return the score of every text for terms that weigh as is said, (texts,); 0 where none occurs.

        Where `among` names texts, ascending, all others have 0 and cost nothing.
        """
        scores = np.zeros(self._texts, np.float32)
        for term, weight in weights.items():
            for part, start in zip(self._parts, self._starts, strict=False):
                slot = part.slots.get(term)
                if slot is not None:
                    own = slice(part.first[slot], part.first[slot + 1])
                    texts, counts = start + part.texts[own], part.counts[own].astype(np.float32)
                    if among is not None:
                        _, found, _ = np.intersect1d(texts, among, assume_unique=True, return_indices=True)
                        texts, counts = texts[found], counts[found]
                    scores[texts] += np.float32(weight) * (counts / (counts + self._saturation[texts]))
        return scores

    def weight(self, term: str) -> float:
        """Return how rare a term is: Lucene's BM25 inverse document frequency, from 0 upwards.

        A term that no text holds is as rare as can be.
        """
        frequency = sum(part.frequency(term) for part in self._parts)
        return float(np.log1p((self._texts - frequency + 0.5) / (frequency + 0.5)))

    def holding_all(self, terms: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the texts that hold every one of the terms, ascending; all texts for no terms."""
        terms = tuple(dict.fromkeys(terms))
        if not terms:
            return np.arange(self._texts)
        found: list[npt.NDArray[np.int64]] = []
        for part, start in zip(self._parts, self._starts, strict=False):
            # The rarest first, so that little is left to be compared.
            held = sorted((part.holders(term) for term in terms), key=len)
            common = reduce(partial(np.intersect1d, assume_unique=True), held)
            found.append(common + start)
        return np.concatenate([np.zeros(0, np.int64), *found])

    def __contains__(self, term: str) -> bool:
        return any(term in part.slots for part in self._parts)
