"""What the documentation shows exists, and the answer it shows is the real one."""

import json
import re
from pathlib import Path

import click
import pytest

from assistant.commands.main import main
from evals.scale.index_kinds import kinds_table
from tests.conftest import Run

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text("utf-8")


def commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in main.commands.items():
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": own for sub, own in command.commands.items()}
    return found


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_has_help(name: str) -> None:
    command = commands()[name]
    assert command.help
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or getattr(parameter, "help", None), parameter.name


def test_readme_shows_only_commands_and_options_that_exist() -> None:
    shown = set(re.findall(r"^assistant ([a-z]+(?: [a-z]+)?)", README, re.M))
    known = set(commands())
    assert shown <= known
    assert {name for name in known if " " not in name} <= {name.split()[0] for name in shown}
    options = {option for command in commands().values() for p in command.params for option in p.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= options


def test_readme_shows_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"(?:^|[`$] ?)make ([a-z]+)", README, re.M)) <= targets


def test_readme_shows_the_real_answer(run: Run) -> None:
    shown = README.split('interviews"\n', 1)[1].split("```", 1)[0]
    assert run("ask", "what did inspectors say about return home interviews").stdout == shown


def test_readme_tells_the_figures_of_the_report() -> None:
    compared = json.loads((PROJECT / "evals" / "results" / "comparison.json").read_text("utf-8"))["found"]
    for own in compared:
        cells = [own["name"], *(f"{own[name]['value']:.2f}" for name in ("hit1", "hit5", "lay"))]
        row = " | ".join([*cells, f"{own['words']['value']:.0f}"])
        assert row in README.replace("**", ""), row
    answers = json.loads((PROJECT / "evals" / "results" / "shipped.json").read_text("utf-8"))["found"][
        "answers"
    ]
    for said, name in (
        ("answerable questions answered", "answerable answered"),
        ("off-topic questions not answered", "off-topic not answered"),
        ("questions that the documents nearly answer, not answered", "near-miss not answered"),
    ):
        assert f"| {said} | {answers[name]['value']:.2f} |" in README
    assert answers["answers quoted exactly"]["value"] == 1.0


def test_operations_tell_the_figures_of_each_kind_of_index() -> None:
    kept = json.loads((PROJECT / "evals" / "results" / "kinds.json").read_text("utf-8"))["found"]
    operations = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    assert kinds_table(kept["kinds"]) in operations
    assert f"a half-precision vector a text | {kept['library_bytes'] / kept['passages']:,.0f} |" in operations


def test_every_link_leads_somewhere() -> None:
    for path in [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_dependency_has_its_line_in_the_architecture() -> None:
    project = (PROJECT / "pyproject.toml").read_text("utf-8")
    architecture = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    declared = re.findall(r'^    "([A-Za-z0-9-]+)[=<>]', project, re.M)
    assert len(declared) > 12
    assert [name for name in declared if name.lower() not in architecture.lower()] == []
