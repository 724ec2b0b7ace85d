"""What commands print: results to stdout, a bar and all else that is said to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UserError

if TYPE_CHECKING:
    from assistant.server.requests import AddRequest, Message, Request, Tell
    from index.update.progress import AdditionProgress


class OutputError(UserError):
    """The results cannot be written to where they were sent."""


class CommandOutput:
    """Prints the messages of a command; `status` is its exit status when all has been said."""

    def __init__(self, progress: Callable[[AdditionProgress], None]) -> None:
        self.status = 0
        self._progress = progress
        self._served = False

    def hear(self, message: Message) -> None:
        """Print a message."""
        if "line" in message:
            print_result(message["line"])
        elif "note" in message:
            click.echo(message["note"], err=True)
        elif "progress" in message:
            from index.update.progress import AdditionProgress

            self._progress(AdditionProgress(**message["progress"]))
        else:
            self.status = message["status"]

    def hear_server(self, message: Message) -> None:
        """Print a message of a running server, and once that it is one's."""
        if not self._served:
            click.echo("Answered by the running server.", err=True)
            self._served = True
        self.hear(message)


def print_result(result: dict[str, Any] | str) -> None:
    """Print a text, or a record as one line of JSON. Raises OutputError where it cannot be written."""
    if isinstance(result, dict):
        result = json.dumps(result, ensure_ascii=False)
    try:
        click.echo(result)
    except BrokenPipeError:
        raise  # Whoever read the output has gone; click ends the command quietly.
    except OSError as error:
        raise OutputError(f"the output cannot be written ({error.strerror})", "free some space") from None


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None]]:
    """Yield what to call with how many passages are embedded, and of how many; it draws a bar."""
    from tqdm import tqdm

    bar: tqdm[Any] | None = None

    def progress(done: int, total: int) -> None:
        nonlocal bar
        bar = bar or tqdm(total=total, desc="embedding", unit=" passages", mininterval=1, file=sys.stderr)
        bar.update(done - bar.n)

    try:
        yield progress
    finally:
        if bar:
            bar.close()


_ADDITION_BAR = "{percentage:3.0f}%|{bar:20}| {desc}"


@contextmanager
def addition_bar() -> Iterator[Callable[[AdditionProgress], None]]:
    """Yield what to call with how far an addition has come; it draws a bar."""
    from tqdm import tqdm

    bar: tqdm[Any] | None = None

    def progress(state: AdditionProgress) -> None:
        nonlocal bar
        bar = bar or tqdm(total=state.of_files, bar_format=_ADDITION_BAR, file=sys.stderr)
        bar.set_description_str(state.sentence, refresh=False)
        bar.update(state.files - bar.n)

    try:
        yield progress
    finally:
        if bar:
            bar.close()


def have_done(request: Request | AddRequest, alone: Callable[[Tell], None]) -> None:
    """Have a running server do it where there is one, which has all loaded already; print what is said.

    Where there is none, `alone` does it. Ends the command with the status that is told.
    """
    from assistant.server.local_socket import ask_server
    from assistant.settings import home_path

    with addition_bar() as progress:
        output = CommandOutput(progress)
        if not ask_server(home_path(), request, output.hear_server):
            alone(output.hear)
    if output.status:
        raise click.exceptions.Exit(output.status)
