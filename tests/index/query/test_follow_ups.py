"""A short question takes from the one before it what it does not say."""

import pytest

from assistant.answering.assistant import Assistant
from index.query.follow_ups import follow_up
from index.types import ParsedQuery, Scope

BEFORE = ParsedQuery(
    "return home interviews in Hillingdon", "return home interviews", Scope(authority=("Hillingdon",)), ()
)


@pytest.mark.parametrize(
    ("question", "whole", "authority", "year"),
    [
        ("and in 2011?", "return home interviews in 2011?", ("Hillingdon",), (2011,)),
        ("what about Hounslow", "return home interviews Hounslow", ("Hounslow",), ()),
        ("what about Ealing?", "return home interviews Ealing?", (), ()),
        ("who does them?", "who does them return home interviews", ("Hillingdon",), ()),
        ("and adoption?", "adoption?", ("Hillingdon",), ()),
        ("and in the last inspection", "return home interviews in the last inspection", ("Hillingdon",), ()),
    ],
)
def test_what_carries_over(
    assistant: Assistant, question: str, whole: str, authority: tuple[str, ...], year: tuple[int, ...]
) -> None:
    found = follow_up(question, BEFORE, assistant.parser.documents)
    assert found is not None
    assert (found.question, found.scope.authority, found.scope.year) == (whole, authority, year)


@pytest.mark.parametrize(
    "question",
    [
        "what did inspectors say about adoption",
        "how many care leavers live in suitable accommodation in Hounslow",
        "private fostering",
    ],
)
def test_whole_questions_stand_on_their_own(assistant: Assistant, question: str) -> None:
    assert follow_up(question, BEFORE, assistant.parser.documents) is None


def test_year_goes_where_the_new_authority_has_none(assistant: Assistant) -> None:
    first = assistant.ask("assessments in Hillingdon in 2011", Scope())
    then = assistant.ask("what about Hounslow?", Scope(), first)
    assert (then.parsed.scope.authority, then.parsed.scope.year) == (("Hounslow",), ())


def test_sentence_that_answers_is_marked_with_what_takes_it_back(assistant: Assistant) -> None:
    answer = assistant.ask(
        "what did inspectors say about the response to children at risk of exploitation", Scope()
    )
    quote = next(q for q in answer.quotes if q.paragraph.id == "ofsted-hillingdon-2018#para-36")
    assert quote.sentence is not None
    marked = quote.text[slice(*quote.sentence)]
    assert marked == (
        "The response to protect children at risk of exploitation is good. However, leaders recognised a need to "
        "improve their strategic approach to child exploitation and this is in progress."
    )
