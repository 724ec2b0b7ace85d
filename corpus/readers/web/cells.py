"""The rows of a page's table, cells that span several of them in each."""

from collections.abc import Iterator
from typing import Any, NamedTuple

_WIDEST = 1000
"""Columns and rows that a cell may span (HTML Living Standard, 4.9.11)."""


class GridCell(NamedTuple):
    """A cell (`td`, `th`) as it stands in a row; `begins` says that it is not there from a row above."""

    element: Any
    begins: bool


def spanned_rows(table: Any) -> Iterator[list[GridCell]]:
    """Yield a table's own rows, not those of tables in it; a cell that spans rows is in each of them."""
    above: dict[int, tuple[Any, int]] = {}
    for row in table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr"):
        own = list(row.iterchildren("td", "th"))
        cells: list[GridCell] = []
        column = 0
        while own or any(place >= column for place in above):
            if column in above:
                element, left = above.pop(column)
                cells.append(GridCell(element, begins=False))
            elif own:
                element = own.pop(0)
                left = _span(element, "rowspan")
                cells.append(GridCell(element, begins=True))
            else:
                column += 1
                continue
            if left > 1:
                above[column] = element, left - 1
            column += _span(element, "colspan")
        yield cells


def _span(element: Any, name: str) -> int:
    """Return how many rows or columns a cell spans: 1 where it says nothing that could be."""
    given = element.get(name, "").strip()
    return max(1, min(int(given), _WIDEST)) if given.isdecimal() else 1
