"""The real app, in a process of its own, for as long as something is measured on it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import UserError

_TIMEOUT = 120.0
"""Seconds that the server may take to start."""
_TO_STOP = 20.0


class ServingError(UserError):
    """The app does not start."""


@contextmanager
def served(home: Path, port: int | None = None) -> "Iterator[tuple[int, subprocess.Popen[bytes]]]":
    """Serve a home folder, on a port that is free unless one is given; yield it and the server's process.

    Raises ServingError when the app does not start.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(f"http://localhost:{port}/_stcore/health", server)
            yield port, server
        finally:
            server.terminate()
            try:
                server.wait(timeout=_TO_STOP)
            finally:
                server.kill()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _TIMEOUT
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - this machine's own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise ServingError("the app did not start", "run 'assistant serve' and look at what it says")
