"""Join blocks into paragraphs: what a page break cut, a footnote parted or a list repeats.

The steps follow each other in `segment`: numbers that fit no sequence lose their
meaning, contents pages and "continued" marks go, headings are told from text, and
blocks that continue a paragraph join it. What remains is a list of `Draft`s, which
`references` turns into paragraphs with names.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.plain_text import Block
from corpus.types import Span

DraftRole = Literal["heading", "lead_in", "numbered", "bullet", "table_row", "footnote", "text"]

_CONTINUED_MARK = re.compile(r"[/(\[]*\s*cont(?:inued|d|'d)?\s*[.…)\]]*$", re.I)
_CONTENTS_HEADING = re.compile(r"(?:table of )?contents\s*$", re.I)
_CONTENTS_LINE = re.compile(r".*[\t .…]\d{1,3}$", re.S)
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_SENTENCE_BREAK = re.compile(r"[.!?][\"')]*\s+[A-Z]")
_LABELLED_LINE = re.compile(r"(?!Section\b|Part\b|Chapter\b|Annex\b|Appendix\b)[A-Z][\w()/'’-]*(?: [\w()/'’-]+){0,2}: [A-Z0-9]")
_LETTER_OPENING = re.compile(r"Dear [A-Z]")
_LETTER_CLOSING = re.compile(r"Yours (?:sincerely|faithfully|truly)\b", re.I)
_CLOSING_NOTES = re.compile(
    r"The Office for Standards in Education, Children's Services and Skills \(Ofsted\) "
    r"(?:regulates|inspects)|If you would like a copy of this document|Any complaints about "
    r"(?:the|this) (?:inspection|report)|© Crown copyright"
)
_GRADE = r"(?:outstanding|good|requires? improvement(?: to be good)?|inadequate|adequate|satisfactory)"
_JUDGEMENT = re.compile(
    rf"[^.!?:]*?(?:\b(?:is|are|was|were) {_GRADE}|\brequires? improvement(?: to be good)?)"
    r"(?: and is not yet good)?(?: because)?[.:]?$",
    re.I,
)
# Words that no English sentence ends on: text that stops there goes on after the break.
_UNFINISHED_ENDINGS = frozenset(
    "a an the this these those and or but nor of to in on at by for from with within without into "
    "onto over under between through during about against as than that which who whose whom where "
    "when while because if is are was were be been being has have had do does did will would can "
    "could should may might must not no its their our your his her my every each including such "
    "per via so also both either".split()
)
LONGEST_HEADING = 16
LONGEST_TITLE = 40
"""Words. A line without a full stop and no longer than this is a heading, not a sentence;
a title, in front of all text, may be longer."""


@dataclass(slots=True)
class Draft:
    """A paragraph or heading in the making: blocks that belong together.

    `list_lead_in` is, for an item of a list, the line that introduces the list;
    `level` is 1 for a list's own items, 2 for the items of an item. `judgement`
    marks a heading that states a grade and is quoted as a paragraph of its own.
    """

    role: DraftRole
    text: str
    spans: list[Span]
    number: str | None = None
    level: int = 1
    indent: int = 0
    judgement: bool = False
    labelled: bool = False
    part: Literal["body", "letter head", "sign-off", "closing notes"] = "body"
    opens_list: bool = False
    blocks: int = 1
    list_lead_in: str | None = field(default=None)


def segment(blocks: tuple[Block, ...]) -> list[Draft]:
    """Return the headings and paragraphs that `blocks` make up, in reading order."""
    kept = _drop_contents(_check_numbers([b for b in blocks if not _CONTINUED_MARK.match(b.text)]))
    drafts = [_draft(block) for block in kept]
    _mark_letter(drafts)
    _mark_closing_notes(drafts)
    _mark_headings(drafts)
    drafts = _join_continuations(drafts)
    _mark_lead_ins(drafts)
    _mark_levels(drafts)
    return drafts


def ends_sentence(text: str) -> bool:
    """Say whether `text` closes with a full stop or the like."""
    return bool(_SENTENCE_END.search(text))


def _draft(block: Block) -> Draft:
    return Draft(
        role=block.kind,
        text=block.text,
        spans=list(block.spans),
        number=block.number,
        indent=block.indent,
        opens_list=block.opens_list,
    )


def _check_numbers(blocks: list[Block]) -> list[Block]:
    """Turn numbered blocks that follow no sequence ("2014. The council…") back into text."""
    checked: list[Block] = []
    numbers = [block.number for block in blocks if block.kind == "numbered" and block.number]
    seen = -1
    current: str | None = None
    for block in blocks:
        if block.kind == "numbered" and block.number:
            seen += 1
            following = numbers[seen + 1] if seen + 1 < len(numbers) else None
            if _fits(block.number, current, following):
                current = block.number
            else:
                block = replace(block, kind="text", number=None)
        checked.append(block)
    return checked


def _fits(number: str, previous: str | None, following: str | None) -> bool:
    """Say whether a number goes on from the one before, starts a list, or is gone on from."""
    parts = _parts(number)
    if parts[-1] == 1 or (previous is not None and _succeeds(parts, _parts(previous))):
        return True
    return following is not None and _succeeds(_parts(following), parts)


def _succeeds(number: tuple[int, ...], previous: tuple[int, ...]) -> bool:
    return number[:-1] == previous[: len(number) - 1] and (
        len(number) <= len(previous) and number[-1] == previous[len(number) - 1] + 1
    )


def _parts(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))


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


def _mark_letter(drafts: list[Draft]) -> None:
    """Tell a letter's head (up to "Dear …") and sign-off (from "Yours …") from its body."""
    opening = next((i for i, d in enumerate(drafts) if _LETTER_OPENING.match(d.text)), None)
    closing = next((i for i, d in enumerate(drafts) if _LETTER_CLOSING.match(d.text)), None)
    if opening is None or closing is None or closing < opening:
        return
    for draft in drafts[: opening + 1]:
        draft.part = "letter head"
    for draft in drafts[closing:]:
        draft.part = "sign-off"


