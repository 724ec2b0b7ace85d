"""Find the cells of a PDF's table rows among its lines."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

from corpus.readers.pdf.lines import BULLET_MARK, LOOSE, WIDE_GAP, Line
from corpus.readers.pdf.rules import Band, Rules

_IN_LINE = 3.0
"""Points by which lines of one cell may be out of line."""
_GRADE = re.compile(
    r"(?:outstanding|good|requires(?: improvement)?(?: to be good)?|improvement|inadequate)$", re.I
)


def with_tables(lines: list[Line], rules: Mapping[int, Rules]) -> list[tuple[Line, ...]]:
    """Return rows of cells in reading order; a line that stands alone is a row of one cell.

    `rules` are the ruled lines of each page (from 1). What they frame as a row is one, with all
    lines of each cell; the rest is told by its places.
    """
    framed: dict[tuple[int, Band], dict[int, list[Line]]] = {}
    order: list[Line | tuple[int, Band]] = []
    for line in lines:
        band, cell = _place_in(line, rules.get(line.page, Rules()).bands)
        if band is None or cell is None:
            order.append(line)
            continue
        if (line.page, band) not in framed:
            order.append((line.page, band))
        framed.setdefault((line.page, band), {}).setdefault(cell, []).append(line)
    rows: list[tuple[Line, ...]] = []
    loose: list[Line] = []
    for own in order:
        if isinstance(own, Line):
            loose.append(own)
            continue
        rows += _loose_rows(loose)
        loose = []
        rows += _framed_rows(framed[own])
    return [*rows, *_loose_rows(loose)]


def _framed_rows(cells: dict[int, list[Line]]) -> list[tuple[Line, ...]]:
    """Return a framed row: its cells, empty ones between them kept; cells with lists in them line by line."""
    columns = range(min(cells), max(cells) + 1)
    if any(sum(bool(BULLET_MARK.match(line.text)) for line in own) > 1 for own in cells.values()):
        return [(line,) for column in columns for line in cells.get(column, ())]
    whole = {column: reduce(_joined, own) for column, own in cells.items()}
    empty = replace(whole[columns[0]], text="")
    return [tuple(whole.get(column, empty) for column in columns)]


def _place_in(line: Line, bands: Sequence[Band]) -> tuple[Band | None, int | None]:
    for band in bands:
        cell = band.cell_of(line)
        if cell is not None:
            return band, cell
    return None, None


def _loose_rows(lines: list[Line]) -> list[tuple[Line, ...]]:
    """Return the rows among lines that no rules frame.

    A judgement table's row is known by its grade: the lines to the left of a grade
    that are nearest to it are the row's first cell, however many there are. Any other
    row is cells on one baseline.
    """
    grades = _grade_cells(lines)
    rows: list[tuple[Line, ...]] = []
    owners: dict[int, int] = {}
    for line in lines:
        grade = _grade_of(line, grades)
        if grade is not None and id(grade) in owners:
            row = owners[id(grade)]
            rows[row] = (_joined(rows[row][0], line), *rows[row][1:])
        elif grade is not None:
            owners[id(grade)] = len(rows)
            rows.append((line, grade))
        elif any(line is part for cell in grades for part in cell[1]):
            continue
        elif rows and len(rows[-1]) < 6 and _on_one_baseline(rows[-1][-1], line):
            rows[-1] = (*rows[-1], line)
        else:
            rows.append((line,))
    return _with_wrapped_cells(rows)


def _with_wrapped_cells(rows: list[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """Join lines that go on with the cells of the row above them, in fewer columns than it has."""
    joined: list[tuple[Line, ...]] = []
    for row in rows:
        places = _columns_of(row, joined[-1]) if joined else None
        if places is None:
            joined.append(row)
            continue
        cells = list(joined[-1])
        for place, line in zip(places, row, strict=True):
            cells[place] = replace(_joined(cells[place], line), last_y=line.last_y)
        joined[-1] = tuple(cells)
    return joined


def _columns_of(row: tuple[Line, ...], above: tuple[Line, ...]) -> list[int] | None:
    """Return the columns of the row above in which a row's lines stand, None where it is no part of it.

    A line's step down, each in line with a cell, going on in mid-sentence and ending in front of the
    next column.
    """
    if len(row) >= len(above) or BULLET_MARK.match(row[0].text):
        return None
    step = row[0].y - max(cell.last_y for cell in above)
    if row[0].page != above[0].page or not 0 < step < LOOSE * row[0].size:
        return None
    ends = [*(cell.x for cell in above[1:]), float("inf")]
    places: list[int] = []
    for line in row:
        fits = (
            i
            for i, cell in enumerate(above)
            if abs(cell.x - line.x) < _IN_LINE
            and line.right < ends[i]
            and abs(cell.size - line.size) < 0.6
            and (line.text[0].islower() or cell.text[-1] in ",-–")
        )
        place = next(fits, None)
        if place is None:
            return None
        places.append(place)
    return places


def _grade_cells(lines: list[Line]) -> list[tuple[Line, list[Line]]]:
    """Return the grades that stand to the right of text: (cell, lines of it)."""
    cells: list[tuple[Line, list[Line]]] = []
    for line in lines:
        if not _GRADE.match(line.text) or line.x < 0.4 * max(other.right for other in lines):
            continue
        if cells and cells[-1][0].page == line.page and 0 < line.y - cells[-1][0].last_y < LOOSE * line.size:
            cell, parts = cells[-1]
            cells[-1] = (replace(_joined(cell, line), last_y=line.y), [*parts, line])
        else:
            cells.append((line, [line]))
    return cells


def _grade_of(line: Line, grades: list[tuple[Line, list[Line]]]) -> Line | None:
    """Return the grade in whose row a line stands, None for lines beside no grade."""
    near = [
        cell
        for cell, _ in grades
        if cell.page == line.page and line.right < cell.x and abs(_middle(cell) - line.y) < 1.6 * line.size
    ]
    return min(near, key=lambda cell: abs(_middle(cell) - line.y), default=None)


def _middle(cell: Line) -> float:
    return (cell.y + cell.last_y) / 2


def _on_one_baseline(cell: Line, line: Line) -> bool:
    return cell.page == line.page and abs(cell.y - line.y) < 2 and line.x - cell.right > WIDE_GAP / 2


def _joined(line: Line, further: Line) -> Line:
    return replace(line, text=f"{line.text} {further.text}", right=max(line.right, further.right))
