"""A document as its paragraphs, with one of them marked."""

from typing import Any

import streamlit as st

from assistant.citations import cite, describe_document, render_citation, render_day
from assistant.engine import Assistant
from assistant.pages.components import show_document
from assistant.pages.navigation import ask_page
from assistant.pages.state import current_conversation, open_assistant, replaced_on, sentence
from corpus.errors import UserError
from corpus.types import Document


def show() -> None:
    """Draw the page."""
    try:
        assistant = open_assistant()
    except UserError as error:
        st.error(sentence(error), icon=":material/error:")
        return
    marked = st.query_params.get("paragraph")
    wanted = marked.partition("#")[0] if marked else st.query_params.get("document")
    documents = {document.id: document for document in assistant.documents}
    conversation = current_conversation()
    if conversation:
        st.page_link(
            ask_page(),
            label="Back to the answers",
            icon=":material/arrow_back:",
            query_params={"conversation": conversation},
        )
    chosen = st.selectbox(
        "Document",
        list(documents),
        index=list(documents).index(wanted) if wanted in documents else 0,
        format_func=lambda id: documents[id].short_title,
        key=f"document {wanted}",
    )
    known = {paragraph.id for paragraph in assistant.paragraphs(chosen)}
    if marked and wanted == chosen:
        _say_if_changed(marked, marked in known)
    elif marked and wanted not in documents:
        st.warning("That paragraph’s document is not in the library. Choose a document below.")
    show_document(_document_data(assistant, documents[chosen], marked), key=f"read {chosen} {marked}")


def _say_if_changed(marked: str, is_there: bool) -> None:
    """Say when the paragraph that a link names has other words by now, or is gone."""
    changed = replaced_on(marked)
    if changed and is_there:
        st.info(f"The source changed on {render_day(changed)}. This is the paragraph’s wording now.")
    elif changed:
        st.warning(
            f"That paragraph was in a version replaced on {render_day(changed)}. This is the one since."
        )
    elif not is_there:
        st.warning("That paragraph is not in this document as it is now. Choose it again from an answer.")


def _document_data(assistant: Assistant, document: Document, marked: str | None) -> dict[str, Any]:
    """Return what the page shows of a document, as plain data."""
    return {
        "title": document.title,
        "about": describe_document(document),
        "licence": document.licence,
        "marked": marked,
        "paragraphs": [
            {
                "paragraph": paragraph.id,
                "section": paragraph.section,
                "kind": paragraph.kind,
                "number": paragraph.number,
                "reference": paragraph.reference,
                "lead_in": paragraph.lead_in,
                "text": paragraph.text,
                "sub": "sub-bullet" in paragraph.reference,
                "citation": render_citation(cite(assistant.quote(paragraph))),
            }
            for paragraph in assistant.paragraphs(document.id)
        ],
    }
