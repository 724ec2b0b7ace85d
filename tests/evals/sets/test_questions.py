"""Question sets: those of the project are sound, and others with a problem are not scored."""

import json
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from evals.sets.questions import ABOUT_REPORTS, QUESTIONS, QuestionSetError, fold, read_questions

LINE = (
    '{{"id": "{id}", "question": "q", "type": "lexical", "gold": [{gold}], '
    '"all_required": false, "answerable": {answerable}}}\n'
)
GOLD = '{"doc": "ofsted-hillingdon-2018", "quote": "Local data indicates that currently 74% of care leavers"}'


def test_project_question_sets_are_sound(assistant: Assistant) -> None:
    questions = read_questions(sorted(QUESTIONS.glob("*.jsonl")), assistant.paragraphs())
    assert len(questions) == 438
    assert sum(question.answerable for question in questions) == 212
    texts = [(paragraph.document, fold(paragraph.text)) for paragraph in assistant.paragraphs()]
    for judgement in (gold for question in questions for gold in question.gold):
        quote = fold(judgement.quote)
        held = [text.count(quote) for document, text in texts if document == judgement.document]
        assert sum(held) == 1, judgement


def test_every_file_of_questions_is_explained() -> None:
    explained = (QUESTIONS / "README.md").read_text(encoding="utf-8")
    for file in QUESTIONS.glob("*.jsonl"):
        assert f"`{file.name}`" in explained
    assert len(list(ABOUT_REPORTS.glob("*.jsonl"))) == 6
    assert "`reports/*.jsonl`" in explained


def test_over_a_quarter_of_all_questions_is_in_lay_words_and_many_have_no_answer() -> None:
    files = (*QUESTIONS.glob("*.jsonl"), *ABOUT_REPORTS.glob("*.jsonl"))
    records = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(records) == 978
    assert sum(record["type"] == "paraphrase" for record in records) == 274
    assert sum(not record["answerable"] for record in records) == 410


def test_every_problem_of_a_question_set_is_named_and_nothing_scored(
    assistant: Assistant, tmp_path: Path
) -> None:
    unknown = GOLD.replace("ofsted-hillingdon-2018", "nowhere")
    absent = GOLD.replace("74%", "75%")
    path = tmp_path / "set.jsonl"
    path.write_text(
        LINE.format(id="a", gold=GOLD, answerable="true")
        + "{broken\n"
        + LINE.format(id="a", gold=GOLD, answerable="true")
        + LINE.format(id="b", gold="", answerable="true")
        + LINE.format(id="c", gold=unknown, answerable="true")
        + LINE.format(id="d", gold=absent, answerable="true")
        + LINE.format(id="e", gold=GOLD, answerable="false")
        + LINE.format(id="f", gold=GOLD, answerable='"yes"')
        + "[]\n"
        + LINE.format(id=" ", gold=GOLD, answerable="true")
        + LINE.format(id="h", gold=GOLD, answerable="true").replace("}\n", ', "when": "yesterday"}\n')
        + LINE.format(id="i", gold=GOLD, answerable="true").replace("}\n", ', "split": "train"}\n')
    )
    with pytest.raises(QuestionSetError) as caught:
        read_questions([path], assistant.paragraphs())
    message = str(caught.value)
    for part in (
        "set.jsonl:2 is not a question",
        "set.jsonl:3 repeats the id a",
        "set.jsonl:4 is answerable without gold",
        "set.jsonl:5 names the unknown document nowhere",
        "set.jsonl:6 quotes what no paragraph of ofsted-hillingdon-2018 holds",
        "set.jsonl:7 has gold but no answer",
        "set.jsonl:8 is not a question (answerable",
        "set.jsonl:9 is not a question",
        "set.jsonl:10 is not a question (id",
        "set.jsonl:11 is not a question (when",
        "set.jsonl:12 is not a question (split",
    ):
        assert part in message
    assert "set.jsonl:1 " not in message


def test_byte_order_mark_and_odd_line_ends_within_strings_are_read(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = tmp_path / "set.jsonl"
    line = LINE.format(id="a", gold=GOLD, answerable="true").replace('"q"', '"one\u2028two"')
    path.write_bytes(b"\xef\xbb\xbf" + line.encode())
    (question,) = read_questions([path], assistant.paragraphs())
    assert question.text == "one\u2028two"
    assert question.set == "set"
