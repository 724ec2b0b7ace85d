"""What a question asks for: one thing or two, and which part of a report."""

import pytest

from assistant.answering.assistant import Assistant
from index.query.clauses import clauses_of
from index.query.report_parts import part_asked_for
from index.types import Scope


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("how many children were missing and what was done about it",
         ("how many children were missing", "what was done about it")),
        ("What ratings do the homes have? What building work was going on?",
         ("What ratings do the homes have", "What building work was going on?")),
        ("help and protection in 2014", ()),
        ("who leads the service and why", ()),
        ("mums and dads who foster", ()),
    ],
)  # fmt: skip
def test_questions_are_taken_apart(question: str, clauses: tuple[str, ...]) -> None:
    assert clauses_of(question) == clauses


@pytest.mark.parametrize(
    ("question", "heading", "asked"),
    [
        ("what were the areas for development in the letter", "Areas for development", True),
        ("what did ofsted recommend about care leavers", "Recommendations", True),
        ("what do they need to improve", "What needs to improve in this area of practice", True),
        ("what were they told to put right", "Priority and immediate action", True),
        ("what are they doing well", "The local authority has the following strengths", True),
        ("what are they doing well", "Recommendations", False),
        ("has attendance improved since 2014", "Recommendations", False),
        ("strengths and difficulties questionnaire", "Strengths", False),
        ("strengths and areas for improvement", "Strengths", False),
        ("what needs to improve", "Leadership, management and governance require improvement", False),
    ],
)  # fmt: skip
def test_parts_of_a_report_are_asked_for(question: str, heading: str, asked: bool) -> None:
    part = part_asked_for(question)
    assert bool(part and part.headings.search(heading)) == asked


def test_every_entry_of_a_list_that_is_asked_for_is_found(assistant: Assistant) -> None:
    hits = assistant.search("what were the areas for development in the 2011 letter", Scope(), 10).hits
    ids = {hit.paragraph.id for hit in hits}
    bullets = {f"ofsted-hillingdon-letter-2011#areas-for-development-bullet-{n}" for n in (1, 2, 3)}
    assert bullets <= ids


def test_each_thing_asked_is_among_the_first_ten(assistant: Assistant) -> None:
    question = "What Ofsted ratings do the children's homes have and what building work was going on?"
    ids = [hit.paragraph.id for hit in assistant.search(question, Scope(), 10).hits]
    homes = (
        "hillingdon-cyps-overview-2017"
        "#hillingdon-owned-residential-care-homes-for-children-and-young-people-unnumbered-para"
    )
    assert {f"{homes}-6", f"{homes}-8"} <= set(ids)
