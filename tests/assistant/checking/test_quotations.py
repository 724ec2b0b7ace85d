"""Quotations are found between marks of any kind, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking.quotations import Block, find_quotations
from assistant.checking.words import words_in

pytestmark = pytest.mark.fast


def texts(*paragraphs: str) -> list[str]:
    return [quotation.text for quotation in find_quotations(tuple(Block(text) for text in paragraphs))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They said “one two”.", ["one two"]),
        ('They said "one two".', ["one two"]),
        ("They said ‘one two’.", ["one two"]),
        ("They said 'one two'.", ["one two"]),
        ("They said «one two».", ["one two"]),
        ("They said „one two“.", ["one two"]),
        ("The council’s plan and the children’s views", []),
        ("The council's plan and the children's views", []),
        ("the parents' views and the carers' views", []),
        ("rock 'n' roll", ["n"]),
        ("‘the children’s views are heard’", ["the children’s views are heard"]),
        ("'the children's views are heard'", ["the children's views are heard"]),
        ("“outer “inner” outer” after", ["outer “inner” outer"]),
        ("“outer ‘inner’ outer” after", ["outer ‘inner’ outer"]),
        ("‘outer “inner” outer’ after", ["outer “inner” outer"]),
        ("“one” and “two”", ["one", "two"]),
        ('a 6" ruler', []),
        ("nothing at all", []),
        ("", []),
    ],
)
def test_marks(text: str, found: list[str]) -> None:
    assert texts(text) == found


def test_unclosed_quotation_goes_to_the_end_of_its_paragraph() -> None:
    (quotation,) = find_quotations((Block("They said “one two three."),))
    assert (quotation.text, quotation.closed) == ("one two three.", False)


def test_quotation_that_goes_on_in_the_next_paragraph_is_closed() -> None:
    first, second = find_quotations((Block("“one two"), Block("“three four”")))
    assert (first.text, first.closed, second.text, second.closed) == ("one two", True, "three four", True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one two", "one two"),
        ("“one two”", "one two"),
        ("one two (Ofsted 2018, para 3)", "one two"),
        ("one two — Ofsted 2018, para 3", "one two"),
        ("“one two” (Ofsted 2018, para 3)", "one two"),
        ("one (two) three", "one (two) three"),
    ],
)
def test_block_quotation_is_its_words_without_marks_and_reference(text: str, words: str) -> None:
    (quotation,) = find_quotations((Block(text, quoted=True),))
    assert quotation.text == words


@given(st.text())
def test_any_text_is_read_and_places_are_its_own(text: str) -> None:
    for quotation in find_quotations((Block(text),)):
        assert text[quotation.start : quotation.end] == quotation.text
        assert quotation.outer[0] < quotation.start <= quotation.end <= quotation.outer[1] <= len(text)


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    words = words_in(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)


def test_typography_is_no_difference() -> None:
    plain = "the council's plan - 74% of children's views, well-known"
    typeset = "the council’s\u00a0plan – 74% of\nchildren’s views, well\u2011known"
    assert [w.text for w in words_in(plain)] == [w.text for w in words_in(typeset)]
    assert [w.text for w in words_in("of\ufb01ce co\u00adoperate")] == ["office", "cooperate"]
