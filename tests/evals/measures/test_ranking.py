"""The measures on cases worked out by hand."""

import pytest

from assistant.answering.assistant import Assistant
from evals.measures.ranking import Estimate, estimate, measure
from evals.measures.retrieval import groups, run_retrieval, summarise, worst
from evals.sets.questions import gold_paragraphs
from evals.sets.types import Judgement, Question

TEN = [f"p{rank}" for rank in range(1, 11)]
WORDS = {f"p{rank}": 10 * rank for rank in range(1, 11)}


def test_gold_at_ranks_two_and_four_and_one_not_found() -> None:
    values = measure(TEN, frozenset({"p2", "p4", "elsewhere"}), WORDS, full=True)
    assert {name: round(value, 4) for name, value in values.items()} == {
        "hit@1": 0.0,
        "hit@5": 1.0,
        "recall@10": 0.6667,
        # (1/log2(3) + 1/log2(5)) / (1/log2(2) + 1/log2(3) + 1/log2(4))
        "nDCG@10": 0.4982,
        "MRR": 0.5,
        "full@10": 0.0,
        "words": 30.0,  # 10 + 20: the first paragraph and the second, which is right
    }


def test_all_of_gold_found_and_none() -> None:
    assert measure(TEN, frozenset({"p1", "p10"}), WORDS, full=True)["full@10"] == 1.0
    assert "full@10" not in measure(TEN, frozenset({"p1"}), WORDS, full=False)
    # Nothing right: all ten are read, 10 + 20 + … + 100 words.
    assert measure(TEN, frozenset({"elsewhere"}), WORDS, full=False)["words"] == 550.0


def test_estimate_of_shares() -> None:
    assert estimate([]) is None
    found = estimate([1.0] * 50 + [0.0] * 50)
    assert found is not None
    # The mean of 100 coin flips has a standard error of 0.05: half width 1.96 of them.
    assert found.value == 0.5
    assert found.low == pytest.approx(0.40, abs=0.015)
    assert found.high == pytest.approx(0.60, abs=0.015)
    # The rule of three: none of 30 failed, so at most 3 of 30 do.
    assert estimate([1.0] * 30) == Estimate(1.0, 0.9, 1.0, 30)
    assert estimate([0.0] * 30) == Estimate(0.0, 0.0, 0.1, 30)
    assert estimate([0.0]) == Estimate(0.0, 0.0, 1.0, 1)
    assert estimate([7.0, 7.0]) == Estimate(7.0, 7.0, 7.0, 2)


def test_gold_is_the_paragraph_that_holds_the_quote(assistant: Assistant) -> None:
    quote = "Local data  indicates that\ncurrently 74% of care leavers"
    question = Question(
        "q",
        "what share of care leavers, 74%",
        "figure",
        (Judgement("ofsted-hillingdon-2018", quote),),
        False,
        True,
        set="s",
    )
    other = Question(
        "r", "zebras", "lexical", (Judgement("ofsted-hillingdon-2018", quote),), False, True, set="s"
    )
    assert gold_paragraphs(question, assistant.paragraphs()) == {"ofsted-hillingdon-2018#para-28"}
    results = run_retrieval(assistant, (question, other))
    assert len(results[0].ranked) == 10
    told = groups(results)
    assert set(told["type"]) == {"figure", "lexical"}
    assert set(told["set"]) == {"s"}
    assert set(told["document"]) == {"ofsted-hillingdon-2018"}
    assert summarise(results)["hit@5"].n == 2
    assert [result.question.id for result in worst(results, 1)] == ["r"]
