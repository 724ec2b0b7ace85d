"""Verdicts on quotations and references, worked out by hand on a few paragraphs."""

import pytest

from assistant.checking.lookup import Change, Source
from assistant.checking.quotations import Block, Note
from assistant.checking.report import describe_finding, findings_record, render_findings
from assistant.checking.verdicts import Checker, Finding
from corpus.types import Document, Paragraph, Span

pytestmark = pytest.mark.fast


TEXTS = {
    ("barset-2018", "Barset", 2018): [
        "Children are safe in Barset, and staff know them well. However, records are not kept up to date.",
        "Not all children see their social worker alone. Managers have started to mend this in March 2018.",
        "Caseloads are manageable, at 17 on average, and supervision is regular.",
    ],
    ("barset-2014", "Barset", 2014): [
        "Caseloads are too high, at 31 on average, and supervision is rare.",
        "Children wait too long for a decision, but foster carers are praised by all who know them.",
    ],
    ("loamshire-2018", "Loamshire", 2018): ["Children wait too long for a permanent home in this county."],
}


def sources() -> list[Source]:
    found: list[Source] = []
    for (document_id, authority, year), texts in TEXTS.items():
        document = Document(
            id=document_id, title=f"Inspection of {authority} {year}", short_title=f"Ofsted, {authority} {year}",
            publisher="Ofsted", voice="inspectors", authority=authority, kind="inspection report", year=year,
            licence="none",
        )  # fmt: skip
        for number, text in enumerate(texts, start=1):
            found.append(Source(document, Paragraph(
                id=f"{document_id}#para-{number}", document=document_id, ordinal=number, kind="numbered", number=str(number),
                reference=f"para {number}", section="What needs to improve", page=number + 4, lead_in=None,
                text=text, spans=(Span(0, len(text)),),
            )))  # fmt: skip
    bullet = found[0].paragraph
    found.append(Source(found[0].document, Paragraph(
        id="barset-2018#bullet-2", document="barset-2018", ordinal=9, kind="bullet", number=None,
        reference="'What needs to improve', bullet 2", section="What needs to improve", page=3, lead_in=None,
        text="The quality of visits to children in care.", spans=bullet.spans,
    )))  # fmt: skip
    return found


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(sources())


def judge(checker: Checker, text: str) -> Finding:
    found = [f for f in checker.check([Block(text)]) if f.verdict not in ("reference", "too_short")]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "“Caseloads are manageable, at 17 on average” (Ofsted, Barset 2018, para 3).",
        "In 2018 Ofsted found in Barset that “caseloads are manageable” (para 3, page 7).",
        "Paragraph 3 of the 2018 Barset report says “supervision is regular”.",
        "“[C]aseloads are manageable … and supervision is regular.” (Barset 2018, paragraph 3)",
        "“Caseloads are manageable, at [only] 17 on average” [Barset 2018, para. 3]",
        "“Caseloads\nare  manageable,\u00a0at 17 on average”",
        "“Managers have started to mend this” (Ofsted, Barset 2018, paras 1-3)",
        "“the quality of visits” (Ofsted, Barset 2018, 'What needs to improve', bullet 2)",
        "“the quality of visits to children” (Ofsted, Barset 2018, ‘What needs to improve’, bullet 2, page 3)",
        "“foster carers are praised by all who know them” (Barset 2014)",
        "“Children wait too long for a permanent home” (Inspection of Loamshire 2018, para 1)",
    ],
)
def test_exact(checker: Checker, text: str) -> None:
    finding = judge(checker, text)
    assert finding.verdict == "exact", describe_finding(finding)
    assert finding.in_order


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (
            "“Caseloads are unmanageable, at 17 on average” (Barset 2018, para 3)",
            [("manageable", "unmanageable")],
        ),
        ("“Caseloads are manageable, at 18 on average” (Barset 2018, para 3)", [("17", "18")]),
        ("“and supervision regular at 17 on average”", None),
        ("“All children see their social worker” (Barset 2018, para 2)", None),
        ("“records are kept up to date” (Barset 2018, para 1)", [("not", "")]),
        ("“Children safe in, and know them well”", None),
        ("“Managers have now started to mend this” (Barset 2018, para 2)", [("", "now")]),
    ],
)
def test_altered_and_selective(checker: Checker, text: str, changes: list[tuple[str, str]] | None) -> None:
    finding = judge(checker, text)
    assert not finding.in_order
    if changes is not None:
        assert finding.verdict == "altered"
        assert finding.changes == tuple(Change(*change) for change in changes)


