"""Briefings in every format: what is written is read back with other code and compared."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree, html
from markdown_it import MarkdownIt

from assistant.answering.assistant import Assistant
from assistant.briefings.briefing import (
    BriefingError,
    Heading,
    OwnWords,
    Quoted,
    brief_paragraphs,
    brief_plan,
)
from assistant.briefings.citation_styles import HouseStyle
from assistant.briefings.files import make_briefing, write_briefing
from assistant.briefings.pack import check_pack, write_pack
from corpus.types import join_pieces
from index.home import Home
from tests.conftest import Run

PLAN = """# Missing & found

Own words with *stars*, <tags> and
a second line.

> ofsted-hillingdon-2018#para-36

## In part

1. Not a list.

> ofsted-hillingdon-2018#para-40: “they have manageable  caseloads”
"""
TABLE = "hillingdon-cabinet-response-2014"


def text_of(assistant: Assistant, paragraph_id: str) -> str:
    return next(paragraph.text for paragraph in assistant.paragraphs() if paragraph.id == paragraph_id)


def footnotes_of(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("word/footnotes.xml"))
    notes = [note for note in root if note.get(qn("w:type")) is None]
    return ["".join(note.itertext()).strip() for note in notes]


def test_plan_is_headings_own_words_and_quotes(assistant: Assistant) -> None:
    items = brief_plan(assistant, PLAN)
    assert [type(item) for item in items] == [Heading, OwnWords, Quoted, Heading, OwnWords, Quoted]
    assert items[1] == OwnWords("Own words with *stars*, <tags> and a second line.")
    assert isinstance(items[5], Quoted)
    assert items[5].words == "they have manageable caseloads"


def test_everything_wrong_with_a_plan_is_named(assistant: Assistant) -> None:
    plan = "> nowhere#para-1\n\n> ofsted-hillingdon-2018#para-40: they have wings\n\n> ofsted-hillingdon-2018#para-999"
    with pytest.raises(BriefingError) as caught:
        brief_plan(assistant, plan)
    for part in (
        "no paragraph nowhere#para-1",
        "does not hold “they have wings”",
        "no paragraph ofsted-hillingdon-2018#para-999",
    ):
        assert part in str(caught.value)


def test_every_paragraph_of_the_library_reads_in_every_format_as_in_its_source(
    assistant: Assistant, tmp_path: Path
) -> None:
    """All quotes of a document, with tabs, marks and odd letters, through files and other people's readers."""
    paragraphs = assistant.paragraphs()
    briefing = make_briefing(assistant, "All", brief_paragraphs(assistant, [p.id for p in paragraphs]))
    for suffix in (".docx", ".md", ".html"):
        write_briefing(briefing, tmp_path / f"all{suffix}")
    read = {
        ".docx": [
            p.text for p in docx.Document(str(tmp_path / "all.docx")).paragraphs if p.style.name == "Quote"
        ],
        ".html": _quotes(tmp_path.joinpath("all.html").read_text(encoding="utf-8")),
        ".md": _quotes(MarkdownIt("commonmark").render((tmp_path / "all.md").read_text(encoding="utf-8"))),
    }
    for suffix, quotes in read.items():
        assert len(quotes) == len(paragraphs)
        for quote, paragraph in zip(quotes, paragraphs, strict=True):
            source = join_pieces(assistant.text(paragraph.document), paragraph.spans)
            shown = quote.removeprefix("“").rpartition("”")[0]
            assert shown.split() == source.split(), (suffix, paragraph.id)
    assert len(footnotes_of(tmp_path / "all.docx")) == len(paragraphs)


def _quotes(page: str) -> list[str]:
    return [quote.text_content().strip() for quote in html.fromstring(page).xpath("//blockquote")]


