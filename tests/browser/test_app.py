"""The real app in a real browser over the real index: ask, copy, read, and wrong input."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from assistant.conversations.feedback import read_marks
from corpus.library.library import Library
from index.home import Home
from tests.browser.serving import CHROMIUM, WAIT, ask, choose, served, upload
from tests.corpus.readers.test_readers import write_report

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if address not in request.url else None)
    page.goto(address)
    expect(page.get_by_placeholder("Ask the reports a question")).to_be_visible(timeout=WAIT)
    yield page
    context.close()
    assert [url for url in elsewhere if not url.startswith(("data:", "blob:", "ws://localhost"))] == []


def test_answer_is_quoted_by_document_and_copied_with_its_citation(page: Page) -> None:
    ask(page, "what did inspectors say about return home interviews")
    expect(page.get_by_role("heading", name="Ofsted, Hillingdon 2018")).to_be_visible(timeout=WAIT)
    quotes = page.locator("section.inspectors").first.locator("blockquote")
    expect(quotes.first).to_have_text(
        "The timeliness and quality of return home interviews when children are reported missing from home "
        "and care."
    )
    page.get_by_role("button", name="Copy with citation").first.click()
    expect(page.get_by_text("Copied with its citation")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == (
        "“The timeliness and quality of return home interviews when children are reported missing from home "
        "and care.” (Ofsted, Hillingdon 2018, 'What needs to improve', bullet 2)"
    )
    rich = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((b) => b.text())"
    )
    assert "(<i>Ofsted, Hillingdon 2018</i>, 'What needs to improve', bullet 2)</p>" in rich
    page.get_by_text(re.compile(r"^\d related paragraphs?$")).click()
    expect(page.locator("details").get_by_text("commissioned from NYAS")).to_be_visible()


def test_marks_are_kept_with_who_and_which_library(page: Page, home: Home) -> None:
    ask(page, "manageable caseloads in the 2018 report")
    answers = page.get_by_role("group", name="Does para 40 answer?").get_by_role(
        "button", name="Answers", exact=True
    )
    answers.click()
    expect(answers).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    assert [(mark.verdict, mark.who) for mark in read_marks(home.path)] == [("right", "")]
    page.get_by_label("Your name, kept with what you mark (optional)").fill("A reader")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Does not answer").first.click()
    expect(answers).to_have_attribute("aria-pressed", "false", timeout=WAIT)
    (mark,) = read_marks(home.path)
    assert (mark.question, mark.paragraph) == (
        "manageable caseloads in the 2018 report",
        "ofsted-hillingdon-2018#para-40",
    )
    assert (mark.verdict, mark.who) == ("wrong", "A reader")
    assert mark.library == Library.open(home.library).fingerprint()


def test_quote_is_shown_marked_in_its_document_and_the_answers_are_kept(page: Page) -> None:
    ask(page, "manageable caseloads in the 2018 report")
    page.get_by_role("link", name="Show in document").first.click()
    marked = page.locator(".paragraph.marked")
    expect(marked).to_be_in_viewport(timeout=WAIT)
    expect(marked).to_contain_text("they have manageable caseloads")
    expect(marked.locator(".mark")).to_have_text("40")
    expect(page).to_have_url(re.compile(r"/read\?paragraph=ofsted-hillingdon-2018%23para-40$"))
    page.get_by_text("Back to the answers").click()
    expect(page.locator(".question")).to_have_text("manageable caseloads in the 2018 report")


def test_permanent_link_opens_the_paragraph(page: Page, address: str) -> None:
    page.goto(f"{address}/read?paragraph=ofsted-hounslow-2014%23para-99")
    expect(page.locator(".paragraph.marked")).to_be_in_viewport(timeout=WAIT)
    expect(page.locator(".paragraph.marked .mark")).to_have_text("99")
    page.get_by_role("link", name="Mark para 100", exact=True).click()
    expect(page.locator(".paragraph.marked .mark")).to_have_text(["100"], timeout=WAIT)
    expect(page).to_have_url(re.compile(r"/read\?paragraph=ofsted-hounslow-2014%23para-100$"))


def test_link_to_a_paragraph_that_is_not_there(page: Page, address: str) -> None:
    page.goto(f"{address}/read?paragraph=ofsted-hounslow-2014%23para-999")
    expect(page.get_by_text("That paragraph is not in this document")).to_be_visible(timeout=WAIT)


def test_what_is_not_found_looks_different_and_says_what_was_searched(page: Page) -> None:
    ask(page, "what's the best pizza in Uxbridge")
    expect(page.locator(".notice.not_found")).to_contain_text(
        "The documents never use “pizza”.", timeout=WAIT
    )
    expect(page.get_by_text("Searched 590 paragraphs of 5 documents")).to_be_visible()
    expect(page.locator("blockquote")).to_have_count(0)
    ask(page, "how many social workers were dismissed in 2016", 1)
    expect(page.locator(".notice.related")).to_contain_text(
        "those that give a figure are farther from what was asked", timeout=WAIT
    )
    expect(page.get_by_text(re.compile("related paragraphs"))).to_be_visible()


def test_what_was_read_into_a_question_can_be_left_out(page: Page) -> None:
    ask(page, "what did inspectors say about IROs in 2018")
    chips = page.get_by_role("list", name="Understood").get_by_role("listitem")
    expect(chips).to_have_text(
        ["2018×", "Inspectors×", "IROs = independent reviewing officers×"], timeout=WAIT
    )
    page.get_by_role("button", name="Search without this limit: 2018").click()
    expect(chips).to_have_text(["Inspectors×", "IROs = independent reviewing officers×"], timeout=WAIT)
    page.get_by_role("button", name="Search for my own words only").click()
    expect(chips).to_have_text(["Inspectors×"], timeout=WAIT)
    expect(page.locator(".question")).to_have_count(1)


def test_example_question_is_asked_by_keyboard(page: Page) -> None:
    example = page.get_by_role("button", name="What did inspectors say about return home interviews?")
    example.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_text(
        "What did inspectors say about return home interviews?", timeout=WAIT
    )


@pytest.mark.parametrize(
    "question",
    [
        "<script>document.title='owned'</script> adoption",
        "[adoption](javascript:alert(1)) $x^2$ :smile: **bold**",
    ],
)
def test_markup_in_a_question_shows_as_its_characters(page: Page, question: str) -> None:
    ask(page, question)
    expect(page.get_by_text("Searched")).to_be_visible(timeout=WAIT)
    assert page.title() == "Inspection Assistant"


def test_question_of_punctuation_is_told_plainly(page: Page) -> None:
    ask(page, "?!…")
    expect(page.locator(".notice.problem")).to_contain_text(
        "The question holds no word; ask in words.", timeout=WAIT
    )


def test_document_is_uploaded_asked_about_corrected_and_removed(
    browser: Browser, home: Home, tmp_path: Path
) -> None:
    own = tmp_path / "home"
    shutil.copytree(home.path, own)
    report = write_report(tmp_path / "barset_2024.pdf")
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.4 torn")
    with served(own) as address:
        # High enough for a list of six: what a list has below its edge is not in the page.
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(WAIT)
        page.goto(f"{address}/library")
        page.get_by_label("Add documents").wait_for(timeout=WAIT)
        upload(page, report, tmp_path / "torn.pdf")
        expect(page.get_by_text("torn.pdf is damaged")).to_be_visible(timeout=WAIT)
        expect(page.get_by_text("6 of 6 documents")).to_be_visible(timeout=WAIT)
        expect(page.get_by_text("no text on page 3")).to_be_visible()
        expect(page.get_by_text("torn.pdf: done")).to_be_visible(timeout=WAIT)

        choose(page, "Barset 2024")
        expect(page.get_by_role("heading", name="Barset 2024")).to_be_visible(timeout=WAIT)
        page.get_by_role("textbox", name="Authority").fill("Sutton")
        page.get_by_role("button", name="Save corrections").click()
        expect(page.get_by_role("heading", name="Sutton 2024")).to_be_visible(timeout=WAIT)

        page.get_by_role("link", name="Ask").click()
        box = page.get_by_placeholder("Ask the reports a question")
        box.fill("where do care leavers live in Sutton")
        box.press("Enter")
        expect(page.get_by_text("para 3, page 2")).to_be_visible(timeout=WAIT)

        page.get_by_role("link", name="Library").click()
        expect(page.get_by_text("6 of 6 documents")).to_be_visible(timeout=WAIT)
        choose(page, "Sutton 2024")
        page.get_by_role("tab", name="Replace or remove").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the original").click()
        assert download.value.path().read_bytes() == report.read_bytes()
        page.get_by_role("button", name="Remove from the library").click()
        page.get_by_role("button", name="Remove it").click()
        expect(page.get_by_text("5 of 5 documents")).to_be_visible(timeout=WAIT)
        page.close()


def test_conversation_survives_a_refresh_and_is_found_renamed_and_deleted(page: Page, address: str) -> None:
    ask(page, "manageable caseloads in the 2018 report")
    page.get_by_role("button", name="Answers", exact=True).first.click()
    expect(page.locator("[aria-pressed=true]")).to_have_count(1, timeout=WAIT)
    ask(page, "and in 2011?", 1)
    expect(page).to_have_url(re.compile(r"conversation=[\w-]{16}$"))
    at = page.url
    page.reload()
    expect(page.locator(".question")).to_have_text(
        ["manageable caseloads in the 2018 report", "and in 2011?"], timeout=WAIT
    )
    expect(page.locator("[aria-pressed=true]")).to_have_count(1)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_text("For example")).to_be_visible(timeout=WAIT)
    ask(page, "private fostering")
    page.get_by_role("textbox", name="Search conversations").fill("2011")
    page.keyboard.press("Enter")
    first = page.get_by_role("button", name="manageable caseloads in the 2018 report")
    expect(page.get_by_role("button", name="private fostering", exact=True)).to_have_count(0, timeout=WAIT)
    first.click()
    expect(page).to_have_url(at, timeout=WAIT)
    page.get_by_text("This conversation").click()
    page.get_by_role("textbox", name="Title").fill("*Caseloads* :smile: $x$")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("button", name="*Caseloads* :smile: $x$")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".question")).to_have_count(0, timeout=WAIT)
    page.goto(at)
    expect(page.get_by_text("That conversation is not here")).to_be_visible(timeout=WAIT)


def test_conversation_with_any_id_is_shown(page: Page, address: str, home: Home) -> None:
    # Ids are drawn by chance; one in 250 has two underscores in a row, which Streamlit takes in no key.
    ask(page, "manageable caseloads in the 2018 report")
    expect(page).to_have_url(re.compile(r"conversation=[\w-]{16}$"))
    drawn = page.url.rsplit("=", 1)[1]
    with closing(sqlite3.connect(home.path / "conversations.sqlite", timeout=10)) as database, database:
        database.execute("UPDATE turn SET conversation = 'a__b' WHERE conversation = ?", (drawn,))
        database.execute("UPDATE conversation SET id = 'a__b' WHERE id = ?", (drawn,))
    page.goto(f"{address}/?conversation=a__b")
    expect(page.locator(".question")).to_have_text(["manageable caseloads in the 2018 report"], timeout=WAIT)


def test_conversation_is_not_shown_to_another_browser(page: Page, browser: Browser) -> None:
    ask(page, "manageable caseloads in the 2018 report")
    expect(page).to_have_url(re.compile("conversation="))
    other = browser.new_context()
    try:
        stranger = other.new_page()
        stranger.goto(page.url)
        expect(stranger.get_by_text("That conversation is not here")).to_be_visible(timeout=WAIT)
        expect(stranger.get_by_text("manageable caseloads")).to_have_count(0)
    finally:
        other.close()


def test_topic_is_listed_and_taken_away_as_a_workbook(page: Page, tmp_path: Path) -> None:
    page.get_by_role("link", name="Topics").click()
    page.get_by_role("textbox", name="Topic").fill("return home interviews")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 paragraphs of 2 documents")).to_be_visible(timeout=WAIT)
    expect(page.locator("blockquote").filter(has_text="commissioned from NYAS")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel workbook").click()
    download.value.save_as(tmp_path / "topic.xlsx")
    sheet = load_workbook(tmp_path / "topic.xlsx")["Paragraphs"]
    assert sheet.max_row > 4
    page.get_by_role("tab", name="Side by side").click()
    for label, side in (("One side", "Hillingdon"), ("The other", "Hounslow")):
        page.get_by_role("combobox", name=label).fill(side)
        page.get_by_role("option", name=side, exact=True).click()
    expect(page.get_by_text("0 paragraphs", exact=True)).to_be_visible(timeout=WAIT)


OWN_WORDS_FIRST = """() => {
    const top = (node) => node.getBoundingClientRect().top;
    const words = document.querySelector("textarea[aria-label='Own words']");
    const texts = [...document.querySelectorAll("[data-testid=stText]")];
    const quote = texts.find((node) => node.textContent.includes("Staff report"));
    return words && quote && top(words) < top(quote);
}"""


def test_briefing_is_made_from_a_quote_and_finished_ones_are_checked(page: Page, tmp_path: Path) -> None:
    ask(page, "manageable caseloads in the 2018 report")
    page.get_by_role("button", name="Add to briefing").first.click()
    expect(page.get_by_role("button", name="In the briefing")).to_be_visible(timeout=WAIT)
    page.get_by_role("link", name="Briefing").click()
    page.get_by_role("button", name="Add own words").click()
    words = page.get_by_role("textbox", name="Own words")
    words.fill("> # <b>Mine</b> *and* $yours$")
    page.keyboard.press("Tab")
    expect(words).to_have_value("<b>Mine</b> *and* $yours$", timeout=WAIT)
    page.get_by_role("button", name="↑").last.click()
    page.wait_for_function(OWN_WORDS_FIRST, timeout=WAIT)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached(timeout=WAIT)
    with page.expect_download() as download:
        page.get_by_role("button", name="Word", exact=True).click()
    download.value.save_as(tmp_path / "b.docx")
    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "b.docx")).paragraphs]
    assert texts[:2] == ["Briefing", "<b>Mine</b> *and* $yours$"]
    assert texts[2].startswith("“Staff report, and inspectors found, that they have manageable caseloads")
    page.get_by_role("tab", name="Check a finished one").click()
    pasted = "“they have unmanageable caseloads” (Ofsted, Hillingdon 2018, para 40) <script>alert(1)</script>"
    page.get_by_role("textbox", name="Or paste its text").fill(pasted)
    page.get_by_role("button", name="Check every quotation").click()
    expect(page.locator("mark.wrong")).to_have_text("they have unmanageable caseloads", timeout=WAIT)
    expect(page.get_by_text("has “manageable”, not “unmanageable”")).to_be_visible()
    expect(page.locator(".checked-text")).to_have_text(pasted)


def test_accuracy_is_shown_as_pictures(page: Page) -> None:
    page.get_by_role("link", name="Accuracy").click()
    expect(page.get_by_text("How often the right paragraph comes first, by type of question")).to_be_visible(
        timeout=WAIT
    )
    expect(page.locator("figure.picture img")).to_have_count(5)
