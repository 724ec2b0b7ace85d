"""The ruled lines of a PDF's pages: they part what stands above from what stands below, and frame cells."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2

from corpus.readers.pdf.lines import Line, Wall

_THIN = 3.0
"""Points; a shape no wider is a line, a wider one a box with an edge at each side."""
_SHORTEST = 8.0
"""Points; a shorter line is a stroke in a sign."""
_UNDERLINE = 0.25
"""Font sizes below a baseline within which a line underlines what stands on it."""
_MEETS = 3.0
"""Points within which two lines meet."""
_HIGHEST_ROW = 0.45
"""Share of a page's height; a higher frame holds a column of text, not a row of a table."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line across the page: its height and its ends, in points from the page's top left."""

    y: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Band:
    """A ruled row of a table: from which height to which, and where its cells end from left to right.

    `edges` are those of all cells, the row's own first and last among them.
    """

    top: float
    bottom: float
    edges: tuple[float, ...]

    def cell_of(self, line: Line) -> int | None:
        """Return which of the row's cells a line of text stands in, None where it is in none."""
        middle = (line.x + line.right) / 2
        if not self.top < line.y - line.size / 3 < self.bottom:
            return None
        return next((i for i, (a, b) in enumerate(pairwise(self.edges)) if a < middle < b), None)


@dataclass(frozen=True, slots=True)
class Rules:
    """All ruled lines of a page, and the rows of tables that they frame."""

    across: tuple[Rule, ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def walls(self) -> tuple[Wall, ...]:
        """What stands between the cells of framed rows."""
        return tuple(Wall(x, band.top, band.bottom) for band in self.bands for x in band.edges[1:-1])

    def part(self, above: Line, below: Line) -> bool:
        """Say whether a ruled line runs between two lines of text, from end to end."""
        highest = above.last_y + _UNDERLINE * above.size
        lowest = below.y - below.size / 2
        left, right = min(above.x, below.x) + 1, max(above.right, below.right) - 1
        return any(highest < r.y < lowest and r.left <= left and r.right >= right for r in self.across)


def page_rules(page: Any) -> Rules:
    """Return the ruled lines of a page."""
    height = page.get_height()
    across: list[Rule] = []
    drawn: list[Rule] = []
    down: list[Wall] = []
    for shape in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_PATH,), max_depth=2):
        left, bottom, right, top = shape.get_bounds()
        wide, high = right - left, top - bottom
        rules = [
            Rule(height - bottom, left, right),
            *([Rule(height - top, left, right)] if high > _THIN else ()),
        ]
        across += rules if wide >= _SHORTEST else ()
        if min(wide, high) > _THIN and not _is_stroked(shape):
            continue  # A patch of colour behind words frames no cell.
        drawn += rules if wide >= _SHORTEST else ()
        if high >= _SHORTEST:
            down.append(Wall(left, height - top, height - bottom))
            if wide > _THIN:
                down.append(Wall(right, height - top, height - bottom))
    bands = _bands(tuple(_whole(drawn)), down, _HIGHEST_ROW * height) if down else ()
    return Rules(tuple(_whole(across)), tuple(bands))


def _is_stroked(shape: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pypdfium2.raw.FPDFPath_GetDrawMode(shape.raw, fill, stroke)
    return bool(stroke.value)


def _whole(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield rules, those that go on from each other at one height as one: cells are often framed each."""
    before: Rule | None = None
    for rule in sorted(rules, key=lambda own: (round(own.y), own.left)):
        if before and abs(rule.y - before.y) < _THIN and rule.left <= before.right + _MEETS:
            before = Rule(before.y, before.left, max(before.right, rule.right))
            continue
        if before:
            yield before
        before = rule
    if before:
        yield before


def _bands(across: Sequence[Rule], down: Sequence[Wall], highest: float) -> Iterator[Band]:
    """Yield the rows that two rules of one length and lines down between them frame."""
    for i, above in enumerate(across):
        below = next((r for r in across[i + 1 :] if r.y > above.y + _THIN and _overlap(above, r)), None)
        if below is None or below.y - above.y > highest:
            continue
        if abs(above.left - below.left) > _MEETS or abs(above.right - below.right) > _MEETS:
            continue
        inner = sorted(
            own.x
            for own in down
            if own.top < above.y + _MEETS
            and own.bottom > below.y - _MEETS
            and above.left + _MEETS < own.x < above.right - _MEETS
        )
        edges = [above.left - _MEETS]
        for x in inner:
            if x - edges[-1] > _SHORTEST:
                edges.append(x)
        if len(edges) > 1:
            yield Band(above.y, below.y, (*edges, above.right + _MEETS))


def _overlap(one: Rule, other: Rule) -> bool:
    return one.left < other.right and other.left < one.right
