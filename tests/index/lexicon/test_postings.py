"""BM25 over parts is BM25 over the whole, and the formula is Lucene's."""

import math

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon.postings import K1, B, Postings, TermIndex

pytestmark = pytest.mark.fast


TEXTS = [["owl", "owl", "sat"], ["fox", "ran"], ["owl"]]


def index_of(*parts: list[list[str]]) -> TermIndex:
    return TermIndex(tuple(Postings.of(part) for part in parts))


def test_postings_count_each_term() -> None:
    postings = Postings.of(TEXTS)
    assert postings.terms == ("fox", "owl", "ran", "sat")
    assert postings.first.tolist() == [0, 1, 3, 4, 5]
    assert postings.texts.tolist() == [1, 0, 2, 1, 0]
    assert postings.counts.tolist() == [1, 2, 1, 1, 1]
    assert postings.lengths.tolist() == [3, 2, 1]


def test_bm25_is_lucenes_formula() -> None:
    average = 2.0
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = [
        idf * tf / (tf + K1 * (1 - B + B * length / average)) for tf, length in ((2, 3), (0, 2), (1, 1))
    ]
    for index in (index_of(TEXTS), index_of(TEXTS[:1], TEXTS[1:])):
        assert index.scores(["owl"]).tolist() == pytest.approx(expected, rel=1e-5)
        assert index.weight("owl") == pytest.approx(idf)
        assert index.weight("unseen") == pytest.approx(math.log(1 + 3.5 / 0.5))
        assert ("owl" in index, "unseen" in index) == (True, False)


def test_unknown_terms_score_nothing() -> None:
    index = index_of([["owl"], ["fox"]])
    assert index.scores(["unseen"]).tolist() == [0.0, 0.0]
    assert index.scores([]).tolist() == [0.0, 0.0]


words = st.sampled_from(["owl", "fox", "hen", "ox", "elk", "cat"])
texts = st.lists(st.lists(words, max_size=8), min_size=1, max_size=12).filter(any)


@given(texts, st.integers(0, 12), st.lists(words, min_size=1, max_size=4, unique=True))
def test_parts_score_as_bm25s_scores_the_whole(texts: list[list[str]], cut: int, question: list[str]) -> None:
    ranker = bm25s.BM25(method="lucene", k1=K1, b=B)
    ranker.index(texts, show_progress=False)
    held = [term for term in question if any(term in text for text in texts)]
    expected = ranker.get_scores(held) if held else np.zeros(len(texts))
    np.testing.assert_allclose(index_of(texts[:cut], texts[cut:]).scores(question), expected, rtol=1e-4)
