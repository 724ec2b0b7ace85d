"""`python -m evals.scale`: how fast large libraries are searched, and how that grows."""

import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from assistant.settings import make_encoder
from corpus.errors import UserError
from corpus.records.authorities import known_authorities
from evals.records.figures import load, save
from evals.scale.generated import PARAGRAPHS
from evals.scale.growing import SIZES, grow, open_questions
from evals.scale.performance_page import scale_table, write_page
from index.home import Home


@click.command()
@click.option(
    "--passages", "sizes", type=int, multiple=True, default=SIZES, show_default=True, help="Sizes to measure."
)
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="Where the library grows, and stays."
)
@click.option(
    "--environment",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="That of `make compare`: measures other systems too.",
)
@click.option("--keep", is_flag=True, help="Write docs/performance.md from the figures.")
def main(sizes: tuple[int, ...], folder: Path | None, environment: Path | None, keep: bool) -> None:
    """Grow a library of generated documents, measuring it at each size."""
    encoder = make_encoder()
    measured: list[dict[str, Any]] = []
    questions = open_questions()
    with tempfile.TemporaryDirectory() as scratch:
        for size in grow(Home(folder or Path(scratch)), encoder, sizes, questions, environment):
            measured.append({**asdict(size), "bytes_a_passage": size.bytes_a_passage})
            click.echo(scale_table(measured[-1:]))
    speed = load("embedding")
    found: dict[str, object] = {
        "processors": os.cpu_count(),
        "paragraphs": PARAGRAPHS,
        "authorities": len(known_authorities()),
        "questions": len(questions),
        "embedded_a_second": speed["found"]["texts"] / speed["found"]["seconds"] if speed else 0,
        "sizes": measured,
        "note": "",
    }
    if keep:
        save("scale", found)
        click.echo(f"Written: {write_page()}")


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(f"evals: {error}") from None
