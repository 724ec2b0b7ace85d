"""Text of documents and users is shown as its characters, on every page and in every file taken away."""

import shutil
from pathlib import Path

import docx
import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from index.home import Home
from tests.browser.serving import CHROMIUM, WAIT, ask, served, upload

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")

HOSTILE = (
    "The zebra policy says <script>window.hacked = 1</script> <img src=x onerror='window.hacked=1'> "
    "[a link](javascript:window.hacked=1) and 2 * 3 _x_ and $E=mc^2$ and :smile: and `code` & more."
)
TEXT = (
    f"# Zebra <b>report</b> of Barset\n\n1. {HOSTILE}\n\n2. Another paragraph about zebras =HYPERLINK(1).\n"
)


def test_from_upload_to_export(browser: Browser, home: Home, tmp_path: Path) -> None:
    own = tmp_path / "home"
    shutil.copytree(home.path, own)
    (tmp_path / "zebra :smile: $x$.md").write_text(TEXT, encoding="utf-8")
    with served(own) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(WAIT)
        page.goto(f"{address}/library")
        page.get_by_label("Add documents").wait_for(timeout=WAIT)
        upload(page, tmp_path / "zebra :smile: $x$.md")
        expect(page.get_by_text("6 of 6 documents")).to_be_visible(timeout=WAIT)
        unharmed(page)
        page.get_by_role("link", name="Ask").click()
        ask(page, "what does the zebra policy say")
        quote = page.locator("blockquote").filter(has_text="zebra policy").first
        expect(quote).to_have_text(HOSTILE, timeout=WAIT)
        quote.locator("xpath=ancestor::figure").get_by_role("button", name="Add to briefing").click()
        expect(page.get_by_role("button", name="In the briefing").first).to_be_visible(timeout=WAIT)
        unharmed(page)
        quote.locator("xpath=ancestor::figure").get_by_role("link", name="Show in document").click()
        expect(page.locator(".paragraph.marked .text")).to_have_text(HOSTILE, timeout=WAIT)
        page.get_by_role("searchbox").fill("<script>")
        expect(page.locator("mark.hit")).to_have_text("<script>")
        unharmed(page)
        page.get_by_role("link", name="Topics").click()
        page.get_by_role("textbox", name="Topic").fill("zebra policy")
        page.keyboard.press("Enter")
        expect(page.locator("blockquote").filter(has_text="zebra policy").first).to_have_text(
            HOSTILE, timeout=WAIT
        )
        unharmed(page)
        page.get_by_role("link", name="Briefing").click()
        expect(page.get_by_text(f"“{HOSTILE}”")).to_be_visible(timeout=WAIT)
        unharmed(page)
        for name, suffix in (("Word", "docx"), ("HTML", "html")):
            with page.expect_download() as download:
                page.get_by_role("button", name=name, exact=True).click()
            download.value.save_as(tmp_path / f"b.{suffix}")
        page.close()
    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "b.docx")).paragraphs]
    assert f"“{HOSTILE}”" in texts
    tree = html.fromstring((tmp_path / "b.html").read_text(encoding="utf-8"))
    assert not tree.xpath("//script | //img | //blockquote//a[not(starts-with(@href, '#'))]")
    assert HOSTILE in tree.xpath("//blockquote")[0].text_content()


def unharmed(page: Page) -> None:
    assert page.evaluate("window.hacked") is None
    assert page.locator("script", has_text="hacked").count() == 0
    assert page.locator("img[src='x']").count() == 0
