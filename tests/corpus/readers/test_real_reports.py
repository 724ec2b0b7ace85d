"""Forty-six real reports: every numbered paragraph under its number, on its page, without page furniture."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from corpus.ingest import ingest
from corpus.types import Paragraph, join_pieces

pytestmark = pytest.mark.fast


REPORTS = Path(__file__).parents[4] / "shared" / "reports"

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports are not beside this checkout")


@pytest.fixture(scope="module")
def read() -> dict[str, tuple[Paragraph, ...]]:
    return {path.name: ingest(path).paragraphs for path in sorted(REPORTS.glob("*.pdf"))}


def test_numbered_paragraphs_are_all_there_in_order(read: dict[str, tuple[Paragraph, ...]]) -> None:
    """A report's numbers may restart; each that the manifest counts occurs, and in rising runs."""
    manifest = json.loads((REPORTS / "manifest.json").read_text("utf-8"))
    for entry in manifest:
        numbers = [int(p.number) for p in read[entry["file"]] if p.number and "." not in p.number]
        assert set(numbers) == set(range(1, entry["numbered_paragraphs"] + 1)), entry["file"]
        falls = [b for a, b in pairwise(numbers) if b <= a]
        assert all(number in (1, 57) for number in falls), entry["file"]


def test_page_is_the_one_whose_text_holds_the_beginning(read: dict[str, tuple[Paragraph, ...]]) -> None:
    wrong: list[str] = []
    total = 0
    for name, paragraphs in read.items():
        document = pypdfium2.PdfDocument(REPORTS / name)
        pages = [letters(page.get_textpage().get_text_range()) for page in document]
        for paragraph in (p for p in paragraphs if p.kind == "numbered"):
            total += 1
            beginning = letters(paragraph.text)[:25]
            if paragraph.page is None or beginning not in pages[paragraph.page - 1]:
                wrong.append(f"{name} {paragraph.reference}")
    assert len(wrong) <= 0.005 * total, wrong


def test_no_running_head_or_page_number_stays_inside(read: dict[str, tuple[Paragraph, ...]]) -> None:
    inside = re.compile(
        r"Inspection of [\w ]+ local authority children.s services|\b\d{1,2} to \d{1,2} \w+ 20\d\d \d{1,2}\b"
    )
    for name, paragraphs in read.items():
        for paragraph in (p for p in paragraphs if p.kind in ("numbered", "bullet")):
            assert not inside.search(paragraph.text), f"{name} {paragraph.reference}"


def test_texts_are_the_extraction_at_their_spans() -> None:
    item = ingest(REPORTS / "luton_2022-09-05.pdf")
    assert all(p.text == join_pieces(item.text, p.spans) for p in item.paragraphs)
    grades = [p.text for p in item.paragraphs if p.kind == "table_row"]
    assert grades[-1] == "Overall effectiveness\tRequires improvement to be good"


def letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
