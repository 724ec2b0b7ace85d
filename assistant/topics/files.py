"""What the library says on a topic, as files: CSV, an Excel workbook, and a chart."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.topics.text import HEAD, topic_csv, topic_rows
from assistant.topics.types import Topic
from corpus.errors import UserError

_LONGEST_CELL = 32_767
"""Characters that Excel takes in one cell."""
_WIDEST = 60
"""Width of a column in characters at most; longer text is wrapped."""
_COLOURS = {"inspectors": "#0072B2", "council": "#E69F00"}
# Okabe & Ito's colours, which people with colour blindness tell apart (2008, Color Universal Design).
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "inspection-assistant",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}

Row = tuple[Any, ...]


class TopicFileError(UserError):
    """A topic cannot be written to the file that was named."""


def write_csv(topic: Topic, path: Path, near: bool = True) -> None:
    """Write a topic's paragraphs as CSV, marked as UTF-8 for Excel.

    Raises TopicFileError when the file cannot be written.
    """
    with _writing(path):
        path.write_bytes(topic_csv(topic, near).encode("utf-8-sig"))


def write_excel(topic: Topic, path: Path, near: bool = True) -> None:
    """Write `topic_workbook` to a file. Raises TopicFileError when the file cannot be written."""
    with _writing(path):
        path.write_bytes(topic_workbook(topic, near))


def topic_workbook(topic: Topic, near: bool = True) -> bytes:
    """Return a workbook with the sheets Paragraphs, Counts, Timeline and Recommendations.

    All text is written as text: none of it is ever a formula.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    _fill(book.create_sheet("Paragraphs"), HEAD, topic_rows(topic, near))
    counts = ((way, value, count) for way, own in topic.counts.items() for value, count in own.items())
    _fill(book.create_sheet("Counts"), ("By", "Value", "Paragraphs"), counts)
    _fill(book.create_sheet("Timeline"), ("Year", "Document", "Reference", "First sentence"), _moments(topic))
    head = (
        "Document", "Year", "Reference", "Recommendation", "Later document", "Later year",
        "Later reference", "Later text", "Likeness",
    )  # fmt: skip
    _fill(book.create_sheet("Recommendations"), head, _recommendations(topic))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_chart(topic: Topic, path: Path) -> None:
    """Draw how many paragraphs match by year, stacked by voice, as PNG or SVG; the same for the same topic.

    Raises TopicFileError for another ending, and when the file cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("png", "svg"):
        raise TopicFileError(f"{path} is neither .png nor .svg", "name a file that ends so")
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.5, 3.5), layout="constrained")
        axes = figure.subplots()
        years = sorted({match.document.shown_year for match in topic.matches})
        places = range(len(years))
        below = [0] * len(years)
        for voice, colour in _COLOURS.items():
            own = [match.document.shown_year for match in topic.matches if match.document.voice == voice]
            counts = [own.count(year) for year in years]
            if any(counts):
                axes.bar(places, counts, bottom=below, color=colour, label=voice, width=0.6)
            below = [low + count for low, count in zip(below, counts, strict=True)]
        axes.set_xticks(places, years)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylabel("paragraphs")
        # A dollar sign would begin a formula.
        axes.set_title(f"{topic.parsed.question}: paragraphs by year".replace("$", r"\$"), loc="left")
        if years:
            axes.legend(frameon=False)
        metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
        with _writing(path):
            figure.savefig(path, format=kind, metadata=metadata, dpi=150)


def _moments(topic: Topic) -> Iterator[Row]:
    for moment in topic.timeline:
        for paragraph, sentence in moment.sentences:
            yield moment.document.year, moment.document.short_title, paragraph.reference, sentence


def _recommendations(topic: Topic) -> Iterator[Row]:
    for link in topic.followed_up:
        document, paragraph = link.recommendation.document, link.recommendation.paragraph
        first = (document.short_title, document.year, paragraph.reference, paragraph.text)
        for own in link.later:
            later, text = own.match.document, own.match.paragraph
            likeness = round(own.similarity, 3)
            yield (*first, later.short_title, later.year, text.reference, text.text, likeness)
        if not link.later:
            yield (*first, None, None, None, None, None)


def _fill(sheet: Any, head: Row, rows: Iterable[Row]) -> None:
    """Write a table: a bold, frozen head, columns as wide as their text up to a limit, text wrapped."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    widths = [len(title) for title in head]
    for number, row in enumerate((head, *rows), start=1):
        for column, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = sheet.cell(number, column)
            _write(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
            widths[column - 1] = max(widths[column - 1], len(str(value)))
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST) + 2
    sheet.freeze_panes = "A2"


def _write(cell: Any, value: Any) -> None:
    """Write a value; a text as text, whatever it begins with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL]
    # openpyxl takes "=…" for a formula and "#N/A" for an error.
    cell.data_type = "s"


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TopicFileError(
            f"{path} cannot be written ({error.strerror or error})", "name a file that can be"
        ) from None
