"""Read a Word document into blocks: styles, lists with their numbers, tables, notes, text boxes."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.readers.blocks import Block, BlockKind, Extraction
from corpus.readers.composition import Composition
from corpus.readers.tables import Cell, Table, table_blocks
from corpus.readers.word.names import TABLE, qualified
from corpus.readers.word.notes import Notes
from corpus.readers.word.numbering import ListMark, Numbering
from corpus.readers.word.package import open_word
from corpus.readers.word.styles import Styles
from corpus.readers.word.text import shown_paragraphs, shown_pieces, shown_rows

_HEADING_STYLE = re.compile(r"heading \d|title|subtitle")
_CONTENTS_STYLE = re.compile(r"toc \d|table of figures")
_LONGEST_HEADING = 16
_LONGEST_STYLED_HEADING = 40
"""Words. What is longer is text, though its style be a heading's: councils number paragraphs so."""
_SENTENCES = re.compile(r"[.;]$|[.!?]\s+[A-Z]")
_INDENT = 20
"""What a level of a list is set in by; only which is more counts."""


def read_word(path: Path) -> Extraction:
    """Return the text and blocks of a .docx, as Word shows them.

    Raises SourceError when it is damaged, is no Word document, or unpacks to too much.
    """
    document = open_word(path)
    composition = Composition()
    for block in _Reader(document).blocks(document.element.body):
        composition.add(block)
    return composition.extraction(_left_out(document))


class _Reader:
    """Reads one document from its beginning; lists and notes are counted on the way."""

    def __init__(self, document: Any) -> None:
        self._styles = Styles(document)
        self._numbering = Numbering(document, self._styles)
        self._notes = Notes(document)

    def blocks(self, container: Any) -> Iterator[Block]:
        """Yield the blocks of a body or note in order, each followed by its notes."""
        for together in shown_paragraphs(container):
            if together[0].tag == TABLE:
                yield from table_blocks(self._table(together[0]))
            else:
                yield from self._paragraph(together)

    def _table(self, table: Any) -> Table:
        rows: list[tuple[Cell, ...]] = []
        above: dict[int, Cell] = {}
        for row in shown_rows(table):
            column = 0
            cells: list[Cell] = []
            for element, columns, goes_on in row:
                cell = above.get(column, Cell(())) if goes_on else self._cell(element)
                cells.append(cell)
                above[column] = cell
                column += columns
            rows.append(tuple(cells))
        return Table(tuple(rows))

    def _cell(self, element: Any) -> Cell:
        content: list[Block | Table] = []
        for together in shown_paragraphs(element):
            if together[0].tag == TABLE:
                content.append(self._table(together[0]))
            else:
                content += self._paragraph(together)
        return Cell(tuple(content))

    def _paragraph(self, together: Sequence[Any]) -> Iterator[Block]:
        last = together[-1]
        mark = self._numbering.mark_of(last)
        pieces = [piece for paragraph in together for piece in shown_pieces(paragraph, self._styles)]
        text = " ".join("".join(piece.text for piece in pieces).split())
        names = self._styles.names(last)
        shown = mark is not None and mark.is_number
        if (text or shown) and not any(map(_CONTENTS_STYLE.fullmatch, names)):
            yield self._block(last, text, mark, names)
        for piece in pieces:
            if piece.note is not None:
                yield from self._note(piece.note)

    def _block(self, paragraph: Any, text: str, mark: ListMark | None, names: Sequence[str]) -> Block:
        if self._is_heading(paragraph, text, names):
            return Block("heading", f"{mark.text} {text}" if mark and mark.text else text, ())
        if mark is None:
            kind: BlockKind = "bullet" if any(name.startswith("list bullet") for name in names) else "text"
            heading = kind == "text" and self._is_bold_line(paragraph, text)
            return Block("heading" if heading else kind, text, ())
        indent = mark.level * _INDENT
        if mark.is_number:
            return Block("numbered", text, (), mark.text.strip("().:"), indent=indent, counted=True)
        label = mark.text.strip("().: ")
        return Block("bullet", text, (), label=f"({label})" if label else None, indent=indent)

    def _is_heading(self, paragraph: Any, text: str, names: Sequence[str]) -> bool:
        styled = any(map(_HEADING_STYLE.match, names)) or self._styles.outline_level(paragraph) is not None
        words = len(text.split())
        if not styled or words > _LONGEST_STYLED_HEADING:
            return False
        return words <= _LONGEST_HEADING or not _SENTENCES.search(text)

    def _is_bold_line(self, paragraph: Any, text: str) -> bool:
        if not text or len(text.split()) > _LONGEST_HEADING or text[-1] in ".,;:":
            return False
        runs = [run for run in paragraph.iter(qualified("w:r")) if any(map(str.strip, run.itertext()))]
        return bool(runs) and all(self._styles.toggled(run, paragraph, "w:b") for run in runs)

    def _note(self, note: tuple[str, str]) -> Iterator[Block]:
        content = self._notes.content_of(note)
        if content is None:
            return
        number = self._notes.number_of(note)
        paragraphs = [block.text for block in self.blocks(content) if block.text]
        if paragraphs:
            yield Block("footnote", " ".join(paragraphs), (), number, endnote=note[0] == "endnote")


def _left_out(document: Any) -> tuple[str, ...]:
    """Say what stands in the document and is not read."""
    imported = sum(1 for _ in document.element.body.iter(qualified("w:altChunk")))
    if not imported:
        return ()
    return (f"{imported} inserted document{'s' * (imported > 1)} not read; add by itself",)
