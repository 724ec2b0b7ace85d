"""A page's picture has a frame around the paragraph, where it stands."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from assistant.pages.page_pictures import page_picture

pytestmark = pytest.mark.fast


TEXT = "The second paragraph goes on over two lines, as many do, and then it ends."
FRAME = (11, 85, 99)


def write(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawString(72, 700, "1. The first paragraph is short.")
    canvas.drawString(72, 600, "2. The second paragraph goes on over two lines,")
    canvas.drawString(72, 586, "as many do, and then it ends.")
    canvas.showPage()
    canvas.save()


def frame_of(png: bytes) -> tuple[int, int, int, int] | None:
    picture = Image.open(io.BytesIO(png))
    hits = [
        (x, y)
        for y in range(picture.height)
        for x in range(picture.width)
        if picture.getpixel((x, y)) == FRAME
    ]
    if not hits:
        return None
    return min(x for x, _ in hits), min(y for _, y in hits), max(x for x, _ in hits), max(y for _, y in hits)


def test_frame_stands_around_both_lines(tmp_path: Path) -> None:
    write(tmp_path / "a.pdf")
    frame = frame_of(page_picture(tmp_path / "a.pdf", 1, TEXT))
    assert frame is not None
    left, top, right, bottom = frame
    # 1.6 pixels a point from the top of the page, 842 points high; the letters rise about 9 points.
    assert abs(left - 72 * 1.6) < 30
    assert 1.6 * (842 - 612) - 8 < top < 1.6 * (842 - 600)
    assert 1.6 * (842 - 586) < bottom < 1.6 * (842 - 580) + 8
    assert right < 1.6 * 380


def test_text_that_is_not_there_has_no_frame(tmp_path: Path) -> None:
    write(tmp_path / "a.pdf")
    assert frame_of(page_picture(tmp_path / "a.pdf", 1, "Nothing of this stands on the page.")) is None
    assert frame_of(page_picture(tmp_path / "a.pdf", 1, "…")) is None
