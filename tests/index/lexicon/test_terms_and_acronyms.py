"""Words and acronyms, each with expectations worked out by hand."""

import pytest

from index.lexicon.acronyms import Acronyms
from index.lexicon.terms import terms_of
from index.types import Expansion

pytestmark = pytest.mark.fast


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