def _mark_closing_notes(drafts: list[Draft]) -> None:
    """Mark what the publisher says of itself and of copies, behind the last numbered paragraph."""
    last = max((i for i, d in enumerate(drafts) if d.role in ("numbered", "bullet")), default=-1)
    for i in range(last + 1, len(drafts)):
        if drafts[i].part == "body" and _CLOSING_NOTES.match(drafts[i].text):
            for draft in drafts[i:]:
                draft.part = "closing notes"
            return


def _mark_headings(drafts: list[Draft]) -> None:
    """Tell headings from text: marked ones, judgements that stand alone, and short lines."""
    in_front = True
    for i, draft in enumerate(drafts):
        following = _next_in_flow(drafts, i)
        previous = drafts[i - 1] if i else None
        if draft.part != "body":
            continue
        if draft.role == "bullet":
            _mark_bulleted_heading(drafts, i)
        elif draft.role == "text" and _LABELLED_LINE.match(draft.text) and _is_short(draft.text, 40):
            draft.labelled = True
        elif draft.role == "text" and following is not None:
            draft.judgement = _is_short(draft.text, 25) and bool(_JUDGEMENT.match(draft.text))
            introduces = draft.text[-1] in ":;" and _starts_list(drafts, drafts.index(following))
            alone = not ends_sentence(draft.text) and draft.text[-1] not in ",:;"
            one_sentence = not _SENTENCE_BREAK.search(draft.text)
            starts = draft.text[0].isupper() or (in_front and previous is not None)
            cut = following.role == "text" and following.text[:1].islower() and not in_front
            cut = cut or (previous is not None and _goes_on(previous, draft))
            short = _is_short(draft.text, LONGEST_TITLE if in_front else LONGEST_HEADING)
            heading = short and one_sentence and starts and not cut and (alone or introduces)
            if draft.judgement or heading:
                draft.role = "heading"
        if draft.role in ("numbered", "bullet") or ends_sentence(draft.text):
            in_front = False


