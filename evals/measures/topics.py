"""How much of what is on a topic is found, and how much of what is found is on it; and the fit."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from assistant.answering.assistant import Assistant
from assistant.topics.evidence import WEIGHTS, gather_evidence
from assistant.topics.find import find_topic
from assistant.topics.words import read_words
from evals.sets.questions import QuestionSetError
from index.types import Scope

LABELS = Path(__file__).parents[1] / "sets" / "topics" / "labels.jsonl"

_FOUND_OF = 0.95
"""Share of the labelled paragraphs that a line must let through."""
_REGULARISED = 1.0
"""scikit-learn's C, on features of unit variance; 0.1 to 100 do much the same."""
_LINES = tuple(step / 100 for step in range(1, 100))

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Label:
    """What people found on a topic, by paragraphs' ids; `doubtful` ones count neither way."""

    topic: str
    on: frozenset[str]
    doubtful: frozenset[str]


@dataclass(frozen=True, slots=True)
class TopicScore:
    """Paragraphs that were found and are on the topic, that were found and are not, and that were missed."""

    topic: str
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share (0 to 1) of what was found that is on the topic; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share (0 to 1) of what is on the topic that was found; 1 where nothing is on it."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(frozen=True, slots=True)
class TopicResults:
    """The scores of all topics: `micro` over all paragraphs together, `macro_…` the means over topics."""

    topics: tuple[TopicScore, ...]

    @property
    def micro(self) -> TopicScore:
        """All topics as one."""
        return TopicScore(
            "all paragraphs",
            sum(own.right for own in self.topics),
            sum(own.wrong for own in self.topics),
            sum(own.missed for own in self.topics),
        )

    @property
    def macro_precision(self) -> float:
        """Mean precision of the topics."""
        return sum(own.precision for own in self.topics) / len(self.topics)

    @property
    def macro_recall(self) -> float:
        """Mean recall of the topics."""
        return sum(own.recall for own in self.topics) / len(self.topics)


@dataclass(frozen=True, slots=True)
class TopicFit:
    """The fitted coefficients, the lines that they go with, and how they do on topics left out.

    `matches_from` is the highest probability with which 95 of 100 labelled paragraphs are found
    on left-out topics. `cross_validated` is with that line, each topic judged by coefficients
    fitted on the others.
    """

    intercept: float
    weights: dict[str, float]
    matches_from: float
    cross_validated: TopicResults


@dataclass(frozen=True, slots=True)
class _Sample:
    """One topic's paragraphs as features; `counted` are those that are not doubtful."""

    topic: str
    features: Floats
    on: Mask
    counted: Mask
    sure: Mask

    @property
    def worth_fitting(self) -> Mask:
        """Those that hold a word or lie near: all others are off whatever the coefficients."""
        return self.counted & ((self.features[:, 0] > 0) | (self.features[:, 2] > 0.2))


def read_labels(path: Path, known: Iterable[str]) -> tuple[Label, ...]:
    """Read labels, one JSON object a line; `known` are the ids of the library's paragraphs.

    Raises QuestionSetError for a line that is none, or an id that the library does not have.
    """
    ids = frozenset(known)
    labels: list[Label] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            record = json.loads(line)
            label = Label(str(record["topic"]), frozenset(record["on"]), frozenset(record["doubtful"]))
        except (ValueError, TypeError, KeyError):
            raise QuestionSetError(
                f'{path}, line {number} is not {{"topic": …, "on": […], "doubtful": […]}}',
                "correct that line",
            ) from None
        unknown = sorted((label.on | label.doubtful) - ids)
        if unknown or label.on & label.doubtful:
            cause = f"names {unknown[0]}, which is not in the library" if unknown else "calls one both"
            raise QuestionSetError(f"{path}, line {number} {cause}", "correct that line")
        labels.append(label)
    return tuple(labels)


def run_topics(assistant: Assistant, path: Path = LABELS) -> TopicResults:
    """Find each labelled topic as people do, and score what is found."""
    scores: list[TopicScore] = []
    for label in read_labels(path, (paragraph.id for paragraph in assistant.paragraphs())):
        found = {match.paragraph.id for match in find_topic(assistant, label.topic, Scope()).matches}
        found -= label.doubtful
        scores.append(
            TopicScore(label.topic, len(found & label.on), len(found - label.on), len(label.on - found))
        )
    return TopicResults(tuple(scores))


