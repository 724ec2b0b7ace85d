"""From a parsed question to ranked paragraphs."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from corpus.types import Document
from index.encoding.encoder import Encoder
from index.lexicon.terms import terms_of
from index.query.clauses import clauses_of
from index.query.report_parts import part_asked_for
from index.search.candidates import find_candidates, similarities
from index.search.fusion import FloatArray, Fusion, fuse
from index.search.paragraphs import Paragraphs
from index.search.question_vectors import question_vectors
from index.search.ranking import Ranking, alternated, best_first, completed
from index.store.generation import Generation
from index.store.rows import Mask
from index.store.vectors import NoVectors, VectorsUnavailableError
from index.types import Hit, ParsedQuery, SearchResult


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


_DEPTH = 1000
"""Best paragraphs that are put in order, where no more are asked for."""

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Ranker:
    """Ranks the paragraphs of a generation, which are in the order of its rows."""

    generation: Generation
    paragraphs: Paragraphs
    encoder: Encoder
    weights: Weights = Weights()

    def __post_init__(self) -> None:
        ids = tuple(paragraph.id for paragraph in self.paragraphs.all)
        if ids != self.generation.rows.paragraphs:
            raise ValueError(
                f"{len(ids)} paragraphs do not match the index's {len(self.generation.rows.paragraphs)}"
            )

    def rank(self, parsed: ParsedQuery, k: int, only: Mask | None = None) -> SearchResult:
        """Return the best `k` paragraphs that the scope admits, best first.

        `only`, (paragraphs,), limits them further. Where the vectors cannot be had, the best by their
        words are returned, and why.
        """
        try:
            return self._rank(parsed, k, only)
        except VectorsUnavailableError as error:
            return replace(self._by_words._rank(parsed, k, only), unavailable=error.cause)

    def question_vector(self, parsed: ParsedQuery) -> FloatArray:
        """Return a question's vector, (dimension,) float32 of unit length, its formal words mixed in."""
        vector: FloatArray = self._question_vectors([parsed])[0][0]
        return vector

    @cached_property
    def _by_words(self) -> "Ranker":
        """The same search without any vectors of paragraphs."""
        weights = replace(self.weights, dense=0.0)
        return replace(self, generation=replace(self.generation, vectors=NoVectors()), weights=weights)

    def _rank(self, parsed: ParsedQuery, k: int, only: Mask | None) -> SearchResult:
        vector = self._question_vectors([parsed])[0]
        topicality = float(vector[0] @ self.generation.centroid)
        sides = self.paragraphs.sides(parsed.scope)
        admitted = self.paragraphs.admitted(parsed.scope)
        if only is not None:
            admitted &= only
        if not admitted.any():
            return SearchResult(parsed, (), topicality, vector, sides)
        ranking = self._scored(parsed, vector, admitted, max(k, _DEPTH))
        if sides:
            ranking = alternated(ranking, [self.paragraphs.of_documents(side) for side in sides])
        if self.weights.clause and (clauses := clauses_of(parsed.subject)):
            ranking = self._completed(parsed, ranking, clauses, admitted)
        return SearchResult(parsed, self._hits(parsed, ranking, k), topicality, vector, sides)

    def _scored(self, parsed: ParsedQuery, vector: FloatArray, admitted: Mask, count: int) -> Ranking:
        """Return the best `count` paragraphs by vectors, terms and preferences together."""
        generation, weights = self.generation, self.weights
        candidates, lexical = find_candidates(
            generation, vector, self._term_weights(parsed), admitted, parsed.scope
        )
        similarity, headed = similarities(generation, vector, candidates)
        dense = (1 - weights.headed) * similarity + weights.headed * headed
        scores = fuse(dense, lexical, weights.dense, weights.fusion)
        scores += self._preferences(parsed)
        scores[~admitted] = -np.inf
        return Ranking(best_first(scores, count), scores, similarity)

    def _term_weights(self, parsed: ParsedQuery) -> dict[str, float]:
        """Return what each of the question's own words weighs in BM25, and each of those added to it."""
        weigh = self.generation.terms.weight
        weights = {term: weigh(term) for term in terms_of(parsed.subject)}
        for source, share in (("acronym", self.weights.expansion), ("thesaurus", self.weights.thesaurus)):
            meanings = " ".join(e.meaning for e in parsed.expansions if e.source == source)
            added = (term for term in terms_of(meanings) if term not in weights)
            weights |= {term: share * weigh(term) for term in added}
        return weights

    def _preferences(self, parsed: ParsedQuery) -> FloatArray:
        """Return what is added to each paragraph's score: for its document, and for its part of a report."""
        preferences = np.zeros(len(self.paragraphs), np.float32)
        preferred = self.paragraphs.preferred
        preferences += np.float32(self.weights.year) * preferred(parsed.scope, "year")
        preferences += np.float32(self.weights.voice) * preferred(parsed.scope, "voice")
        preferences += np.float32(self.weights.year) * preferred(parsed.scope, "document")
        if part := part_asked_for(parsed.question):
            preferences += self.weights.part * self.paragraphs.in_sections(part.headings)
        return preferences

    def _completed(
        self, parsed: ParsedQuery, ranking: Ranking, clauses: tuple[str, ...], admitted: Mask
    ) -> Ranking:
        """Let the best paragraphs of each thing that a question asks follow those of the whole question."""
        asked = [replace(parsed, subject=clause) for clause in clauses]
        parts = [
            self._scored(one, vector, admitted, self.weights.clause).order
            for one, vector in zip(asked, self._question_vectors(asked), strict=True)
        ]
        return completed(ranking, parts)

    def _question_vectors(self, questions: list[ParsedQuery]) -> list[FloatArray]:
        return question_vectors(questions, self.encoder, self.weights.widened)

    def _hits(self, parsed: ParsedQuery, ranking: Ranking, k: int) -> tuple[Hit, ...]:
        # A year limits the question more than it says what the question is about.
        asked = dict.fromkeys(t for t in terms_of(parsed.subject) if not _YEAR.fullmatch(t))
        weights = {term: self.generation.terms.weight(term) for term in asked}
        meanings = [(terms_of(e.meaning), terms_of(e.term)) for e in parsed.expansions]
        hits: list[Hit] = []
        for rank, i in enumerate(ranking.admitted(k).tolist(), start=1):
            paragraph = self.paragraphs.all[i]
            document = self.paragraphs.documents[paragraph.document]
            terms = frozenset(
                terms_of(f"{paragraph.text} {paragraph.section or ''} {paragraph.lead_in or ''}")
            )
            coverage = _coverage(terms, document, weights, meanings)
            score, similarity = float(ranking.scores[i]), float(ranking.similarity[i])
            hits.append(Hit(rank, score, paragraph, document, similarity, coverage, terms))
        return tuple(hits)


def _coverage(
    terms: frozenset[str],
    document: Document,
    weights: dict[str, float],
    meanings: list[tuple[list[str], list[str]]],
) -> float:
    """Return the share of the question's weight in words that a paragraph and its heading hold.

    A word also counts as held where the paragraph holds all words that it stands for.
    """
    held = {*terms, *terms_of(f"{document.authority} {document.publisher} {document.year or ''}")}
    for meaning, term in meanings:
        if held.issuperset(meaning):
            held.update(term)
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0
