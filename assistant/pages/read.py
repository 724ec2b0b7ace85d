"""A document as its paragraphs, with one of them marked."""

from base64 import b64encode
from typing import Any

import streamlit as st

from assistant.answering.assistant import Assistant
from assistant.answering.citations import describe_document, render_day
from assistant.pages.components import show_document
from assistant.pages.links import link
from assistant.pages.page_pictures import page_picture
from assistant.pages.state import current_conversation, open_assistant, replaced_on
from assistant.settings import home_folder
from corpus.library.library import Library
from corpus.library.originals import Originals
from corpus.types import Document, Paragraph


def show() -> None:
    """Draw the page."""
    assistant = open_assistant()
    marked = st.query_params.get("paragraph")
    wanted = marked.partition("#")[0] if marked else st.query_params.get("document")
    documents = {document.id: document for document in assistant.documents}
    conversation = current_conversation()
    if conversation:
        st.page_link(
            link("ask"),
            label="Back to the answers",
            icon=":material/arrow_back:",
            query_params={"conversation": conversation},
        )
    chosen = st.selectbox(
        "Document",
        list(documents),
        index=list(documents).index(wanted) if wanted in documents else 0,
        format_func=lambda document_id: documents[document_id].short_title,
        key=f"document {wanted}",
    )
    known = {paragraph.id for paragraph in assistant.paragraphs(chosen)}
    if marked and wanted == chosen:
        _say_if_changed(marked, marked in known)
    elif marked and wanted not in documents:
        st.warning("That paragraph’s document is not in the library. Choose a document below.")
    paragraphs = assistant.paragraphs(chosen)
    picture = _picture(next((p for p in paragraphs if p.id == marked), paragraphs[0]), marked)
    if picture:
        st.set_page_config(layout="wide")
    data = {**_document_data(assistant, documents[chosen], marked), "picture": picture}
    to_mark = show_document(data, key=f"read {chosen} {marked}")
    if to_mark in known and to_mark != marked:
        st.query_params["paragraph"] = to_mark
        st.rerun()


def _picture(paragraph: Paragraph, marked: str | None) -> dict[str, str] | None:
    """Return a picture of the page that a paragraph stands on, framed where it is the one marked.

    None where its document is no PDF.
    """
    home = home_folder()
    with Library.open(home.library) as library:
        file = Originals(home.originals).find(library.ingested(paragraph.document))
    if file is None or file.suffix != ".pdf" or paragraph.page is None:
        return None
    framed = paragraph.id == marked
    png = b64encode(page_picture(file, paragraph.page, paragraph.text if framed else "")).decode()
    told = f"Page {paragraph.page} of the report{', the paragraph framed' if framed else ''}"
    return {"source": f"data:image/png;base64,{png}", "told": told}


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
            }
            for paragraph in assistant.paragraphs(document.id)
        ],
    }
