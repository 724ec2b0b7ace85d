"""Read the text off pages that are pictures, with Tesseract (the optional extra `ocr`)."""

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from corpus.readers.pdf.lines import Line

_DOTS_PER_INCH = 300
"""What Tesseract's own documentation asks for (tesseract-ocr.github.io/tessdoc/ImproveQuality.html)."""
_LEAST_SURE = 30
"""Per cent; words that Tesseract is less sure of are stains and rules, not words."""
SURE = 75
"""Per cent; below this sureness a picture does not lie as it should, or is no text."""
READABLE = 50
"""Per cent; what is less sure, whichever way it is turned, is no text that could be quoted."""
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


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines read off a picture, how far it was turned to be read (degrees), and how sure they are.

    `sureness` is Tesseract's, as a mean over the letters (0 to 100), 0 where there are none.
    """

    lines: tuple[Line, ...]
    turned: int
    sureness: float


def recognise(page: Any, number: int) -> Recognised:
    """Return the lines that a page's picture shows, in Tesseract's reading order.

    `page` is PDFium's, `number` counts from 1. A picture that makes little sense as it lies is
    tried in the other three directions. A page that takes too long has no lines.
    """
    width, height = page.get_size()
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    scale = min(scale, (_PIXELS / max(1.0, width * height)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil()
    best = _read(picture, 0, number, scale)
    if best.sureness >= SURE:
        return best
    turned = (_read(picture, degrees, number, scale) for degrees in (90, 180, 270))
    return max(best, *turned, key=lambda found: found.sureness)


def _read(picture: Any, degrees: int, number: int, scale: float) -> Recognised:
    import pytesseract

    try:
        found = pytesseract.image_to_data(
            picture.rotate(degrees, expand=True) if degrees else picture,
            lang="eng",
            timeout=_TIME_LIMIT,
            output_type=pytesseract.Output.DICT,
        )
    except RuntimeError:  # How pytesseract tells that the time is up.
        return Recognised((), degrees, 0.0)
    words: dict[tuple[int, int, int], list[int]] = {}
    letters, sure = 0, 0.0
    for i, text in enumerate(found["text"]):
        if text.strip() and float(found["conf"][i]) >= _LEAST_SURE:
            key = (found["block_num"][i], found["par_num"][i], found["line_num"][i])
            words.setdefault(key, []).append(i)
            letters += len(text.strip())
            sure += len(text.strip()) * float(found["conf"][i])
    lines = tuple(_line(found, indexes, number, scale) for indexes in words.values())
    return Recognised(lines, degrees, sure / letters if letters else 0.0)


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
