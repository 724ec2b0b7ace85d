"""Citations in each style and form, exactly."""

from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.citations import cite
from assistant.briefings.citation_styles import (
    CitationStyleError,
    HouseStyle,
    Piece,
    Style,
    cite_in_style,
    name_source,
    read_house_style,
    render_pieces,
)
from assistant.settings import SettingsError
from index.home import Home

PARAGRAPH = "ofsted-hillingdon-2018#para-36"
TITLE = "London Borough of Hillingdon: inspection of local authority children's services"


def rendered(assistant: Assistant, style: Style, house: HouseStyle | None = None, form: str = "text") -> str:
    (paragraph,) = (p for p in assistant.paragraphs() if p.id == PARAGRAPH)
    citation = cite(assistant.quote(paragraph))
    return render_pieces(cite_in_style(citation, style, house or HouseStyle()), form)  # type: ignore[arg-type]


def test_styles(assistant: Assistant) -> None:
    link = "http://localhost:8501/read?paragraph=ofsted-hillingdon-2018%23para-36"
    assert rendered(assistant, "short") == "Ofsted, Hillingdon 2018, para 36"
    assert rendered(assistant, "full") == f"Ofsted, {TITLE}, inspected 16 to 27 April 2018, para 36, {link}"
    assert rendered(assistant, "harvard") == f"Ofsted (2018) {TITLE}, inspected 16 to 27 April 2018, para 36."
    house = HouseStyle("[$authority $year, $paragraph]")
    assert rendered(assistant, "house", house) == "[Hillingdon 2018, para 36]"


def test_forms(assistant: Assistant) -> None:
    harvard = rendered(assistant, "harvard", form="markdown")
    assert harvard == f"Ofsted (2018) *{TITLE}*, inspected 16 to 27 April 2018, para 36."
    assert render_pieces((Piece("<b> & *c* [d]"),), "markdown") == r"\<b\> \& \*c\* \[d\]"


def test_source(assistant: Assistant) -> None:
    letter = next(d for d in assistant.documents if d.id == "ofsted-hillingdon-letter-2011")
    assert render_pieces(name_source(letter)).startswith("Ofsted, ")


@pytest.mark.parametrize("template", ["$nothing", "a lone $ sign", "${title"])
def test_house_style_that_names_what_is_not_there_is_told(template: str) -> None:
    with pytest.raises(CitationStyleError, match="use only \\$publisher"):
        HouseStyle(template)


def test_house_style_is_read_from_the_home_folder(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert read_house_style(home) == HouseStyle()
    path = tmp_path / "settings.toml"
    path.write_text('citation = "$short_title: $place"\naddress = "https://reports.example"\n')
    assert read_house_style(home) == HouseStyle("$short_title: $place", "https://reports.example")
    for text in ("citation = 3\n", "colour = 'red'\n", "citation = \n", "\xff"):
        path.write_text(text, encoding="latin-1")
        with pytest.raises(SettingsError, match=r"settings\.toml"):
            read_house_style(home)
