"""Fit the probability that the library answers a question, and test it on questions it did not see."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant.engine import Assistant
from assistant.evidence import ANSWERED_FROM
from evals.types import Question
from index.types import Scope

_FOLDS = 10
_SEED = 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted coefficients, and what they do to questions left out of the fit."""

    intercept: float
    similarity: float
    topicality: float
    answerable_answered: float
    off_topic_not_answered: float


def calibrate(assistant: Assistant, questions: tuple[Question, ...]) -> Calibration:
    """Fit on answerable and off-topic questions, weighted to count alike (ten-fold cross-validation).

    Near-misses are left out: they are about the library's subject, and what they
    lack is looked for in the paragraphs (`assistant.answer_kinds`).
    """
    used = [question for question in questions if question.type != "near_miss"]
    features = np.array([assistant.features(question.text, Scope()) for question in used])
    answerable = np.array([question.answerable for question in used])
    model = LogisticRegression(C=10, class_weight="balanced")
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    unseen = cross_val_predict(model, features, answerable, cv=folds, method="predict_proba")[:, 1]
    model.fit(features, answerable)
    return Calibration(
        intercept=float(model.intercept_[0]),
        similarity=float(model.coef_[0][0]),
        topicality=float(model.coef_[0][1]),
        answerable_answered=float((unseen[answerable] >= ANSWERED_FROM).mean()),
        off_topic_not_answered=float((unseen[~answerable] < ANSWERED_FROM).mean()),
    )
