"""Read an HTML page into blocks: headings, paragraphs, lists and tables; scripts are never run."""

from pathlib import Path
from typing import Any

from corpus.readers.blocks import Block, BlockKind, Extraction
from corpus.readers.composition import Composition
from corpus.readers.text_file import decode

_BLOCKS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("p", "blockquote", "dd", "dt", "figcaption", "pre", "address"), "text"),
    "li": "bullet",
}
_LEFT_OUT = "//script|//style|//noscript|//template|//nav|//header|//footer|//form|//comment()"


def read_web_page(path: Path) -> Extraction:
    """Return the text and blocks of an HTML file, without its navigation and scripts."""
    import lxml.html

    tree = lxml.html.document_fromstring(decode(path) or "<p></p>")
    for element in tree.xpath(_LEFT_OUT):
        element.drop_tree()
    composition = Composition()
    for element in tree.iter():
        block = _block(element)
        if block is not None and block.text:
            composition.add(block)
    return composition.extraction()


def _block(element: Any) -> Block | None:
    if element.tag == "tr":
        cells = (" ".join(cell.text_content().split()) for cell in element.iterchildren("td", "th"))
        return Block("table_row", "\t".join(cells).strip(), ())
    kind = _BLOCKS.get(element.tag) if isinstance(element.tag, str) else None
    if kind is None or any(True for _ in element.iterancestors("td", "th")):
        return None
    inner = [child for child in element.iterdescendants() if child.tag in (*_BLOCKS, "tr")]
    if inner and element.tag != "li":
        return None
    text = " ".join(_own_text(element).split())
    level = sum(1 for _ in element.iterancestors("ul", "ol"))
    return Block(kind, text, (), indent=20 * max(0, level - 1))


def _own_text(element: Any) -> str:
    """Return an element's text without that of lists inside it."""
    parts = [element.text or ""]
    for child in element:
        if child.tag not in ("ul", "ol"):
            parts.append(_own_text(child) if isinstance(child.tag, str) else "")
        parts.append(child.tail or "")
    return " ".join(parts) if element.tag == "br" else "".join(parts)
