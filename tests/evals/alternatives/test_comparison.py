"""The judge of the comparison, and the product through the door that the alternatives use."""

from pathlib import Path

import pytest

from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources, read_text
from evals.alternatives.comparison import ComparisonError, judge, run_comparison
from evals.sets.types import Judgement, Question

QUESTION = Question("q", "q", "paraphrase", (Judgement("d", "two words"),), False, True)


def test_rank_and_words_by_hand() -> None:
    found = [
        [
            ("other", "two words"),
            ("d", "has\ntwo   words here"),
            ("d", "x"),
        ],  # second: other is of another document
        [("d", "two"), ("d", "words")],  # never: no text holds the whole quote
    ]
    compared = judge(
        "a", [QUESTION, QUESTION], found=found, seconds=[1.0, 3.0], index_seconds=1.0, index_bytes=2,
        memory_bytes=3, versions={},
    )  # fmt: skip
    assert compared.hit1.value == 0.0
    assert compared.hit5.value == 0.5
    assert compared.lay is not None
    assert compared.lay.value == 0.5
    assert compared.words.value == (2 + 4 + 1 + 1) / 2
    assert compared.words_a_hit == (2 + 4 + 1 + 1 + 1) / 5
    assert compared.seconds == 2.0


def test_environment_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ComparisonError, match="make compare"):
        list(run_comparison((QUESTION,), tmp_path))


def test_alternative_that_fails_is_told_with_its_last_word(tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\necho 'no such package' >&2\nexit 3\n")
    python.chmod(0o755)
    quote = read_text(SHIPPED_DOCUMENTS, read_sources(SHIPPED_DOCUMENTS)[0])[:20]
    document = read_sources(SHIPPED_DOCUMENTS)[0].id
    question = Question("q", quote, "lexical", (Judgement(document, quote.strip()),), False, True)
    compared = run_comparison((question,), tmp_path)
    own = next(compared)
    assert own.name == "Inspection Assistant"
    assert own.index_bytes > 1_000_000
    assert own.memory_bytes > 100_000_000
    assert next(compared).name == "… with the alternatives’ model"
    with pytest.raises(ComparisonError, match="langchain_faiss failed \\(no such package\\)"):
        next(compared)
