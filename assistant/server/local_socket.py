"""Commands ask a running server of the same home folder, which has the model loaded already.

The server listens on a socket that only its own user can open. A command sends one
request, a line of JSON, and gets JSON lines back: the messages of `command_requests.py`, then
`{"done": true}`, or `{"cause": …, "remedy": …}` where it cannot be done, or `{"declined": …}`
where the server is set to other models than whoever asks.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import socket
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from assistant.server.requests import AddRequest, Message, Request, Tell, read_request
from corpus.errors import UserError

Answer = Callable[[Request | AddRequest, Tell], None]
"""Does what is asked and tells what is said; raises UserError where it cannot."""

_CLOSED = (errno.EBADF, errno.EINVAL)
_TIMEOUT = 150.0
"""Seconds that a server may be silent: its model may be loading, a long file be read."""


class LocalSocketError(UserError):
    """A server stopped in the middle of an answer."""


def models_set() -> tuple[str, ...]:
    """Return which models, index and library the environment names, empty for the default ones."""
    names = ("ASSISTANT_MODEL", "ASSISTANT_VERIFIER", "ASSISTANT_INDEX", "ASSISTANT_LIBRARY")
    return tuple(os.environ.get(name, "") for name in names)


def ask_server(home: Path, request: Request | AddRequest, hear: Tell) -> bool:
    """Have a running server of a home folder do what a command asks; False where there is none that can.

    `hear` is called with each message. Raises UserError as the server does, and
    LocalSocketError when the server stops in the middle.
    """
    path = socket_path(home)
    if not _is_own(path.parent) or not path.exists():
        return False
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_TIMEOUT)
        try:
            connection.connect(str(path))
            connection.sendall(request.to_json().encode() + b"\n")
            stream = connection.makefile("rb")
            first = stream.readline()
            if not first or "declined" in json.loads(first):
                return False
        except (OSError, ValueError):
            return False  # Nobody listens there any more.
        with stream:
            _hear_all(stream, first, hear)
    return True


def _hear_all(stream: BinaryIO, reply: bytes, hear: Tell) -> None:
    while reply.endswith(b"\n"):
        message = json.loads(reply)
        if "cause" in message:
            raise UserError(message["cause"], message["remedy"])
        if "done" in message:
            return
        hear(message)
        try:
            reply = stream.readline()
        except OSError:
            break
    raise LocalSocketError("the server stopped before all was done", "run the command again")


@contextmanager
def listening(home: Path, answer: Answer) -> Iterator[None]:
    """Do what commands of a home folder ask for as long as this goes on; `answer` does it.

    Of two servers of one folder the later one answers.
    """
    path = socket_path(home)
    try:
        listener = _listener(path)
    except OSError as error:
        print(f"Commands are not answered by this server: {path} cannot be used ({error}).", file=sys.stderr)
        yield
        return
    own = path.stat().st_ino
    threading.Thread(target=_accept, args=(listener, answer), daemon=True, name="commands").start()
    try:
        yield
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # Wakes the thread that waits for the next command.
        listener.close()
        if path.exists() and path.stat().st_ino == own:
            path.unlink()


def _listener(path: Path) -> socket.socket:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not _is_own(path.parent):
        raise PermissionError("its folder is somebody else's")
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def socket_path(home: Path) -> Path:
    """Return where the socket of a home folder is: in a folder of the user's own for temporary files.

    Not in the home folder, whose path may be longer than a socket's may be (unix(7)), and
    which people copy.
    """
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"inspection-assistant-{os.getuid()}" / f"{name}.sock"


def _is_own(folder: Path) -> bool:
    """Say whether nobody but this user can put a socket into a folder."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _accept(listener: socket.socket, answer: Answer) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError as error:
            if error.errno in _CLOSED:
                return
            time.sleep(0.1)  # Too many files are open, say: the next command may find a way in.
            continue
        threading.Thread(target=_serve, args=(connection, answer), daemon=True).start()


def _serve(connection: socket.socket, answer: Answer) -> None:
    def tell(message: Message) -> None:
        connection.sendall(json.dumps(message, ensure_ascii=True).encode() + b"\n")

    with connection:
        try:
            with connection.makefile("rb") as stream:
                line = stream.readline()
            _answer(line, answer, tell)
        except ConnectionError:
            pass  # Whoever asked has gone.


def _answer(line: bytes, answer: Answer, tell: Tell) -> None:
    try:
        request = read_request(line)
    except (ValueError, TypeError, KeyError, AttributeError):
        tell({"declined": "this is no request"})
        return
    if request.models != models_set():
        tell({"declined": "another model, index or library is set here"})
        return
    try:
        answer(request, tell)
    except UserError as error:
        tell({"cause": error.cause, "remedy": error.remedy})
        return
    tell({"done": True})
