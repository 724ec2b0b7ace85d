"""Read one file into a document with its paragraphs, and say what was found and what was odd."""

import hashlib
import json
import re
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from corpus.blocks import Extraction
from corpus.errors import SourceError
from corpus.metadata import read_metadata
from corpus.readers import reader_for
from corpus.references import name_paragraphs
from corpus.segmentation import segment
from corpus.types import Ingested, Paragraph, document_from, paragraph_from

TIME_LIMIT = 120
"""Seconds that one file may take; 50 pages take less than one."""
MEMORY_LIMIT = 2 * 1024**3
"""Bytes of address space that reading one file may use."""
_FEWEST_LETTERS = 20
"""Letters; a page with fewer has no text to speak of (a picture of one, or an empty page)."""


def ingest(path: Path) -> Ingested:
    """Read a file in this process. Raises SourceError when it cannot be read or holds no text."""
    extraction = reader_for(path)(path)
    id = document_id(path)
    document = read_metadata(id, extraction.blocks, extraction.text)
    paragraphs = name_paragraphs(document, extraction.text, segment(extraction.blocks))
    if not paragraphs:
        raise SourceError(
            f"{path.name} holds no text that could be quoted",
            "if it is a scan, make it searchable first",
        )
    return Ingested(
        document=document,
        text=extraction.text,
        pages=extraction.pages,
        paragraphs=paragraphs,
        sha256=file_hash(path),
        file_name=path.name,
        warnings=(*_pages_without_text(extraction), *_gaps(paragraphs)),
    )


def ingest_apart(path: Path) -> Ingested:
    """Read a file in a process of its own, which may neither take for ever nor all memory.

    Raises SourceError as `ingest` does, and when the process fails or runs out of either.
    """
    command = [sys.executable, "-m", "corpus.ingest", str(path)]
    try:
        result = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        raise SourceError(
            f"{path.name} takes longer than {TIME_LIMIT} s to read", "split or simplify it"
        ) from None
    if result.returncode:
        raise SourceError(f"{path.name} cannot be read: it is damaged or far too large", "export it again")
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


def document_id(path: Path) -> str:
    """Return the id of a file's document: its stem, of letters, digits, dots, dashes and underscores."""
    return re.sub(r"[^\w.-]+", "-", path.stem).strip("-.") or "document"


def file_hash(path: Path) -> str:
    """Return the sha256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pages_without_text(extraction: Extraction) -> tuple[str, ...]:
    """Name the pages that hold next to no text: scans, or pages left empty."""
    if not extraction.pages:
        return ()
    ends = (*extraction.pages[1:], len(extraction.text))
    bare = [
        str(number)
        for number, (start, end) in enumerate(zip(extraction.pages, ends, strict=True), start=1)
        if sum(character.isalpha() for character in extraction.text[start:end]) < _FEWEST_LETTERS
    ]
    if not bare:
        return ()
    return (f"no text on page{'s' if len(bare) > 1 else ''} {', '.join(bare)}",)


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
        previous = number
    return tuple(warnings)


def _main(path: Path) -> None:
    """Print a file as JSON, or what is wrong with it; the limits hold for this process alone."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT, TIME_LIMIT))
    try:
        print(json.dumps(asdict(ingest(path))))
    except SourceError as error:
        print(json.dumps({"cause": error.cause, "remedy": error.remedy}))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
