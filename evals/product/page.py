"""How soon the app's page can be used, and how soon an answer stands on it, in a real browser."""

import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from evals.product.serving import served
from evals.sets.types import Question

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_TIMEOUT = 60_000
"""Milliseconds that a page may take."""
_BOX = "Ask the reports a question"


class BrowserError(UserError):
    """There is no browser to measure with."""


@dataclass(frozen=True, slots=True)
class PageResult:
    """Seconds: of first paints, until a question could be typed, and from Enter to the answer.

    Each first paint is of a browser that was never there before, at a server that is warm.
    """

    painted: tuple[float, ...]
    usable: tuple[float, ...]
    answered: tuple[float, ...]


def run_page(home: Path, questions: tuple[Question, ...], visits: int, asked: int) -> PageResult:
    """Serve a home folder, and let `visits` new browsers ask `asked` questions each, in one conversation.

    A visit that is not counted goes before, so that the model is loaded. Raises BrowserError
    where there is no Chromium, ServingError when the app does not start.
    """
    painted: list[float] = []
    usable: list[float] = []
    answered: list[float] = []
    texts = [question.text for question in questions]
    with served(home) as (port, _), _browser() as browser:
        for visit in range(visits + 1):
            context = browser.new_context()
            page = context.new_page()
            page.set_default_timeout(_TIMEOUT)
            start = time.perf_counter()
            page.goto(f"http://localhost:{port}", wait_until="commit")
            page.get_by_placeholder(_BOX).wait_for()
            seconds = time.perf_counter() - start
            paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            own = [_ask(page, texts[(visit * asked + i) % len(texts)], i) for i in range(asked)]
            if visit:
                painted.append(paint / 1000)
                usable.append(seconds)
                answered += own
            context.close()
    return PageResult(tuple(painted), tuple(usable), tuple(answered))


def _ask(page: Any, question: str, number: int) -> float:
    """Return the seconds from Enter until the answer to question `number` of a conversation stands there."""
    box = page.get_by_placeholder(_BOX)
    box.fill(question)
    start = time.perf_counter()
    box.press("Enter")
    page.locator(".paper:has(.question)").nth(number).locator("blockquote, .notice").first.wait_for()
    return time.perf_counter() - start


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if not chromium:
        raise BrowserError("there is no Chromium to measure with", "install Debian's package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield browser
        browser.close()


def page_table(result: PageResult) -> str:
    """Render the median and the worst of each."""
    rows = {
        "first paint": result.painted,
        "until a question can be typed": result.usable,
        "from Enter to the answer": result.answered,
    }
    return "\n".join(
        f"{name:36}median {statistics.median(own):.2f} s, longest {max(own):.2f} s of {len(own)}"
        for name, own in rows.items()
    )
