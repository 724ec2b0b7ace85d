"""Whether answers are judged rightly."""

from dataclasses import replace

import pytest

from assistant.answering.assistant import Assistant
from evals.measures.answers import (
    AnsweredQuestion,
    CriterionUse,
    Point,
    answer_values,
    by_set,
    calibration_bins,
    criteria_used,
    curve,
    f2,
    inexact_quotes,
    is_right,
    marked_right,
    run_answers,
    summarise_answers,
    wrongly_treated,
)
from evals.sets.types import Judgement, Question
from index.types import Scope


def answered(kind: str, status: str, confidence: float, quotes: int = 0, right: int = 0) -> AnsweredQuestion:
    answerable = kind not in ("near_miss", "off_topic")
    gold = (Judgement("d", "q"),) if answerable else ()
    question = Question(f"{kind}-{confidence}", "q", kind, gold, False, answerable)
    return AnsweredQuestion(
        question, status, confidence, quotes, right, gold=2 if answerable else 0, inexact=0
    )  # type: ignore[arg-type]


RESULTS = (
    answered("lexical", "answered", 0.95, quotes=2, right=1),
    answered("lexical", "answered", 0.91, quotes=4, right=0),
    answered("figure", "related", 0.45),
    answered("off_topic", "not_found", 0.05),
    answered("off_topic", "answered", 0.55, quotes=1),
    answered("near_miss", "related", 0.85),
)


def test_shares_by_hand() -> None:
    values = {name: round(found.value, 4) for name, found in summarise_answers(RESULTS).items()}
    assert values == {
        "answerable answered": 0.6667,
        "answer right": 0.3333,
        "first quote right": 0.0,
        "off-topic not answered": 0.5,
        "near-miss not answered": 1.0,
        "answers to answerable questions": 0.6667,
        "answers with a gold paragraph": 0.5,
        "quote precision": 0.25,  # (1/2 + 0/4) / 2
        "quote recall": 0.25,  # (1/2 + 0/2) / 2
        "answers quoted exactly": 1.0,
    }
    # Two true positives, one missed, one wrong: 5*2 / (5*2 + 4*1 + 1).
    assert f2(RESULTS) == pytest.approx(10 / 15)


def test_each_question_counts_in_the_measures_that_are_about_it() -> None:
    altered = replace(RESULTS[0], inexact=1)
    assert answer_values((altered, *RESULTS[1:])) == {
        "answerable answered": {"lexical-0.95": 1.0, "lexical-0.91": 1.0, "figure-0.45": 0.0},
        "answer right": {"lexical-0.95": 1.0, "lexical-0.91": 0.0, "figure-0.45": 0.0},
        "first quote right": {"lexical-0.95": 0.0, "lexical-0.91": 0.0, "figure-0.45": 0.0},
        "off-topic not answered": {"off_topic-0.05": 1.0, "off_topic-0.55": 0.0},
        "near-miss not answered": {"near_miss-0.85": 1.0},
        "answers to answerable questions": {"lexical-0.95": 1.0, "lexical-0.91": 1.0, "off_topic-0.55": 0.0},
        "answers with a gold paragraph": {"lexical-0.95": 1.0, "lexical-0.91": 0.0},
        "quote precision": {"lexical-0.95": 0.5, "lexical-0.91": 0.0},
        "quote recall": {"lexical-0.95": 0.5, "lexical-0.91": 0.0},
        "answers quoted exactly": {
            "lexical-0.95": 0.0,
            "lexical-0.91": 1.0,
            "figure-0.45": 1.0,
            "off_topic-0.05": 1.0,
            "off_topic-0.55": 1.0,
            "near_miss-0.85": 1.0,
        },
    }


def test_a_measure_that_no_question_counts_in_is_left_out() -> None:
    assert list(answer_values(RESULTS[5:])) == ["near-miss not answered", "answers quoted exactly"]
    assert answer_values(()) == {}


def refused(kind: str, *against: str, by: str | None = None) -> AnsweredQuestion:
    """A question that is not answered; `by` is the criterion that says why, the first unless told."""
    own = answered(kind, "related" if against else "answered", 0.5, quotes=0 if against else 1)
    return replace(own, against=against, refused_by=by or (against[0] if against else None))


@pytest.mark.parametrize(
    ("results", "used"),
    [
        pytest.param([], {}, id="no question"),
        pytest.param([refused("lexical")], {}, id="nobody was against it"),
        pytest.param(
            [refused("off_topic", "on_subject")], {"on_subject": CriterionUse(1, 1, 0, 1)},
            id="rightly, alone",
        ),
        pytest.param(
            [refused("lexical", "fact")], {"fact": CriterionUse(1, 1, 1, 1)}, id="wrongly, alone"
        ),
        pytest.param(
            [refused("lexical", "fact", "on_subject")],
            {"fact": CriterionUse(1, 1, 1, 0), "on_subject": CriterionUse(1, 0, 0, 0)},
            id="of two only the one that is told refuses, and none alone",
        ),
        pytest.param(
            [refused("off_topic", "fact", "on_subject", by="on_subject")],
            {"on_subject": CriterionUse(1, 1, 0, 0), "fact": CriterionUse(1, 0, 0, 0)},
            id="the one that is told need not be the first",
        ),
        pytest.param(
            [
                refused("lexical"),
                refused("near_miss", "rare_term"),
                refused("off_topic", "fact", "on_subject", by="on_subject"),
                refused("off_topic", "on_subject"),
                refused("figure", "fact"),
                refused("figure", "on_subject"),
                refused("near_miss", "fact", "on_subject"),
                refused("near_miss", "voice", "fact", by="fact"),
            ],
            {
                "on_subject": CriterionUse(against=4, refused=3, wrongly=1, alone=2),
                "fact": CriterionUse(against=4, refused=3, wrongly=1, alone=1),
                "rare_term": CriterionUse(against=1, refused=1, wrongly=0, alone=1),
                "voice": CriterionUse(against=1, refused=0, wrongly=0, alone=0),
            },
            id="several questions",
        ),
    ],
)  # fmt: skip
def test_what_each_criterion_did(results: list[AnsweredQuestion], used: dict[str, CriterionUse]) -> None:
    assert criteria_used(results) == used


