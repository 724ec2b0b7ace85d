"""Cut the lines of a PDF into blocks: headings, numbered and lettered paragraphs, bullets, rows, text."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.readers.blocks import Block, BlockKind, Extraction
from corpus.readers.pdf.lines import BULLET_MARK, LOOSE, Line, body_size
from corpus.readers.pdf.rules import Rules
from corpus.types import Span

_LONGEST_ITALIC = 10
"""Words; a line in italics no longer than this, without a full stop, is a heading."""
_LONGEST_HEADING = 45
_LONGEST_STATEMENT = 7
"""Words that a heading may have: in all, and as a sentence that is not set in bold."""
_SENTENCES = re.compile(r"[.!?][\"'”’)]*\s+[A-Z]")
_FULL = 0.88
"""Share of the column's width from which on a line runs to its end."""
_NUMBER_MARK = re.compile(r"(?:(\d{1,3})\.|(\d{1,2}(?:\.\d{1,2})+)\.?)(?:\s+(?=\S)|(?=[^\W\d]|[‘“]))")
_LABEL_MARK = re.compile(r"(?:\(([a-z]|[ivx]+|[A-Z])\)|([a-z]|[ivx]+|[A-Z])[.)])\s+(?=\S)")
_FARTHEST_IN = 3
"""Font sizes from the margin within which a paragraph's number stands."""
_LISTED = ("bullet", "numbered")


def cut_blocks(rows: Sequence[tuple[Line, ...]], pages: int, rules: Mapping[int, Rules]) -> Extraction:
    """Return the text that rows of lines make, page by page, and its blocks.

    `rows` are cells side by side, mostly one; `rules` are the ruled lines of each page (from 1).
    """
    composer = _Composer(rows, rules)
    for row in rows:
        composer.add(row)
    return composer.extraction(pages)


