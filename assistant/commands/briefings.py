"""The commands that carry evidence out, and check it: `brief` and `check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from assistant.commands.options import FILE, as_json
from corpus.errors import UserError


@click.command()
@click.argument("question", required=False)
@click.option("--paragraph", "paragraphs", multiple=True, help="A paragraph to quote, by its id; repeat it.")
@click.option("--plan", type=FILE, help="A file of headings, own words and > paragraph ids.")
@click.option("--title", help="The briefing's title; by default the question, or “Briefing”.")
@click.option(
    "-o", "--output", type=FILE, multiple=True, help="Where to write: .docx, .md or .html; repeat it."
)
@click.option("--pack", type=FILE, help="Write an evidence pack too: a .zip that proves every quote.")
@click.option(
    "--style",
    type=click.Choice(["short", "full", "harvard", "house"]),
    default="short",
    show_default=True,
    help="How sources are cited; the house style stands in settings.toml of the home folder.",
)
@click.option("--inline", is_flag=True, help="Cite behind each quote, not in footnotes.")
@click.option("--template", type=FILE, help="A .docx whose styles are used.")
@click.option("--json", "as_json", is_flag=True, help="Print what the briefing holds as JSON.")
def brief(
    question: str | None,
    paragraphs: tuple[str, ...],
    plan: Path | None,
    title: str | None,
    output: tuple[Path, ...],
    pack: Path | None,
    style: Any,
    inline: bool,
    template: Path | None,
    as_json: bool,
) -> None:
    """Make a briefing: from a QUESTION, from chosen paragraphs, from a plan, or from all of them."""
    from assistant.briefings.briefing import brief_paragraphs, brief_plan, brief_question
    from assistant.briefings.citation_styles import read_house_style
    from assistant.briefings.files import make_briefing, write_briefing
    from assistant.briefings.pack import write_pack
    from assistant.briefings.text_files import render_markdown
    from assistant.server.open_index import open_assistant
    from assistant.settings import home_folder, make_encoder, make_verifier
    from index.types import Scope

    home = home_folder()
    house = read_house_style(home)
    assistant = open_assistant(home, make_encoder(), make_verifier())
    items = brief_plan(assistant, _text(plan)) if plan else ()
    items += brief_paragraphs(assistant, paragraphs)
    items += brief_question(assistant, question, Scope()) if question else ()
    named = title or question or "Briefing"
    briefing = make_briefing(assistant, named, items, (question,) if question else ())
    for target in output:
        write_briefing(briefing, target, style, house, not inline, template)
        click.echo(f"{target}: {len(briefing.quoted)} quotes, each compared with its source", err=True)
    if pack:
        write_pack(briefing, home, pack, style, house, not inline)
        click.echo(f"{pack}: an evidence pack", err=True)
    if as_json:
        click.echo(json.dumps(_briefing_record(briefing), ensure_ascii=False))
    elif not output and not pack:
        click.echo(render_markdown(briefing, style, house, not inline), nl=False)


@click.command()
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option("--pack", "packs", type=FILE, multiple=True, help="An evidence pack, checked by itself.")
@click.option("--annotated", type=FILE, help="Write a copy with comments (.docx) or marks (.html); one FILE.")
@as_json(" a file")
def check(files: tuple[str, ...], packs: tuple[Path, ...], annotated: Path | None, as_json: bool) -> None:
    """Check every quotation and reference in finished briefings: .docx, .md, .txt, .html, .pdf, or -.

    Exit status 1 when anything is wrong.
    """
    from assistant.briefings.pack import check_pack
    from assistant.checking.check import open_checker
    from assistant.checking.files import read_briefing
    from assistant.checking.report import findings_record, render_findings
    from assistant.settings import home_folder

    if not files and not packs:
        raise click.UsageError("Give a FILE, - for standard input, or --pack.")
    if annotated and (len(files) != 1 or annotated.suffix.lower() not in (".docx", ".html")):
        raise click.UsageError("--annotated goes with one FILE, and names a .docx or .html.")
    failed = wrong = False
    checked = [(str(pack), check_pack(pack)) for pack in packs]
    checker = open_checker(home_folder()) if files else None
    for name in files:
        assert checker is not None
        try:
            blocks = read_briefing(name)
        except UserError as error:
            click.echo(f"assistant: {error}", err=True)
            failed = True
            continue
        findings = checker.check(blocks)
        checked.append((name, findings))
        if annotated:
            _annotate(name, annotated, blocks, findings)
    for name, findings in checked:
        wrong = wrong or not all(finding.in_order for finding in findings)
        record = findings_record(name, findings)
        click.echo(json.dumps(record, ensure_ascii=False) if as_json else render_findings(name, findings))
    if failed or wrong:
        raise click.exceptions.Exit(1)


def _annotate(name: str, target: Path, blocks: Any, findings: Any) -> None:
    from assistant.checking.annotated import annotate_word, annotated_page
    from assistant.checking.errors import BriefingFileError

    try:
        if target.suffix.lower() == ".html":
            target.write_text(annotated_page(Path(name).name, blocks, findings), encoding="utf-8")
        elif Path(name).suffix.lower() == ".docx":
            annotate_word(Path(name), target, findings)
        else:
            raise BriefingFileError("only a .docx can be annotated as one", "name an .html")
    except OSError as error:
        raise BriefingFileError(f"{target} cannot be written ({error.strerror})", "name another") from None


def _text(path: Path) -> str:
    from assistant.briefings.briefing import BriefingError

    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BriefingError(f"{path} cannot be read ({error.strerror})", "check its name") from None
    except UnicodeDecodeError:
        raise BriefingError(f"{path} is not UTF-8 text", "save it as UTF-8") from None


def _briefing_record(briefing: Any) -> dict[str, Any]:
    from assistant.answering.json_output import quote_record
    from assistant.briefings.briefing import Heading, OwnWords

    items: list[dict[str, Any]] = []
    for item in briefing.items:
        if isinstance(item, Heading):
            items.append({"heading": item.text, "level": item.level})
        elif isinstance(item, OwnWords):
            items.append({"words": item.text})
        else:
            items.append({"quoted": item.words, **quote_record(item.quote)})
    return {
        "title": briefing.title,
        "as_at": briefing.as_at.isoformat(),
        "library": briefing.library,
        "questions": list(briefing.questions),
        "items": items,
        "sources": [document.id for document in briefing.sources],
    }
