"""The 8-bit model beside the product's own: what is shown, and what is missing."""

from pathlib import Path

import pytest

from evals.alternatives.comparison import ComparisonError
from evals.alternatives.int8 import Int8, int8_table, run_int8
from evals.measures.ranking import Estimate
from index.encoding.encoder import SentenceTransformerEncoder

pytestmark = pytest.mark.fast


def test_table_shows_both_ways() -> None:
    found = Int8(
        paragraphs=2,
        own_rate=150.4,
        rate=300.6,
        batch=8,
        own_question_seconds=0.0081,
        question_seconds=0.00214,
        own_found=Estimate(0.821, 0.78, 0.86, 172),
        found=Estimate(0.814, 0.77, 0.85, 172),
        difference=Estimate(-0.0066, -0.0181, 0.0034, 172),
        versions={"onnxruntime": "1.31.1"},
    )
    assert int8_table(found).splitlines() == [
        "                                      as shipped                 in 8 bits",
        "paragraphs a second                          150        301 (batches of 8)",
        "milliseconds a question                      8.1                       2.1",
        "nDCG@10                        0.821 (0.78-0.86)         0.814 (0.77-0.85)",
        "difference                                       -0.007 (-0.018 to +0.003)",
        "onnxruntime 1.31.1",
    ]


def test_missing_environment_is_told(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    with pytest.raises(ComparisonError, match="run 'make int8'"):
        run_int8((), (), encoder, tmp_path)
