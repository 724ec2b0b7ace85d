"""PDFs as people make them: each kind of layout in a small file, with what stands on its page."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus.ingest import ingest
from corpus.readers.pdf.blocks import cut_blocks
from corpus.readers.pdf.lines import Line
from corpus.readers.pdf.recognition import is_available
from corpus.readers.pdf.rules import Band, Rule, Rules
from corpus.types import Ingested
from tests.corpus.readers.test_readers import FONT, write

pytestmark = pytest.mark.fast

BODY = "The service knows its families and sees each of them often"


def made(tmp_path: Path, *pages: Callable[[Canvas], None]) -> Ingested:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return ingest(tmp_path / "a.pdf")


def texts(item: Ingested) -> list[str]:
    return [p.text for p in item.paragraphs]


def test_note_marks_are_out_of_the_text_and_notes_under_their_number(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 72, 700, "Two children live in special schools")
        width = canvas.stringWidth("Two children live in special schools", "Helvetica", 12)
        write(canvas, 72 + width, 705, "3", 7)
        write(canvas, 72 + width + 4.5, 700, ", of whom one")
        write(canvas, 72, 686, "lives near by. The area has 5 km")
        write(
            canvas, 72 + canvas.stringWidth("lives near by. The area has 5 km", "Helvetica", 12), 691, "2", 7
        )
        write(canvas, 72, 100, "3 These are schools for children who board.", 9)

    item = made(tmp_path, page)
    assert [(p.kind, p.number or p.reference, p.text) for p in item.paragraphs] == [
        ("unnumbered", "title page, unnumbered para 1",
         "Two children live in special schools, of whom one lives near by. The area has 5 km2"),
        ("footnote", "footnote 3", "These are schools for children who board."),
    ]  # fmt: skip


def test_hyphen_at_a_pages_end_never_joins_the_foot(tmp_path: Path) -> None:
    def page(first: bool) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            if first:
                write(canvas, 72, 700, "1. Partners meet each week and take part in multi-")
            else:
                write(canvas, 72, 780, "agency meetings, which people attend.")
            write(canvas, 72, 40, "Joint inspection of a town", 8)

        return draw

    def last(canvas: Canvas) -> None:
        write(canvas, 72, 700, "2. They end with a well-")
        write(canvas, 72, 40, "Joint inspection of a town", 8)

    item = made(tmp_path, page(True), page(False), last)
    assert item.paragraphs[0].text == (
        "Partners meet each week and take part in multi-agency meetings, which people attend."
    )
    assert item.paragraphs[1].text == "They end with a well-"
    assert "Joint inspection" not in " ".join(texts(item))


def test_a_step_back_to_the_margin_and_a_ruled_line_part_paragraphs(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 78, 700, "The library has to look after its rooms:")
        write(canvas, 100, 686, "\u2022 the heating in the reading")
        write(canvas, 112, 672, "room")
        write(canvas, 78, 658, "Staff need a course each year on how to find papers")
        write(canvas, 78, 644, "for readers.")
        canvas.line(70, 639, 520, 639)
        write(canvas, 78, 630, "Heads need to meet the friends of the library each term.")

    assert texts(made(tmp_path, page)) == [
        "The library has to look after its rooms:",
        "the heating in the reading room",
        "Staff need a course each year on how to find papers for readers.",
        "Heads need to meet the friends of the library each term.",
    ]


def test_text_above_small_print_is_text_and_its_short_lines_are_headings(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        for n in range(8):
            write(
                canvas,
                72,
                760 - 9 * n,
                "Members of the public may speak. Papers are sent in large print. " * 2,
                7,
            )
        write(canvas, 72, 660, "Public questions", 11)
        write(canvas, 72, 640, "Questions are answered in the order in which they arrive, and each is", 11)
        write(canvas, 72, 626, "given three minutes. The clerk keeps a list.", 11)

    item = made(tmp_path, page)
    assert (item.paragraphs[-1].section, item.paragraphs[-1].text) == (
        "Public questions",
        "Questions are answered in the order in which they arrive, and each is given three minutes. "
        "The clerk keeps a list.",
    )


def test_bullets_in_larger_type_are_whole(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 72, 720, "1. " + BODY + ", as it should.", 10)
        for n in range(12):
            write(canvas, 72, 700 - 13 * n, BODY + ".", 10)
        write(canvas, 72, 500, "\u2022 Children are seen by people", 12)
        write(canvas, 90, 486, "whom they know well.", 12)
        write(canvas, 72, 462, "\u2022 Plans are read.", 12)

    assert texts(made(tmp_path, page))[-2:] == [
        "Children are seen by people whom they know well.",
        "Plans are read.",
    ]


def test_a_line_in_italics_inside_a_paragraph_is_no_heading(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 72, 700, "1. The approach follows national guidance, above all")
        write(canvas, 90, 686, "Working with families: a guide", 12, "Helvetica-Oblique")
        write(canvas, 90, 672, "and what was agreed in the spring.")
        write(canvas, 72, 640, "Next steps", 12, "Helvetica-Oblique")
        write(canvas, 72, 620, "2. The approach is reviewed each spring.")

    assert [(p.number, p.section, p.text) for p in made(tmp_path, page).paragraphs] == [
        ("1", None, "The approach follows national guidance, above all Working with families: a guide and what "
         "was agreed in the spring."),
        ("2", "Next steps", "The approach is reviewed each spring."),
    ]  # fmt: skip


def test_bold_is_told_by_the_fonts_name_whatever_its_stems_say(tmp_path: Path) -> None:
    # An embedded font's stems are given as 87 here, which PDFium reckons as a light weight.
    pdfmetrics.registerFont(TTFont("Vera", FONT))
    pdfmetrics.registerFont(TTFont("VeraBold", FONT.replace("Vera.ttf", "VeraBd.ttf")))

    def page(canvas: Canvas) -> None:
        write(canvas, 72, 700, "1. A letter goes to every house in the street.", font="Vera")
        write(canvas, 72, 684, "Timescale", font="VeraBold")
        write(canvas, 72, 670, "2. The work is planned for this year.", font="Vera")

    assert [(p.number, p.section, p.text) for p in made(tmp_path, page).paragraphs] == [
        ("1", None, "A letter goes to every house in the street."),
        ("2", "Timescale", "The work is planned for this year."),
    ]


def test_lettered_items_and_hollow_bullets(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 72, 720, "1. The panel asks that:")
        write(canvas, 90, 706, "(a)")
        write(canvas, 120, 706, "plans are read each month, and what was")
        write(canvas, 120, 692, "found is told;")
        write(canvas, 90.6, 678, "(b)")
        write(canvas, 120, 678, "visits are counted:")
        write(canvas, 126, 664, "\u25e6 in the day")
        write(canvas, 72, 640, "2. The panel thanks all.")

    references = [p.reference for p in made(tmp_path, page).paragraphs]
    assert references[:3] == ["para 1", "para 1(a)", "para 1(b)"]


def test_a_grade_that_its_label_nearly_reaches_is_a_cell(tmp_path: Path) -> None:
    label = "2.2 Support for young people who leave care at last"

    def page(canvas: Canvas) -> None:
        for n, text in enumerate(("1. Help and protection", "2.1 Adoption", label, "3. Leadership")):
            write(canvas, 72, 700 - 40 * n, text)
            write(canvas, 72 + canvas.stringWidth(label, "Helvetica", 12) + 14, 700 - 40 * n, "Good")

    assert f"{label}\tGood" in texts(made(tmp_path, page))


def test_what_was_typed_and_ticked_in_a_form_is_read(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 72, 700, "What is going well for the family?")
        canvas.acroForm.textfield(name="a", value="They use the centre twice a week.", x=72, y=670, width=300)
        write(canvas, 72, 600, "Consent: Yes")
        canvas.acroForm.checkbox(name="b", checked=True, x=145, y=597, size=12)

    assert texts(made(tmp_path, page)) == [
        "What is going well for the family?", "They use the centre twice a week.", "Consent: Yes ☒",
    ]  # fmt: skip


def test_attached_files_are_named(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    write(canvas, 72, 700, "The reports are attached to this file.")
    canvas.save()
    document = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    document.new_attachment("report.docx").set_data(b"x")
    document.save(tmp_path / "b.pdf")
    assert (
        "1 file is attached (report.docx): it is not read; add what is needed by itself"
        in ingest(tmp_path / "b.pdf").warnings
    )


def scan(tmp_path: Path, turned: int) -> Path:
    """A picture of two lines of text, turned by so many degrees."""
    picture = Image.new("L", (1654, 2339), 255)
    font = ImageFont.truetype(FONT, 40)
    for n, line in enumerate(
        ("Social workers visit every child within ten days.", "The board looks at figures.")
    ):
        ImageDraw.Draw(picture).text((200, 300 + 56 * n), line, fill=0, font=font)
    picture.rotate(turned, expand=True).save(tmp_path / "scan.png")
    return tmp_path / "scan.png"


@pytest.mark.skipif(not is_available(), reason="needs the extra 'ocr' and tesseract")
@pytest.mark.parametrize("turned", [90, 180])
def test_scans_are_turned_the_right_way_up_and_said_to_be(tmp_path: Path, turned: int) -> None:
    picture = scan(tmp_path, turned)
    item = made(tmp_path, lambda canvas: canvas.drawImage(str(picture), 0, 0, *A4))
    assert "Social workers visit every child within ten days." in " ".join(texts(item))
    assert "turned the right way up to be read: page 1" in item.warnings


@pytest.mark.skipif(not is_available(), reason="needs the extra 'ocr' and tesseract")
def test_a_scan_under_a_stamp_is_read(tmp_path: Path) -> None:
    picture = scan(tmp_path, 0)

    def page(canvas: Canvas) -> None:
        canvas.drawImage(str(picture), 0, 0, *A4)
        write(canvas, 380, 820, "Agenda Item 9, Appendix 2: Plan", 9)

    assert "Social workers visit every child within ten days." in " ".join(texts(made(tmp_path, page)))


def test_cells_that_wrap_between_ruled_lines(tmp_path: Path) -> None:
    rows = (
        (("What will be", "done"), ("By whom",), ("When",)),
        (("Visits to children who live a", "long way off are made"), ("Head of", "placements"), ("June",)),
        (("Plans are read by managers",), (), ("May 2024",)),
    )

    def page(canvas: Canvas) -> None:
        write(canvas, 60, 780, "Action plan", 14, "Helvetica-Bold")
        y = 730.0
        canvas.line(55, y + 14, 520, y + 14)
        for cells in rows:
            for x, cell in zip((60, 230, 400), cells, strict=True):
                for n, text in enumerate(cell):
                    write(canvas, x, y - 13 * n, text, 10)
            y -= 13 * max(map(len, cells)) + 2
            canvas.line(55, y + 11, 520, y + 11)
        for x in (55, 225, 395, 520):
            canvas.line(x, 744, x, y + 11)
        write(canvas, 60, y - 20, "The plan is looked at each quarter by the board.")

    assert texts(made(tmp_path, page)) == [
        "What will be done\tBy whom\tWhen",
        "Visits to children who live a long way off are made\tHead of placements\tJune",
        "Plans are read by managers\t\tMay 2024",
        "The plan is looked at each quarter by the board.",
    ]


def test_cells_that_wrap_without_ruled_lines(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 72, 720, "What the grades mean", 14, "Helvetica-Bold")
        for n, (grade, first, rest) in enumerate((
            ("First (Grade 1)", "A service that significantly exceeds", "what is asked of it"),
            ("Second (Grade 2)", "A service that does", ""),
        )):  # fmt: skip
            write(canvas, 72, 690 - 40 * n, grade)
            write(canvas, 250, 690 - 40 * n, first)
            write(canvas, 250, 676 - 40 * n, rest)
        write(canvas, 72, 634, "These words stand below the table, from its left to its right.")

    assert texts(made(tmp_path, page)) == [
        "First (Grade 1)\tA service that significantly exceeds what is asked of it",
        "Second (Grade 2)\tA service that does",
        "These words stand below the table, from its left to its right.",
    ]


def test_a_line_stands_in_the_cell_that_holds_its_middle() -> None:
    band = Band(90, 120, (60, 200, 420))
    assert [band.cell_of(line(y, x, right)) for y, x, right in (
        (110, 72, 150), (110, 210, 400), (140, 72, 150), (110, 430, 500),
    )] == [0, 1, None, None]  # fmt: skip


def line(y: float, x: float = 72, right: float = 400) -> Line:
    return Line(1, "A line.", x, right, y, y, 12, bold=False)


@pytest.mark.parametrize(
    ("rule", "parted"),
    [
        (Rule(105, 60, 500), True),
        (Rule(102, 72, 400), False),  # under the words of the first line
        (Rule(105, 200, 500), False),  # beside them
        (Rule(120, 60, 500), False),  # below both
    ],
)
def test_ruled_lines_that_part_two_lines(rule: Rule, parted: bool) -> None:
    assert Rules((rule,)).part(line(100), line(114)) is parted


def test_numbers_and_text_keep_their_places_in_the_text() -> None:
    rows = [(line(100),), (line(114),), (Line(2, "12. Twelve.", 72, 300, 100, 100, 12, bold=False),)]
    extraction = cut_blocks(rows, 2, {})
    assert extraction.text == "A line.\nA line.\n\f12. Twelve.\n"
    assert [(b.kind, b.number, b.text, b.page) for b in extraction.blocks] == [
        ("text", None, "A line. A line.", 1),
        ("numbered", "12", "Twelve.", 2),
    ]
    assert extraction.pages == (0, 17)
