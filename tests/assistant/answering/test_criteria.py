"""What each criterion says of hand-made cases: which hits stay, the ceiling, and the reason with its data."""

import re
from dataclasses import dataclass

import pytest

from assistant.answering.case import Case
from assistant.answering.criteria.criterion import Criterion
from assistant.answering.criteria.fact_given import FactGiven
from assistant.answering.criteria.grade_given import GradeGiven
from assistant.answering.criteria.order import BY_WORDS, GRADE, STATEMENT
from assistant.answering.criteria.quoting import InVoice, NearBest, NoFormality
from assistant.answering.criteria.scope import (
    InScope,
    KnownAuthority,
    KnownYear,
    NamedReport,
    VectorsAtHand,
    titles_of,
)
from assistant.answering.criteria.subject import OnSubject, RareTermSpoken
from assistant.answering.reasons import (
    FactMissing,
    NoDocumentAbout,
    NoDocumentOf,
    NoSuchGrade,
    NothingInScope,
    OffSubject,
    OnlyFormalities,
    OtherVoice,
    Reason,
    ReportSilent,
    TermMissing,
    VectorsAway,
)
from assistant.answering.types import Status
from index.query.rare_terms import RareTerm
from index.types import Expansion, Scope
from tests.assistant.answering.cases import case, chosen, document, hit, keys, parsed

pytestmark = pytest.mark.fast

CRITERIA: tuple[Criterion, ...] = tuple(
    {criterion.name: criterion for criterion in (*BY_WORDS, *GRADE, *STATEMENT)}.values()
)


@dataclass(frozen=True)
class Row:
    """A case, and what a criterion is to say of it.

    `stays` are the keys of the hits that stay; `left` those of the hits that are left when the
    criterion is asked, None for all of the case's.
    """

    case: Case
    stays: str
    ceiling: Status = "answered"
    reason: Reason | None = None
    left: str | None = None


def said(criterion: Criterion, row: Row) -> tuple[str, str, Status, Reason | None]:
    hits = row.case.hits if row.left is None else chosen(row.case.hits, row.left)
    ruling = criterion.rule(row.case, hits)
    return ruling.criterion, keys(ruling.hits), ruling.ceiling, ruling.reason


def expected(criterion: Criterion, row: Row) -> tuple[str, str, Status, Reason | None]:
    return criterion.name, row.stays, row.ceiling, row.reason


def table(rows: dict[str, Row]) -> pytest.MarkDecorator:
    """Return the rows of a table as parameters, each called by the sentence that it proves."""
    return pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in rows.items()])


def test_the_names_are_what_the_trace_and_the_measures_call_them() -> None:
    assert [criterion.name for criterion in CRITERIA] == [
        "vectors_at_hand", "known_authority", "known_year", "in_scope", "on_subject", "grade",
        "named_report", "rare_term", "fact", "voice", "formality", "near_best",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "criterion", [own for own in CRITERIA if own.name != "grade"], ids=lambda own: own.name
)
def test_a_question_that_asks_nothing_special_passes_all_hits_through(criterion: Criterion) -> None:
    own = case(hit("a"), hit("b"))
    assert said(criterion, Row(own, "")) == (criterion.name, "a b", "answered", None)


@pytest.mark.parametrize(
    "criterion", [own for own in CRITERIA if own.name not in ("grade", "known_year", "known_authority")],
    ids=lambda own: own.name,
)  # fmt: skip
def test_where_no_hits_are_left_no_more_is_said_whatever_is_asked(criterion: Criterion) -> None:
    """Who took them has said why; what is asked for here would have refused the hit."""
    own = case(
        hit("a", "Plans are good.", of=document(year=2018), reference="sign-off"),
        question=parsed(scope=Scope(voice=("council",))),
        fact="figure",
        rare_terms=(term("young carers"),),
        report_years=frozenset({2014}),
    )
    assert said(criterion, Row(own, "", left="")) == (criterion.name, "", "answered", None)


# Vectors at hand


@table(
    {
        "with vectors": Row(case(hit("a")), "a"),
        "without vectors all hits stay, and are only related": Row(
            case(hit("a"), hit("b"), unavailable="the server does not answer"),
            "a b", "related", VectorsAway("the server does not answer"),
        ),
        "without vectors and without hits": Row(
            case(unavailable="the server does not answer"), "", "related",
            VectorsAway("the server does not answer"),
        ),
        "only hits that are left stay": Row(
            case(hit("a"), hit("b"), unavailable="down"), "b", "related", VectorsAway("down"), left="b",
        ),
    }
)  # fmt: skip
def test_vectors_at_hand(row: Row) -> None:
    assert said(VectorsAtHand(), row) == expected(VectorsAtHand(), row)


