"""What a document and its paragraphs are."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

Voice = Literal["inspectors", "council"]
ParagraphKind = Literal["numbered", "bullet", "table_row", "footnote", "unnumbered"]
UNKNOWN = "unknown"
"""What stands for the authority or the publisher of a document that does not say."""
Value = str | int | tuple[str, ...] | None
"""What a field of a document's record may hold."""


@dataclass(frozen=True, slots=True)
class Span:
    """Character offsets into a document's extracted text, end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.start}..{self.end} is empty or negative")


@dataclass(frozen=True, slots=True)
class Document:
    """One published report, letter or committee paper, and what is known about it.

    `inspected` is the first and last day of the inspection (ISO dates), empty where
    there was none. `published` is an ISO date or month, `year` the year by which it is
    called, both None where the document does not say. `framework` is the inspectorates':
    ILACS (from 2018), SIF (2013 to 2017), JTAI or Area SEND.
    """

    id: str
    title: str
    short_title: str
    publisher: str
    voice: Voice
    authority: str
    kind: str
    year: int | None
    licence: str
    inspected: tuple[str, ...] = ()
    concerns_inspection: tuple[str, ...] = ()
    published: str | None = None
    framework: str | None = None

    @property
    def shown_year(self) -> str:
        """The year in words for people: "undated" where the document names none."""
        return "undated" if self.year is None else str(self.year)

    @property
    def years(self) -> frozenset[int]:
        """The years by which people call it: its own, of the inspection and of the publication."""
        dates = (*self.inspected, *((self.published,) if self.published else ()))
        own = () if self.year is None else (self.year,)
        return frozenset({*own, *(int(date[:4]) for date in dates)})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The unit that is cited, whole even where a page break cuts it.

    `id` is the document's id, "#", and a slug of the reference, so it survives
    rebuilding. `number` is the document's own number ("36", "3.4") or None.
    `lead_in` is the line that introduces a list which this paragraph is an item of.
    `text` is the pieces at `spans`, joined as `join_pieces` says. `page` counts
    from 1 and is None where the source has no pages. `scanned` says that the text was
    read off a picture of the page (OCR), and may hold misread letters.
    """

    id: str
    document: str
    ordinal: int
    kind: ParagraphKind
    number: str | None
    reference: str
    section: str | None
    page: int | None
    lead_in: str | None
    text: str
    spans: tuple[Span, ...]
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Ingested:
    """A file as it goes into the library.

    `document` is what is known about it, the user's `corrections` (by field) applied.
    `sha256` is of the file's bytes; `pages` are the offsets in `text` where pages
    begin, empty for formats without pages. `warnings` are sentences for whoever adds it.
    """

    document: Document
    text: str
    pages: tuple[int, ...]
    paragraphs: tuple[Paragraph, ...]
    sha256: str
    file_name: str
    warnings: tuple[str, ...] = ()
    corrections: tuple[tuple[str, Value], ...] = ()


def join_pieces(source: str, spans: tuple[Span, ...]) -> str:
    """Return the text at `spans`: joined by a space where a line or page ended, else by nothing.

    Pieces that only stray markup parts (`19<sup>th</sup>`) belong to one line and
    take nothing between them.
    """
    text = source[spans[0].start : spans[0].end]
    for before, after in pairwise(spans):
        gap = source[before.end : after.start]
        line_ended = "\n" in gap or "\r" in gap
        text += (" " if line_ended else "") + source[after.start : after.end]
    return text


def corrections_from(record: dict[str, Any]) -> tuple[tuple[str, Value], ...]:
    """Return the corrections, by field, that a JSON record stands for."""
    return tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in record.items())


def document_from(record: dict[str, Any]) -> Document:
    """Return the document that a JSON record of its fields stands for."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items()}
    return Document(**values)


def paragraph_from(record: dict[str, Any]) -> Paragraph:
    """Return the paragraph that a JSON record of its fields stands for."""
    spans = tuple(Span(span["start"], span["end"]) for span in record["spans"])
    return Paragraph(**{**record, "spans": spans})
