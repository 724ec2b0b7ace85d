"""The measures, and how sure they are.

Measures are values: `Success @ 5` prints as such and computes itself. Those that
ir_measures has are its own; the two that it lacks are worked out here.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG
from scipy.stats import bootstrap

DEPTH = 10
"""Paragraphs looked at for each question."""
MEASURES = {"hit@1": Success @ 1, "hit@5": Success @ 5, "recall@10": R @ 10, "nDCG@10": nDCG @ 10, "MRR": RR}
FULL = "full@10"
WORDS = "words"
NAMES = (*MEASURES, FULL, WORDS)
"""All measures of a ranking. More is better of each but `words`."""

_RESAMPLES = 2000
_SEED = 0
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` questions, and its 95% bootstrap confidence interval from `low` to `high`."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.2f}-{self.high:.2f})"


def measure(
    ranked: Sequence[str], gold: frozenset[str], words: Mapping[str, int], full: bool
) -> dict[str, float]:
    """Return every measure of one ranking.

    `ranked` are the paragraphs found, best first, `gold` the right ones, `words` how many
    words each paragraph has. `full@10` (1 where all of gold is found, else 0) is there only
    where the question needs all of it. `words` is how many words a reader reads down to the
    first right paragraph, that one included; all that were found where none is right.
    """
    # A paragraph's score does not say its rank: a comparison gives each side its turn.
    run = {paragraph: float(-rank) for rank, paragraph in enumerate(ranked)}
    values = ir_measures.calc_aggregate(MEASURES.values(), {"q": dict.fromkeys(gold, 1)}, {"q": run})
    found = {name: float(values[measure]) for name, measure in MEASURES.items()}
    if full:
        found[FULL] = float(gold.issubset(ranked))
    first = next(
        (rank for rank, paragraph_id in enumerate(ranked, start=1) if paragraph_id in gold), len(ranked)
    )
    found[WORDS] = float(sum(words[paragraph_id] for paragraph_id in ranked[:first]))
    return found


def estimate(values: Iterable[float]) -> Estimate | None:
    """Return the mean of the values with its interval (percentile bootstrap), None where there are none.

    Where all are 0 or all are 1, resampling says nothing; the interval is then the rule of
    three. Sources: Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13;
    Hanley & Lippman-Hand 1983, If nothing goes wrong, is everything all right?
    """
    sample: Any = np.array(list(values), np.float64)
    if not len(sample):
        return None
    mean = float(sample.mean())
    if np.ptp(sample) == 0:
        width = min(1.0, 3 / len(sample)) if mean in (0.0, 1.0) else 0.0
        return Estimate(mean, max(0.0, mean - width), mean if mean else width, len(sample))
    interval = bootstrap(
        (sample,), np.mean, n_resamples=_RESAMPLES, confidence_level=_LEVEL, method="percentile", rng=_SEED
    ).confidence_interval
    return Estimate(mean, float(interval.low), float(interval.high), len(sample))


def percentiles(seconds: Iterable[float]) -> tuple[float, float, float]:
    """Return p50, p95 and p99."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]