# An authority that no document is about


def about(*authorities: str, texts: dict[str, str]) -> Case:
    return case(
        *(hit(key, text) for key, text in texts.items()), question=parsed(absent_authorities=authorities)
    )


@table(
    {
        "a paragraph that names it stays": Row(
            about("Kent", texts={"a": "Kent is a partner.", "b": "Partners meet."}), "a"
        ),
        "one of two is enough": Row(
            about("Kent", "Surrey", texts={"a": "Partners meet.", "b": "Surrey leads."}), "b"
        ),
        "another spelling names it too": Row(
            about("Brighton & Hove", texts={"a": "Brighton and Hove's plans", "b": "Hove has none"}), "a"
        ),
        "its possessive names it": Row(about("Kent", texts={"a": "Kent’s offer"}), "a"),
        "another place of that name does not": Row(
            about("York", texts={"a": "A study from New York."}), "", "not_found", NoDocumentAbout(("York",))
        ),
        "a plain word is no name": Row(
            about("Reading", texts={"a": "He is reading well.", "b": "Children moved to Reading."}), "b"
        ),
        "no paragraph names one": Row(
            about("Kent", "Surrey", texts={"a": "Partners meet."}),
            "", "not_found", NoDocumentAbout(("Kent", "Surrey")),
        ),
        "nothing was found": Row(about("Kent", texts={}), "", "not_found", NoDocumentAbout(("Kent",))),
        "who names it is not left": Row(
            about("Kent", texts={"a": "Kent is a partner.", "b": "Partners meet."}),
            "", "not_found", NoDocumentAbout(("Kent",)), left="b",
        ),
    }
)  # fmt: skip
def test_an_authority_that_no_document_is_about_needs_a_paragraph_that_names_it(row: Row) -> None:
    assert said(KnownAuthority(), row) == expected(KnownAuthority(), row)


# A year that no document is of


def of_years(*years: int, texts: dict[str, str], authority: tuple[str, ...] = ("Barset",)) -> Case:
    question = parsed(scope=Scope(authority=authority, year=years), absent_years=years)
    return case(*(hit(key, text) for key, text in texts.items()), question=question)


@table(
    {
        "a paragraph that names it stays": Row(
            of_years(2015, texts={"a": "There were 30 in 2015.", "b": "There were 40."}), "a"
        ),
        "one of two is enough": Row(
            of_years(2015, 2016, texts={"a": "It was 30.", "b": "In 2016 it was 40."}), "b"
        ),
        "no paragraph names it": Row(
            of_years(2015, texts={"a": "There were 30 in 2014."}),
            "", "related", NoDocumentOf((2015,), ("Barset",)),
        ),
        "several years of several authorities": Row(
            of_years(2015, 2016, texts={"a": "It was 30."}, authority=("Barset", "Kent")),
            "", "related", NoDocumentOf((2015, 2016), ("Barset", "Kent")),
        ),
        "nothing was found": Row(
            of_years(2015, texts={}), "", "not_found", NoDocumentOf((2015,), ("Barset",))
        ),
        "no hit is left": Row(
            of_years(2015, texts={"a": "In 2015."}), "", "not_found", NoDocumentOf((2015,), ("Barset",)),
            left="",
        ),
    }
)  # fmt: skip
def test_a_year_that_no_document_is_of_needs_a_paragraph_that_names_it(row: Row) -> None:
    assert said(KnownYear(), row) == expected(KnownYear(), row)


# Anything in scope at all


@table(
    {
        "something was found": Row(case(hit("a"), hit("b")), "a b"),
        "nothing was found": Row(case(), "", "not_found", NothingInScope()),
        "something was found, and others have taken some of it": Row(case(hit("a"), hit("b")), "b", left="b"),
    }
)
def test_there_must_be_something_in_scope(row: Row) -> None:
    assert said(InScope(), row) == expected(InScope(), row)


# The report of a year

IN_2014 = document("early", year=2014)
IN_2018 = document("late", year=2018)
PUBLISHED_IN_2018 = document("minutes", year=2017, published="2018-01", title="Minutes of 2017")


