"""What a page shows that is not the document's text: running heads and feet, page numbers, contents."""

import re
from collections import Counter, defaultdict
from dataclasses import replace

from corpus.readers.pdf.lines import HYPHENS_AT_LINE_END, Line, body_size

_FARTHEST = 12
"""Lines behind which a word that a hyphen parts goes on at the farthest: those of a page's notes."""
_MARGIN = 0.1
"""Share of a page's height, at its top and bottom, where running heads and feet stand."""
_REPEATS = 3
"""Pages on which a line in the margin must stand, digits aside, to be a running head or foot."""
_PAGE_NUMBER = re.compile(r"(?:page )?\d{1,4}(?: of \d{1,4})?$", re.I)
_CONTENTS_ENTRY = re.compile(r"(?:.*\D)?\d{1,3}$")


def drop_furniture(lines: list[Line], heights: list[float]) -> list[Line]:
    """Leave out running heads and feet, page numbers, and raised marks that stand alone."""
    in_margin = [not _MARGIN < line.y / heights[line.page - 1] < 1 - _MARGIN * 0.85 for line in lines]
    pages: dict[str, set[int]] = defaultdict(set)
    for line, margin in zip(lines, in_margin, strict=True):
        if margin:
            pages[_without_digits(line.text)].add(line.page)
    body = body_size(lines)
    enough = min(_REPEATS, max(2, len(heights) // 2))
    kept: list[Line] = []
    for line, margin in zip(lines, in_margin, strict=True):
        repeated = len(pages.get(_without_digits(line.text), ())) >= enough
        if margin and (repeated or _PAGE_NUMBER.match(line.text)):
            continue
        raised = kept.pop() if kept and _is_raised_mark(kept[-1], body) else None
        calls = raised is not None and raised.page == line.page and abs(raised.y - line.y) < line.size
        if raised is not None and calls and line.size < body - 0.9:
            kept.append(replace(line, mark=raised.text, x=raised.x))
        else:
            kept.append(line)
    return kept


def _is_raised_mark(line: Line, body: float) -> bool:
    return bool(re.fullmatch(r"\d{1,2}", line.text)) and line.size < 0.85 * body


def drop_contents(lines: list[Line]) -> list[Line]:
    """Leave out the contents: from their heading on, the pages whose lines end in page numbers."""
    heading = next(
        (i for i, line in enumerate(lines) if re.match(r"(?:table of )?contents$", line.text, re.I)), None
    )
    if heading is None:
        return lines
    dropped = {id(lines[heading])}
    for page in (lines[heading].page, lines[heading].page + 1):
        own = [line for line in lines[heading + 1 :] if line.page == page]
        entries = sum(bool(_CONTENTS_ENTRY.match(line.text)) for line in own)
        if own and entries >= 0.4 * len(own):
            dropped.update(map(id, own))
    return [line for line in lines if id(line) not in dropped]


def mend_hyphens(lines: list[Line]) -> list[Line]:
    """Put the parts of a word together again that a hyphen at a line's end parts.

    The hyphen goes where the document elsewhere writes the word without one, and
    stays otherwise: "multi-agency" is written so.
    """
    words = Counter(word.lower() for line in lines for word in re.findall(r"[\w-]+", line.text))

    def mend(match: re.Match[str]) -> str:
        before, after = match.groups()
        if not after:
            return f"{before}-"
        whole = (before + after).lower()
        return before + ("" if words[whole] > words[f"{before}-{after}".lower()] else "-") + after

    pattern = re.compile(rf"(\w*)[{HYPHENS_AT_LINE_END}](\w*)")
    return [
        replace(line, text=pattern.sub(mend, line.text)) if pattern.search(line.text) else line
        for line in _with_words_whole(lines)
    ]


def _with_words_whole(lines: list[Line]) -> list[Line]:
    """Bring the rest of a word up to the line that ends in a hyphen, from the line that goes on with it.

    That is the next one in its size, which may stand overleaf, behind the page's notes.
    """
    whole = list(lines)
    for i, line in enumerate(whole):
        if line.text[-1] not in HYPHENS_AT_LINE_END:
            continue
        near = range(i + 1, min(len(whole), i + _FARTHEST))
        place = next((n for n in near if abs(whole[n].size - line.size) < 0.6 and not whole[n].mark), None)
        if place is None or not whole[place].text[0].isalnum():
            continue
        rest, _, left = whole[place].text.partition(" ")
        whole[i] = replace(line, text=line.text + rest)
        taken = len(rest) + 1
        raised = tuple((a - taken, b - taken) for a, b in whole[place].raised if a >= taken)
        whole[place] = replace(whole[place], text=left, raised=raised)
    return [line for line in whole if line.text]


def with_notes_apart(lines: list[Line]) -> list[Line]:
    """Tell the notes from the text: each has its number as its mark, and no text has the marks that call it.

    A note's own number need not be raised: small print that begins with a number which the text
    calls is a note.
    """
    body = body_size(lines)
    called = {n for line in lines for a, b in line.raised for n in re.findall(r"\d+", line.text[a:b])}
    lines = [_as_note(line, called) if line.size < body - 0.9 else line for line in lines]
    notes = {line.mark for line in lines if line.mark}
    return [_without_marks(line, notes) if line.raised else line for line in lines]


def _as_note(line: Line, called: set[str]) -> Line:
    number = re.match(r"(\d{1,2}) (?=\S)", line.text)
    if line.mark or number is None or number[1] not in called:
        return line
    taken = number.end()
    raised = tuple((a - taken, b - taken) for a, b in line.raised if a >= taken)
    return replace(line, mark=number[1], text=line.text[taken:], raised=raised)


def _without_marks(line: Line, notes: set[str]) -> Line:
    text = line.text
    for start, end in reversed(line.raised):
        if all(number in notes for number in re.findall(r"\d+", text[start:end])):
            before, after = text[:start], text[end:]
            text = before + (after[1:] if re.match(r" [,.;:)]", after) else after)
    return replace(line, text=text, raised=())


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text)
