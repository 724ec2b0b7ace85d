"""The ruled lines of a PDF's pages, which part what stands above them from what stands below."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2

from corpus.readers.pdf.lines import Line

_THIN = 3.0
"""Points; a shape no higher is a line, a higher one a box with an edge at its top and its foot."""
_SHORTEST = 40.0
"""Points; a shorter line is a stroke in a sign, or under a word."""
_UNDERLINE = 0.25
"""Font sizes below a baseline within which a line underlines what stands on it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: its height on the page and its ends, in points from the page's top left."""

    y: float
    left: float
    right: float


def page_rules(document: Any, number: int) -> tuple[Rule, ...]:
    """Return the ruled lines of a page and the edges of its boxes."""
    page = document[number]
    try:
        return tuple(_rules(page))
    finally:
        page.close()


def _rules(page: Any) -> Iterator[Rule]:
    height = page.get_height()
    for shape in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_PATH,), max_depth=2):
        left, bottom, right, top = shape.get_bounds()
        if right - left < _SHORTEST:
            continue
        yield Rule(height - bottom, left, right)
        if top - bottom > _THIN:
            yield Rule(height - top, left, right)


def are_parted(above: Line, below: Line, rules: tuple[Rule, ...]) -> bool:
    """Say whether a ruled line runs between two lines of text, from end to end."""
    highest = above.last_y + _UNDERLINE * above.size
    lowest = below.y - below.size / 2
    left, right = min(above.x, below.x) + 1, max(above.right, below.right) - 1
    return any(highest < rule.y < lowest and rule.left <= left and rule.right >= right for rule in rules)
