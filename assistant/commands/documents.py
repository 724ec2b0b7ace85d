"""The commands about the library's documents and their paragraphs: `documents` and `paragraphs`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.options import as_json
from assistant.commands.output import addition_bar, have_done, print_result
from corpus.errors import QuestionError

if TYPE_CHECKING:
    from assistant.server.requests import Tell
    from corpus.library.library import Library
    from corpus.types import Document


@click.command()
@click.argument("document", required=False, metavar="[DOCUMENT|PARAGRAPH]")
@as_json(" a paragraph")
def paragraphs(document: str | None, as_json: bool) -> None:
    """List every paragraph as it is cited: all, those of DOCUMENT, or one by its id."""
    from assistant.answering.json_output import paragraph_record

    wanted = document.partition("#")[0] if document else None
    with _open_library() as library:
        if wanted is not None:
            _check_document(wanted, library.documents())
        found = [p for p in library.paragraphs(wanted) if document in (None, wanted, p.id)]
        replaced_on = library.replaced_on(document) if document else None
    if replaced_on:
        click.echo(f"The source of {document} changed on {replaced_on}.", err=True)
    if not found and not replaced_on:
        raise QuestionError(f"{wanted} has no paragraph '{document}'", f"run 'assistant paragraphs {wanted}'")
    for paragraph in found:
        if as_json:
            print_result(paragraph_record(paragraph))
        else:
            page = f", page {paragraph.page}" if paragraph.page else ""
            click.echo(f"{paragraph.document}, {paragraph.reference}{page}: {paragraph.text}")


@click.group()
def documents() -> None:
    """List, show, add and remove the documents of the library."""


@documents.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def add_documents(paths: tuple[Path, ...]) -> None:
    """Add files (PDF, Word, HTML, Markdown, text) or folders of them: PATHS."""
    from assistant.server.local_socket import models_set
    from assistant.server.requests import AddRequest, answer_addition

    request = AddRequest(tuple(str(path.absolute()) for path in paths), models_set())

    def add(tell: Tell) -> None:
        from assistant.settings import home_folder, make_encoder

        answer_addition(home_folder(), make_encoder(), request, tell)

    have_done(request, add)


@documents.command("replace")
@click.argument("document")
@click.argument("file", type=click.Path(path_type=Path))
def replace_documents(document: str, file: Path) -> None:
    """Put FILE, a new version, in the place of DOCUMENT; what was corrected stays so."""
    from assistant.settings import home_folder, make_encoder
    from index.update.additions import find_files, replace_document

    (found,) = find_files([file])[:1] or (file,)
    with addition_bar() as progress:
        outcome = replace_document(home_folder(), document, found, make_encoder(), progress)
    click.echo(outcome.sentence)


@documents.command("remove")
@click.argument("document")
def remove_documents(document: str) -> None:
    """Remove DOCUMENT; nothing of its text stays on the disk."""
    from assistant.settings import home_folder, make_encoder
    from index.update.additions import remove_document

    report = remove_document(home_folder(), document, make_encoder())
    click.echo(f"{document} removed; documents left: {report.manifest.documents}")


@documents.command("edit")
@click.argument("document")
@click.option("--title", help="The document's full title.")
@click.option("--short-title", help="How citations call it.")
@click.option("--publisher", help="Who published it.")
@click.option("--authority", help="The authority that it is about.")
@click.option("--voice", help="Who speaks in it: inspectors or council.")
@click.option("--kind", help="What it is: inspection report, committee paper, …")
@click.option("--year", type=int, help="The year that it is known by.")
@click.option("--inspected", nargs=2, metavar="FIRST LAST", help="First and last day of the inspection.")
@click.option("--published", help="The day or month of publication, like 2024-03-04.")
@click.option("--framework", help="The inspection framework.")
@click.option("--licence", help="Under which terms it may be used.")
def edit_document(document: str, **given: Any) -> None:
    """Correct what is known about DOCUMENT; filters and citations use it from then on."""
    from assistant.settings import home_folder, make_encoder
    from index.update.additions import correct_document

    corrections = {field: value for field, value in given.items() if value is not None}
    if not corrections:
        raise click.UsageError("Give what shall be corrected, such as --authority.")
    corrected = correct_document(home_folder(), document, corrections, make_encoder())
    click.echo(f"{document}: {', '.join(sorted(corrections))} corrected; cited as {corrected.short_title}")


@documents.command("list")
@as_json(" a document")
def list_documents(as_json: bool) -> None:
    """List the documents."""
    from assistant.answering.json_output import document_record

    with _open_library() as library:
        overview = library.overview()
    for item in overview:
        document = item.document
        if as_json:
            print_result(document_record(document, item.paragraphs))
        else:
            click.echo(f"{document.id}: {document.short_title} ({item.paragraphs} paragraphs)")


@documents.command("show")
@click.argument("document")
@as_json("")
def show_document(document: str, as_json: bool) -> None:
    """Show what is known about DOCUMENT: its record, grades, and what was odd when it was read."""
    from assistant.answering.json_output import full_document_record

    with _open_library() as library:
        _check_document(document, library.documents())
        record = full_document_record(library.ingested(document))
    if as_json:
        print_result(record)
        return
    grades, warnings = record.pop("grades"), record.pop("warnings")
    for name, value in record.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        if shown not in (None, ""):
            click.echo(f"{name.replace('_', ' ')}: {shown}")
    for grade in grades:
        click.echo(f"grade: {grade['aspect']}: {grade['grade']}")
    for warning in warnings:
        click.echo(f"note: {warning}")


def _open_library() -> Library:
    from assistant.settings import home_folder
    from corpus.library.library import Library

    return Library.open(home_folder().library)


def _check_document(document: str, documents: Iterable[Document]) -> None:
    from assistant.answering.questions import make_scope

    make_scope(documents, document=document)
