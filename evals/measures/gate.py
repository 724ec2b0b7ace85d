"""Whether the figures have fallen: question by question, against values that are kept with the code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field, TypeAdapter
from scipy.stats import permutation_test

from corpus.errors import UserError
from evals.measures.answers import EXACT, OF_ANSWERS, AnsweredQuestion, answer_values
from evals.measures.ranking import NAMES, WORDS
from evals.measures.retrieval import RankedQuestion, by_type

BASELINE = Path(__file__).with_name("baseline.json")

SIGNIFICANT = 0.02
"""Probability under which a fall is no chance: six questions lost and none won have 0.016."""
_RESAMPLES = 9_999
_SEED = 0
_PLACES = 5

Values = dict[str, dict[str, float]]
"""Of each measure, by its name, the value of each question, by its id."""
_BASELINE: TypeAdapter[Values] = TypeAdapter(
    Annotated[dict[str, dict[str, Annotated[float, Field(allow_inf_nan=False)]]], Field(min_length=1)]
)


class GateError(UserError):
    """A baseline that cannot be compared with."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A measure that is worse than before: its means over the same questions, and how unlikely by chance."""

    name: str
    before: float
    now: float
    questions: int
    probability: float

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.now:.3f}, before {self.before:.3f} "
            f"({self.questions} questions, p = {self.probability:.3f})"
        )


def all_values(ranked: tuple[RankedQuestion, ...], answered: tuple[AnsweredQuestion, ...]) -> Values:
    """Return each question's value of every measure: of all questions, and of the ranking by type."""
    groups = {"": ranked, **{f"{name} ": own for name, own in by_type(ranked).items()}}
    values: Values = {
        f"{prefix}{name}": {r.question.id: r.measures[name] for r in own if name in r.measures}
        for prefix, own in groups.items()
        for name in NAMES
    }
    values |= answer_values(answered)
    return {name: own for name, own in values.items() if own}


def falls(before: Values, now: Values) -> tuple[Fall, ...]:
    """Return the measures that are worse than before, as a paired permutation test says.

    One altered quote is a fall, whatever a test says. Measures of answers are compared over the
    questions that were answered both times. Raises GateError when a measure is missing or is
    of other questions: then nothing can be said.
    """
    others = [
        name
        for name, old in before.items()
        if name not in OF_ANSWERS and (name not in now or old.keys() != now[name].keys())
    ]
    if others:
        raise GateError(
            f"the baseline was made with other questions ({', '.join(others[:3])})",
            "run 'python -m evals gate --accept' to make a new one, and say why in the commit",
        )
    found = (_fall(name, old, now.get(name, {})) for name, old in before.items())
    return tuple(fall for fall in found if fall)


def read_baseline(path: Path = BASELINE) -> Values:
    """Return the baseline. Raises GateError when there is none or it cannot be read."""
    try:
        return _BASELINE.validate_json(path.read_bytes(), strict=True)
    except (OSError, ValueError):
        raise GateError(
            f"there is no baseline in {path.name} that can be read", "run 'python -m evals gate --accept'"
        ) from None


def write_baseline(values: Values, path: Path = BASELINE) -> None:
    """Make these values the baseline."""
    record = {name: _rounded(own) for name, own in values.items()}
    lines = (f"{json.dumps(name)}: {json.dumps(own)}" for name, own in record.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _fall(name: str, before: Mapping[str, float], now: Mapping[str, float]) -> Fall | None:
    """Return by how much a measure fell, None where it did not, or where it may be chance."""
    both = sorted(before.keys() & now.keys())
    better = -1 if name.endswith(WORDS) else 1
    pairs = np.array(
        [(before[question_id], round(now[question_id], _PLACES)) for question_id in both]
    ).reshape(-1, 2)
    gains = better * (pairs[:, 1] - pairs[:, 0])
    changed = gains[gains != 0]
    altered = name == EXACT and bool((changed < 0).any())
    if not altered and (not len(changed) or changed.mean() >= 0):
        return None
    # Questions that did not change say nothing: swapping their two values changes nothing.
    probability = _probability(changed)
    if probability >= SIGNIFICANT and not altered:
        return None
    means = pairs.mean(axis=0)
    return Fall(name, float(means[0]), float(means[1]), len(both), probability)


def _probability(gains: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Return how probable a mean gain as low as this is by chance: each question's sign turned or not.

    Source: Smucker, Allan and Carterette 2007, A Comparison of Statistical Significance Tests
    for Information Retrieval Evaluation (doi:10.1145/1321440.1321528).
    """
    if len(gains) == 1:
        return 0.5
    result = permutation_test(
        (gains,),
        np.mean,
        permutation_type="samples",
        alternative="less",
        n_resamples=_RESAMPLES,
        rng=_SEED,
    )
    return float(result.pvalue)


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {question_id: round(value, _PLACES) for question_id, value in values.items()}
