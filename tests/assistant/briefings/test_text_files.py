"""The briefing as an HTML page: what stands on it, and that any text shows as its characters."""

from datetime import date

import pytest
from lxml import html

from assistant.answering.types import Quote
from assistant.briefings.briefing import Briefing, Heading, Item, OwnWords, Quoted
from assistant.briefings.citation_styles import HouseStyle
from assistant.briefings.text_files import as_at, render_html
from corpus.types import Document, Paragraph, Span

pytestmark = pytest.mark.fast


MARKUP = "<b>x</b> & \"y\" {{ z }} {% raw %} &amp; 'q'"
WHITE_SPACE = " two  spaces,\ta tab\nand a line "


def quoted(text: str, title: str = "A report") -> Quoted:
    document = Document(
        id="d", title=title, short_title=f"{title}, in short", publisher="Ofsted", voice="inspectors",
        authority="Barset", kind="inspection report", year=2020, licence="none",
    )  # fmt: skip
    spans = (Span(0, len(text)),)
    paragraph = Paragraph(
        id="d#para-1", document="d", ordinal=1, kind="numbered", number="1", reference="para 1",
        section=None, page=None, lead_in=None, text=text, spans=spans,
    )  # fmt: skip
    return Quoted(Quote(paragraph, document, text, spans), text)


def briefing(*items: Item, title: str = "A briefing") -> Briefing:
    return Briefing(title, items, date(2026, 4, 1), "f" * 64)


def page_of(briefing: Briefing, footnotes: bool = True, house: HouseStyle | None = None) -> html.HtmlElement:
    return html.document_fromstring(
        render_html(briefing, "house" if house else "full", house or HouseStyle(), footnotes)
    )


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [element.text_content() for element in page.xpath(path)]


def test_each_part_has_its_element() -> None:
    made = briefing(Heading("High"), Heading("Low", 3), OwnWords("Our words."), quoted("Its words."))
    page = page_of(made)
    assert [(element.tag, element.text_content()) for element in page.find("body")] == [
        ("h1", "A briefing"),
        ("h2", "High"),
        ("h4", "Low"),
        ("p", "Our words."),
        ("blockquote", "“Its words.”1"),
        ("h2", "Sources"),
        ("ul", "\nOfsted, A report, 2020.\n"),
        ("h2", "Notes"),
        (
            "ol",
            "\nOfsted, A report, 2020, para 1, http://localhost:8501/read?paragraph=d%23para-1\n",
        ),
        ("footer", as_at(made)),
    ]
    assert texts(page, "//cite") == ["A report", "A report"]
    assert page.xpath("//ol//a/@href") == ["http://localhost:8501/read?paragraph=d%23para-1"]


def test_marks_of_notes_lead_to_them() -> None:
    page = page_of(briefing(quoted("One."), quoted("Two.")))
    assert page.xpath("//sup/a/@href") == ["#note-1", "#note-2"]
    assert page.xpath("//ol/li/@id") == ["note-1", "note-2"]


def test_references_stand_below_the_quotes_where_there_are_no_footnotes() -> None:
    page = page_of(briefing(quoted("One.")), footnotes=False, house=HouseStyle("$short_title"))
    assert texts(page, "//blockquote") == ["“One.”"]
    assert texts(page, "//blockquote/following-sibling::p[@class='reference']") == ["(A report, in short)"]
    assert not page.xpath("//sup | //ol")


def test_page_without_quotes_has_neither_sources_nor_notes() -> None:
    assert texts(page_of(briefing(OwnWords("Our words."))), "//h2") == []


@pytest.mark.parametrize("footnotes", [True, False])
def test_any_text_shows_as_its_characters(footnotes: bool) -> None:
    house = HouseStyle(f"{MARKUP}: $title")
    made = briefing(Heading(MARKUP), OwnWords(MARKUP), quoted(MARKUP, MARKUP), title=MARKUP)
    page = page_of(made, footnotes, house)
    assert texts(page, "//title | //h1") == [MARKUP, MARKUP]
    assert texts(page, "//h2")[0] == MARKUP
    assert texts(page, "//body/p[not(@class)]") == [MARKUP]
    assert texts(page, "//blockquote") == [f"“{MARKUP}”{'1' if footnotes else ''}"]
    assert texts(page, "//ul/li") == [f"Ofsted, {MARKUP}, 2020."]
    (cited,) = texts(page, "//ol/li" if footnotes else "//p[@class='reference']")
    assert cited.strip("()") == f"{MARKUP}: {MARKUP}"
    assert not page.xpath("//b")


def test_link_shows_as_its_characters() -> None:
    made = briefing(quoted("One."))
    address = 'http://x/"><b>&y'
    page = html.document_fromstring(render_html(made, "full", HouseStyle(address=address), footnotes=True))
    assert page.xpath("//ol//a/@href") == texts(page, "//ol//a") == [f"{address}/read?paragraph=d%23para-1"]


@pytest.mark.parametrize("footnotes", [True, False])
def test_white_space_is_the_texts_own(footnotes: bool) -> None:
    page = page_of(briefing(OwnWords(WHITE_SPACE), quoted(WHITE_SPACE)), footnotes)
    assert page.xpath("//body/p[not(@class)]")[0].text == WHITE_SPACE
    assert page.xpath("//blockquote")[0].text == f"“{WHITE_SPACE}”"
