"""A briefing as HTML or Markdown: its paragraphs, block quotations, cells and notes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.checking.quotations import FEWEST_OF_BLOCK, Block, Note

_BLOCKS = (
    "p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "blockquote", "div", "figcaption",
    "pre", "footer", "body",
)  # fmt: skip
_AROUND = ("ul", "ol", "table", "tr", "tbody", "thead", "dl", "section")
_QUOTED_CLASS = re.compile(r"\bquot(?:e|es|ation|ations)\b|\bblock-?quote\b|\bextract\b", re.I)
_MARGIN = re.compile(r"margin-(left|right)\s*:\s*(?:[1-9]|0?\.\d)|margin\s*:\s*\S+\s+[1-9]", re.I)
_MARKDOWN_NOTE = re.compile(r"^\[\^([\w-]+)\]:[ \t]*(.+)$", re.M)
_MARKDOWN_MARK = re.compile(r"\[\^([\w-]+)\]")
_NOTE_MARK = "\ue000{}\ue001"
"""A footnote's mark while a page is taken apart; letters that no text holds."""
_FOUND_MARK = re.compile("\ue000([^\ue001]*)\ue001")


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text, its footnotes behind it."""
    from markdown_it import MarkdownIt

    notes = dict(_MARKDOWN_NOTE.findall(text))
    marked = _MARKDOWN_MARK.sub(_NOTE_MARK.format(r"\1"), _MARKDOWN_NOTE.sub("", text))
    page = MarkdownIt("commonmark").enable("table").render(marked)
    own = (Block(note, note=True) for note in notes.values())
    return (*html_blocks(page, notes), *own)


def html_blocks(html: str, notes: dict[str, str] | None = None) -> tuple[Block, ...]:
    """Return the blocks of a page; `notes` are texts of footnotes whose marks it holds already."""
    import lxml.html

    if not html.strip():
        return ()
    notes = dict(notes or {})
    tree = lxml.html.document_fromstring(html)
    for element in tree.xpath("//script|//style|//noscript|//template|//comment()|//head"):
        element.drop_tree()
    for quote in tree.xpath("//q"):
        quote.text = f"“{quote.text or ''}"
        quote.tail = f"”{quote.tail or ''}"
    targets: set[Any] = set()
    for link in tree.xpath("//sup//a[starts-with(@href, '#')] | //a[starts-with(@href, '#')][sup]"):
        target = link.get("href")[1:]
        for note in tree.xpath("//*[@id = $id]", id=target):
            notes[target] = note.text_content()
            targets.add(note)
            for child in link:
                child.drop_tree()
            link.text = _NOTE_MARK.format(target)
    return tuple(_blocks(tree, notes, targets))


def _blocks(tree: Any, notes: dict[str, str], targets: set[Any]) -> Iterator[Block]:
    for element in tree.iter(*_BLOCKS):
        text = _own_text(element).strip()
        if not text:
            continue
        note = element in targets or any(above in targets for above in element.iterancestors())
        block = _with_notes(text, _is_quoted(element, text), notes)
        yield replace(block, beside=_beside(element), note=note)


def _is_quoted(element: Any, text: str) -> bool:
    """Say whether a page shows a block as a quotation: in a blockquote, but for whose it is, or set in."""
    if element.tag == "footer":
        return False
    around = (element, *element.iterancestors())
    if any(own.tag == "blockquote" or _QUOTED_CLASS.search(own.get("class", "")) for own in around):
        return True
    margins = {match[1] or "both" for match in _MARGIN.finditer(element.get("style", ""))}
    set_in = "both" in margins or {"left", "right"} <= {margin.lower() for margin in margins}
    return set_in and len(text.split()) >= FEWEST_OF_BLOCK


def _beside(element: Any) -> tuple[str, ...]:
    """Return the texts of the other cells of a block's row."""
    cell = element if element.tag in ("td", "th") else next(element.iterancestors("td", "th"), None)
    row = None if cell is None else cell.getparent()
    others = () if row is None else (own for own in row.iterchildren("td", "th") if own is not cell)
    texts = (" ".join(own.text_content().split()) for own in others)
    return tuple(text for text in texts if text)


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
        elif child.tag not in (*_BLOCKS, *_AROUND):
            parts.append(_own_text(child) if isinstance(child.tag, str) else "")
        parts.append(child.tail or "")
    return "".join(parts)
