"""The command line. Results go to stdout, progress and warnings to stderr."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from assistant.commands.briefings import brief, check
from assistant.commands.output import CommandOutput, print_result, progress_bar
from assistant.commands.topics import compare, topic
from corpus.errors import QuestionError, UserError

if TYPE_CHECKING:
    from assistant.server.requests import AddRequest, Request, Tell

# Everything heavy is imported inside the commands: `assistant --help` loads none of it.

Command = TypeVar("Command", bound=Callable[..., Any])


class _Group(click.Group):
    """A group that prints a UserError as one sentence and exits with 1."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except UserError as error:
            click.echo(f"assistant: {error}", err=True)
            context.exit(1)
        except KeyboardInterrupt:
            click.echo("assistant: stopped; nothing is lost, run the same command again to go on.", err=True)
            context.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="inspection-assistant")
def main() -> None:
    """Ask inspection reports and committee papers; get the paragraphs that answer, cited."""


for _command in (brief, check, topic, compare):
    main.add_command(_command)


def _filters(command: Command) -> Command:
    for option in (
        click.option("--no-expand", "plain", is_flag=True, help="Search for the question's own words only."),
        click.option("--voice", help="Only documents in this voice: inspectors or council."),
        click.option("--document", help="Only this document, by its id."),
        click.option("--year", type=int, help="Only documents of this year."),
        click.option("--authority", help="Only documents about this authority."),
    ):
        command = option(command)
    return command


