"""How likely the library answers a question: a logistic regression on five features."""

import math
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answering.types import Status
from index.encoding.encoder import Encoder
from index.encoding.pooling import Vectors
from index.lexicon.terms import terms_of
from index.types import SearchResult

INTERCEPT = -4.55
WEIGHTS = {
    "similarity": 10.44,
    "topicality": 11.45,
    "unknown_words": -3.92,
    "authority_named": 2.04,
    "off_topic": -5.79,
}
"""The logistic regression that `python -m evals calibrate` fits on the question sets, over what
`features` returns. Cross-validated figures are in docs/accuracy.md."""

ANSWERED_FROM = 0.3
RELATED_FROM = 0.15
"""Probabilities. From the first on a question may be answered, from the second on paragraphs
are shown as related. Fitted over 51 documents, where the nearest passage is nearer than over five;
the first was then lowered from 0.5 to what serves both (docs/accuracy.md)."""

_OFF_TOPIC = Path(__file__).with_name("off_topic.txt")
"""Other services of a council and everyday subjects, one a line; lines that begin with # are remarks."""


class OffTopicSubjects:
    """Subjects that other people's questions are about; embedded at the first question."""

    def __init__(self, encoder: Encoder, file: Path = _OFF_TOPIC) -> None:
        self._encoder = encoder
        self._file = file

    def nearness(self, vector: npt.NDArray[np.float32]) -> float:
        """Return the cosine (-1 to 1) of a question, (1, dimension), with the nearest of the subjects."""
        return float((self._vectors @ vector[0]).max())

    @cached_property
    def _vectors(self) -> Vectors:
        lines = (line.strip() for line in self._file.read_text(encoding="utf-8").splitlines())
        return self._encoder.encode([line for line in lines if line and not line.startswith("#")])


def features(found: SearchResult, off_topic: float) -> tuple[float, ...]:
    """Return what the probability is estimated from, in the order of `WEIGHTS`.

    The best cosine of the question with a passage; its cosine with the library's mean; the
    share (0 to 1) of its words that the library never uses; 1 where it names an authority of the
    library, else 0; and its cosine with the nearest subject that the library is not about (`off_topic`).
    """
    words = max(1, len(set(terms_of(found.parsed.subject))))
    return (
        max(hit.similarity for hit in found.hits),
        found.topicality,
        min(1.0, len(found.parsed.unknown_words) / words),
        float(bool(found.parsed.scope.authority)),
        off_topic,
    )


def confidence(found: SearchResult, off_topic: float) -> float:
    """Return the estimated probability (0 to 1) that the library answers the question."""
    if not found.hits:
        return 0.0
    pairs = zip(WEIGHTS.values(), features(found, off_topic), strict=True)
    return 1 / (1 + math.exp(-INTERCEPT - sum(weight * value for weight, value in pairs)))


def status_of(probability: float) -> Status:
    """Return the best status that a probability allows."""
    if probability >= ANSWERED_FROM:
        return "answered"
    return "related" if probability >= RELATED_FROM else "not_found"
