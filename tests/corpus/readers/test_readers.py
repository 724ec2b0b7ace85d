"""Each format becomes the same paragraphs; what cannot be read is told and costs only itself."""

import re
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
import pytest
import reportlab
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import SourceError
from corpus.file_names import id_from_name
from corpus.ingest import ingest, ingest_apart
from corpus.readers.pdf.recognition import is_available
from corpus.types import Ingested, join_pieces

pytestmark = pytest.mark.fast


FONT = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
HEAD = "Inspection of Barset local authority children's services"


def write_report(path: Path) -> Path:
    """A report of two pages as Ofsted sets them: title, table, bullets, numbers, footnote, foot."""
    canvas = Canvas(str(path), pagesize=A4)
    foot(canvas, 1)
    write(canvas, 72, 700, "Inspection of Barset local authority", 26, "Helvetica")
    write(canvas, 72, 670, "children's services", 26, "Helvetica")
    write(canvas, 72, 630, "Inspection dates: 4 to 8 March 2024", 12, "Helvetica-Bold")
    write(canvas, 77, 590, "Judgement", 12, "Helvetica-Bold")
    write(canvas, 303, 590, "Grade", 12, "Helvetica-Bold")
    write(canvas, 77, 565, "The impact of leaders on social work")
    write(canvas, 77, 551, "practice with children and families")
    write(canvas, 303, 565, "Good")
    write(canvas, 77, 524, "Overall effectiveness")
    write(canvas, 303, 524, "Requires improvement to be good")
    write(canvas, 72, 480, "What needs to improve?", 14, "Helvetica-Bold")
    write(canvas, 72, 455, "\u2022 The timeliness of visits to children who live a long")
    write(canvas, 90, 441, "way from Barset.")
    write(canvas, 72, 420, "\u2022 The quality of plans.")
    write(canvas, 72, 380, "The experiences and progress of children in care: good", 14, "Helvetica-Bold")
    write(canvas, 72, 350, "1. Children are seen often and their workers know them, which")
    write(canvas, 100, 336, "helps them to feel safe and well with multi-")
    write(canvas, 100, 322, "agency plans that everybody in their network understands and that")
    write(canvas, 72, 140, "2", 6.5)
    write(canvas, 78, 137, "Barset counts children under 18.", 9)
    canvas.showPage()
    foot(canvas, 2)
    write(canvas, 100, 740, "lead to change.")
    write(canvas, 72, 700, "2. 16- and 17-year-olds get help at once.")
    write(canvas, 72, 670, "3. Care leavers live in homes that suit them.")
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    return path


def write(canvas: Canvas, x: float, y: float, text: str, size: float = 12, font: str = "Helvetica") -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def foot(canvas: Canvas, page: int) -> None:
    write(canvas, 72, 40, HEAD, 8)
    write(canvas, 515, 40, str(page), 8)


def shown(item: Ingested) -> list[tuple[str, str, int | None]]:
    return [(p.reference, p.text, p.page) for p in item.paragraphs]


def test_pdf_by_its_layout(tmp_path: Path) -> None:
    item = ingest(write_report(tmp_path / "barset_2024.pdf"))
    assert shown(item) == [
        ("'Inspection dates' line", "Inspection dates: 4 to 8 March 2024", 1),
        ("'Judgement' table, row 1",
         "The impact of leaders on social work practice with children and families\tGood", 1),
        ("'Judgement' table, row 2", "Overall effectiveness\tRequires improvement to be good", 1),
        ("'What needs to improve?', bullet 1",
         "The timeliness of visits to children who live a long way from Barset.", 1),
        ("'What needs to improve?', bullet 2", "The quality of plans.", 1),
        ("judgement above para 1", "The experiences and progress of children in care: good", 1),
        ("para 1",
         "Children are seen often and their workers know them, which helps them to feel safe and well with "
         "multi-agency plans that everybody in their network understands and that lead to change.", 1),
        ("footnote 2", "Barset counts children under 18.", 1),
        ("para 2", "16- and 17-year-olds get help at once.", 2),
        ("para 3", "Care leavers live in homes that suit them.", 2),
    ]  # fmt: skip
    assert all(p.text == join_pieces(item.text, p.spans) for p in item.paragraphs)
    assert item.warnings == (
        "no text on page 3",
        "running heads, feet or page numbers left out on pages 1 to 2",
    )


