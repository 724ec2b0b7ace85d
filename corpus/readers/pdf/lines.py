"""The lines of a PDF's pages, with place and style, as PDFium tells them."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SMALLEST = 4.0
"""Points; a size below this is a writer's way of saying nothing."""
_LINE_HEIGHT = 1.21
"""Height of Tahoma's and most text fonts' letter boxes, in font sizes."""
_ITALIC = 1 << 6
"""The bit of a font's flags that says italic (PDF 32000-1, table 123)."""
LOOSE = 1.45
"""A step down of more than this many font sizes begins a new block; lines of one stand 1.2 apart."""
WIDE_GAP = 24.0
"""Points between two words that belong to two cells of a table."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a table's cell, as the page shows it; points from the page's top left.

    `y` and `last_y` are the baselines of its first and last letter, which differ where
    the PDF joins two lines at a hyphen. `mark` is a raised number before it. `scanned`
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
    scanned: bool = False


def page_lines(document: Any, number: int) -> Iterator[Line]:
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
            if not marked and self._left(right) - self._right(left - 1) > WIDE_GAP:
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


def body_size(lines: list[Line]) -> float:
    """Return the font size that most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 12.0
