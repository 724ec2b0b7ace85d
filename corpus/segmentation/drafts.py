"""A paragraph or heading in the making, and what its words tell of how it goes on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpus.readers.blocks import Block
from corpus.types import Span

DraftRole = Literal["heading", "lead_in", "numbered", "bullet", "table_row", "footnote", "text"]

_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
# Words that no English sentence ends on: text that stops there goes on after the break.
UNFINISHED_ENDINGS = frozenset(
    "a an the this these those and or but nor of to in on at by for from with within without into "
    "onto over under between through during about against as than that which who whose whom where "
    "when while because if is are was were be been being has have had do does did will would can "
    "could should may might must not no its their our your his her my every each including such "
    "per via so also both either".split()
)


_TAIL = 200
"""Characters at the end of a text by which it is judged whether it goes on: its last sentence's, or so."""


@dataclass(slots=True)
class Draft:
    """A paragraph or heading in the making: blocks that belong together.

    `parts` are their texts, `tail` the end of all of them together, so that a paragraph of
    thousands of blocks need not be looked through for each. `list_lead_in` is, for an item of
    a list, the line that introduces the list; `level` is 1 for a list's own items, 2 for the
    items of an item, and so on. `judgement` marks a heading that states a grade and is quoted as a
    paragraph of its own.
    """

    role: DraftRole
    parts: list[str]
    spans: list[Span]
    number: str | None = None
    label: str | None = None
    endnote: bool = False
    whole: bool = False
    level: int = 1
    indent: int = 0
    judgement: bool = False
    labelled: bool = False
    part: Literal["body", "letter head", "sign-off", "closing notes"] = "body"
    opens_list: bool = False
    page: int | None = None
    last_page: int | None = None
    styled: bool = False
    hangs: bool = False
    ends_full: bool = False
    scanned: bool = False
    list_lead_in: str | None = None
    tail: str = field(init=False)

    def __post_init__(self) -> None:
        self.tail = self.text[-_TAIL:]

    @property
    def text(self) -> str:
        """The parts, joined by a space."""
        return " ".join(self.parts)

    def append(self, other: "Draft") -> None:
        """Add a draft that continues this one."""
        self.parts += other.parts
        self.spans += other.spans
        self.tail = f"{self.tail} {other.tail}"[-_TAIL:]
        self.last_page = other.page
        self.ends_full = other.ends_full
        self.scanned |= other.scanned


def draft_of(block: Block) -> Draft:
    """Return the draft that a block begins as."""
    return Draft(
        role=block.kind,
        parts=[block.text],
        spans=list(block.spans),
        number=block.number,
        label=block.label,
        endnote=block.endnote,
        whole=block.whole,
        indent=block.indent,
        opens_list=block.opens_list,
        page=block.page,
        last_page=block.page,
        styled=block.styled,
        hangs=block.hangs,
        ends_full=block.ends_full,
        scanned=block.scanned,
    )


def ends_sentence(text: str) -> bool:
    """Say whether `text` closes with a full stop or the like."""
    return bool(_SENTENCE_END.search(text))


def is_unfinished(text: str) -> bool:
    """Say whether a text stops at a word that no sentence ends on."""
    return text.rsplit(maxsplit=1)[-1].lower() in UNFINISHED_ENDINGS


def following_positions(
    drafts: Sequence[Draft], passed_over: tuple[DraftRole, ...] = ("footnote",)
) -> list[int | None]:
    """Return the position of what follows each draft, drafts of some roles passed over."""
    following: list[int | None] = [None] * len(drafts)
    for i in range(len(drafts) - 1, 0, -1):
        following[i - 1] = following[i] if drafts[i].role in passed_over else i
    return following


def is_short(text: str, words: int) -> bool:
    """Say whether a text has at most so many words."""
    return len(text.split()) <= words


def goes_on(previous: Draft, draft: Draft) -> bool:
    """Say whether `draft` goes on in the middle of `previous`'s last sentence."""
    if previous.role not in ("numbered", "bullet", "text") or previous.labelled:
        return False
    end = previous.tail
    if ends_sentence(end) or end[-1] in ":;":
        return False
    last_sentence = re.split(r"[.!?]\s", end)[-1]
    return (
        draft.text[0].islower()
        or end[-1] == ","
        or is_unfinished(end)
        # "Our Special" | "Guardianship (SG) team…": too short to be a sentence.
        or (len(last_sentence.split()) < 4 and last_sentence != end)
    )


def starts_list(drafts: list[Draft], i: int) -> bool:
    """Say whether a list starts at `i`, perhaps with an indented line that lost its bullet."""
    draft = drafts[i]
    if draft.role in ("bullet", "numbered"):
        return True
    lost_mark = draft.role == "text" and draft.indent > 0 and i + 1 < len(drafts)
    return lost_mark and drafts[i + 1].role == "bullet"