def _mark_bulleted_heading(drafts: list[Draft], i: int) -> None:
    """Take a lone bullet without a full stop, with text below it, for a heading."""
    draft = drafts[i]
    previous = drafts[i - 1] if i else None
    following = _next_in_flow(drafts, i)
    alone = (previous is None or previous.role != "bullet") and not draft.opens_list
    if alone and following is not None and following.role == "text":
        if _is_short(draft.text, LONGEST_HEADING) and not ends_sentence(draft.text):
            if following.text[0].isupper() and draft.text[-1] not in ",:;":
                draft.role = "heading"


def _next_in_flow(drafts: list[Draft], i: int) -> Draft | None:
    return next((draft for draft in drafts[i + 1 :] if draft.role != "footnote"), None)


def _is_short(text: str, words: int) -> bool:
    return len(text.split()) <= words


def _goes_on(previous: Draft, draft: Draft) -> bool:
    """Say whether `draft` goes on in the middle of `previous`'s last sentence."""
    if previous.role not in ("numbered", "bullet", "text") or previous.labelled:
        return False
    if ends_sentence(previous.text) or previous.text[-1] in ":;":
        return False
    last_sentence = re.split(r"[.!?]\s", previous.text)[-1]
    last_word = last_sentence.split()[-1].lower()
    return (
        draft.text[0].islower()
        or previous.text[-1] == ","
        or last_word in _UNFINISHED_ENDINGS
        # "Our Special" | "Guardianship (SG) team…": too short to be a sentence.
        or (len(last_sentence.split()) < 4 and last_sentence != previous.text)
    )


def _join_continuations(drafts: list[Draft]) -> list[Draft]:
    """Join each block that continues a paragraph to it, across the footnotes between them."""
    joined: list[Draft] = []
    open_draft: Draft | None = None
    for i, draft in enumerate(drafts):
        if draft.role == "footnote":
            joined.append(draft)
            continue
        if open_draft is not None and _continues(open_draft, draft, _next_in_flow(drafts, i)):
            open_draft.text += " " + draft.text
            open_draft.spans += draft.spans
            open_draft.blocks += 1
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
        return _goes_on(open_draft, draft)
    if following is not None and open_draft.role == "numbered" and following.role == "numbered":
        # Unmarked text between number N and number N + 1 is part of N.
        if open_draft.number and following.number:
            if _succeeds(_parts(following.number), _parts(open_draft.number)):
                return True
    if open_draft.opens_list and following is not None and following.role == "bullet":
        # The list's tag is still open, so the text is inside its item.
        return draft.text[-1] != ":"
    return _goes_on(open_draft, draft)


def _mark_lead_ins(drafts: list[Draft]) -> None:
    """Tell the lines that introduce a list, and give the list's items their lead-in."""
    for i, draft in enumerate(drafts):
        following = _next_in_flow(drafts, i)
        if draft.part != "body" or following is None:
            continue
        if not _starts_list(drafts, drafts.index(following)):
            continue
        unfinished = draft.text[-1] in ":;" or draft.text.split()[-1].lower() in _UNFINISHED_ENDINGS
        if draft.role == "heading" and not draft.judgement and unfinished:
            draft.role = "lead_in"
        if draft.role == "lead_in" or (draft.role == "text" and draft.text[-1] in ":;"):
            if following.role == "text":
                following.role = "bullet"
            for item in drafts[i + 1 :]:
                if item.role == "footnote":
                    continue
                if item.role != following.role:
                    break
                item.list_lead_in = draft.text


def _starts_list(drafts: list[Draft], i: int) -> bool:
    """Say whether a list starts at `i`, perhaps with an indented line that lost its bullet."""
    draft = drafts[i]
    if draft.role in ("bullet", "numbered"):
        return True
    lost_mark = draft.role == "text" and draft.indent > 0 and i + 1 < len(drafts)
    return lost_mark and drafts[i + 1].role == "bullet"


def _mark_levels(drafts: list[Draft]) -> None:
    """Set the level of each bullet from its indent, and its item as a sub-bullet's lead-in."""
    parent: Draft | None = None
    for draft in drafts:
        if draft.role == "footnote":
            continue
        if draft.role != "bullet":
            parent = None
        elif parent is not None and draft.indent > parent.indent:
            draft.level = 2
            draft.list_lead_in = parent.text
        else:
            parent = draft
