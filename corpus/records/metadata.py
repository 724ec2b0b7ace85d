"""Read off a document what is known about it: who published it, about whom, when, in which framework."""

import re
from datetime import date

from corpus.readers.blocks import Block
from corpus.records.authorities import plain_name
from corpus.records.corrections import short_title
from corpus.types import Document, Voice

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "(?:" + "|".join(_MONTHS) + ")"
_DAY = rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: ({_MONTH}))?(?: (\d{{4}}))?"
_RANGE = re.compile(
    rf"inspect(?:ion|ed)?[ a-z]*?(?:dates?)?\s*:?\s+{_DAY}"
    rf"(?:\s*(?:to|[-–—])\s*(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH}) (\d{{4}}))?",
    re.I,
)
_PUBLISHED = re.compile(rf"(?:report )?published:?\s+(?:on )?(\d{{1,2}}) ({_MONTH}) (\d{{4}})", re.I)
_AUTHORITY_IN_TITLE = (
    re.compile(r"^(?P<name>.+?):? Inspection of (?:local authority )?(?:services for )?children", re.I),
    re.compile(r"Inspection of (?:the )?(?P<name>.+?)(?: local authority)? children[’']s services$", re.I),
)
_FRAMEWORKS = (
    ("ILACS", re.compile(r"The impact of leaders on social work practice", re.I)),
    ("SIF", re.compile(r"Review of the effectiveness of the Local Safeguarding Children Board", re.I)),
)
_YEAR = re.compile(r"\b(20[0-3]\d|19[89]\d)\b")
_OFSTED = re.compile(r"\bOfsted\b|Office for Standards in Education|(?:Her|His) Majesty[’']s Inspector")
_DATED_NAME = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)")
_LATEST_PUBLICATION = 250
"""Days after an inspection by which its report is out."""
_FRONT = 40
"""Blocks looked at for the title, the dates and the authority."""


def read_metadata(document_id: str, blocks: tuple[Block, ...], text: str) -> Document:
    """Return what a document says of itself; what it does not say is left general.

    The authority is "unknown" where no title names one, the year the newest one on the
    first page, or the current one where there is none.
    """
    front = blocks[:_FRONT]
    opening = "\n".join(block.text for block in front)
    title = _title(front) or document_id
    inspectors = bool(_OFSTED.search(opening) or _OFSTED.search(text[-4000:]))
    authority = _authority(title, front) or "unknown"
    inspected = _inspected(opening)
    published = _published(opening) or _published_by_name(document_id, inspected)
    dated = inspected[-1] if inspected else published
    year = int(dated[:4]) if dated else _year(opening)
    publisher = "Ofsted" if inspectors else (authority if authority != "unknown" else "unknown")
    voice: Voice = "inspectors" if inspectors else "council"
    framework = next((name for name, pattern in _FRAMEWORKS if pattern.search(opening)), None)
    return Document(
        id=document_id,
        title=title,
        short_title=short_title(publisher, authority, year) if authority != "unknown" else title,
        publisher=publisher,
        voice=voice,
        authority=authority,
        kind="inspection report" if inspectors else "paper",
        year=year,
        licence="not stated" if "Open Government Licence" not in text else "Open Government Licence",
        inspected=inspected,
        published=published,
        framework=framework,
    )


def _title(front: tuple[Block, ...]) -> str:
    """Return the headings before anything else, as one line."""
    parts: list[str] = []
    for block in front:
        if block.kind != "heading" or re.match(r"(?:inspection date|report published)", block.text, re.I):
            break
        parts.append(block.text.rstrip("0123456789¹²³"))
    return " ".join(parts)[:300]


def _authority(title: str, front: tuple[Block, ...]) -> str | None:
    for pattern in _AUTHORITY_IN_TITLE:
        for candidate in (title, *(block.text for block in front if block.kind == "heading")):
            match = pattern.search(candidate)
            if match:
                name = plain_name(match["name"])
                if name:
                    return name
    return None


def _inspected(opening: str) -> tuple[str, ...]:
    match = _RANGE.search(opening)
    if match is None:
        return ()
    day, month, year, last_day, last_month, last_year = match.groups()
    last = _date(last_day, last_month, last_year)
    first = _date(day, month or last_month, year or last_year)
    return tuple(found for found in (first, last or first) if found) if first else ()


def _published(opening: str) -> str | None:
    match = _PUBLISHED.search(opening)
    return _date(*match.groups()) if match else None


def _published_by_name(document_id: str, inspected: tuple[str, ...]) -> str | None:
    """Return the date in a file's name where it can be the publication's: soon after the inspection."""
    match = _DATED_NAME.search(document_id)
    if match is None or not inspected:
        return None
    try:
        days = date.fromisoformat(match.group()) - date.fromisoformat(inspected[-1])
    except ValueError:
        return None
    return match.group() if 0 < days.days <= _LATEST_PUBLICATION else None


def _date(day: str | None, month: str | None, year: str | None) -> str | None:
    if not (day and month and year):
        return None
    try:
        return date(int(year), _MONTHS.index(month.lower()) + 1, int(day)).isoformat()
    except ValueError:
        return None


def _year(opening: str) -> int:
    years = [int(year) for year in _YEAR.findall(opening)]
    plausible = [year for year in years if year <= date.today().year]
    return max(plausible, default=date.today().year)
