"""Read a plain text file into blocks: its lines, told apart by how they begin.

The text files were extracted from PDFs and carry a little Markdown and HTML. A
block is what the layout shows; which blocks make one paragraph is decided in
`segmentation`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.readers.blocks import Block, BlockKind
from corpus.readers.markup import text_spans
from corpus.types import Span, join_pieces

SUPERSCRIPT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_LIST_TAG = re.compile(r"<[uo]l\b[^>]*>", re.I)
_PARAGRAPH_TAG = re.compile(r"\s*<p\b", re.I)
_HEADING_MARK = re.compile(r"#{1,6}\s+")
_BULLET_MARK = re.compile(r"[-•▪◦●\uf0b7*]\s+")
# A number stands alone ("36. ") or in parts ("3.4 ", "3.4. "); never a year or a figure
# in running text, which `segmentation` tells apart by the order of the numbers.
_NUMBER_MARK = re.compile(r"(?:(\d{1,3})[.)]|(\d{1,2}(?:\.\d{1,2}){1,2})\.?)\s+(?=\S)")
_FOOTNOTE_MARK = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s*")


def read_blocks(source: str) -> tuple[Block, ...]:
    """Return the blocks of a text, in order; blank lines and lines of bare markup yield none."""
    runs: list[list[Block]] = []
    for block in _read_lines(source):
        if runs and _wraps(runs[-1][0], block):
            runs[-1].append(block)
        else:
            runs.append([block])
    return tuple(_joined(source, run) for run in runs)


def _wraps(first: Block, block: Block) -> bool:
    """Say whether an unmarked line directly under others goes on with the block that `first` begins."""
    return block.kind == "text" and block.gap == 0 and first.kind not in ("heading", "table_row")


def _joined(source: str, lines: list[Block]) -> Block:
    """Return the lines of one block as one."""
    if len(lines) == 1:
        return lines[0]
    spans = tuple(span for line in lines for span in line.spans)
    return replace(lines[0], text=join_pieces(source, spans), spans=spans, lines=len(lines))


def _read_lines(source: str) -> Iterator[Block]:
    """Yield one block for each line that holds text."""
    gap = 0
    for line in _LINE.finditer(source):
        block = _read_line(source, line.start(), line.end(), gap)
        if block is None:
            gap += 1
        else:
            yield block
            gap = 0


def _read_line(source: str, start: int, end: int, gap: int) -> Block | None:
    line = source[start:end]
    indent = len(line) - len(line.lstrip(" \t"))
    spans = text_spans(source, start, end)
    if not spans:
        return None
    content = source[spans[0].start : end]
    kind: BlockKind = "text"
    number: str | None = None
    opens_list = bool(_LIST_TAG.match(line.strip()))
    mark: re.Match[str] | None = None
    if mark := _HEADING_MARK.match(content):
        kind = "heading"
    elif _PARAGRAPH_TAG.match(line) or "\t" in _behind_mark(join_pieces(source, spans)):
        kind = "table_row"
    elif (mark := _BULLET_MARK.match(content)) or opens_list:
        kind = "bullet"
    elif mark := _NUMBER_MARK.match(content):
        kind, number = "numbered", mark.group(1) or mark.group(2)
    elif mark := _FOOTNOTE_MARK.match(content):
        kind, number = "footnote", mark.group(1).translate(SUPERSCRIPT_DIGITS)
    if mark:
        # Markup behind the mark ("### **3. INFORMATION**") is found in the rest of the line.
        first = spans[0].start + mark.end()
        spans = tuple(_after(span, first) for span in spans if span.end > first)
        if not spans:
            return None
    text = join_pieces(source, spans)
    stripped = line.strip()
    bold = stripped.startswith("**") and stripped.endswith("**") and len(stripped) > 4
    marked = mark.group() if mark and kind == "numbered" else ""
    return Block(kind, text, spans, number, marked, indent, gap, bold=bold, opens_list=opens_list)


def _behind_mark(text: str) -> str:
    """Return a line without a number in front: the tab behind one parts no cells."""
    mark = _NUMBER_MARK.match(text)
    return text[mark.end() :] if mark else text


def _after(span: Span, first: int) -> Span:
    return Span(max(span.start, first), span.end)
