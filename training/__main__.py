"""`python -m training`: from pairs and a folder of reports to a small adapter of the embedding model."""

import dataclasses
import sys
import tempfile
from pathlib import Path

import click

from corpus.errors import UserError
from training.types import Recipe

_DEFAULTS = Recipe()


@click.group()
def main() -> None:
    """Teach the embedding model the sector's words."""


def _inputs(command: click.decorators.FC) -> click.decorators.FC:
    """Give a command the options that say what is trained on."""
    path = click.Path(exists=True, path_type=Path)
    command = click.option(
        "--pairs", "more_pairs", type=path, multiple=True, help="More pairs than the project's own."
    )(command)
    return click.option("--reports", type=path, required=True, help="The folder of reports.")(command)


@main.command()
@_inputs
@click.option("--epochs", type=float, default=_DEFAULTS.epochs, show_default=True, help="Times over.")
@click.option("--rate", type=float, default=_DEFAULTS.learning_rate, show_default=True, help="Learning rate.")
@click.option("--rank", type=int, default=_DEFAULTS.rank, show_default=True, help="Of each layer's change.")
@click.option("--negatives", type=int, default=_DEFAULTS.negatives, show_default=True, help="A question.")
@click.option(
    "--seed", type=int, default=_DEFAULTS.seed, show_default=True, help="Of the order and of the start."
)
@click.option("--share", type=float, default=1.0, show_default=True, help="Of the pairs.")
@click.argument("into", type=click.Path(path_type=Path))
def train(
    reports: Path,
    more_pairs: tuple[Path, ...],
    epochs: float,
    rate: float,
    rank: int,
    negatives: int,
    seed: int,
    share: float,
    into: Path,
) -> None:
    """Train on the pairs; write the adapter as PEFT does to the folder INTO."""
    from training.pairs import OWN_PAIRS, read_collection
    from training.splits import pairs_to_train_on, paragraphs_to_train_on, share_of
    from training.train import train as run

    recipe = dataclasses.replace(
        _DEFAULTS, epochs=epochs, learning_rate=rate, rank=rank, negatives=negatives, seed=seed
    )
    collection = read_collection([OWN_PAIRS, *more_pairs], reports)
    pairs = share_of(pairs_to_train_on(collection), share, recipe.seed)
    print(f"{len(pairs)} questions to train on", file=sys.stderr)
    run(paragraphs_to_train_on(collection), pairs, recipe, into)


@main.command()
@_inputs
@click.option(
    "--strength",
    "strengths",
    type=float,
    multiple=True,
    default=(0, 0.25, 0.5, 0.75, 1),
    show_default=True,
    help="Share of the change to keep.",
)
@click.argument("trained", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
def choose(
    reports: Path, more_pairs: tuple[Path, ...], strengths: tuple[float, ...], trained: tuple[Path, ...]
) -> None:
    """Print, for each adapter TRAINED, their mean, and each strength, what is found for choosing by.

    Beside it what is found of texts about something else, by vectors alone.
    """
    from index.encoding.encoder import SentenceTransformerEncoder
    from training.export import export_adapter
    from training.measure import general_pairs, measure, measure_pairs
    from training.pairs import OWN_PAIRS, read_collection
    from training.splits import pairs_to_choose_by

    collection = read_collection([OWN_PAIRS, *more_pairs], reports)
    pairs = pairs_to_choose_by(collection)
    firsts, rests = general_pairs()
    print(f"{'':44}{'sector':>24}{'general':>16}")
    print(f"{'adapter, strength':44}{'hit@1':>8}{'hit@5':>8}{'nDCG@10':>8}{'nDCG@10':>16}")
    for folders in _with_mean(trained):
        for strength in strengths:
            name = f"{' + '.join(folder.name for folder in folders)}, {strength}"
            with tempfile.TemporaryDirectory() as scratch:
                file = Path(scratch) / "adapter.safetensors"
                export_adapter(folders, strength, file)
                encoder = SentenceTransformerEncoder(str(file))
                own = measure_pairs(encoder, pairs, collection)
                general = measure(encoder, firsts, list(range(len(firsts))), rests)
            print(
                f"{name:44}{own.first:8.3f}{own.five:8.3f}{own.ndcg:8.3f}{general.ndcg:16.3f}",
                flush=True,
            )


def _with_mean(trained: tuple[Path, ...]) -> list[tuple[Path, ...]]:
    """Return each adapter alone and, of several, all together."""
    alone: list[tuple[Path, ...]] = [(folder,) for folder in trained]
    return [*alone, trained] if len(trained) > 1 else alone


@main.command()
@_inputs
@click.option("--epochs", type=float, default=1.0, show_default=True, help="Times over.")
@click.argument("into", type=click.Path(path_type=Path))
def rerank(reports: Path, more_pairs: tuple[Path, ...], epochs: float, into: Path) -> None:
    """Train a cross-encoder on the pairs; ASSISTANT_RERANKER may name the folder INTO then."""
    from training.pairs import OWN_PAIRS, read_collection
    from training.rerank import train_reranker
    from training.splits import pairs_to_train_on, paragraphs_to_train_on

    collection = read_collection([OWN_PAIRS, *more_pairs], reports)
    train_reranker(paragraphs_to_train_on(collection), pairs_to_train_on(collection), epochs, into)


@main.command()
@click.option("--strength", type=float, default=1.0, show_default=True, help="Share of the change to keep.")
@click.argument("trained", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@click.argument("file", type=click.Path(path_type=Path))
def export(strength: float, trained: tuple[Path, ...], file: Path) -> None:
    """Write the adapter TRAINED, or the mean of several, as the one FILE that ASSISTANT_MODEL may name."""
    import hashlib

    from training.export import export_adapter

    export_adapter(trained, strength, file)
    print(f"{file.stat().st_size} bytes, sha256 {hashlib.sha256(file.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(f"training: {error}") from None
