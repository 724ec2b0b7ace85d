"""One reader a format, chosen by the file's name and checked against its content."""

from pathlib import Path
from typing import Protocol

from corpus.errors import SourceError
from corpus.file_names import shown_name
from corpus.readers.blocks import Extraction
from corpus.readers.word.package import is_protected

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes; what is larger is not read."""


_MAILS = (".eml", ".msg")


class Reader(Protocol):
    """Turns a file into its text and blocks."""

    def __call__(self, path: Path) -> Extraction:
        """Read a file. Raises SourceError when it cannot be read."""
        ...


def reader_for(path: Path) -> Reader:
    """Return the reader for a file.

    Raises SourceError for a format that is not read, an empty or too large file, and a
    file whose content is not what its name says.
    """
    readers = _readers()
    suffix = path.suffix.lower()
    if suffix in _MAILS:
        raise SourceError(
            f"{shown_name(path)} is an e-mail, which is not read",
            "save what is attached to it, or print it to PDF",
        )
    if suffix not in readers:
        raise SourceError(
            f"{shown_name(path)} is of a kind that is not read", f"give one of {', '.join(suffixes())}"
        )
    size = path.stat().st_size
    if not size:
        raise SourceError(f"{shown_name(path)} is empty", "export or download it again")
    if size > LARGEST_FILE:
        raise SourceError(
            f"{shown_name(path)} has {size // 1024**2} MiB", f"give {LARGEST_FILE // 1024**2} at most"
        )
    with path.open("rb") as file:
        start = file.read(1024)
    looks = _looks_like(start)
    told_by_reader = suffix == ".docx" and is_protected(start)
    if suffix in (".pdf", ".docx") and looks != suffix and not told_by_reader:
        what = f"holds {looks[1:].upper()}" if looks else "holds something else"
        raise SourceError(f"{shown_name(path)} is named {suffix} but {what}", "download or export it again")
    return readers[suffix]


def is_readable(path: Path) -> bool:
    """Say whether a file's name is that of a format that is read."""
    return path.suffix.lower() in _readers()


def suffixes() -> tuple[str, ...]:
    """Return the endings of file names whose formats are read."""
    return tuple(sorted(_readers()))


def _readers() -> dict[str, Reader]:
    from corpus.readers.office import WORD_LIKE, read_office
    from corpus.readers.pdf.reader import read_pdf
    from corpus.readers.text_file import read_text_file
    from corpus.readers.web.page import read_web_page
    from corpus.readers.word.reader import read_word

    return {
        ".pdf": read_pdf,
        ".docx": read_word,
        **{suffix: read_office for suffix in WORD_LIKE if suffix != ".docx"},
        ".html": read_web_page,
        ".htm": read_web_page,
        ".md": read_text_file,
        ".txt": read_text_file,
    }


def _looks_like(start: bytes) -> str | None:
    if b"%PDF-" in start:
        return ".pdf"
    if start.startswith(b"PK\x03\x04"):
        return ".docx"
    if start.lstrip()[:1] == b"<":
        return ".html"
    return None
