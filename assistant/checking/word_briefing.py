"""A briefing in Word: its paragraphs as Word shows them, and where in the file their words stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.checking.errors import BriefingFileError
from assistant.checking.quotations import FEWEST_OF_BLOCK, QUOTED_NAME, Block, Note, cells_beside
from corpus.errors import SourceError
from corpus.readers.word.names import TABLE, qualified
from corpus.readers.word.notes import Notes
from corpus.readers.word.package import open_word
from corpus.readers.word.styles import Styles
from corpus.readers.word.text import Piece, shown_paragraphs, shown_pieces, shown_rows

_SET_IN = 280
"""Twentieths of a point; a paragraph set in further than this from both margins is a block quotation."""
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(pt|pc|pi|mm|cm|in)?")
_TWENTIETHS = {"pt": 20, "pc": 240, "pi": 240, "mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440, None: 1}
"""Twentieths of a point in a unit (ECMA-376, part 1, 22.9.2.15); Strict Open XML may name one."""


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph of a Word file: what is checked of it, and what of the file shows its text."""

    block: Block
    pieces: tuple[Piece, ...]

    def runs_at(self, start: int, end: int) -> list[Any]:
        """Return the runs (`w:r`) that hold its characters `start` to `end`; a note's is that of its mark."""
        found: dict[int, Any] = {}
        position = 0
        for piece in self.pieces:
            length = len(piece.text)
            if (position < end and position + length > start) or self.block.note:
                run = next(piece.element.iterancestors(qualified("w:r")), None)
                if run is not None:
                    found.setdefault(id(run), run)
            position += length
        return list(found.values())


def open_briefing(path: Path) -> Any:
    """Return a Word file as python-docx has it.

    Raises BriefingFileError for one that is protected, damaged or unpacks to too much.
    """
    try:
        return open_word(path)
    except SourceError as error:
        raise BriefingFileError(error.cause, error.remedy) from None


def word_paragraphs(document: Any) -> tuple[WordParagraph, ...]:
    """Return the paragraphs of a Word document in order, also in tables and text boxes, then its notes.

    Raises BriefingFileError where its notes are damaged.
    """
    try:
        return tuple(_Reader(document).paragraphs(document.element.body))
    except SourceError as error:
        raise BriefingFileError(error.cause, error.remedy) from None


class _Reader:
    def __init__(self, document: Any) -> None:
        self._styles = Styles(document)
        self._notes = Notes(document)
        self._called: dict[tuple[str, str], tuple[Piece, list[WordParagraph]]] = {}

    def paragraphs(self, body: Any) -> Iterator[WordParagraph]:
        yield from self._in(body)
        for mark, content in self._called.values():
            for own in content:
                if own.block.text.strip():
                    yield WordParagraph(replace(own.block, note=True), (mark,))

    def _in(self, container: Any) -> Iterator[WordParagraph]:
        for together in shown_paragraphs(container):
            if together[0].tag == TABLE:
                yield from self._table(together[0])
            else:
                yield self._paragraph(together)

    def _table(self, table: Any) -> Iterator[WordParagraph]:
        """Yield the paragraphs of a table, each with what stands in the other cells of its row."""
        above: dict[int, list[WordParagraph]] = {}
        for row in shown_rows(table):
            column = 0
            cells: list[list[WordParagraph]] = []
            for element, columns, goes_on in row:
                above[column] = above.get(column, []) if goes_on else list(self._in(element))
                cells.append(above[column])
                column += columns
            texts = [" ".join(own.block.text for own in cell) for cell in cells]
            for n, (cell, (_, _, goes_on)) in enumerate(zip(cells, row, strict=True)):
                for own in () if goes_on else cell:
                    # What stands beside it in a table of its own is nearer.
                    beside = (*own.block.beside, *cells_beside(texts, n))
                    yield replace(own, block=replace(own.block, beside=beside))

    def _paragraph(self, together: Sequence[Any]) -> WordParagraph:
        pieces = tuple(piece for own in together for piece in shown_pieces(own, self._styles))
        text = ""
        notes: list[Note] = []
        for piece in pieces:
            text += piece.text
            if piece.note is not None:
                content = self._note(piece, piece.note)
                notes.append(Note(len(text), " ".join(own.block.text for own in content).strip()))
        return WordParagraph(Block(text, self._is_quoted(together[-1], text), tuple(notes)), pieces)

    def _note(self, mark: Piece, note: tuple[str, str]) -> list[WordParagraph]:
        """Return the paragraphs of the note that a mark calls, read at its first mark; there may be none."""
        if note not in self._called:
            paragraphs: list[WordParagraph] = []
            self._called[note] = mark, paragraphs  # Known before it is read: a note may call itself.
            content = self._notes.content_of(note)
            if content is not None:
                paragraphs += self._in(content)
        return self._called[note][1]

    def _is_quoted(self, paragraph: Any, text: str) -> bool:
        if not text.strip():
            return False
        if any(map(QUOTED_NAME.search, self._styles.names(paragraph))):
            return True
        left, right = (self._indent(paragraph, side) for side in (("left", "start"), ("right", "end")))
        return min(left, right) >= _SET_IN and len(text.split()) >= FEWEST_OF_BLOCK

    def _indent(self, paragraph: Any, names: tuple[str, str]) -> int:
        """Return how far a paragraph is set in from a margin, by itself or its style."""
        for holder in (paragraph, *self._styles.of(paragraph)):
            indent = holder.find(f"{qualified('w:pPr')}/{qualified('w:ind')}")
            given = () if indent is None else (indent.get(qualified(f"w:{name}")) for name in names)
            value = next((own for own in given if own), None)
            length = _LENGTH.fullmatch(value) if value else None
            if length:
                return round(float(length[1]) * _TWENTIETHS[length[2]])
        return 0