def test_word_file_has_styles_footnotes_and_sources(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "b.docx"
    briefing = make_briefing(assistant, "A <title>", brief_plan(assistant, PLAN))
    write_briefing(briefing, path, "short")
    document = docx.Document(str(path))
    assert [(p.style.name, p.text) for p in document.paragraphs] == [
        ("Title", "A <title>"),
        ("Heading 1", "Missing & found"),
        ("Normal", "Own words with *stars*, <tags> and a second line."),
        ("Quote", f"“{text_of(assistant, 'ofsted-hillingdon-2018#para-36')}”"),
        ("Heading 2", "In part"),
        ("Normal", "1. Not a list."),
        ("Quote", "“they have manageable caseloads”"),
        ("Heading 1", "Sources"),
        (
            "List Bullet",
            "Ofsted, London Borough of Hillingdon: inspection of local authority children's services, "
            "inspected 16 to 27 April 2018.",
        ),
        ("Normal", document.paragraphs[-1].text),
    ]
    assert assistant.manifest.library[:16] in document.paragraphs[-1].text
    assert footnotes_of(path) == ["Ofsted, Hillingdon 2018, para 36", "Ofsted, Hillingdon 2018, para 40"]


def test_citations_in_line(assistant: Assistant, tmp_path: Path) -> None:
    briefing = make_briefing(
        assistant,
        "B",
        brief_plan(assistant, "> ofsted-hillingdon-2018#para-40: they have manageable caseloads"),
    )
    write_briefing(briefing, tmp_path / "b.docx", footnotes=False)
    quote = docx.Document(str(tmp_path / "b.docx")).paragraphs[1].text
    assert quote == "“they have manageable caseloads” (Ofsted, Hillingdon 2018, para 40)"


def test_template_of_ones_own_with_few_styles_and_footnotes(assistant: Assistant, tmp_path: Path) -> None:
    template = docx.Document()
    for style in list(template.styles):
        if style.name in ("Quote", "Title", "List Bullet", "Heading 2"):
            style.element.getparent().remove(style.element)
    template.add_paragraph("The council's letterhead")
    template.save(str(tmp_path / "template.docx"))
    briefing = make_briefing(assistant, "B", brief_plan(assistant, PLAN))
    first, second = tmp_path / "first.docx", tmp_path / "second.docx"
    write_briefing(briefing, first, template=tmp_path / "template.docx")
    assert docx.Document(str(first)).paragraphs[0].text == "The council's letterhead"
    assert "Quote" in {style.name for style in docx.Document(str(first)).styles}
    # A template that has footnotes keeps them.
    write_briefing(briefing, second, template=first)
    assert len(footnotes_of(second)) == 4
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(Exception, match=r"broken\.docx is damaged"):
        write_briefing(briefing, first, template=tmp_path / "broken.docx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="Debian's libreoffice-writer is not installed")
def test_libreoffice_opens_the_word_file(assistant: Assistant, tmp_path: Path) -> None:
    import pypdfium2

    briefing = make_briefing(assistant, "For members", brief_plan(assistant, PLAN))
    write_briefing(briefing, tmp_path / "b.docx", "harvard")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "b.docx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "b.pdf")]
    text = " ".join(" ".join(pages).split())
    assert "they have manageable caseloads”2" in text
    assert "2 Ofsted (2018) London Borough of Hillingdon" in text


def test_command_writes_prints_and_is_checked_by_the_checker(run: Run, tmp_path: Path) -> None:
    question = "what did inspectors say about return home interviews"
    output = [str(tmp_path / f"b{suffix}") for suffix in (".docx", ".md", ".html")]
    result = run("brief", question, *(part for path in output for part in ("-o", path)))
    assert result.returncode == 0, result.stderr
    checked = run("check", *output)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("1 quotation checked, all in order") == 3
    record = json.loads(run("brief", "--paragraph", "ofsted-hillingdon-2018#para-40", "--json").stdout)
    assert record["sources"] == ["ofsted-hillingdon-2018"]
    assert record["items"][0]["quoted"].startswith("Staff report, and inspectors found")
    printed = run("brief", "when are the bins collected").stdout
    assert printed.startswith("# when are the bins collected\n\nNo paragraph is about this.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "the briefing would be empty"),
        (("--paragraph", "nowhere#para-1"), "there is no paragraph nowhere#para-1"),
        (("--paragraph", "ofsted-hillingdon-2018#para-40", "-o", "b.odt"), "of no kind that is written"),
        (("--paragraph", "ofsted-hillingdon-2018#para-40", "-o", "/nowhere/b.md"), "cannot be written"),
        (("--plan", "/nowhere/plan.md"), "cannot be read"),
    ],
)
def test_wrong_input_is_told(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("brief", *arguments)
    assert result.returncode == 1
    assert said in result.stderr


def make_pack(assistant: Assistant, home: Home, path: Path) -> None:
    briefing = make_briefing(assistant, "B", brief_plan(assistant, PLAN), ("who has manageable caseloads",))
    write_pack(briefing, home, path, "short", HouseStyle())


def test_pack_proves_its_quotes_without_the_library(
    assistant: Assistant, home: Home, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "b.zip"
    make_pack(assistant, home, path)
    assert [finding.verdict for finding in check_pack(path)] == ["exact", "exact"]
    result = run("check", "--pack", str(path), at=tmp_path / "nowhere")
    assert (result.returncode, result.stdout.split("\n")[0]) == (
        0,
        f"{path}: 2 quotations checked, all in order",
    )
    with zipfile.ZipFile(path) as pack:
        evidence = json.loads(pack.read("evidence.json"))
    assert evidence["questions"] == ["who has manageable caseloads"]
    assert evidence["library"] == assistant.manifest.library
    assert [p["reference"] for p in evidence["cited"][0]["context"]] == ["para 35", "para 37"]


def test_same_briefing_makes_the_same_evidence(assistant: Assistant, home: Home, tmp_path: Path) -> None:
    make_pack(assistant, home, tmp_path / "a.zip")
    make_pack(assistant, home, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as a, zipfile.ZipFile(tmp_path / "b.zip") as b:
        assert a.namelist() == b.namelist()
        assert a.read("evidence.json") == b.read("evidence.json")


@pytest.mark.parametrize("changed", ["evidence.json", "briefing.docx", "briefing.md"])
def test_pack_that_somebody_changed_is_told(
    assistant: Assistant, home: Home, tmp_path: Path, changed: str
) -> None:
    path, other = tmp_path / "a.zip", tmp_path / "b.zip"
    make_pack(assistant, home, path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            target.writestr(part, data + b" " if part.filename == changed else data)
    with pytest.raises(BriefingError, match=f"{changed} changed"):
        check_pack(other)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip"])
def test_no_pack_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(BriefingError, match=r"a\.zip is damaged or is no evidence pack"):
        check_pack(path)
