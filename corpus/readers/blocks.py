"""What every reader yields: the text of a document, and the blocks that its layout shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.types import Span

BlockKind = Literal["heading", "numbered", "bullet", "table_row", "footnote", "text"]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that the layout holds together.

    `number` is the number of a numbered block or note; `mark` is what stands for it
    directly before the first span ("36. "). `counted` says that no text holds the number:
    the program that shows the document counts it, so it is right whatever stands around it.
    `label` is what a list's item is called, where the page shows no plain number: "(a)".
    `endnote` tells a note at the end from a footnote. `whole` says that the file itself parts
    its paragraphs, so that no block goes on with the one before.
    `indent` is the white space before it (characters in plain text, points in a PDF),
    `gap` the blank lines before it, `lines` its lines, `page` its page from 1 on.
    `bold` says that the whole block is emphasised; `opens_list` that it stands behind
    a list tag that nothing closes. `styled` says that the reader saw type and place,
    and so told headings itself; then `hangs` says that the block stands in from the
    margin as a list item's further lines do, `ends_full` that its last line is full.
    `scanned` says that the text was read off a picture of the page.
    """

    kind: BlockKind
    text: str
    spans: tuple[Span, ...]
    number: str | None = None
    mark: str = ""
    indent: int = 0
    gap: int = 0
    lines: int = 1
    bold: bool = False
    opens_list: bool = False
    page: int | None = None
    styled: bool = False
    hangs: bool = False
    ends_full: bool = False
    scanned: bool = False
    counted: bool = False
    label: str | None = None
    endnote: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """A document's extracted text, its blocks, and the offsets where its pages begin.

    `pages` is empty where the source has none. `notes` are sentences on what the reader
    left out or could not read, for whoever adds the file. `title` and `published` (ISO date)
    are what the file says of itself outside its text, None where it does not.
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    title: str | None = None
    published: str | None = None


def pages_named(pages: Sequence[int]) -> str:
    """Render page numbers, in rising order, with their runs folded: `pages 1 to 3, 7`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    shown = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"page{'s' if len(pages) > 1 else ''} {shown}"
