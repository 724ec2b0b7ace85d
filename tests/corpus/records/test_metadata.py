"""What a document says of itself: family, authority, title, dates; and what it does not say."""

import pytest

from corpus.readers.blocks import Block, BlockKind, Extraction
from corpus.records.dates import is_day, read_day, read_inspection
from corpus.records.metadata import read_metadata, suggested_authorities
from corpus.types import Document

pytestmark = pytest.mark.fast


def read(*lines: str, name: str = "file") -> Document:
    """Read a document of these lines: those that begin with # are headings, with a tab in them rows."""
    blocks: list[Block] = []
    for line in lines:
        kind: BlockKind = "heading" if line.startswith("# ") else "table_row" if "\t" in line else "text"
        blocks.append(Block(kind, line.removeprefix("# "), ()))
    return read_metadata(name, Extraction("\n".join(block.text for block in blocks), tuple(blocks)))


LETTER = "This letter is from Ofsted, the Care Quality Commission (CQC) and HMI Probation."


@pytest.mark.parametrize(
    ("lines", "kind", "authority", "title", "framework", "publisher", "inspected", "published"),
    [
        (
            ("9 May 2018", "A Person, Director, London Borough of Camden", "Dear local partnership",
             "# Joint targeted area inspection of the multi-agency response to neglect in Camden",
             "Between 12 and 16 February 2018, inspectors came. " + LETTER),
            "joint targeted area inspection", "Camden",
            "Joint targeted area inspection of the multi-agency response to neglect in Camden", "JTAI",
            "Ofsted, CQC, HMICFRS and HMI Probation", ("2018-02-12", "2018-02-16"), "2018-05-09",
        ),
        (
            ("# Area SEND inspection of Barset Local Area Partnership", "Inspection dates: 8 to 12 July 2024",
             "Dates of previous inspection: 27 to 31 March 2017"),
            "area SEND inspection", "Barset", "Area SEND inspection of Barset Local Area Partnership",
            "Area SEND", "Ofsted and CQC", ("2024-07-08", "2024-07-12"), None,
        ),
        (
            ("# Joint local area SEND inspection in York", "This letter is of 2 March 2020. The inspection took "
             "place between 13 January 2020 and 17 January 2020."),
            "area SEND inspection", "York", "Joint local area SEND inspection in York", "Area SEND",
            "Ofsted and CQC", ("2020-01-13", "2020-01-17"), None,
        ),
        (
            ("# Torbay Council", "# Re-inspection of services for children in need of help and protection",
             "# Inspection date: 11 June 2018 to 5 July 2018", "# Report published: 24 August 2018"),
            "inspection report", "Torbay",
            "Torbay Council Re-inspection of services for children in need of help and protection", "SIF", "Ofsted",
            ("2018-06-11", "2018-07-05"), "2018-08-24",
        ),
        (
            ("# Inspection of looked after children services", "# Medway Council",
             "Inspection dates: 15-19 July 2013", "Published: 23 August 2013"),
            "inspection report", "Medway", "Inspection of looked after children services Medway Council", None,
            "Ofsted", ("2013-07-15", "2013-07-19"), "2013-08-23",
        ),
        (
            ("# Focused visit to Kent County Council children’s services", "Inspectors visited on "
             "5 and 6 June 2019."),
            "focused visit", "Kent", "Focused visit to Kent County Council children’s services", "ILACS", "Ofsted",
            ("2019-06-05", "2019-06-06"), None,
        ),
        (
            ("Report title:\tPlacements of children", "Report to:\tCabinet", "Date:\t12 June 2024",
             "London Borough of Hackney", "The Cabinet is asked to note this; Kent and Surrey do it, too."),
            "committee paper", "Hackney", "Placements of children", None, "Hackney", (), "2024-06-12",
        ),
        (
            ("# Placements Committee", "15 January 2026", "# Homes near schools", "Report by the director"),
            "committee paper", "unknown", "Homes near schools", None, "unknown", (), "2026-01-15",
        ),
        (
            ("# Annual report of the virtual school", "www.wakefield.gov.uk", "The year 2022-23 was good."),
            "annual report", "Wakefield", "Annual report of the virtual school", None, "Wakefield", (), None,
        ),
    ],
)  # fmt: skip
def test_families(
    lines: tuple[str, ...], kind: str, authority: str, title: str, framework: str | None, publisher: str,
    inspected: tuple[str, ...], published: str | None,
) -> None:  # fmt: skip
    found = read(*lines)
    assert (found.kind, found.authority, found.title, found.framework) == (kind, authority, title, framework)
    assert (found.publisher, found.inspected, found.published) == (publisher, inspected, published)


