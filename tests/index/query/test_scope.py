"""What a question limits itself to: authorities, years, documents, voices."""

import pytest

from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources
from index.query.scope import KnownDocuments, absent_years, read_absent, read_scope, subject_of
from index.types import Scope

pytestmark = pytest.mark.fast


DOCUMENTS = KnownDocuments(read_sources(SHIPPED_DOCUMENTS))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what did inspectors say about visits", Scope(voice=("inspectors",))),
        ("how did the council respond", Scope(voice=("council",))),
        ("what did Hounslow's inspectors find", Scope(authority=("Hounslow",), voice=("inspectors",))),
        ("IROs in the 2018 report", Scope(year=(2018,))),
        ("suitable accommodation in 2011-12", Scope()),
        ("joint inspection in 2016", Scope()),
        ("compare Hounslow and hillingdon", Scope(authority=("Hillingdon", "Hounslow"))),
        ("our 2017 paper said so - what did inspectors then say", Scope(year=(2017,))),
        ("visits", Scope()),
    ],
)
def test_scope_is_read_from_the_question(question: str, expected: Scope) -> None:
    assert read_scope(question, DOCUMENTS, Scope()) == expected


def test_given_filters_stand_over_what_is_read() -> None:
    given = Scope(authority=("Hillingdon",), given=frozenset({"authority"}))
    assert read_scope("adoption in Hounslow in 2018", DOCUMENTS, given) == Scope(
        authority=("Hillingdon",), year=(2018,), given=frozenset({"authority"})
    )


def test_topic_leaves_the_authority_out() -> None:
    assert subject_of("adoption in Hounslow", DOCUMENTS) == "adoption in"
    assert subject_of("Hounslow", DOCUMENTS) == "Hounslow"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what did inspectors say about Ealing", ("Ealing",)),
        ("ealing's plans", ("Ealing",)),
        ("support for reading", ()),
        ("schools in Reading", ("Reading",)),
        ("North Northamptonshire and Hounslow", ("North Northamptonshire",)),
        ("Newcastle-under-Lyme", ()),
        ("visits in hillingdon", ()),
    ],
)
def test_authorities_without_a_document_are_told(question: str, expected: tuple[str, ...]) -> None:
    assert read_absent(question, DOCUMENTS) == expected


def test_years_without_a_document_of_the_authority_are_told() -> None:
    assert absent_years(Scope(authority=("Hounslow",), year=(2018,)), DOCUMENTS) == (2018,)
    assert absent_years(Scope(authority=("Hillingdon",), year=(2018,)), DOCUMENTS) == ()
    assert absent_years(Scope(year=(2018,)), DOCUMENTS) == ()
