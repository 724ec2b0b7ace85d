"""The lines of a PDF's pages, with place and style, as PDFium tells them."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from pypdfium2 import raw

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SMALLEST = 4.0
"""Points; a size below this is a writer's way of saying nothing."""
_LINE_HEIGHT = 1.21
"""Height of Tahoma's and most text fonts' letter boxes, in font sizes."""
_ITALIC = 1 << 6
"""The bit of a font's flags that says italic (PDF 32000-1, table 123)."""
_LIST_MARK = re.compile(r"[\d.]+\)?|\W|\(?(?:[A-Za-z]|[ivxIVX]+|\d+)[.)]")
BULLET_MARK = re.compile("[-–•▪◦●◼■○◯❍⁃‣∙·➢➤✓✔\uf0b7\uf06e\uf0a7\uf02d\uf0d8o]\\s+")
_BOLD = re.compile(r"bold|black|heavy|demi(?!light)", re.I)
_ITALIC_NAME = re.compile(r"italic|oblique|slanted", re.I)
_OTHER_WEIGHT = re.compile(r"regular|roman|book|light|medium|italic|oblique|slanted", re.I)
_BOLD_WEIGHT = 600
_PARTS = re.compile("[" + "".join(_LIGATURES) + r"]|\d+|[ \t\xa0]+|[^\d \t\xa0" + "".join(_LIGATURES) + "]+")
_SMALL = 0.75
"""Font sizes of its line that a raised number has at most."""
_FORCE_BOLD = 1 << 18
"""The bit of a font's flags that says that it is to be bold (PDF 32000-1, table 123)."""
LOOSE = 1.45
"""A step down of more than this many font sizes begins a new block; lines of one stand 1.2 apart."""
_FIRST_COLUMN = 0.35
"""Share of the page's width left of which no further column of a table begins."""
_FEWEST_CELLS = 3
_ALIGNED = 1.0
"""Points by which cells of one column may be out of line."""
_TOUCHES = 1.0
"""Points by which a word may reach into a ruled line beside it."""
_WORD_GAP, _SPACE = 0.6, 0.15
"""Font sizes between two parts of one line at most, and between two words of it at least."""
HYPHENS_AT_LINE_END = "\x02\ufffe"
"""What PDFium puts for a hyphen behind which it joins the next line."""
WIDE_GAP = 24.0
"""Points between two words that belong to two cells of a table."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a table's cell, as the page shows it; points from the page's top left.

    `y` and `last_y` are the baselines of its first and last letter, which differ where
    the PDF joins two lines at a hyphen. `mark` is a raised number before it, `raised` are
    the places of raised numbers in its text (from, to), which may call notes. `scanned`
    says that the line was read off a picture of the page.
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
    raised: tuple[tuple[int, int], ...] = ()
    scanned: bool = False


class Wall(NamedTuple):
    """A ruled line down between two cells: its place and its ends, in points from the page's top left."""

    x: float
    top: float
    bottom: float

    def parts(self, right: float, left: float, y: float) -> bool:
        """Say whether it stands between words that end at `right` and begin at `left`, on the height `y`."""
        return self.top < y < self.bottom and right - _TOUCHES <= self.x <= left + _TOUCHES


def page_lines(page: Any, number: int, walls: Sequence[Wall] = ()) -> Iterator[Line]:
    """Yield the lines of a page (`number` from 1) in the order in which the PDF holds them, cells apart."""
    text_page = page.get_textpage()
    height = page.get_height()
    reader = _CharacterReader(text_page.raw, height, walls)
    text = text_page.get_text_range()
    if len(text) != text_page.count_chars():
        count = text_page.count_chars()
        text = "".join(chr(raw.FPDFText_GetUnicode(text_page.raw, i)) for i in range(count))
    parts = [
        own
        for match in re.finditer(r"[^\r\n]+", text)
        for own in reader.together(text, match.start(), match.end())
    ]
    found = _read(reader, number, text, parts, ())
    if columns := _columns(found, page.get_width()):
        found = _read(reader, number, text, parts, columns)
    text_page.close()
    yield from _whole_lines(found, walls)


def _read(
    reader: "_CharacterReader",
    page: int,
    text: str,
    parts: Sequence[tuple[int, int]],
    columns: tuple[float, ...],
) -> list[Line]:
    cells = (cell for start, end in parts for cell in reader.cells(text, start, end, columns))
    lines = (reader.line(page, text, start, end) for start, end in cells)
    return [line for line in lines if line.text]


def _columns(lines: list[Line], width: float) -> tuple[float, ...]:
    """Return where a table's further columns begin: in the page's right part, one cell below another."""
    starts = Counter(round(line.x) for line in lines if line.x > _FIRST_COLUMN * width)
    return tuple(x for x, count in starts.items() if count >= _FEWEST_CELLS)


def _whole_lines(lines: list[Line], walls: Sequence[Wall]) -> Iterator[Line]:
    """Yield lines, those put together again that a raised mark in them cut."""
    before: Line | None = None
    for line in lines:
        if before is None:
            before = line
            continue
        gap = line.x - before.right
        near = abs(line.y - before.y) < 1 and -1 < gap < _WORD_GAP * line.size
        apart_by_wall = near and any(wall.parts(before.right, line.x, line.y) for wall in walls)
        if near and line.mark is None and not apart_by_wall:
            apart = " " if gap > _SPACE * line.size else ""
            start = len(before.text) + len(apart)
            before = replace(
                before,
                text=f"{before.text}{apart}{line.text}",
                right=line.right,
                last_y=line.last_y,
                raised=(*before.raised, *((start + a, start + b) for a, b in line.raised)),
            )
        else:
            yield before
            before = line
    if before is not None:
        yield before