def test_words_left_out_in_the_middle_are_an_alteration(checker: Checker) -> None:
    finding = judge(checker, "“Caseloads are manageable and supervision is regular” (Barset 2018, para 3)")
    assert finding.verdict == "altered"
    assert [change.quotation for change in finding.changes] == [""]


def test_spliced_names_both_places(checker: Checker) -> None:
    finding = judge(checker, "“Children are safe in Barset, and supervision is rare.”")
    assert finding.verdict == "altered"
    assert finding.place is not None
    assert finding.elsewhere is not None
    assert (finding.place.paragraph.id, finding.elsewhere.paragraph.id) == (
        "barset-2018#para-1",
        "barset-2014#para-1",
    )


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("“staff know them well.” (Barset 2018, para 1)", "However, records are not kept"),
        ("“all children see their social worker alone” (Barset 2018, para 2)", "Not all"),
        ("“Children wait too long for a decision” (Barset 2014, para 2)", "but foster carers are praised"),
        ("“However, records are … kept up to date” (Barset 2018, para 1)", "not kept up to date."),
    ],
)
def test_selective(checker: Checker, text: str, left_out: str) -> None:
    finding = judge(checker, text)
    assert finding.verdict == "selective"
    assert finding.left_out.startswith(left_out) or left_out.startswith(finding.left_out)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("“Caseloads are manageable, at 17 on average” (Ofsted, Barset 2018, para 2)", "wrong_reference"),
        ("“Caseloads are manageable, at 17 on average” (Ofsted, Barset 2014, para 3)", "wrong_reference"),
        (
            "“Caseloads are manageable, at 17 on average” (Ofsted, Barset 2018, para 3, page 12)",
            "wrong_reference",
        ),
        ("“The moon is made of green cheese” (Ofsted, Barset 2018, para 3)", "no_such_words"),
        ("“The moon is made of green cheese” (Ofsted, Barset 2018, para 33)", "no_such_reference"),
        ("“The moon is made of green cheese”, a member said", "not_in_library"),
        ("“Caseloads are manageable, at 17 on average (Barset 2018, para 3)", "unclosed"),
        ("As para 33 of the Barset report of 2018 shows", "no_such_reference"),
    ],
)
def test_other_verdicts(checker: Checker, text: str, verdict: str) -> None:
    finding = judge(checker, text)
    assert finding.verdict == verdict, describe_finding(finding)
    assert not finding.in_order


def test_altered_and_wrong_reference_are_both_told(checker: Checker) -> None:
    finding = judge(checker, "“Caseloads are manageable, at 18 on average” (Ofsted, Barset 2018, para 2)")
    assert (finding.verdict, finding.also_wrong_reference) == ("altered", True)
    assert "The reference is wrong too" in describe_finding(finding)


def test_references_alone_exist_and_short_quotations_are_not_judged(checker: Checker) -> None:
    findings = checker.check([Block("He called it “good”. See para 2 of Barset 2018.")])
    assert [finding.verdict for finding in findings] == ["too_short", "reference"]
    assert all(finding.in_order for finding in findings)


def test_footnote_and_line_below_give_the_reference(checker: Checker) -> None:
    text = "They found “caseloads are manageable”, we read."
    noted = Block(text, notes=(Note(text.index("”") + 1, "Ofsted, Barset 2018, para 2"),))
    assert checker.check([noted])[0].verdict == "wrong_reference"
    below = (
        Block("Caseloads are manageable, at 17 on average", quoted=True),
        Block("— Ofsted, Barset 2018, para 2"),
    )
    assert checker.check(below)[0].verdict == "wrong_reference"


def test_each_quotation_has_its_own_reference(checker: Checker) -> None:
    text = (
        "“Caseloads are too high” (Ofsted, Barset 2014, para 1), but later “caseloads are manageable” "
        "(Ofsted, Barset 2018, para 3)."
    )
    assert [f.verdict for f in checker.check([Block(text)])] == ["exact", "exact"]