class _Composer:
    """Writes the text line by line, and joins lines that belong together to blocks."""

    def __init__(self, rows: Sequence[tuple[Line, ...]], rules: Mapping[int, Rules]) -> None:
        lines = [line for row in rows for line in row]
        self._body = body_size(lines)
        self._left, self._right = _column(lines)
        self._rules = rules
        self._text: list[str] = []
        self._length = 0
        self._pages: list[int] = []
        self._blocks: list[Block] = []
        self._begins: Line | None = None
        self._previous: Line | None = None

    def add(self, row: tuple[Line, ...]) -> None:
        """Add a row below the last one."""
        line = row[0]
        self._turn_to(line.page)
        content = "\t".join(cell.text for cell in row)
        span = Span(self._length, self._length + len(content))
        self._write(content + "\n")
        block, mark = self._begun(row, content)
        if self._goes_on(block, row):
            last = self._blocks[-1]
            self._blocks[-1] = replace(
                last,
                text=f"{last.text} {content}",
                spans=(*last.spans, span),
                lines=last.lines + 1,
                ends_full=self._is_full(line),
                scanned=last.scanned or line.scanned,
            )
        elif mark < len(content):
            self._blocks.append(replace(block, spans=(Span(span.start + mark, span.end),)))
            self._begins = line
        self._previous = line

    def extraction(self, pages: int) -> Extraction:
        """Return the text and blocks; a page without text begins where the one before ended."""
        self._turn_to(pages)
        return Extraction("".join(self._text), tuple(map(_settled, self._blocks)), tuple(self._pages))

    def _turn_to(self, page: int) -> None:
        while len(self._pages) < page:
            self._write("\f" if self._pages else "")
            self._pages.append(self._length)

    def _write(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _is_full(self, line: Line) -> bool:
        return line.right - self._left >= _FULL * (self._right - self._left)

    def _begun(self, row: tuple[Line, ...], content: str) -> tuple[Block, int]:
        """Return the block that a row would begin, and how many characters its mark takes."""
        line = row[0]
        kind, number, label, mark = self._classified(row)
        if kind == "bullet" and not label and self._is_dash_in_text(line):
            kind, mark = "text", 0
        block = Block(
            kind=kind,
            text=content[mark:],
            spans=(),
            number=number,
            mark=content[:mark] if kind == "numbered" or label else "",
            label=label,
            indent=round(line.x - self._left),
            gap=1,
            bold=line.bold,
            page=line.page,
            styled=True,
            hangs=kind == "text" and line.x - self._left > line.size,
            ends_full=self._is_full(line),
            scanned=line.scanned,
        )
        return block, mark

    def _classified(self, row: tuple[Line, ...]) -> tuple[BlockKind, str | None, str | None, int]:
        """Return a row's kind, its number, its label, and how many characters its mark takes."""
        line = row[0]
        if len(row) > 1:
            return "table_row", None, None, 0
        if line.mark and line.size < self._body - 0.9:
            return "footnote", line.mark, None, 0
        if mark := BULLET_MARK.match(line.text):
            return "bullet", None, None, mark.end()
        heads = line.size > self._body + 0.9 or (line.bold and line.size > self._body - 0.5)
        near = line.x - self._left < _FARTHEST_IN * line.size
        if (mark := _NUMBER_MARK.match(line.text)) and near and not heads:
            return "numbered", mark.group(1) or mark.group(2), None, mark.end()
        if (mark := _LABEL_MARK.match(line.text)) and not heads:
            return "bullet", None, f"({mark.group(1) or mark.group(2)})", mark.end()
        if line.italic and len(line.text.split()) <= _LONGEST_ITALIC and line.text[-1] not in ".,;:":
            heads = heads or not self._stands_in_text(line)
        return ("heading" if heads else "text"), None, None, 0

    def _stands_in_text(self, line: Line) -> bool:
        """Say whether a line is in the middle of a paragraph, whose words may be set in italics."""
        previous, last = self._previous, self._blocks[-1] if self._blocks else None
        if previous is None or last is None or last.kind in ("heading", "table_row"):
            return False
        close = line.page == previous.page and 0 < line.y - previous.last_y < LOOSE * line.size
        return close and previous.text[-1] not in ".!?:"

    def _goes_on(self, block: Block, row: tuple[Line, ...]) -> bool:
        """Say whether a row goes on with the block before: one line's step down, in its style and column."""
        previous, line = self._previous, row[0]
        last = self._blocks[-1] if self._blocks else None
        if previous is None or last is None or last.kind == "table_row" or len(row) > 1:
            return False
        if block.kind not in ("text", "heading") or (block.kind == "text" and last.kind == "heading"):
            return False
        if block.kind == "heading" and line.italic and last.kind != "heading":
            return False
        steps_back = self._begins is not None and line.x < self._begins.x - line.size / 2
        if steps_back and last.kind in _LISTED and last.page == line.page:
            return False
        rules = self._rules.get(line.page, Rules())
        return _same_block(previous, line) and not rules.part(previous, line)

    def _is_dash_in_text(self, line: Line) -> bool:
        """Say whether a dash begins a line only because the line before ended there."""
        previous, last = self._previous, self._blocks[-1] if self._blocks else None
        if line.text[0] not in "-–o·" or previous is None or last is None:
            return False
        opens_list = last.kind == "bullet" or last.text.endswith(":")
        return not opens_list and _same_block(previous, line)


def _settled(block: Block) -> Block:
    """Return a block that looks like a heading and reads like text as text: headings are short.

    Body text may be of any size: small print around it makes it look large.
    """
    words = len(block.text.split())
    says = block.text.endswith(".") or _SENTENCES.search(block.text)
    sentence = words > _LONGEST_STATEMENT and says and not block.bold
    if block.kind != "heading" or (words <= _LONGEST_HEADING and not sentence):
        return block
    if mark := _NUMBER_MARK.match(block.text):
        first = block.spans[0]
        spans = (Span(first.start + mark.end(), first.end), *block.spans[1:])
        number = mark.group(1) or mark.group(2)
        rest = block.text[mark.end() :]
        return replace(block, kind="numbered", number=number, mark=mark.group(), text=rest, spans=spans)
    return replace(block, kind="text")


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
