"""Options that several commands take."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(dir_okay=False, path_type=Path)


def filters(expanded: str) -> Callable[[Command], Command]:
    """Return what gives a command the options that limit what is searched; `expanded` is what it expands."""

    def decorate(command: Command) -> Command:
        for option in (
            click.option(
                "--no-expand", "plain", is_flag=True, help=f"Search for the {expanded}'s own words only."
            ),
            click.option("--voice", help="Only documents in this voice: inspectors or council."),
            click.option("--document", help="Only this document, by its id."),
            click.option("--year", type=int, help="Only documents of this year."),
            click.option("--authority", help="Only documents about this authority."),
        ):
            command = option(command)
        return command

    return decorate


def as_json(what: str) -> Callable[[Command], Command]:
    """Return what gives a command the option `--json`; `what` is what one JSON object is printed for."""
    return click.option("--json", "as_json", is_flag=True, help=f"Print one JSON object{what}.")
