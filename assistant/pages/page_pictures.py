"""A picture of a PDF's page with a paragraph's place drawn on it."""

import io
import re
from pathlib import Path

_SCALE = 1.6
"""Pixels a point: 115 to the inch, enough to read on a screen."""
_BEGINNING = 30
"""Letters of a paragraph by which it is found on its page."""
_MARGIN = 4
_COLOUR = (11, 85, 99)


def page_picture(file: Path, page: int, text: str) -> bytes:
    """Return a page (counted from 1) as PNG, with a frame around what of the text stands on it.

    Where the text is not found, as on a scanned page, there is no frame.
    """
    import pypdfium2
    from PIL import ImageDraw

    document = pypdfium2.PdfDocument(file)
    try:
        shown = document[page - 1]
        picture = shown.render(scale=_SCALE).to_pil().convert("RGB")
        box = _box_of(shown.get_textpage(), text)
        if box:
            left, bottom, right, top = (edge * _SCALE for edge in box)
            height = picture.height
            frame = (left - _MARGIN, height - top - _MARGIN, right + _MARGIN, height - bottom + _MARGIN)
            ImageDraw.Draw(picture).rectangle(frame, outline=_COLOUR, width=3)
        content = io.BytesIO()
        picture.save(content, "PNG")
        return content.getvalue()
    finally:
        document.close()


def _box_of(page: object, text: str) -> tuple[float, float, float, float] | None:
    """Return the box (left, bottom, right, top, in points) of the characters of a text on a page."""
    held = page.get_text_range()  # type: ignore[attr-defined]
    places = [position for position, character in enumerate(held) if character.isalnum()]
    letters = "".join(held[position] for position in places).lower()
    wanted = re.sub(r"[\W_]", "", text).lower()
    start = letters.find(wanted[:_BEGINNING])
    if start < 0 or not wanted:
        return None
    length = _same(letters[start:], wanted)
    boxes = [page.get_charbox(places[i]) for i in range(start, start + length)]  # type: ignore[attr-defined]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _same(first: str, second: str) -> int:
    """Return how many letters two texts have in common from their beginnings on."""
    pairs = zip(first, second, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))