def of_report(*years: int) -> Case:
    return case(
        hit("a", of=IN_2014), hit("b", of=IN_2018), hit("c", of=PUBLISHED_IN_2018), hit("d", of=IN_2014),
        report_years=frozenset(years),
    )  # fmt: skip


@table(
    {
        "no report is named": Row(of_report(), "a b c d"),
        "its own year": Row(of_report(2014), "a d"),
        "the year in which it was published counts too": Row(of_report(2018), "b c"),
        "one of two years": Row(of_report(2016, 2017), "c"),
        "none is of the year": Row(
            of_report(2016, 2012), "", "related",
            ReportSilent((2012, 2016), ("Ofsted, Barset 2014", "Ofsted, Barset 2018", "Minutes of 2017")),
        ),
        "only documents of hits that are left are named": Row(
            of_report(2018), "", "related", ReportSilent((2018,), ("Ofsted, Barset 2014",)), left="a d"
        ),
    }
)  # fmt: skip
def test_what_a_named_report_says_is_answered_by_that_report(row: Row) -> None:
    assert said(NamedReport(), row) == expected(NamedReport(), row)


def test_documents_are_named_once_each_in_the_order_of_their_hits() -> None:
    hits = (hit("a", of=IN_2018), hit("b", of=IN_2014), hit("c", of=IN_2018))
    assert titles_of(hits) == ("Ofsted, Barset 2018", "Ofsted, Barset 2014")


# The rarest term


def term(name: str) -> RareTerm:
    return RareTerm(name, re.compile(rf"\b{name}\b"), (name,))


def on_terms(*names: str, **facts: object) -> Case:
    return case(
        hit("a", "Foster carers are assessed.", of=IN_2018),
        hit("b", "Young carers are assessed.", of=IN_2014),
        hit("c", "They are assessed.", of=IN_2014, section="Young carers"),
        hit("d", "They are assessed.", of=PUBLISHED_IN_2018, lead_in="For young carers:"),
        hit("e", "Private fostering is rare.", of=IN_2014),
        rare_terms=tuple(map(term, names)),
        **facts,
    )


@table(
    {
        "no rare term": Row(on_terms(), "a b c d e"),
        "in the text, the heading or the lead-in": Row(on_terms("young carers"), "b c d"),
        "only the rarest must be spoken of": Row(on_terms("private fostering", "young carers"), "e"),
        "no paragraph at all speaks of it": Row(
            on_terms("family hubs"), "", "related", TermMissing("family hubs", (), ())
        ),
        "only what others took speaks of it": Row(
            on_terms("young carers"), "", "related",
            TermMissing("young carers", (), ("Ofsted, Barset 2014", "Minutes of 2017")), left="a e",
        ),
        "the report that was named does not": Row(
            on_terms("private fostering", report_years=frozenset({2018, 2017})), "", "related",
            TermMissing("private fostering", (2017, 2018), ("Ofsted, Barset 2014",)), left="a d",
        ),
    }
)  # fmt: skip
def test_the_rarest_term_must_stand_in_what_answers(row: Row) -> None:
    assert said(RareTermSpoken(), row) == expected(RareTermSpoken(), row)


# A figure, a date or a name

FIGURE = "There are 14 children."
NO_FIGURE = "There are children."
KENT = document("kent", authority="Kent", year=2018)
HOVE = document("hove", authority="Hove", year=2018)
SIDES = (frozenset({"kent"}), frozenset({"hove"}))


def missing(failure: str, *years: int, kind: str = "figure") -> FactMissing:
    return FactMissing(kind, failure, years)  # type: ignore[arg-type]


TEN_WITHOUT = [hit(f"n{i}", NO_FIGURE) for i in range(10)]


