"""Train the verifier's network on rows: the verdict, the subject, and the ends of the answering words."""

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.verifying.windows import Window, cut_windows
from training.trainers import trainer_settings, work_offline
from training.verifying.rows import Row, varied

if TYPE_CHECKING:
    from index.verifying.network import VerifierNetwork

_NONE = -1
"""What stands where a row says nothing: no verdict on the subject, no answering words."""


@dataclass(frozen=True, slots=True)
class VerifierRecipe:
    """How the verifier is trained; the defaults are what it was trained with.

    `heads` is by how much the learning rate of the heads, which begin with nothing, is higher.
    `about` and `words` are what the losses of the subject and of the answering words count beside that
    of the verdict. `frozen` are the lowest layers that stay as they are.
    """

    epochs: float = 2.0
    learning_rate: float = 1e-4
    heads: float = 5.0
    batch: int = 16
    about: float = 0.2
    words: float = 0.3
    frozen: int = 0
    seed: int = 7


def train(network: "VerifierNetwork", tokenizer: Any, rows: Sequence[Row], recipe: VerifierRecipe) -> None:
    """Train a network on rows, the embeddings of its word pieces left as they are.

    Binary cross-entropy for the two verdicts, cross-entropy over the word pieces for the ends of the
    answering words, which only rows that have some count in.
    """
    work_offline()
    import torch
    from transformers import Trainer, TrainingArguments, get_linear_schedule_with_warmup, set_seed

    set_seed(recipe.seed)
    body: Any = network.body
    for part in (body.embeddings, *body.encoder.layer[: recipe.frozen]):
        part.requires_grad_(False)
    heads = [own for name, own in network.named_parameters() if not name.startswith("body.")]
    layers = [own for own in body.parameters() if own.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": layers, "lr": recipe.learning_rate},
            {"params": heads, "lr": recipe.heads * recipe.learning_rate},
        ],
        weight_decay=0.01,
    )
    steps = round(recipe.epochs * len(rows) / recipe.batch)
    schedule = get_linear_schedule_with_warmup(optimizer, max(1, steps // 12), max(1, steps))
    generator = random.Random(recipe.seed)  # noqa: S311 - nothing secret is drawn
    with tempfile.TemporaryDirectory() as scratch:
        settings = trainer_settings(scratch, recipe.epochs, recipe.batch, recipe.learning_rate, recipe.seed)
        Trainer(
            model=_with_loss(network, recipe),
            args=TrainingArguments(
                **settings, train_sampling_strategy="group_by_length", remove_unused_columns=False
            ),
            train_dataset=_Rows(rows, tokenizer, generator),
            data_collator=lambda batch: collated(batch, network.padding),
            optimizers=(optimizer, schedule),
        ).train()
    network.eval()


@dataclass(frozen=True, slots=True)
class Example:
    """A row in word pieces."""

    window: Window
    answers: float
    about: float
    ends: tuple[int, int]

    def __len__(self) -> int:
        return len(self.window.ids)


def example_of(row: Row, question: str, tokenizer: Any) -> Example:
    """Return a row as it is read, with the question as it is worded now: the window that holds its answer."""
    windows = cut_windows(tokenizer, question, row.candidate)
    found = [(window, _ends(window, row.words)) for window in windows]
    window, ends = next((own for own in found if own[1] != (_NONE, _NONE)), found[0])
    return Example(window, row.answers, _NONE if row.about is None else row.about, ends)


def _ends(window: Window, words: tuple[int, int] | None) -> tuple[int, int]:
    """Return the positions of the first and last word piece of an answer that a window holds whole."""
    if words is None:
        return _NONE, _NONE
    held = [i for i, (start, end) in enumerate(window.offsets) if start < words[1] and end > words[0]]
    if not held or window.offsets[held[-1]][1] < words[1] or window.offsets[held[0]][0] > words[0]:
        return _NONE, _NONE
    return window.first + held[0], window.first + held[-1]


class _Rows:
    """The rows as examples; each time a row is asked for its question is worded a little differently."""

    def __init__(self, rows: Sequence[Row], tokenizer: Any, generator: random.Random) -> None:
        self._rows = rows
        self._tokenizer = tokenizer
        self._generator = generator

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, i: int) -> dict[str, Any]:
        row = self._rows[i]
        example = example_of(row, varied(row, self._generator), self._tokenizer)
        return {"input_ids": example.window.ids, "example": example}


def collated(batch: Sequence[dict[str, Any]], padding: int) -> dict[str, Any]:
    """Return examples as tensors, (examples, pieces), filled up to the longest."""
    import torch

    examples: list[Example] = [own["example"] for own in batch]
    longest = max(map(len, examples))
    ids = torch.full((len(examples), longest), padding)
    mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
    words = torch.zeros_like(ids, dtype=torch.bool)
    for i, example in enumerate(examples):
        window, length = example.window, len(example)
        ids[i, :length] = torch.tensor(window.ids)
        mask[i, :length] = 1
        types[i, window.second : length] = 1
        words[i, window.first : window.first + len(window.offsets)] = True
    return {
        "input_ids": ids,
        "attention_mask": mask,
        "token_type_ids": types,
        "text": words,
        "answers": torch.tensor([example.answers for example in examples]),
        "about": torch.tensor([float(example.about) for example in examples]),
        "positions": torch.tensor([example.ends for example in examples]),
    }


def _with_loss(network: "VerifierNetwork", recipe: VerifierRecipe) -> Any:
    """Return a module that reads examples and returns what they cost."""
    import torch
    from torch.nn import functional

    class WithLoss(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(
            self, text: Any, answers: Any, about: Any, positions: Any, **inputs: Any
        ) -> dict[str, Any]:
            verdicts, ends = (own.float() for own in self.network(**self.network.inputs(inputs)))
            loss = functional.binary_cross_entropy_with_logits(verdicts[:, 0], answers)
            told = about >= 0
            if told.any():
                loss = loss + recipe.about * functional.binary_cross_entropy_with_logits(
                    verdicts[told, 1], about[told]
                )
            held = positions[:, 0] >= 0
            if held.any():
                scores = ends.masked_fill(~text.unsqueeze(-1), -1e4)[held]
                apart = [functional.cross_entropy(scores[:, :, end], positions[held, end]) for end in (0, 1)]
                loss = loss + recipe.words * held.float().mean() * sum(apart)
            return {"loss": loss}

    return WithLoss()


def save_network(network: "VerifierNetwork", path: Path) -> None:
    """Write all of a network's weights in full precision, for training that goes on."""
    from safetensors.torch import save_file

    save_file(network.state_dict(), path)
