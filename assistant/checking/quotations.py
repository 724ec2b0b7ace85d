"""Finds the quotations in a text: between quotation marks of any kind, or a block of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CLOSING = {"“": "”", "‘": "’", "«": "»", "„": "“”", '"': '"', "'": "'"}
_SINGLE = "‘'"
_LETTER = re.compile(r"\w")
_IN_PLACE = re.compile(
    r"(?:\s*\(\d+\w\w\))?\s*,?\s*"
    r"(?:(?:sub-)?bullet|unnumbered para|para|row|line|table|footnote|judgement)\b",
    re.I,
)
"""What follows the name of a section in a reference: `'What needs to improve', bullet 2`."""
_AFTER_ALL = re.compile(r"[\s.]*(?:$|[(\[–—-])")
"""What follows the closing mark of a block that is one quotation: nothing, or a reference."""


FEWEST_OF_BLOCK = 8
"""Words; a paragraph set in from both margins with fewer is a title or an address."""
QUOTED_NAME = re.compile(
    r"quot(?:e[sd]?|ations?)(?![a-z])|block[ _-]?(?:text|quot)|(?<![a-z])extract(?![a-z])", re.I
)
"""What a style, or a class of a page, is called that shows a paragraph as a quotation."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote's text, and where in its block the mark for it stands."""

    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a briefing; `quoted` says that its layout makes all of it a quotation.

    `ends` is where the quoted words end, before a line that says whose they are; None for the
    end of the text. `beside` are the texts of the other cells of its row, in the order in which
    a reference is looked for; `note` says that it is a note's text.
    """

    text: str
    quoted: bool = False
    notes: tuple[Note, ...] = ()
    beside: tuple[str, ...] = ()
    note: bool = False
    ends: int | None = None


def cells_beside(texts: Sequence[str], own: int) -> tuple[str, ...]:
    """Return the texts of a row's other cells: those that follow, then those before, the nearest first."""
    return tuple(text for text in (*texts[own + 1 :], *reversed(texts[:own])) if text.strip())


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between quotation marks: `text`, at `start` to `end` (exclusive) of a block.

    `outer` is where its marks stand, so that what follows them is known. `closed` is False
    where the closing mark is missing. `in_place` says that what follows could make it the
    name of a section in a reference.
    """

    block: int
    start: int
    end: int
    outer: tuple[int, int]
    text: str
    closed: bool = True
    in_place: bool = False


def find_quotations(blocks: tuple[Block, ...]) -> tuple[Quotation, ...]:
    """Return the outermost quotations of all blocks, in order.

    Single marks count only where they cannot be apostrophes. A quotation that goes on in
    the next paragraph, which opens again, is closed there and is two quotations here.
    """
    found: list[Quotation] = []
    for number, block in enumerate(blocks):
        if block.quoted:
            found.append(_whole(number, block.text[: block.ends]))
            continue
        own = list(_in_text(number, block.text))
        goes_on = number + 1 < len(blocks) and blocks[number + 1].text.lstrip()[:1] in ("“", '"', "‘")
        if own and not own[-1].closed and goes_on:
            last = own.pop()
            own.append(Quotation(number, last.start, last.end, last.outer, last.text))
        found += own
    return tuple(found)


def _whole(number: int, text: str) -> Quotation:
    """Return a block that is a quotation, without the marks and the reference that it may have."""
    inner = list(_in_text(number, text))
    begins = inner and inner[0].closed and not text[: inner[0].outer[0]].strip()
    if begins and _AFTER_ALL.match(text, inner[0].outer[1]):
        return inner[0]
    # A reference in brackets, or after a dash, at the end is not part of the words.
    end = len(text.rstrip())
    reference = re.search(r"\s*(?:[(\[][^()\[\]]*\d[^()\[\]]*[)\]]|\s[–—-]\s[^–—]*\d[^–—]*)\.?$", text[:end])
    end = reference.start() if reference and reference.start() > 0 else end
    start = len(text) - len(text.lstrip())
    return Quotation(number, start, end, (start, end), text[start:end])


def _in_text(number: int, text: str) -> list[Quotation]:
    found: list[Quotation] = []
    position = 0
    while position < len(text):
        mark = text[position]
        if mark not in _CLOSING or not _opens(text, position):
            position += 1
            continue
        end = _closing(text, position)
        if end is None and mark in _SINGLE:
            position += 1  # An apostrophe after all.
            continue
        close = len(text) if end is None else end
        inner = text[position + 1 : close]
        outer = (position, min(len(text), close + 1))
        in_place = _IN_PLACE.match(text, outer[1]) is not None
        found.append(Quotation(number, position + 1, close, outer, inner, end is not None, in_place))
        position = close + 1
    return found


def _opens(text: str, position: int) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    return not _LETTER.match(before) and not after.isspace()


def _closing(text: str, opening: int) -> int | None:
    """Return where the quotation that opens at a mark ends; quotations inside it are passed over."""
    mark = text[opening]
    closing = _CLOSING[mark]
    depth = 0
    for position in range(opening + 1, len(text)):
        character = text[position]
        if mark in "“«„‘" and character == mark and mark != closing and _opens(text, position):
            depth += 1
        elif character in closing and (mark not in _SINGLE or _closes_single(text, position)):
            if depth == 0:
                return position
            depth -= 1
    return None


def _closes_single(text: str, position: int) -> bool:
    """Say whether a single mark ends a quotation: no letter follows, and no plural's owner is before it."""
    after = text[position + 1] if position + 1 < len(text) else " "
    if _LETTER.match(after):
        return False
    owner = text[position - 1] == "s" and re.match(r"[ ]+[a-z]", text[position + 1 :]) is not None
    return not (owner and re.search(r"[’']", text[position + 1 :]))
