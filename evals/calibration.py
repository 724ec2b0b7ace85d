"""Fit the probability that the library answers a question, and test it on questions it did not see."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from assistant.engine import Assistant
from assistant.evidence import ANSWERED_FROM, WEIGHTS
from evals.types import Question
from index.types import Scope

_FOLDS = 10
_SEED = 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted coefficients, and what they do to questions left out of the fit."""

    intercept: float
    weights: dict[str, float]
    answerable_answered: float
    off_topic_not_answered: float


def calibrate(assistant: Assistant, questions: tuple[Question, ...]) -> Calibration:
    """Fit on answerable and off-topic questions, weighted to count alike (ten-fold cross-validation).

    Near-misses are left out: they are about the library's subject, and what they lack is
    looked for in the paragraphs (`assistant.answer_kinds`, `index.subjects`). Each off-topic
    question is fitted a second time with the name of an authority behind it, since people
    type "bin collection Hounslow" too; the two are left out of a fold together.
    """
    names = list(dict.fromkeys(document.authority for document in assistant.documents))
    texts: list[str] = []
    answerable: list[bool] = []
    groups: list[int] = []
    for number, question in enumerate(q for q in questions if q.type != "near_miss"):
        variants = [question.text]
        if not question.answerable:
            variants.append(f"{question.text} {names[number % len(names)]}")
        texts += variants
        answerable += [question.answerable] * len(variants)
        groups += [number] * len(variants)
    features = np.array([assistant.features(text, Scope()) for text in texts])
    wanted = np.array(answerable)
    model = LogisticRegression(C=10, class_weight="balanced")
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=_SEED)
    unseen = cross_val_predict(model, features, wanted, groups=groups, cv=folds, method="predict_proba")[:, 1]
    model.fit(features, wanted)
    return Calibration(
        intercept=float(model.intercept_[0]),
        weights=dict(zip(WEIGHTS, map(float, model.coef_[0]), strict=True)),
        answerable_answered=float((unseen[wanted] >= ANSWERED_FROM).mean()),
        off_topic_not_answered=float((unseen[~wanted] < ANSWERED_FROM).mean()),
    )
