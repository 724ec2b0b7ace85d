"""The words of a quotation beside those of its source, worked out by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking.alignment import align

pytestmark = pytest.mark.fast


SAME = "="


def aligned(source: str, quotation: str) -> list[tuple[str, str]]:
    """Return the stretches as pairs of words, those that are the same as the words and `=`."""
    return [
        (" ".join(stretch.source), SAME if stretch.same else " ".join(stretch.quotation))
        for stretch in align(tuple(source.split()), tuple(quotation.split()))
    ]


@pytest.mark.parametrize(
    ("source", "quotation", "stretches"),
    [
        ("", "", []),
        ("one two", "one two", [("one two", SAME)]),
        ("one two", "", [("one two", "")]),
        ("", "one two", [("", "one two")]),
        ("one two", "three four", [("one two", "three four")]),
        ("one two three", "one three", [("one", SAME), ("two", ""), ("three", SAME)]),
        ("one three", "one two three", [("one", SAME), ("", "two"), ("three", SAME)]),
        ("one two three", "one four three", [("one", SAME), ("two", "four"), ("three", SAME)]),
        ("one two", "three two", [("one", "three"), ("two", SAME)]),
        ("one two", "one three", [("one", SAME), ("two", "three")]),
        ("one two three four", "one five four", [("one", SAME), ("two three", "five"), ("four", SAME)]),
        ("one two four", "one five six four", [("one", SAME), ("two", "five six"), ("four", SAME)]),
    ],
)
def test_what_was_taken_out_and_put_in_at_one_place_is_one_difference(
    source: str, quotation: str, stretches: list[tuple[str, str]]
) -> None:
    assert aligned(source, quotation) == stretches


@pytest.mark.parametrize(
    ("source", "quotation", "stretches"),
    [
        # The word that begins or ends the quotation stands further away in the source too.
        ("of care and of staff", "of staff", [("of care and", ""), ("of staff", SAME)]),
        ("staff know and parents know", "all staff know", [
            ("", "all"), ("staff know", SAME), ("and parents know", ""),
        ]),
        # The word put in is also the next one.
        ("they meet representatives of the board often", "they meet of of the board", [
            ("they meet", SAME), ("representatives", "of"), ("of the board", SAME), ("often", ""),
        ]),
        # Two places are left out, and no same words can be moved.
        ("one two three four five", "one three five", [
            ("one", SAME), ("two", ""), ("three", SAME), ("four", ""), ("five", SAME),
        ]),
    ],
)  # fmt: skip
def test_frequent_words_are_not_taken_from_further_away(
    source: str, quotation: str, stretches: list[tuple[str, str]]
) -> None:
    assert aligned(source, quotation) == stretches


_WORDS = st.lists(st.sampled_from(["the", "of", "staff", "not", "."]), max_size=12).map(tuple)


def most_in_common(source: tuple[str, ...], quotation: tuple[str, ...]) -> int:
    """Return the length of the longest common subsequence, row by row as textbooks have it."""
    row = [0] * (len(quotation) + 1)
    for word in source:
        above, row = row, [0]
        for place, other in enumerate(quotation):
            row.append(above[place] + 1 if word == other else max(above[place + 1], row[place]))
    return row[-1]


@given(_WORDS, _WORDS)
def test_stretches_put_together_are_the_source_and_the_quotation(
    source: tuple[str, ...], quotation: tuple[str, ...]
) -> None:
    stretches = align(source, quotation)
    assert sum((stretch.source for stretch in stretches), ()) == source
    assert sum((stretch.quotation for stretch in stretches), ()) == quotation
    kinds = [stretch.same for stretch in stretches]
    assert all(kind != following for kind, following in pairwise(kinds))
    same = sum(len(stretch.source) for stretch in stretches if stretch.same)
    assert same == most_in_common(source, quotation)
