"""Read the text off pages that are pictures, with Tesseract (the optional extra `ocr`)."""

import shutil
from importlib.util import find_spec
from typing import Any

from corpus.readers.pdf.lines import Line

_DOTS_PER_INCH = 300
"""What Tesseract's own documentation asks for (tesseract-ocr.github.io/tessdoc/ImproveQuality.html)."""
_LEAST_SURE = 30
"""Per cent; words that Tesseract is less sure of are stains and rules, not words."""
_PIXELS = 40_000_000
"""Most pixels of a page's picture; a larger page is drawn smaller."""
_TIME_LIMIT = 120
"""Seconds for one page."""
_POINTS_PER_INCH = 72
_WORD_HEIGHT = 0.72
"""Height of a word's box, from its lowest to its highest letter, in font sizes (roughly, of text fonts)."""


def is_available() -> bool:
    """Say whether scanned pages can be read: the extra and the program are both installed."""
    return find_spec("pytesseract") is not None and shutil.which("tesseract") is not None


def recognise(page: Any, number: int) -> list[Line]:
    """Return the lines that a page's picture shows, in Tesseract's reading order.

    `page` is PDFium's, `number` counts from 1. A page that takes too long has no lines.
    """
    import pytesseract

    width, height = page.get_size()
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    scale = min(scale, (_PIXELS / max(1.0, width * height)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil()
    try:
        found = pytesseract.image_to_data(
            picture, lang="eng", timeout=_TIME_LIMIT, output_type=pytesseract.Output.DICT
        )
    except RuntimeError:  # How pytesseract tells that the time is up.
        return []
    words: dict[tuple[int, int, int], list[int]] = {}
    for i, text in enumerate(found["text"]):
        if text.strip() and float(found["conf"][i]) >= _LEAST_SURE:
            key = (found["block_num"][i], found["par_num"][i], found["line_num"][i])
            words.setdefault(key, []).append(i)
    return [_line(found, indexes, number, scale) for indexes in words.values()]


def _line(found: dict[str, list[Any]], indexes: list[int], page: int, scale: float) -> Line:
    tops = [found["top"][i] for i in indexes]
    bottoms = [found["top"][i] + found["height"][i] for i in indexes]
    heights = sorted(found["height"][i] for i in indexes)
    last = indexes[-1]
    baseline = max(bottoms) / scale
    return Line(
        page=page,
        text=" ".join(found["text"][i].strip() for i in indexes),
        x=found["left"][indexes[0]] / scale,
        right=(found["left"][last] + found["width"][last]) / scale,
        y=baseline,
        last_y=baseline,
        # The tallest words of a line hold capitals or descenders, and are most alike between lines.
        size=max(heights[-1], (max(bottoms) - min(tops))) / scale / _WORD_HEIGHT / 1.25,
        bold=False,
        scanned=True,
    )
