"""Tables as readers find them: rows of cells, and what a row becomes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.readers.blocks import Block

_NUMBER_ALONE = re.compile(r"(\d{1,3}|\d{1,2}(?:\.\d{1,2}){1,2})[.)]?")
_PROSE = 25
"""Words from which a cell beside a number holds a paragraph and no figure."""
_LONGEST_TITLE = 16
"""Words that the title of an item in minutes has at most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's blocks, tables inside it as `Table`s among them."""

    content: "tuple[Block | Table, ...]"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the cell itself, without those of tables in it."""
        return tuple(own for own in self.content if isinstance(own, Block))

    @property
    def text(self) -> str:
        """The cell's own text, on one line, with the marks of its lists as the page shows them."""
        return " ".join(filter(None, (_as_shown(block) for block in self.blocks)))


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, each its cells; a cell merged with the one above is in both rows."""

    rows: tuple[tuple[Cell, ...], ...]


def table_blocks(table: Table) -> Iterator[Block]:
    """Yield what a table's rows are read as.

    A row of data is one block, its cells parted by tabs. A cell alone in its row is a frame, and
    a number beside prose is how minutes are laid out: both are paragraphs like any other.
    """
    for row in table.rows:
        filled = [cell for cell in row if cell.content]
        if len(row) == 1 or (len(filled) == 1 and len(filled[0].content) > 1):
            for cell in filled:
                yield from _frame(cell)
        elif number := _number_of_prose(filled):
            yield from _numbered(number, filled[1])
        else:
            text = "\t".join(cell.text for cell in row).strip()
            if text:
                notes = tuple(block for cell in row for block in cell.blocks if block.kind == "footnote")
                yield Block("table_row", text, ())
                yield from notes
            for inner in (own for cell in row for own in cell.content if isinstance(own, Table)):
                yield from table_blocks(inner)


def _frame(cell: Cell) -> Iterator[Block]:
    for own in cell.content:
        if isinstance(own, Table):
            yield from table_blocks(own)
        else:
            yield own


def _number_of_prose(filled: Sequence[Cell]) -> str | None:
    """Return the number in a row's first cell, where prose stands beside it."""
    if len(filled) != 2 or any(isinstance(own, Table) for own in filled[0].content):
        return None
    match = _NUMBER_ALONE.fullmatch(filled[0].text)
    prose = len(filled[1].content) > 1 or len(filled[1].text.split()) >= _PROSE
    return match[1] if match and prose else None


def _numbered(number: str, cell: Cell) -> Iterator[Block]:
    """Yield the blocks of a cell beside a number: its title heads them, or its first text has the number."""
    blocks = list(_frame(cell))
    first = next((i for i, block in enumerate(blocks) if block.kind in ("text", "heading")), None)
    for i, block in enumerate(blocks):
        if i != first:
            yield block
        elif i + 1 < len(blocks) and _is_title(block):
            yield replace(block, kind="heading", text=f"{number} {block.text}")
        else:
            yield replace(block, kind="numbered", number=number, counted=True)


def _is_title(block: Block) -> bool:
    return len(block.text.split()) <= _LONGEST_TITLE and block.text[-1] not in ".,;:"


def _as_shown(block: Block) -> str:
    if block.kind == "footnote":
        return ""
    if block.kind == "bullet" and not block.label:
        return f"• {block.text}".strip()
    mark = block.label or (f"{block.number}." if block.number and not block.mark else "")
    return f"{mark} {block.text}".strip()
