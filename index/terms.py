"""The lexical side: text to terms, and a BM25 index over them."""

import json
import re
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

Scores = npt.NDArray[np.float32]

K1 = 1.2
B = 0.4
"""BM25's constants (Robertson & Zaragoza 2009, doi:10.1561/1500000019). A low `b` because a
long paragraph is one that says more, not one that repeats itself; measured in docs/accuracy.md."""

# Words of a question that say nothing of its topic. Kept short: "not", "no" and "all" count.
STOP_WORDS = frozenset(
    "a about above after again against am an and any are as at be because been before being below "
    "between both but by can could did do does doing down during each few for from further get gets "
    "getting give given had has have having he her here hers him his how i if in into is it its "
    "itself just let me more most my of off on once only or other our ours out over own s same she "
    "should so some such t than that the their theirs them then there these they this those through "
    "to too under until up us very was we were what when where which while who whom whose why will "
    "with would you your yours say says said tell know whats theres".split()
)
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?%?|%|£")
_APOSTROPHE = re.compile(r"['’](s\b)?")
_stemmer = Stemmer.Stemmer("english")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, possessives without their ending."""
    return [_APOSTROPHE.sub("", word) for word in _WORD.findall(text.lower())]


def terms_of(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order, repeats kept."""
    return list(_stemmer.stemWords([word for word in words_of(text) if word not in STOP_WORDS]))


def stem(word: str) -> str:
    """Return the Snowball English stem of a word in lower case."""
    return str(_stemmer.stemWord(word))


class TermIndex:
    """BM25 over the terms of texts, and how many texts hold each term."""

    def __init__(self, ranker: bm25s.BM25, frequencies: dict[str, int], texts: int) -> None:
        self._ranker = ranker
        self._frequencies = frequencies
        self._texts = texts

    @classmethod
    def build(cls, texts: list[list[str]]) -> Self:
        """Index texts given as terms; there must be one at least that holds a term."""
        ranker = bm25s.BM25(method="lucene", k1=K1, b=B)
        ranker.index(texts, show_progress=False)
        frequencies: dict[str, int] = {}
        for terms in texts:
            for term in set(terms):
                frequencies[term] = frequencies.get(term, 0) + 1
        return cls(ranker, frequencies, len(texts))

    def save(self, folder: Path) -> None:
        """Write the index into `folder` as NumPy arrays and JSON."""
        self._ranker.save(str(folder), show_progress=False)
        frequencies = {"texts": self._texts, "frequencies": self._frequencies}
        (folder / "frequencies.json").write_text(json.dumps(frequencies), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        record = json.loads((folder / "frequencies.json").read_text(encoding="utf-8"))
        ranker = bm25s.BM25.load(str(folder), load_corpus=False)
        return cls(ranker, record["frequencies"], record["texts"])

    def scores(self, terms: list[str]) -> Scores:
        """Return the BM25 score of every text for these terms, float32, zero where none occurs."""
        known = [term for term in dict.fromkeys(terms) if term in self._frequencies]
        if not known:
            return np.zeros(self._texts, np.float32)
        return np.asarray(self._ranker.get_scores(known), np.float32)

    def weight(self, term: str) -> float:
        """Return how rare a term is: Lucene's BM25 inverse document frequency, from 0 upwards.

        A term that no text holds is as rare as can be.
        """
        frequency = self._frequencies.get(term, 0)
        return float(np.log1p((self._texts - frequency + 0.5) / (frequency + 0.5)))

    def __contains__(self, term: str) -> bool:
        return term in self._frequencies
