"""The real app on a port of its own, and how its chat is asked."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from evals.product.serving import served as server_of

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
).split()
WAIT = 60_000
"""Milliseconds; the first question waits for the model to load."""
# On a busy machine five seconds, which is Playwright's own, are too few for any step.
expect.set_options(timeout=WAIT)


@contextmanager
def served(home: Path, port: int | None = None) -> Iterator[str]:
    """Serve a home folder, on a port that is free unless one is given; yield the address."""
    with server_of(home, port) as (own, _):
        yield f"http://localhost:{own}"


def ask(page: Page, question: str, number: int = 0) -> None:
    box = page.get_by_placeholder("Ask the reports a question")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".question").nth(number)).to_have_text(question, timeout=WAIT)


def upload(page: Page, *files: Path) -> None:
    """Give files to the library, once the page is drawn, and submit them once they are at the server."""
    settled = page.locator("[data-test-script-state=notRunning]")
    expect(settled).to_be_attached(timeout=WAIT)
    page.set_input_files("input[type=file]", [str(file) for file in files])
    for file in files:
        expect(page.get_by_text(file.name, exact=True).first).to_be_visible(timeout=WAIT)
    page.wait_for_timeout(1000)  # The names stand there a moment before the bytes have arrived.
    page.get_by_role("button", name="Add to the library").click()


def choose(page: Page, document: str) -> None:
    """Choose a document of the library, once the page is drawn to its end."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible(timeout=WAIT)
    page.get_by_role("combobox", name="Look at a document").click()
    page.get_by_role("option", name=document).click()
