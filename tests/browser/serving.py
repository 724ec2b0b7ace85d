"""The real app on a port of its own, and how its chat is asked."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
).split()
WAIT = 60_000
"""Milliseconds; the first question waits for the model to load."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path, port: int | None = None) -> Iterator[str]:
    """Serve a home folder, on a port that is free unless one is given; yield the address."""
    port = port or free_port()
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            finally:
                server.kill()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        assert server.poll() is None, "the server stopped"
        try:
            urllib.request.urlopen(url, timeout=1)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
        else:
            return
    pytest.fail("the server did not answer within a minute")


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
