"""The count of the model's operations, worked out by hand."""

import pytest

from evals.product.embedding import EmbeddingSpeed, measure_embedding
from index.encoding.encoder import SentenceTransformerEncoder


def test_operations_are_counted_as_by_hand(encoder: SentenceTransformerEncoder) -> None:
    # "caseloads" is read as [CLS] case ##load ##s [SEP]: five word pieces. A block multiplies
    # 5 rows with 4 * 384 * 384 + 2 * 384 * 1536 weights, and for attention 5 * 5 * 384 twice.
    a_block = 2 * 5 * (4 * 384 * 384 + 2 * 384 * 1536) + 4 * 5 * 5 * 384
    assert measure_embedding(encoder, ["caseloads"] * 3).operations == 3 * 6 * a_block


def test_share_is_of_what_the_processor_can_do() -> None:
    speed = EmbeddingSpeed(
        texts=10, threads=2, seconds=2.0, bare_seconds=1.0, bare_batch=8, operations=1e9, possible=2e9
    )
    assert speed.share == pytest.approx(0.25)
