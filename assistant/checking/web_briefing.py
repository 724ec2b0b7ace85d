"""A briefing as HTML or Markdown: its paragraphs, block quotations, cells and notes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.checking.quotations import Block, Note, cells_beside
from assistant.checking.web_layout import HEADINGS, Layout, is_attribution
from corpus.readers.web.cells import spanned_rows

_BLOCKS = (
    "p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "blockquote", "div", "figcaption",
    "pre", "footer", "body",
)  # fmt: skip
_AROUND = ("ul", "ol", "table", "tr", "tbody", "thead", "tfoot", "dl", "section")
_HOLDS_NOTE = ("p", "li", "dd", "td", "div", "aside")
_NOTES_NAME = re.compile(r"(?:foot|end)?note|^_?(?:ftn|edn|fn)", re.I)
_NOTE_MARK = "\ue000{}\ue001"
"""A footnote's mark while a page is taken apart; letters that no text holds."""
_FOUND_MARK = re.compile("\ue000([^\ue001]*)\ue001")
_NUMBERED_LINK = re.compile(r"\[?(?:(?:foot|end)?note )?\d{1,3}\]?", re.I)
_MARKDOWN_NOTE = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*(.*)")
_MARKDOWN_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_INDENT = re.compile(r" {4}|\t")


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text, its footnotes behind it."""
    from markdown_it import MarkdownIt

    lines, notes = _apart_from_notes(text.splitlines())
    places = {name: place for place, name in enumerate(notes)}

    def link(mark: re.Match[str]) -> str:
        place = places.get(mark[1])
        return mark[0] if place is None else f'<sup><a href="#note-{place}">{place}</a></sup>'

    for name, own in notes.items():
        lines += ["", f'<div id="note-{places[name]}">', "", *own, "", "</div>"]
    marked = _MARKDOWN_MARK.sub(link, "\n".join(lines))
    return html_blocks(MarkdownIt("commonmark").enable("table").render(marked))


def _apart_from_notes(lines: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the lines of a text, and those of its notes by name; what is set in goes on with a note."""
    kept: list[str] = []
    notes: dict[str, list[str]] = {}
    own: list[str] | None = None
    for line in lines:
        begins = _MARKDOWN_NOTE.match(line)
        if begins:
            own = notes.setdefault(begins[1], [])
            own.append(begins[2])
        elif own is not None and (not line.strip() or own[-1].strip() or _INDENT.match(line)):
            own.append(_INDENT.sub("", line, count=1))
        else:
            own = None
            kept.append(line)
    return kept, notes


def html_blocks(html: str) -> tuple[Block, ...]:
    """Return the blocks of a page."""
    import lxml.html

    if not html.strip():
        return ()
    tree = lxml.html.document_fromstring(html)
    layout = Layout(tree)
    for element in tree.xpath("//script|//style|//noscript|//template|//comment()|//head"):
        element.drop_tree()
    for quote in tree.xpath("//q"):
        quote.text = f"“{quote.text or ''}"
        quote.tail = f"”{quote.tail or ''}"
    return tuple(_blocks(tree, layout, _called_notes(tree)))


def _called_notes(tree: Any) -> dict[Any, int]:
    """Return the elements that are notes, counted; their marks become characters that name the count."""
    order = {element: place for place, element in enumerate(tree.iter())}
    anchors: dict[str, Any] = {}
    for element in order:
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                anchors.setdefault(name, element)
    notes: dict[Any, int] = {}
    for link in list(tree.iter("a")):
        anchor = anchors.get(link.get("href", "").removeprefix("#"))
        # A link back to the mark is none.
        if not _is_mark(link) or anchor is None or order[anchor] < order[link]:
            continue
        note = _note_at(anchor)
        if note is None or any(True for _ in note.iter(*HEADINGS)):
            continue
        notes.setdefault(note, len(notes))
        for child in list(link):
            child.drop_tree()
        link.text = _NOTE_MARK.format(notes[note])
    return notes


def _is_mark(link: Any) -> bool:
    """Say whether a link within a page is a note's mark: raised, called so, or a mere number."""
    if not link.get("href", "").startswith("#"):
        return False
    raised = link.find(".//sup") is not None or any(True for _ in link.iterancestors("sup"))
    return raised or link.get("role") == "doc-noteref" or bool(
        _NUMBERED_LINK.fullmatch(link.text_content().strip())
    )  # fmt: skip


def _note_at(anchor: Any) -> Any:
    """Return the note to which an anchor belongs: itself or what holds it, with all its paragraphs."""
    around = (anchor, *anchor.iterancestors())
    note = next((own for own in around if own.tag in _HOLDS_NOTE), None)
    parent = None if note is None else note.getparent()
    if parent is not None and parent.tag in ("div", "aside") and _NOTES_NAME.search(parent.get("id", "")):
        return parent
    return note


def _blocks(tree: Any, layout: Layout, notes: dict[Any, int]) -> Iterator[Block]:
    texts = [" ".join(_FOUND_MARK.sub("", note.text_content()).split()) for note in notes]
    beside = dict(_cells_beside(tree))
    for element in tree.iter(*_BLOCKS, "cite"):
        if element.tag == "cite" and not is_attribution(element):
            continue
        text = _own_text(element).strip()
        if not text:
            continue
        around = (element, *element.iterancestors())
        note = any(own in notes for own in around)
        cell = next((own for own in around if own in beside), None)
        block = _with_notes(text, layout.is_quoted(element, text), texts)
        yield replace(block, beside=() if cell is None else beside[cell], note=note)


def _cells_beside(tree: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield each cell of a page's tables with the texts of its row's other cells."""
    for table in tree.iter("table"):
        for row in spanned_rows(table):
            texts = [_FOUND_MARK.sub("", " ".join(cell.element.text_content().split())) for cell in row]
            yield from (
                (cell.element, cells_beside(texts, place)) for place, cell in enumerate(row) if cell.begins
            )


def _with_notes(text: str, quoted: bool, notes: list[str]) -> Block:
    """Return a block without the marks of its notes, which stand where they stood."""
    plain, own, position = "", [], 0
    for mark in _FOUND_MARK.finditer(text):
        plain += text[position : mark.start()]
        position = mark.end()
        own.append(Note(len(plain), notes[int(mark[1])]))
    return Block(plain + text[position:], quoted, tuple(own))


def _own_text(element: Any) -> str:
    """Return an element's text without that of the blocks inside it."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif (
            isinstance(child.tag, str) and child.tag not in (*_BLOCKS, *_AROUND) and not is_attribution(child)
        ):
            parts.append(_own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
