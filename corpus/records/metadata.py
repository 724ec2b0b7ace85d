"""Read off a document what is known about it: who published it, about whom, when, in which framework."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from corpus.readers.blocks import Block, Extraction
from corpus.records.authorities import known_authorities, named_authorities, plain_name
from corpus.records.corrections import short_title
from corpus.records.dates import is_day, opening_day, published_by_name, read_day, read_inspection
from corpus.records.families import Family, publishers_of, read_family
from corpus.types import UNKNOWN, Document

_PUBLISHED = re.compile(r"published:?\s+(?:on )?(?=\d)", re.I)
_DATE_LABEL = re.compile(
    r"(?:date|date of (?:the )?(?:meeting|publication|decision)|meeting date)\s*[:\t]", re.I
)
_TITLE_LABEL = re.compile(r"(?:report |agenda )?(?:title|subject)\s*[:\t]\s*(?P<title>\S.+)", re.I | re.S)
_BODY = re.compile(r"\b(?:committee|cabinet|board|panel|executive|forum)$", re.I)
"""How the name of what a paper is put before ends, which often stands above the paper's own."""
_NOTE_MARK = re.compile(r"(?<=[^\s\d])\d{1,2}$|[¹²³⁴⁵⁶⁷⁸⁹⁰]+$")
_SALUTATION = re.compile(r"Dear\b")
_FACTS = re.compile(
    r"(?:inspection dates?|report published|published|lead inspector|reporting inspector)\b", re.I
)
_OFSTED = re.compile(r"\bOfsted\b|Office for Standards in Education|(?:Her|His) Majesty[’']s Inspector")
_YEAR = re.compile(r"\b(20[0-3]\d|19[89]\d)\b")
_COUNCIL_BEFORE = re.compile(r"(?:London Borough|Royal Borough|City) of ", re.I)
_COUNCIL_AFTER = re.compile(
    r"[’']?s? (?:(?:Metropolitan|Borough|City|County|District|Unitary) )*"
    r"(?:Council|(?:Local )?Safeguarding Children (?:Partnership|Board)|Children[’']s Trust)\b"
)
_SITE = re.compile(r"\b(?:www\.|@)(?:[\w-]+\.)*?([\w-]+)\.gov\.uk\b", re.I)
_FRONT = 40
"""Blocks looked at for the title, the dates and the authority."""
_FIRST = 8
_VERY_FIRST = 3
"""Blocks among which a date that stands alone, or that a block begins with, is the document's own."""
_MENTIONS = 3
"""Authorities suggested where no words of the document say which it is about."""
_OFTEN = 3
"""Times that an inspectors' letter names the authority that it is about on its first pages, at least."""


def read_metadata(document_id: str, extraction: Extraction) -> Document:
    """Return what a document says of itself; what it does not say is left open.

    The authority is "unknown" where nothing names the one that the document is about, the year
    None where neither a date nor the first page gives one.
    """
    front, text = extraction.blocks[:_FRONT], extraction.text
    opening = "\n".join(block.text for block in front)
    family, titled = read_family(front)
    by_ofsted = bool(_OFSTED.search(opening) or _OFSTED.search(text[-4000:]))
    inspectors = family.voice == "inspectors" if family else by_ofsted
    title = _title(front, titled) or extraction.title or document_id
    authority = _authority(family, title, front) or UNKNOWN
    published = _published(front) or read_day(extraction.published or "")
    inspected = read_inspection(opening, published) if inspectors else ()
    published = published or published_by_name(document_id, inspected)
    dated = inspected[-1] if inspected else published
    publishers = publishers_of(family, opening) if family else (("Ofsted",) if by_ofsted else ())
    publisher = " and ".join(filter(None, (", ".join(publishers[:-1]), *publishers[-1:])))
    document = Document(
        id=document_id,
        title=title,
        short_title=title,
        publisher=publisher or authority,
        voice="inspectors" if inspectors else "council",
        authority=authority,
        kind=family.kind if family else ("inspection report" if inspectors else "paper"),
        year=int(dated[:4]) if dated else _year(opening),
        licence="not stated" if "Open Government Licence" not in text else "Open Government Licence",
        inspected=inspected,
        published=published,
        framework=family.framework if family else None,
    )
    return document if authority == UNKNOWN else replace(document, short_title=short_title(document))


