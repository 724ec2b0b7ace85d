"""Fit the probability that the library answers a question, and test it on questions it did not see."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from assistant.answering.assistant import Assistant
from assistant.answering.confidence import ANSWERED_FROM, WEIGHTS
from evals.sets.questions import QuestionSetError
from evals.sets.types import Question
from index.types import Scope

_FOLDS = 10
_SEED = 0


@dataclass(frozen=True, slots=True)
class Refusals:
    """What a calibration does to questions that it was not fitted on, as shares of them (0 to 1)."""

    answerable_answered: float
    off_topic_not_answered: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted coefficients; how they do on left-out folds of the tuning questions, and on test ones."""

    intercept: float
    weights: dict[str, float]
    cross_validated: Refusals
    held_out: Refusals


@dataclass(frozen=True, slots=True)
class _Sample:
    """Questions as features, (questions, features); variants of one question are of one group."""

    features: npt.NDArray[np.float64]
    answerable: npt.NDArray[np.bool_]
    groups: npt.NDArray[np.int64]


def calibrate(assistant: Assistant, questions: tuple[Question, ...]) -> Calibration:
    """Fit on answerable and off-topic questions for tuning, weighted to count alike (ten-fold).

    Near-misses are left out: they are about the library's subject, and what they lack is
    looked for in the paragraphs (`assistant.answering.facts`, `index.query.rare_terms`). Each off-topic
    question counts a second time with the name of an authority behind it, since people
    type "bin collection Hounslow" too; the two are left out of a fold together.

    Raises QuestionSetError where there are too few questions of either kind and split.
    """
    sides = [q for q in questions if q.answerable or q.type == "off_topic"]
    tuning = _sample(assistant, [question for question in sides if question.split == "tune"])
    test = _sample(assistant, [question for question in sides if question.split == "test"])
    model = LogisticRegression(C=10, class_weight="balanced")
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=_SEED)
    unseen = cross_val_predict(
        model, tuning.features, tuning.answerable, groups=tuning.groups, cv=folds, method="predict_proba"
    )
    model.fit(tuning.features, tuning.answerable)
    return Calibration(
        intercept=float(model.intercept_[0]),
        weights=dict(zip(WEIGHTS, map(float, model.coef_[0]), strict=True)),
        cross_validated=_refusals(unseen[:, 1], tuning),
        held_out=_refusals(model.predict_proba(test.features)[:, 1], test),
    )


def _sample(assistant: Assistant, questions: list[Question]) -> _Sample:
    few = min(sum(q.answerable for q in questions), sum(not q.answerable for q in questions))
    if few < _FOLDS:
        raise QuestionSetError(
            f"there are {few} questions of a kind and split, and {_FOLDS} are needed",
            "add questions with and without an answer, of each split",
        )
    names = list(dict.fromkeys(document.authority for document in assistant.documents))
    texts: list[tuple[str, bool, int]] = []
    for number, question in enumerate(questions):
        texts.append((question.text, question.answerable, number))
        if not question.answerable:
            texts.append((f"{question.text} {names[number % len(names)]}", False, number))
    return _Sample(
        np.array([assistant.features(text, Scope()) for text, _, _ in texts]),
        np.array([answerable for _, answerable, _ in texts]),
        np.array([group for _, _, group in texts]),
    )


def _refusals(probabilities: npt.NDArray[np.float64], sample: _Sample) -> Refusals:
    answered = probabilities >= ANSWERED_FROM
    return Refusals(float(answered[sample.answerable].mean()), float(1 - answered[~sample.answerable].mean()))
