"""From a question to ranked paragraphs."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.types import Document, Paragraph
from index.encoder import Encoder
from index.generation import Generation
from index.scope import read_scope, topic_of
from index.terms import STOP_WORDS, stem, terms_of, words_of
from index.types import Found, Hit, Reading, Scope


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the search counts; measured in docs/accuracy.md.

    `dense` is the share of the vectors in the fused score, the rest is the terms'.
    Each side is divided by its best score of the question first, so that neither
    needs the other's scale (a convex combination, which Bruch, Gai and Ingber 2022,
    arXiv:2210.11934, find better than reciprocal ranks). `headed` is the share of
    the paragraph under its heading in the vectors' score; `expansion` what the BM25
    score of words added to the question counts; `year` and `voice` what is added to
    the score (0 to 1) of a paragraph of the year or voice that the question names.
    """

    dense: float = 0.75
    headed: float = 0.3
    expansion: float = 0.8
    year: float = 0.2
    voice: float = 0.4


_CANDIDATES = 512
"""Nearest passages, and best term scores, whose paragraphs are scored exactly."""

_YEAR = re.compile(r"(?:19|20)\d\d")

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Searcher:
    """All that a search needs, held in memory. `paragraphs` are in the order of the rows."""

    generation: Generation
    paragraphs: tuple[Paragraph, ...]
    documents: dict[str, Document]
    encoder: Encoder
    weights: Weights = Weights()

    def __post_init__(self) -> None:
        ids = tuple(paragraph.id for paragraph in self.paragraphs)
        if ids != self.generation.rows.paragraphs:
            raise ValueError(
                f"{len(ids)} paragraphs do not match the index's {len(self.generation.rows.paragraphs)}"
            )

    def read(self, question: str, given: Scope, expand: bool = True) -> Reading:
        """Return the question as understood: scope, topic and expansions."""
        documents = tuple(self.documents.values())
        topic = topic_of(question, documents)
        expansions = self.generation.acronyms.expand(topic) if expand else ()
        return Reading(question, topic, read_scope(question, documents, given), expansions)

    def search(self, reading: Reading, k: int) -> Found:
        """Return the best `k` paragraphs that the scope admits, best first."""
        query = self._query_vector(reading)
        topicality = float(query[0] @ self.generation.centroid)
        admitted = self._admitted(reading.scope)
        if not admitted.any():
            return Found((), topicality)
        own_terms = terms_of(reading.topic)
        added_terms = terms_of(" ".join(e.meaning for e in reading.expansions))
        terms = self.generation.terms
        own_scores = terms.scores(own_terms)
        lexical = own_scores + self.weights.expansion * terms.scores(
            [term for term in added_terms if term not in own_terms]
        )
        lexical[~admitted] = 0.0
        similarity, headed = self._similarities(query, lexical, admitted)
        dense = (1 - self.weights.headed) * similarity + self.weights.headed * headed
        share = self.weights.dense
        fused = share * _scaled(dense) + (1 - share) * _scaled(lexical)
        fused += self._preferences(reading.scope)
        fused[~admitted] = -np.inf
        # A stable sort: equal scores keep the order of the documents.
        best = np.argsort(-fused, kind="stable")[:k]
        # A year limits the question more than it says what the question is about.
        weights = {t: terms.weight(t) for t in dict.fromkeys(own_terms) if not _YEAR.fullmatch(t)}
        hits = tuple(
            self._hit(rank, int(i), float(fused[i]), float(similarity[i]), weights, reading)
            for rank, i in enumerate(best, start=1)
            if np.isfinite(fused[i])
        )
        return Found(hits, topicality)

    def count(self, scope: Scope) -> tuple[int, int]:
        """Return how many documents and paragraphs a scope admits."""
        documents = {id for id, document in self.documents.items() if scope.admits(document)}
        return len(documents), sum(p.document in documents for p in self.paragraphs)

    def unknown_words(self, reading: Reading) -> tuple[str, ...]:
        """Return the words of the question that no paragraph holds, as they were written."""
        explained = {word for e in reading.expansions for word in words_of(e.term)}
        words = (w for w in words_of(reading.topic) if w not in STOP_WORDS and w not in explained)
        return tuple(dict.fromkeys(w for w in words if stem(w) not in self.generation.terms))

    def _admitted(self, scope: Scope) -> npt.NDArray[np.bool_]:
        admits = {id: scope.admits(document) for id, document in self.documents.items()}
        return np.array([admits[paragraph.document] for paragraph in self.paragraphs], bool)

    def _preferences(self, scope: Scope) -> FloatArray:
        prefers = {
            id: self.weights.year * scope.prefers(document, "year")
            + self.weights.voice * scope.prefers(document, "voice")
            for id, document in self.documents.items()
        }
        return np.array([prefers[paragraph.document] for paragraph in self.paragraphs], np.float32)

    def _query_vector(self, reading: Reading) -> FloatArray:
        meanings = "".join(f" ({expansion.meaning})" for expansion in reading.expansions)
        return self.encoder.encode([reading.topic + meanings])

    def _similarities(
        self, query: FloatArray, lexical: FloatArray, admitted: npt.NDArray[np.bool_]
    ) -> tuple[FloatArray, FloatArray]:
        """Return each candidate's best cosine over paragraph and windows, and its headed one.

        Candidates are the paragraphs of the nearest passages and of the best term
        scores; their cosines are exact. All others are 0.
        """
        rows = self.generation.rows
        candidates = self._nearest(query, admitted) | (lexical > _kth(lexical, _CANDIDATES))
        similarity = np.zeros(len(self.paragraphs), np.float32)
        headed = np.zeros(len(self.paragraphs), np.float32)
        chosen = np.flatnonzero(candidates)
        starts, ends = rows.first[chosen], rows.first[chosen + 1]
        own_rows = np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)])
        cosines = self.generation.vectors.reconstruct_batch(own_rows) @ query[0]
        is_headed = rows.of_kind("headed")[own_rows]
        first = np.concatenate(([0], np.cumsum(ends - starts)[:-1]))
        similarity[chosen] = np.maximum.reduceat(np.where(is_headed, -1.0, cosines), first)
        headed[chosen] = np.maximum.reduceat(np.where(is_headed, cosines, -1.0), first)
        return similarity, headed

    def _nearest(self, query: FloatArray, admitted: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return which paragraphs hold one of the nearest passages, the scope applied first."""
        import faiss

        rows = self.generation.rows
        lengths = np.diff(rows.first)
        parameters: Any = None
        if not admitted.all():
            selected = np.flatnonzero(np.repeat(admitted, lengths))
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(selected))  # type: ignore[call-arg]
        k = min(_CANDIDATES, self.generation.vectors.ntotal)
        _, found = self.generation.vectors.search(query, k, params=parameters)
        owners = np.searchsorted(rows.first, found[0][found[0] >= 0], side="right") - 1
        nearest = np.zeros(len(self.paragraphs), bool)
        nearest[owners] = True
        return nearest

    def _hit(
        self,
        rank: int,
        i: int,
        score: float,
        similarity: float,
        weights: dict[str, float],
        reading: Reading,
    ) -> Hit:
        paragraph = self.paragraphs[i]
        document = self.documents[paragraph.document]
        coverage = _coverage(paragraph, document, weights, reading)
        return Hit(rank, score, paragraph, document, similarity, coverage)


def _coverage(paragraph: Paragraph, document: Document, weights: dict[str, float], reading: Reading) -> float:
    """Return the share of the question's weight in words that a paragraph and its heading hold.

    A word also counts as held where the paragraph holds all words that it stands for.
    """
    held = set(
        terms_of(
            f"{paragraph.text} {paragraph.section or ''} {paragraph.lead_in or ''} "
            f"{document.authority} {document.publisher} {document.year}"
        )
    )
    for expansion in reading.expansions:
        if held.issuperset(terms_of(expansion.meaning)):
            held.update(terms_of(expansion.term))
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0


def _scaled(scores: FloatArray) -> FloatArray:
    best = float(scores.max())
    return scores / best if best > 0 else scores


def _kth(scores: FloatArray, k: int) -> float:
    """Return the score that `k` scores at most lie above, 0 where fewer are above 0."""
    return float(np.partition(scores, -k)[-k]) if len(scores) > k else 0.0
