"""The measures on cases worked out by hand, and question sets that must not be scored."""

from pathlib import Path

import ir_measures
import pytest

from assistant.engine import Assistant
from evals.questions import QUESTIONS, QuestionSetError, gold_paragraphs, read_questions
from evals.references import check_references
from evals.retrieval import MEASURES, run_retrieval
from evals.types import Judgement, Question

LINE = (
    '{{"id": "{id}", "question": "q", "type": "lexical", "gold": [{gold}], '
    '"all_required": false, "answerable": {answerable}}}\n'
)
GOLD = '{"doc": "ofsted-hillingdon-2018", "quote": "Local data indicates that currently 74% of care leavers"}'


def test_measures_by_hand() -> None:
    """Gold at ranks 2 and 4 of ten, a third not found."""
    run = {"q": {f"p{rank}": float(11 - rank) for rank in range(1, 11)}}
    gold = {"q": {"p2": 1, "p4": 1, "elsewhere": 1}}
    values = ir_measures.calc_aggregate(MEASURES.values(), gold, run)
    # nDCG@10: (1/log2(3) + 1/log2(5)) / (1/log2(2) + 1/log2(3) + 1/log2(4))
    assert {name: round(values[measure], 4) for name, measure in MEASURES.items()} == {
        "hit@1": 0.0,
        "hit@5": 1.0,
        "recall@10": 0.6667,
        "nDCG@10": 0.4982,
        "MRR": 0.5,
    }


def test_gold_is_the_paragraph_that_holds_the_quote(assistant: Assistant) -> None:
    judgement = Judgement(
        "ofsted-hillingdon-2018", "Local data  indicates that\ncurrently 74% of care leavers"
    )
    question = Question("q", "care leavers in work", "figure", (judgement,), False, True)
    assert gold_paragraphs(question, assistant.paragraphs()) == {"ofsted-hillingdon-2018#para-28"}
    (result,) = run_retrieval(assistant, (question,))
    assert len(result.ranked) == 10


def test_project_question_sets_are_sound(assistant: Assistant) -> None:
    questions = read_questions(sorted(QUESTIONS.glob("*.jsonl")), assistant.paragraphs())
    assert len(questions) == 328
    assert sum(question.answerable for question in questions) == 142


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
    ):
        assert part in message


def test_references_are_counted_against_the_golden_files() -> None:
    report = check_references()
    assert (report.numbered, report.numbered_right) == (208, 208)
    assert report.paragraphs == report.paragraphs_right == report.quotes_exact == 590
