"""Read a PDF into blocks: its lines with their place and style, page furniture left out.

The extracted text is this module's own: the lines of each page in reading order, a
form feed between pages. Spans are offsets into it.
"""

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2
from pypdfium2 import raw

from corpus.blocks import Block, BlockKind, Extraction
from corpus.errors import SourceError
from corpus.types import Span

MOST_PAGES = 2000
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_HYPHEN_AT_LINE_END = "[\x02\ufffe]"
"""What PDFium puts for a hyphen behind which it joins the next line."""
_MARGIN = 0.1
"""Share of a page's height, at its top and bottom, where running heads and feet stand."""
_REPEATS = 3
"""Pages on which a line in the margin must stand, digits aside, to be a running head or foot."""
_LOOSE = 1.45
"""A step down of more than this many font sizes begins a new block; lines of one stand 1.2 apart."""
_SMALLEST = 4.0
"""Points; a size below this is a writer's way of saying nothing."""
_LINE_HEIGHT = 1.21
"""Height of Tahoma's and most text fonts' letter boxes, in font sizes."""
_ITALIC = 1 << 6
"""The bit of a font's flags that says italic (PDF 32000-1, table 123)."""
_WIDE_GAP = 24.0
"""Points between two words that belong to two cells of a table."""
_LONGEST_ITALIC = 10
"""Words; a line in italics no longer than this, without a full stop, is a heading."""
_FULL = 0.88
"""Share of the column's width from which on a line runs to its end."""
_GRADE = re.compile(
    r"(?:outstanding|good|requires(?: improvement)?(?: to be good)?|improvement|inadequate)$", re.I
)
_NUMBER_MARK = re.compile(r"(?:(\d{1,3})\.|(\d{1,2}(?:\.\d{1,2})+)\.?)(?:\s+(?=\S)|(?=[^\W\d]|[‘“]))")
_BULLET_MARK = re.compile("[-–•▪◦●◼■\uf0b7\uf06e\uf0a7\uf02d\uf0d8o]\\s+")
_PAGE_NUMBER = re.compile(r"(?:page )?\d{1,4}(?: of \d{1,4})?$", re.I)
_CONTENTS_HEADING = re.compile(r"(?:table of )?contents$", re.I)
_CONTENTS_ENTRY = re.compile(r"(?:.*\D)?\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a table's cell, as the page shows it; points from the page's top left.

    `y` and `last_y` are the baselines of its first and last letter, which differ where
    the PDF joins two lines at a hyphen. `mark` is a raised number before it.
    """

    page: int
    text: str
    x: float
    right: float
    y: float
    last_y: float
    size: float
    bold: bool
    italic: bool = False
    mark: str | None = None


def read_pdf(path: Path) -> Extraction:
    """Return the text and blocks of a PDF, and where each of its pages begins in the text.

    Raises SourceError when it is encrypted, damaged, or has more than `MOST_PAGES`.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise SourceError(f"{path.name} is encrypted", "save a copy without a password") from None
        raise SourceError(f"{path.name} is damaged", "download or export it again") from None
    try:
        if len(document) > MOST_PAGES:
            pages = f"{path.name} has {len(document):,} pages"
            raise SourceError(pages, f"split it into parts of {MOST_PAGES:,} at most")
        heights = [document.get_page_size(i)[1] for i in range(len(document))]
        lines = [line for number in range(len(document)) for line in _page_lines(document, number)]
    finally:
        document.close()
    lines = _mend_hyphens(_drop_contents(_drop_furniture(lines, heights)))
    return _compose(_with_tables(lines), len(heights))


def _page_lines(document: Any, number: int) -> Iterator[Line]:
    """Yield the lines of a page in the order in which the PDF holds them, cells apart."""
    page = document[number]
    text_page = page.get_textpage()
    height = page.get_height()
    reader = _CharacterReader(text_page.raw, height)
    text = text_page.get_text_range()
    if len(text) != text_page.count_chars():
        count = text_page.count_chars()
        text = "".join(chr(raw.FPDFText_GetUnicode(text_page.raw, i)) for i in range(count))
    for match in re.finditer(r"[^\r\n]+", text):
        for start, end in reader.cells(text, match.start(), match.end()):
            line = reader.line(number + 1, text, start, end)
            if line.text:
                yield line
    text_page.close()
    page.close()


class _CharacterReader:
    """Asks a text page where its characters stand and how they look."""

    def __init__(self, text_page: Any, height: float) -> None:
        self._page = text_page
        self._height = height
        self._box = [ctypes.c_double() for _ in range(4)]
        self._origin = [ctypes.c_double() for _ in range(2)]
        self._matrix = raw.FS_MATRIX()
        self._rectangle = raw.FS_RECTF()
        self._name = ctypes.create_string_buffer(64)
        self._flags = ctypes.c_int()

    def cells(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of a line between wide gaps; the gap behind a list mark is none."""
        first = start
        for match in re.finditer(r" +", text[start:end]):
            left, right = start + match.start(), start + match.end()
            if left == start or right == end:
                continue
            head = text[first:left].strip()
            marked = len(head) < 6 and bool(re.fullmatch(r"[\d.]+|\W", head))
            if not marked and self._left(right) - self._right(left - 1) > _WIDE_GAP:
                yield first, left
                first = right
        yield first, end

    def line(self, page: int, text: str, start: int, end: int) -> Line:
        """Return a part of the text as a line, its style that of its middle."""
        content = text[start:end]
        start += len(content) - len(content.lstrip())
        end -= len(content) - len(content.rstrip())
        if start >= end:
            return Line(page, "", 0, 0, 0, 0, 0, False)
        # Spaces are often not in the PDF at all, and have no style of their own.
        letters = [i for i in range(start, end) if text[i].isalnum()] or [start]
        middle = letters[len(letters) // 2]
        size = self._size(middle)
        mark = re.match(r"\d{1,2} (?=\S)", text[start:end])
        raised = mark and self._size(start) < 0.75 * size
        x = self._left(start)
        if raised and mark:
            start += mark.end()
        content = text[start:end]
        for ligature, spelled in _LIGATURES.items():
            content = content.replace(ligature, spelled)
        return Line(
            page=page,
            text=re.sub(r"[ \t\xa0]+", " ", content),
            x=x,
            right=self._right(end - 1),
            y=self._baseline(start),
            last_y=self._baseline(end - 1),
            size=size,
            bold=raw.FPDFText_GetFontWeight(self._page, middle) >= 600,
            italic=self._slants(middle),
            mark=mark.group().strip() if raised and mark else None,
        )

    def _size(self, i: int) -> float:
        """Return a character's size as it shows: the font's, as its matrix scales it."""
        raw.FPDFText_GetMatrix(self._page, i, self._matrix)
        size = float(raw.FPDFText_GetFontSize(self._page, i)) * abs(self._matrix.d)
        if size >= _SMALLEST:
            return float(size)
        # Some writers put the size where PDFium does not look; the letter's box shows it.
        raw.FPDFText_GetLooseCharBox(self._page, i, self._rectangle)
        height = float(self._rectangle.top - self._rectangle.bottom)
        return height / _LINE_HEIGHT

    def _slants(self, i: int) -> bool:
        """Say whether a character is italic, by its font's angle or by its matrix."""
        raw.FPDFText_GetMatrix(self._page, i, self._matrix)
        raw.FPDFText_GetFontInfo(self._page, i, self._name, len(self._name), self._flags)
        return abs(self._matrix.c) > 0.1 * abs(self._matrix.d) or bool(self._flags.value & _ITALIC)

    def _left(self, i: int) -> float:
        raw.FPDFText_GetCharBox(self._page, i, *self._box)
        return float(self._box[0].value)

    def _right(self, i: int) -> float:
        raw.FPDFText_GetCharBox(self._page, i, *self._box)
        return float(self._box[1].value)

    def _baseline(self, i: int) -> float:
        raw.FPDFText_GetCharOrigin(self._page, i, *self._origin)
        return self._height - float(self._origin[1].value)


def _drop_furniture(lines: list[Line], heights: list[float]) -> list[Line]:
    """Leave out running heads and feet, page numbers, and raised marks that stand alone."""
    in_margin = [not _MARGIN < line.y / heights[line.page - 1] < 1 - _MARGIN * 0.85 for line in lines]
    pages: dict[str, set[int]] = defaultdict(set)
    for line, margin in zip(lines, in_margin, strict=True):
        if margin:
            pages[_without_digits(line.text)].add(line.page)
    body = _body_size(lines)
    enough = min(_REPEATS, max(2, len(heights) // 2))
    kept: list[Line] = []
    for line, margin in zip(lines, in_margin, strict=True):
        repeated = len(pages.get(_without_digits(line.text), ())) >= enough
        if margin and (repeated or _PAGE_NUMBER.match(line.text)):
            continue
        raised = kept.pop() if kept and _is_raised_mark(kept[-1], body) else None
        calls = raised is not None and raised.page == line.page and abs(raised.y - line.y) < line.size
        if raised is not None and calls and line.size < body - 0.9:
            kept.append(replace(line, mark=raised.text, x=raised.x))
        else:
            kept.append(line)
    return kept


def _is_raised_mark(line: Line, body: float) -> bool:
    return bool(re.fullmatch(r"\d{1,2}", line.text)) and line.size < 0.85 * body


def _drop_contents(lines: list[Line]) -> list[Line]:
    """Leave out the contents: from their heading on, the pages whose lines end in page numbers."""
    heading = next(
        (i for i, line in enumerate(lines) if re.match(r"(?:table of )?contents$", line.text, re.I)), None
    )
    if heading is None:
        return lines
    dropped = {id(lines[heading])}
    for page in (lines[heading].page, lines[heading].page + 1):
        own = [line for line in lines[heading + 1 :] if line.page == page]
        entries = sum(bool(_CONTENTS_ENTRY.match(line.text)) for line in own)
        if own and entries >= 0.4 * len(own):
            dropped.update(map(id, own))
    return [line for line in lines if id(line) not in dropped]


def _mend_hyphens(lines: list[Line]) -> list[Line]:
    """Put the parts of a word together again that a hyphen at a line's end parts.

    The hyphen goes where the document elsewhere writes the word without one, and
    stays otherwise: "multi-agency" is written so.
    """
    words = Counter(word.lower() for line in lines for word in re.findall(r"[\w-]+", line.text))

    def mend(match: re.Match[str]) -> str:
        before, after = match.groups()
        whole = (before + after).lower()
        return before + ("" if words[whole] > words[f"{before}-{after}".lower()] else "-") + after

    pattern = re.compile(rf"(\w*){_HYPHEN_AT_LINE_END}(\w*)")
    return [
        replace(line, text=pattern.sub(mend, line.text)) if pattern.search(line.text) else line
        for line in lines
    ]


def _with_tables(lines: list[Line]) -> list[tuple[Line, ...]]:
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
        if cells and cells[-1][0].page == line.page and 0 < line.y - cells[-1][0].last_y < _LOOSE * line.size:
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
    return cell.page == line.page and abs(cell.y - line.y) < 2 and line.x - cell.right > _WIDE_GAP / 2


def _joined(line: Line, further: Line) -> Line:
    return replace(line, text=f"{line.text} {further.text}", right=max(line.right, further.right))


def _compose(rows: list[tuple[Line, ...]], pages: int) -> Extraction:
    """Write the text and cut it into blocks."""
    lines = [line for row in rows for line in row]
    body = _body_size(lines)
    margins = _margins(lines)
    text: list[str] = []
    length = 0
    starts: list[int] = []
    blocks: list[Block] = []
    previous: Line | None = None
    for row in rows:
        line = row[0]
        while len(starts) < line.page:
            text.append("\f" if starts else "")
            length += len(text[-1])
            starts.append(length)
        left, right = margins[line.page]
        content = "\t".join(cell.text for cell in row)
        span = Span(length, length + len(content))
        text.append(content + "\n")
        length += len(content) + 1
        kind, number, mark = _classify(row, body, left)
        full = line.right - left >= _FULL * (right - left)
        goes_on = previous is not None and kind == "text" and len(row) == 1 and _same_block(previous, line)
        if kind == "heading" and previous is not None and blocks[-1].kind == "heading":
            goes_on = _same_block(previous, line)
        if goes_on and blocks[-1].kind != "table_row":
            last = blocks[-1]
            blocks[-1] = replace(
                last,
                text=f"{last.text} {content}",
                spans=(*last.spans, span),
                lines=last.lines + 1,
                ends_full=full,
            )
        elif mark < len(content):
            blocks.append(
                Block(
                    kind=kind,
                    text=content[mark:],
                    spans=(Span(span.start + mark, span.end),),
                    number=number,
                    mark=content[:mark] if kind == "numbered" else "",
                    indent=round(line.x - left),
                    gap=1,
                    bold=line.bold,
                    page=line.page,
                    styled=True,
                    hangs=kind == "text" and line.x - left > line.size,
                    ends_full=full,
                )
            )
        previous = line
    while len(starts) < pages:
        text.append("\f")
        length += 1
        starts.append(length)
    return Extraction("".join(text), tuple(blocks), tuple(starts))


def _classify(row: tuple[Line, ...], body: float, left: float) -> tuple[BlockKind, str | None, int]:
    """Return a row's kind, its number, and how many characters its mark takes."""
    line = row[0]
    if len(row) > 1:
        return "table_row", None, 0
    if line.mark and line.size < body - 0.9:
        return "footnote", line.mark, 0
    if mark := _BULLET_MARK.match(line.text):
        return "bullet", None, mark.end()
    heads = line.size > body + 0.9 or (line.bold and line.size > body - 0.5)
    if (mark := _NUMBER_MARK.match(line.text)) and line.x - left < 2 * line.size and not heads:
        return "numbered", mark.group(1) or mark.group(2), mark.end()
    if line.italic and len(line.text.split()) <= _LONGEST_ITALIC and line.text[-1] not in ".,;:":
        heads = True
    return ("heading" if heads else "text"), None, 0


def _same_block(previous: Line, line: Line) -> bool:
    """Say whether a line goes on below another: same page and style, one line's step down."""
    step = line.y - previous.last_y
    same_style = abs(line.size - previous.size) < 0.6 and line.bold == previous.bold
    return line.page == previous.page and same_style and 0 < step < _LOOSE * line.size


def _margins(lines: list[Line]) -> dict[int, tuple[float, float]]:
    """Return each page's column: the document's left and right margin, by its own lines."""
    by_page: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_page[line.page].append(line)
    right = max((line.right for line in lines), default=1.0)
    common = Counter(round(line.x) for line in lines)
    left = min((x for x, n in common.items() if n >= 0.02 * len(lines)), default=0)
    return {page: (float(left), right) for page in by_page}


def _body_size(lines: list[Line]) -> float:
    """Return the font size that most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else median([12.0])


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text)
