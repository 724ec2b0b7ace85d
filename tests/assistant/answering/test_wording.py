"""Every reason has its sentence, for whoever reads it, and its record, for scripts."""

import json
from dataclasses import replace
from typing import get_args

import pytest

from assistant.answering.json_output import answer_record, reason_record
from assistant.answering.reasons import (
    FactFailure,
    FactKind,
    FactMissing,
    NoDocumentAbout,
    NoDocumentOf,
    NoSuchGrade,
    NothingInScope,
    NotSure,
    OffSubject,
    OnlyFormalities,
    OtherVoice,
    Reason,
    ReportSilent,
    TermMissing,
    VectorsAway,
)
from assistant.answering.types import Answer, Status
from assistant.answering.wording import word_reason, word_refusal
from tests.assistant.answering.cases import parsed

pytestmark = pytest.mark.fast

NEAR = "These paragraphs are near the question; "
TITLES = ("Ofsted, Kent 2014", "Ofsted, Kent 2018", "Committee paper", "Ofsted, Hove 2014", "Minutes")

WORDED: list[tuple[Reason, Status, str]] = [
    (
        VectorsAway("The vector server does not answer"), "related",
        "The vector server does not answer; these are found by the question's words alone.",
    ),
    (NothingInScope(), "not_found", "No document matches what the question is limited to."),
    (NoDocumentAbout(("Kent",)), "not_found", "The library has no document about Kent."),
    (NoDocumentAbout(("Kent", "Hove")), "not_found", "The library has no document about Kent or Hove."),
    (NoDocumentOf((2015,), ("Kent",)), "related", "The library has no document of 2015 about Kent."),
    (
        NoDocumentAbout(("Kent",), 1), "not_found",
        "The library has no document about Kent, as far as is known: "
        "1 document does not say which authority or year it is of.",
    ),
    (
        NoDocumentOf((2015,), ("Kent",), 2), "related",
        "The library has no document of 2015 about Kent, as far as is known: "
        "2 documents do not say which authority or year they are of.",
    ),
    (
        NoDocumentOf((2015, 2016), ("Kent", "Hove")), "not_found",
        "The library has no document of 2015 or 2016 about Kent or Hove.",
    ),
    (OffSubject(0.2), "related", f"{NEAR}none is sure enough to be called an answer."),
    (OffSubject(0.1), "not_found", "No paragraph is about this."),
    (ReportSilent((2018,), TITLES[:1]), "related", f"{NEAR}none is of 2018, but of Ofsted, Kent 2014."),
    (
        ReportSilent((2012, 2016), TITLES[:3]), "related",
        f"{NEAR}none is of 2012 or 2016, but of Ofsted, Kent 2014; Ofsted, Kent 2018; Committee paper.",
    ),
    (
        ReportSilent((2016,), TITLES[:4]), "related",
        f"{NEAR}none is of 2016, but of Ofsted, Kent 2014; Ofsted, Kent 2018; Committee paper and 1 more.",
    ),
    (TermMissing("young carers", (), ()), "related", f"{NEAR}none speaks of “young carers”."),
    (
        TermMissing("young carers", (), TITLES[:1]), "related",
        f"{NEAR}none that may answer speaks of “young carers”, but Ofsted, Kent 2014 does.",
    ),
    (
        TermMissing("young carers", (), TITLES[:2]), "related",
        f"{NEAR}none that may answer speaks of “young carers”, but Ofsted, Kent 2014; Ofsted, Kent 2018 do.",
    ),
    (
        TermMissing("young carers", (), TITLES), "related",
        f"{NEAR}none that may answer speaks of “young carers”, "
        "but Ofsted, Kent 2014; Ofsted, Kent 2018; Committee paper and 2 more do.",
    ),
    (TermMissing("young carers", (2018,), ()), "related", f"{NEAR}none of 2018 speaks of “young carers”."),
    (
        TermMissing("young carers", (2017, 2018), TITLES[:1]), "related",
        f"{NEAR}none of 2017 or 2018 speaks of “young carers”, but Ofsted, Kent 2014 does.",
    ),
    (NoSuchGrade(), "related", f"{NEAR}no judgement gives the grade that was asked for."),
    (NotSure(0.4), "related", f"{NEAR}none is sure enough to be called an answer."),
    (FactMissing("percentage", "absent", ()), "related", f"{NEAR}none gives a percentage."),
    (FactMissing("figure", "absent", ()), "related", f"{NEAR}none gives a figure."),
    (FactMissing("figure", "absent", (2016,)), "related", f"{NEAR}none gives a figure."),
    (FactMissing("date", "absent", ()), "related", f"{NEAR}none gives a date."),
    (FactMissing("person", "absent", ()), "related", f"{NEAR}none gives a name."),
    (
        FactMissing("figure", "off_subject", ()), "related",
        f"{NEAR}those that give a figure are about something else.",
    ),
    (
        FactMissing("person", "far", ()), "related",
        f"{NEAR}those that give a name are farther from what was asked.",
    ),
    (FactMissing("figure", "year", (2016,)), "related", f"{NEAR}none gives the figure of 2016."),
    (
        FactMissing("percentage", "year", (2015, 2016)), "related",
        f"{NEAR}none gives the percentage of 2015 or 2016.",
    ),
    (OtherVoice(("inspectors",)), "related", f"{NEAR}none is in the inspectors' own words."),
    (OtherVoice(("council",)), "related", f"{NEAR}none is in the council's own words."),
    (
        OtherVoice(("inspectors", "council")), "related",
        f"{NEAR}none is in the inspectors' or the council's own words.",
    ),
    (OnlyFormalities(), "related", f"{NEAR}all that may answer are a document's formalities."),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "status", "sentence"), WORDED)
