"""Every paragraph on a topic: counted, charted, quoted, compared, and taken away as a spreadsheet."""

from collections import Counter
from functools import partial

import streamlit as st

from assistant.answering.assistant import Assistant
from assistant.answering.questions import LONGEST_QUESTION
from assistant.pages.components import show_turn
from assistant.pages.errors import errors_shown
from assistant.pages.links import link
from assistant.pages.quotes import VOICES, quote_groups
from assistant.pages.state import conversations, open_assistant, owner
from assistant.topics.files import topic_workbook
from assistant.topics.find import find_topic
from assistant.topics.side_by_side import compare
from assistant.topics.text import topic_csv
from assistant.topics.types import Match, Topic
from index.types import Scope

_EXAMPLE = "return home interviews"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show() -> None:
    """Draw the page."""
    st.title("Topics")
    st.caption("Every paragraph on a topic, not the ten best.")
    assistant, reader = open_assistant(), owner()
    asked = st.text_input("Topic", placeholder=_EXAMPLE, key="topic", max_chars=LONGEST_QUESTION)
    if not asked.strip():
        return
    everything, sides = st.tabs(["Everything", "Side by side"])
    with everything:
        _show_topic(assistant, find_topic(assistant, asked, Scope()), reader)
    with sides, errors_shown():
        _show_sides(assistant, asked, reader)


def _show_topic(assistant: Assistant, topic: Topic, reader: str) -> None:
    st.text(topic.summary)
    if not topic.matches:
        return
    counted = Counter((match.document.shown_year, VOICES[match.document.voice]) for match in topic.matches)
    st.bar_chart(
        [{"Year": year, "Voice": voice, "Paragraphs": count} for (year, voice), count in counted.items()],
        x="Year",
        y="Paragraphs",
        color="Voice",
        height=240,
    )
    authorities = topic.counts["authority"]
    if len(authorities) > 1:
        st.dataframe(
            [{"Authority": name, "Paragraphs": count} for name, count in authorities.items()], hide_index=True
        )
    excel, csv = st.columns(2)
    workbook, table = partial(topic_workbook, topic), topic_csv(topic).encode("utf-8-sig")
    excel.download_button("Excel workbook", workbook, "topic.xlsx", _EXCEL, on_click="ignore")
    csv.download_button("CSV file", table, "topic.csv", "text/csv", on_click="ignore")
    _show_matches(assistant, topic.parsed.question, topic.matches, topic.near, reader, "topic")
    _show_timeline(topic)


def _show_matches(
    assistant: Assistant,
    heading: str,
    matches: tuple[Match, ...],
    near: tuple[Match, ...],
    reader: str,
    key: str,
) -> None:
    """Show paragraphs as an answer shows them; those that come near are folded away."""
    basket = conversations().basket(reader)
    quotes, others = (
        quote_groups((assistant.quote(match.paragraph) for match in own), {}, basket)
        for own in (matches, near)
    )
    data = {"question": heading, "status": "answered", "groups": quotes, "related": others, "plain": True}
    events = show_turn(data, key=f"{key} {heading}")
    if events.opened:
        st.switch_page(link("read"), query_params={"paragraph": events.opened})
    if events.picked in {match.paragraph.id for match in (*matches, *near)}:
        conversations().keep_basket(reader, (*basket, f"> {events.picked}"))
        st.rerun()


def _show_timeline(topic: Topic) -> None:
    with st.expander("What was said when, oldest first"):
        for moment in topic.timeline:
            st.text(f"{moment.document.short_title}")
            for paragraph, first in moment.sentences:
                st.text(f"  {paragraph.reference}: {first}")


def _show_sides(assistant: Assistant, asked: str, reader: str) -> None:
    documents = {document.id: document.short_title for document in assistant.documents}
    authorities = sorted({document.authority for document in assistant.documents})
    years = sorted({str(document.year) for document in assistant.documents if document.year})
    names = {**{name: name for name in (*authorities, *years)}, **documents}
    left, right = st.columns(2)
    sides = [
        place.selectbox(
            label, list(names), index=None, format_func=lambda name: names[name], key=f"side {label}"
        )
        for place, label in ((left, "One side"), (right, "The other"))
    ]
    if not all(sides):
        st.caption("Choose two authorities, years or documents.")
        return
    both = compare(assistant, str(sides[0]), str(sides[1]), asked)
    for place, side in ((left, both.left), (right, both.right)):
        with place:
            st.text(f"{len(side.topic.matches)} paragraphs")
            name = names.get(side.name, side.name)
            _show_matches(assistant, name, side.topic.matches, (), reader, f"side {side.name}")
