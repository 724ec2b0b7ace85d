"""The briefing in the making, and the checker for finished ones."""

from functools import partial
from typing import Any, get_args

import streamlit as st

from assistant.answering.assistant import Assistant
from assistant.answering.citations import cite
from assistant.briefings.briefing import brief_plan
from assistant.briefings.citation_styles import STYLES, Style, cite_in_style, read_house_style, render_pieces
from assistant.briefings.files import FORMATS, briefing_bytes, make_briefing
from assistant.briefings.pack import pack_bytes
from assistant.checking.check import open_checker
from assistant.checking.files import read_upload
from assistant.checking.quotations import Block
from assistant.checking.report import count_findings, describe_finding
from assistant.checking.verdicts import Finding
from assistant.pages.components import show_checked
from assistant.pages.errors import errors_shown
from assistant.pages.state import conversations, open_assistant, owner
from assistant.settings import home_folder
from corpus.errors import UserError

_MIME = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".md": "text/markdown",
    ".html": "text/html",
}
_NAMES = {".docx": "Word", ".md": "Markdown", ".html": "HTML"}
_CHECKED = ["docx", "md", "txt", "html", "pdf"]


def show() -> None:
    """Draw the page."""
    st.title("Briefing")
    making, checking = st.tabs(["Make one", "Check a finished one"])
    with making, errors_shown():
        _show_making(open_assistant(), owner())
    with checking, errors_shown():
        _show_checking()


def _show_making(assistant: Assistant, reader: str) -> None:
    basket = list(conversations().basket(reader))
    if not basket:
        st.write(
            "Nothing is in it yet. Choose “Add to briefing” below a quote, or begin with words of your own."
        )
    for place in range(len(basket)):
        _show_part(assistant, reader, basket, place)
    heading, words, empty = st.columns(3)
    if heading.button("Add a heading", icon=":material/title:", width="stretch"):
        _keep(reader, [*basket, "# Heading"])
    if words.button("Add own words", icon=":material/notes:", width="stretch"):
        _keep(reader, [*basket, "Own words"])
    if basket and empty.button("Empty it", icon=":material/delete:", width="stretch"):
        _keep(reader, [])
    if basket:
        _show_exports(assistant, basket)


def _show_part(assistant: Assistant, reader: str, basket: list[str], place: int) -> None:
    """Show one part, to be changed, moved or taken out."""
    part = basket[place]
    body, tools = st.columns([4, 1], vertical_alignment="center")
    with body:
        if part.startswith("> "):
            _show_quote(assistant, part)
        elif part.startswith("# "):
            changed = st.text_input("Heading", part[2:], key=f"part {place} {part}", max_chars=200)
            if changed.strip() and changed != part[2:]:
                _keep(reader, [*basket[:place], f"# {' '.join(changed.split())}", *basket[place + 1 :]])
        else:
            changed = st.text_area("Own words", part, key=f"part {place} {part}", max_chars=5000)
            if changed.strip() and changed != part:
                _keep(reader, [*basket[:place], _own_words(changed), *basket[place + 1 :]])
    with tools, st.container(horizontal=True, gap="small"):
        if st.button("↑", key=f"up {place}", help="Move up", disabled=place == 0):
            _keep(reader, [*basket[: place - 1], part, basket[place - 1], *basket[place + 1 :]])
        if st.button("↓", key=f"down {place}", help="Move down", disabled=place == len(basket) - 1):
            _keep(reader, [*basket[:place], basket[place + 1], part, *basket[place + 2 :]])
        if st.button("✕", key=f"out {place}", help="Take out"):
            _keep(reader, [*basket[:place], *basket[place + 1 :]])


def _show_quote(assistant: Assistant, part: str) -> None:
    try:
        (item,) = brief_plan(assistant, part)
    except UserError:
        st.warning("This paragraph is not in the library any more. Take it out.")
        return
    quote = item.quote  # type: ignore[union-attr]
    st.text(f"“{quote.text}”")
    citation = cite_in_style(cite(quote), "short", read_house_style(home_folder()))
    st.caption(render_pieces(citation, "markdown"))


def _show_exports(assistant: Assistant, basket: list[str]) -> None:
    st.subheader("Take it away")
    title = st.text_input("Title", "Briefing", max_chars=200)
    first, second = st.columns(2)
    chosen = first.selectbox("Citations", STYLES, format_func=str.capitalize)
    style: Style = chosen if chosen in get_args(Style) else "short"
    footnotes = second.selectbox("They stand", ["in footnotes", "behind each quote"]) == "in footnotes"
    briefing = make_briefing(assistant, title or "Briefing", brief_plan(assistant, "\n\n".join(basket)))
    house = read_house_style(home_folder())
    places = st.columns(len(FORMATS) + 1)
    for place, suffix in zip(places, FORMATS, strict=False):
        data = partial(briefing_bytes, briefing, suffix, style, house, footnotes)
        name = f"briefing{suffix}"
        place.download_button(_NAMES[suffix], data, name, _MIME[suffix], on_click="ignore", width="stretch")
    places[-1].download_button(
        "Evidence pack",
        partial(pack_bytes, briefing, home_folder(), style, house, footnotes),
        "briefing.zip",
        "application/zip",
        on_click="ignore",
        width="stretch",
    )
    st.caption("Every quote is compared with its source, in the file that you take away too.")


def _show_checking() -> None:
    with st.form("check"):
        upload = st.file_uploader("A finished briefing", type=_CHECKED)
        text = st.text_area("Or paste its text")
        if not st.form_submit_button("Check every quotation") or not (upload or text.strip()):
            return
    blocks = (
        read_upload(upload.name, upload.getvalue()) if upload else read_upload("pasted.txt", text.encode())
    )
    with st.spinner("Looking each quotation up…"):
        findings = open_checker(home_folder()).check(blocks)
    show_checked(_checked_data(blocks, findings), key="checked")


def _checked_data(blocks: tuple[Block, ...], findings: tuple[Finding, ...]) -> dict[str, Any]:
    told = [finding for finding in findings if finding.verdict != "too_short"]
    return {
        "summary": count_findings(findings).capitalize() + ".",
        "blocks": [
            {
                "text": block.text,
                "quoted": block.quoted,
                "findings": [_finding_data(finding) for finding in told if finding.block == number],
            }
            for number, block in enumerate(blocks)
        ],
    }


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "start": finding.start,
        "end": finding.end,
        "in_order": finding.in_order,
        "explanation": describe_finding(finding),
    }


def _own_words(text: str) -> str:
    """Return a paragraph that a plan takes for own words, whatever it begins with."""
    return " ".join(text.split()).lstrip("#> ") or "Own words"


def _keep(reader: str, basket: list[str]) -> None:
    conversations().keep_basket(reader, tuple(basket))
    st.rerun()
