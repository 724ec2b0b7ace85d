"""One training from files to a network's weights and a table of how it does."""

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.encoding.adapter import changes_of, find_adapter
from index.encoding.model_files import LARGE, LARGE_ADAPTER, SHIPPED_ADAPTER, PublishedModel
from training.splits import KEPT_FOR_MEASURING
from training.verifying.measure import TrainedNetwork, say_of, told_table
from training.verifying.rows import Reports, Row, read_rows, with_other_sections
from training.verifying.splits import CHOSEN_BY
from training.verifying.train import VerifierRecipe, save_network, train

if TYPE_CHECKING:
    from tokenizers import Tokenizer

OWN_ROWS = tuple(
    Path(__file__).parents[1] / name for name in ("judged.jsonl", "readings.jsonl", "papers.jsonl")
)
"""The rows that come with the project; the reports that they are about do not."""
_OTHER_SECTIONS = 0.4
_HELD_OUT_ARTICLES = 2
"""Articles of SQuAD 2.0 that are measured on, the first in its order."""


def gather_rows(files: Sequence[Path], own: bool, reports: Path, seed: int) -> list[Row]:
    """Return the rows of files and, where wanted, the project's own, none of those kept for measuring."""
    texts = Reports(reports)
    rows = [row for path in (*files, *(OWN_ROWS if own else ())) for row in read_rows(path, texts)]
    rest = [row for row in rows if row.kind != "selqa"]
    return [
        row
        for row in (*rest, *with_other_sections(rows, _OTHER_SECTIONS, seed))
        if row.authority not in KEPT_FOR_MEASURING
    ]


def split_rows(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows to train on, and those to choose by: other authorities, other articles."""
    articles = list(dict.fromkeys(row.candidate.heading for row in rows if row.kind == "squad"))
    held_out = set(articles[:_HELD_OUT_ARTICLES])

    def is_held_out(row: Row) -> bool:
        return row.authority in CHOSEN_BY or (row.kind == "squad" and row.candidate.heading in held_out)

    return [row for row in rows if not is_held_out(row)], [row for row in rows if is_held_out(row)]


def run_training(
    base: PublishedModel,
    start: Path | None,
    rows: Sequence[Row],
    share: float,
    recipe: VerifierRecipe,
    into: Path,
    tuned: bool = False,
) -> str:
    """Train a network over `base` on rows, write it to `into`; return a table of how it does.

    It begins with the weights of `start`, else with the published ones, `tuned` as the encoder is.
    """
    from safetensors.torch import load_file

    from index.verifying.network import opened_network

    to_train, to_choose = split_rows(rows)
    random.Random(recipe.seed).shuffle(to_train)  # noqa: S311 - nothing secret is drawn
    to_train = to_train[: round(share * len(to_train))]
    print(f"{len(to_train)} rows to train on, {len(to_choose)} to choose by", file=sys.stderr)
    with opened_network(base) as (network, folder):
        tokenizer = _tokenizer(folder)
        if start:
            network.load_state_dict(load_file(start))
        elif tuned:
            add_changes(network.body, base)
    train(network, tokenizer, to_train, recipe)
    save_network(network, into)
    return told_table(to_choose, say_of(TrainedNetwork(network, tokenizer), to_choose))


def add_changes(body: Any, base: PublishedModel) -> None:
    """Add to a model's layers what fine-tuning the encoder changed of them."""
    import torch

    adapter = find_adapter(LARGE_ADAPTER if base is LARGE else SHIPPED_ADAPTER)
    with torch.no_grad():
        for layer, change in changes_of(adapter).items():
            body.get_submodule(layer).weight.add_(change)


def load_trained(file: Path, base: PublishedModel = LARGE) -> TrainedNetwork:
    """Return the network whose weights a training wrote to a file."""
    from safetensors.torch import load_file

    from index.verifying.network import opened_network

    with opened_network(base) as (network, folder):
        network.load_state_dict(load_file(file))
        return TrainedNetwork(network, _tokenizer(folder))


def _tokenizer(folder: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