@table(
    {
        "nothing is asked for": Row(case(hit("a", NO_FIGURE)), "a"),
        "only who gives one stays": Row(
            case(hit("a", NO_FIGURE), hit("b", FIGURE), hit("c", "Nine wait."), fact="figure"), "b c"
        ),
        "a figure is no share": Row(
            case(hit("a", FIGURE), hit("b", "It is 14%."), fact="percentage"), "b"
        ),
        "a date": Row(case(hit("a", FIGURE), hit("b", "It began in May."), fact="date"), "b"),
        "a name": Row(
            case(hit("a", "The director left."), hit("b", "Mrs Proudie chairs it."), fact="person"), "b"
        ),
        "none gives one": Row(
            case(hit("a", NO_FIGURE), hit("b", NO_FIGURE), fact="figure"), "", "related", missing("absent")
        ),
        "none gives a name": Row(
            case(hit("a", FIGURE), fact="person"), "", "related", missing("absent", kind="person")
        ),
        "absent is not said where a hit that others took gives one": Row(
            case(hit("a", NO_FIGURE), hit("b", FIGURE), fact="figure"),
            "", "related", missing("off_subject"), left="a",
        ),
        "absent is said where those that others took give none either": Row(
            case(hit("a", NO_FIGURE), hit("b", NO_FIGURE), fact="figure"),
            "", "related", missing("absent"), left="a",
        ),
        "just enough of the words": Row(case(hit("a", FIGURE, coverage=0.42), fact="figure"), "a"),
        "just too few of the words": Row(
            case(hit("a", FIGURE, coverage=0.4199), hit("b", NO_FIGURE, coverage=1.0), fact="figure"),
            "", "related", missing("off_subject"),
        ),
        "just near enough to the best": Row(
            case(hit("a", NO_FIGURE), hit("b", FIGURE, score=0.75), fact="figure"), "b"
        ),
        "just too far from the best": Row(
            case(hit("a", NO_FIGURE), hit("b", FIGURE, score=0.7499), fact="figure"),
            "", "related", missing("far"),
        ),
        "the best is the best of those that are left": Row(
            case(hit("a", NO_FIGURE), hit("b", FIGURE, score=0.5), fact="figure"), "b", left="b"
        ),
        "the best need not be the first": Row(
            case(hit("a", FIGURE, score=0.5), hit("b", NO_FIGURE, score=1.0), fact="figure"),
            "", "related", missing("far"),
        ),
        "the tenth is looked at": Row(case(*TEN_WITHOUT[:9], hit("a", FIGURE), fact="figure"), "a"),
        "the eleventh is not": Row(
            case(*TEN_WITHOUT, hit("a", FIGURE), fact="figure"), "", "related", missing("far")
        ),
        "the tenth of those that are left is looked at": Row(
            case(*TEN_WITHOUT, hit("a", FIGURE), fact="figure"), "a",
            left="n1 n2 n3 n4 n5 n6 n7 n8 n9 a",
        ),
        "off the subject and far: the test at which the last one failed is told": Row(
            case(
                hit("a", NO_FIGURE), hit("b", FIGURE, coverage=0.1), hit("c", FIGURE, score=0.5),
                fact="figure",
            ),
            "", "related", missing("far"),
        ),
        "each side has its best": Row(
            case(
                hit("a", NO_FIGURE, of=KENT, score=1.0), hit("b", FIGURE, of=HOVE, score=0.5),
                hit("c", FIGURE, of=KENT, score=0.75), hit("d", FIGURE, of=KENT, score=0.7),
                hit("e", FIGURE, of=HOVE, score=0.375), hit("f", FIGURE, of=HOVE, score=0.374),
                fact="figure", sides=SIDES,
            ),
            "b c e",
        ),
        "the same hits where nothing is compared": Row(
            case(
                hit("a", NO_FIGURE, of=KENT, score=1.0), hit("b", FIGURE, of=HOVE, score=0.5),
                hit("c", FIGURE, of=KENT, score=0.75), hit("e", FIGURE, of=HOVE, score=0.375),
                fact="figure",
            ),
            "c",
        ),
    }
)  # fmt: skip
def test_a_figure_a_date_or_a_name_must_be_given(row: Row) -> None:
    assert said(FactGiven(), row) == expected(FactGiven(), row)


def told_of(text: str, *years: int, year: int = 2018) -> Case:
    return case(hit("a", text, of=document(year=year)), fact="figure", fact_years=years)


