"""Read one page of a PDF: its lines, what its form holds, its ruled lines, and what is a picture of text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2

from corpus.readers.blocks import pages_named
from corpus.readers.pdf.forms import with_fields
from corpus.readers.pdf.lines import Line, page_lines
from corpus.readers.pdf.recognition import READABLE, is_available, recognise
from corpus.readers.pdf.rules import Rules, page_rules

_NO_LETTER = re.compile(r"[\W\d_]+")
_FEWEST_LETTERS = 20
"""Letters; a page with fewer has no text to speak of (a picture of one, or an empty page)."""
_STAMPED = 200
"""Letters; a page with fewer beside a large picture may be a scan with a head, foot or stamp on it."""
_LARGE = 0.4
"""Share of a page that a picture of text covers at least."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds; points from its top left.

    `turned` is by how many degrees its picture was turned to be read, `unread` says that it is a
    picture and could not be read.
    """

    lines: tuple[Line, ...]
    rules: Rules
    height: float
    turned: int = 0
    unread: bool = False

    @property
    def letters(self) -> int:
        """How many letters its lines hold."""
        return sum(len(_NO_LETTER.sub("", line.text)) for line in self.lines)


def read_page(document: Any, number: int) -> Page:
    """Return a page (from 0), read off its picture where it is a scan and that can be done."""
    pdfium_page = document[number]
    try:
        rules = page_rules(pdfium_page)
        lines = list(page_lines(pdfium_page, number + 1, rules.walls))
        if document.formenv is not None:
            lines = with_fields(pdfium_page, document.formenv, number + 1, lines)
        page = Page(tuple(lines), rules, pdfium_page.get_height())
        if page.letters >= _STAMPED:
            return page
        covered = _covered(pdfium_page)
        if not covered or (page.letters >= _FEWEST_LETTERS and covered < _LARGE):
            return page
        if not is_available():
            return replace(page, unread=True)
        found = recognise(pdfium_page, number + 1)
    finally:
        pdfium_page.close()
    if found.sureness < READABLE:
        return replace(page, unread=bool(found.lines) or covered >= _LARGE)
    new = tuple(line for line in found.lines if not any(_overlap(line, own) for own in lines))
    return replace(page, lines=(*lines, *new), turned=found.turned)


def scan_notes(pages: Sequence[Page]) -> list[str]:
    """Say which pages hold no text, which are pictures that were not read, and which lay on their side."""
    remedy = "" if is_available() else " (scans can be read with the extra 'ocr')"
    unread = [n for n, page in enumerate(pages, start=1) if page.unread]
    bare = [n for n, page in enumerate(pages, start=1) if page.letters < _FEWEST_LETTERS and not page.unread]
    turned = [n for n, page in enumerate(pages, start=1) if page.turned]
    return [
        *([f"no text on {pages_named(bare)}"] if bare else []),
        *([f"a picture of text was not read on {pages_named(unread)}{remedy}"] if unread else []),
        *([f"turned the right way up to be read: {pages_named(turned)}"] if turned else []),
    ]


def _covered(page: Any) -> float:
    """Return the share of a page that its largest picture covers, 0 where it has none."""
    width, height = page.get_size()
    areas: list[float] = [0.0]
    for picture in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        areas.append((min(right, width) - max(left, 0.0)) * (min(top, height) - max(bottom, 0.0)))
    return float(max(areas) / max(1.0, width * height))


def _overlap(found: Line, line: Line) -> bool:
    """Say whether a line read off the picture is one that the page holds as text, too."""
    return abs(found.y - line.y) < line.size and found.x < line.right and line.x < found.right
