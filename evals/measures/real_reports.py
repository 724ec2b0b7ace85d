"""Whether the paragraphs of a folder of real reports are found, on their pages, free of running heads."""

import json
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from corpus.errors import UserError
from corpus.ingest import ingest
from corpus.types import Ingested, Paragraph

_COMPARED = 25
"""Letters of a paragraph's beginning that its page must hold."""
_MARGIN_LINES = 3
"""Lines at the top and bottom of a page that may be running heads or feet."""


class ReportsError(UserError):
    """A folder of reports cannot be measured."""


@dataclass(frozen=True, slots=True)
class ReportsCheck:
    """What was found in the reports; the tuples name what is wrong, as `file, reference`."""

    reports: int
    pages: int
    seconds: float
    numbered: int
    missing: tuple[str, ...]
    out_of_order: tuple[str, ...]
    wrong_page: tuple[str, ...]
    with_furniture: tuple[str, ...]
    paragraphs: int


def check_reports(folder: Path) -> ReportsCheck:
    """Read every report that `folder/manifest.json` lists and compare it with what the list says.

    A number is missing when no paragraph has it; out of order when it does not follow the
    one before by one (the first of a restarted numbering excepted); a page is wrong when
    the PDF's own text of that page does not hold the paragraph's beginning; furniture is
    a line that stands at the edge of three pages or more.

    Raises ReportsError where there is no such list.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ReportsError(
            f"there is no list of reports at {folder}/manifest.json", "give another folder"
        ) from None
    missing: list[str] = []
    disordered: list[str] = []
    misplaced: list[str] = []
    furnished: list[str] = []
    pages = numbered = total = 0
    seconds = 0.0
    for entry in manifest:
        start = time.perf_counter()
        item = ingest(folder / entry["file"])
        seconds += time.perf_counter() - start
        texts = _page_texts(folder / entry["file"])
        own = [p for p in item.paragraphs if p.number and "." not in p.number]
        expected = {str(number) for number in range(1, entry["numbered_paragraphs"] + 1)}
        missing += [
            f"{entry['file']}, para {n}"
            for n in sorted(expected - {p.number for p in own if p.number}, key=int)
        ]
        disordered += [f"{entry['file']}, {p.reference}" for p in _out_of_order(own)]
        misplaced += [f"{entry['file']}, {p.reference}" for p in own if not _on_its_page(p, texts)]
        furnished += [f"{entry['file']}, {reference}" for reference in _with_furniture(item, texts)]
        pages += len(texts)
        numbered += len(expected)
        total += len(item.paragraphs)
    return ReportsCheck(
        len(manifest),
        pages,
        seconds,
        numbered,
        tuple(missing),
        tuple(disordered),
        tuple(misplaced),
        tuple(furnished),
        total,
    )


def reports_table(check: ReportsCheck) -> str:
    """Render the check, with everything that is wrong named."""
    found = check.numbered - len(check.missing)
    lines = [
        f"{'reports':36}{check.reports} ({check.pages} pages, {check.paragraphs} paragraphs)",
        f"{'numbered paragraphs found':36}{found} of {check.numbered} ({found / check.numbered:.4f})",
        f"{'out of order':36}{len(check.out_of_order)}",
        f"{'on the wrong page':36}{len(check.wrong_page)}",
        f"{'with running heads or feet inside':36}{len(check.with_furniture)} of {check.paragraphs}",
        f"{'read and segmented, one process':36}{check.pages / check.seconds:.0f} pages a second",
    ]
    for what, names in (
        ("not found", check.missing),
        ("out of order", check.out_of_order),
        ("wrong page", check.wrong_page),
        ("running head or foot inside", check.with_furniture),
    ):
        lines += [f"  {what}: {name}" for name in names]
    return "\n".join(lines)


def _out_of_order(paragraphs: list[Paragraph]) -> list[Paragraph]:
    odd: list[Paragraph] = []
    previous = 0
    for paragraph in paragraphs:
        number = int(paragraph.number or 0)
        if number not in (previous + 1, 1):
            odd.append(paragraph)
        previous = number
    return odd


def _on_its_page(paragraph: Paragraph, texts: list[str]) -> bool:
    beginning = _letters(paragraph.text)[:_COMPARED]
    return paragraph.page is not None and beginning in _letters(texts[paragraph.page - 1])


def _with_furniture(item: Ingested, texts: list[str]) -> list[str]:
    """Return the references of paragraphs that hold a line which several pages have at an edge."""
    pages: dict[str, set[int]] = defaultdict(set)
    for number, text in enumerate(texts):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        for line in (*lines[:_MARGIN_LINES], *lines[-_MARGIN_LINES:]):
            pages[_without_digits(line)].add(number)
    running = {line for line, on in pages.items() if len(on) >= 3 and len(line.split()) >= 3}
    return [p.reference for p in item.paragraphs if any(line in _without_digits(p.text) for line in running)]


def _page_texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
