"""How long documents of very many blocks take to be segmented: time must grow as their number does."""

import time
from collections.abc import Callable, Mapping

from corpus.readers.blocks import Block, BlockKind
from corpus.segmentation.references import name_paragraphs
from corpus.segmentation.segment import segment
from corpus.types import Document, Span

_SIZES = (2_000, 20_000)

Shape = Callable[[int], tuple[BlockKind, str, str | None]]
"""Kind, text and number of the block at a place."""

_SHAPES: Mapping[str, Shape] = {
    "numbered paragraphs": lambda i: ("numbered", f"The fox {i} ran away over the hill.", str(i + 1)),
    "paragraphs": lambda i: ("text", f"The fox {i} ran away over the hill.", None),
    "one paragraph in pieces": lambda i: ("text", f"the fox {i} ran away over the", None),
    "judgements": lambda i: ("text", f"Service {i} is good", None),
    "lists": lambda i: ("bullet", f"item {i};", None) if i % 3 else ("text", f"These are {i}:", None),
    "footnotes": lambda i: ("footnote", f"See {i}.", str(i + 1)),
    "table rows": lambda i: ("table_row", f"Aspect {i}\tGood", None),
}
_DOCUMENT = Document(
    id="made", title="Made", short_title="Made", publisher="unknown", voice="council", authority="unknown",
    kind="paper", year=2020, licence="none",
)  # fmt: skip


def measure_segmentation() -> dict[str, dict[int, float]]:
    """Return the seconds of processor time that blocks of each shape take, by their number."""
    return {name: {size: _seconds(shape, size) for size in _SIZES} for name, shape in _SHAPES.items()}


def segmentation_table(found: Mapping[str, Mapping[int, float]]) -> str:
    """Render the seconds by shape and number of blocks."""
    head = f"{'seconds of processor time':28}" + "".join(f"{size:>9,} blocks" for size in _SIZES)
    rows = (f"{name:28}" + "".join(f"{own[size]:>16.2f}" for size in _SIZES) for name, own in found.items())
    return "\n".join([head, *rows])


def _seconds(shape: Shape, size: int) -> float:
    blocks: list[Block] = []
    texts: list[str] = []
    position = 0
    for i in range(size):
        kind, text, number = shape(i)
        blocks.append(Block(kind, text, (Span(position, position + len(text)),), number, gap=1))
        texts.append(text)
        position += len(text) + 1
    source = "\n".join(texts)
    start = time.process_time()
    name_paragraphs(_DOCUMENT, source, segment(tuple(blocks)))
    return time.process_time() - start
