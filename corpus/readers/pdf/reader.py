"""Read a PDF into blocks: its lines with their place and style, page furniture left out.

The extracted text is this module's own: the lines of each page in reading order, a
form feed between pages. Spans are offsets into it.
"""

from dataclasses import replace
from pathlib import Path

import pypdfium2

from corpus.errors import SourceError
from corpus.file_names import shown_name
from corpus.readers.blocks import Extraction, pages_named
from corpus.readers.pdf.blocks import cut_blocks
from corpus.readers.pdf.columns import in_reading_order
from corpus.readers.pdf.furniture import (
    drop_contents,
    drop_furniture,
    mend_hyphens,
    with_notes_apart,
)
from corpus.readers.pdf.lines import Line
from corpus.readers.pdf.pages import read_page, scan_notes
from corpus.readers.pdf.tables import with_tables

MOST_PAGES = 2000


def read_pdf(path: Path) -> Extraction:
    """Return the text and blocks of a PDF, and where each of its pages begins in the text.

    Raises SourceError when it is encrypted, damaged, or has more than `MOST_PAGES`.
    """
    name = shown_name(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise SourceError(f"{name} is encrypted", "save a copy without a password") from None
        raise SourceError(f"{name} is damaged", "download or export it again") from None
    try:
        if len(document) > MOST_PAGES:
            pages = f"{name} has {len(document):,} pages"
            raise SourceError(pages, f"split it into parts of {MOST_PAGES:,} at most")
        document.init_forms()
        read = [read_page(document, number) for number in range(len(document))]
        attached = _attached(document)
    except pypdfium2.PdfiumError:
        raise SourceError(f"{name} has a page that is damaged", "download or export it again") from None
    finally:
        document.close()
    lines = [line for page in read for line in in_reading_order(list(page.lines))]
    without_furniture = drop_furniture(lines, [page.height for page in read])
    kept = drop_contents(without_furniture)
    notes = [
        *scan_notes(read),
        *_left_out("running heads, feet or page numbers", lines, without_furniture),
        *_left_out("contents", without_furniture, kept),
        *attached,
    ]
    rules = {number: page.rules for number, page in enumerate(read, start=1)}
    rows = with_tables(mend_hyphens(with_notes_apart(kept)), rules)
    return replace(cut_blocks(rows, len(read), rules), notes=tuple(notes))


def _attached(document: pypdfium2.PdfDocument) -> list[str]:
    """Name the files that are attached, which are documents of their own."""
    names = [document.get_attachment(i).get_name() for i in range(document.count_attachments())]
    if not names:
        return []
    many = f"{len(names)} files are attached" if len(names) > 1 else "1 file is attached"
    those = "they are" if len(names) > 1 else "it is"
    return [f"{many} ({', '.join(names)}): {those} not read; add what is needed by itself"]


def _left_out(what: str, before: list[Line], after: list[Line]) -> list[str]:
    kept = {id(line) for line in after}
    pages = sorted({line.page for line in before if id(line) not in kept})
    return [f"{what} left out on {pages_named(pages)}"] if pages else []
