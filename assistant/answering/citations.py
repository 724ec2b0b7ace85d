"""Quotes that equal their source, and the one place where a citation is rendered."""

from collections.abc import Iterable

from assistant.answering.types import Citation, Quote
from corpus.errors import LibraryError
from corpus.types import UNKNOWN, Document, Paragraph, join_pieces


def quote_paragraph(paragraph: Paragraph, document: Document, source: str) -> Quote:
    """Return the whole paragraph as a quote, checked character for character against `source`.

    Raises LibraryError when it differs: nobody sees a quote that the document does not hold.
    """
    in_source = join_pieces(source, paragraph.spans)
    if in_source != paragraph.text:
        raise LibraryError(
            f"{paragraph.id} in the library differs from its document",
            "run 'assistant index' to read the documents again",
        )
    return Quote(paragraph, document, paragraph.text, paragraph.spans)


def by_document(quotes: Iterable[Quote]) -> dict[Document, list[Quote]]:
    """Return quotes by their document, both in the order in which they come first."""
    groups: dict[Document, list[Quote]] = {}
    for quote in quotes:
        groups.setdefault(quote.document, []).append(quote)
    return groups


def cite(quote: Quote) -> Citation:
    """Return the citation of a quote."""
    return Citation(quote, quote.paragraph.reference, quote.document)


def render_reference(citation: Citation) -> str:
    """Render where a quote stands: `Ofsted, Hillingdon 2018, para 36` (page where there is one)."""
    return f"{citation.document.short_title}, {render_place(citation.quote.paragraph)}"


def render_place(paragraph: Paragraph) -> str:
    """Render where a paragraph stands in its document: `para 36, page 7`, and whether a machine read it."""
    page = f", page {paragraph.page}" if paragraph.page else ""
    return f"{paragraph.reference}{page}{', text read by OCR' if paragraph.scanned else ''}"


def render_citation(citation: Citation) -> str:
    """Render a quote with its reference, as plain text for a briefing."""
    # A table row's cells are parted by tabs, which would tear a line of text apart.
    text = " – ".join(part.strip() for part in citation.quote.text.split("\t"))
    return f"“{text}” ({render_reference(citation)})"


def describe_document(document: Document) -> str:
    """Say in a few words who wrote a document and when: `Ofsted · inspected 16–27 April 2018`."""
    publisher = "publisher not known" if document.publisher == UNKNOWN else document.publisher
    if len(document.inspected) == 2:
        return f"{publisher} · inspected {render_days(*document.inspected)}"
    if document.published:
        return f"{publisher} · {render_day(document.published)}"
    return f"{publisher} · {document.shown_year}"


_MONTHS = "January February March April May June July August September October November December".split()


def render_day(date: str) -> str:
    """Render an ISO date or month: `16 April 2018`."""
    year, month, *day = date.split("-")
    return " ".join([*(str(int(d)) for d in day), _MONTHS[int(month) - 1], year])


def render_days(first: str, last: str) -> str:
    """Render two dates without saying month and year twice: `16 to 27 April 2018`."""
    start, end = render_day(first).split(), render_day(last).split()
    shown = next(start[:position] for position in (1, 2, 3) if start[position:] == end[position:])
    return f"{' '.join(shown)} to {' '.join(end)}"
