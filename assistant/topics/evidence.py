"""How likely each paragraph is on a topic: a logistic regression on three features."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from assistant.topics.words import TopicWords, sentences_of, stems_of, written
from corpus.types import Paragraph
from index.passages import heading_of
from index.search.fusion import FloatArray
from index.search.ranker import Ranker
from index.store.generation import Generation
from index.store.rows import PassageRows
from index.types import ParsedQuery

INTERCEPT = -8.50
WEIGHTS = {"found": 1.79, "missing": -0.26, "nearness": 10.27}
"""The logistic regression that `evals.measures.topics.fit_topics` fits on the paragraphs that people read
and labelled, over what `gather_evidence` returns. Cross-validated figures are in docs/accuracy.md."""

MATCHES_FROM = 0.17
NEAR_FROM = 0.07
"""Probabilities. From the first on a paragraph matches, from the second on it is shown apart as
near. The first is under the 0.26 with which 95 of 100 labelled paragraphs are found (cross-validated):
one that is missing costs more than one too many."""

_ALL = 0.999
_NAMED = 0.6
"""Share of a name that a paragraph must hold to be counted among those that speak of a word."""
_TEXTS = 5
"""Vectors of a topic at most: as it stands, and with a phrase of it in other words."""

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each paragraph of a library.

    `features` are (paragraphs, 3), in the order of `WEIGHTS`: `found`, how rare the topic's
    words are that stand in one sentence or over it (the length of the vector of their BM25
    weights; a word's weight is by how few paragraphs hold it or a name for it); `missing`, the
    square of the weight of the rarest word that does not stand there; `nearness`, the mean of
    the best cosine of the topic with a passage and of that with the paragraph under its heading.

    `exact` are paragraphs that hold every word, or a name for it, in one sentence or over it;
    `sure` those that hold the words themselves in one sentence of their own text.
    """

    features: Floats
    exact: Mask
    sure: Mask

    @property
    def probabilities(self) -> Floats:
        """The estimated probability (0 to 1) of each paragraph; one that is `sure` matches at least."""
        scores = INTERCEPT + self.features @ np.array(list(WEIGHTS.values()))
        estimated = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
        probabilities: Floats = np.where(self.sure, np.maximum(estimated, MATCHES_FROM), estimated)
        return probabilities


def gather_evidence(ranker: Ranker, parsed: ParsedQuery, words: TopicWords) -> Evidence:
    """Return what speaks for each paragraph of the library; `words` are the parsed's, at least one."""
    paragraphs, generation = ranker.paragraphs.all, ranker.generation
    count = len(paragraphs)
    held: dict[int, Floats] = {}
    sure = np.zeros(count, bool)
    weight = cache(generation.terms.weight)
    holding = generation.terms.scores(words.looked_for) > 0
    for i in map(int, np.flatnonzero(holding)):
        held[i], sure[i] = _held(paragraphs[i], generation.rows, words, weight)
    weights = _weights(held, len(words.stems), count)
    found, exact = np.zeros(count), np.zeros(count, bool)
    missing = np.full(count, weights.max() ** 2)
    for i, own in held.items():
        found[i] = np.linalg.norm(own * weights, axis=1).max()
        missing[i] = ((1 - own) * weights).max(axis=1).min() ** 2
        exact[i] = own.min(axis=1).max() > _ALL
    own_cosines, headed = specific_cosines(generation, _vectors(ranker, parsed, words, held))
    nearness = ((own_cosines + headed) / 2).max(axis=0)
    return Evidence(np.column_stack((found, missing, nearness)), exact, sure)


def specific_cosines(generation: Generation, queries: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how near each paragraph is to each query beyond what all paragraphs have in common.

    That is the cosine (-1 to 1) after the library's mean direction has been taken out of
    both sides. `queries` are (n, dimension) of unit length. The two arrays are (n, paragraphs)
    float32: the best of the paragraph and its sentences, and the paragraph under its heading.
    """
    rows, vectors, centroid = generation.rows, generation.vectors, generation.centroid
    directions = np.vstack((queries, centroid)).T
    cosines = np.concatenate([block @ directions for block in vectors.blocks()])
    common, asked = cosines[:, -1:], queries @ centroid
    scale = np.sqrt(np.clip(1 - common**2, 1e-6, None)) * np.sqrt(np.clip(1 - asked**2, 1e-6, None))
    specific = (cosines[:, :-1] - common * asked) / scale
    is_headed = rows.of_kind("headed")[:, None]
    own = np.maximum.reduceat(np.where(is_headed, -1.0, specific), rows.first[:-1])
    headed = np.maximum.reduceat(np.where(is_headed, specific, -1.0), rows.first[:-1])
    return own.T.astype(np.float32), headed.T.astype(np.float32)


def paragraph_vectors(generation: Generation, ids: Iterable[str]) -> FloatArray:
    """Return the vectors of whole paragraphs, (n, dimension) float32, rows of unit length."""
    rows = generation.rows
    # A paragraph's first passage is the paragraph itself.
    own = np.array([rows.first[rows.positions[paragraph_id]] for paragraph_id in ids], np.int64)
    vectors: FloatArray = generation.vectors.take(own)
    return vectors


def _held(
    paragraph: Paragraph, rows: PassageRows, words: TopicWords, weight: Callable[[str], float]
) -> tuple[Floats, bool]:
    """Return how much each sentence and what stands over it hold, and whether one is sure by itself."""
    sentences = sentences_of(paragraph, rows)
    over = words.held_by(stems_of(heading_of(paragraph)), weight, sure=True)
    own = np.array([words.held_by(sentence, weight) for sentence in sentences])
    whole = [sentence for sentence, found in zip(sentences, own, strict=True) if found.min() > _ALL]
    sure = any(words.held_by(sentence, weight, sure=True).min() > _ALL for sentence in whole)
    return np.maximum(own, over), sure


def _weights(held: dict[int, Floats], words: int, paragraphs: int) -> Floats:
    """Return how rare each word is together with its names, (words,): Lucene's BM25 weight."""
    holding = np.zeros(words)
    for own in held.values():
        holding += own.max(axis=0) >= _NAMED
    weights: Floats = np.log1p((paragraphs - holding + 0.5) / (holding + 0.5))
    return weights


def _vectors(
    ranker: Ranker, parsed: ParsedQuery, words: TopicWords, held: dict[int, Floats]
) -> npt.NDArray[np.float32]:
    """Return the topic's vectors: its own, and with a phrase replaced by a name that the library uses."""
    texts = _other_words(ranker, words, held)
    vector = ranker.question_vector(parsed)[None, :]
    return np.vstack((vector, ranker.encoder.encode(texts))) if texts else vector


def _other_words(ranker: Ranker, words: TopicWords, held: dict[int, Floats]) -> list[str]:
    """Return the topic with a phrase in other words, those first that most paragraphs hold."""
    uses = dict.fromkeys((name for name in words.names if not name.sure), 0)
    for i in held:
        for sentence in sentences_of(ranker.paragraphs.all[i], ranker.generation.rows):
            for name in uses:
                uses[name] += name.stands_in(sentence)
    most = sorted((name for name in uses if uses[name]), key=lambda name: -uses[name])[: _TEXTS - 1]
    vocabulary = ranker.generation.vocabulary
    return [
        " ".join(
            written(name.stems, vocabulary) if i == name.covers[0] else written((stem,), vocabulary)
            for i, stem in enumerate(words.stems)
            if i not in name.covers[1:]
        )
        for name in most
    ]
