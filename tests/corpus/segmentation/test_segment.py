"""What a page break cuts, a footnote parts or a list repeats becomes one whole paragraph again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import paragraphs_of

pytestmark = pytest.mark.fast


def shown(text: str) -> list[tuple[str, str]]:
    return [(p.reference, p.text) for p in paragraphs_of(text)]


def test_page_break_in_mid_sentence_joins() -> None:
    text = "1. Staff work with the police,\n\nschools and others.\n2. Next.\n"
    assert shown(text) == [("para 1", "Staff work with the police, schools and others."), ("para 2", "Next.")]


def test_spans_hold_the_pieces_of_a_cut_paragraph() -> None:
    text = "1. One two\n\nthree four.\n"
    (paragraph,) = paragraphs_of(text)
    assert [(s.start, s.end) for s in paragraph.spans] == [(3, 10), (12, 23)]
    assert [text[s.start : s.end] for s in paragraph.spans] == ["One two", "three four."]


def test_footnote_in_mid_paragraph_stands_alone() -> None:
    text = "Fostering\n\n- There were fewer than five. This\n\n² Local data.\n\nwas also so before.\n"
    assert shown(text) == [
        ("'Fostering', bullet 1", "There were fewer than five. This was also so before."),
        ("footnote 2", "Local data."),
    ]


def test_break_before_a_capital_joins_when_the_sentence_is_unfinished() -> None:
    text = "Services\n\nIt works.\n\nRequests go to the Barset Access to\n\nResources Panel (BARP) weekly.\n"
    assert [p.text for p in paragraphs_of(text)] == [
        "It works.",
        "Requests go to the Barset Access to Resources Panel (BARP) weekly.",
    ]


def test_break_after_a_two_word_fragment_joins() -> None:
    text = "Services\n\nMore units were commissioned. Our Special\n\nGuardianship team attends.\n"
    assert [p.text for p in paragraphs_of(text)] == [
        "More units were commissioned. Our Special Guardianship team attends."
    ]


def test_missing_full_stop_before_a_new_sentence_does_not_join() -> None:
    text = "Services\n\nWe met. Each match has a consultation with MAPS\n\nWe also have three families.\n"
    assert [p.text for p in paragraphs_of(text)] == [
        "We met. Each match has a consultation with MAPS",
        "We also have three families.",
    ]


def test_unmarked_text_between_two_numbers_belongs_to_the_first() -> None:
    text = '3.1 The inspection found no failures:\n\n*"There are none."*\n\n3.2 This was expected.\n'
    assert shown(text) == [
        ("para 3.1", 'The inspection found no failures: "There are none."'),
        ("para 3.2", "This was expected."),
    ]


def test_judgement_heading_is_a_paragraph_and_the_section_of_what_follows() -> None:
    text = "1. First.\n\nThe experiences of care leavers are good.\n\n2. Second.\n"
    first, judgement, second = paragraphs_of(text)
    assert (judgement.reference, judgement.text) == (
        "judgement above para 2",
        "The experiences of care leavers are good.",
    )
    assert first.section is None
    assert second.section == "The experiences of care leavers are good"


def test_number_that_occurs_twice_is_told_apart_by_its_section() -> None:
    text = "## Recommendation\n\n1. Note it.\n2. Do it.\n\n## Legal\n\n1. Note it.\n2. Do it.\n"
    assert [p.reference for p in paragraphs_of(text)] == [
        "'Recommendation', para 1",
        "'Recommendation', para 2",
        "'Legal', para 1",
        "'Legal', para 2",
    ]


def test_a_year_at_the_beginning_of_a_line_is_no_number() -> None:
    text = "1. It opened in the spring of\n\n2014. The council closed it.\n2. Next.\n"
    assert shown(text)[0] == ("para 1", "It opened in the spring of 2014. The council closed it.")


def test_bullets_know_section_and_lead_in() -> None:
    text = "## Plans\n\nThe plan was agreed in May. We will do:\n\n- One\n- Two\n"
    lead, one, two = paragraphs_of(text)
    assert lead.reference == "'Plans', unnumbered para 1"
    assert (one.reference, one.section, one.lead_in) == ("'Plans', bullet 1", "Plans", lead.text)
    assert two.reference == "'Plans', bullet 2"


def test_short_lead_in_is_the_section_of_its_bullets() -> None:
    text = "## Plans\n\nA first sentence stands here.\n\nKey priorities:\n\n- One\n- Two\n\nAfter the list.\n"
    assert [p.reference for p in paragraphs_of(text)] == [
        "'Plans', unnumbered para 1",
        "'Key priorities', bullet 1",
        "'Key priorities', bullet 2",
        "'Plans', unnumbered para 2",
    ]


def test_sub_bullets_count_under_their_bullet() -> None:
    text = "## Children\n\n- Free meals\n - in primary schools 28%\n - in secondary schools 31%\n- Poverty\n"
    _, first, _, last = paragraphs_of(text)
    assert first.reference == "'Children', bullet 1, sub-bullet 1"
    assert first.lead_in == "Free meals"
    assert last.reference == "'Children', bullet 2"


def test_table_with_a_header_is_named_by_it() -> None:
    text = "Judgement\tGrade\nOverall effectiveness\tGood\nLeaders\tOutstanding\n\n1. Text.\n"
    assert shown(text)[:2] == [
        ("'Judgement' table, row 1", "Overall effectiveness\tGood"),
        ("'Judgement' table, row 2", "Leaders\tOutstanding"),
    ]


def test_contents_page_and_continued_mark_are_left_out() -> None:
    text = "Contents\n\nSummary\t3\nFindings\t6\n\nSummary\n\n1. One.\n\n/cont...\n\n2. Two.\n"
    assert shown(text) == [("para 1", "One."), ("para 2", "Two.")]


def test_letter_head_and_sign_off_are_told_from_the_letter() -> None:
    text = (
        "16 February 2011\n\nA Director\nCivic Centre\n\nDear Director\n\nInspection of services\n\n"
        "This letter tells what was found.\n\nYours sincerely\n\nAn Inspector\nOfsted\n"
    )
    assert shown(text) == [
        ("letter head", "16 February 2011 A Director Civic Centre Dear Director"),
        ("letter, unnumbered para 1", "This letter tells what was found."),
        ("sign-off", "Yours sincerely An Inspector Ofsted"),
    ]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("On 19<sup>th</sup> February it met.", "On 19th February it met."),
        ("An **outstanding** service leads.", "An outstanding service leads."),
        ("Achieving 5 A* to Cs and 5 A* to Gs rose.", "Achieving 5 A* to Cs and 5 A* to Gs rose."),
        ("See <http://example.org/a> for more.", "See http://example.org/a for more."),
        ("Fewer than <5 were seen.", "Fewer than <5 were seen."),
    ],
)
def test_stray_markup_lies_outside_the_text(line: str, text: str) -> None:
    assert paragraphs_of(f"1. {line}\n")[0].text == text


@pytest.mark.parametrize("text", ["1. One.\r2. Two.\r", "1.\tOne.\n2.\tTwo.\n", "1) One.\r\n2) Two.\r\n"])
def test_other_line_ends_and_marks(text: str) -> None:
    assert shown(text) == [("para 1", "One."), ("para 2", "Two.")]


words = st.lists(
    st.sampled_from("the court heard family placed again with care and hope".split()), min_size=4, max_size=30
)


@given(st.lists(words, min_size=1, max_size=12), st.data())
def test_numbered_paragraphs_survive_page_breaks_anywhere(
    paragraphs: list[list[str]], data: st.DataObject
) -> None:
    """Text in equals text out, wherever the page broke between two words."""
    lines, expected = [], []
    for number, own in enumerate(paragraphs, start=1):
        cut = data.draw(st.integers(0, len(own) - 1))
        whole = [own[0].capitalize(), *own[1:]]
        joined = " ".join(whole[:cut]) + "\n\n" + " ".join(whole[cut:]) if cut else " ".join(whole)
        lines.append(f"{number}. {joined}.")
        expected.append((f"para {number}", " ".join(whole) + "."))
    assert shown("\n".join(lines) + "\n") == expected


@given(st.text(alphabet=st.sampled_from("ab1.-*<>/#\t\n ²•:;A()“"), max_size=200))
def test_any_text_gives_disjoint_spans_and_unique_references(text: str) -> None:
    """No character of the source is quoted twice, whatever the text."""
    paragraphs = paragraphs_of(text)
    quoted = sorted((s.start, s.end) for p in paragraphs for s in p.spans)
    assert all(before[1] <= after[0] for before, after in pairwise(quoted))
    assert len({p.reference for p in paragraphs}) == len(paragraphs)
    assert len({p.id for p in paragraphs}) == len(paragraphs)
