"""Commands ask a running server of the same home folder, which has the model loaded already.

The server listens on a socket in its home folder that only its own user can open. A command
sends one request, a line of JSON, and gets JSON lines back: `{"line": …}` for each line to print,
then `{"done": true}`, or `{"cause": …, "remedy": …}` where the question cannot be answered, or
`{"declined": …}` where the server is set to other models than whoever asks.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.command_requests import Request, answer_request
from corpus.errors import UserError

if TYPE_CHECKING:
    from assistant.engine import Assistant

_LONGEST_PATH = 100
"""Bytes of a socket's path that systems take (unix(7) gives 108, others a few less)."""
_PATIENCE = 60.0
"""Seconds that a server may be silent: its model may be loading."""


class LocalSocketError(UserError):
    """A server stopped in the middle of an answer."""


def models_set() -> tuple[str, str]:
    """Return which models the environment names, empty for the default ones."""
    return os.environ.get("ASSISTANT_MODEL", ""), os.environ.get("ASSISTANT_RERANKER", "")


def ask_server(home: Path, request: Request) -> Iterator[str] | None:
    """Have a running server of a home folder answer; None where there is none that can.

    The iterator raises UserError as the server's answer does, and LocalSocketError when the
    server stops in the middle.
    """
    path = _socket_path(home)
    if path is None or not path.exists():
        return None
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_PATIENCE)
    try:
        connection.connect(str(path))
        connection.sendall(request.to_json().encode() + b"\n")
        stream = connection.makefile("rb")
        first = stream.readline()
        if not first or "declined" in json.loads(first):
            connection.close()
            return None
    except (OSError, ValueError):
        connection.close()
        return None  # Nobody listens there any more.
    return _lines(connection, stream, first)


def _lines(connection: socket.socket, stream: Any, reply: bytes) -> Iterator[str]:
    with connection, stream:
        while reply.endswith(b"\n"):
            message = json.loads(reply)
            if "cause" in message:
                raise UserError(message["cause"], message["remedy"])
            if "done" in message:
                return
            yield message["line"]
            try:
                reply = stream.readline()
            except OSError:
                break
        raise LocalSocketError("the server stopped before all was answered", "run the command again")


@contextmanager
def listening(home: Path, open_assistant: Callable[[], Assistant]) -> Iterator[None]:
    """Answer the commands of a home folder for as long as this goes on.

    `open_assistant` is called for each request and returns the assistant over the index as it
    is then. Of two servers of one folder the later one answers.
    """
    path = _socket_path(home)
    if path is None:
        yield
        return
    listener = socket.socket(socket.AF_UNIX)
    try:
        path.unlink(missing_ok=True)
        allowed = os.umask(0o177)  # Never open to others, not for a moment.
        try:
            listener.bind(str(path))
        finally:
            os.umask(allowed)
        listener.listen()
        own = path.stat().st_ino
    except OSError as error:  # Not every file system holds sockets.
        listener.close()
        print(f"Commands are not answered by this server: {path} {error.strerror}", file=sys.stderr)
        yield
        return
    threading.Thread(target=_accept, args=(listener, open_assistant), daemon=True, name="commands").start()
    try:
        yield
    finally:
        listener.close()
        if path.exists() and path.stat().st_ino == own:
            path.unlink()


def _socket_path(home: Path) -> Path | None:
    """Return where the socket of a home folder is, None where its path is longer than systems take."""
    path = home.resolve() / "server.sock"
    return path if len(os.fsencode(path)) <= _LONGEST_PATH else None


def _accept(listener: socket.socket, open_assistant: Callable[[], Assistant]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return  # The listener was closed.
        threading.Thread(target=_serve, args=(connection, open_assistant), daemon=True).start()


def _serve(connection: socket.socket, open_assistant: Callable[[], Assistant]) -> None:
    with connection:
        try:
            with connection.makefile("rb") as stream:
                line = stream.readline()
            for message in _answer(line, open_assistant):
                connection.sendall(json.dumps(message, ensure_ascii=True).encode() + b"\n")
        except ConnectionError:
            pass  # Whoever asked has gone.


def _answer(line: bytes, open_assistant: Callable[[], Assistant]) -> Iterator[dict[str, object]]:
    try:
        request = Request.from_json(line)
    except (ValueError, TypeError, KeyError, AttributeError):
        yield {"declined": "this is no request"}
        return
    if request.models != models_set():
        yield {"declined": "another model is set here"}
        return
    try:
        for text in answer_request(open_assistant(), request):
            yield {"line": text}
    except UserError as error:
        yield {"cause": error.cause, "remedy": error.remedy}
        return
    yield {"done": True}
