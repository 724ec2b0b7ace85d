"""Write the extracted text of a document that has structure, block by block."""

import re
from dataclasses import replace

from corpus.readers.blocks import Block, Extraction
from corpus.types import Span

_NUMBER = re.compile(r"(?:(\d{1,3})\.|(\d{1,2}(?:\.\d{1,2})+)\.?)\s+(?=\S)")


class Composition:
    """Collects blocks; each becomes a line of the text, and gets its span there.

    A block of text that begins with a number becomes a numbered one: many documents
    type their numbers.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    def add(self, block: Block) -> None:
        """Add a block, unless it is empty; its spans are set here."""
        if not block.text.strip():
            return
        start = self._length
        mark = _NUMBER.match(block.text) if block.kind == "text" else None
        skipped = mark.end() if mark else 0
        if mark:
            number = mark.group(1) or mark.group(2)
            block = replace(block, kind="numbered", number=number, mark=mark.group())
        self._lines.append(block.text + "\n")
        self._length += len(block.text) + 1
        span = Span(start + skipped, start + len(block.text))
        self._blocks.append(
            replace(block, text=block.text[skipped:], spans=(span,), gap=1, styled=True, whole=True)
        )

    def extraction(
        self, notes: tuple[str, ...] = (), title: str | None = None, published: str | None = None
    ) -> Extraction:
        """Return the text and blocks collected so far, with what else the reader knows of the file."""
        text = "".join(self._lines)
        return Extraction(text, tuple(self._blocks), notes=notes, title=title, published=published)
