"""Reads a finished briefing as paragraphs of text, in the order in which people read it."""

import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.checking.quotations import Block, Note
from corpus.errors import UserError
from corpus.file_names import shown_name
from corpus.ingest import ingest_apart
from corpus.readers.registry import LARGEST_FILE
from corpus.readers.text_file import decode
from corpus.readers.word.package import LARGEST_UNPACKED

_QUOTED_STYLES = ("quote", "intense quote", "block text")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROTECTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the container begins that Word keeps a document with a password in (and old .doc files)."""
_HTML_BLOCKS = (
    "p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "blockquote", "div", "figcaption",
    "pre", "body",
)  # fmt: skip
STANDARD_INPUT = "-"
_MARKDOWN_NOTE = re.compile(r"^\[\^([\w-]+)\]:[ \t]*(.+)$", re.M)
_MARKDOWN_MARK = re.compile(r"\[\^([\w-]+)\]")
_NOTE_MARK = "\ue000{}\ue001"
"""A footnote's mark while a page is taken apart; letters that no text holds."""
_FOUND_MARK = re.compile("\ue000([^\ue001]*)\ue001")


class BriefingFileError(UserError):
    """A briefing that cannot be read or written."""


def read_briefing(path: str) -> tuple[Block, ...]:
    """Return the paragraphs of a .docx, .md, .txt, .html or .pdf file, or of standard input (`-`).

    In Word files what tracked changes deleted is left out, what they inserted counts.
    Raises BriefingFileError where the file cannot be read.
    """
    if path == STANDARD_INPUT:
        return _plain_blocks(sys.stdin.read())
    file = Path(path)
    name = shown_name(file)
    readers = {
        ".docx": _word_blocks,
        ".md": _markdown_blocks,
        ".txt": lambda path: _plain_blocks(decode(path)),
        ".html": _html_blocks,
        ".htm": _html_blocks,
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


def open_word(path: Path) -> Any:
    """Return a Word file as python-docx has it.

    Raises BriefingFileError for one that is protected, damaged or unpacks to too much.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    name = shown_name(path)
    with path.open("rb") as file:
        if file.read(8) == _PROTECTED:
            raise BriefingFileError(
                f"{name} is protected with a password, or is an old .doc",
                "save it as .docx without one",
            )
    try:
        with zipfile.ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                raise BriefingFileError(f"{name} unpacks to an enormous size", "save it again from Word")
        return docx.Document(str(path))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, XMLSyntaxError):
        raise BriefingFileError(
            f"{name} is damaged or is no Word document", "save it again as .docx"
        ) from None


def word_paragraphs(document: Any) -> Iterator[Any]:
    """Yield the paragraph elements (`w:p`) of a Word document in order, those in tables too."""
    yield from document.element.body.iter(f"{_WORD}p")


def _word_blocks(path: Path) -> tuple[Block, ...]:
    document = open_word(path)
    notes = _footnotes(document)
    quoted = {style.style_id for style in document.styles if (style.name or "").lower() in _QUOTED_STYLES}
    return tuple(_word_block(paragraph, notes, quoted) for paragraph in word_paragraphs(document))


def _word_block(paragraph: Any, notes: dict[str, str], quoted: set[str]) -> Block:
    own: list[Note] = []
    text = ""
    for element in paragraph.iter():
        if _deleted(element, paragraph):
            continue
        text += word_text(element)
        if element.tag in (f"{_WORD}footnoteReference", f"{_WORD}endnoteReference"):
            kind = element.tag.removeprefix(_WORD).removesuffix("Reference")
            own.append(Note(len(text), notes.get(f"{kind} {element.get(f'{_WORD}id')}", "")))
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    is_quoted = style is not None and style.get(f"{_WORD}val") in quoted
    return Block(text, is_quoted and bool(text.strip()), tuple(own))


def word_text(element: Any) -> str:
    """Return the characters that one element of a Word paragraph stands for."""
    if element.tag == f"{_WORD}t":
        return element.text or ""
    return {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}noBreakHyphen": "-"}.get(element.tag, "")


def _deleted(element: Any, paragraph: Any) -> bool:
    """Say whether an element is what a tracked change took out, or of a text box's own paragraph."""
    for ancestor in element.iterancestors():
        if ancestor is paragraph:
            return False
        if ancestor.tag in (f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}p", f"{_WORD}pPr"):
            return True
    return False


def _footnotes(document: Any) -> dict[str, str]:
    """Return the texts of the notes by kind and id: `footnote 2`."""
    from lxml import etree

    found: dict[str, str] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind not in ("footnotes", "endnotes") or relation.is_external:
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(relation.target_part.blob, parser)
        for note in root:
            text = "".join(word_text(element) for element in note.iter())
            found[f"{kind.removesuffix('s')} {note.get(f'{_WORD}id')}"] = text
    return found


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


def _markdown_blocks(path: Path) -> tuple[Block, ...]:
    from markdown_it import MarkdownIt

    text = decode(path)
    notes = dict(_MARKDOWN_NOTE.findall(text))
    marked = _MARKDOWN_MARK.sub(_NOTE_MARK.format(r"\1"), _MARKDOWN_NOTE.sub("", text))
    return _blocks_of_html(MarkdownIt("commonmark").enable("table").render(marked), notes)


def _html_blocks(path: Path) -> tuple[Block, ...]:
    return _blocks_of_html(decode(path), {})


def _blocks_of_html(html: str, notes: dict[str, str]) -> tuple[Block, ...]:
    """Return the blocks of a page; `notes` are texts of footnotes whose marks it holds."""
    import lxml.html

    if not html.strip():
        return ()
    tree = lxml.html.document_fromstring(html)
    for element in tree.xpath("//script|//style|//noscript|//template|//comment()|//head"):
        element.drop_tree()
    for quote in tree.xpath("//q"):
        quote.text = f"“{quote.text or ''}"
        quote.tail = f"”{quote.tail or ''}"
    for link in tree.xpath("//sup//a[starts-with(@href, '#')] | //a[starts-with(@href, '#')][sup]"):
        target = link.get("href")[1:]
        for note in tree.xpath("//*[@id = $id]", id=target):
            notes[target] = note.text_content()
            for child in link:
                child.drop_tree()
            link.text = _NOTE_MARK.format(target)
    blocks: list[Block] = []
    for element in tree.iter(*_HTML_BLOCKS):
        text = _own_text(element).strip()
        if text:
            quoted = element.tag == "blockquote" or any(True for _ in element.iterancestors("blockquote"))
            blocks.append(_with_notes(text, quoted, notes))
    return tuple(blocks)


def _with_notes(text: str, quoted: bool, notes: dict[str, str]) -> Block:
    """Return a block without the marks of its notes, which stand where they stood."""
    plain, own, position = "", [], 0
    for mark in _FOUND_MARK.finditer(text):
        plain += text[position : mark.start()]
        position = mark.end()
        own.append(Note(len(plain), notes.get(mark[1], "")))
    return Block(plain + text[position:], quoted, tuple(own))


def _own_text(element: Any) -> str:
    """Return an element's text without that of the blocks inside it."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif child.tag not in (*_HTML_BLOCKS, "ul", "ol", "table", "tr", "tbody", "thead", "dl", "section"):
            parts.append(_own_text(child) if isinstance(child.tag, str) else "")
        parts.append(child.tail or "")
    return "".join(parts)


def _pdf_blocks(path: Path) -> tuple[Block, ...]:
    """Return a PDF's paragraphs, read in a process of its own as any document is."""
    item = ingest_apart(path, "briefing")
    # As one block: a quotation may go on where a page or a line of another size begins.
    return (Block("\n".join(paragraph.text for paragraph in item.paragraphs)),)
