"""Two documents, authorities or years side by side."""

import json

import pytest
from click.testing import CliRunner

from assistant.answering.assistant import Assistant
from assistant.commands.topics import compare as compare_command
from assistant.topics.side_by_side import SideBySide, compare, render_side_by_side, side_by_side_record
from corpus.errors import QuestionError
from index.home import Home


def ids(both: SideBySide) -> tuple[list[str], list[str]]:
    left, right = both.left.topic.matches, both.right.topic.matches
    return [match.paragraph.id for match in left], [match.paragraph.id for match in right]


def test_a_document_beside_an_authority(assistant: Assistant) -> None:
    both = compare(
        assistant, "ofsted-hillingdon-2018", "London Borough of Hounslow", "return home interviews"
    )
    assert ids(both) == (
        ["ofsted-hillingdon-2018#what-needs-to-improve-bullet-2", "ofsted-hillingdon-2018#para-36"],
        [],
    )
    assert (both.left.kind, both.right.kind, both.right.name) == ("document", "authority", "Hounslow")
    assert both.counts == {
        "left": {"paragraphs": 2, "recommendations": 1, "near": 0, "searched": 64},
        "right": {"paragraphs": 0, "recommendations": 0, "near": 0, "searched": 236},
    }


def test_years(small_assistant: Assistant) -> None:
    both = compare(small_assistant, "2018", "2021", "foster carer reviews")
    assert ids(both) == (["early#para-1"], ["late#para-1"])
    assert (
        render_side_by_side(both)
        == """\
Topic: foster carer reviews

                          2018        2021
paragraphs                   1           1
recommendations              1           0
near                         0           0
searched                     4           2

2018
----
  “The timeliness of foster carer reviews.”
  — Ofsted, Barset 2018, para 1 (recommendation)

2021
----
  “Foster carer reviews are now timely. Panels meet.”
  — Ofsted, Barset 2021, para 1"""
    )


def test_record(small_assistant: Assistant) -> None:
    record = json.loads(json.dumps(side_by_side_record(compare(small_assistant, "early", "late", "owl"))))
    assert list(record) == ["topic", "left", "right", "counts"]
    assert (record["left"]["name"], record["left"]["kind"]) == ("early", "document")
    assert [own["paragraph"] for own in record["right"]["paragraphs"]] == ["late#para-2"]


def test_an_unknown_side_lists_what_there_is(small_assistant: Assistant) -> None:
    with pytest.raises(QuestionError) as caught:
        compare(small_assistant, "2018", "2019", "owl")
    assert str(caught.value) == (
        "the library has no document, authority or year '2019'; choose from Barset, 2018, 2021, early, late."
    )


@pytest.mark.parametrize(
    ("left", "right", "topic"),
    [("2018", "2018", "owl"), ("Barset", "barset", "owl"), ("", "2018", "owl"), ("2018", "2021", " ")],
)
def test_bad_input(small_assistant: Assistant, left: str, right: str, topic: str) -> None:
    with pytest.raises(QuestionError):
        compare(small_assistant, left, right, topic)


def test_the_command(small_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(small_home.path))
    result = CliRunner().invoke(compare_command, ["2018", "2021", "--topic", "owl", "--json"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["counts"]["left"]["paragraphs"] == record["counts"]["right"]["paragraphs"] == 1
    assert CliRunner().invoke(compare_command, ["2018", "2021"]).exit_code == 2