@main.command()
@click.argument("question", required=False)
@click.option(
    "--batch", type=click.Path(dir_okay=False, path_type=Path), help="Questions, one JSON object a line."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a question.")
@_filters
def ask(question: str | None, batch: Path | None, as_json: bool, **filters: Any) -> None:
    """Answer QUESTION with quoted, cited paragraphs, or say that nothing answers it."""
    _answer("ask", question, batch, as_json, filters)


@main.command()
@click.argument("question", required=False)
@click.option(
    "-k", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many paragraphs."
)
@click.option(
    "--batch", type=click.Path(dir_okay=False, path_type=Path), help="Questions, one JSON object a line."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a question.")
@_filters
def search(question: str | None, count: int, batch: Path | None, as_json: bool, **filters: Any) -> None:
    """List the paragraphs that match QUESTION best, best first."""
    _answer("search", question, batch, as_json, filters, count)


@main.command()
@click.argument("document", required=False, metavar="[DOCUMENT|PARAGRAPH]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a paragraph.")
def paragraphs(document: str | None, as_json: bool) -> None:
    """List every paragraph as it is cited: all, those of DOCUMENT, or one by its id."""
    from assistant.answering.records import paragraph_record

    library = _open_library()
    wanted = document.partition("#")[0] if document else None
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


@main.group()
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

    _have_done(request, add)


@documents.command("replace")
@click.argument("document")
@click.argument("file", type=click.Path(path_type=Path))
def replace_documents(document: str, file: Path) -> None:
    """Put FILE, a new version, in the place of DOCUMENT; what was corrected stays so."""
    from assistant.settings import home_folder, make_encoder
    from index.update.additions import find_files, replace_document

    (found,) = find_files([file])[:1] or (file,)
    with progress_bar() as progress:
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
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a document.")
def list_documents(as_json: bool) -> None:
    """List the documents."""
    from assistant.answering.records import document_record

    for item in _open_library().overview():
        document = item.document
        if as_json:
            print_result(document_record(document, item.paragraphs))
        else:
            click.echo(f"{document.id}: {document.short_title} ({item.paragraphs} paragraphs)")


@documents.command("show")
@click.argument("document")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show_document(document: str, as_json: bool) -> None:
    """Show what is known about DOCUMENT: its record, grades, and what was odd when it was read."""
    from assistant.answering.records import full_document_record

    library = _open_library()
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


@main.command("index")
def build() -> None:
    """Build the index, or bring it up to date with the documents."""
    from assistant.settings import home_folder, make_encoder
    from corpus.records.sources import SHIPPED_DOCUMENTS
    from index.update.apply import build_index

    encoder = make_encoder()
    encoder.check()
    with progress_bar() as progress:
        report = build_index(home_folder(), SHIPPED_DOCUMENTS, encoder, progress)
    manifest = report.manifest
    state = f"{report.embedded} passages embedded" if report.rebuilt else "nothing changed"
    click.echo(f"{manifest.documents} documents, {manifest.paragraphs} paragraphs indexed; {state}.")


@main.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Where to listen."
)
@click.option("--host", default="localhost", show_default=True, help="The address to listen on.")
def serve(port: int, host: str) -> None:
    """Serve the browser app."""
    from assistant.server.run import serve_app
    from assistant.settings import home_folder, make_encoder

    serve_app(home_folder(), make_encoder(), host, port)


def _answer(
    command: Literal["ask", "search"],
    question: str | None,
    batch: Path | None,
    as_json: bool,
    filters: dict[str, Any],
    count: int = 10,
) -> None:
    """Print the answers."""
    from assistant.server.local_socket import models_set
    from assistant.server.requests import Request, answer_request

    expand = not filters.pop("plain")
    asked = tuple(_questions(question, batch, as_json))
    request = Request(command, asked, filters, expand, as_json, count, models_set())

    def answer(tell: Tell) -> None:
        from assistant.server.opened import open_assistant
        from assistant.settings import home_folder, make_encoder, make_reranker

        answer_request(open_assistant(home_folder(), make_encoder(), make_reranker()), request, tell)

    _have_done(request, answer)


def _have_done(request: Request | AddRequest, alone: Callable[[Tell], None]) -> None:
    """Have a running server do it where there is one, which has all loaded already; print what is said."""
    from assistant.server.local_socket import ask_server
    from assistant.settings import home_path

    with progress_bar() as progress:
        output = CommandOutput(progress)
        if not ask_server(home_path(), request, output.hear_server):
            alone(output.hear)
    if output.status:
        raise click.exceptions.Exit(output.status)


def _open_library() -> Any:
    from assistant.settings import home_folder
    from corpus.library.library import Library

    return Library.open(home_folder().library)


def _check_document(document: str, documents: Any) -> None:
    from assistant.answering.questions import make_scope

    make_scope(documents, document=document)


def _questions(question: str | None, batch: Path | None, as_json: bool) -> list[tuple[dict[str, Any], str]]:
    """Return the questions, each with what its record begins with; all are checked before one is asked."""
    from assistant.answering.questions import check_question

    if (question is None) == (batch is None):
        raise click.UsageError("Give either a QUESTION or --batch FILE.")
    if question is not None:
        return [({}, check_question(question))]
    if not as_json:
        raise click.UsageError("--batch goes with --json.")
    assert batch is not None
    return [({"id": id}, text) for id, text in _read_batch(batch)]


def _read_batch(path: Path) -> Iterator[tuple[Any, str]]:
    from assistant.answering.questions import check_question

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise QuestionError(f"{path} cannot be read ({error.strerror})", "name a file of questions") from None
    except UnicodeDecodeError:
        raise QuestionError(f"{path} is not UTF-8 text", "save it as UTF-8") from None
    # Only a line feed ends a line of JSON: other line ends may stand inside a question.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_constant=_refuse_constant)
            id, question = record["id"], record["question"]
            json.dumps(id, ensure_ascii=False).encode()
            if not isinstance(question, str):
                raise TypeError
        except (ValueError, TypeError, KeyError, RecursionError):
            raise QuestionError(
                f'{path}, line {number} is not {{"id": …, "question": "…"}}', "correct that line"
            ) from None
        try:
            yield id, check_question(question)
        except QuestionError as error:
            raise QuestionError(f"{path}, line {number}: {error.cause}", error.remedy) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
