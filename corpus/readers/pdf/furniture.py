"""What a page shows that is not the document's text: running heads and feet, page numbers, contents."""

import re
from collections import Counter, defaultdict
from dataclasses import replace

from corpus.readers.pdf.lines import Line, body_size

_HYPHEN_AT_LINE_END = "[\x02\ufffe]"
"""What PDFium puts for a hyphen behind which it joins the next line."""
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
        whole = (before + after).lower()
        return before + ("" if words[whole] > words[f"{before}-{after}".lower()] else "-") + after

    pattern = re.compile(rf"(\w*){_HYPHEN_AT_LINE_END}(\w*)")
    return [
        replace(line, text=pattern.sub(mend, line.text)) if pattern.search(line.text) else line
        for line in lines
    ]


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text)
