"""Read a Word document into blocks: styles, lists with their numbers, tables."""

import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from corpus.errors import SourceError
from corpus.file_names import shown_name
from corpus.readers.blocks import Block, BlockKind, Extraction
from corpus.readers.composition import Composition

LARGEST_UNPACKED = 300 * 1024 * 1024
"""Bytes; a .docx that unpacks to more is a bomb, not a report."""


def read_word(path: Path) -> Extraction:
    """Return the text and blocks of a .docx; a list's numbers are counted as Word counts them.

    Raises SourceError when it is damaged, is no Word document, or unpacks to too much.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        with zipfile.ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                raise SourceError(
                    f"{shown_name(path)} unpacks to an enormous size", "save it again from Word"
                )
        document = docx.Document(str(path))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError):
        raise SourceError(
            f"{shown_name(path)} is damaged or is no Word document", "save it again as .docx"
        ) from None
    composition = Composition()
    counters: Counter[tuple[str, int]] = Counter()
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            for row in item.rows:
                cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
                composition.add(Block("table_row", "\t".join(cells), ()))
            continue
        text = " ".join(item.text.split())
        if text:
            composition.add(_block(item, text, counters, document))
    return composition.extraction()


def _block(paragraph: Any, text: str, counters: Counter[tuple[str, int]], document: Any) -> Block:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style.startswith(("heading", "title", "subtitle")):
        return Block("heading", text, ())
    kind: BlockKind = "text"
    number: str | None = None
    level = 0
    properties = _list_properties(paragraph)
    if properties is not None:
        level = properties.ilvl.val if properties.ilvl is not None else 0
        list_id = str(properties.numId.val)
        kind = "bullet"
        if _format(document, list_id, level) == "decimal" and level == 0:
            counters[list_id, level] += 1
            kind, number = "numbered", str(counters[list_id, level])
    elif style.startswith("list bullet"):
        kind = "bullet"
    bold = bool(paragraph.runs) and all(run.bold for run in paragraph.runs if run.text.strip())
    if kind == "text" and bold and len(text.split()) <= 16 and text[-1] not in ".,;:":
        kind = "heading"
    return Block(kind, text, (), number, indent=level * 20)


def _list_properties(paragraph: Any) -> Any:
    """Return the list that a paragraph, or its style, belongs to; None for no list."""
    for element in (paragraph._p, paragraph.style.element if paragraph.style is not None else None):
        if element is not None and element.pPr is not None and element.pPr.numPr is not None:
            number = element.pPr.numPr.numId
            return element.pPr.numPr if number is not None and number.val else None
    return None


def _format(document: Any, list_id: str, level: int) -> str | None:
    """Return how Word numbers a list's level ("decimal", "bullet", …), None where it does not say."""
    from docx.oxml.ns import qn

    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return None
    abstract = numbering.xpath(f'w:num[@w:numId="{list_id}"]/w:abstractNumId/@w:val')
    formats = abstract and numbering.xpath(
        f'w:abstractNum[@w:abstractNumId="{abstract[0]}"]/w:lvl[@w:ilvl="{level}"]/w:numFmt'
    )
    value = formats[0].get(qn("w:val")) if formats else None
    return str(value) if value else None
