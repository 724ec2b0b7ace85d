"""`python -m training`: from pairs and a folder of reports to a small adapter of an embedding model."""

import dataclasses
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from corpus.errors import UserError
from training.types import LARGE_RECIPE, Collection, Recipe


@click.group()
def main() -> None:
    """Teach the embedding model the sector's words."""


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _inputs(command: click.decorators.FC) -> click.decorators.FC:
    """Give a command the options that say what is trained on."""
    command = click.option(
        "--conversations", type=_FILE, multiple=True, help="Conversations with their paragraphs."
    )(command)
    command = click.option("--readings", type=_FILE, multiple=True, help="Readings of paragraphs.")(command)
    command = click.option(
        "--pairs", "more_pairs", type=_FILE, multiple=True, help="More pairs than the project's own."
    )(command)
    return click.option("--reports", type=_FOLDER, required=True, help="The folder of reports.")(command)


def _collection(
    reports: Path, pairs: tuple[Path, ...], readings: tuple[Path, ...], conversations: tuple[Path, ...]
) -> Collection:
    from training.pairs import OWN_PAIRS, read_collection

    return read_collection([OWN_PAIRS, *pairs], reports, readings, conversations)


@main.command()
@_inputs
@click.option("--large", is_flag=True, help="Train the large model, which may teach the small one.")
@click.option("--teacher", type=_FILE, help="An adapter of the large model, that the small one learns from.")
@click.option(
    "--general", type=_FILE, multiple=True, help="Questions about anything else, also learnt from it."
)
@click.option("--epochs", type=float, help="Times over.")
@click.option("--rate", type=float, help="Learning rate.")
@click.option("--rank", type=int, help="Of each layer's change.")
@click.option("--seed", type=int, help="Of the order and of the start.")
@click.option("--share", type=float, default=1.0, show_default=True, help="Of the pairs.")
@click.argument("into", type=click.Path(path_type=Path))
def train(
    reports: Path,
    more_pairs: tuple[Path, ...],
    readings: tuple[Path, ...],
    conversations: tuple[Path, ...],
    large: bool,
    teacher: Path | None,
    general: tuple[Path, ...],
    epochs: float | None,
    rate: float | None,
    rank: int | None,
    seed: int | None,
    share: float,
    into: Path,
) -> None:
    """Train on the pairs; write the change as PEFT does to the folder INTO."""
    from index.encoding.encoder import SentenceTransformerEncoder
    from index.encoding.model_files import LARGE, PLAIN
    from index.encoding.torch_model import TorchModel
    from training.general import read_general
    from training.splits import pairs_to_train_on, paragraphs_to_train_on, share_of
    from training.teacher import ask_teacher, sentences_of
    from training.train import train as run

    given: dict[str, Any] = {"epochs": epochs, "learning_rate": rate, "rank": rank, "seed": seed}
    recipe = dataclasses.replace(
        LARGE_RECIPE if large else Recipe(), **{name: value for name, value in given.items() if value}
    )
    collection = _collection(reports, more_pairs, readings, conversations)
    pairs = share_of(pairs_to_train_on(collection), share, recipe.seed)
    base = LARGE if large else PLAIN
    model = TorchModel(base.name, base, adapter=None)
    print(f"{len(pairs)} questions to train on", file=sys.stderr)
    if teacher is None:
        run(model, pairs, recipe, into)
        return
    sentences = sentences_of(paragraphs_to_train_on(collection), recipe.sentences, recipe.seed)
    others = read_general(general, recipe.general, recipe.seed)
    asked = (*pairs, *sentences, *others)
    said = ask_teacher(
        SentenceTransformerEncoder(str(teacher)),
        list(dict.fromkeys(pair.text for pair in asked)),
        list(dict.fromkeys(pair.question for pair in asked)),
    )
    run(model, pairs, recipe, into, said, [sentences, others])


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
@click.option("--large", is_flag=True, help="They are changes of the large model.")
@click.argument("trained", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
def choose(
    reports: Path,
    more_pairs: tuple[Path, ...],
    readings: tuple[Path, ...],
    conversations: tuple[Path, ...],
    strengths: tuple[float, ...],
    large: bool,
    trained: tuple[Path, ...],
) -> None:
    """Print, for each adapter TRAINED, their mean, and each strength, what is found for choosing by.

    Beside it what is found of texts about something else, by vectors alone.
    """
    from index.encoding.encoder import SentenceTransformerEncoder
    from index.encoding.model_files import LARGE, PLAIN
    from training.export import export_adapter
    from training.measure import general_pairs, measure, measure_pairs
    from training.splits import pairs_to_choose_by

    collection = _collection(reports, more_pairs, readings, conversations)
    pairs = pairs_to_choose_by(collection)
    firsts, rests = general_pairs()
    print(f"{'':44}{'sector':>24}{'general':>16}")
    print(f"{'adapter, strength':44}{'hit@1':>8}{'hit@5':>8}{'nDCG@10':>8}{'nDCG@10':>16}")
    for folders in _with_mean(trained):
        for strength in strengths:
            name = f"{' + '.join(folder.name for folder in folders)}, {strength}"
            with tempfile.TemporaryDirectory() as scratch:
                file = Path(scratch) / "adapter.safetensors"
                export_adapter(folders, strength, file, LARGE if large else PLAIN)
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
@click.option("--rows", "files", type=_FILE, multiple=True, help="Rows beside the project's own.")
@click.option("--mined/--no-mined", default=True, help="Whether the pairs are learnt from, too.")
@click.option("--most-pairs", type=int, help="Pairs to learn from, drawn; all by default.")
@click.option("--own/--no-own", default=True, help="Whether the project's own rows are.")
@click.option("--large", is_flag=True, help="Train the large model, which teaches the small one.")
@click.option("--start", type=_FILE, help="What a training before this one wrote, to go on from.")
@click.option("--tuned/--published", default=False, help="Begin with the encoder as fine-tuned.")
@click.option("--epochs", type=float, help="Times over.")
@click.option("--rate", type=float, help="Learning rate.")
@click.option("--frozen", type=int, help="Lowest layers that stay as they are.")
@click.option("--seed", type=int, help="Of the order and of the start.")
@click.option("--share", type=float, default=1.0, show_default=True, help="Of the rows.")
@click.argument("into", type=click.Path(path_type=Path))
def verifier(
    reports: Path,
    more_pairs: tuple[Path, ...],
    readings: tuple[Path, ...],
    conversations: tuple[Path, ...],
    files: tuple[Path, ...],
    mined: bool,
    most_pairs: int | None,
    own: bool,
    large: bool,
    start: Path | None,
    tuned: bool,
    epochs: float | None,
    rate: float | None,
    frozen: int | None,
    seed: int | None,
    share: float,
    into: Path,
) -> None:
    """Train the verifier, write all its weights to INTO, and print how it tells other rows apart."""
    import random

    from index.encoding.encoder import SentenceTransformerEncoder
    from index.encoding.model_files import LARGE, PLAIN
    from training.verifying.candidates import Candidates
    from training.verifying.mined import pair_rows, wrong_rows
    from training.verifying.rows import is_reading
    from training.verifying.run import gather_rows, run_training
    from training.verifying.train import VerifierRecipe

    given: dict[str, Any] = {"epochs": epochs, "learning_rate": rate, "frozen": frozen, "seed": seed}
    recipe = dataclasses.replace(
        VerifierRecipe(), **{name: value for name, value in given.items() if value is not None}
    )
    rows = gather_rows((*files, *readings), own, reports, recipe.seed)
    if mined:
        pairs = _collection(reports, more_pairs, readings, conversations).pairs
        if most_pairs is not None:
            drawn = random.Random(recipe.seed)  # noqa: S311 - nothing secret is drawn
            pairs = tuple(drawn.sample(pairs, min(most_pairs, len(pairs))))
        candidates = Candidates(reports, SentenceTransformerEncoder())
        right = [row for row in rows if is_reading(row) and row.answers >= 0.5]
        paired = pair_rows(pairs, candidates)
        rows += [*paired, *wrong_rows([*right, *paired], candidates, recipe.seed)]
    print(run_training(LARGE if large else PLAIN, start, rows, share, recipe, into, tuned))


@main.command("export-verifier")
@click.argument("trained", type=_FILE)
@click.argument("file", type=click.Path(path_type=Path))
def export_verifier(trained: Path, file: Path) -> None:
    """Write the small verifier TRAINED as the FILE that ASSISTANT_VERIFIER may name."""
    from index.encoding.model_files import PLAIN
    from index.verifying.weights import save_weights
    from training.verifying.run import load_trained

    save_weights(load_trained(trained, PLAIN).network, file)
    _tell_size(file)


@main.command()
@_inputs
@click.option("--count", type=int, default=1000, show_default=True, help="Questions.")
@click.option("--depth", type=int, default=8, show_default=True, help="Candidates of each.")
@click.argument("teacher", type=_FILE)
@click.argument("into", type=click.Path(path_type=Path))
def teach(
    reports: Path,
    more_pairs: tuple[Path, ...],
    readings: tuple[Path, ...],
    conversations: tuple[Path, ...],
    count: int,
    depth: int,
    teacher: Path,
    into: Path,
) -> None:
    """Have the large verifier TEACHER say which of the nearest paragraphs answer; write that INTO a file."""
    import random

    from index.encoding.encoder import SentenceTransformerEncoder
    from training.splits import pairs_to_train_on
    from training.verifying.candidates import Candidates
    from training.verifying.rows import write_rows
    from training.verifying.run import load_trained
    from training.verifying.teach import teach

    pairs = pairs_to_train_on(_collection(reports, more_pairs, readings, conversations))
    asked = sorted({(pair.question, pair.authority) for pair in pairs})
    random.Random(7).shuffle(asked)  # noqa: S311 - nothing secret is drawn
    candidates = Candidates(reports, SentenceTransformerEncoder())
    taught = teach(load_trained(teacher), asked[:count], candidates, depth, 7)
    with click.progressbar(taught, count) as records:
        write_rows(records, into)


@main.command()
@click.option("--strength", type=float, default=1.0, show_default=True, help="Share of the change to keep.")
@click.option("--large", is_flag=True, help="It is a change of the large model.")
@click.argument("trained", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@click.argument("file", type=click.Path(path_type=Path))
def export(strength: float, large: bool, trained: tuple[Path, ...], file: Path) -> None:
    """Write the adapter TRAINED, or the mean of several, as the one FILE that ASSISTANT_MODEL may name."""
    from index.encoding.model_files import LARGE, PLAIN
    from training.export import export_adapter

    export_adapter(trained, strength, file, LARGE if large else PLAIN)
    _tell_size(file)


@main.command()
@click.option(
    "--share",
    "shares",
    type=(_FILE, float),
    multiple=True,
    required=True,
    help="An adapter, and how much of it.",
)
@click.option("--rank", type=int, default=96, show_default=True, help="Of each layer's change.")
@click.argument("file", type=click.Path(path_type=Path))
def blend(shares: tuple[tuple[Path, float], ...], rank: int, file: Path) -> None:
    """Write the sum of several adapters, each times its share, as one FILE of the rank."""
    from training.export import blend_adapters

    blend_adapters(shares, rank, file)
    _tell_size(file)


def _tell_size(file: Path) -> None:
    import hashlib

    print(f"{file.stat().st_size} bytes, sha256 {hashlib.sha256(file.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(f"training: {error}") from None
