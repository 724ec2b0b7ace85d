"""Citation styles: how a quote's source is named, in every form that it is written in."""

import tomllib
from dataclasses import dataclass
from string import Template
from typing import Literal, get_args
from urllib.parse import quote as quote_url

from assistant.answering.citations import render_day, render_days, render_place, render_reference
from assistant.answering.types import Citation
from assistant.settings import SettingsError
from corpus.errors import UserError
from corpus.types import Document
from index.home import Home

Style = Literal["short", "full", "harvard", "house"]
Form = Literal["text", "markdown"]
STYLES: tuple[Style, ...] = get_args(Style)

_MARKDOWN_MARKS = "\\`*_[]<>#|~&"


class CitationStyleError(UserError):
    """A house style that cannot be used."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a citation: its text, whether it is in italics, where it leads to."""

    text: str
    italic: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """What citations of one's own are made from.

    `template` names `$publisher $authority $title $short_title $year $date $place
    $paragraph $page $section $link`; `address` is where the app is found, for links.
    """

    template: str = "$short_title, $place"
    address: str = "http://localhost:8501"

    def __post_init__(self) -> None:
        template = Template(self.template)
        known = set(_FIELDS)
        unknown = sorted(set(template.get_identifiers()) - known) if template.is_valid() else ["a lone $"]
        if unknown:
            raise CitationStyleError(
                f"the house style of citations holds {', '.join(unknown)}",
                f"use only {', '.join(f'${name}' for name in _FIELDS)}",
            )


_FIELDS = (
    "publisher", "authority", "title", "short_title", "year", "date", "place", "paragraph", "page", "section",
    "link",
)  # fmt: skip


def read_house_style(home: Home) -> HouseStyle:
    """Return how the council cites: `citation` and `address` in `settings.toml` of the home folder.

    Raises SettingsError for a file that is no TOML or holds something else, and
    CitationStyleError for a template that names what a citation has not.
    """
    path = home.path / "settings.toml"
    if not path.exists():
        return HouseStyle()
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read ({error})", "correct it") from None
    names = {"citation": "template", "address": "address"}
    odd = [name for name, value in settings.items() if name not in names or not isinstance(value, str)]
    if odd:
        raise SettingsError(f"{path} holds {', '.join(odd)}", f"give {' and '.join(names)} as texts")
    return HouseStyle(**{names[name]: value for name, value in settings.items()})


def cite_in_style(citation: Citation, style: Style, house: HouseStyle) -> tuple[Piece, ...]:
    """Return a citation as pieces, which every form is rendered from.

    Harvard follows Pears and Shields, Cite Them Right: author (year) title in italics, and
    where in it.
    """
    document, paragraph = citation.document, citation.quote.paragraph
    if style == "short":
        return (Piece(render_reference(citation)),)
    if style == "harvard":
        return (
            Piece(f"{document.publisher} ({document.shown_year}) "),
            Piece(document.title, italic=True),
            Piece(f", {_dated(document)}, {render_place(paragraph)}."),
        )
    link = f"{house.address}/read?paragraph={quote_url(paragraph.id, safe='')}"
    if style == "full":
        return (
            Piece(f"{document.publisher}, "),
            Piece(document.title, italic=True),
            Piece(f", {_dated(document)}, {render_place(paragraph)}, "),
            Piece(link, link=link),
        )
    values = {
        "publisher": document.publisher,
        "authority": document.authority,
        "title": document.title,
        "short_title": document.short_title,
        "year": document.shown_year,
        "date": _dated(document),
        "place": render_place(paragraph),
        "paragraph": paragraph.reference,
        "page": str(paragraph.page or ""),
        "section": paragraph.section or "",
        "link": link,
    }
    return (Piece(Template(house.template).substitute(values)),)


def name_source(document: Document) -> tuple[Piece, ...]:
    """Return a document's entry in a list of sources."""
    return (
        Piece(f"{document.publisher}, "),
        Piece(document.title, italic=True),
        Piece(f", {_dated(document)}."),
    )


def render_pieces(pieces: tuple[Piece, ...], form: Form = "text") -> str:
    """Render a citation as plain text or as Markdown, where what marks up there is escaped."""
    if form == "markdown":
        return "".join(_in_markdown(piece) for piece in pieces)
    return "".join(piece.text for piece in pieces)


def escape_markdown(text: str) -> str:
    """Return a text so that Markdown shows its characters."""
    return "".join(f"\\{character}" if character in _MARKDOWN_MARKS else character for character in text)


def _in_markdown(piece: Piece) -> str:
    if piece.link:
        return f"<{piece.link}>"
    text = escape_markdown(piece.text)
    return f"*{text}*" if piece.italic else text


def _dated(document: Document) -> str:
    """Say when a document is from, as closely as is known."""
    if len(document.inspected) == 2:
        return f"inspected {render_days(*document.inspected)}"
    return render_day(document.published) if document.published else document.shown_year