def suggested_authorities(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Return the authorities that a document's first blocks name, the one named most often first."""
    return tuple(name for name, _ in _mentions(blocks[:_FRONT]))


def _title(front: tuple[Block, ...], titled: Block | None) -> str:
    """Return the title: what is labelled so, the family's own words, else the headings in front."""
    for block in front[:_FIRST]:
        if match := _TITLE_LABEL.match(block.text):
            return _on_one_line(match["title"])
    parts: list[str] = []
    below: Block | None = None
    for block in front:
        if is_day(block.text):
            continue  # Of the meeting, between the committee's name and the paper's.
        if block.kind != "heading" or _is_fact(block):
            below = block
            break
        parts.append(_without_mark(block.text))
    if len(parts) > 1 and _BODY.search(parts[0]):
        parts = parts[1:]
    own = _without_mark(titled.text) if titled else None
    if own is not None and own not in parts:
        return _on_one_line(own)
    if len(parts) > 1 and own != parts[-1] and below and below.kind != "table_row" and not _is_fact(below):
        parts.pop()  # It heads the first section.
    return _on_one_line(" ".join(parts))


def _is_fact(block: Block) -> bool:
    return bool(_FACTS.match(block.text) or _SALUTATION.match(block.text))


def _without_mark(title: str) -> str:
    """Return a title without the number of a note that it calls; a year at its end stays."""
    return _NOTE_MARK.sub("", title)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _authority(family: Family | None, title: str, front: tuple[Block, ...]) -> str | None:
    """Return the authority that the title names, or else the only one whose council the front names."""
    if named := named_authorities(title):
        return named[0]
    for candidate in (title, *(block.text for block in front)):
        if family is not None and (name := family.name_in(candidate)):
            return plain_name(name) or None
    for block in front:
        if block.kind == "heading" and (named := named_authorities(block.text)):
            return named[0]
    return _only([name for block in front for name in _councils(block.text)]) or (
        _dominant(front) if family is not None and family.publishers else None
    )


def _councils(text: str) -> Iterator[str]:
    """Yield the authorities whose council or site a text names."""
    for authority in known_authorities():
        for start, end in authority.named_in(text):
            if _COUNCIL_BEFORE.match(text, start) or _COUNCIL_AFTER.match(text, end):
                yield authority.name
    for match in _SITE.finditer(text):
        yield from named_authorities(match[1].replace("-", " ").title())


def _only(names: Sequence[str]) -> str | None:
    return names[0] if len(set(names)) == 1 else None


def _dominant(front: tuple[Block, ...]) -> str | None:
    """Return the authority that inspectors' first blocks name often, and no other nearly so."""
    counts = _mentions(front)
    (name, most), (_, second) = (*counts, ("", 0), ("", 0))[:2]
    return name if most >= _OFTEN and most >= 2 * second else None


def _mentions(front: tuple[Block, ...]) -> list[tuple[str, int]]:
    opening = "\n".join(block.text for block in front)
    counts = Counter({a.name: len(a.named_in(opening)) for a in known_authorities()})
    return [(name, count) for name, count in counts.most_common(_MENTIONS) if count]


def _published(front: tuple[Block, ...]) -> str | None:
    """Return the day of publication: what is called so, else a date that stands alone in front."""
    for block in front:
        if match := _PUBLISHED.search(block.text):
            return read_day(block.text[match.start() :])
    for block in front[:_FIRST]:
        if is_day(block.text) or _DATE_LABEL.match(block.text):
            return read_day(block.text)
    # A letter's date may run on into the address below it.
    return next((day for block in front[:_VERY_FIRST] if (day := opening_day(block.text))), None)


def _year(opening: str) -> int | None:
    """Return the newest year that the opening names and that has begun, None for none."""
    years = [int(year) for year in _YEAR.findall(opening)]
    return max((year for year in years if year <= date.today().year), default=None)
