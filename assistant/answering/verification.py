"""Have the first hits verified: how likely each answers, and with which words."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.types import Sureness
from index.types import Hit, ParsedQuery
from index.verifying.candidates import candidate_of
from index.verifying.types import Verification
from index.verifying.verifier import Verifier

DEPTH = 12
"""Hits that are read: the right one is among them for 96 of 100 questions, and each takes its time."""
ANSWERS_FROM = 0.5
"""Probability from which on a paragraph may answer; chosen by `python -m evals calibrate`."""
SURE_FROM = 0.75
"""Probability from which on it is said to answer."""
INTERCEPT = 0.0
WEIGHTS = {"score": 1.0, "fused": 0.0, "similarity": 0.0, "coverage": 0.0}
"""The logistic regression that makes a probability of what the verifier and the search say of a hit, as
`features` returns it; `python -m evals calibrate` fits it."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of reading a paragraph with the question.

    `probability` (0 to 1) that it answers; `words` the (start, end) in its text of those that would.
    """

    probability: float
    words: tuple[int, int]

    @property
    def sureness(self) -> Sureness | None:
        """What the probability comes to, None where it is too low for an answer."""
        if self.probability >= SURE_FROM:
            return "answers"
        return "may answer" if self.probability >= ANSWERS_FROM else None


Verifications = Mapping[str, Verified]
"""By the ids of the paragraphs that were read."""


def verify(verifier: Verifier, parsed: ParsedQuery, hits: Sequence[Hit]) -> Verifications:
    """Return what comes of reading the first hits. Raises ModelError where the verifier cannot be loaded."""
    first = hits[:DEPTH]
    said = say_of(verifier, parsed, first)
    return {
        hit.paragraph.id: Verified(probability(own, hit), own.words)
        for hit, own in zip(first, said, strict=True)
    }


def say_of(verifier: Verifier, parsed: ParsedQuery, hits: Sequence[Hit]) -> list[Verification]:
    """Return what the verifier says of hits, in their order. Raises ModelError as it does."""
    candidates = [candidate_of(hit.paragraph, hit.document) for hit in hits]
    return verifier.verify(spelt_out(parsed), candidates)


def spelt_out(parsed: ParsedQuery) -> str:
    """Return a question's subject with what its acronyms stand for in their place.

    Whom it is about has been seen to by then, and no model knows what a sector's acronyms mean.
    """
    question = parsed.subject
    for expansion in parsed.expansions:
        if expansion.source == "acronym" and expansion.meaning.lower() not in question.lower():
            question = re.sub(rf"\b{re.escape(expansion.term)}\b", expansion.meaning, question)
    return question


def features(said: Verification, hit: Hit) -> tuple[float, ...]:
    """Return what the probability is estimated from, in the order of `WEIGHTS`.

    The verifier's log-odds; the search's score (0 to about 1.5), best cosine, and the share (0 to 1) of the
    question's words that the paragraph holds.
    """
    return said.score, hit.score, hit.similarity, hit.coverage


def probability(said: Verification, hit: Hit) -> float:
    """Return how likely (0 to 1) a hit answers."""
    pairs = zip(WEIGHTS.values(), features(said, hit), strict=True)
    return 1 / (1 + math.exp(-INTERCEPT - sum(weight * value for weight, value in pairs)))


def surest_first(hits: Sequence[Hit], verified: Verifications) -> list[Hit]:
    """Return hits that were read in the order of their probabilities, equal ones as they were."""
    return sorted(hits, key=lambda hit: -verified[hit.paragraph.id].probability)
