"""Decide whether what was found answers a question, is only related, or is nothing."""

import math
import re

from assistant.answering.facts import AnswerKind, holds
from assistant.answering.types import Status
from corpus.segmentation.references import is_formality
from index.lexicon.terms import terms_of
from index.types import Found, Hit, Reading

INTERCEPT = -3.79
WEIGHTS = {"similarity": 9.48, "topicality": 11.85, "strangeness": -3.87, "named": 2.18, "elsewhere": -5.93}
"""The logistic regression that `python -m evals calibrate` fits on the question sets, over what
`features` returns. Cross-validated figures are in docs/accuracy.md."""

ANSWERED_FROM = 0.3
RELATED_FROM = 0.15
"""Probabilities. From the first on the paragraphs are quoted as an answer, from the second on
they are shown as related. Fitted over 51 documents, where the nearest passage is nearer than over five;
the first was then lowered from 0.5 to what serves both (docs/accuracy.md)."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
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
_NEAR_BEST = 0.75
"""Share of the best paragraph's score from which on one with a figure may answer: where the paragraphs
about what was asked give none, those far behind them give some of something else. Between 0.55 and
0.8 no question is lost and ever fewer are answered wrongly (docs/accuracy.md says how many are)."""


def features(found: Found, reading: Reading, strange: int, elsewhere: float) -> tuple[float, ...]:
    """Return what the probability is estimated from, in the order of `WEIGHTS`.

    The best cosine of the question with a passage; its cosine with the library's mean; the
    share (0 to 1) of its words that the library never uses (`strange` of them); 1 where it
    names an authority of the library, else 0; and its cosine with the nearest subject that
    the library is not about (`elsewhere`).
    """
    words = max(1, len(set(terms_of(reading.topic))))
    similarity = max(hit.similarity for hit in found.hits)
    named = float(bool(reading.scope.authority))
    return similarity, found.topicality, min(1.0, strange / words), named, elsewhere


def confidence(found: Found, reading: Reading, strange: int, elsewhere: float) -> float:
    """Return the estimated probability (0 to 1) that the library answers the question.

    A few words that all stand in one paragraph ("life story work") ask for no more
    than that; `strange` counts the question's words that the library never uses.
    """
    if not found.hits:
        return 0.0
    z = INTERCEPT + sum(
        weight * value
        for weight, value in zip(WEIGHTS.values(), features(found, reading, strange, elsewhere), strict=True)
    )
    probability = 1 / (1 + math.exp(-z))
    words = len(set(terms_of(reading.topic)))
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
    speaking = [hit for hit in speaking if not is_formality(hit.paragraph)]
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


def hits_with_fact(hits: tuple[Hit, ...], kind: AnswerKind, reading: Reading) -> tuple[Hit, ...]:
    """Return the hits that hold something of the kind asked for, and are about what was asked.

    `hits` are best first. A year that is no document's must stand in the paragraph: "how many in 2016" is not
    answered by how many there were in another year.
    """
    years = [int(year) for year in _YEAR.findall(reading.question) if int(year) not in reading.scope.year]
    phrases = _lay_phrases(reading)
    return tuple(
        hit
        for hit in hits
        if hit.score >= _NEAR_BEST * hits[0].score
        and hit.coverage >= _COVERED_BY_FACT
        and holds(kind, hit.paragraph.text)
        and _is_about_phrases(hit, phrases)
        and all(_tells_of(year, hit) for year in years)
    )


def _lay_phrases(reading: Reading) -> dict[str, list[str]]:
    """Return the phrases of a question that stand for something else in the sector's words, with that."""
    phrases: dict[str, list[str]] = {}
    for expansion in reading.expansions:
        if expansion.source == "thesaurus" and len(expansion.term.split()) > 1:
            phrases.setdefault(expansion.term.lower(), []).append(expansion.meaning)
    return phrases


def _is_about_phrases(hit: Hit, phrases: dict[str, list[str]]) -> bool:
    """Say whether a paragraph holds each phrase, or a word of what it stands for.

    The phrase's single words mean nothing: "each social worker have" asks for caseloads, and
    a paragraph with a social worker in it says nothing of them.
    """
    text = f"{hit.paragraph.section or ''} {hit.paragraph.lead_in or ''} {hit.paragraph.text}"
    held = frozenset(terms_of(text))
    return all(
        phrase in text.lower() or not held.isdisjoint(terms_of(" ".join(meanings)))
        for phrase, meanings in phrases.items()
    )


def _tells_of(year: int, hit: Hit) -> bool:
    """Say whether a paragraph, or its document, is of a year ("2016", "2015/16")."""
    return year in hit.document.years or bool(
        re.search(rf"{year}|[-/–]{year % 100:02}\b", hit.paragraph.text)
    )


def choose_related(hits: tuple[Hit, ...], quoted: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return the hits to show as related: not quoted, and nearest in meaning to the question."""
    shown = {hit.paragraph.id for hit in quoted}
    rest = [hit for hit in hits if hit.paragraph.id not in shown and not is_formality(hit.paragraph)]
    nearest = sorted(rest, key=lambda hit: (-(hit.similarity + 0.25 * hit.coverage), hit.rank))
    return tuple(nearest[:MOST_RELATED])
