"""Read an HTML page into blocks: headings, paragraphs, numbered lists, notes and tables."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.readers.blocks import Block, Extraction
from corpus.readers.composition import Composition
from corpus.readers.counts import formatted
from corpus.readers.tables import Cell, Table, table_blocks
from corpus.readers.text_file import decode
from corpus.readers.web.cells import spanned_rows
from corpus.readers.web.shown import drop_unseen

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = ("ul", "ol", "menu", "dir")
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark meter output "
    "picture q rp rt ruby s samp small span strike strong sub sup time tt u var wbr nobr".split()
)
"""Elements that stand in a line of text (HTML Living Standard, 15.3, and its obsolete ones)."""
_DELETED = ("del", "s", "strike", "rt", "rp")
_FORMATS = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    "decimal": "decimal", "none": "none",
}  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
_INDENT = 20
_BACK = re.compile(r"[↩↑^\ufe0e\s]*")
_TITLES, _DATES = ("dc.title", "dcterms.title", "og:title"), ("dc.date", "dcterms.date", "dcterms.issued")


def read_web_page(path: Path) -> Extraction:
    """Return the text and blocks of an HTML file, without its menus, scripts and what is hidden."""
    import lxml.html

    tree = lxml.html.document_fromstring(decode(path) or "<p></p>")
    drop_unseen(tree)
    composition = Composition()
    body = tree.find("body")
    for block in _Page(tree).flow(tree if body is None else body):
        composition.add(block)
    titles = (_meta(tree, _TITLES), tree.findtext("head/title"))
    title = next((" ".join(own.split()) for own in titles if own and own.strip()), None)
    return composition.extraction(title=title, published=_meta(tree, _DATES))


def _meta(tree: Any, names: tuple[str, ...]) -> str | None:
    found = {
        (own.get("name") or own.get("property") or "").lower(): own.get("content")
        for own in tree.iter("meta")
    }
    return next((found[name] for name in names if found.get(name)), None)


class _Page:
    """Walks through a page; `_notes` are its footnotes: the id of each, with the mark that calls it."""

    def __init__(self, tree: Any) -> None:
        self._notes: dict[str, str] = {}
        for link in tree.xpath("//sup//a[starts-with(@href, '#')] | //a[starts-with(@href, '#')][sup]"):
            mark = "".join(link.itertext()).strip(" []()")
            if mark and tree.xpath("//*[@id = $id]", id=link.get("href")[1:]):
                self._notes.setdefault(link.get("href")[1:], mark)
                _empty(link)

    def flow(self, parent: Any, level: int = 0) -> Iterator[Block]:
        """Yield the blocks of an element: lines of text between its blocks are paragraphs, too."""
        for content in self._content(parent, level):
            if isinstance(content, Table):
                yield from table_blocks(content)
            else:
                yield content

    def _content(self, parent: Any, level: int) -> Iterator[Block | Table]:
        line = _Line()
        line.add(parent.text)
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str):
                pass
            elif tag == "br":
                if text := line.ended():
                    yield Block("text", text, ())
            elif tag in _INLINE and not _holds_block(child):
                line.add(_inline_text(child))
            else:
                if text := line.taken():
                    yield Block("text", text, ())
                yield from self._block(child, level)
            line.add(child.tail)
        if text := line.taken():
            yield Block("text", text, ())

    def _block(self, element: Any, level: int) -> Iterator[Block | Table]:
        tag = element.tag
        if element.get("id") in self._notes and tag not in _INLINE:
            yield self._note(element)
        elif tag in _HEADINGS or element.get("role") == "heading":
            yield Block("heading", _inline_text(element, whole=True), ())
        elif tag in _LISTS:
            yield from self._list(element, level)
        elif tag == "table":
            caption = element.find("caption")
            if caption is not None:
                yield Block("text", _inline_text(caption, whole=True), ())
            yield self._table(element)
        else:
            yield from self._content(element, level)

    def _list(self, element: Any, level: int) -> Iterator[Block | Table]:
        form = _form(element)
        count = _whole(element.get("start"), 1)
        step = -1 if element.get("reversed") is not None else 1
        for child in element:
            if child.tag != "li":
                if isinstance(child.tag, str):
                    yield from self._block(child, level + 1)
                continue
            count = _whole(child.get("value"), count)
            if child.get("id") in self._notes:
                yield self._note(child)
            else:
                yield from self._item(child, level, form, formatted(count, form) if form else "")
            count += step

    def _item(self, item: Any, level: int, form: str | None, mark: str) -> Iterator[Block | Table]:
        """Yield an item of a list: its first text has the mark, the rest follows as it is."""
        waits = True
        for own in self._content(item, level + 1):
            if waits and isinstance(own, Block) and own.kind in ("text", "heading"):
                waits = False
                yield _marked(own.text, level, form, mark)
            else:
                yield own

    def _note(self, element: Any) -> Block:
        for link in element.iter("a"):
            if link.get("href", "").startswith("#") and _BACK.fullmatch("".join(link.itertext())):
                _empty(link)
        number = self._notes[element.get("id")]
        return Block("footnote", _inline_text(element, whole=True), (), number)

    def _table(self, table: Any) -> Table:
        """Return a table's rows; a cell that spans rows belongs to each of them."""
        read: dict[Any, Cell] = {}
        rows: list[tuple[Cell, ...]] = []
        for row in spanned_rows(table):
            for element, begins in row:
                if begins:
                    read[element] = Cell(tuple(self._content(element, 0)))
            rows.append(tuple(read[cell.element] for cell in row))
        return Table(tuple(rows))