def test_what_a_pdf_says_of_itself(tmp_path: Path) -> None:
    document = ingest(write_report(tmp_path / "barset_2024.pdf")).document
    assert (document.id, document.authority, document.year) == ("barset_2024", "Barset", 2024)
    assert document.inspected == ("2024-03-04", "2024-03-08")
    assert document.framework == "ILACS"


def test_word_with_styles_lists_and_tables(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_heading("Report", 0)
    file.add_heading("Findings", 1)
    file.add_paragraph("First item.", style="List Number")
    file.add_paragraph("Second item.", style="List Number")
    file.add_paragraph("A bullet.", style="List Bullet")
    file.add_heading("More", 1)
    file.add_paragraph("Some text.")
    table = file.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cost", "12"
    file.save(str(tmp_path / "a.docx"))
    assert shown(ingest(tmp_path / "a.docx")) == [
        ("para 1", "First item.", None),
        ("para 2", "Second item.", None),
        ("para 2, bullet 1", "A bullet.", None),
        ("'More', unnumbered para 1", "Some text.", None),
        ("'More' table, row 1", "Cost\t12", None),
    ]


def test_web_page_without_scripts_and_navigation(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><script>alert(1)</script></head><body><nav><p>Home</p></nav><h1>Report</h1>"
        "<h2>Findings</h2><p>1. Staff <b>work</b> well.</p><ul><li>One<ul><li>Two</li></ul></li></ul>"
        "<table><tr><td>Cost</td><td>12</td></tr></table></body></html>"
    )
    assert shown(ingest(path)) == [
        ("para 1", "Staff work well.", None),
        ("para 1, bullet 1", "One", None),
        ("para 1, bullet 1, sub-bullet 1", "Two", None),
        ("'Findings' table, row 1", "Cost\t12", None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    text = "1. The child’s café – in Barset – opened; it is “good” and staff know everybody well.\n2. Next.\n"
    path.write_bytes(text.encode(encoding))
    assert [p.text for p in ingest(path).paragraphs] == [
        "The child’s café – in Barset – opened; it is “good” and staff know everybody well.",
        "Next.",
    ]


def test_words_parted_at_line_ends_and_ligatures_are_mended(tmp_path: Path) -> None:
    pdfmetrics.registerFont(TTFont("DejaVu", FONT))
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    write(canvas, 72, 700, "1. The of\ufb01ce \ufb01nds a \ufb02ow of multi-", font="DejaVu")
    write(canvas, 90, 686, "agency work in the whole of Barset.", font="DejaVu")
    canvas.save()
    (paragraph,) = ingest(tmp_path / "a.pdf").paragraphs
    assert paragraph.text == "The office finds a flow of multi-agency work in the whole of Barset."


@pytest.mark.parametrize("row_by_row", [False, True])
def test_page_in_two_columns_is_read_column_by_column(tmp_path: Path, row_by_row: bool) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    left = [f"line {n} of the left column, long enough" for n in range(1, 9)]
    right = [f"line {n} of the right column, long enough" for n in range(1, 9)]
    write(canvas, 72, 760, "Findings across the page", 16, "Helvetica-Bold")
    places = [(72, 720 - 14 * n, text) for n, text in enumerate(left)]
    places += [(320, 720 - 14 * n, text) for n, text in enumerate(right)]
    for x, y, text in sorted(places, key=lambda place: (-place[1], place[0])) if row_by_row else places:
        write(canvas, x, y, text, 10)
    canvas.save()
    text = ingest(tmp_path / "a.pdf").text
    assert text.split("\n")[:-1] == ["Findings across the page", *left, *right]


WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9)
SENTENCE = st.lists(WORD, min_size=4, max_size=40).map(lambda words: " ".join(words).capitalize() + ".")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["number", "bullet", "text"]), SENTENCE), min_size=1, max_size=25))
def test_every_word_of_a_layout_is_in_one_paragraph_once(
    tmp_path_factory: pytest.TempPathFactory, items: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("layout") / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    y, number = 780.0, 0
    for kind, sentence in items:
        number += kind == "number"
        mark = {"number": f"{number}. ", "bullet": "\u2022 ", "text": ""}[kind]
        lines = simpleSplit(sentence, "Helvetica", 12, 380)
        if y - 14 * len(lines) < 100:
            canvas.showPage()
            y = 780.0
        for i, line in enumerate(lines):
            write(canvas, 72 if i == 0 or kind == "text" else 90, y, mark + line if i == 0 else line)
            y -= 14
        y -= 14
    canvas.save()
    item = ingest(path)
    words = [word for _, sentence in items for word in re.findall(r"[a-z]+", sentence.lower())]
    assert re.findall(r"[a-z]+", " ".join(p.text.lower() for p in item.paragraphs)) == words
    spans = sorted((span.start, span.end) for p in item.paragraphs for span in p.spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.skipif(not is_available(), reason="the extra 'ocr' or Debian's tesseract-ocr is not installed")
def test_scanned_page_is_read_and_marked(tmp_path: Path) -> None:
    picture = Image.new("L", (1654, 2339), 255)
    font = ImageFont.truetype(FONT, 40)
    for n, line in enumerate(("1. Children in Barset are seen often by", "workers whom they know well.")):
        ImageDraw.Draw(picture).text((200, 300 + 56 * n), line, fill=0, font=font)
    picture.save(tmp_path / "scan.png")
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=A4)
    canvas.drawImage(str(tmp_path / "scan.png"), 0, 0, *A4)
    canvas.showPage()
    write(canvas, 72, 700, "2. Care leavers live in homes that suit them.")
    canvas.save()
    item = ingest(tmp_path / "scan.pdf")
    assert [(p.number, p.text, p.page, p.scanned) for p in item.paragraphs] == [
        ("1", "Children in Barset are seen often by workers whom they know well.", 1, True),
        ("2", "Care leavers live in homes that suit them.", 2, False),
    ]
    assert item.warnings[-1] == "read off a picture (OCR), so check the wording: page 1"


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    good = write_report(folder / "good.pdf").read_bytes()
    files = {
        "empty.pdf": (b"", "is empty"),
        "truncated.pdf": (good[: len(good) // 3], "is damaged"),
        "page.pdf": (b"<html>404 not found</html>", "is named .pdf but holds HTML"),
        "noise.docx": (b"PK\x03\x04" + b"x" * 500, "is damaged or is no Word document"),
        "sheet.xlsx": (b"PK\x03\x04", "is of a kind that is not read"),
        "blank.txt": (b" \n\n ", "holds no text that could be quoted"),
        "binary.txt": (b"\x80\x00\x00\x00" * 500, "is not text"),
    }
    made = {}
    for name, (content, message) in files.items():
        (folder / name).write_bytes(content)
        made[name] = (folder / name, message)
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * (400 * 1024**2))
    return made | {"bomb.docx": (folder / "bomb.docx", "unpacks to an enormous size")}


def test_bad_files_are_told_one_by_one(tmp_path: Path) -> None:
    for path, message in bad_files(tmp_path).values():
        with pytest.raises(SourceError, match=message):
            ingest_apart(path, "it")


def test_file_names_become_plain_ids() -> None:
    assert id_from_name(Path("../../etc/Barset report (final)\u202e.pdf")) == "Barset-report-final"
    assert id_from_name(Path("bedford_2017-04-07.pdf")) == "bedford_2017-04-07"
