"""From a question to ranked paragraphs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from corpus.types import Document, Paragraph
from index.encoding.encoder import Encoder
from index.encoding.reranker import Reranker
from index.lexicon.spelling import in_right_spelling
from index.lexicon.terms import STOP_WORDS, stem, terms_of, words_of
from index.lexicon.thesaurus import NO_THESAURUS, Thesaurus
from index.query.clauses import clauses_of
from index.query.report_parts import part_asked_for
from index.query.scope import KnownDocuments, absent_years, read_absent, read_scope, topic_of
from index.search.candidates import find_candidates, similarities
from index.search.columns import Columns
from index.search.fusion import FloatArray, Fusion, fuse
from index.search.ordering import alternated, best_first, count_admitted, shared_out
from index.search.question_vectors import question_vectors
from index.store.generation import Generation
from index.store.rows import Flags
from index.store.vectors import NoVectors, VectorsUnavailableError
from index.types import Expansion, Found, Hit, Reading, Scope


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the search counts; measured in docs/accuracy.md.

    `dense` is the share of the vectors in the fused score, the rest is the terms';
    `fusion` how the two are brought to one scale. `headed` is the share of the paragraph
    under its heading in the vectors' score; `expansion` what the BM25 score of words
    added to the question counts; `year`, `voice` and `part` what is added to the score
    (0 to 1) of a paragraph of the year, voice or part of a report that the question
    names. `clause` is how many paragraphs of each thing that a question asks follow the
    first ones of the whole.
    """

    dense: float = 0.78
    headed: float = 0.3
    expansion: float = 0.8
    thesaurus: float = 0.5
    widened: float = 0.8
    year: float = 0.2
    voice: float = 0.4
    part: float = 0.3
    clause: int = 5
    fusion: Fusion = "best"


