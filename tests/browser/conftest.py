"""One server and one browser for all these tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from index.home import Home
from tests.browser.serving import ARGUMENTS, CHROMIUM, served


@pytest.fixture(scope="session")
def address(home: Home) -> Iterator[str]:
    with served(home.path) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
