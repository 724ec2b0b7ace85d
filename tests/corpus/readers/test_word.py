"""A Word document is read as Word shows it; each expectation was worked out from what Word does."""

import zipfile
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.ingest import ingest
from corpus.types import Ingested
from tests.corpus.readers.word_files import item, level, paragraph, row, run, table, write_word

pytestmark = pytest.mark.fast

TEXT = paragraph("The panel met in May and looked at every plan.")


def shown(read: Ingested) -> list[tuple[str, str]]:
    return [(p.reference, p.text) for p in read.paragraphs]


def texts(path: Path) -> list[str]:
    return [p.text for p in ingest(path).paragraphs]


def numbering(*levels: str, more: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="1">{"".join(levels)}</w:abstractNum>{more}'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="10"/></w:lvlOverride></w:num>'
    )


OUTLINE = numbering(
    level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "(%3)"),
    level(3, "lowerRoman", "(%4)"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("numbers", "body", "references"),
    [
        (numbering(level(0, "decimal", "%1.", 36)), item("One.") + item("Two."), ["para 36", "para 37"]),
        (
            OUTLINE,
            item("One.")
            + item("Two.", 1, 1)
            + item("Three;", 1, 2)
            + item("Four.", 1, 3)
            + item("Five.", 1, 2)
            + item("Six.")
            + item("Seven.", 1, 1),
            ["para 1", "para 1.1", "para 1.1(a)", "para 1.1(a)(i)", "para 1.1(b)", "para 2", "para 2.1"],
        ),
        # Lists over one abstract list go on from each other; one that starts anew does not.
        (
            OUTLINE,
            item("One.") + TEXT + item("Two.", 2),
            ["para 1", "title page, unnumbered para 1", "para 2"],
        ),
        (OUTLINE, item("One.") + item("Ten.", 3) + item("Eleven.", 3), ["para 1", "para 10", "para 11"]),
        # A paragraph without text keeps its number.
        (OUTLINE, item("One.") + item("") + item("Three."), ["para 1", "para 3"]),
        (
            numbering(level(0, "upperLetter", "%1.")),
            paragraph("Under this:") + item("One.") + item("Two."),
            ["title page, unnumbered para 1", "title page, item (A)", "title page, item (B)"],
        ),
        (
            numbering(level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2", more="<w:isLgl/>")),
            item("One.") + item("Two.", 1, 1),
            ["title page, item (I)", "para 1.1"],
        ),
        (
            numbering(level(0, "decimal", "%1."), level(1, "bullet", "o")),
            item("One.") + item("Two.", 1, 1),
            ["para 1", "para 1, bullet 1"],
        ),
    ],
)
def test_numbers_are_those_that_word_shows(
    tmp_path: Path, numbers: str, body: str, references: list[str]
) -> None:
    path = write_word(tmp_path / "a.docx", body, numbering=numbers)
    assert [p.reference for p in ingest(path).paragraphs] == references


def test_numbers_of_a_style_and_of_headings(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="House heading"/><w:basedOn w:val="H1"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="N"><w:name w:val="House numbered"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    heading, numbered = '<w:pStyle w:val="H"/>', '<w:pStyle w:val="N"/>'
    body = paragraph("Background", properties=heading) + paragraph("First.", properties=numbered)
    body += paragraph("Costs", properties=heading) + paragraph("Second.", properties=numbered)
    read = ingest(write_word(tmp_path / "a.docx", body, styles=styles, numbering=OUTLINE))
    assert [(p.section, p.reference, p.text) for p in read.paragraphs] == [
        ("1. Background", "para 1.1", "First."),
        ("2. Costs", "para 2.1", "Second."),
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (("The plan was ", f"<w:ins>{run('not ')}</w:ins>", "reviewed in time."),
         "The plan was not reviewed in time."),
        (("The plan was ", "<w:del><w:r><w:delText>not </w:delText></w:r></w:del>", "reviewed in time."),
         "The plan was reviewed in time."),
        (("To ", f"<w:sdt><w:sdtPr/><w:sdtContent>{run('31 March')}</w:sdtContent></w:sdt>", " and no later."),
         "To 31 March and no later."),
        (("The king of ", f'<w:smartTag w:element="place">{run("Egypt")}</w:smartTag>', " died."),
         "The king of Egypt died."),
        (("See ", f'<w:fldSimple w:instr="REF a">{run("page 7")}</w:fldSimple>', "."), "See page 7."),
        (("See ", '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGEREF x</w:instrText>'
          '<w:fldChar w:fldCharType="separate"/><w:t>7</w:t><w:fldChar w:fldCharType="end"/></w:r>', "."),
         "See 7."),
        (("The board met. ", run("Do not publish.", "<w:vanish/>")), "The board met."),
        (("The board met. ", run("It agreed.", '<w:vanish w:val="0"/>')), "The board met. It agreed."),
        (("Needed? ", "<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>"
          f"{run('☒')}</w:sdtContent></w:sdt>", " Yes ",
          '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', " No"), "Needed? ☒ Yes ☐ No"),
        (('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>'
          "<w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>", " Agreed by the panel."),
         "☒ Agreed by the panel."),
        (("One", "<w:r><w:br/></w:r>", "two", "<w:r><w:tab/></w:r>", "three", "<w:r><w:noBreakHyphen/></w:r>",
          "year", "<w:r><w:softHyphen/></w:r>", "-old."), "One two three-year-old."),
    ],
)  # fmt: skip
def test_what_a_paragraph_shows(tmp_path: Path, content: tuple[str, ...], text: str) -> None:
    assert texts(write_word(tmp_path / "a.docx", paragraph(*content))) == [text]


def test_text_hidden_by_a_style_is_left_out(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="C"><w:name w:val="Note to self"/><w:basedOn w:val="D"/></w:style>'
        '<w:style w:type="character" w:styleId="D"><w:name w:val="Draft"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = paragraph("The board met. ", run("Do not publish.", '<w:rStyle w:val="C"/>'))
    assert texts(write_word(tmp_path / "a.docx", body, styles=styles)) == ["The board met."]


def test_a_paragraph_goes_on_where_the_mark_between_two_is_deleted(tmp_path: Path) -> None:
    body = paragraph("The plan ", properties="<w:rPr><w:del/></w:rPr>") + paragraph("was agreed.")
    assert texts(write_word(tmp_path / "a.docx", body)) == ["The plan was agreed."]


def test_notes_follow_the_paragraph_with_their_mark_and_are_counted(tmp_path: Path) -> None:
    def mark(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    body = paragraph("Attendance rose", mark("footnote", 7), ".") + paragraph("It fell.", mark("endnote", 4))
    body += table(row("Costs", f"<w:p>{run('12')}{mark('footnote', 3)}</w:p>"))
    notes = "".join(
        f'<w:footnote w:id="{i}">{paragraph(text)}</w:footnote>'
        for i, text in ((3, "In pounds."), (7, "Of all."))
    )
    ends = f'<w:endnote w:id="4">{paragraph("See the annex.")}{paragraph("It is long.")}</w:endnote>'
    assert shown(ingest(write_word(tmp_path / "a.docx", body, footnotes=notes, endnotes=ends))) == [
        ("title page, unnumbered para 1", "Attendance rose."),
        ("footnote 1", "Of all."),
        ("title page, unnumbered para 2", "It fell."),
        ("endnote i", "See the annex. It is long."),
        ("title page table, row 1", "Costs\t12"),
        ("footnote 2", "In pounds."),
    ]


def test_a_text_box_is_read_once_after_the_paragraph_that_it_hangs_on(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('A child said so.')}</w:txbxContent>"
    choices = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = paragraph("Schools ", choices, "help.") + TEXT
    assert texts(write_word(tmp_path / "a.docx", body)) == [
        "Schools help.", "A child said so.", "The panel met in May and looked at every plan.",
    ]  # fmt: skip


def test_every_cell_of_a_table_once(tmp_path: Path) -> None:
    merged = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("2023")
    goes_on = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("In all")
    controlled = (
        f"<w:tr><w:sdt><w:sdtContent><w:tc>{paragraph('Agreed')}</w:tc></w:sdtContent></w:sdt></w:tr>"
    )
    inner = paragraph("Costs") + table(row("Staff", "7")) + "<w:p/>"
    body = table(
        row(merged, "86%", "86%"), row(goes_on, "88%", "90%"), row("", "", ""), row(wide, "5"),
        row(inner, "12"), row(paragraph("Review plans.") + paragraph("Train staff."), "May"), controlled,
    )  # fmt: skip
    assert texts(write_word(tmp_path / "a.docx", body)) == [
        "2023\t86%\t86%", "2023\t88%\t90%", "In all\t5", "Costs\t12", "Staff\t7",
        "Review plans. Train staff.\tMay", "Agreed",
    ]  # fmt: skip


def test_a_frame_and_minutes_in_a_table_are_paragraphs(tmp_path: Path) -> None:
    prose = paragraph("The committee agreed the plan.") + paragraph("It asked for a report.")
    body = TEXT + table(row("54.", prose), row("55.", paragraph("Nobody spoke.") + paragraph("Noted.")))
    body += table(row("<w:p/>" + paragraph("A case study in a frame stands alone.")))
    assert shown(ingest(write_word(tmp_path / "a.docx", body)))[1:] == [
        ("para 54", "The committee agreed the plan."),
        ("title page, unnumbered para 2", "It asked for a report."),
        ("para 55", "Nobody spoke."),
        ("title page, unnumbered para 3", "Noted."),
        ("title page, unnumbered para 4", "A case study in a frame stands alone."),
    ]


def test_strict_open_xml(tmp_path: Path) -> None:
    assert texts(write_word(tmp_path / "a.docx", TEXT, strict=True)) == [
        "The panel met in May and looked at every plan."
    ]


def test_contents_pages_are_left_out_and_long_text_in_a_heading_style_is_text(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style>'
    )
    long = "Members asked how many visits were late. " * 4
    body = paragraph("Findings\t3", properties='<w:pStyle w:val="T"/>')
    body += paragraph("Findings", properties='<w:pStyle w:val="H"/>')
    body += paragraph(long, properties='<w:pStyle w:val="H"/>')
    read = ingest(write_word(tmp_path / "a.docx", body, styles=styles))
    assert [(p.section, p.text) for p in read.paragraphs] == [("Findings", long.strip())]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "a.docx is protected with a password, or is an old .doc",
        ),
        (b"PK\x03\x04 nothing more", "a.docx is damaged or is no Word document"),
    ],
)
def test_files_that_are_no_word_document(tmp_path: Path, content: bytes, cause: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(SourceError) as error:
        ingest(path)
    assert error.value.cause == cause


def test_parts_that_need_a_password_or_cannot_be_unpacked(tmp_path: Path) -> None:
    path = write_word(tmp_path / "b.docx", paragraph("Text."))
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(signature, at + 4)
    path.write_bytes(content)
    with pytest.raises(SourceError, match="protected with a password"):
        ingest(path, "b")

    whole = write_word(tmp_path / "c.docx", paragraph("Text. " * 500))
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in parts.infolist():
            packed.writestr(part.filename, parts.read(part))
    content = bytearray(path.read_bytes())
    start = content.find(b"word/document.xml") + len(b"word/document.xml")
    content[start + 3 : start + 20] = b"\xff" * 17
    path.write_bytes(content)
    with pytest.raises(SourceError, match="damaged"):
        ingest(path, "b")


def test_damaged_notes_are_told(tmp_path: Path) -> None:
    path = write_word(tmp_path / "b.docx", paragraph("Text."), footnotes="<w:footnote")
    with pytest.raises(SourceError, match="notes are damaged"):
        ingest(path, "b")


def test_twenty_thousand_blocks_and_five_thousand_rows(tmp_path: Path) -> None:
    body = paragraph("A short line of text.") * 20_000 + table(*[row("Visits", "7")] * 5_000)
    read = ingest(write_word(tmp_path / "a.docx", body))
    assert (len(read.paragraphs), read.paragraphs[-1].reference) == (25_000, "title page table, row 5000")


def test_forty_levels_of_lists_are_nine(tmp_path: Path) -> None:
    body = "".join(item(f"Item {n}.", 1, n) for n in range(40))
    read = ingest(write_word(tmp_path / "a.docx", body, numbering=OUTLINE))
    assert [p.text for p in read.paragraphs] == [f"Item {n}." for n in range(40)]


@pytest.mark.parametrize(
    "text", ["Mae’r plant yn ddiogel; children are safe.", "الأطفال بأمان مع أسرهم", "ילדים בטוחים בבית"]
)
def test_other_languages_are_kept_to_the_letter(tmp_path: Path, text: str) -> None:
    assert texts(write_word(tmp_path / "a.docx", paragraph(text))) == [text]


@pytest.mark.parametrize(
    ("pattern", "label"),
    [("Article %1", "title page, item (Article 1)"), ("%1-", "title page, item (1-)"), ("%1)", "para 1")],
)
def test_numbers_in_other_dress(tmp_path: Path, pattern: str, label: str) -> None:
    path = write_word(tmp_path / "a.docx", item("One."), numbering=numbering(level(0, "decimal", pattern)))
    assert [p.reference for p in ingest(path).paragraphs] == [label]
