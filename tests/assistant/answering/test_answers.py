"""What is asked of the five documents, and what must come of it."""

import math

import numpy as np
import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.citations import (
    cite,
    describe_document,
    quote_paragraph,
    render_citation,
    render_reference,
)
from assistant.answering.confidence import INTERCEPT, WEIGHTS
from assistant.answering.facts import holds_fact
from assistant.answering.questions import LONGEST_QUESTION, check_question, make_scope
from assistant.answering.reasons import FactMissing, NoSuchGrade
from assistant.answering.wording import word_refusal
from corpus.errors import LibraryError, QuestionError
from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources, read_text
from evals.measures.answers import inexact_quotes
from index.types import Scope


def test_inspectors_on_return_home_interviews(assistant: Assistant) -> None:
    answer = assistant.ask("what did inspectors say about return home interviews", Scope())
    assert answer.status == "answered"
    assert [quote.paragraph.id for quote in answer.quotes] == [
        "ofsted-hillingdon-2018#what-needs-to-improve-bullet-2",
    ]
    related = {quote.paragraph.id for quote in answer.related}
    assert "ofsted-hillingdon-2018#para-36" in related
    assert "hillingdon-cyps-overview-2017#missing-children-unnumbered-para-6" in related


@pytest.mark.parametrize(
    ("question", "statuses"),
    [
        ("what's the best pizza in Uxbridge", {"not_found"}),
        ("how many social workers were dismissed in 2016", {"related", "not_found"}),
    ],
)
def test_what_the_documents_cannot_answer(assistant: Assistant, question: str, statuses: set[str]) -> None:
    answer = assistant.ask(question, Scope())
    assert answer.status in statuses
    assert answer.quotes == ()
    assert word_refusal(answer)
    assert (answer.documents, answer.paragraphs) == (5, 590)


def test_figure_of_something_else_is_no_answer(assistant: Assistant) -> None:
    """The paragraph on caseloads gives no number; those with numbers of children are about others."""
    answer = assistant.ask("how many kids does each social worker have in Hounslow", Scope())
    assert (answer.status, answer.quotes) == ("related", ())
    assert "ofsted-hounslow-2014#para-117" in [quote.paragraph.id for quote in answer.related]
    assert word_refusal(answer) == (
        "These paragraphs are near the question; those that give a figure are farther from what was asked."
    )


@pytest.mark.parametrize(
    ("words", "paragraph"),
    [
        ("life story work", "ofsted-hillingdon-2018#para-18"),
        (
            "SGO support",
            "hillingdon-cyps-overview-2017#children-looked-after-and-achieving-permanency-bullet-3",
        ),
    ],
)
def test_a_few_words_that_a_paragraph_holds_are_answered(
    assistant: Assistant, words: str, paragraph: str
) -> None:
    answer = assistant.ask(words, Scope())
    assert answer.status == "answered"
    assert paragraph in [quote.paragraph.id for quote in answer.quotes[:4]]


def test_missing_names_the_words_that_no_document_uses(assistant: Assistant) -> None:
    answer = assistant.ask("how many social workers were dismissed in 2016", Scope())
    assert word_refusal(answer) == (
        "These paragraphs are near the question; those that give a figure are farther from what was asked. "
        "The documents never use “dismissed”."
    )


def test_grade_of_a_year_without_a_report_is_not_another_years(assistant: Assistant) -> None:
    asked, row = "what was Hounslow's overall grade in {}", "ofsted-hounslow-2014#judgement-table-row-1"
    assert [quote.paragraph.id for quote in assistant.ask(asked.format(2014), Scope()).quotes] == [row]
    assert assistant.ask(asked.format(2016), Scope()).status == "related"


def test_grade_is_given_by_judgements_and_by_nothing_else(assistant: Assistant) -> None:
    """A paragraph on the virtual school speaks of "very good knowledge", which is no grade."""
    answer = assistant.ask("how was the virtual school rated", Scope())
    assert (answer.status, answer.quotes, answer.reason) == ("related", (), NoSuchGrade())
    assert word_refusal(answer) == (
        "These paragraphs are near the question; no judgement gives the grade that was asked for."
    )


def test_report_of_a_year_that_is_silent_names_those_that_speak(assistant: Assistant) -> None:
    answer = assistant.ask("what did the 2018 ofsted report say about private fostering", Scope())
    assert answer.status == "related"
    assert word_refusal(answer) == (
        "These paragraphs are near the question; none of 2018 speaks of “private fostering”, "
        "but Ofsted, Hounslow 2014; Hillingdon overview, October 2017 do."
    )


def test_refusal_says_nothing_that_what_is_shown_belies(assistant: Assistant) -> None:
    """Where "none gives a figure" is said, none of the paragraphs that are shown holds one."""
    for question in (
        "how many kids does each social worker have in Hounslow",
        "what % of EHC plans are late",
    ):
        answer = assistant.ask(question, Scope())
        assert isinstance(answer.reason, FactMissing)
        shown = [holds_fact(answer.reason.kind, quote.text) for quote in answer.related]
        assert any(shown) is (answer.reason.failure != "absent")