class _CharacterReader:
    """Asks a text page where its characters stand and how they look."""

    def __init__(self, text_page: Any, height: float, walls: Sequence[Wall]) -> None:
        self._page = text_page
        self._height = height
        self._walls = walls
        self._box = [ctypes.c_double() for _ in range(4)]
        self._origin = [ctypes.c_double() for _ in range(2)]
        self._matrix = raw.FS_MATRIX()
        self._rectangle = raw.FS_RECTF()
        self._name = ctypes.create_string_buffer(64)
        self._flags = ctypes.c_int()

    def together(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of what PDFium joined at hyphens that stand below each other on the page.

        It joins a line that ends in a hyphen with whatever comes next in the file, be it the
        page's foot.
        """
        first = start
        for match in re.finditer(f"[{HYPHENS_AT_LINE_END}]", text[start:end]):
            after = start + match.end()
            if after >= end or after <= first + 1:
                continue
            step = self._baseline(after) - self._baseline(after - 2)
            if not 0 < step < LOOSE * self._size(after - 2):
                yield first, after
                first = after
        yield first, end

    def cells(
        self, text: str, start: int, end: int, columns: tuple[float, ...] = ()
    ) -> Iterator[tuple[int, int]]:
        """Yield the parts of a line between wide gaps; the gap behind a list mark is none.

        In front of one of the page's `columns` a narrower gap is wide enough.
        """
        first = start
        for match in re.finditer(r" +", text[start:end]):
            left, right = start + match.start(), start + match.end()
            if left == start or right == end:
                continue
            head = text[first:left].strip()
            marked = len(head) < 6 and bool(_LIST_MARK.fullmatch(head))
            if marked:
                continue
            x = self._left(right)
            at_column = any(abs(x - column) < _ALIGNED for column in columns)
            wide = 0.5 * self._size(right) if at_column else WIDE_GAP
            if x - self._right(left - 1) > wide or self._is_walled(left - 1, right):
                yield first, left
                first = right
        yield first, end

    def _is_walled(self, before: int, after: int) -> bool:
        if not self._walls:
            return False
        right, left, y = self._right(before), self._left(after), self._baseline(after)
        return any(wall.parts(right, left, y) for wall in self._walls)

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
        raised = mark and self._size(start) < _SMALL * size
        x = self._left(start)
        if raised and mark:
            start += mark.end()
        content, raised_at = self._text(text, start, end, size)
        bold, italic = self._style(middle)
        return Line(
            page=page,
            text=content,
            x=x,
            right=self._right(end - 1),
            y=self._baseline(start),
            last_y=self._baseline(letters[-1] if raised_at and raised_at[-1][1] == len(content) else end - 1),
            size=size,
            bold=bold,
            italic=italic,
            mark=mark.group().strip() if raised and mark else None,
            raised=raised_at,
        )

    def _text(self, text: str, start: int, end: int, size: float) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return a part of the text as it is read, and where in it raised numbers stand."""
        parts: list[str] = []
        raised: list[tuple[int, int]] = []
        length = 0
        for match in _PARTS.finditer(text, start, end):
            part = match.group()
            if part.isspace():
                part = " "
            part = _LIGATURES.get(part, part)
            if part.isdigit() and match.start() > start and self._is_raised(match.start(), size):
                raised.append((length, length + len(part)))
            parts.append(part)
            length += len(part)
        return "".join(parts), tuple(raised)

    def _is_raised(self, i: int, size: float) -> bool:
        return self._size(i) < _SMALL * size and self._baseline(i - 1) - self._baseline(i) > 0.1 * size

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

    def _style(self, i: int) -> tuple[bool, bool]:
        """Say whether a character is bold and whether it is italic.

        The font's name says so. PDFium's weight is reckoned from the thickness of the stems,
        which some writers fill in at random: it counts only where the name says nothing.
        """
        raw.FPDFText_GetMatrix(self._page, i, self._matrix)
        raw.FPDFText_GetFontInfo(self._page, i, self._name, len(self._name), self._flags)
        name = self._name.value.decode("utf-8", "replace")
        flags = self._flags.value
        bold = bool(_BOLD.search(name)) or bool(flags & _FORCE_BOLD)
        if not bold and not _OTHER_WEIGHT.search(name):
            bold = raw.FPDFText_GetFontWeight(self._page, i) >= _BOLD_WEIGHT
        slants = abs(self._matrix.c) > 0.1 * abs(self._matrix.d)
        return bold, slants or bool(flags & _ITALIC) or bool(_ITALIC_NAME.search(name))

    def _left(self, i: int) -> float:
        raw.FPDFText_GetCharBox(self._page, i, *self._box)
        return float(self._box[0].value)

    def _right(self, i: int) -> float:
        raw.FPDFText_GetCharBox(self._page, i, *self._box)
        return float(self._box[1].value)

    def _baseline(self, i: int) -> float:
        raw.FPDFText_GetCharOrigin(self._page, i, *self._origin)
        return self._height - float(self._origin[1].value)


def body_size(lines: list[Line]) -> float:
    """Return the font size that most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 12.0
