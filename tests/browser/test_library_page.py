"""The library page in a real browser: what a document does not say of itself is asked for there."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from index.home import Home
from tests.browser.serving import CHROMIUM, WAIT, choose, served, upload

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


def test_what_a_paper_does_not_say_is_asked_for_and_told(
    browser: Browser, home: Home, tmp_path: Path
) -> None:
    own = Home(tmp_path / "home")
    shutil.copytree(home.path, own.path)
    paper = tmp_path / "placements.txt"
    paper.write_text("# Placements of children\n\nChildren of York live near their schools, as York asked.\n")
    with served(own.path) as address:
        # High enough for a list of six: what a list has below its edge is not in the page.
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(WAIT)
        page.goto(f"{address}/library")
        page.get_by_label("Add documents").wait_for(timeout=WAIT)
        upload(page, paper)
        expect(page.get_by_text("placements.txt: done")).to_be_visible(timeout=WAIT)
        told = page.get_by_text("Authority or year not known of 1: choose one to tell.")
        expect(told).to_be_visible(timeout=WAIT)
        choose(page, "Placements of children")
        expect(page.get_by_text("Authority: not found; York? Tell it below")).to_be_visible(timeout=WAIT)
        page.get_by_role("textbox", name="Authority").fill("York")
        page.get_by_role("button", name="Save corrections").click()
        expect(page.get_by_text("Authority: not found; York? Tell it below")).to_have_count(0, timeout=WAIT)
        page.close()
