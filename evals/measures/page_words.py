"""Whether a document's paragraphs hold the words that its pages show, and no others."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from corpus.errors import UserError
from corpus.ingest import ingest
from corpus.readers.office import converted, is_installed
from corpus.readers.registry import is_readable, reader_for

_WORD = re.compile(r"\w+")
_RUNNING = 3
"""Pages at whose edge a line stands from which on it is a running head or foot."""
_EDGE = 3
"""Lines at the top and bottom of a page that may be one."""
_CONTENTS = re.compile(r"(?:.*[^\d\s].*?)[.\s…]{2,}\d{1,3}$")
_MARK = re.compile(r"^\W*(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]+)[.)]|\d{1,2}(?:\.\d{1,2})+\.?|[^\w\s“‘(\"'£])\s+")
"""What stands in front of an item of a list, which is in its reference."""


class WordsError(UserError):
    """A folder whose words cannot be compared."""


@dataclass(frozen=True, slots=True)
class WordsCheck:
    """A file's words: on its pages, in its paragraphs and headings, and in both.

    `missing` and `added` are some of those that are on one side alone, the most frequent first.
    """

    file: str
    shown: int
    held: int
    both: int
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def recall(self) -> float:
        """The share (0 to 1) of the pages' words that the document holds."""
        return self.both / self.shown if self.shown else 1.0

    @property
    def precision(self) -> float:
        """The share (0 to 1) of the document's words that its pages show."""
        return self.both / self.held if self.held else 1.0


def check_words(folder: Path) -> list[WordsCheck]:
    """Compare each readable file in a folder with the text that PDFium or LibreOffice shows of it.

    Running heads and feet, contents, and the marks of lists are left out of both.

    Raises WordsError where the folder holds nothing to compare.
    """
    files = sorted(path for path in folder.iterdir() if is_readable(path))
    if not files:
        raise WordsError(f"{folder} holds no file that is read", "give a folder of PDF, Word or HTML files")
    return [_check(path) for path in files]


def words_table(checks: list[WordsCheck]) -> str:
    """Render the comparison, a file a line, with words on one side alone."""
    lines = [f"{'words of the page':44}{'shown':>8}{'held':>8}{'recall':>9}{'precision':>11}"]
    for check in checks:
        lines.append(
            f"{check.file[:43]:44}{check.shown:8}{check.held:8}{check.recall:9.4f}{check.precision:11.4f}"
        )
        for what, words in (("missing", check.missing), ("added", check.added)):
            if words:
                lines.append(f"    {what}: {' '.join(words)}")
    shown, held = sum(c.shown for c in checks), sum(c.held for c in checks)
    both = sum(c.both for c in checks)
    lines.append(f"{'all':44}{shown:8}{held:8}{both / max(1, shown):9.4f}{both / max(1, held):11.4f}")
    return "\n".join(lines)


def _check(path: Path) -> WordsCheck:
    shown = Counter(word for line in _shown_lines(path) for word in _words(line))
    held = Counter(word for text in _held_texts(path) for word in _words(text))
    both = shown & held
    missing, added = shown - held, held - shown
    return WordsCheck(
        path.name,
        shown.total(),
        held.total(),
        both.total(),
        tuple(word for word, _ in missing.most_common(12)),
        tuple(word for word, _ in added.most_common(12)),
    )


def _held_texts(path: Path) -> Iterator[str]:
    """Yield the texts of a document's paragraphs, and of the headings and lead-ins that are none."""
    extraction = reader_for(path)(path)
    paragraphs = ingest(path).paragraphs
    yield from (paragraph.text for paragraph in paragraphs)
    whole = "\n".join(paragraph.text for paragraph in paragraphs)
    headings = [block.text for block in extraction.blocks if block.kind == "heading"]
    yield from (text for text in headings if text not in whole)
    lead_ins = dict.fromkeys(paragraph.lead_in for paragraph in paragraphs if paragraph.lead_in)
    yield from (text for text in lead_ins if text not in whole and text not in headings)


def _shown_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file as its pages show them: a PDF's own, a Word file's as LibreOffice sets it.

    Web pages, which LibreOffice does not set without fail, as the text that it makes of them.
    """
    if path.suffix.lower() == ".pdf":
        yield from _pdf_lines(path)
        return
    if not is_installed():
        raise WordsError("LibreOffice is not installed", "install Debian's libreoffice-writer-nogui")
    is_page = path.suffix.lower() in (".html", ".htm")
    with converted(path, "txt:Text (encoded):UTF8" if is_page else "pdf") as found:
        if found is None:
            raise WordsError(f"LibreOffice cannot read {path.name}", "take it out of the folder")
        if is_page:
            yield from (_MARK.sub("", line.strip()) for line in found.read_text("utf-8-sig").splitlines())
        else:
            yield from _pdf_lines(found)


def _pdf_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a PDF as PDFium has them, without running heads, page numbers and contents."""
    document = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    lines = [[line.strip() for line in text.splitlines() if line.strip()] for text in pages]
    at_edge: dict[str, int] = defaultdict(int)
    for page in lines:
        for line in {_without_digits(own) for own in (*page[:_EDGE], *page[-_EDGE:])}:
            at_edge[line] += 1
    for page in lines:
        contents = any(re.fullmatch(r"(?:table of )?contents", line, re.I) for line in page)
        for place, line in enumerate(page):
            if re.fullmatch(r"\(?\d{1,3}[.)]", line) or (
                contents and re.search(r"(?:^contents|\s\d{1,3})$", line, re.I)
            ):
                continue  # A list's number that PDFium has by itself; an entry of the contents.
            edge = place < _EDGE or place >= len(page) - _EDGE
            if edge and (at_edge[_without_digits(line)] >= _RUNNING or re.fullmatch(r"\d{1,4}", line)):
                continue
            if not _CONTENTS.fullmatch(line):
                yield _MARK.sub("", line)


def _words(text: str) -> list[str]:
    # A word that a hyphen parts at a line's end is one on the page and may be two in its text.
    return _WORD.findall(re.sub(r"[\x02\ufffe\xad-]\s*", "", text.lower()))


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))