@table(
    {
        "in the text": Row(told_of("In 2016 there were 30.", 2016), "a"),
        "its document's year": Row(told_of(FIGURE, 2018), "a"),
        "the second year of two with a slash": Row(told_of("In 2015/16 there were 30.", 2016), "a"),
        "with a hyphen": Row(told_of("In 2015-16 there were 30.", 2016), "a"),
        "with a dash": Row(told_of("In 2015–16 there were 30.", 2016), "a"),
        "a year of one digit behind the slash": Row(told_of("In 2004/05 there were 30.", 2005), "a"),
        "the first year of two": Row(told_of("In 2015/16 there were 30.", 2015), "a"),
        "both years of two": Row(told_of("It rose from 20 in 2015 to 30 in 2016.", 2015, 2016), "a"),
        "only one of two years": Row(
            told_of("In 2016 there were 30.", 2015, 2016), "", "related", missing("year", 2015, 2016)
        ),
        "16 alone is no year": Row(told_of("There were 16.", 2016), "", "related", missing("year", 2016)),
        "another year": Row(told_of("In 2017 there were 30.", 2016), "", "related", missing("year", 2016)),
        "the years are named where none gives a figure at all": Row(
            told_of(NO_FIGURE, 2016), "", "related", missing("absent", 2016)
        ),
    }
)
def test_a_figure_of_a_year_that_no_document_is_of_must_tell_of_that_year(row: Row) -> None:
    assert said(FactGiven(), row) == expected(FactGiven(), row)


CASELOADS = Expansion("each social worker have", "caseload", "thesaurus")


def lay(*expansions: Expansion, text: str, coverage: float = 0.9, **fields: str) -> Case:
    question = parsed("how many children does each social worker have", expansions=expansions)
    return case(hit("a", text, coverage=coverage, **fields), question=question, fact="figure")


@table(
    {
        "a word of what the phrase stands for": Row(lay(CASELOADS, text="Caseloads average 14."), "a"),
        "the phrase itself": Row(lay(CASELOADS, text="How many does Each Social Worker have? 14."), "a"),
        "the phrase in other words": Row(
            lay(CASELOADS, text="Each social worker has 14."), "", "related", missing("off_subject")
        ),
        "the phrase over it": Row(
            lay(CASELOADS, text="On average, 14.", lead_in="Cases each social worker have:"), "a"
        ),
        "its words apart mean nothing": Row(
            lay(CASELOADS, text="A social worker visited 14 homes."), "", "related", missing("off_subject")
        ),
        "one of several meanings": Row(
            lay(CASELOADS, Expansion("Each social worker have", "case allocation", "thesaurus"),
                text="Allocation took 14 days."), "a",
        ),
        "each of several phrases": Row(
            lay(CASELOADS, Expansion("new staff", "newly qualified", "thesaurus"),
                text="Caseloads average 14."),
            "", "related", missing("off_subject"),
        ),
        "the words must be there all the same": Row(
            lay(CASELOADS, text="Caseloads average 14.", coverage=0.4), "", "related", missing("off_subject")
        ),
        "one word that stands for another is none": Row(
            lay(Expansion("kids", "looked after children", "thesaurus"), text="They have 14."), "a"
        ),
        "what an acronym stands for is none": Row(
            lay(Expansion("the LAC", "looked after children", "acronym"), text="They have 14."), "a"
        ),
    }
)  # fmt: skip
def test_a_lay_phrase_asks_for_what_it_stands_for(row: Row) -> None:
    assert said(FactGiven(), row) == expected(FactGiven(), row)


# The library's subject


@table(
    {
        "just likely enough": Row(case(hit("a"), confidence=0.3), "a"),
        "just too unlikely": Row(case(hit("a"), confidence=0.2999), "a", "related", OffSubject(0.2999)),
        "just near enough to be shown": Row(
            case(hit("a"), confidence=0.15), "a", "related", OffSubject(0.15)
        ),
        "just too far to be shown": Row(
            case(hit("a"), confidence=0.1499), "a", "not_found", OffSubject(0.1499)
        ),
        "one paragraph holds all words": Row(case(hit("a"), confidence=0.01, holds_all_words=True), "a"),
        "a judgement is about it": Row(case(hit("a"), confidence=0.01, grades=(hit("g"),)), "a"),
        "only hits that are left stay": Row(
            case(hit("a"), hit("b"), confidence=0.2), "b", "related", OffSubject(0.2), left="b"
        ),
    }
)
def test_the_question_must_be_about_the_subject_of_the_library(row: Row) -> None:
    assert said(OnSubject(), row) == expected(OnSubject(), row)


# The grade


@table(
    {
        "judgements take the place of the hits": Row(case(hit("a"), grades=(hit("g"), hit("h"))), "g h"),
        "even where no hit is left": Row(case(hit("a"), grades=(hit("g"),)), "g", left=""),
        "there is none": Row(case(hit("a")), "", "related", NoSuchGrade()),
    }
)
def test_a_grade_is_answered_by_judgements_alone(row: Row) -> None:
    assert said(GradeGiven(), row) == expected(GradeGiven(), row)


