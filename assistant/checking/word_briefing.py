"""A briefing in Word: its paragraphs as Word shows them, and where in the file their words stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.checking.errors import BriefingFileError
from assistant.checking.quotations import FEWEST_OF_BLOCK, Block, Note
from corpus.errors import SourceError
from corpus.readers.word.names import TABLE, qualified
from corpus.readers.word.notes import Notes
from corpus.readers.word.package import open_word
from corpus.readers.word.styles import Styles
from corpus.readers.word.text import Piece, shown_paragraphs, shown_pieces, shown_rows

_QUOTED_STYLE = re.compile(r"\bquot(?:e|es|ation|ations)\b|\bblock ?(?:text|quot\w*)\b|\bextract\b", re.I)
_SET_IN = 280
"""Twentieths of a point; a paragraph set in further than this from both margins is a block quotation."""


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
    """Return the paragraphs of a Word document in order, also in tables and text boxes, then its notes."""
    return tuple(_Reader(document).paragraphs(document.element.body))


class _Reader:
    def __init__(self, document: Any) -> None:
        self._styles = Styles(document)
        self._notes = Notes(document)
        self._called: list[tuple[Piece, str]] = []

    def paragraphs(self, body: Any) -> Iterator[WordParagraph]:
        yield from self._in(body)
        for piece, text in self._called:
            yield WordParagraph(Block(text, note=True), (piece,))

    def _in(self, container: Any) -> Iterator[WordParagraph]:
        for together in shown_paragraphs(container):
            if together[0].tag == TABLE:
                yield from self._table(together[0])
            else:
                yield self._paragraph(together)

    def _table(self, table: Any) -> Iterator[WordParagraph]:
        """Yield the paragraphs of a table, each with what stands in the other cells of its row."""
        for row in shown_rows(table):
            cells = [list(self._in(cell)) for cell, _, goes_on in row if not goes_on]
            texts = [" ".join(own.block.text for own in cell) for cell in cells]
            for n, cell in enumerate(cells):
                beside = tuple(text for m, text in enumerate(texts) if m != n and text.strip())
                yield from (replace(own, block=replace(own.block, beside=beside)) for own in cell)

    def _paragraph(self, together: Sequence[Any]) -> WordParagraph:
        pieces = tuple(piece for own in together for piece in shown_pieces(own, self._styles))
        text = ""
        notes: list[Note] = []
        for piece in pieces:
            text += piece.text
            if piece.note is not None:
                note = self._text_of(piece.note)
                notes.append(Note(len(text), note))
                self._called.append((piece, note))
        return WordParagraph(Block(text, self._is_quoted(together[-1], text), tuple(notes)), pieces)

    def _text_of(self, note: tuple[str, str]) -> str:
        content = self._notes.content_of(note)
        if content is None:
            return ""
        groups = (own for own in shown_paragraphs(content) if own[0].tag != TABLE)
        texts = ("".join(p.text for o in own for p in shown_pieces(o, self._styles)) for own in groups)
        return " ".join(texts).strip()

    def _is_quoted(self, paragraph: Any, text: str) -> bool:
        if not text.strip():
            return False
        if any(map(_QUOTED_STYLE.search, self._styles.names(paragraph))):
            return True
        left, right = (self._indent(paragraph, side) for side in (("left", "start"), ("right", "end")))
        return min(left, right) >= _SET_IN and len(text.split()) >= FEWEST_OF_BLOCK

    def _indent(self, paragraph: Any, names: tuple[str, str]) -> int:
        """Return how far a paragraph is set in from a margin, by itself or its style."""
        for holder in (paragraph, *self._styles.of(paragraph)):
            indent = holder.find(f"{qualified('w:pPr')}/{qualified('w:ind')}")
            given = () if indent is None else (indent.get(qualified(f"w:{name}")) for name in names)
            value = next((own for own in given if own), None)
            if value is not None:
                return int(float(value))
        return 0
