"""Read a plain text or Markdown file, in whatever encoding it was saved."""

from pathlib import Path

from corpus.errors import SourceError
from corpus.file_names import shown_name
from corpus.readers.blocks import Extraction
from corpus.readers.plain_text import read_blocks


def read_text_file(path: Path) -> Extraction:
    """Return the text and blocks of a text file; the extracted text is the file itself, decoded."""
    text = decode(path)
    return Extraction(text, read_blocks(text))


def decode(path: Path) -> str:
    """Return a file's text: UTF-8 or UTF-16 by its marks, else the encoding that fits it best.

    A file that is UTF-8 in some lines only is read line by line.

    Raises SourceError when it is no text.
    """
    import charset_normalizer

    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\0" in content[:4096] and content[:4096].count(b"\0") > len(content[:4096]) // 3:
        raise SourceError(f"{shown_name(path)} is not text", "give the document as PDF, Word, HTML or text")
    if any(_is_utf8(line) and not line.isascii() for line in content.splitlines()):
        # Parts of two files put together: each line is read for itself.
        lines = content.splitlines(keepends=True)
        return "".join(
            line.decode("utf-8" if _is_utf8(line) else "cp1252", errors="replace") for line in lines
        )
    best = charset_normalizer.from_bytes(content).best()
    return str(best) if best is not None else content.decode("cp1252", errors="replace")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
