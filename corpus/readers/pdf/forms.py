"""What was typed and ticked in the fields of a PDF's form, as lines at their places."""

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pypdfium2 import raw

from corpus.readers.pdf.lines import Line

_TYPED = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_SIZE = 11.0
"""Points; fields say seldom how large they are set."""
_NEAR = 30.0
"""Points between a box and its label at most."""


def with_fields(page: Any, form: Any, number: int, lines: list[Line]) -> list[Line]:
    """Return a page's lines with what its fields hold among them: under, or in, the line before each.

    `form` is PDFium's environment of the document's form, `number` counts from 1. A tick stands
    where its box does: in front of the label to its right, else behind the one to its left.
    """
    found = list(lines)
    for field in _fields(page, form, number):
        place = _label_of(field, found) if field.text in "☒☐" else None
        if place is not None:
            label = found[place]
            right = label.x >= field.x
            text = f"{field.text} {label.text}" if right else f"{label.text} {field.text}"
            found[place] = _with_text(label, text, min(label.x, field.x))
        else:
            below = next((i for i, line in enumerate(found) if line.y > field.y + line.size / 2), len(found))
            found.insert(below, field)
    return found


def _label_of(box: Line, lines: list[Line]) -> int | None:
    """Return the place of the line that labels a box: the nearest on its height."""
    near = [
        (min(abs(line.x - box.right), abs(box.x - line.right)), line.x < box.x, i)
        for i, line in enumerate(lines)
        if abs(line.y - box.y) < line.size and line.text not in "☒☐"
    ]
    distance, _, place = min(near, default=(_NEAR, False, 0))
    return place if distance < _NEAR else None


def _with_text(line: Line, text: str, x: float) -> Line:
    return replace(line, text=text, x=x, raised=())


def _fields(page: Any, form: Any, number: int) -> Iterator[Line]:
    """Yield the filled fields of a page from its top."""
    height = page.get_height()
    found: list[Line] = []
    for i in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, i)
        if not annotation:
            continue
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET:
            kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
            text = ""
            if kind in _TYPED:
                text = " ".join(_value(form, annotation).split())
            elif kind in _TICKED:
                text = "☒" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
            rectangle = raw.FS_RECTF()
            if text and raw.FPDFAnnot_GetRect(annotation, rectangle):
                # A field of several lines is read as its first.
                y = height - max(rectangle.bottom, rectangle.top - 1.5 * _SIZE) - 3
                found.append(Line(number, text, rectangle.left, rectangle.right, y, y, _SIZE, False))
        raw.FPDFPage_CloseAnnot(annotation)
    yield from sorted(found, key=lambda line: (line.y, line.x))


def _value(form: Any, annotation: Any) -> str:
    length = raw.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    if length <= 2:
        return ""
    units = (raw.FPDF_WCHAR * (length // 2))()
    raw.FPDFAnnot_GetFormFieldValue(form, annotation, units, length)
    return ctypes.string_at(units, length - 2).decode("utf-16-le", "replace")
