"""Start the browser app: Streamlit's server, kept to this machine and quiet."""

import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from assistant.server.open_index import open_assistant
from corpus.errors import UserError
from corpus.readers.registry import LARGEST_FILE
from index.encoding.encoder import Encoder
from index.home import Home

_APPLICATION = Path(__file__).parents[1] / "web" / "application.py"
_THEME = Path(__file__).parent / "theme.toml"


class ServerError(UserError):
    """The server cannot start."""


def serve_app(home: Home, encoder: Encoder, host: str, port: int) -> NoReturn:
    """Become the app's server. Raises UserError when there is nothing to serve or no port for it."""
    import socket

    # Opened once here, so that a missing index is said in the terminal, not in the browser.
    open_assistant(home, encoder)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServerError(
                f"port {port} on {host} cannot be used ({error.strerror})",
                "stop what runs there or give another --port",
            ) from None
    print(f"Inspection Assistant is at http://{host}:{port}", file=sys.stderr, flush=True)
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(_APPLICATION),
        *streamlit_options(host, port),
    ]
    environment = {
        # What one thread freed shall be there for the next: every answer is made in a new one.
        "MALLOC_ARENA_MAX": "2",
        # Threads that wait leave the processors to others (`index/encoding/processors.py`).
        "OMP_WAIT_POLICY": "PASSIVE",
        **os.environ,
        "ASSISTANT_HOME": str(home.path.resolve()),
    }
    # The server takes this process's place, so that whoever stops the one stops the other.
    os.execve(sys.executable, command, environment)


def app_script() -> Path:
    """Return the app's entry point: it lies beside the packages, in a checkout and once installed."""
    return Path(__file__).resolve().parents[2] / "app.py"


def streamlit_options(host: str, port: int) -> list[str]:
    """Return Streamlit's settings: this address only, no statistics, no details of errors, our theme."""
    settings = {
        "server.address": host,
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        # After each drawing of a page, in everybody's way, it would look through all that was ever imported;
        # Python looks for garbage by itself where some may have come together.
        "runner.postScriptGC": "false",
        "server.maxUploadSize": LARGEST_FILE // 1024**2,
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
        "logger.hideWelcomeMessage": "true",
        "client.showErrorLinks": "false",
        "client.toolbarMode": "minimal",
    }
    theme = tomllib.loads(_THEME.read_text(encoding="utf-8"))
    return [f"--{name}={value}" for name, value in (*settings.items(), *_in_full(theme))]


def _in_full(settings: dict[str, Any], section: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each setting of nested sections with its full name: `theme.light.textColor`."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _in_full(value, f"{section}{name}.")
        else:
            yield f"{section}{name}", value
