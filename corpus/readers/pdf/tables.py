"""Find the cells of a PDF's table rows among its lines."""

import re
from dataclasses import replace

from corpus.readers.pdf.lines import LOOSE, WIDE_GAP, Line

_GRADE = re.compile(
    r"(?:outstanding|good|requires(?: improvement)?(?: to be good)?|improvement|inadequate)$", re.I
)


def with_tables(lines: list[Line]) -> list[tuple[Line, ...]]:
    """Return rows of cells in reading order; a line that stands alone is a row of one cell.

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
    return rows


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
