"""How likely each paragraph is on a topic: a logistic regression on three features."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from assistant.topics.words import TopicWords, sentences_of, stems_of, written
from corpus.types import Paragraph
from index.passages import heading_of
from index.search.ranker import Searcher
from index.types import Reading

INTERCEPT = -8.09
WEIGHTS = {"found": 1.75, "missing": -0.26, "nearness": 9.17}
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
Flags = npt.NDArray[np.bool_]


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
    exact: Flags
    sure: Flags

    @property
    def probabilities(self) -> Floats:
        """The estimated probability (0 to 1) of each paragraph; one that is `sure` matches at least."""
        scores = INTERCEPT + self.features @ np.array(list(WEIGHTS.values()))
        estimated = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
        probabilities: Floats = np.where(self.sure, np.maximum(estimated, MATCHES_FROM), estimated)
        return probabilities


def gather_evidence(searcher: Searcher, reading: Reading, words: TopicWords) -> Evidence:
    """Return what speaks for each paragraph of the library; `words` are the reading's, at least one."""
    count = len(searcher.paragraphs)
    held: dict[int, Floats] = {}
    sure = np.zeros(count, bool)
    weight = cache(searcher.generation.terms.weight)
    for i in map(int, np.flatnonzero(searcher.holding(words.looked_for))):
        held[i], sure[i] = _held(searcher.paragraphs[i], words, weight)
    weights = _weights(held, len(words.stems), count)
    found, exact = np.zeros(count), np.zeros(count, bool)
    missing = np.full(count, weights.max() ** 2)
    for i, own in held.items():
        found[i] = np.linalg.norm(own * weights, axis=1).max()
        missing[i] = ((1 - own) * weights).max(axis=1).min() ** 2
        exact[i] = own.min(axis=1).max() > _ALL
    own_cosines, headed = searcher.specific_cosines(_vectors(searcher, reading, words, held))
    nearness = ((own_cosines + headed) / 2).max(axis=0)
    return Evidence(np.column_stack((found, missing, nearness)), exact, sure)


def _held(paragraph: Paragraph, words: TopicWords, weight: Callable[[str], float]) -> tuple[Floats, bool]:
    """Return how much each sentence and what stands over it hold, and whether one is sure by itself."""
    sentences = sentences_of(paragraph.text)
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
    searcher: Searcher, reading: Reading, words: TopicWords, held: dict[int, Floats]
) -> npt.NDArray[np.float32]:
    """Return the topic's vectors: its own, and with a phrase replaced by a name that the library uses."""
    texts = _other_words(searcher, reading, words, held)
    vector = searcher.question_vector(reading)[None, :]
    return np.vstack((vector, searcher.encoder.encode(texts))) if texts else vector


def _other_words(
    searcher: Searcher, reading: Reading, words: TopicWords, held: dict[int, Floats]
) -> list[str]:
    """Return the topic with a phrase in other words, those first that most paragraphs hold."""
    uses = dict.fromkeys((name for name in words.names if not name.sure), 0)
    for i in held:
        for sentence in sentences_of(searcher.paragraphs[i].text):
            for name in uses:
                uses[name] += name.stands_in(sentence)
    most = sorted((name for name in uses if uses[name]), key=lambda name: -uses[name])[: _TEXTS - 1]
    vocabulary = searcher.generation.vocabulary
    return [
        " ".join(
            written(name.stems, vocabulary) if i == name.covers[0] else written((stem,), vocabulary)
            for i, stem in enumerate(words.stems)
            if i not in name.covers[1:]
        )
        for name in most
    ]
