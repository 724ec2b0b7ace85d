"""Walk through a Word document as it is shown: insertions in, deletions and hidden text out."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from corpus.readers.word.names import PARAGRAPH, TABLE, VALUE, qualified
from corpus.readers.word.styles import Styles, is_on

_NOT_SHOWN = frozenset(map(qualified, (
    "w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:tblPr", "w:trPr", "w:tcPr", "w:rt", "w:sectPr",
)))  # fmt: skip
_RUN, _SYMBOL, _FORM_BOX = map(qualified, ("w:r", "w:sym", "w:checkBox"))
_CHOICES, _CHOICE, _FALLBACK = map(qualified, ("mc:AlternateContent", "mc:Choice", "mc:Fallback"))
_TEXT_BOX = qualified("w:txbxContent")
_TEXTS = (qualified("w:t"), qualified("m:t"))
_NOTE_MARKS = {qualified("w:footnoteReference"): "footnote", qualified("w:endnoteReference"): "endnote"}
_CHARACTERS = {
    qualified("w:tab"): "\t", qualified("w:ptab"): "\t", qualified("w:br"): "\n", qualified("w:cr"): "\n",
    qualified("w:noBreakHyphen"): "-",
}  # fmt: skip
# Boxes and ticks of Wingdings and Wingdings 2, in the private area that Word keeps them in.
_SYMBOLS = {
    "F06F": "☐", "F0A8": "☐", "F0FD": "☒", "F0FE": "☑", "F0FC": "✓", "F0FB": "✗", "F0B7": "•",
    "F052": "☑", "F053": "☒", "F050": "✓", "F0A3": "☐",
}  # fmt: skip


class Piece(NamedTuple):
    """What one element of a paragraph shows: its characters, or a note's mark (`note` is kind and id)."""

    element: Any
    text: str
    note: tuple[str, str] | None = None


def shown_pieces(paragraph: Any, styles: Styles) -> Iterator[Piece]:
    """Yield what a paragraph shows, in order; what its text boxes hold is not part of it."""
    for element in _shown(paragraph):
        kind, text = _NOTE_MARKS.get(element.tag), _characters(element)
        if not (kind or text) or _is_hidden(element, paragraph, styles):
            continue
        yield Piece(element, text, (kind, element.get(qualified("w:id"), "")) if kind else None)


def _shown(parent: Any) -> Iterator[Any]:
    """Yield the elements below one that count for its text, those of text boxes apart."""
    for element in parent:
        if element.tag in _NOT_SHOWN or element.tag in (_TEXT_BOX, PARAGRAPH):
            continue
        if element.tag == _CHOICES:
            yield from _shown(_chosen(element))
            continue
        yield element
        yield from _shown(element)


def _chosen(choices: Any) -> Any:
    """Return the one of several renderings of the same thing that counts, so that it stands there once."""
    for element in choices:
        if element.tag == _CHOICE:
            return element
    fallback = choices.find(_FALLBACK)
    return choices if fallback is None else fallback


def _characters(element: Any) -> str:
    if element.tag in _TEXTS:
        return element.text or ""
    if element.tag == _SYMBOL:
        code = (element.get(qualified("w:char")) or "").upper()
        return _SYMBOLS.get(code, "")
    if element.tag == _FORM_BOX:
        ticked = element.find(qualified("w:checked"))
        ticked = element.find(qualified("w:default")) if ticked is None else ticked
        return "☒" if ticked is not None and is_on(ticked.get(VALUE, "1")) else "☐"
    return _CHARACTERS.get(element.tag, "")


def _is_hidden(element: Any, paragraph: Any, styles: Styles) -> bool:
    run = next((above for above in element.iterancestors(_RUN)), None)
    return run is not None and styles.toggled(run, paragraph, "w:vanish")


def shown_paragraphs(container: Any) -> Iterator[list[Any]]:
    """Yield the paragraphs and tables of a body, cell, note or text box, in order.

    Each as a list: of one table, or of the paragraphs (`w:p`) that show as one, where a tracked
    change or hidden formatting took away the mark between them; the last has the list's
    properties. What a paragraph's text boxes hold follows it.
    """
    together: list[Any] = []
    for element in _content(container):
        if element.tag == TABLE:
            if together:
                yield together
                together = []
            yield [element]
            continue
        together.append(element)
        if not _mark_is_gone(element):
            yield together
            for paragraph in together:
                for box in _text_boxes(paragraph):
                    yield from shown_paragraphs(box)
            together = []
    if together:
        yield together


def _content(container: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables right in a container, through content controls and the like."""
    for element in container:
        if element.tag in (PARAGRAPH, TABLE):
            yield element
        elif element.tag == _CHOICES:
            yield from _content(_chosen(element))
        elif element.tag not in _NOT_SHOWN and isinstance(element.tag, str):
            yield from _content(element)


def _mark_is_gone(paragraph: Any) -> bool:
    """Say whether the end of a paragraph is deleted or hidden, so that the next goes on with it."""
    mark = paragraph.find(f"{qualified('w:pPr')}/{qualified('w:rPr')}")
    if mark is None:
        return False
    hidden = mark.find(qualified("w:vanish"))
    deleted = any(mark.find(qualified(name)) is not None for name in ("w:del", "w:moveFrom"))
    return deleted or (hidden is not None and is_on(hidden.get(VALUE, "1")))


def _text_boxes(parent: Any) -> Iterator[Any]:
    """Yield the text boxes anchored in a paragraph, each once."""
    for element in parent:
        if element.tag in _NOT_SHOWN:
            continue
        if element.tag == _TEXT_BOX:
            yield element
        elif element.tag == _CHOICES:
            yield from _text_boxes(_chosen(element))
        elif element.tag != PARAGRAPH and isinstance(element.tag, str):
            yield from _text_boxes(element)


def shown_rows(table: Any) -> Iterator[list[tuple[Any, int, bool]]]:
    """Yield the rows of a table, each as its cells, the columns that each spans, and whether it goes on.

    A cell goes on where it is merged with the one above it. Deleted rows are left out.
    """
    for row in _below(table, qualified("w:tr")):
        if row.find(f"{qualified('w:trPr')}/{qualified('w:del')}") is not None:
            continue
        cells: list[tuple[Any, int, bool]] = []
        for cell in _below(row, qualified("w:tc")):
            span = cell.find(f"{qualified('w:tcPr')}/{qualified('w:gridSpan')}")
            merged = cell.find(f"{qualified('w:tcPr')}/{qualified('w:vMerge')}")
            goes_on = merged is not None and merged.get(VALUE, "continue") == "continue"
            columns = "" if span is None else span.get(VALUE, "")
            cells.append((cell, int(columns) if columns.isdecimal() else 1, goes_on))
        yield cells


def _below(parent: Any, tag: str) -> Iterator[Any]:
    """Yield a table's own rows or a row's own cells, through content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag not in _NOT_SHOWN and element.tag not in (PARAGRAPH, TABLE):
            yield from _below(element, tag)