# The voice

PAPER = document("paper", voice="council", title="Committee paper")


def voiced(*voices: str) -> Case:
    question = parsed(scope=Scope(voice=voices))  # type: ignore[arg-type]
    return case(hit("a"), hit("b", of=PAPER), hit("c"), question=question)


@table(
    {
        "none is asked for": Row(voiced(), "a b c"),
        "the inspectors'": Row(voiced("inspectors"), "a c"),
        "the council's": Row(voiced("council"), "b"),
        "both": Row(voiced("inspectors", "council"), "a b c"),
        "only the other is left": Row(voiced("council"), "", "related", OtherVoice(("council",)), left="a c"),
    }
)
def test_only_the_voice_that_was_asked_for_is_quoted(row: Row) -> None:
    assert said(InVoice(), row) == expected(InVoice(), row)


# Formalities


def referred(*references: str) -> Case:
    return case(*(hit(key, reference=reference) for key, reference in zip("abcd", references, strict=False)))


@table(
    {
        "of all kinds": Row(
            referred("letter head", "para 1", "closing notes, para 2", "sign-off 2"), "b"
        ),
        "a paragraph about them is none": Row(referred("'Letter head', unnumbered para 1"), "a"),
        "nothing else is left": Row(
            referred("letter head", "sign-off"), "", "related", OnlyFormalities()
        ),
    }
)  # fmt: skip
def test_a_formality_answers_no_question(row: Row) -> None:
    assert said(NoFormality(), row) == expected(NoFormality(), row)


# Near the best


@table(
    {
        "just near enough": Row(case(hit("a"), hit("b", score=0.85)), "a b"),
        "just too far": Row(case(hit("a"), hit("b", score=0.8499)), "a"),
        "farther, with as many of the words": Row(
            case(hit("a", coverage=0.5), hit("b", score=0.7, coverage=0.7)), "a b"
        ),
        "just too far for the words to count": Row(
            case(hit("a", coverage=0.5), hit("b", score=0.6999, coverage=1.0)), "a"
        ),
        "just too few of the words": Row(
            case(hit("a", coverage=0.5), hit("b", score=0.7, coverage=0.6999)), "a"
        ),
        "as many of the words as the first, nearly": Row(
            case(hit("a", coverage=1.0), hit("b", score=0.7, coverage=0.9)), "a b"
        ),
        "just fewer than the first": Row(
            case(hit("a", coverage=1.0), hit("b", score=0.7, coverage=0.8999)), "a"
        ),
        "five at most, the first of them": Row(case(*(hit(key) for key in "abcdef")), "a b c d e"),
        "the best need not be the first": Row(
            case(hit("a", score=0.8), hit("b"), hit("c", score=0.9)), "b c"
        ),
        "the best is the best of those that are left": Row(
            case(hit("a"), hit("b", score=0.5), hit("c", score=0.45)), "b c", left="b c"
        ),
        "each side has its best": Row(
            case(
                hit("a", of=KENT, score=1.0), hit("b", of=HOVE, score=0.5),
                hit("c", of=KENT, score=0.84), hit("d", of=HOVE, score=0.425),
                hit("e", of=HOVE, score=0.42), sides=SIDES,
            ),
            "a b d",
        ),
        "each side has its first coverage": Row(
            case(
                hit("a", of=KENT, score=1.0, coverage=1.0), hit("b", of=HOVE, score=0.5, coverage=0.5),
                hit("c", of=KENT, score=0.75, coverage=0.75), hit("d", of=HOVE, score=0.375, coverage=0.75),
                sides=SIDES,
            ),
            "a b d",
        ),
        "who is on no side is measured by its own kind": Row(
            case(
                hit("a", of=KENT, score=1.0), hit("b", score=0.5), hit("c", score=0.425),
                hit("d", score=0.42), sides=SIDES,
            ),
            "a b c",
        ),
        "the same scores where nothing is compared": Row(
            case(hit("a", of=KENT, score=1.0), hit("b", of=HOVE, score=0.5)), "a"
        ),
    }
)  # fmt: skip
def test_the_best_and_those_close_behind_it_are_quoted(row: Row) -> None:
    assert said(NearBest(), row) == expected(NearBest(), row)
