"""Fit how likely a paragraph that was read answers, and see what each threshold brings on other questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from assistant.answering.assistant import Assistant
from assistant.answering.criteria.verified import MOST_QUOTES
from assistant.answering.verification import WEIGHTS
from evals.sets.questions import QuestionSetError, gold_paragraphs
from evals.sets.types import Question
from index.types import Scope

_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
_BESIDE = 0.5
_FEWEST = 10


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question with the paragraphs that were read for it: which are right, and their features.

    `features` is (paragraphs, features) in the order of `WEIGHTS`; `gold` counts all right ones there are.
    """

    question: Question
    right: tuple[bool, ...]
    features: npt.NDArray[np.float64]
    gold: int


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What a threshold brings, as shares (0 to 1) of answerable questions, and of near-misses."""

    threshold: float
    answered: float
    right: float
    first: float
    refused: float


@dataclass(frozen=True, slots=True)
class VerificationFit:
    """The fitted coefficients, and what each threshold brings on tuning and on test questions."""

    intercept: float
    weights: dict[str, float]
    brings: dict[str, tuple[AtThreshold, ...]]


def read_questions_with(assistant: Assistant, questions: Iterable[Question]) -> tuple[ReadQuestion, ...]:
    """Have the verifier read for every question; those that nothing is read for are left out.

    That is questions for a grade, and those that an exact criterion refuses.
    """
    paragraphs = assistant.paragraphs()
    found: list[ReadQuestion] = []
    for question in questions:
        read = assistant.read(question.text, Scope())
        if read:
            gold = gold_paragraphs(question, paragraphs)
            right = tuple(hit.paragraph.id in gold for hit, _ in read)
            features = np.array([own for _, own in read], np.float64)
            found.append(ReadQuestion(question, right, features, len(gold)))
    return tuple(found)


def fit_verification(read: Sequence[ReadQuestion]) -> VerificationFit:
    """Fit a logistic regression on the paragraphs read for tuning questions.

    Raises QuestionSetError where there are too few of them.
    """
    tuning = [own for own in read if own.question.split == "tune" and own.question.type != "off_topic"]
    if len(tuning) < _FEWEST:
        raise QuestionSetError(
            f"there are {len(tuning)} tuning questions that something is read for, and {_FEWEST} are needed",
            "add questions of the split 'tune'",
        )
    features = np.concatenate([own.features for own in tuning])
    right = np.concatenate([own.right for own in tuning])
    model = LogisticRegression(C=10).fit(features, right)
    brings: dict[str, tuple[AtThreshold, ...]] = {}
    for split in ("tune", "test"):
        own = [one for one in read if one.question.split == split]
        said = [model.predict_proba(one.features)[:, 1] for one in own]
        brings[split] = tuple(_at(threshold, own, said) for threshold in _THRESHOLDS)
    weights = dict(zip(WEIGHTS, map(float, model.coef_[0]), strict=True))
    return VerificationFit(float(model.intercept_[0]), weights, brings)


def _at(
    threshold: float, read: Sequence[ReadQuestion], said: Sequence[npt.NDArray[np.float64]]
) -> AtThreshold:
    answered = right = first = answerable = refused = near_misses = 0
    for own, probabilities in zip(read, said, strict=True):
        best = float(probabilities.max())
        if own.question.type == "near_miss":
            near_misses += 1
            refused += best < threshold
        if not own.question.answerable:
            continue
        answerable += 1
        if best < threshold:
            continue
        answered += 1
        order = np.argsort(-probabilities, kind="stable")[:MOST_QUOTES]
        quoted = [own.right[i] for i in order if probabilities[i] >= max(threshold, _BESIDE * best)]
        right += sum(quoted) == own.gold if own.question.all_required else any(quoted)
        first += quoted[0]
    return AtThreshold(
        threshold,
        answered / max(1, answerable),
        right / max(1, answerable),
        first / max(1, answerable),
        refused / max(1, near_misses),
    )


def verification_table(fitted: VerificationFit) -> str:
    """Render the coefficients as they stand in the source, and what each threshold brings."""
    weights = {name: round(weight, 2) for name, weight in fitted.weights.items()}
    lines = [f"INTERCEPT = {fitted.intercept:.2f}", f"WEIGHTS = {weights}"]
    for split, points in fitted.brings.items():
        lines += ["", f"{split:10}{'answered':>10}{'right':>8}{'first':>8}{'near-misses refused':>22}"]
        lines += [
            f"{own.threshold:<10.2f}{own.answered:10.3f}{own.right:8.3f}{own.first:8.3f}{own.refused:22.3f}"
            for own in points
        ]
    return "\n".join(lines)