def test_a_reason_is_worded(reason: Reason, status: Status, sentence: str) -> None:
    assert word_reason(reason, status) == sentence


def test_every_reason_is_in_the_table() -> None:
    assert {type(reason) for reason, _, _ in WORDED} == set(get_args(Reason))


def test_every_fact_and_every_failure_is_in_the_table() -> None:
    facts = [reason for reason, _, _ in WORDED if isinstance(reason, FactMissing)]
    assert {fact.kind for fact in facts} == set(get_args(FactKind))
    assert {fact.failure for fact in facts} == set(get_args(FactFailure))


def test_no_two_reasons_have_one_code() -> None:
    codes = [reason.code for reason in get_args(Reason)]
    assert sorted(codes) == [
        "fact_missing", "no_document_about", "no_document_of", "no_such_grade", "not_sure",
        "nothing_in_scope", "off_subject", "only_formalities", "other_voice", "report_silent", "term_missing",
        "vectors_away",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "status", "words", "sentence"),
    [
        (OffSubject(0.1), "not_found", ("quux",),
            "No paragraph is about this. The documents never use “quux”."),
        (OffSubject(0.2), "related", ("quux", "bins"),
            f"{NEAR}none is sure enough to be called an answer. The documents never use “quux”, “bins”."),
        (FactMissing("figure", "absent", ()), "related", ("quux",),
            f"{NEAR}none gives a figure. The documents never use “quux”."),
        (NothingInScope(), "not_found", ("quux",), "No document matches what the question is limited to."),
        (NoDocumentAbout(("Kent",)), "not_found", ("quux",), "The library has no document about Kent."),
        (VectorsAway("It is down"), "related", ("quux",),
            "It is down; these are found by the question's words alone."),
    ],
)  # fmt: skip
def test_words_that_no_document_uses_are_named_where_they_may_be_the_cause(
    reason: Reason, status: Status, words: tuple[str, ...], sentence: str
) -> None:
    assert word_reason(reason, status, words) == sentence


def refused(reason: Reason | None, status: Status = "related", words: tuple[str, ...] = ()) -> Answer:
    """An answer without quotes."""
    question = replace(parsed(), unknown_words=words)
    return Answer(question, status, (), (), reason, (), 0.2, documents=5, paragraphs=100, seconds=0.1)


def test_an_answer_is_worded_by_its_reason_its_status_and_its_unknown_words() -> None:
    answer = refused(OffSubject(0.1), "not_found", ("quux",))
    assert word_refusal(answer) == "No paragraph is about this. The documents never use “quux”."
    assert word_refusal(refused(None, "answered")) is None


@pytest.mark.parametrize(
    ("reason", "record"),
    [
        (VectorsAway("It is down"), {"code": "vectors_away", "cause": "It is down"}),
        (NothingInScope(), {"code": "nothing_in_scope"}),
        (
            NoDocumentAbout(("Kent",)),
            {"code": "no_document_about", "authorities": ["Kent"], "undescribed": 0},
        ),
        (
            NoDocumentOf((2015,), ("Kent",)),
            {"code": "no_document_of", "years": [2015], "authorities": ["Kent"], "undescribed": 0},
        ),
        (OffSubject(0.125), {"code": "off_subject", "probability": 0.125}),
        (
            ReportSilent((2018,), TITLES[:2]),
            {"code": "report_silent", "years": [2018], "elsewhere": list(TITLES[:2])},
        ),
        (
            TermMissing("young carers", (), TITLES[:1]),
            {"code": "term_missing", "term": "young carers", "years": [], "elsewhere": list(TITLES[:1])},
        ),
        (NoSuchGrade(), {"code": "no_such_grade"}),
        (
            FactMissing("figure", "year", (2016,)),
            {"code": "fact_missing", "kind": "figure", "failure": "year", "years": [2016]},
        ),
        (OtherVoice(("council",)), {"code": "other_voice", "voices": ["council"]}),
        (OnlyFormalities(), {"code": "only_formalities"}),
        (None, None),
    ],
)
def test_a_reason_is_recorded_with_its_code_and_data(
    reason: Reason | None, record: dict[str, object] | None
) -> None:
    assert json.loads(json.dumps(reason_record(reason))) == record
    assert json.loads(json.dumps(answer_record(refused(reason))))["reason"] == record
