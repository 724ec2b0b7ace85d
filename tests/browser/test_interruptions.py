"""What is torn off, too large, or changed by somebody else meanwhile costs nobody anything."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.readers.registry import LARGEST_FILE
from corpus.records.sources import SHIPPED_DOCUMENTS
from evals.product.serving import free_port
from index.encoding.encoder import SentenceTransformerEncoder
from index.home import Home
from index.update.additions import remove_document, replace_document
from index.update.apply import build_index
from tests.browser.serving import CHROMIUM, WAIT, ask, served
from tests.corpus.readers.test_readers import write_report

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")

QUESTION = "what did inspectors say about return home interviews"
ANSWER = "The timeliness and quality of return home interviews"


@pytest.fixture
def own(home: Home, tmp_path: Path) -> Home:
    shutil.copytree(home.path, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_placeholder("Ask the reports a question")).to_be_visible(timeout=WAIT)
    yield page
    context.close()


def test_two_tabs_on_one_conversation_lose_nothing(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.get_by_text(ANSWER).first).to_be_visible(timeout=WAIT)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".question")).to_have_text(QUESTION, timeout=WAIT)
    ask(other, "and about caseloads", 1)
    ask(page, "and about adoption", 2)
    asked = [QUESTION, "and about caseloads", "and about adoption"]
    expect(page.locator(".question")).to_have_text(asked, timeout=WAIT)
    other.reload()
    expect(other.locator(".question")).to_have_text(asked, timeout=WAIT)


def test_refresh_in_mid_answer_keeps_the_question_and_gets_the_answer(page: Page) -> None:
    box = page.get_by_placeholder("Ask the reports a question")
    box.fill(QUESTION)
    box.press("Enter")
    page.wait_for_url("**conversation=**", timeout=WAIT)
    page.reload()
    expect(page.get_by_text(ANSWER).first).to_be_visible(timeout=WAIT)
    expect(page.locator(".question")).to_have_text([QUESTION])


def test_killed_server_is_started_again_and_the_open_page_goes_on(browser: Browser, own: Home) -> None:
    port = free_port()
    context = browser.new_context()
    page = context.new_page()
    with served(own.path, port) as address:
        page.goto(address)
        ask(page, QUESTION)
        expect(page.get_by_text(ANSWER).first).to_be_visible(timeout=WAIT)
    with served(own.path, port):
        expect(page.locator("[data-test-connection-state=CONNECTED]")).to_be_attached(timeout=WAIT)
        ask(page, "how many approved foster carers households are there", 1)
        expect(page.locator(".question").first).to_have_text(QUESTION)
        page.reload()
        expect(page.locator(".question")).to_have_count(2, timeout=WAIT)
        expect(page.get_by_text(ANSWER).first).to_be_visible(timeout=WAIT)
    context.close()


def test_upload_cancelled_half_way_and_one_over_the_limit_leave_the_library_alone(
    browser: Browser, own: Home, tmp_path: Path
) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-1.4 " + b"0" * 20_000_000)
    too_large = tmp_path / "too-large.pdf"
    with too_large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with served(own.path) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/library")
        page.get_by_label("Add documents").wait_for(timeout=WAIT)
        expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached(timeout=WAIT)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 500_000}
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", slow)
        page.set_input_files("input[type=file]", [str(large)])
        expect(page.get_by_text("large.pdf", exact=True)).to_be_visible(timeout=WAIT)
        page.close()  # With half of it sent.

        page = context.new_page()
        page.goto(f"{address}/library")
        page.get_by_label("Add documents").wait_for(timeout=WAIT)
        expect(page.get_by_text("5 of 5 documents")).to_be_visible(timeout=WAIT)
        page.set_input_files("input[type=file]", [str(too_large)])
        expect(page.get_by_text(re.compile("File must be 200"))).to_be_visible(timeout=WAIT)
        page.get_by_role("link", name="Ask").click()
        ask(page, QUESTION)
        expect(page.get_by_text(ANSWER).first).to_be_visible(timeout=WAIT)
        context.close()
    assert not list(own.path.glob(".upload-*"))


def test_library_changes_under_a_reader(
    browser: Browser, own: Home, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    with served(own.path) as address:
        context = browser.new_context()
        page = context.new_page()
        link = f"{address}/read?paragraph=ofsted-hounslow-2014%23para-36"
        page.goto(link)
        expect(page.locator(".marked")).to_contain_text("36", timeout=WAIT)

        newer = write_report(tmp_path / "ofsted-hounslow-2014.pdf")
        replace_document(own, "ofsted-hounslow-2014", newer, encoder)
        page.goto(link)
        expect(page.get_by_text("That paragraph was in a version replaced on")).to_be_visible(timeout=WAIT)

        remove_document(own, "ofsted-hounslow-2014", encoder)
        page.get_by_role("searchbox", name="Search in this document").fill("care")
        page.reload()
        gone = "That paragraph’s document is not in the library."
        expect(page.get_by_text(gone)).to_be_visible(timeout=WAIT)

        build_index(own, SHIPPED_DOCUMENTS, encoder)
        page.get_by_role("link", name="Ask").click()
        ask(page, QUESTION)
        expect(page.get_by_text(ANSWER).first).to_be_visible(timeout=WAIT)
        expect(page.get_by_text("documents in").last).to_contain_text("4 documents")
        context.close()
