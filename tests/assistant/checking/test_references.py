"""What references name, as people write them, and which lines are nothing else."""

import pytest

from assistant.checking.lookup import Source
from assistant.checking.references import ReferenceReader
from corpus.types import Document, Paragraph, Span

pytestmark = pytest.mark.fast


@pytest.fixture(scope="module")
def reader() -> ReferenceReader:
    document = Document(
        id="barset-2018", title="Inspection of Barset 2018", short_title="Ofsted, Barset 2018",
        publisher="Ofsted", voice="inspectors", authority="Barset", kind="inspection report", year=2018,
        licence="none",
    )  # fmt: skip
    places = (("4", "para 4"), (None, "para 4(a)"), (None, "para 4(b)"), (None, "para 4(c)"), ("5", "para 5"))
    return ReferenceReader(
        Source(document, Paragraph(
            id=f"barset-2018#{n}", document="barset-2018", ordinal=n, kind="numbered" if number else "bullet",
            number=number, reference=place, section="What is needed", page=3, lead_in=None, text="Words.",
            spans=(Span(0, 6),),
        ))
        for n, (number, place) in enumerate(places)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers", "places", "either"),
    [
        ("para 4", ("4",), (), ()),
        ("para. 4(a)", (), ("para 4(a)",), ()),
        ("paragraph 4 (a)", (), ("para 4(a)",), ()),
        ("§4(A)", (), ("para 4(a)",), ()),
        ("paras 4(a) and (c)", (), ("para 4(a)", "para 4(c)"), ()),
        ("paras 4(a)–(c)", (), ("para 4(a)", "para 4(b)", "para 4(c)"), ()),
        ("paras 4(a) and 5", ("5",), ("para 4(a)",), ()),
        # (a) stands within paragraph 5.
        ("para 5(a)", ("5",), (), ()),
        ("paras 4, 6 and 8 to 10", ("4", "6", "8", "9", "10"), (), ()),
        ("para 4, 2018", ("4",), (), ()),
        ("Ofsted, 2018: 4, 6 and 8–10", (), (), ("4", "6", "8", "9", "10")),
        ("Ofsted, 2018: 4(b)", (), ("para 4(b)",), ()),
        ("Ofsted, 2018: 4; Ofsted, 2014: 7", (), (), ("4", "7")),
    ],
)
def test_what_a_reference_names(
    reader: ReferenceReader,
    text: str,
    numbers: tuple[str, ...],
    places: tuple[str, ...],
    either: tuple[str, ...],
) -> None:
    reference = reader.read(text)
    assert reference is not None
    assert (reference.numbers, reference.places, reference.either) == (numbers, places, either)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("(Ofsted, Barset 2018, para 4)", True),
        ("— Ofsted (2018), para. 4.", True),
        ("Source: Ofsted, Barset, 2018, p. 3", True),
        ("ibid., para 4", True),
        ("Inspection of Barset 2018, paragraph 4(a)", True),
        ("Barset’s inspection report, published 12 March 2018", True),
        ("In 2018 Barset had 36 carers.", False),
        ("Children wait.", False),
        ("Paragraph 4 was written in 2018.", False),
    ],
)
def test_lines_that_are_only_a_reference(reader: ReferenceReader, text: str, only: bool) -> None:
    assert reader.is_only_reference(text) is only


@pytest.mark.parametrize(
    ("text", "name"),
    [("What is needed", True), ("Inspection of Barset 2018", True), ("What is needed most", False)],
)
def test_names_of_sections_and_documents(reader: ReferenceReader, text: str, name: bool) -> None:
    assert reader.is_name(text) is name
