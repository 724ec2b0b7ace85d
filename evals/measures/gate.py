"""Whether the figures have fallen: against a baseline that is kept with the code."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import UserError
from evals.measures.answers import EXACT, OF_ANSWERS, AnsweredQuestion, summarise_answers
from evals.measures.ranking import WORDS, Estimate
from evals.measures.retrieval import RankedQuestion, by_type, summarise

BASELINE = Path(__file__).with_name("baseline.json")


class GateError(UserError):
    """A baseline that cannot be compared with."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A measure that is worse now than its interval in the baseline allows."""

    name: str
    before: Estimate
    now: Estimate

    def __str__(self) -> str:
        return f"{self.name}: {self.now.value:.3f}, before {self.before}"


def all_estimates(
    ranked: tuple[RankedQuestion, ...], answered: tuple[AnsweredQuestion, ...]
) -> dict[str, Estimate]:
    """Return every measure by name: of all questions, and of the ranking for each type of question."""
    estimates = {**summarise(ranked), **summarise_answers(answered)}
    for type, own in by_type(ranked).items():
        estimates |= {f"{type} {name}": found for name, found in summarise(own).items()}
    return estimates


def falls(before: Mapping[str, Estimate], now: Mapping[str, Estimate]) -> tuple[Fall, ...]:
    """Return the measures that left their interval of before for the worse.

    Raises GateError when one is missing or counts other questions: then nothing can be said.
    """
    others = [
        name
        for name, old in before.items()
        if name not in now or (now[name].n != old.n and name not in OF_ANSWERS)
    ]
    if others:
        raise GateError(
            f"the baseline was made with other questions ({', '.join(others[:3])})",
            "run 'python -m evals gate --accept' to make a new one, and say why in the commit",
        )
    return tuple(Fall(name, old, now[name]) for name, old in before.items() if _fell(name, old, now[name]))


def read_baseline(path: Path = BASELINE) -> dict[str, Estimate]:
    """Return the baseline. Raises GateError when there is none or it cannot be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {name: Estimate(**own) for name, own in record.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        raise GateError(
            f"there is no baseline in {path.name} that can be read", "run 'python -m evals gate --accept'"
        ) from None


def write_baseline(estimates: Mapping[str, Estimate], path: Path = BASELINE) -> None:
    """Make these figures the baseline."""
    record = {name: _rounded(found) for name, found in estimates.items()}
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _fell(name: str, before: Estimate, now: Estimate) -> bool:
    # Figures are kept to five places; a difference behind them is none.
    slack = 1e-5
    if name == EXACT:  # No interval excuses an altered quote.
        return now.value < before.value - slack
    worse_when_higher = name.endswith(WORDS)
    return now.value > before.high + slack if worse_when_higher else now.value < before.low - slack


def _rounded(found: Estimate) -> dict[str, float]:
    return {name: round(value, 5) for name, value in asdict(found).items()}
