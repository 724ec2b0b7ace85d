"""Which fusion finds most: each with its share chosen on tuning questions, measured on the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import get_args

from assistant.answering.assistant import Assistant
from evals.measures.ranking import Estimate, estimate
from evals.measures.retrieval import RankedQuestion, run_retrieval
from evals.sets.questions import QuestionSetError
from evals.sets.types import Question
from index.search.fusion import Fusion
from index.search.ranker import Weights

SHARES = (0.5, 0.6, 0.7, 0.75, 0.78, 0.8, 0.85, 0.9)
"""Shares of the vectors that are tried."""
CHOSEN_BY = "nDCG@10"
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class FusionResult:
    """A fusion's best share, and its nDCG@10: cross-validated on tuning questions, and on test ones."""

    fusion: str
    share: float
    cross_validated: Estimate
    held_out: Estimate


def run_fusions(assistant: Assistant, questions: tuple[Question, ...]) -> tuple[FusionResult, ...]:
    """Search for every answerable question with each fusion and share.

    Test questions choose nothing. Raises QuestionSetError where there are none of a split.
    """
    answerable = [question for question in questions if question.answerable]
    splits = {question.split for question in answerable}
    if splits != {"tune", "test"}:
        raise QuestionSetError(
            "there are no questions of both splits", "add questions of the one that is missing"
        )
    return tuple(_try(assistant, tuple(answerable), fusion) for fusion in get_args(Fusion))


def _try(assistant: Assistant, questions: tuple[Question, ...], fusion: Fusion) -> FusionResult:
    results = [
        run_retrieval(assistant.with_options(weights=Weights(dense=share, fusion=fusion)), questions)
        for share in SHARES
    ]
    tuning = [number for number, question in enumerate(questions) if question.split == "tune"]
    test = [number for number, question in enumerate(questions) if question.split == "test"]
    folds = [tuning[first::_FOLDS] for first in range(_FOLDS)]
    unseen: list[float] = []
    for fold in folds:
        share = _best(results, [number for number in tuning if number not in fold])
        unseen += _values(results[share], fold)
    chosen = _best(results, tuning)
    cross_validated, held_out = estimate(unseen), estimate(_values(results[chosen], test))
    assert cross_validated is not None
    assert held_out is not None
    return FusionResult(fusion, SHARES[chosen], cross_validated, held_out)


def _best(results: Sequence[tuple[RankedQuestion, ...]], numbers: Sequence[int]) -> int:
    """Return which share found most for these questions."""
    return max(range(len(results)), key=lambda share: fmean(_values(results[share], numbers)))


def _values(results: tuple[RankedQuestion, ...], numbers: Iterable[int]) -> list[float]:
    return [results[number].measures[CHOSEN_BY] for number in numbers]
