"""Put the lines of a page that is set in columns into the order in which they are read."""

from itertools import pairwise

from corpus.readers.pdf.lines import Line

_FEWEST_LINES = 6
"""Lines side by side from which on a page is looked at as set in columns."""
_LONG_LINE = 28
"""Characters; cells of a table are mostly shorter, lines of a column longer."""


def in_reading_order(lines: list[Line]) -> list[Line]:
    """Return a page's lines column by column where the PDF holds them across its columns.

    Most PDFs hold a column's lines one after the other already, and are left as they
    are. Some hold them row by row; then a line to the right follows one on the same
    baseline, again and again, and both are too long for a table's cells.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if abs(a.y - b.y) < 2 and b.x > a.right]
    if len(pairs) < _FEWEST_LINES:
        return lines
    long = sum(len(line.text) >= _LONG_LINE for pair in pairs for line in pair)
    if long < 0.75 * 2 * len(pairs):
        return lines
    gutter_left = max(left.right for left, _ in pairs)
    gutter_right = min(right.x for _, right in pairs)
    if gutter_left >= gutter_right:
        return lines
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.right <= gutter_right:
            left.append(line)
        elif line.x >= gutter_left:
            right.append(line)
        else:  # A line across both columns ends them, and others may begin below it.
            ordered += [*left, *right, line]
            left, right = [], []
    return [*ordered, *left, *right]
