"""Join blocks into paragraphs: what a page break cut, a footnote parted or a list repeats.

The steps follow each other in `segment`: numbers that fit no sequence lose their
meaning, contents pages and "continued" marks go, headings are told from text, and
blocks that continue a paragraph join it. What remains is a list of `Draft`s, which
`references` turns into paragraphs with names.
"""

import re

from corpus.readers.blocks import Block
from corpus.readers.plain_text import read_blocks
from corpus.segmentation.drafts import (
    Draft,
    draft_of,
    following_positions,
    goes_on,
    is_unfinished,
    starts_list,
)
from corpus.segmentation.headings import mark_closing_notes, mark_headings, mark_letter
from corpus.segmentation.numbering import check_numbers, succeeds
from corpus.segmentation.references import name_paragraphs
from corpus.types import Document, Paragraph

_CONTINUED_MARK = re.compile(r"[/(\[]*\s*cont(?:inued|d|'d)?\s*[.…)\]]*$", re.I)
_CONTENTS_HEADING = re.compile(r"(?:table of )?contents\s*$", re.I)
_OUT_OF_LINE = 3
"""Points by which items of one list may be out of line with each other."""
_CONTENTS_LINE = re.compile(r".*[\t .…]\d{1,3}$", re.S)


def read_paragraphs(document: Document, source: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a document's extracted text, in reading order."""
    return name_paragraphs(document, source, segment(read_blocks(source)))


def segment(blocks: tuple[Block, ...]) -> list[Draft]:
    """Return the headings and paragraphs that `blocks` make up, in reading order."""
    kept = _drop_contents(check_numbers([b for b in blocks if not _CONTINUED_MARK.match(b.text)]))
    drafts = [draft_of(block) for block in kept]
    mark_letter(drafts)
    mark_closing_notes(drafts)
    mark_headings(drafts)
    drafts = _join_continuations(drafts)
    _mark_lead_ins(drafts)
    _mark_levels(drafts)
    return drafts


def _drop_contents(blocks: list[Block]) -> list[Block]:
    """Leave out the contents page: its heading and the lines under it that end in a page number."""
    kept: list[Block] = []
    inside = False
    for block in blocks:
        if _CONTENTS_HEADING.match(block.text):
            inside = True
            continue
        inside = inside and bool(_CONTENTS_LINE.match(block.text))
        if not inside:
            kept.append(block)
    return kept


def _join_continuations(drafts: list[Draft]) -> list[Draft]:
    """Join each block that continues a paragraph to it, across the footnotes between them."""
    joined: list[Draft] = []
    open_draft: Draft | None = None
    positions = following_positions(drafts)
    for draft, place in zip(drafts, positions, strict=True):
        if draft.role == "footnote":
            joined.append(draft)
            continue
        following = drafts[place] if place is not None else None
        if open_draft is not None and _continues(open_draft, draft, following):
            open_draft.append(draft)
            continue
        joined.append(draft)
        open_draft = draft
    return joined


def _continues(open_draft: Draft, draft: Draft, following: Draft | None) -> bool:
    if open_draft.part != draft.part:
        return False
    if draft.part == "letter head":
        return True
    if draft.role != "text" or draft.labelled or draft.judgement:
        return False
    if draft.part == "sign-off":
        return True
    if draft.part == "closing notes":
        return goes_on(open_draft, draft)
    if draft.styled and draft.page != open_draft.last_page:
        return _continues_overleaf(open_draft, draft)
    if draft.whole:
        return False
    if _stands_between_numbers(open_draft, following):
        return True
    if open_draft.opens_list and following is not None and following.role == "bullet":
        # The list's tag is still open, so the text is inside its item.
        return draft.text[-1] != ":"
    return goes_on(open_draft, draft)


def _continues_overleaf(open_draft: Draft, draft: Draft) -> bool:
    """Say whether text at the top of a page goes on from the page before.

    It stands in from the margin as a list item's further lines do, or the line before
    was full and its paragraph need not have ended there.
    """
    if open_draft.role in ("numbered", "bullet"):
        return draft.hangs or goes_on(open_draft, draft)
    return open_draft.role == "text" and (open_draft.ends_full or goes_on(open_draft, draft))


def _stands_between_numbers(before: Draft, after: Draft | None) -> bool:
    """Say whether unmarked text stands between number N and number N + 1, and so is part of N."""
    if after is None or before.role != "numbered" or after.role != "numbered":
        return False
    return bool(before.number and after.number and succeeds(after.number, before.number))


def _mark_lead_ins(drafts: list[Draft]) -> None:
    """Tell the lines that introduce a list, and give the list's items their lead-in."""
    for draft, place in zip(drafts, following_positions(drafts), strict=True):
        if draft.part != "body" or place is None or not starts_list(drafts, place):
            continue
        following = drafts[place]
        unfinished = draft.text[-1] in ":;" or is_unfinished(draft.text)
        if draft.role == "heading" and not draft.judgement and unfinished:
            draft.role = "lead_in"
        if draft.role == "lead_in" or (draft.role == "text" and draft.text[-1] in ":;"):
            if following.role == "text":
                following.role = "bullet"
            for i in range(place, len(drafts)):
                if drafts[i].role == following.role:
                    drafts[i].list_lead_in = draft.text
                elif drafts[i].role != "footnote":
                    break


def _mark_levels(drafts: list[Draft]) -> None:
    """Set the level of each list item from its indent, and the item above as its lead-in."""
    above: list[Draft] = []
    for draft in drafts:
        if draft.role == "footnote":
            continue
        if draft.role != "bullet":
            above = []
            continue
        # Points on a page are not exact; characters in a text are.
        out_of_line = _OUT_OF_LINE if draft.styled else 0
        while above and draft.indent <= above[-1].indent + out_of_line:
            above.pop()
        if above:
            draft.list_lead_in = above[-1].text
        above.append(draft)
        draft.level = len(above)
