"""The gate: what has fallen, what has not, and what cannot be compared."""

from pathlib import Path

import pytest

from evals.measures.gate import BASELINE, GateError, falls, read_baseline, write_baseline
from evals.measures.ranking import Estimate

BEFORE = {"hit@5": Estimate(0.8, 0.7, 0.9, 50), "words": Estimate(200.0, 150.0, 250.0, 50)}


def now(hit: float, words: float) -> dict[str, Estimate]:
    return {"hit@5": Estimate(hit, 0, 1, 50), "words": Estimate(words, 0, 1000, 50)}


def test_within_the_interval_nothing_has_fallen() -> None:
    assert falls(BEFORE, now(0.7, 250.0)) == ()
    assert falls(BEFORE, now(1.0, 10.0)) == ()


def test_a_fall_is_named_with_both_figures() -> None:
    fallen = falls(BEFORE, now(0.69, 251.0))
    assert [fall.name for fall in fallen] == ["hit@5", "words"]
    assert str(fallen[0]) == "hit@5: 0.690, before 0.800 (0.70-0.90)"


def test_a_single_altered_quote_is_a_fall() -> None:
    name = "answers quoted exactly"
    before = {name: Estimate(1.0, 0.99, 1.0, 328)}
    assert [fall.name for fall in falls(before, {name: Estimate(327 / 328, 0.99, 1.0, 328)})] == [name]


def test_other_questions_cannot_be_compared() -> None:
    with pytest.raises(GateError, match="other questions"):
        falls(BEFORE, {"hit@5": Estimate(0.8, 0.7, 0.9, 49), "words": BEFORE["words"]})
    with pytest.raises(GateError, match="other questions"):
        falls(BEFORE, {"hit@5": BEFORE["hit@5"]})


def test_other_numbers_of_answers_can_be_compared() -> None:
    before = {"quote precision": Estimate(0.6, 0.5, 0.7, 131)}
    assert falls(before, {"quote precision": Estimate(0.55, 0.5, 0.7, 130)}) == ()
    assert len(falls(before, {"quote precision": Estimate(0.49, 0.4, 0.6, 130)})) == 1


def test_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(BEFORE, path)
    assert read_baseline(path) == BEFORE
    assert read_baseline(BASELINE)["hit@5"].n == 172


@pytest.mark.parametrize("text", [None, "", "[]", '{"hit@5": 1}', '{"hit@5": {"value": 1}}'])
def test_baseline_that_is_none_is_told(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "baseline.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(GateError, match=r"no baseline in baseline\.json"):
        read_baseline(path)
