"""Texts are cut into runs that the model can read, at the ends of their parts; means are as by hand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.processors import TemplateProcessing

from index.encoding.pooling import read_texts, vectors_of
from index.types import PartedText

pytestmark = pytest.mark.fast

WORDS = {"[CLS]": 0, "[SEP]": 1, "a": 2, "b": 3, "c": 4, "d": 5}


class _Numbers:
    """Reads each word as the vector (1, its number)."""

    longest = 5
    padding = 9

    def __init__(self) -> None:
        self.tokenizer: Any = Tokenizer(WordLevel(WORDS, unk_token="a"))
        self.tokenizer.pre_tokenizer = WhitespaceSplit()
        self.tokenizer.post_processor = TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 0), ("[SEP]", 1)]
        )

    def read(self, ids: Any, mask: Any) -> Any:
        assert ids.shape == mask.shape
        assert ((ids == self.padding) == (mask == 0)).all()
        return np.stack([np.ones(ids.shape), ids], axis=2).astype(np.float32)


def unit(number: float) -> list[float]:
    return (np.array([1, number]) / np.hypot(1, number)).tolist()


def test_text_is_read_in_runs_that_end_with_its_parts() -> None:
    text = PartedText("a b c d b", ((0, 3), (4, 9)))
    (read,) = read_texts(_Numbers(), [text])
    assert read.pieces == ([0, 2, 3, 1], [0, 4, 5, 3, 1])
    assert read.parts == ((0, 2), (2, 5))


def test_part_that_is_too_long_is_cut_where_it_must() -> None:
    (read,) = read_texts(_Numbers(), [PartedText("a b c d", ((0, 7),))])
    assert read.pieces == ([0, 2, 3, 4, 1], [0, 5, 1])


def test_vectors_are_means_of_words_and_of_marks_too_for_the_whole() -> None:
    numbers = _Numbers()
    texts = [PartedText("a b c d b", ((0, 3), (4, 9))), PartedText("d"), PartedText("", ((0, 0),))]
    first, second, empty = vectors_of(numbers, read_texts(numbers, texts))
    # (0+2+3+1 + 0+4+5+3+1) / 9 marks and words; (2+3)/2; (4+5+3)/3.
    np.testing.assert_allclose(first, [unit(19 / 9), unit(2.5), unit(4)], rtol=1e-6)
    np.testing.assert_allclose(second, [unit(2)], rtol=1e-6)
    np.testing.assert_allclose(empty, [unit(0.5)] * 2, rtol=1e-6)


@given(st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=9), min_size=1, max_size=6))
def test_every_word_is_read_once_and_no_run_is_too_long(sentences: list[list[str]]) -> None:
    text = " ".join(" ".join(own) for own in sentences)
    parts: list[tuple[int, int]] = []
    for own in sentences:
        start = parts[-1][1] + 1 if parts else 0
        parts.append((start, start + len(" ".join(own))))
    (read,) = read_texts(_Numbers(), [PartedText(text, tuple(parts))])
    assert [word for piece in read.pieces for word in piece[1:-1]] == [WORDS[w] for w in text.split()]
    assert all(len(piece) <= _Numbers.longest for piece in read.pieces)
    assert [end - start for start, end in read.parts] == [len(own) for own in sentences]
