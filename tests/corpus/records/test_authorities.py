"""One authority has one name, however a document or a person spells it."""

import pytest

from corpus.records.authorities import authority_of, known_authorities, plain_name

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("London Borough of Hillingdon", "Hillingdon"),
        ("Kingston Upon Hull City Council", "Kingston upon Hull"),
        ("Hull", "Kingston upon Hull"),
        ("St. Helens", "St Helens"),
        ("Newcastle City Council", "Newcastle upon Tyne"),
        ("Telford & Wrekin Council", "Telford and Wrekin"),
        ("City of London", "City of London"),
        ("Kent County Council", "Kent"),
        ("Barset County Council", "Barset"),
    ],
)
def test_spellings_of_one_authority(written: str, name: str) -> None:
    assert plain_name(written) == name


def test_names_are_found_whole_and_with_what_stands_around_them() -> None:
    text = "The London Borough of Hillingdon's plan, York, New York and Derbyshire"
    assert [text[a:b] for a, b in authority_of("Hillingdon").named_in(text)] == [
        "London Borough of Hillingdon's"
    ]
    assert [text[a:b] for a, b in authority_of("York").named_in(text)] == ["York"]
    assert authority_of("Derby").named_in(text) == []


def test_no_name_stands_for_two_authorities() -> None:
    names = [name.casefold() for a in known_authorities() for name in (a.name, *a.aliases)]
    assert len(names) == len(set(names))
