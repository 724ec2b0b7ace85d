"""No page has a serious violation of accessibility, in light or dark, and none scrolls sideways on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import CHROMIUM, WAIT, ask

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


def check(page: Page) -> None:
    page.wait_for_timeout(500)  # Streamlit fades new elements in; half faded they have no contrast.
    found = Axe().run(page).response["violations"]
    serious = [
        f"{own['id']}: {node['html'][:200]}"
        for own in found
        if own["impact"] in ("serious", "critical")
        for node in own["nodes"]
    ]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
def test_every_page(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    page = context.new_page()
    try:
        page.goto(address)
        expect(page.get_by_text("For example")).to_be_visible(timeout=WAIT)
        check(page)
        ask(page, "what did inspectors say about return home interviews")
        expect(page.get_by_role("button", name="Add to briefing").first).to_be_visible(timeout=WAIT)
        page.locator("details.related summary").click()
        check(page)
        page.get_by_role("button", name="Add to briefing").first.click()
        expect(page.get_by_role("button", name="In the briefing")).to_be_visible(timeout=WAIT)
        page.goto(f"{address}/topics")
        page.get_by_role("textbox", name="Topic").fill("return home interviews")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Excel workbook")).to_be_visible(timeout=WAIT)
        check(page)
        page.goto(f"{address}/briefing")
        expect(page.get_by_role("button", name="Evidence pack")).to_be_visible(timeout=WAIT)
        check(page)
        page.get_by_role("tab", name="Check a finished one").click()
        page.get_by_role("textbox", name="Or paste its text").fill(
            "“they have unmanageable caseloads” and “so on and so on”"
        )
        page.get_by_role("button", name="Check every quotation").click()
        expect(page.locator("mark.wrong").first).to_be_visible(timeout=WAIT)
        check(page)
        page.goto(f"{address}/read?paragraph=ofsted-hillingdon-2018%23para-40")
        expect(page.locator(".paragraph.marked")).to_be_in_viewport(timeout=WAIT)
        page.get_by_role("searchbox").fill("children")
        check(page)
        for path in ("library", "accuracy"):
            page.goto(f"{address}/{path}")
            expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT)
            page.wait_for_timeout(1500)
            check(page)
    finally:
        context.close()
