"""A quotation as words: parts, what stands between them, endings fitted into a sentence."""

import pytest

from assistant.checking.readings import Reading, read_parts

pytestmark = pytest.mark.fast

KNOWN = ("ensure", "ensures", "ensuring", "safe")


def beginning_with(letters: str) -> tuple[str, ...]:
    return tuple(word for word in KNOWN if word.startswith(letters))


@pytest.mark.parametrize(
    ("text", "words", "gaps"),
    [
        ("[T]hey are safe.", [["They", "are", "safe"]], ()),
        ("They are […] safe", [["They", "are"], ["safe"]], ("[…]",)),
        ("They are [not now] safe", [["They", "are"], ["safe"]], ("[not now]",)),
        ("They […] [now] are", [["They"], ["are"]], ("[…][now]",)),
        ("… They are …", [["They", "are"]], ()),
        ("They can[not] go", [["They", "can"], ["go"]], ("[not]",)),
        ("", [], ()),
    ],
)
def test_parts(text: str, words: list[list[str]], gaps: tuple[str, ...]) -> None:
    assert read_parts(text, beginning_with) == [Reading(words, gaps)]


def test_an_ending_stands_for_that_of_any_known_word() -> None:
    readings = read_parts("They ensur[ed] it", beginning_with)
    assert [reading.words[0][1] for reading in readings] == ["ensure", "ensures", "ensuring", "ensur"]


@pytest.mark.parametrize(("gap", "negates"), [("[do not]", True), ("[don’t]", True), ("[…]", False)])
def test_an_insertion_may_say_itself_that_not(gap: str, negates: bool) -> None:
    assert Reading([["a"], ["b"]], (gap,)).negates(0) is negates