def test_criteria_that_refused_most_come_first() -> None:
    rows = [
        refused("figure", "voice", "fact"),
        refused("figure", "grade", "fact", by="fact"),
        refused("lexical", "fact"),
    ]
    assert list(criteria_used(rows)) == ["fact", "voice", "grade"]


def test_errors_are_listed() -> None:
    wrong = wrongly_treated(RESULTS)
    assert [q.id for q in wrong["answered, but nothing answers"]] == ["off_topic-0.55"]
    assert [q.id for q in wrong["not answered, but something does"]] == ["figure-0.45"]


def test_answer_to_a_question_that_needs_all_is_right_with_all_of_gold() -> None:
    part = answered("multi", "answered", 0.9, quotes=2, right=1)
    needs_all = replace(part, question=replace(part.question, all_required=True))
    assert (is_right(part), is_right(needs_all), is_right(replace(needs_all, right=2))) == (True, False, True)


def test_results_by_set_and_by_what_is_fitted_on() -> None:
    own = [
        replace(result, question=replace(result.question, set=name, split=split))
        for result, name, split in zip(RESULTS, "bbaaab", ("test", "tune") * 3, strict=True)
    ]
    assert {name: len(found) for name, found in by_set(own).items()} == {
        "a, test": 2, "a, tune": 1, "b, test": 1, "b, tune": 2,
    }  # fmt: skip


def test_curve_by_hand() -> None:
    assert curve(RESULTS) == ()
    surest = (0.9, 0.5, 0.3, None, None, 0.4)
    first = (True, False, True, False, False, False)
    own = [
        replace(result, surest=sure, first_right=right)
        for result, sure, right in zip(RESULTS, surest, first, strict=True)
    ]
    points = {round(point.threshold, 2): point for point in curve(own)}
    assert len(points) == 19
    assert points[0.3] == Point(0.3, answered=1.0, right=2 / 3, refused=0.0)
    assert points[0.45] == Point(0.45, answered=2 / 3, right=1 / 3, refused=1.0)
    assert points[0.95] == Point(0.95, answered=0.0, right=0.0, refused=1.0)


@pytest.mark.parametrize(
    ("sentence", "right"),
    [((0, 8), False), ((5, 12), True), ((10, 20), True), ((16, 20), False), (None, None)],
)
def test_marked_sentence_is_right_that_overlaps_with_gold(
    assistant: Assistant, sentence: tuple[int, int] | None, right: bool | None
) -> None:
    quote = assistant.quote(assistant.paragraphs()[0])
    own = replace(quote, text="One two. Three four. Five.", sentence=sentence)
    gold = (Judgement(quote.document.id, "Three"),)
    question = Question("a", "q", "lexical", gold, False, True)
    assert marked_right(question, (own,), frozenset({quote.paragraph.id})) is right
    assert marked_right(question, (own,), frozenset()) is None


def test_calibration_leaves_near_misses_out() -> None:
    bins = calibration_bins(RESULTS)
    assert [(round(own.confidence, 2), own.questions, own.answerable) for own in bins] == [
        (0.05, 1, 0.0),
        (0.45, 1, 1.0),
        (0.55, 1, 0.0),
        (0.93, 2, 1.0),
    ]


def test_altered_quote_is_seen(assistant: Assistant) -> None:
    answer = assistant.ask("what did inspectors say about return home interviews", Scope())
    texts = {document.id: assistant.text(document.id) for document in assistant.documents}
    assert inexact_quotes(answer, texts) == 0
    first = answer.quotes[0]
    altered = replace(answer, quotes=(replace(first, text=first.text.replace("interviews", "visits")),))
    assert inexact_quotes(altered, texts) == 1


def test_real_answers(assistant: Assistant) -> None:
    gold = (Judgement("ofsted-hillingdon-2018", "they have manageable caseloads"),)
    right = Question("a", "manageable caseloads in the 2018 report", "lexical", gold, False, True)
    off = Question("b", "when are the bins collected", "off_topic", (), False, False)
    one, other = run_answers(assistant, (right, off))
    assert (one.status, one.right, one.gold, one.inexact) == ("answered", 1, 1, 0)
    assert (other.status, other.quotes) == ("not_found", 0)
    assert (one.against, one.refused_by) == ((), None)
    assert (other.against, other.refused_by) == (("fact", "on_subject"), "on_subject")
