"""Fit the probability that the library answers a question, and test it on questions it did not see."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from assistant.answering.assistant import Assistant
from assistant.answering.confidence import ANSWERED_FROM, WEIGHTS
from evals.sets.questions import QuestionSetError
from evals.sets.types import Question
from index.types import Scope

SAMPLE = Path(__file__).with_name("calibration_sample.json")
"""What the coefficients in `assistant/answering/confidence.py` were fitted on, kept so that a test can
hold them to it: the library with the reports is not here everywhere."""
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_FOLDS = 10
_SEED = 0
_PLACES = 5


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
class Asked:
    """A question, or a variant of it, as features; variants of one question are of one group."""

    group: str
    split: str
    answerable: bool
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """What a calibration is fitted on: questions asked of a library whose vectors are of `model`."""

    model: str
    asked: tuple[Asked, ...]

    @classmethod
    def gather(cls, assistant: Assistant, questions: Iterable[Question]) -> Self:
        """Ask answerable and off-topic questions of a library.

        Near-misses are left out: they are about the library's subject, and what they lack is
        looked for in the paragraphs (`assistant.answering.criteria`). Each off-topic question counts
        a second time with the name of an authority behind it, since people type "bin collection
        Hounslow" too; the two are left out of a fold together.
        """
        names = list(dict.fromkeys(document.authority for document in assistant.documents))
        asked: list[Asked] = []
        sides = (question for question in questions if question.answerable or question.type == "off_topic")
        for number, question in enumerate(sides):
            texts = [question.text]
            if not question.answerable:
                texts.append(f"{question.text} {names[number % len(names)]}")
            asked += [
                Asked(question.id, question.split, question.answerable, assistant.features(text, Scope()))
                for text in texts
            ]
        return cls(assistant.manifest.model, tuple(asked))

    @classmethod
    def read(cls, path: Path = SAMPLE) -> Self:
        """Read a sample that `save` wrote."""
        record = json.loads(path.read_text(encoding="utf-8"))
        asked = (Asked(group, split, bool(side), tuple(own)) for group, split, side, *own in record["asked"])
        return cls(record["model"], tuple(asked))

    def save(self, path: Path = SAMPLE) -> None:
        """Keep the sample."""
        rows = (
            json.dumps(
                [own.group, own.split, int(own.answerable), *(round(x, _PLACES) for x in own.features)]
            )
            for own in self.asked
        )
        path.write_text(
            f'{{"model": {json.dumps(self.model)}, "asked": [\n' + ",\n".join(rows) + "\n]}\n",
            encoding="utf-8",
        )

    def of(self, split: str) -> tuple[Asked, ...]:
        """Return the part of a split.

        Raises QuestionSetError where it has too few questions with, or without, an answer.
        """
        own = tuple(asked for asked in self.asked if asked.split == split)
        few = min(len({a.group for a in own if a.answerable is side}) for side in (True, False))
        if few < _FOLDS:
            raise QuestionSetError(
                f"there are {few} questions of a kind and split, and {_FOLDS} are needed",
                "add questions with and without an answer, of each split",
            )
        return own


def calibrate(sample: Sample) -> Calibration:
    """Fit on the tuning questions, those with and without an answer weighted to count alike (ten-fold).

    Raises QuestionSetError where there are too few questions of either kind and split.
    """
    tuning, test = sample.of("tune"), sample.of("test")
    features, answerable = _arrays(tuning)
    _, groups = np.unique([own.group for own in tuning], return_inverse=True)
    model = LogisticRegression(C=10, class_weight="balanced")
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=_SEED)
    unseen = cross_val_predict(model, features, answerable, groups=groups, cv=folds, method="predict_proba")
    model.fit(features, answerable)
    held_out = model.predict_proba(_arrays(test)[0])
    return Calibration(
        intercept=float(model.intercept_[0]),
        weights=dict(zip(WEIGHTS, map(float, model.coef_[0]), strict=True)),
        cross_validated=_refusals(unseen[:, 1], answerable),
        held_out=_refusals(held_out[:, 1], _arrays(test)[1]),
    )


def calibration_table(fitted: Calibration) -> str:
    """Render the coefficients as they stand in the source, and how they do on questions left out."""
    weights = {name: round(weight, 2) for name, weight in fitted.weights.items()}
    shares = {"cross-validated": fitted.cross_validated, "test questions": fitted.held_out}
    return "\n".join(
        [
            f"INTERCEPT = {fitted.intercept:.2f}",
            f"WEIGHTS = {weights}",
            *(
                f"{name}: answerable answered {own.answerable_answered:.3f}, "
                f"off-topic not answered {own.off_topic_not_answered:.3f}"
                for name, own in shares.items()
            ),
        ]
    )


def _arrays(asked: tuple[Asked, ...]) -> tuple[Floats, Mask]:
    return np.array([own.features for own in asked]), np.array([own.answerable for own in asked])


def _refusals(probabilities: Floats, answerable: Mask) -> Refusals:
    answered = probabilities >= ANSWERED_FROM
    return Refusals(float(answered[answerable].mean()), float(1 - answered[~answerable].mean()))
