"""A topic as text, JSON, CSV, Excel and a picture."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from assistant.answering.assistant import Assistant
from assistant.commands.topics import topic as topic_command
from assistant.topics.files import TopicFileError, write_chart, write_csv, write_excel
from assistant.topics.find import find_topic
from assistant.topics.text import HEAD, render_topic, topic_csv, topic_record
from corpus.errors import QuestionError
from index.home import Home
from index.types import Scope

FORMULA = '=HYPERLINK("http://example.org","foster carers") names foster carers.'
NEGATIVE = "-1 foster carers left. Others stayed."


def test_text(small_assistant: Assistant) -> None:
    assert render_topic(find_topic(small_assistant, "foster carer reviews", Scope())).startswith(
        """\
Topic: foster carer reviews
2 paragraphs of 2 documents (2 with all its words, 0 with some or by meaning), of 6
paragraphs of 2 documents.
Understood: foster carer = fostering, foster carers, fostering service.

Ofsted, Barset 2021 (Ofsted · 2021)
  “Foster carer reviews are now timely. Panels meet.”
  — para 1 · Findings

Ofsted, Barset 2018 (Ofsted · 2018)
  “The timeliness of foster carer reviews.”
  — para 1 · What needs to improve · recommendation

Counts
  document: late 1; early 1
  year: 2021 1; 2018 1
  authority: Barset 2
  voice: inspectors 2
  section: Findings 1; What needs to improve 1

Timeline
  2018  Ofsted, Barset 2018
        para 1: The timeliness of foster carer reviews.
  2021  Ofsted, Barset 2021
        para 1: Foster carer reviews are now timely.

