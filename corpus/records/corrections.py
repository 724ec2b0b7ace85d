"""What people correct in the record of a document, applied on top of what was read off it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from corpus.errors import SourceError
from corpus.records.authorities import plain_name
from corpus.types import Document, Ingested, Value

CORRECTABLE = (
    "title",
    "short_title",
    "publisher",
    "authority",
    "voice",
    "kind",
    "year",
    "inspected",
    "published",
    "framework",
    "licence",
)
"""The fields of a document that may be corrected."""

_CALLED_BY_FRAMEWORK = ("JTAI", "Area SEND")
"""Several inspectorates publish these together; people call them by what they are."""
_VOICES = ("inspectors", "council")
_LONGEST = 300
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH_OR_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


def correct(item: Ingested, corrections: Mapping[str, Value]) -> Ingested:
    """Return a document with `corrections` applied over those it has already.

    A short title that follows from publisher, authority and year goes on following from them.
    Raises SourceError for a value that cannot be.
    """
    document = item.document
    derived = short_title(document)
    follows = document.short_title.startswith(derived)
    values = {field: _checked(field, value) for field, value in corrections.items()}
    document = replace(document, **values)  # type: ignore[arg-type]
    if follows and "short_title" not in values:
        title = short_title(document)
        document = replace(document, short_title=title + item.document.short_title[len(derived) :])
    kept = {**dict(item.corrections), **values}
    return replace(item, document=document, corrections=tuple(sorted(kept.items())))


def carry_corrections(before: Ingested, after: Ingested) -> Ingested:
    """Return a newer reading of a document with what people corrected in the one before."""
    return correct(after, dict(before.corrections)) if before.corrections else after


def short_title(document: Document) -> str:
    """Return how a document is called in a citation: `Ofsted, Hillingdon 2018`, `JTAI, York 2018`."""
    about = f"{document.authority} {document.year}" if document.year else f"{document.authority}, undated"
    by = document.framework if document.framework in _CALLED_BY_FRAMEWORK else document.publisher
    return about if by == document.authority else f"{by}, {about}"


def _checked(field: str, value: Value) -> Value:
    if field not in CORRECTABLE:
        raise SourceError(f"'{field}' cannot be corrected", f"choose from {', '.join(CORRECTABLE)}")
    if field == "year":
        if value is None:
            return None
        if not isinstance(value, int) or not 1900 <= value <= date.today().year + 1:
            raise SourceError(f"'{value}' is no year of a report", "give four digits")
        return value
    if field == "inspected":
        days = value if isinstance(value, tuple) else ()
        if (
            len(days) not in (0, 2)
            or not all(_is_date(day, _DATE) for day in days)
            or list(days) != sorted(days)
        ):
            raise SourceError("an inspection has a first and a last day", "give two dates like 2024-03-04")
        return days
    if field in ("published", "framework") and value in (None, ""):
        return None
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > _LONGEST:
        raise SourceError(
            f"the {field.replace('_', ' ')} is empty or too long", f"give 1 to {_LONGEST} characters"
        )
    if field == "published" and not _is_date(text, _MONTH_OR_DATE):
        raise SourceError(f"'{text}' is no date", "give it like 2024-03-04 or 2024-03")
    if field == "voice" and text not in _VOICES:
        raise SourceError(f"'{text}' is no voice", "give inspectors or council")
    return plain_name(text) if field == "authority" else text


def _is_date(text: str, pattern: re.Pattern[str]) -> bool:
    try:
        return bool(pattern.fullmatch(text)) and bool(
            date.fromisoformat(text if len(text) == 10 else f"{text}-01")
        )
    except ValueError:
        return False
