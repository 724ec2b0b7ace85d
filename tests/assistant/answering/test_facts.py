"""Which kind of fact a question asks for, and whether a text holds one."""

import pytest

from assistant.answering.facts import holds_fact, read_fact_kind
from assistant.answering.reasons import FactKind

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how many adopters are waiting", "figure"),
        ("what % of care leavers are NEET", "percentage"),
        ("average number of cases per worker", "figure"),
        ("What is our vacancy rate?", "figure"),
        ("when was the framework launched", "date"),
        ("what date did the committee meet", "date"),
        ("how far do staff go to help", None),
        ("what happens when a child goes missing", None),
        ("are plans of good quality", None),
    ],
)
def test_kind_of_answer(question: str, kind: FactKind | None) -> None:
    assert read_fact_kind(question) == kind


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        ("figure", "There are 294 children.", True),
        ("figure", "Nine adopters are waiting.", True),
        ("figure", "Plans are good.", False),
        ("date", "It was launched in September.", True),
        ("date", "There were 294 in all.", False),
    ],
)
def test_holding_a_figure_or_a_date(kind: FactKind, text: str, held: bool) -> None:
    assert holds_fact(kind, text) is held
