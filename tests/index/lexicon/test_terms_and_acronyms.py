"""Words, acronyms and scope, each with expectations worked out by hand."""

import pytest

from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources
from index.lexicon.acronyms import Acronyms
from index.lexicon.terms import terms_of
from index.query.scope import KnownDocuments, absent_years, read_absent, read_scope, subject_of
from index.types import Expansion, Scope

DOCUMENTS = KnownDocuments(read_sources(SHIPPED_DOCUMENTS))


def test_terms_are_stems_without_stop_words() -> None:
    assert terms_of("What did the council's social workers say about caseloads?") == [
        "council",
        "social",
        "worker",
        "caseload",
    ]


@pytest.fixture
def acronyms() -> Acronyms:
    return Acronyms.mine(
        [
            "Oversight by independent reviewing officers (IROs) is good.",
            "The Child Death Overview Panel met. The SDQ scores are read.",
            "The multi-agency safeguarding hub (MASH) works.",
        ]
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("IROs in 2018", [Expansion("IROs", "independent reviewing officers")]),
        ("are iros good", [Expansion("iros", "independent reviewing officers")]),
        (
            "what do independent reviewing officers do",
            [Expansion("independent reviewing officers", "IRO")],
        ),
        ("what about the CDOP", [Expansion("CDOP", "child death overview panel")]),
        (
            "strengths and difficulties questionnaire",
            [Expansion("strengths and difficulties questionnaire", "SDQ")],
        ),
        ("the MASH", [Expansion("MASH", "multi agency safeguarding hub")]),
        ("some determined quails", []),
        ("what about the XYZ", []),
    ],
)
def test_acronyms_work_both_ways(acronyms: Acronyms, question: str, expected: list[Expansion]) -> None:
    assert list(acronyms.expand(question)) == expected


def test_acronyms_of_parts_are_those_of_the_whole() -> None:
    texts = ["The independent reviewing officers (IROs).", "The SDQ. An independent reporting office (IRO)."]
    whole = Acronyms.mine(texts)
    assert Acronyms.from_entries(line for text in texts for line in Acronyms.mine([text]).entries) == whole
    assert whole.meanings["iro"] == ("independent reporting office", "independent reviewing officers")


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