Recommendations, and what later documents say most like them
"""
    )


def test_record(assistant: Assistant) -> None:
    topic = find_topic(assistant, "social worker caseloads", Scope())
    record = json.loads(json.dumps(topic_record(topic)))
    assert list(record) == [
        "topic", "terms", "summary", "too_general", "paragraphs", "counts", "timeline", "followed_up",
        "searched", "scope", "expansions",
    ]  # fmt: skip
    assert record["terms"] == ["social worker caseloads", "workloads"]
    assert record["searched"] == {"documents": 5, "paragraphs": 590}
    assert list(record["paragraphs"][0]) == [
        "paragraph", "document", "reference", "section", "page", "match", "text", "score", "recommendation",
    ]  # fmt: skip
    first = record["paragraphs"][0]
    assert (first["paragraph"], first["match"], first["text"]) == (
        "ofsted-hillingdon-2018#para-40",
        "term",
        topic.matches[0].paragraph.text,
    )


def test_near_misses_stand_apart_and_can_be_left_out(assistant: Assistant) -> None:
    topic = find_topic(assistant, "adoption timescales", Scope())
    assert topic.near
    kinds = [own["match"] for own in topic_record(topic)["paragraphs"]]
    assert kinds.count("near_miss") == len(topic.near)
    assert kinds.index("near_miss") == len(topic.matches)
    assert "near_miss" not in [own["match"] for own in topic_record(topic, near=False)["paragraphs"]]
    assert "Near, not counted" in render_topic(topic)
    assert "Near, not counted" not in render_topic(topic, near=False)


def test_nothing_found_is_one_sentence(assistant: Assistant) -> None:
    assert render_topic(find_topic(assistant, "pizza", Scope())) == (
        "Topic: pizza\nNo paragraph is on this topic. Searched 590 paragraphs of 5 documents."
    )


def test_no_cell_of_a_csv_file_is_a_formula(small_assistant: Assistant, tmp_path: Path) -> None:
    topic = find_topic(small_assistant, "foster carers", Scope())
    write_csv(topic, tmp_path / "topic.csv")
    text = (tmp_path / "topic.csv").read_bytes().decode("utf-8-sig")
    assert text == topic_csv(topic)
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert tuple(head) == HEAD
    assert [row[0] for row in rows] == ["late", "early", "early", "early"]
    assert [row[-1] for row in rows][2:] == [f"'{FORMULA}", f"'{NEGATIVE}"]
    assert [row[HEAD.index("Recommendation")] for row in rows] == ["", "yes", "yes", ""]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_excel_holds_text_as_text(small_assistant: Assistant, tmp_path: Path) -> None:
    topic = find_topic(small_assistant, "foster carers", Scope())
    write_excel(topic, tmp_path / "topic.xlsx")
    book = load_workbook(tmp_path / "topic.xlsx")
    assert book.sheetnames == ["Paragraphs", "Counts", "Timeline", "Recommendations"]
    sheet = book["Paragraphs"]
    assert tuple(cell.value for cell in sheet[1]) == HEAD
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    texts = sheet["L"][1:]
    assert [cell.value for cell in texts][2:] == [FORMULA, NEGATIVE]
    assert {cell.data_type for cell in texts} == {"s"}
    assert all(cell.alignment.wrap_text for cell in texts)
    assert sheet.column_dimensions["L"].width == 62
    assert [cell.value for cell in sheet["D"]] == ["Year", 2021, 2018, 2018, 2018]
    for other in book:
        assert not [cell for row in other.iter_rows() for cell in row if cell.data_type in ("f", "e")]
    counts = [tuple(cell.value for cell in row) for row in book["Counts"].iter_rows(min_row=2)]
    assert ("year", "2018", 3) in counts
    timeline = [tuple(cell.value for cell in row) for row in book["Timeline"].iter_rows(min_row=2)]
    assert timeline[0] == (2018, "Ofsted, Barset 2018", "para 1", "The timeliness of foster carer reviews.")
    assert timeline[1][3] == FORMULA
    assert timeline[2][3] == "-1 foster carers left."
    recommended = [row[3].value for row in book["Recommendations"].iter_rows(min_row=2)]
    assert recommended == ["The timeliness of foster carer reviews.", FORMULA]


def test_an_empty_topic_makes_files_too(assistant: Assistant, tmp_path: Path) -> None:
    topic = find_topic(assistant, "pizza", Scope())
    write_csv(topic, tmp_path / "topic.csv")
    write_excel(topic, tmp_path / "topic.xlsx")
    write_chart(topic, tmp_path / "topic.svg")
    assert (tmp_path / "topic.csv").read_bytes().decode("utf-8-sig") == ",".join(HEAD) + "\r\n"
    assert load_workbook(tmp_path / "topic.xlsx")["Paragraphs"].max_row == 1


def test_the_chart_is_the_same_for_the_same_topic(assistant: Assistant, tmp_path: Path) -> None:
    topic = find_topic(assistant, "return home interviews", Scope())
    for name in ("a.svg", "b.svg", "c.png"):
        write_chart(topic, tmp_path / name)
    picture = (tmp_path / "a.svg").read_text("utf-8")
    assert picture == (tmp_path / "b.svg").read_text("utf-8")
    for word in ("return home interviews: paragraphs by year", "2017", "2018", "inspectors", "council"):
        assert f">{word}</text>" in picture
    assert (tmp_path / "c.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_dollar_in_a_topic_is_no_mathematics(assistant: Assistant, tmp_path: Path) -> None:
    topic = find_topic(assistant, "adoption $x^{ $y", Scope())
    write_chart(topic, tmp_path / "topic.svg")
    assert "$x^{ $y" in (tmp_path / "topic.svg").read_text("utf-8").replace("&#36;", "$")


@pytest.mark.parametrize("name", ["topic.gif", "topic", "nowhere/topic.svg"])
def test_a_chart_that_cannot_be_drawn(assistant: Assistant, tmp_path: Path, name: str) -> None:
    with pytest.raises(TopicFileError):
        write_chart(find_topic(assistant, "pizza", Scope()), tmp_path / name)


def test_files_that_cannot_be_written(assistant: Assistant, tmp_path: Path) -> None:
    topic = find_topic(assistant, "pizza", Scope())
    with pytest.raises(TopicFileError, match="No such file"):
        write_csv(topic, tmp_path / "nowhere" / "topic.csv")
    with pytest.raises(TopicFileError, match="No such file"):
        write_excel(topic, tmp_path / "nowhere" / "topic.xlsx")


def test_the_command_prints_and_writes(
    small_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(small_home.path))
    files = {name: tmp_path / f"topic.{name}" for name in ("csv", "xlsx", "png")}
    result = CliRunner().invoke(
        topic_command,
        ["foster carers", "--year", "2018", "--json", "--no-near", "--csv", str(files["csv"]),
         "--excel", str(files["xlsx"]), "--chart", str(files["png"])],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert [own["paragraph"] for own in record["paragraphs"]] == [
        "early#para-1",
        "early#para-2",
        "early#para-4",
    ]
    assert record["scope"]["given"] == ["year"]
    assert all(path.stat().st_size > 0 for path in files.values())


def test_the_command_refuses_an_empty_topic() -> None:
    result = CliRunner().invoke(topic_command, [" "])
    assert isinstance(result.exception, QuestionError)
