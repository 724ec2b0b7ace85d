"""Precision and recall of topics, worked out by hand, and the fit that the source holds."""

import json
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.topics.evidence import INTERCEPT, MATCHES_FROM, WEIGHTS
from evals.measures.topics import (
    LABELS,
    TopicResults,
    TopicScore,
    fit_topics,
    read_labels,
    run_topics,
    topics_table,
)
from evals.sets.questions import QuestionSetError


def test_precision_and_recall() -> None:
    results = TopicResults((TopicScore("a", 3, 1, 0), TopicScore("b", 1, 0, 4), TopicScore("c", 0, 0, 0)))
    assert [(own.precision, own.recall) for own in results.topics] == [(0.75, 1.0), (1.0, 0.2), (1.0, 1.0)]
    assert (results.micro.right, results.micro.wrong, results.micro.missed) == (4, 1, 4)
    assert (results.micro.precision, results.micro.recall) == (0.8, 0.5)
    assert results.macro_precision == pytest.approx(2.75 / 3)
    assert results.macro_recall == pytest.approx(2.2 / 3)
    assert topics_table(results).splitlines()[1:] == [
        "a                                   3      4       0.75    1.00",
        "b                                   5      1       1.00    0.20",
        "c                                   0      0       1.00    1.00",
        "all paragraphs                      8      5       0.80    0.50",
        "mean of the topics                                 0.92    0.73",
    ]


def test_labels_are_those_of_the_shipped_documents(assistant: Assistant) -> None:
    labels = read_labels(LABELS, (paragraph.id for paragraph in assistant.paragraphs()))
    assert {label.topic: (len(label.on), len(label.doubtful)) for label in labels} == {
        "return home interviews": (4, 0),
        "private fostering": (7, 0),
        "social worker caseloads": (11, 3),
        "adoption timescales": (11, 3),
        "housing for care leavers": (10, 2),
        "child sexual exploitation": (19, 9),
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("no json", "line 2 is not"),
        ('{"topic": "t", "on": []}', "line 2 is not"),
        ('{"topic": "t", "on": ["d#3"], "doubtful": []}', "line 2 names d#3, which is not in the library"),
        ('{"topic": "t", "on": ["d#1"], "doubtful": ["d#1"]}', "line 2 calls one both"),
    ],
)
def test_labels_that_are_none(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f'{{"topic": "s", "on": ["d#1"], "doubtful": ["d#2"]}}\n{line}\n')
    with pytest.raises(QuestionSetError, match=message):
        read_labels(path, ["d#1", "d#2"])


def test_topics_are_found_as_often_as_promised(assistant: Assistant) -> None:
    results = run_topics(assistant)
    found = {own.topic: (own.right, own.wrong, own.missed) for own in results.topics}
    assert found["return home interviews"] == (4, 0, 0)
    assert found["private fostering"] == (7, 1, 0)
    assert found["social worker caseloads"] == (11, 0, 0)
    assert found["child sexual exploitation"] == (19, 0, 0)
    assert results.micro.recall >= 0.95
    assert results.micro.precision >= 0.70


def test_the_source_holds_what_is_fitted(assistant: Assistant) -> None:
    fit = fit_topics(assistant)
    assert fit.intercept == pytest.approx(INTERCEPT, rel=0.05)
    assert fit.weights == pytest.approx(WEIGHTS, rel=0.05)
    assert fit.matches_from >= MATCHES_FROM  # Lower on purpose: what is missing costs more than one too many.
    assert fit.cross_validated.micro.recall >= 0.95
    assert fit.cross_validated.micro.precision >= 0.70


def test_a_fit_needs_several_topics(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps({"topic": "t", "on": ["ofsted-hounslow-2014#para-6"], "doubtful": []}) + "\n")
    with pytest.raises(QuestionSetError, match="3 are needed"):
        fit_topics(assistant, path)
