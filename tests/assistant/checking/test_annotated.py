"""The checked briefing as an HTML page: what is marked, and that any text shows as its characters."""

import pytest
from lxml import html

from assistant.checking.annotated import annotated_page
from assistant.checking.quotations import Block
from assistant.checking.verdicts import Finding

pytestmark = pytest.mark.fast


MARKUP = "<b>x</b> & \"y\" {{ z }} {% raw %} &amp; 'q'"


def page_of(name: str, blocks: list[Block], findings: list[Finding]) -> html.HtmlElement:
    return html.document_fromstring(annotated_page(name, blocks, findings))


def found(block: Block, words: str, verdict: str = "exact", number: int = 0, **values: object) -> Finding:
    start = block.text.index(words)
    return Finding(verdict, number, start, start + len(words), words, **values)  # type: ignore[arg-type]


def test_marks_stand_in_the_text_and_notes_below_it() -> None:
    block = Block(" They  said “one two” and\t“three four”.\nAnd “five”. ")
    findings = [
        found(block, "three four", "not_in_library"),
        found(block, "one two"),
        found(block, "five", "too_short"),
    ]
    page = page_of("b.md", [block, Block("Quoted.", quoted=True)], findings)
    (text,) = page.xpath("//body/p[mark]")
    assert text.text_content() == block.text
    assert [(mark.get("class"), mark.text) for mark in text] == [
        ("right", "one two"),
        ("wrong", "three four"),
    ]
    below = [(note.tag, note.get("class"), note.text_content()) for note in text.itersiblings()]
    assert below == [
        ("span", "note wrong", "not in the library: Not in the library."),
        ("span", "note right", "exact: Exact: nowhere."),
        ("blockquote", None, "Quoted."),
    ]
    assert page.xpath("//h1/following-sibling::p[1]")[0].text == "2 quotations checked, 1 to mend."


def test_of_overlapping_findings_the_first_is_marked() -> None:
    block = Block("one two three")
    page = page_of("b.md", [block], [found(block, "one two"), found(block, "two three")])
    assert [mark.text for mark in page.xpath("//mark")] == ["one two"]
    assert page.xpath("//p[mark]")[0].text_content() == block.text


def test_any_text_shows_as_its_characters() -> None:
    blocks = [Block(f"{MARKUP} “{MARKUP}” {MARKUP}"), Block(MARKUP, quoted=True)]
    selective = found(blocks[0], f"“{MARKUP}”", "selective", left_out=MARKUP)
    page = page_of(MARKUP, blocks, [selective, found(blocks[1], MARKUP, number=1)])
    assert page.xpath("//title")[0].text == f"{MARKUP}, checked"
    assert page.xpath("//h1")[0].text == MARKUP
    assert page.xpath("//p[mark]")[0].text_content() == blocks[0].text
    assert page.xpath("//blockquote")[0].text_content() == MARKUP
    assert f"“{MARKUP}”" in page.xpath("//span[@class='note wrong']")[0].text
    assert not page.xpath("//b")
