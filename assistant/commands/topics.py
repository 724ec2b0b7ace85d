"""The commands `topic` and `compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.options import FILE, as_json, filters
from assistant.commands.output import print_result

if TYPE_CHECKING:
    from assistant.answering.assistant import Assistant


@click.command()
@click.argument("topic")
@as_json("")
@click.option("--csv", "csv_file", type=FILE, help="Also write the paragraphs to this CSV file.")
@click.option("--excel", type=FILE, help="Also write an Excel workbook to this file.")
@click.option("--chart", type=FILE, help="Also draw the paragraphs by year, to this .png or .svg file.")
@click.option("--no-near", is_flag=True, help="Leave out the paragraphs that come near.")
@filters("topic")
def topic(
    topic: str,
    plain: bool,
    as_json: bool,
    csv_file: Path | None,
    excel: Path | None,
    chart: Path | None,
    no_near: bool,
    **limits: Any,
) -> None:
    """List every paragraph on TOPIC, with counts, a timeline and what became of recommendations."""
    from assistant.answering.questions import check_question, make_scope
    from assistant.topics.files import write_chart, write_csv, write_excel
    from assistant.topics.find import find_topic
    from assistant.topics.text import render_topic, topic_record

    check_question(topic)
    assistant = _open().with_options(expand=not plain)
    found = find_topic(assistant, topic, make_scope(assistant.documents, **limits))
    near = not no_near
    if csv_file:
        write_csv(found, csv_file, near)
    if excel:
        write_excel(found, excel, near)
    if chart:
        write_chart(found, chart)
    print_result(topic_record(found, near) if as_json else render_topic(found, near))


@click.command()
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@click.option("--topic", required=True, help="What to compare them on.")
@as_json("")
def compare(left: str, right: str, topic: str, as_json: bool) -> None:
    """Put A and B side by side on one topic: documents by their id, authorities, or years."""
    from assistant.answering.questions import check_question
    from assistant.topics.side_by_side import compare as compare_sides
    from assistant.topics.side_by_side import render_side_by_side, side_by_side_record

    check_question(topic)
    both = compare_sides(_open(), left, right, topic)
    print_result(side_by_side_record(both) if as_json else render_side_by_side(both))


def _open() -> Assistant:
    from assistant.server.open_index import open_assistant
    from assistant.settings import home_folder, make_encoder

    return open_assistant(home_folder(), make_encoder())
