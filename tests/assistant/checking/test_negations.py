"""Which words turn a sentence, and how far in front of what they negate they stand."""

import pytest

from assistant.checking.negations import first_negation, is_negation, negation_before
from assistant.checking.words import words_in

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("word", "negates"),
    [("not", True), ("Barely", True), ("mustn't", True), ("notice", False), ("ant", False), ("only", False)],
)
def test_negations(word: str, negates: bool) -> None:
    assert is_negation(word) is negates


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plans do not", "not"),
        ("plans do not always", "not"),
        ("plans have not yet been", "not"),
        ("plans are rarely", "rarely"),
        ("not only", None),
        ("not all plans", None),
        ("plans always", None),
        ("", None),
    ],
)
def test_negation_in_front(text: str, found: str | None) -> None:
    word = negation_before(words_in(text))
    assert (word.text if word else None) == found


def test_the_first_negation_counts() -> None:
    word = first_negation(words_in("they never do, nor will they"))
    assert word is not None
    assert word.text == "never"
