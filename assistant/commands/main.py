"""The command line. Results go to stdout, progress and warnings to stderr."""

from typing import Any

import click

from assistant.commands.answers import ask, search
from assistant.commands.briefings import brief, check
from assistant.commands.documents import documents, paragraphs
from assistant.commands.output import progress_bar
from assistant.commands.topics import compare, topic
from corpus.errors import UserError

# Everything heavy is imported inside the commands: `assistant --help` loads none of it.


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


for _command in (ask, search, paragraphs, documents, brief, check, topic, compare):
    main.add_command(_command)


@main.command("index")
def build() -> None:
    """Build the index, or bring it up to date with the documents."""
    from assistant.settings import home_folder, make_encoder, make_verifier
    from corpus.records.sources import SHIPPED_DOCUMENTS
    from index.encoding.export import ensure_export
    from index.update.apply import build_index
    from index.verifying.export import ensure_verifier_export

    encoder, verifier = make_encoder(), make_verifier()
    for problem in (ensure_export(encoder), verifier and ensure_verifier_export(verifier)):
        if problem:
            click.echo(problem, err=True)
    with progress_bar() as progress:
        report = build_index(home_folder(), SHIPPED_DOCUMENTS, encoder, progress)
    manifest = report.manifest
    state = f"{report.embedded} texts embedded" if report.rebuilt else "nothing changed"
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
