"""A paragraph becomes passages of its own words only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passages import LONGEST_WINDOW, cut_passages, sentence_offsets, with_sentences
from index.types import PartedText
from tests.conftest import paragraphs_of

pytestmark = pytest.mark.fast


def test_passages_of_three_sentences() -> None:
    paragraphs = paragraphs_of("## Staff\n\nOne owl sat. Two foxes ran; three stayed.\n")
    whole = "One owl sat. Two foxes ran; three stayed."
    assert [(p.kind, p.part, p.text, p.embedded) for p in cut_passages(paragraphs)] == [
        ("paragraph", 0, whole, (whole,)),
        ("headed", 0, whole, (whole, "Staff")),
        ("window", 1, "One owl sat.", (whole,)),
        ("window", 2, "Two foxes ran; three stayed.", (whole,)),
    ]
    assert with_sentences(whole) == PartedText(whole, ((0, 12), (13, 41)))
    assert with_sentences("One owl sat.") == PartedText("One owl sat.")


def test_one_sentence_has_no_windows() -> None:
    assert [p.kind for p in cut_passages(paragraphs_of("1. One owl sat.\n"))] == ["paragraph", "headed"]


def test_over_long_sentence_is_cut() -> None:
    text = "It held " + "many words, " * 200 + "all told."
    offsets = sentence_offsets(text)
    assert len(offsets) == 3
    assert all(end - start <= LONGEST_WINDOW for start, end in offsets)


@given(st.text(alphabet=st.sampled_from("Ab. ;!\"'(1"), min_size=1, max_size=300).map(str.strip).filter(bool))
def test_sentences_lie_in_order_and_leave_out_only_space_and_quotes(text: str) -> None:
    offsets = sentence_offsets(text)
    left = list(text)
    for start, end in offsets:
        assert text[start:end].strip() == text[start:end] != ""
        left[start:end] = [""] * (end - start)
    assert offsets == sorted(offsets)
    assert set("".join(left)) <= set(" \"'")