_OF_THE_WHOLE = 5
"""How many of the best come first for a question as a whole, before those of each thing that it asks."""
_MOST_SIDES = 3
"""Years or authorities named; with more of them a question surveys, and does not compare."""
_LOOKED_AT = 1000
"""Best paragraphs that are put in order, where no more are asked for."""

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Searcher:
    """All that a search needs, held in memory. `paragraphs` are in the order of the rows."""

    generation: Generation
    paragraphs: tuple[Paragraph, ...]
    columns: Columns
    documents: dict[str, Document]
    encoder: Encoder
    weights: Weights = Weights()
    thesaurus: Thesaurus = NO_THESAURUS
    reranker: Reranker | None = None

    def __post_init__(self) -> None:
        ids = tuple(paragraph.id for paragraph in self.paragraphs)
        if ids != self.generation.rows.paragraphs:
            raise ValueError(
                f"{len(ids)} paragraphs do not match the index's {len(self.generation.rows.paragraphs)}"
            )

    @cached_property
    def known(self) -> KnownDocuments:
        """The documents, as questions are read against them."""
        return KnownDocuments(tuple(self.documents.values()))

    def read(self, question: str, given: Scope, expand: bool = True) -> Reading:
        """Return the question as understood: scope, topic and expansions."""
        known = self.known
        topic = topic_of(question, known)
        expansions: tuple[Expansion, ...] = ()
        if expand:
            mended = self.generation.vocabulary.mend(topic, self.thesaurus.words)
            topic = in_right_spelling(topic, mended)
            acronyms = self.generation.acronyms.expand(topic)
            meant = [terms_of(e.meaning) for e in acronyms]
            sector = (e for e in self.thesaurus.expand(topic) if terms_of(e.meaning) not in meant)
            expansions = (*mended, *acronyms, *sector)
        scope = read_scope(question, known, given)
        absent = read_absent(question, known)
        return Reading(question, topic, scope, expansions, absent, absent_years(scope, known))

    def search(self, reading: Reading, k: int, only: Flags | None = None) -> Found:
        """Return the best `k` paragraphs that the scope admits, best first.

        `only`, (paragraphs,), limits them further. Where the vectors cannot be had, the best by their
        words are returned, and why.
        """
        try:
            return self._search(reading, k, only)
        except VectorsUnavailableError as error:
            return replace(self._by_words._search(reading, k, only), unavailable=error.cause)

    @cached_property
    def _by_words(self) -> "Searcher":
        """The same search without any vectors of paragraphs."""
        weights = replace(self.weights, dense=0.0)
        return replace(self, generation=replace(self.generation, vectors=NoVectors()), weights=weights)

    def _search(self, reading: Reading, k: int, only: Flags | None) -> Found:
        query = self._query_vectors([reading])[0]
        topicality = float(query[0] @ self.generation.centroid)
        admitted = self._admitted(reading.scope)
        if only is not None:
            admitted &= only
        if not admitted.any():
            return Found((), topicality, query)
        fused, similarity = self._fused(reading, query, admitted)
        best = best_first(fused, max(k, _LOOKED_AT))
        if self.reranker is not None:
            best, fused = self._reranked(self.reranker, reading, best, fused)
        sides = self._sides(reading.scope)
        if len(sides) > 1:
            best, fused = alternated(best, fused, sides)
        if self.weights.clause and (clauses := clauses_of(reading.topic)):
            best, fused = self._completed(best, fused, reading, clauses, admitted)
        best = best[:k]
        # A year limits the question more than it says what the question is about.
        terms = dict.fromkeys(t for t in terms_of(reading.topic) if not _YEAR.fullmatch(t))
        weights = {term: self.generation.terms.weight(term) for term in terms}
        hits = tuple(
            self._hit(rank, int(i), float(fused[i]), float(similarity[i]), weights, reading)
            for rank, i in enumerate(best, start=1)
            if np.isfinite(fused[i])
        )
        return Found(hits, topicality, query)

    def _fused(self, reading: Reading, query: FloatArray, admitted: Flags) -> tuple[FloatArray, FloatArray]:
        """Return each paragraph's score, minus infinity where the scope does not admit it, and its cosine."""
        candidates, lexical = find_candidates(
            self.generation, query, self._term_weights(reading), admitted, reading.scope
        )
        similarity, headed = similarities(self.generation, query, candidates)
        dense = (1 - self.weights.headed) * similarity + self.weights.headed * headed
        fused = fuse(dense, lexical, self.weights.dense, self.weights.fusion)
        fused += self._preferences(reading)
        fused[~admitted] = -np.inf
        return fused, similarity

    def _term_weights(self, reading: Reading) -> dict[str, float]:
        """Return what each of the question's own words weighs in BM25, and each of those added to it."""
        weigh = self.generation.terms.weight
        weights = {term: weigh(term) for term in terms_of(reading.topic)}
        for source, share in (("acronym", self.weights.expansion), ("thesaurus", self.weights.thesaurus)):
            meanings = " ".join(e.meaning for e in reading.expansions if e.source == source)
            added = (term for term in terms_of(meanings) if term not in weights)
            weights |= {term: share * weigh(term) for term in added}
        return weights

    def _completed(
        self,
        best: npt.NDArray[np.int64],
        fused: FloatArray,
        reading: Reading,
        clauses: tuple[str, ...],
        admitted: Flags,
    ) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """Let the best paragraphs of each thing that a question asks follow those of the whole question."""
        asked = [replace(reading, topic=clause) for clause in clauses]
        queries = self._query_vectors(asked)
        scores = [self._fused(*one, admitted)[0] for one in zip(asked, queries, strict=True)]
        orders = [best_first(own, self.weights.clause) for own in scores]
        first = best[:_OF_THE_WHOLE]
        turns = np.stack(orders).T.ravel()
        ordered = np.array(list(dict.fromkeys(np.concatenate((first, turns, best)).tolist())), np.int64)
        # What only a part of the question found has no place in the order of the whole.
        whole = np.concatenate((best, np.setdiff1d(ordered, best)))
        return ordered, shared_out(fused, whole, ordered)

    def count(self, scope: Scope) -> tuple[int, int]:
        """Return how many documents and paragraphs a scope admits."""
        if scope.admits_all:
            return len(self.documents), len(self.paragraphs)
        documents = {id for id, document in self.documents.items() if scope.admits(document)}
        return len(documents), int(self.columns.of_documents(documents).sum())

    def holding(self, terms: Iterable[str]) -> Flags:
        """Return which paragraphs, (paragraphs,), hold one of the terms, be it only in their heading."""
        held: Flags = self.generation.terms.scores(list(terms)) > 0
        return held

    def question_vector(self, reading: Reading) -> FloatArray:
        """Return a question's vector, (dimension,) float32 of unit length, its formal words mixed in."""
        vector: FloatArray = self._query_vectors([reading])[0][0]
        return vector

    def specific_cosines(self, queries: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return how near each paragraph is to each query beyond what all paragraphs have in common.

        That is the cosine (-1 to 1) after the library's mean direction has been taken out of
        both sides. `queries` are (n, dimension) of unit length. The two arrays are (n, paragraphs)
        float32: the best of the paragraph and its sentences, and the paragraph under its heading.
        """
        rows, vectors, centroid = self.generation.rows, self.generation.vectors, self.generation.centroid
        directions = np.vstack((queries, centroid)).T
        cosines = np.concatenate([block @ directions for block in vectors.blocks()])
        common, asked = cosines[:, -1:], queries @ centroid
        scale = np.sqrt(np.clip(1 - common**2, 1e-6, None)) * np.sqrt(np.clip(1 - asked**2, 1e-6, None))
        specific = (cosines[:, :-1] - common * asked) / scale
        is_headed = rows.of_kind("headed")[:, None]
        own = np.maximum.reduceat(np.where(is_headed, -1.0, specific), rows.first[:-1])
        headed = np.maximum.reduceat(np.where(is_headed, specific, -1.0), rows.first[:-1])
        return own.T.astype(np.float32), headed.T.astype(np.float32)

    def paragraph_vectors(self, ids: Iterable[str]) -> FloatArray:
        """Return the vectors of whole paragraphs, (n, dimension) float32, rows of unit length."""
        rows = self.generation.rows
        # A paragraph's first passage is the paragraph itself.
        own = np.array([rows.first[rows.positions[id]] for id in ids], np.int64)
        vectors: FloatArray = self.generation.vectors.take(own)
        return vectors

    def unknown_words(self, reading: Reading) -> tuple[str, ...]:
        """Return the words of the question that no paragraph holds, as they were written."""
        explained = {word for e in reading.expansions for word in words_of(e.term)}
        words = (w for w in words_of(reading.topic) if w not in STOP_WORDS and w not in explained)
        return tuple(dict.fromkeys(w for w in words if stem(w) not in self.generation.terms))

    def _admitted(self, scope: Scope) -> Flags:
        if scope.admits_all:
            return np.ones(len(self.paragraphs), np.bool_)
        admitted = {id for id, document in self.documents.items() if scope.admits(document)}
        return self.columns.of_documents(admitted)

    def _preferences(self, reading: Reading) -> FloatArray:
        """Return what is added to each paragraph's score: for its document, and for its part of a report."""
        scope = reading.scope
        preferences = np.zeros(len(self.paragraphs), np.float32)
        for name, weight in (
            ("year", self.weights.year),
            ("voice", self.weights.voice),
            ("document", self.weights.year),
        ):
            if getattr(scope, name):
                preferred = {id for id, document in self.documents.items() if scope.prefers(document, name)}
                preferences += np.float32(weight) * self.columns.of_documents(preferred)
        if part := part_asked_for(reading.question):
            preferences += self.weights.part * self.columns.in_sections(part.headings)
        return preferences

    def _reranked(
        self, reranker: Reranker, reading: Reading, best: npt.NDArray[np.int64], fused: FloatArray
    ) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """Put the first candidates into the reranker's order; they share out the scores that they had."""
        first = best[: count_admitted(best, fused)]
        if not len(first):
            return best, fused
        scores = reranker.score(reading.question, [self.paragraphs[i].text for i in first])
        ordered = np.concatenate((first[np.argsort(-scores, kind="stable")], best[len(first) :]))
        return ordered, shared_out(fused, best, ordered)

    def _sides(self, scope: Scope) -> tuple[Flags, ...]:
        """Return which paragraphs each side of a comparison has: each year, or each authority, named."""
        names: tuple[object, ...] = scope.year if 1 < len(scope.year) <= _MOST_SIDES else scope.authority
        sides: list[Flags] = []
        for name in names if 1 < len(names) <= _MOST_SIDES else ():
            own = {id for id, d in self.documents.items() if name in d.years or name == d.authority}
            sides.append(self.columns.of_documents(own))
        return tuple(side for side in sides if side.any())

    def _query_vectors(self, readings: list[Reading]) -> list[FloatArray]:
        return question_vectors(readings, self.encoder, self.weights.widened)

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
