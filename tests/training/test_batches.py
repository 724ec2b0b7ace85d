"""A batch holds texts about one subject and about anything, none twice; every question is asked once."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.batches import topical_batches

pytestmark = pytest.mark.fast


def likeness_of(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, 3)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors @ vectors.T


def test_half_of_a_batch_is_what_is_nearest_to_its_first() -> None:
    # Texts 0 to 9 lie on a line: the nearest to one are its neighbours.
    places = np.arange(40, dtype=np.float32)
    likeness = -np.abs(places[:, None] - places[None, :])
    for batch in topical_batches(range(40), likeness, 16, random.Random(3)):
        first, *rest = batch
        if len(batch) == 16:
            assert sorted(abs(i - first) for i in rest[:7]) == sorted(abs(i - first) for i in rest)[:7]


@given(st.lists(st.integers(0, 19), min_size=1, max_size=120), st.integers(0, 9))
def test_every_question_is_asked_at_most_once_and_no_text_twice_in_a_batch(
    texts: list[int], seed: int
) -> None:
    batches = list(topical_batches(texts, likeness_of(20, seed), 16, random.Random(seed)))
    asked = [i for batch in batches for i in batch]
    assert len(asked) == len(set(asked))
    for batch in batches:
        assert 8 <= len(batch) <= 16
        assert len({texts[i] for i in batch}) == len(batch)
