"""How well a network tells what answers from what nearly does, on rows that it was not trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.verifying.types import Verification
from index.verifying.verifier import verify_with
from training.verifying.rows import Row, is_reading

if TYPE_CHECKING:
    from index.verifying.network import VerifierNetwork

_LOST = 0.1
"""Share of the answered rows that a threshold may lose."""


class TrainedNetwork:
    """A network as it was just trained, as the verifier reads with one."""

    def __init__(self, network: "VerifierNetwork", tokenizer: Any) -> None:
        self.network = network.eval()
        self.tokenizer = tokenizer
        self.padding = network.padding

    def read(self, ids: Any, mask: Any, types: Any) -> tuple[Any, Any]:
        """Return what the network says of windows, as `Network.read` does."""
        import torch

        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        half = torch.cpu.get_capabilities().get("avx512_bf16", False)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            inputs = self.network.inputs({name: torch.from_numpy(own) for name, own in given.items()})
            verdicts, ends = self.network(**inputs)
        return verdicts.float().numpy(), ends.float().numpy()


@dataclass(frozen=True, slots=True)
class Told:
    """How a kind of rows is told apart.

    `area` under the curve (0 to 1), answered against not; `refused` the share of those not answered below
    a threshold that loses a tenth of the answered; `found` the share of answered ones whose words
    overlap with the right ones; `first` the share of judged questions whose surest candidate is right,
    of those that have one.
    """

    rows: int
    answered: float
    area: float
    refused: float
    found: float
    first: float


def say_of(network: TrainedNetwork, rows: Sequence[Row]) -> list[Verification]:
    """Return what a network says of rows, those of one question read together."""
    by_question: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        by_question.setdefault(row.question, []).append(i)
    said = [Verification(0.0, (0, 0))] * len(rows)
    for question, own in by_question.items():
        for i, one in zip(own, verify_with(network, question, [rows[i].candidate for i in own]), strict=True):
            said[i] = one
    return said


def measure(rows: Sequence[Row], said: Sequence[Verification]) -> Told:
    """Return how well what was said of rows tells which answer."""
    scores = np.array([one.score for one in said])
    answered = np.array([row.answers >= 0.5 for row in rows])
    right, wrong = np.sort(scores[answered]), scores[~answered]
    below = np.searchsorted(np.sort(wrong), right)
    threshold = right[int(_LOST * len(right))] if len(right) else 0.0
    words = [
        one.words[0] < row.words[1] and row.words[0] < one.words[1]
        for row, one in zip(rows, said, strict=True)
        if row.words
    ]
    best: dict[str, tuple[float, bool]] = {}
    has: set[str] = set()
    for row, score, own in zip(rows, scores, answered, strict=True):
        best[row.question] = max(best.get(row.question, (-np.inf, False)), (float(score), bool(own)))
        if own:
            has.add(row.question)
    return Told(
        len(rows),
        float(answered.mean()),
        float(below.mean() / max(1, len(wrong))) if len(right) else 0.0,
        float((wrong < threshold).mean()) if len(wrong) else 0.0,
        float(np.mean(words)) if words else 0.0,
        float(np.mean([best[question][1] for question in has])) if has else 0.0,
    )


def told_table(rows: Sequence[Row], said: Sequence[Verification]) -> str:
    """Render how each kind of rows is told apart; a kind that nothing answers beside the answered ones."""
    lines = [f"{'rows':24}{'n':>7}{'answered':>10}{'area':>8}{'refused':>9}{'words':>8}{'first':>8}"]
    pairs = list(zip(rows, said, strict=True))
    sector = [(row, one) for row, one in pairs if is_reading(row)]
    answered = [(row, one) for row, one in sector if row.answers >= 0.5]
    groups = {
        "squad": [pair for pair in pairs if pair[0].kind == "squad"],
        "judged": [pair for pair in pairs if pair[0].kind == "judged"],
        "pairs": [pair for pair in pairs if pair[0].kind in ("pair", "mined")],
        "written": sector,
    }
    for kind in sorted({row.kind for row, _ in sector if row.answers < 0.5}):
        groups[f"  {kind}"] = [*answered, *(pair for pair in sector if pair[0].kind == kind)]
    for name, own in groups.items():
        if own:
            told = measure([row for row, _ in own], [one for _, one in own])
            lines.append(
                f"{name:24}{told.rows:7}{told.answered:10.2f}{told.area:8.3f}{told.refused:9.2f}"
                f"{told.found:8.2f}{told.first:8.3f}"
            )
    return "\n".join(lines)