def test_confidence_is_what_was_estimated(assistant: Assistant) -> None:
    """A judgement, or words that all stand in one paragraph, answer whatever was estimated."""
    answer = assistant.ask("life story work", Scope())
    assert answer.status == "answered"
    score = INTERCEPT + np.dot(list(WEIGHTS.values()), assistant.features("life story work", Scope()))
    assert answer.confidence == pytest.approx(1 / (1 + math.exp(-score)))


def test_both_sides_of_a_comparison_are_quoted(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Length of care proceedings: Hounslow 2014 vs Hillingdon at the 2018 inspection", Scope()
    )
    assert [quote.paragraph.id for quote in answer.quotes] == [
        "ofsted-hounslow-2014#para-109",
        "ofsted-hillingdon-2018#para-17",
    ]


def test_every_quote_shown_is_exact(assistant: Assistant) -> None:
    texts = {d.id: read_text(SHIPPED_DOCUMENTS, d) for d in read_sources(SHIPPED_DOCUMENTS)}
    for question in ("care leavers in education", "judgement grades Hounslow", "recommendation to Cabinet"):
        answer = assistant.ask(question, Scope())
        assert answer.quotes
        assert inexact_quotes(answer, texts) == 0


def test_altered_paragraph_is_never_quoted(assistant: Assistant) -> None:
    paragraph = next(p for p in assistant.paragraphs("ofsted-hillingdon-2018") if p.number == "36")
    document = assistant.documents[0]
    source = read_text(SHIPPED_DOCUMENTS, document)
    altered = source.replace("excellent understanding", "adequate understanding")
    with pytest.raises(LibraryError, match="differs from its document"):
        quote_paragraph(paragraph, document, altered)


def test_scope_is_told_apart_from_what_was_searched(assistant: Assistant) -> None:
    scope = make_scope(assistant.documents, authority="hounslow")
    answer = assistant.ask("children missing from care", scope)
    assert {quote.document.id for quote in (*answer.quotes, *answer.related)} == {"ofsted-hounslow-2014"}
    assert answer.documents == 1


def test_filters_that_match_nothing_together_are_said(assistant: Assistant) -> None:
    scope = make_scope(assistant.documents, authority="Hounslow", year=2018)
    answer = assistant.ask("children missing from care", scope)
    assert (answer.status, answer.documents) == ("not_found", 0)
    assert word_refusal(answer) == "The library has no document of 2018 about Hounslow."


def test_citation_of_a_paragraph_and_of_a_table_row(assistant: Assistant) -> None:
    by_id = {p.id: p for p in assistant.paragraphs()}
    quote = assistant.quote(by_id["ofsted-hillingdon-2018#para-33"])
    assert render_reference(cite(quote)) == "Ofsted, Hillingdon 2018, para 33"
    row = assistant.quote(by_id["ofsted-hillingdon-2018#judgement-table-row-4"])
    assert render_citation(cite(row)) == (
        "“Overall effectiveness – Good” (Ofsted, Hillingdon 2018, 'Judgement' table, row 4)"
    )


def test_documents_are_described_by_who_and_when(assistant: Assistant) -> None:
    assert [describe_document(d) for d in assistant.documents] == [
        "Ofsted · inspected 16 to 27 April 2018",
        "London Borough of Hillingdon · October 2017",
        "Ofsted · inspected 18 to 19 January 2011",
        "London Borough of Hillingdon · 2014",
        "Ofsted · inspected 14 January to 5 February 2014",
    ]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "the question is empty; type a question."),
        ("  \n ", "the question is empty; type a question."),
        ("?!… --", "the question holds no word; ask in words."),
        ("a" * 10_000, f"the question has 10,000 characters; ask in at most {LONGEST_QUESTION:,}."),
    ],
)
def test_unusable_question_is_told(question: str, message: str) -> None:
    with pytest.raises(QuestionError) as caught:
        check_question(question)
    assert str(caught.value) == message


def test_characters_that_are_no_text_are_left_out() -> None:
    assert check_question("ad\x00opt\u202eion \udce9 café") == "ad opt ion café"


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"year": 1999}, "no document of year '1999'; choose from 2011, 2014, 2017, 2018."),
        ({"authority": "Barset"}, "no document of authority 'Barset'; choose from Hillingdon, Hounslow."),
        ({"document": "x"}, "no document 'x'; choose from hillingdon-cabinet-response-2014, "),
        ({"voice": "press"}, "no document of voice 'press'; choose from council, inspectors."),
    ],
)
def test_unknown_filter_is_told_with_what_there_is(
    assistant: Assistant, filters: dict[str, object], message: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        make_scope(assistant.documents, **filters)  # type: ignore[arg-type]
    assert message in str(caught.value)
