"""Tell headings, and the parts of a document that have none, from text."""

import re

from corpus.grades import GRADE
from corpus.segmentation.drafts import (
    Draft,
    ends_sentence,
    following_positions,
    goes_on,
    is_short,
    is_unfinished,
    starts_list,
)

LONGEST_HEADING = 16
LONGEST_TITLE = 40
"""Words. A line without a full stop and no longer than this is a heading, not a sentence;
a title, in front of all text, may be longer."""

_SENTENCE_BREAK = re.compile(r"[.!?][\"')]*\s+[A-Z]")
_LABELLED_LINE = re.compile(
    r"(?!Section\b|Part\b|Chapter\b|Annex\b|Appendix\b)[A-Z][\w()/'’-]*(?: [\w()/'’-]+){0,2}: [A-Z0-9]"
)
_LETTER_OPENING = re.compile(r"Dear \w")
_LETTER_CLOSING = re.compile(r"Yours (?:sincerely|faithfully|truly)\b", re.I)
_CLOSING_NOTES = re.compile(
    r"The Office for Standards in Education, Children's Services and Skills \(Ofsted\) "
    r"(?:regulates|inspects)|If you would like a copy of this document|Any complaints about "
    r"(?:the|this) (?:inspection|report)|© Crown copyright"
)
_JUDGEMENT = re.compile(
    rf"[^.!?:]*?(?:\b(?:is|are|was|were) {GRADE}|\brequires? improvement(?: to be good)?|: ?{GRADE})"
    r"(?: and is not yet good)?(?: because)?[.:]?$",
    re.I,
)


def mark_letter(drafts: list[Draft]) -> None:
    """Tell a letter's head (up to "Dear …") and sign-off (from "Yours …") from its body."""
    opening = next((i for i, d in enumerate(drafts) if _LETTER_OPENING.match(d.text)), None)
    closing = next((i for i, d in enumerate(drafts) if _LETTER_CLOSING.match(d.text)), None)
    if opening is None or closing is None or closing < opening:
        return
    for draft in drafts[: opening + 1]:
        draft.part = "letter head"
    for draft in drafts[closing:]:
        draft.part = "sign-off"
    for draft in (*drafts[: opening + 1], *drafts[closing:]):
        # Names in bold head nothing.
        draft.role = "text" if draft.role == "heading" else draft.role


def mark_closing_notes(drafts: list[Draft]) -> None:
    """Mark what the publisher says of itself and of copies, behind the last numbered paragraph."""
    last = max((i for i, d in enumerate(drafts) if d.role in ("numbered", "bullet")), default=-1)
    for i in range(last + 1, len(drafts)):
        if drafts[i].part == "body" and _CLOSING_NOTES.match(drafts[i].text):
            for draft in drafts[i:]:
                draft.part = "closing notes"
            return


def mark_headings(drafts: list[Draft]) -> None:
    """Tell headings from text: marked ones, judgements that stand alone, and short lines."""
    in_front = True
    positions = following_positions(drafts)
    for i, draft in enumerate(drafts):
        place = positions[i]
        following = drafts[place] if place is not None else None
        previous = drafts[i - 1] if i else None
        may_be_label = draft.role == "text" or (draft.styled and draft.role == "heading")
        if may_be_label and _LABELLED_LINE.match(draft.text) and is_short(draft.text, 40):
            draft.labelled = draft.part in ("body", "sign-off")
            draft.role = "text" if draft.labelled else draft.role
        if draft.part != "body" or draft.labelled:
            continue
        if draft.styled:
            states_grade = is_short(draft.text, 25) and bool(_JUDGEMENT.match(draft.text))
            draft.judgement = draft.role == "heading" and states_grade
        elif draft.role == "bullet":
            _mark_bulleted_heading(drafts, i, following)
        elif draft.role == "text" and place is not None and following is not None:
            draft.judgement = is_short(draft.text, 25) and bool(_JUDGEMENT.match(draft.text))
            introduces = draft.text[-1] in ":;" and starts_list(drafts, place)
            # "What does the authority need to improve?" alone on its line is a heading.
            closed = ends_sentence(draft.text) and not draft.text.endswith("?")
            alone = not closed and draft.text[-1] not in ",:;"
            one_sentence = not _SENTENCE_BREAK.search(draft.text)
            starts = draft.text[0].isupper() or (in_front and previous is not None)
            cut = not in_front and following.role == "text"
            cut = cut and (following.text[0].islower() or is_unfinished(draft.text))
            cut = cut or (previous is not None and goes_on(previous, draft))
            short = is_short(draft.text, LONGEST_TITLE if in_front else LONGEST_HEADING)
            heading = short and one_sentence and starts and not cut and (alone or introduces)
            if draft.judgement or heading:
                draft.role = "heading"
        if draft.role in ("numbered", "bullet") or ends_sentence(draft.text):
            in_front = False


def _mark_bulleted_heading(drafts: list[Draft], i: int, following: Draft | None) -> None:
    """Take a lone bullet without a full stop, with text below it, for a heading."""
    draft = drafts[i]
    alone = (i == 0 or drafts[i - 1].role != "bullet") and not draft.opens_list
    heads_text = following is not None and following.role == "text" and following.text[0].isupper()
    title = is_short(draft.text, LONGEST_HEADING) and not ends_sentence(draft.text)
    if alone and heads_text and title and draft.text[-1] not in ",:;":
        draft.role = "heading"
