"""Briefings in every format are read as people read them, and checked through the real command."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import html

from assistant.checking.errors import BriefingFileError
from assistant.checking.files import read_briefing
from tests.conftest import Run
from tests.corpus.readers.test_readers import write_report
from tests.corpus.readers.word_files import paragraph, row, table
from tests.corpus.readers.word_files import write_word as write_document

EXACT = "they have manageable caseloads and leaders have worked extremely hard"
ALTERED = "they have manageable caseloads and leaders have worked quite hard"
REFERENCE = "(Ofsted, Hillingdon 2018, para 40)"


def write_markdown(path: Path) -> None:
    path.write_text(
        f"# Title\n\nThey said “{EXACT}” {REFERENCE}.\n\n> {ALTERED}[^1]\n\n[^1]: Hillingdon 2018, para 40\n"
    )


def write_plain(path: Path) -> None:
    path.write_text(
        f"They said “{EXACT}” {REFERENCE}.\n\n> {ALTERED[:30]}\n> {ALTERED[31:]}\n", encoding="utf-16"
    )


def write_html(path: Path) -> None:
    path.write_text(
        f"<p>They said <q>{EXACT}</q> <b>{REFERENCE}</b>.<script>“x y z w”</script></p>"
        f'<blockquote><p>{ALTERED}<sup><a href="#n">1</a></sup></p></blockquote><p id="n">Hillingdon 2018, para 40</p>'
    )


def write_word(path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("They said “")
    paragraph.add_run(EXACT[:20]).bold = True
    paragraph.add_run(f"{EXACT[20:]}” {REFERENCE}.")
    table = document.add_table(rows=1, cols=1)
    table.cell(0, 0).text = ALTERED
    table.cell(0, 0).paragraphs[0].style = "Quote"
    document.save(str(path))


WRITERS: dict[str, Callable[[Path], None]] = {
    ".md": write_markdown,
    ".txt": write_plain,
    ".html": write_html,
    ".docx": write_word,
}


@pytest.mark.parametrize("suffix", WRITERS)
def test_each_format_through_the_command(run: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"briefing{suffix}"
    WRITERS[suffix](path)
    result = run("check", "--json", str(path))
    assert result.returncode == 1, result.stderr
    findings = [f for f in json.loads(result.stdout)["findings"] if f["verdict"] != "reference"]
    assert [finding["verdict"] for finding in findings] == ["exact", "altered"]
    assert findings[0]["source"]["paragraph"] == "ofsted-hillingdon-2018#para-40"
    assert findings[1]["changes"] == [{"source": "extremely", "quotation": "quite"}]


def test_standard_input_and_status_when_all_is_well(run: Run) -> None:
    result = run("check", "-", input=f"They said “{EXACT}” {REFERENCE}.")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("-: 1 quotation checked, all in order\n")
    assert run("check", "-", input="No quotation.").stdout == "-: no quotation to check\n"


def test_pdf(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "briefing.pdf"
    write_report(path)
    result = run("check", "--json", str(path))
    assert result.returncode in (0, 1), result.stderr
    assert json.loads(result.stdout)["file"] == str(path)


def test_tracked_changes_count_as_if_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("“they have ")
    for change, text in (("del", "<w:delText>unmanageable</w:delText>"), ("ins", "<w:t>manageable</w:t>")):
        paragraph._p.append(
            parse_xml(f'<w:{change} {nsdecls("w")} w:id="1" w:author="a"><w:r>{text}</w:r></w:{change}>')
        )
    paragraph.add_run(" caseloads”")
    document.save(str(tmp_path / "b.docx"))
    (block,) = read_briefing(str(tmp_path / "b.docx"))
    assert block.text == "“they have manageable caseloads”"


def test_word_comments_stand_at_the_quotations(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "b.docx", tmp_path / "checked.docx"
    write_word(source)
    run("check", str(source), "--annotated", str(target))
    comments = list(docx.Document(str(target)).comments)
    assert [comment.text.split(":")[0] for comment in comments] == ["✓ Exact", "✗ Altered"]
    assert "has “extremely”, not “quite”" in comments[1].text
    body = docx.Document(str(target)).element.body
    assert len(body.xpath("//w:commentRangeStart")) == 2
    # The words themselves are as they were.
    assert [block.text for block in read_briefing(str(target))] == [
        block.text for block in read_briefing(str(source))
    ]


def test_marks_in_html_show_text_as_its_characters(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "b.txt", tmp_path / "checked.html"
    source.write_text(f"<b>They</b> said “{EXACT}” {REFERENCE}.\n\n“{ALTERED}” {REFERENCE}.")
    run("check", str(source), "--annotated", str(target))
    tree = html.fromstring(target.read_text(encoding="utf-8"))
    assert [mark.get("class") for mark in tree.xpath("//mark")] == ["right", "wrong"]
    assert tree.xpath("//mark")[0].text_content() == EXACT
    assert "<b>They</b> said" in tree.text_content()
    assert not tree.xpath("//b")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("b.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "protected with a password"),
        ("b.docx", b"PK\x03\x04 broken", "damaged or is no Word document"),
        ("b.docx", b"", "is empty"),
        ("b.odt", b"x", "of a kind that is not checked"),
        ("b.pdf", b"<html>", "named .pdf but"),
    ],
)
def test_file_that_cannot_be_read_is_told(
    run: Run, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = run("check", str(path))
    assert result.returncode == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_one_bad_file_does_not_hide_the_others(run: Run, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(f"“{EXACT}” {REFERENCE}")
    result = run("check", str(tmp_path / "gone.txt"), str(good))
    assert result.returncode == 1
    assert "gone.txt cannot be read" in result.stderr
    assert "all in order" in result.stdout


def test_broken_document_part_is_told(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.docx", tmp_path / "broken.docx"
    write_word(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            target.writestr(part, data[: len(data) // 2] if part.filename == "word/document.xml" else data)
    with pytest.raises(BriefingFileError, match="damaged"):
        read_briefing(str(broken))


def test_briefing_of_five_hundred_pages(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    filler = "A paragraph of somebody's own words goes on and on. " * 9
    path.write_text("\n\n".join(f"{filler}\n\nThey said “{EXACT}” {REFERENCE}." for _ in range(2500)))
    result = run("check", str(path))
    assert result.returncode == 0, result.stderr
    assert "2500 quotations checked, all in order" in result.stdout


def test_usage(run: Run, tmp_path: Path) -> None:
    assert run("check").returncode == 2
    assert run("check", "a.txt", "b.txt", "--annotated", "c.html").returncode == 2
    assert run("check", "-", "--annotated", "c.txt", input="x").returncode == 2
    result = run("check", "-", at=tmp_path / "nowhere", input="x")
    assert (result.returncode, "there is no library" in result.stderr) == (1, True)


def test_block_quotations_of_word_are_known_by_style_base_and_indentation(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quotations"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="House"/><w:basedOn w:val="Q"/></w:style>'
    )
    body = "".join(
        paragraph("They have manageable caseloads and leaders have worked hard.", properties=properties)
        for properties in (
            '<w:pStyle w:val="Q"/>', '<w:pStyle w:val="H"/>', '<w:ind w:left="720" w:right="720"/>',
            '<w:ind w:left="720"/>', "",
        )
    )  # fmt: skip
    path = write_document(tmp_path / "b.docx", body, styles=styles)
    assert [block.quoted for block in read_briefing(str(path))] == [True, True, True, False, False]


def test_cells_know_what_stands_beside_them_and_notes_come_last(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="4"/></w:r>'
    body = table(row("“Quoted words”", "Barset 2018, para 2")) + paragraph("Text.", mark)
    notes = f'<w:footnote w:id="4">{paragraph("They said “other words”.")}</w:footnote>'
    blocks = read_briefing(str(write_document(tmp_path / "b.docx", body, footnotes=notes)))
    assert [(block.text, block.beside, block.note) for block in blocks] == [
        ("“Quoted words”", ("Barset 2018, para 2",), False),
        ("Barset 2018, para 2", ("“Quoted words”",), False),
        ("Text.", (), False),
        ("They said “other words”.", (), True),
    ]


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<blockquote><p>Words.</p><footer>Barset, para 2</footer></blockquote>",
         [("Words.", True), ("Barset, para 2", False)]),
        ("<p class='block-quote'>Words.</p>", [("Words.", True)]),
        ("<p style='margin-left: 2em; margin-right: 2em'>These are more than eight words of somebody else here.</p>",
         [("These are more than eight words of somebody else here.", True)]),
        ("<p style='margin-left: 2em'>These are more than eight words of somebody else here.</p>",
         [("These are more than eight words of somebody else here.", False)]),
    ],
)  # fmt: skip
def test_block_quotations_of_a_page(tmp_path: Path, page: str, read: list[tuple[str, bool]]) -> None:
    (tmp_path / "b.html").write_text(page)
    blocks = read_briefing(str(tmp_path / "b.html"))
    assert [(block.text, block.quoted) for block in blocks] == read


@pytest.mark.parametrize(
    "properties",
    ['<w:ind w:left="36pt" w:right="36pt"/>', '<w:ind w:start="1.27cm" w:end="1.27cm"/>'],
)
def test_indentation_may_name_its_unit(tmp_path: Path, properties: str) -> None:
    words = paragraph("They have manageable caseloads and leaders have worked hard.", properties=properties)
    (block,) = read_briefing(str(write_document(tmp_path / "b.docx", words)))
    assert block.quoted


def test_a_merged_cell_belongs_to_each_row_and_the_nearest_cell_comes_first(tmp_path: Path) -> None:
    top = f'<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("Source")}'
    below = f"<w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}"
    body = table(row("A", "B", top, "C"), row("D", "E", below, "F"))
    blocks = read_briefing(str(write_document(tmp_path / "b.docx", body)))
    page = tmp_path / "b.html"
    page.write_text("<table><tr><td>A<td>B<td rowspan=2>Source<td>C</tr><tr><td>D<td>E<td>F</tr></table>")
    expected = [
        ("A", ("B", "Source", "C")), ("B", ("Source", "C", "A")), ("Source", ("C", "B", "A")),
        ("C", ("Source", "B", "A")), ("D", ("E", "Source", "F")), ("E", ("Source", "F", "D")),
        ("F", ("Source", "E", "D")),
    ]  # fmt: skip
    assert [(block.text, block.beside) for block in blocks] == expected
    assert [(block.text, block.beside) for block in read_briefing(str(page))] == expected


def test_paragraphs_of_a_note_are_its_own_and_a_note_that_calls_itself_ends(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="4"/></w:r>'
    note = paragraph("See.", mark) + paragraph("Words.", properties='<w:pStyle w:val="Q"/>')
    path = write_document(
        tmp_path / "b.docx",
        paragraph("Text.", mark),
        styles='<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>',
        footnotes=f'<w:footnote w:id="4">{note}</w:footnote>',
    )
    blocks = read_briefing(str(path))
    assert [(block.text, block.quoted, block.note) for block in blocks] == [
        ("Text.", False, False),
        ("See.", False, True),
        ("Words.", True, True),
    ]


@pytest.mark.parametrize(
    "page",
    [
        # LibreOffice, Word, pandoc.
        "<p>Text<a name=a1 href='#s1'><sup>1</sup></a></p>"
        "<div id=sdfootnote1><p><a name=s1 href='#a1'>1</a> Source.</p></div>",
        "<p>Text<a href='#_ftn1' name='_ftnref1'>[1]</a></p>"
        "<div id=ftn1><p><a href='#_ftnref1' name='_ftn1'>[1]</a> Source.</p></div>",
        "<p>Text<a href='#fn1' id=r1><sup>1</sup></a></p><ol><li id=fn1><p>Source.<a href='#r1'>↩</a></p></ol>",
    ],
)
def test_notes_of_pages_that_other_programs_wrote(tmp_path: Path, page: str) -> None:
    (tmp_path / "b.html").write_text(page, encoding="utf-8")
    text, note = read_briefing(str(tmp_path / "b.html"))
    assert (text.text, note.note) == ("Text", True)
    assert [own.position for own in text.notes] == [4]
    assert "Source." in text.notes[0].text


def test_notes_of_markdown_go_on_over_lines_and_paragraphs(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text(
        "Text[^a].\n\n[^a]: One *two*\nthree.\n\n    Four.\n\nOwn words [^b].\n", encoding="utf-8"
    )
    blocks = read_briefing(str(tmp_path / "b.md"))
    assert [(block.text, block.note) for block in blocks] == [
        ("Text.", False),
        ("Own words [^b].", False),
        ("One two\nthree.", True),
        ("Four.", True),
    ]
    assert [(own.position, own.text) for own in blocks[0].notes] == [(4, "One two three. Four.")]


def test_links_to_sections_are_no_notes(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text("<p><a href='#s'>1</a></p><h2 id=s>Title</h2><p>Text.</p>")
    blocks = read_briefing(str(tmp_path / "b.html"))
    assert [(block.text, block.note) for block in blocks] == [
        ("1", False), ("Title", False), ("Text.", False),
    ]  # fmt: skip


def test_damaged_notes_are_told(tmp_path: Path) -> None:
    path = write_document(tmp_path / "b.docx", paragraph("Text."), footnotes="<w:footnote")
    with pytest.raises(BriefingFileError, match="notes are damaged"):
        read_briefing(str(path))