def test_rendered_and_recorded(checker: Checker) -> None:
    findings = checker.check([Block("“Caseloads are manageable, at 18 on average” (Barset 2018, para 3)")])
    assert render_findings("b.md", findings) == (
        "b.md: 1 quotation checked, 1 to mend\n"
        "  !! “Caseloads are manageable, at 18 on average”\n"
        "     Altered: Ofsted, Barset 2018, para 3, page 7 has “17”, not “18”."
    )
    record = findings_record("b.md", findings)
    assert record["in_order"] is False
    assert record["findings"][0]["changes"] == [{"source": "17", "quotation": "18"}]
    assert render_findings("b.md", ()) == "b.md: no quotation to check"


def test_nothing_to_compare_with() -> None:
    (finding,) = Checker([]).check([Block("“Caseloads are manageable, at 18 on average”")])
    assert finding.verdict == "not_in_library"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # What stands between two quoted parts says not.
        ("“Not all children see […] alone” (Barset 2018, para 2)", "exact"),
        ("“records are […] kept up to date” (Barset 2018, para 1)", "selective"),
        ("“records are [now] kept up to date” (Barset 2018, para 1)", "selective"),
        ("“[M]anagers […] mend this in March 2018” (Barset 2018, para 2)", "exact"),
        ("“children see their social worker alone” (Barset 2018, para 2)", "selective"),
        # The briefing says in its own words what the quotation leaves out, or it does not.
        ("Not all “children see their social worker alone” (Barset 2018, para 2)", "exact"),
        ("Records are not “kept up to date” (Barset 2018, para 1)", "exact"),
        ("Some say “kept up to date” (Barset 2018, para 1)", "selective"),
        # Brackets that say not where the source does not.
        ("“Caseloads are [not] manageable, at 17 on average” (Barset 2018, para 3)", "altered"),
        ("“Caseloads are manageable, [emphasis not in original] at 17 on average”", "exact"),
        # An ending in brackets is that of the source's word.
        ("“caseload[s] are manageable, at 17 on average”", "exact"),
        ("“caseloads are manage[d] at 17 on average”", "altered"),
        # References as people write them.
        ("“caseloads are manageable” (Ofsted, Barset 2018: 3)", "exact"),
        ("“caseloads are manageable” (Ofsted, 2018: 7)", "exact"),
        ("“caseloads are manageable” (Ofsted, 2018: 2)", "wrong_reference"),
        ("“caseloads are manageable” (Barset 2018, §3)", "exact"),
        ("“caseloads are manageable” (Barset 2018, §2)", "wrong_reference"),
        # On from one paragraph into the next.
        ("“and supervision is regular. The quality of visits”", "altered"),
        ("“records are not kept up to date. Not all children see their social worker” (Barset 2018, paras 1–2)",
         "selective"),
    ],
)  # fmt: skip
def test_what_people_write(checker: Checker, text: str, verdict: str) -> None:
    assert judge(checker, text).verdict == verdict


@pytest.mark.parametrize(
    ("blocks", "verdicts"),
    [
        # A cell beside, a line below, a typed end note, a note of the briefing's own.
        ((Block("“caseloads are manageable”", beside=("Barset 2018, para 2",)), Block("Barset 2018, para 2")),
         ["wrong_reference"]),
        ((Block("“caseloads are manageable”[1]"), Block("Notes"), Block("[1] Barset 2018, para 2")),
         ["wrong_reference"]),
        ((Block("“caseloads are manageable”¹"), Block("¹ Barset 2018, para 3")), ["exact"]),
        ((Block("All is well."), Block("“caseloads are unmanageable, at 17 on average”", note=True)), ["altered"]),
        # The reference of a block quotation, as its last paragraph, is none of its words.
        ((Block("Caseloads are manageable, at 17 on average", quoted=True),
          Block("(Ofsted, Barset 2018, para 3)", quoted=True)), ["exact"]),
        ((Block("Caseloads are manageable, at 17 on average.\nOfsted, Barset 2018, para. 3", quoted=True),), ["exact"]),
        # A sentence that names place and year is a quotation all the same.
        ((Block("Caseloads are manageable, at 17 on average", quoted=True),
          Block("In 2018 Barset had 36 foster carers.", quoted=True)), ["exact", "not_in_library"]),
        ((Block("The section “What needs to improve” has four points."),), []),
        ((Block("The report “Inspection of Barset 2018” is long."),), []),
    ],
)  # fmt: skip
def test_where_references_stand(checker: Checker, blocks: tuple[Block, ...], verdicts: list[str]) -> None:
    assert [finding.verdict for finding in checker.check(blocks)] == verdicts
