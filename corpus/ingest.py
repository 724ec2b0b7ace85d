"""Read one file into a document with its paragraphs, and say what was found and what was odd."""

import hashlib
import json
import os
import resource
import subprocess
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

from corpus.errors import SourceError
from corpus.file_names import id_from_name, shown_name
from corpus.readers.blocks import Block, Extraction, pages_named
from corpus.readers.office import WORD_LIKE, with_page_numbers
from corpus.readers.pdf.recognition import is_available
from corpus.readers.registry import reader_for
from corpus.records.metadata import read_metadata, suggested_authorities
from corpus.segmentation.references import name_paragraphs
from corpus.segmentation.segment import segment
from corpus.types import UNKNOWN, Document, Ingested, Paragraph, document_from, paragraph_from

TIME_LIMIT = 120
"""Seconds that one file may take; 50 pages take less than one."""
RECOGNITION_TIME_LIMIT = 3600
"""Seconds that one file may take where scanned pages are read, at 2 to 5 seconds a page."""
MEMORY_LIMIT = 2 * 1024**3
"""Bytes of address space that reading one file may use."""
_SHORTEST_REPEAT = 60
"""Characters; a paragraph of fewer ("See above.") may well stand twice."""


def ingest(path: Path, id: str | None = None, paged: bool = False) -> Ingested:  # noqa: A002 - scripts of others name it
    """Read a file in this process, as the document `id` (by default named after the file).

    `paged` asks for the pages of Word documents, which LibreOffice knows where it is installed.

    Raises SourceError when it cannot be read or holds no text.
    """
    extraction = reader_for(path)(path)
    if paged and path.suffix.lower() in WORD_LIKE:
        extraction = with_page_numbers(path, extraction)
    document = read_metadata(id or id_from_name(path), extraction)
    paragraphs = name_paragraphs(document, extraction.text, segment(extraction.blocks))
    if not paragraphs:
        why = f" ({'; '.join(extraction.notes)})" if extraction.notes else ""
        raise SourceError(
            f"{shown_name(path)} holds no text that could be quoted{why}",
            "if it is a scan, install the extra 'ocr' and Debian's tesseract-ocr, or make it searchable",
        )
    return Ingested(
        document=document,
        text=extraction.text,
        pages=extraction.pages,
        paragraphs=paragraphs,
        sha256=file_hash(path),
        file_name=shown_name(path),
        warnings=(
            *_not_found(document, extraction.blocks),
            *_gaps(paragraphs),
            *_repeats(paragraphs),
            *extraction.notes,
            *_scanned(extraction),
        ),
    )


def ingest_apart(path: Path, document_id: str) -> Ingested:
    """Read a file in a process of its own, which may neither take for ever nor all memory.

    Raises SourceError as `ingest` does, and when the process fails or runs out of either.
    """
    command = [sys.executable, "-m", "corpus.ingest", str(path), document_id]
    limit = RECOGNITION_TIME_LIMIT if is_available() else TIME_LIMIT
    name = shown_name(path)
    try:
        result = subprocess.run(command, capture_output=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        raise SourceError(f"{name} takes longer than {limit} s to read", "split or simplify it") from None
    if result.returncode:
        raise SourceError(f"{name} cannot be read: it is damaged or far too large", "export it again")
    record = json.loads(result.stdout)
    if "cause" in record:
        raise SourceError(record["cause"], record["remedy"])
    return Ingested(
        document=document_from(record["document"]),
        text=record["text"],
        pages=tuple(record["pages"]),
        paragraphs=tuple(paragraph_from(paragraph) for paragraph in record["paragraphs"]),
        sha256=record["sha256"],
        file_name=record["file_name"],
        warnings=tuple(record["warnings"]),
    )


def file_hash(path: Path) -> str:
    """Return the sha256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _not_found(document: Document, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Ask for what the document does not say of itself, with what it may be."""
    missing: list[str] = []
    if document.authority == UNKNOWN:
        names = suggested_authorities(blocks)
        missing.append(f"authority: not found; {' or '.join(names)}?" if names else "authority: not found")
    if document.year is None:
        missing.append("year: not found")
    return tuple(missing)


def _gaps(paragraphs: tuple[Paragraph, ...]) -> tuple[str, ...]:
    """Name what is missing or twice in the numbering of paragraphs, and the page."""
    warnings: list[str] = []
    previous = 0
    for paragraph in paragraphs:
        if paragraph.number is None or "." in paragraph.number:
            continue
        number = int(paragraph.number)
        where = f" on page {paragraph.page}" if paragraph.page else ""
        if number > previous + 1 and previous:
            missing = str(previous + 1) if number == previous + 2 else f"{previous + 1} to {number - 1}"
            warnings.append(f"paragraph {missing} missing before paragraph {number}{where}")
        elif number == previous:
            warnings.append(f"paragraph {number} numbered twice{where}")
        elif 1 < number < previous:
            warnings.append(f"paragraph {number} follows paragraph {previous}{where}")
        elif number == 1 and previous > 1:
            warnings.append(f"numbering begins again at 1{where}")
        previous = number
    return tuple(warnings)


def _repeats(paragraphs: tuple[Paragraph, ...]) -> tuple[str, ...]:
    """Name the paragraphs that stand in the document twice, word for word."""
    by_text: dict[str, list[str]] = defaultdict(list)
    for paragraph in paragraphs:
        if len(paragraph.text) >= _SHORTEST_REPEAT:
            by_text[paragraph.text].append(paragraph.reference)
    return tuple(
        f"the same text stands at {' and '.join(references)}"
        for references in by_text.values()
        if len(references) > 1
    )


def _scanned(extraction: Extraction) -> tuple[str, ...]:
    """Say how many scanned pages were read, whose text may hold misread letters."""
    pages = sorted({block.page for block in extraction.blocks if block.scanned and block.page})
    if not pages:
        return ()
    return (f"read off a picture (OCR), so check the wording: {pages_named(pages)}",)


def _main(path: Path, document_id: str) -> None:
    """Print a file as JSON, or what is wrong with it; the limits hold for this process alone."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT, TIME_LIMIT))
    try:
        print(json.dumps(asdict(ingest(path, document_id, paged=True))))
    except SourceError as error:
        print(json.dumps({"cause": error.cause, "remedy": error.remedy}))


if __name__ == "__main__":
    os.nice(10)  # Whoever asks meanwhile goes first.
    _main(Path(sys.argv[1]), sys.argv[2])