class _Line:
    """Text that has been gathered since the last block, and whether a line has just ended."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._broken = False

    def add(self, text: str | None) -> None:
        if text and text.strip():
            self._broken = False
        self._parts.append(text or "")

    def ended(self) -> str:
        """End the line; return the paragraph where it is the second end in a row, else nothing."""
        if self._broken:
            return self.taken()
        self._broken = True
        self._parts.append(" ")
        return ""

    def taken(self) -> str:
        """Return what was gathered, on one line, and begin anew."""
        text = " ".join("".join(self._parts).split())
        self._parts, self._broken = [], False
        return text


def _marked(text: str, level: int, form: str | None, mark: str) -> Block:
    """Return an item of a list with what the page shows in front of it."""
    indent = level * _INDENT
    if form == "decimal" and level == 0:
        return Block("numbered", text, (), mark, counted=True, indent=indent)
    return Block("bullet", text, (), label=f"({mark})" if mark else None, indent=indent)


def _form(element: Any) -> str | None:
    """Return how a list counts, None for bullets."""
    style = _LIST_STYLE.search(element.get("style", ""))
    if style and style[1].lower() in _FORMATS:
        found = _FORMATS[style[1].lower()]
        return None if found == "none" else found
    return _FORMATS.get(element.get("type", "1"), "decimal") if element.tag == "ol" else None


def _holds_block(element: Any) -> bool:
    return any(
        isinstance(e.tag, str) and e.tag not in _INLINE and e.tag != "br" for e in element.iterdescendants()
    )


def _inline_text(element: Any, whole: bool = False) -> str:
    """Return the text of an element in a line; `whole` that of one with lines of its own."""
    if element.tag in _DELETED:
        return ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            apart = " " if child.tag == "br" or (child.tag not in _INLINE) else ""
            parts += [apart, _inline_text(child), apart]
        parts.append(child.tail or "")
    text = "".join(parts)
    return " ".join(text.split()) if whole else text


def _empty(element: Any) -> None:
    """Take all that is in an element out of the page; what follows it stays."""
    for child in list(element):
        element.remove(child)
    element.text = None


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text else otherwise
    except ValueError:
        return otherwise
