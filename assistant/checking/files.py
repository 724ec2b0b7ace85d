"""Reads a finished briefing as paragraphs of text, in the order in which people read it."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant.checking.errors import BriefingFileError
from assistant.checking.quotations import Block
from assistant.checking.web_briefing import html_blocks, markdown_blocks
from assistant.checking.word_briefing import open_briefing, word_paragraphs
from corpus.file_names import shown_name
from corpus.ingest import ingest_apart
from corpus.readers.registry import LARGEST_FILE
from corpus.readers.text_file import decode

STANDARD_INPUT = "-"


def read_briefing(path: str) -> tuple[Block, ...]:
    """Return the paragraphs of a .docx, .md, .txt, .html or .pdf file, or of standard input (`-`).

    In Word files what tracked changes deleted is left out, what they inserted counts.
    Raises BriefingFileError where the file cannot be read.
    """
    if path == STANDARD_INPUT:
        return _plain_blocks(sys.stdin.read())
    file = Path(path)
    name = shown_name(file)
    readers: dict[str, Callable[[Path], tuple[Block, ...]]] = {
        ".docx": lambda path: tuple(own.block for own in word_paragraphs(open_briefing(path))),
        ".md": lambda path: markdown_blocks(decode(path)),
        ".txt": lambda path: _plain_blocks(decode(path)),
        ".html": lambda path: html_blocks(decode(path)),
        ".htm": lambda path: html_blocks(decode(path)),
        ".pdf": _pdf_blocks,
    }
    reader = readers.get(file.suffix.lower())
    if reader is None:
        kinds = ", ".join(sorted(readers))
        raise BriefingFileError(f"{name} is of a kind that is not checked", f"give one of {kinds}, or -")
    try:
        size = file.stat().st_size
    except OSError as error:
        raise BriefingFileError(f"{name} cannot be read ({error.strerror})", "check its name") from None
    if not size:
        raise BriefingFileError(f"{name} is empty", "save it again")
    if size > LARGEST_FILE:
        raise BriefingFileError(f"{name} is larger than {LARGEST_FILE // 1024**2} MiB", "split it")
    return reader(file)


def read_upload(name: str, data: bytes) -> tuple[Block, ...]:
    """Return the paragraphs of a file that is at hand as bytes. Raises as `read_briefing` does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"briefing{Path(name).suffix.lower()}"
        path.write_bytes(data)
        return read_briefing(str(path))


def _plain_blocks(text: str) -> tuple[Block, ...]:
    """Return paragraphs parted by blank lines; lines that all begin with > are a quotation."""
    blocks: list[Block] = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = paragraph.strip("\n").split("\n")
        if not paragraph.strip():
            continue
        if all(line.lstrip().startswith(">") for line in lines):
            blocks.append(Block("\n".join(line.lstrip().lstrip("> ") for line in lines), quoted=True))
        else:
            blocks.append(Block(paragraph))
    return tuple(blocks)


def _pdf_blocks(path: Path) -> tuple[Block, ...]:
    """Return a PDF's paragraphs, read in a process of its own as any document is."""
    item = ingest_apart(path, "briefing")
    # As one block: a quotation may go on where a page or a line of another size begins.
    return (Block("\n".join(paragraph.text for paragraph in item.paragraphs)),)
