"""Read a PDF into blocks: its lines with their place and style, page furniture left out.

The extracted text is this module's own: the lines of each page in reading order, a
form feed between pages. Spans are offsets into it.
"""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pypdfium2

from corpus.errors import SourceError
from corpus.file_names import shown_name
from corpus.readers.blocks import Block, BlockKind, Extraction, pages_named
from corpus.readers.pdf.columns import in_reading_order
from corpus.readers.pdf.furniture import drop_contents, drop_furniture, mend_hyphens
from corpus.readers.pdf.lines import LOOSE, Line, body_size, page_lines
from corpus.readers.pdf.recognition import is_available, recognise
from corpus.readers.pdf.tables import with_tables
from corpus.types import Span

MOST_PAGES = 2000
_LONGEST_ITALIC = 10
"""Words; a line in italics no longer than this, without a full stop, is a heading."""
_FULL = 0.88
"""Share of the column's width from which on a line runs to its end."""
_NUMBER_MARK = re.compile(r"(?:(\d{1,3})\.|(\d{1,2}(?:\.\d{1,2})+)\.?)(?:\s+(?=\S)|(?=[^\W\d]|[‘“]))")
_FEWEST_LETTERS = 20
"""Letters; a page with fewer has no text to speak of (a picture of one, or an empty page)."""
_BULLET_MARK = re.compile("[-–•▪◦●◼■\uf0b7\uf06e\uf0a7\uf02d\uf0d8o]\\s+")


def read_pdf(path: Path) -> Extraction:
    """Return the text and blocks of a PDF, and where each of its pages begins in the text.

    Raises SourceError when it is encrypted, damaged, or has more than `MOST_PAGES`.
    """
    name = shown_name(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise SourceError(f"{name} is encrypted", "save a copy without a password") from None
        raise SourceError(f"{name} is damaged", "download or export it again") from None
    try:
        if len(document) > MOST_PAGES:
            pages = f"{name} has {len(document):,} pages"
            raise SourceError(pages, f"split it into parts of {MOST_PAGES:,} at most")
        heights = [document.get_page_size(i)[1] for i in range(len(document))]
        pages_lines = [_read_page(document, number) for number in range(len(document))]
    except pypdfium2.PdfiumError:
        raise SourceError(f"{name} has a page that is damaged", "download or export it again") from None
    finally:
        document.close()
    lines = [line for own in pages_lines for line in in_reading_order(own)]
    without_furniture = drop_furniture(lines, heights)
    kept = drop_contents(without_furniture)
    notes = [
        *_textless(pages_lines),
        *_left_out("running heads, feet or page numbers", lines, without_furniture),
        *_left_out("contents", without_furniture, kept),
    ]
    extraction = _compose(with_tables(mend_hyphens(kept)), len(heights))
    return replace(extraction, notes=tuple(notes))


def _read_page(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """Return the lines of a page, read off its picture where it holds no text and that can be done."""
    lines = list(page_lines(document, number))
    if _letters(lines) >= _FEWEST_LETTERS or not is_available():
        return lines
    page = document[number]
    try:
        pictures = any(
            True for _ in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
        )
        return lines + recognise(page, number + 1) if pictures else lines
    finally:
        page.close()


def _letters(lines: list[Line]) -> int:
    return sum(character.isalpha() for line in lines for character in line.text)


def _textless(pages_lines: list[list[Line]]) -> list[str]:
    """Name the pages that hold next to no text: scans that were not read, or pages left empty."""
    bare = [n for n, lines in enumerate(pages_lines, start=1) if _letters(lines) < _FEWEST_LETTERS]
    if not bare:
        return []
    remedy = "" if is_available() else " (scans can be read with the extra 'ocr')"
    return [f"no text on {pages_named(bare)}{remedy}"]


def _left_out(what: str, before: list[Line], after: list[Line]) -> list[str]:
    kept = {id(line) for line in after}
    pages = sorted({line.page for line in before if id(line) not in kept})
    return [f"{what} left out on {pages_named(pages)}"] if pages else []


def _compose(rows: list[tuple[Line, ...]], pages: int) -> Extraction:
    """Write the text and cut it into blocks."""
    lines = [line for row in rows for line in row]
    body = body_size(lines)
    left, right = _column(lines)
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
        content = "\t".join(cell.text for cell in row)
        span = Span(length, length + len(content))
        text.append(content + "\n")
        length += len(content) + 1
        kind, number, mark = _classify(row, body, left)
        if kind == "bullet" and _is_dash_in_text(line, previous, blocks[-1] if blocks else None):
            kind, mark = "text", 0
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
                scanned=last.scanned or line.scanned,
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
                    scanned=line.scanned,
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
    return line.page == previous.page and same_style and 0 < step < LOOSE * line.size


def _column(lines: list[Line]) -> tuple[float, float]:
    """Return the left and right margin of the document's column, in points from the left."""
    right = max((line.right for line in lines), default=1.0)
    common = Counter(round(line.x) for line in lines)
    left = min((x for x, n in common.items() if n >= 0.02 * len(lines)), default=0)
    return float(left), right


def _is_dash_in_text(line: Line, previous: Line | None, last: Block | None) -> bool:
    """Say whether a dash begins a line only because the line before ended there."""
    if line.text[0] not in "-–o" or previous is None or last is None:
        return False
    opens_list = last.kind == "bullet" or last.text.endswith(":")
    return not opens_list and _same_block(previous, line)
