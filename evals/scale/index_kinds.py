"""`python -m evals.scale.index_kinds`: the same library under each kind of index, its size and its speed."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from assistant.settings import make_encoder
from corpus.errors import UserError
from corpus.records.sources import SHIPPED_DOCUMENTS
from evals.records.figures import save
from evals.scale.growing import grow, measure_in_process, open_questions
from index.home import Home
from index.store.milvus.server import MilvusAddress
from index.update.apply import build_index

_SETTLED = 60.0
"""Seconds that a server has for its graph of what was just loaded, before it is measured."""


@click.command()
@click.option("--passages", type=int, default=100_000, show_default=True, help="How large the library is.")
@click.option("--milvus", default="", help="Address of a Milvus, as ASSISTANT_INDEX says it; measured too.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of that Milvus, to be weighed.",
)
@click.option("--keep", is_flag=True, help="Keep the figures, which docs/operations.md tells.")
def main(passages: int, milvus: str, data: Path | None, keep: bool) -> None:
    """Measure the bytes, the memory and the speed of each kind of index."""
    encoder, questions = make_encoder(), open_questions()
    kinds: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as scratch:
        (size,) = grow(Home(Path(scratch)), encoder, (passages,), questions)
        for name, kind in (("exact", "exact"), ("approximate", "approximate"), ("milvus", milvus)):
            if not kind:
                continue
            before = _bytes(data) if data else 0
            address = MilvusAddress.parse(kind)
            home = Home(Path(scratch), "approximate" if kind == "approximate" else "exact", address)
            start = time.perf_counter()
            manifest = build_index(home, SHIPPED_DOCUMENTS, encoder).manifest
            spent = time.perf_counter() - start
            if address:
                time.sleep(_SETTLED)
            kinds.append(
                {
                    "name": name,
                    "passages": manifest.passages,
                    "build_seconds": spent,
                    "index_bytes": _bytes(home.index / manifest.generation),
                    "server_bytes": _bytes(data) - before if data and address else 0,
                    "measured": measure_in_process(home, questions, kind),
                }
            )
            click.echo(kinds_table(kinds[-1:]))
    if keep:
        library = {"library_bytes": size.library_bytes, "passages": size.passages}
        save("kinds", {**library, "kinds": kinds})


def kinds_table(kinds: Sequence[dict[str, Any]]) -> str:
    """Return the figures as the rows of a table in Markdown."""
    return "\n".join(
        f"| {kind['name']} | {kind['index_bytes'] / kind['passages']:,.0f} "
        f"| {kind['server_bytes'] / kind['passages']:,.0f} | {kind['measured']['memory'] / 2**30:.2f} GiB "
        f"| {kind['measured']['all'][0] * 1000:.0f} / {kind['measured']['all'][1] * 1000:.0f} ms "
        f"| {kind['measured']['authority'][1] * 1000:.0f} ms | {kind['measured']['add']:.1f} s |"
        for kind in kinds
    )


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(f"evals: {error}") from None