def test_what_is_not_said_is_left_open_and_asked_for() -> None:
    found = read("# Placements", "York and Leeds and York again do it so.")
    assert (found.authority, found.year, found.published) == ("unknown", None, None)
    assert found.shown_year == "undated"
    blocks = (Block("text", "York and Leeds and York again do it so.", ()),)
    assert suggested_authorities(blocks) == ("York", "Leeds")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("# ANNUAL REPORT OF THE VIRTUAL SCHOOL 2014", "# INTRODUCTION", "The year was good."),
         "ANNUAL REPORT OF THE VIRTUAL SCHOOL 2014"),
        (("# Placements", "# for children1", "Date:\t12 June 2024"), "Placements for children"),
        (("# Placements²", "The year was good."), "Placements"),
        (("The year was good.",), "file"),
    ],
)  # fmt: skip
def test_titles(lines: tuple[str, ...], title: str) -> None:
    assert read(*lines).title == title


def test_a_letters_date_may_run_on_into_its_address() -> None:
    found = read("10 January 2018 A Person, Director", "# Joint local area SEND inspection in Bexley",
                 "Between 6 November 2017 and 10 November 2017, Ofsted and the CQC came.")  # fmt: skip
    assert (found.published, found.inspected) == ("2018-01-10", ("2017-11-06", "2017-11-10"))


def test_letter_names_its_authority_in_its_text_alone() -> None:
    title = "# Joint targeted area inspection of the multi-agency response to children missing from home"
    told = (
        "In Leeds leaders know. Leeds has a plan, and schools of Leeds help. Kent is a neighbour. " + LETTER
    )
    assert read(title, told).authority == "Leeds"
    assert read(title, "Leeds and Kent and Leeds and Kent. " + LETTER).authority == "unknown"


@pytest.mark.parametrize(
    ("opening", "published", "days"),
    [
        ("Inspection dates: 9–24 November 2017", None, ("2017-11-09", "2017-11-24")),
        ("It took place from 27 June 2022 to 1 July 2022.", None, ("2022-06-27", "2022-07-01")),
        ("Between 16 May and 20 May, Ofsted came.", "2016-06-29", ("2016-05-16", "2016-05-20")),
        ("Date of previous inspection: 6 to 10 February 2017", None, ()),
        ("Between 31 and 35 May 2017 inspectors came.", None, ()),
        ("The plan runs from 1 to 5 May 2017.", None, ()),
    ],
)
def test_days_of_an_inspection(opening: str, published: str | None, days: tuple[str, ...]) -> None:
    assert read_inspection(opening, published) == days


@pytest.mark.parametrize(
    ("text", "day", "alone"),
    [
        ("Thursday 15 January 2026", "2026-01-15", True),
        ("3rd May 2024.", "2024-05-03", True),
        ("12/06/2024", "2024-06-12", True),
        ("2024-06-12", "2024-06-12", False),
        ("Published on 3 May 2024 by us", "2024-05-03", False),
        ("31 February 2024", None, True),
        ("May 2024", None, False),
    ],
)
def test_a_day(text: str, day: str | None, alone: bool) -> None:
    assert (read_day(text), is_day(text)) == (day, alone)