def fit_topics(assistant: Assistant, path: Path = LABELS) -> TopicFit:
    """Fit the coefficients of assistant/topic_evidence.py, and test them on each topic left out.

    Raises QuestionSetError where there are fewer than three topics.
    """
    labels = read_labels(path, (paragraph.id for paragraph in assistant.paragraphs()))
    if len(labels) < 3:
        raise QuestionSetError(f"{path} has {len(labels)} topics, and 3 are needed", "label more topics")
    samples = [_sample(assistant, label) for label in labels]
    unseen = {
        left.topic: _probabilities(_fit([own for own in samples if own is not left]), left)
        for left in samples
    }
    tried = {line: _scored(samples, unseen, line) for line in _LINES}
    line = max((line for line, own in tried.items() if own.micro.recall >= _FOUND_OF), default=_LINES[0])
    fitted = _fit(samples)
    return TopicFit(fitted[0], dict(zip(WEIGHTS, fitted[1:], strict=True)), line, tried[line])


def topics_table(results: TopicResults) -> str:
    """Render precision and recall of each topic, over all paragraphs, and as means over topics."""
    head = f"{'topic':30}{'on it':>7}{'found':>7}{'precision':>11}{'recall':>8}"
    lines = [
        f"{own.topic[:29]:30}{own.right + own.missed:>7}{own.right + own.wrong:>7}"
        f"{own.precision:>11.2f}{own.recall:>8.2f}"
        for own in (*results.topics, results.micro)
    ]
    means = f"{results.macro_precision:>11.2f}{results.macro_recall:>8.2f}"
    return "\n".join([head, *lines, f"{'mean of the topics':44}{means}"])


def fit_table(fit: TopicFit) -> str:
    """Render the coefficients as they stand in the source, and how they do on topics left out."""
    weights = {name: round(weight, 2) for name, weight in fit.weights.items()}
    head = f"INTERCEPT = {fit.intercept:.2f}\nWEIGHTS = {weights}\nMATCHES_FROM = {fit.matches_from:.2f}"
    return f"{head}\n\non topics left out:\n{topics_table(fit.cross_validated)}"


def _sample(assistant: Assistant, label: Label) -> _Sample:
    parsed = assistant.parse(label.topic, Scope())
    words = read_words(parsed, assistant.parser.thesaurus)
    evidence = gather_evidence(assistant.ranker, parsed, words)
    ids = [paragraph.id for paragraph in assistant.ranker.paragraphs.all]
    return _Sample(
        label.topic,
        evidence.features,
        np.array([paragraph_id in label.on for paragraph_id in ids]),
        np.array([paragraph_id not in label.doubtful for paragraph_id in ids]),
        evidence.sure,
    )


def _fit(samples: list[_Sample]) -> tuple[float, ...]:
    """Return intercept and weights for features as they are (fitted on ones of unit variance)."""
    features: Any = np.concatenate([own.features[own.worth_fitting] for own in samples])
    on = np.concatenate([own.on[own.worth_fitting] for own in samples])
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    model = LogisticRegression(C=_REGULARISED, max_iter=1000).fit((features - mean) / deviation, on)
    weights = model.coef_[0] / deviation
    return (float(model.intercept_[0] - weights @ mean), *map(float, weights))


def _probabilities(fitted: tuple[float, ...], sample: _Sample) -> Floats:
    scores = fitted[0] + sample.features @ np.array(fitted[1:])
    probabilities: Floats = 1 / (1 + np.exp(-scores))
    # Whoever holds the words themselves matches, as in the product.
    return np.where(sample.sure, 1.0, probabilities)


def _scored(samples: list[_Sample], probabilities: Mapping[str, Floats], line: float) -> TopicResults:
    scores: list[TopicScore] = []
    for own in samples:
        found = (probabilities[own.topic] >= line) & own.counted
        right = int((found & own.on).sum())
        scores.append(TopicScore(own.topic, right, int(found.sum()) - right, int(own.on.sum()) - right))
    return TopicResults(tuple(scores))
