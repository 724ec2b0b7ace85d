"""The speed of embedding is counted in passages, and beside a process that is really busy."""

import pytest

from evals.product.embedding import EmbeddingSpeed, embedding_table, measure_embedding
from index.encoding.encoder import SentenceTransformerEncoder
from index.passages import with_sentences


def test_passages_are_texts_and_their_sentences(encoder: SentenceTransformerEncoder) -> None:
    texts = [with_sentences("One owl sat. Two foxes ran."), with_sentences("A hen hid.")]
    speed = measure_embedding(encoder, texts, ["did owls sit"])
    assert (speed.texts, speed.passages) == (2, 4)
    assert speed.cosine > 0.9999


def test_share_that_is_left_beside_a_busy_process() -> None:
    speed = EmbeddingSpeed(590, 2000, 2, "OnnxModel", False, 10.0, 16.0, 0.005, 0.99995)
    assert speed.kept == pytest.approx(0.625)
    table = embedding_table(speed)
    assert "passages embedded a second          200\n" in table
    assert "125 (62%)" in table
    assert "5.0 ms" in table
