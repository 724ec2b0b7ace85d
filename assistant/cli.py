"""The command line. Results go to stdout, progress and warnings to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import QuestionError, UserError

if TYPE_CHECKING:
    from assistant.engine import Assistant
    from index.types import Scope

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


def _filters(command: Command) -> Command:
    for option in (
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
    from assistant.records import answer_record
    from assistant.text_output import render_answer

    asked = _questions(question, batch, as_json)
    assistant, scope = _open(filters)
    for id, text in asked:
        answer = assistant.ask(text, scope)
        _print(answer_record(answer) if as_json else render_answer(answer), id)


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
    from assistant.records import search_record
    from assistant.text_output import render_search

    asked = _questions(question, batch, as_json)
    assistant, scope = _open(filters)
    for id, text in asked:
        result = assistant.search(text, scope, count)
        _print(search_record(result) if as_json else render_search(result), id)


@main.command()
@click.argument("document", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a paragraph.")
def paragraphs(document: str | None, as_json: bool) -> None:
    """List every paragraph as it is cited, of one document or of all."""
    from assistant.records import paragraph_record

    library = _open_library()
    if document is not None:
        _check_document(document, library.documents())
    for paragraph in library.paragraphs(document):
        if as_json:
            _print(paragraph_record(paragraph))
        else:
            click.echo(f"{paragraph.document}, {paragraph.reference}: {paragraph.text}")


@main.group()
def documents() -> None:
    """List, show, add and remove the documents of the library."""


@documents.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def add_documents(paths: tuple[Path, ...]) -> None:
    """Add files (PDF, Word, HTML, Markdown, text) or folders of them: PATHS."""
    from assistant.settings import home_folder, make_encoder
    from index.additions import add_files, find_files

    files = find_files(paths)
    with _progress_bar() as progress:
        report = add_files(
            home_folder(), files, make_encoder(), lambda line: click.echo(line, err=True), progress
        )
    counts = (
        ("added", len(report.added)),
        ("replaced", len(report.replaced)),
        ("already there", len(report.skipped)),
        ("not read", len(report.failed)),
    )
    click.echo(", ".join(f"{count} {what}" for what, count in counts if count) or "no file found")
    if report.failed or not files:
        raise click.exceptions.Exit(1)


@documents.command("remove")
@click.argument("document")
def remove_documents(document: str) -> None:
    """Remove DOCUMENT; nothing of its text stays on the disk."""
    from assistant.settings import home_folder, make_encoder
    from index.additions import remove_document

    report = remove_document(home_folder(), document, make_encoder())
    click.echo(f"{document} removed; documents left: {report.manifest.documents}")


@documents.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a document.")
def list_documents(as_json: bool) -> None:
    """List the documents."""
    from assistant.records import document_record

    library = _open_library()
    for document in library.documents():
        count = len(library.paragraphs(document.id))
        if as_json:
            _print(document_record(document, count))
        else:
            click.echo(f"{document.id}: {document.short_title} ({count} paragraphs)")


@documents.command("show")
@click.argument("document")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show_document(document: str, as_json: bool) -> None:
    """Show what is known about DOCUMENT."""
    from assistant.records import document_record

    library = _open_library()
    _check_document(document, library.documents())
    found = next(d for d in library.documents() if d.id == document)
    record = document_record(found, len(library.paragraphs(document)))
    if as_json:
        _print(record)
        return
    for name, value in record.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        if shown not in (None, ""):
            click.echo(f"{name.replace('_', ' ')}: {shown}")


@main.command("index")
def build() -> None:
    """Build the index, or bring it up to date with the documents."""
    from assistant.settings import home_folder, make_encoder
    from corpus.sources import SHIPPED_DOCUMENTS
    from index.build import build_index

    encoder = make_encoder()
    encoder.check()
    with _progress_bar() as progress:
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
    from assistant.server import serve_app
    from assistant.settings import home_folder, make_encoder

    serve_app(home_folder(), make_encoder().name, host, port)


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int], None]]:
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


def _open(filters: dict[str, Any]) -> tuple[Assistant, Scope]:
    from assistant.engine import Assistant
    from assistant.questions import make_scope
    from assistant.settings import home_folder, make_encoder

    assistant = Assistant.open(home_folder(), make_encoder())
    return assistant, make_scope(assistant.documents, **filters)


def _open_library() -> Any:
    from assistant.settings import home_folder
    from corpus.library import Library

    return Library.open(home_folder().library)


def _check_document(document: str, documents: Any) -> None:
    from assistant.questions import make_scope

    make_scope(documents, document=document)


def _questions(question: str | None, batch: Path | None, as_json: bool) -> list[tuple[Any, str]]:
    """Return (id, question) pairs, all of them checked before the first is asked."""
    from assistant.questions import check_question

    if (question is None) == (batch is None):
        raise click.UsageError("Give either a QUESTION or --batch FILE.")
    if question is not None:
        return [(None, check_question(question))]
    if not as_json:
        raise click.UsageError("--batch goes with --json.")
    assert batch is not None
    return list(_read_batch(batch))


def _read_batch(path: Path) -> Iterator[tuple[Any, str]]:
    from assistant.questions import check_question

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise QuestionError(f"{path} cannot be read ({error.strerror})", "name a file of questions") from None
    except UnicodeDecodeError:
        raise QuestionError(f"{path} is not UTF-8 text", "save it as UTF-8") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            id, question = record["id"], record["question"]
            if not isinstance(question, str):
                raise TypeError
        except (ValueError, TypeError, KeyError):
            raise QuestionError(
                f'{path}, line {number} is not {{"id": …, "question": "…"}}', "correct that line"
            ) from None
        try:
            yield id, check_question(question)
        except QuestionError as error:
            raise QuestionError(f"{path}, line {number}: {error.cause}", error.remedy) from None


def _print(result: dict[str, Any] | str, id: Any = None) -> None:
    if isinstance(result, dict):
        record = result if id is None else {"id": id, **result}
        result = json.dumps(record, ensure_ascii=False)
    click.echo(result)
