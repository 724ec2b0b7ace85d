"""Question and candidate as the verifier reads them, in real word pieces."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.encoding.model_files import find_plain_model
from index.verifying.types import Candidate
from index.verifying.windows import LONGEST, cut_windows

pytestmark = pytest.mark.fast


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(Path(find_plain_model()) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def test_question_heading_and_text_stand_in_this_order(tokenizer: Tokenizer) -> None:
    (window,) = cut_windows(tokenizer, "How many?", Candidate("Barset 2018. Staff", "Nine left."))
    pieces = [tokenizer.id_to_token(own) for own in window.ids]
    said = "[CLS] how many ? [SEP] bars ##et 2018 . staff . nine left . [SEP]"
    assert pieces == said.split()
    assert (window.second, window.first) == (5, 11)
    assert window.offsets == ((0, 4), (5, 9), (9, 10))


def test_without_a_heading_only_the_text_follows(tokenizer: Tokenizer) -> None:
    (window,) = cut_windows(tokenizer, "How many?", Candidate("", "Nine left."))
    assert (window.second, window.first, len(window.ids)) == (5, 5, 9)


def test_long_text_is_read_in_parts_that_end_with_sentences(tokenizer: Tokenizer) -> None:
    sentence = "Visits are made every week."  # Six word pieces.
    text = " ".join([sentence] * 100)
    windows = cut_windows(tokenizer, "How often?", Candidate("Barset", text))
    # 224 pieces, of which five are the question's with marks, three the heading's and one the last mark.
    assert [len(window.offsets) for window in windows] == [210, 210, 180]
    assert all(text[: window.offsets[-1][1]].endswith("week.") for window in windows)
    assert all(len(window.ids) <= LONGEST for window in windows)


def test_question_of_four_thousand_characters_leaves_room_for_the_text(tokenizer: Tokenizer) -> None:
    (window,) = cut_windows(tokenizer, "caseloads " * 400, Candidate("h " * 300, "Nine left."))
    assert len(window.offsets) == 3
    assert len(window.ids) == 1 + 64 + 1 + 48 + 3 + 1


@given(question=st.text(max_size=60), heading=st.text(max_size=60), text=st.text(max_size=600))
def test_every_piece_of_a_text_is_read_once(
    tokenizer: Tokenizer, question: str, heading: str, text: str
) -> None:
    windows = cut_windows(tokenizer, question, Candidate(heading, text))
    expected = tokenizer.encode(text, add_special_tokens=False)
    assert [own for window in windows for own in window.offsets] == expected.offsets
    read = [own for window in windows for own in window.ids[window.first : -1]]
    assert read == expected.ids
    assert all(len(window.ids) <= LONGEST for window in windows)
