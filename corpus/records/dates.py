"""Read dates as documents write them: a day, the days of an inspection, a label with a date."""

import re
from datetime import date

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "(?:" + "|".join(_MONTHS) + ")"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY = rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(\d{{1,2}}){_ORDINAL} ({_MONTH}),? (\d{{4}})"
_SINGLE = re.compile(_DAY, re.I)
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
# "4 to 8 March 2024", "6 November 2017 to 30 November 2017", "16 May and 20 May", "5–6 June 2019"
_SPAN = re.compile(
    rf"\b(\d{{1,2}}){_ORDINAL}(?: ({_MONTH}))?(?:,? (\d{{4}}))?"
    rf"\s*(?:to|and|until|[-–—])\s*(\d{{1,2}}){_ORDINAL} ({_MONTH})(?:,? (\d{{4}}))?",
    re.I,
)
_INSPECTED = re.compile(r"inspect|took place|visit|\bbetween\b|carried out|fieldwork", re.I)
_BEFORE = re.compile(r"previous|last inspect|next", re.I)
_CONTEXT = 120
"""Characters in front of dates that tell what they are of."""
_DATED_NAME = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)")
_LATEST_PUBLICATION = 250
"""Days after an inspection by which its report is out."""


def read_day(text: str) -> str | None:
    """Return the first day that a text names, as an ISO date."""
    if found := _SINGLE.search(text):
        return _iso(found[1], found[2], found[3])
    if found := _NUMERIC.search(text):
        return _checked(int(found[3]), int(found[2]), int(found[1]))
    if found := _ISO.search(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]))
    return None


def opening_day(text: str) -> str | None:
    """Return the day that a text begins with, as an ISO date."""
    found = _SINGLE.match(text)
    return _iso(found[1], found[2], found[3]) if found else None


def is_day(text: str) -> bool:
    """Say whether a text is a date and nothing else."""
    return bool(_SINGLE.fullmatch(text.strip(" .")) or _NUMERIC.fullmatch(text.strip(" .")))


def read_inspection(opening: str, published: str | None) -> tuple[str, ...]:
    """Return the first and last day of the inspection that an opening tells of, () where it does not.

    Dates of an earlier inspection do not count. Where no year stands with the days, it is that
    of the publication.
    """
    for found in _SPAN.finditer(opening):
        before = opening[max(0, found.start() - _CONTEXT) : found.start()].rpartition("\n")[2]
        if not _INSPECTED.search(before) or _BEFORE.search(before):
            continue
        day, month, year, last_day, last_month, last_year = found.groups()
        of_last = last_year or (published[:4] if published else None)
        last = _iso(last_day, last_month, of_last)
        first = _iso(day, month or last_month, year or of_last)
        if first and last and first <= last:
            return first, last
    for found in _SINGLE.finditer(opening):
        before = opening[max(0, found.start() - _CONTEXT) : found.start()].rpartition("\n")[2]
        if re.search(r"inspect\w*[ a-z]*(?:dates?)?:?\s*$", before, re.I) and not _BEFORE.search(before):
            day = _iso(found[1], found[2], found[3])
            return (day, day) if day else ()
    return ()


def published_by_name(name: str, inspected: tuple[str, ...]) -> str | None:
    """Return the date in a file's name where it can be the publication's: soon after the inspection."""
    match = _DATED_NAME.search(name)
    if match is None or not inspected:
        return None
    try:
        days = date.fromisoformat(match.group()) - date.fromisoformat(inspected[-1])
    except ValueError:
        return None
    return match.group() if 0 < days.days <= _LATEST_PUBLICATION else None


def _iso(day: str | None, month: str | None, year: str | None) -> str | None:
    if not (day and month and year):
        return None
    return _checked(int(year), _MONTHS.index(month.lower()) + 1, int(day))


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
