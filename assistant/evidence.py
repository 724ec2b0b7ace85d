"""Decide whether what was found answers a question, is only related, or is nothing."""

import math

from assistant.answer_kinds import AnswerKind, holds
from assistant.types import Status
from index.types import Found, Hit

INTERCEPT = -6.06
SIMILARITY = 8.48
TOPICALITY = 9.40
"""The logistic regression that `python -m evals calibrate` fits on the question sets, over two
features: the best cosine of the question with a passage, and its cosine with the library's mean.
Cross-validated figures are in docs/accuracy.md."""

ANSWERED_FROM = 0.5
RELATED_FROM = 0.15
"""Probabilities. From the first on the paragraphs are quoted as an answer, from the second on
they are shown as related; chosen so that nine answerable questions of ten are answered."""

_FEWEST_WORDS = 2
_ALL = 0.99
MOST_QUOTES = 5
MOST_RELATED = 5
_QUOTED_SHARE = 0.85
_NEAR_SHARE = 0.7
_WELL_COVERED = 0.7
_COVERED_BY_FACT = 0.42
"""Share of a question's words, by weight, that a paragraph must hold to give the figure asked for:
every report is full of figures, and one about something else is worse than none."""


def features(found: Found) -> tuple[float, float]:
    """Return what the probability is estimated from: best similarity and topicality, as cosines."""
    return max(hit.similarity for hit in found.hits), found.topicality


def confidence(found: Found, words: int) -> float:
    """Return the estimated probability (0 to 1) that the library answers the question.

    A few words that all stand in one paragraph ("life story work") ask for no more
    than that; `words` counts those of the question that carry meaning.
    """
    if not found.hits:
        return 0.0
    similarity, topicality = features(found)
    z = INTERCEPT + SIMILARITY * similarity + TOPICALITY * topicality
    probability = 1 / (1 + math.exp(-z))
    all_held = words >= _FEWEST_WORDS and max(hit.coverage for hit in found.hits[:MOST_QUOTES]) > _ALL
    return max(probability, ANSWERED_FROM) if all_held else probability


def status_of(probability: float) -> Status:
    """Return the kind of answer that a probability allows."""
    if probability >= ANSWERED_FROM:
        return "answered"
    return "related" if probability >= RELATED_FROM else "not_found"


def choose_quotes(hits: tuple[Hit, ...], voices: tuple[str, ...]) -> tuple[Hit, ...]:
    """Return the hits to quote, best first: those close behind the best one.

    Also one that is farther behind but holds nearly all the words that were asked
    for. Where a voice was asked for, only that voice is quoted.
    """
    speaking = [hit for hit in hits if not voices or hit.document.voice in voices]
    if not speaking:
        return ()
    best = speaking[0].score
    covered = max(_WELL_COVERED, 0.9 * speaking[0].coverage)
    chosen = [
        hit
        for hit in speaking
        if hit.score >= _QUOTED_SHARE * best or (hit.coverage >= covered and hit.score >= _NEAR_SHARE * best)
    ]
    return tuple(chosen[:MOST_QUOTES])


def hits_with_fact(hits: tuple[Hit, ...], kind: AnswerKind) -> tuple[Hit, ...]:
    """Return the hits that hold something of the kind asked for, and are about what was asked."""
    return tuple(hit for hit in hits if hit.coverage >= _COVERED_BY_FACT and holds(kind, hit.paragraph.text))


def choose_related(hits: tuple[Hit, ...], quoted: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return the hits to show as related: not quoted, and nearest in meaning to the question."""
    shown = {hit.paragraph.id for hit in quoted}
    rest = [hit for hit in hits if hit.paragraph.id not in shown]
    nearest = sorted(rest, key=lambda hit: (-(hit.similarity + 0.25 * hit.coverage), hit.rank))
    return tuple(nearest[:MOST_RELATED])
