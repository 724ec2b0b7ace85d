"""The documents: what there is, what is known about each, and how it comes in and goes out."""

from typing import Any

import streamlit as st

from assistant.pages.changes import show_changes
from assistant.pages.links import link
from assistant.pages.state import encoder, job_queue, own_jobs
from assistant.server.jobs import Job
from assistant.server.uploads import submit_replacement, submit_uploads
from assistant.settings import home_folder
from corpus.grades import read_grades
from corpus.library.library import Library, Overview
from corpus.library.originals import Originals
from corpus.readers.registry import suffixes
from corpus.records.corrections import CORRECTABLE
from corpus.types import UNKNOWN, Document, Ingested, Value
from index.update.additions import correct_document, remove_document

_LABELS = {
    "inspected": "Inspected (first and last day)",
    "published": "Published",
    "kind": "Kind of document",
}
_ALL = "All"


def show() -> None:
    """Draw the page."""
    st.title("Library")
    show_changes()
    with Library.open(home_folder().library) as library:
        _show_upload()
        documents = library.overview()
        chosen = _choose(documents)
        if chosen:
            _show_document(library.ingested(chosen))


def _show_upload() -> None:
    with st.form("upload", clear_on_submit=True):
        uploads = st.file_uploader(
            "Add documents", type=[suffix.lstrip(".") for suffix in suffixes()], accept_multiple_files=True
        )
        if st.form_submit_button("Add to the library") and uploads:
            own_jobs().append(submit_uploads(job_queue(), home_folder(), encoder(), uploads))
            st.rerun()


def _choose(documents: tuple[Overview, ...]) -> str | None:
    """Show the documents as a table with filters; return the id of the one chosen."""
    authority, year, voice = st.columns(3)
    scope = {
        "authority": authority.selectbox("Authority", _options(documents, "authority")),
        "shown_year": year.selectbox("Year", _options(documents, "shown_year")),
        "voice": voice.selectbox("Voice", _options(documents, "voice")),
    }
    shown = [
        item
        for item in documents
        if all(value in (_ALL, str(getattr(item.document, field))) for field, value in scope.items())
    ]
    st.caption(f"{len(shown)} of {len(documents)} documents, {sum(i.paragraphs for i in shown)} paragraphs")
    st.dataframe([_row(item) for item in shown], hide_index=True)
    undescribed = sum(item.document.authority == UNKNOWN or not item.document.years for item in shown)
    if undescribed:
        st.caption(f"Authority or year not known of {undescribed}: choose one to tell.")
    names = {item.document.id: item.document.short_title for item in shown}
    return st.selectbox(
        "Look at a document",
        list(names),
        index=None,
        format_func=lambda document_id: names[document_id],
        placeholder="Choose one",
        key="library document",
    )


def _options(documents: tuple[Overview, ...], field: str) -> list[str]:
    return [_ALL, *sorted({str(getattr(item.document, field)) for item in documents})]


def _row(item: Overview) -> dict[str, Any]:
    document = item.document
    return {
        "Document": document.short_title,
        "Authority": document.authority,
        "Year": document.shown_year,
        "Voice": document.voice,
        "Paragraphs": item.paragraphs,
        "Pages": item.pages or None,
        "Inspected": " to ".join(document.inspected),
        "Published": document.published or "",
    }


def _show_document(item: Ingested) -> None:
    document = item.document
    st.header(document.short_title)
    st.page_link(
        link("read"), label="Read it", query_params={"document": document.id}, icon=":material/menu_book:"
    )
    known, odd, change = st.tabs(["What is known", "How it was read", "Replace or remove"])
    with known:
        for missing in _still_missing(item):
            st.warning(f"{missing} Tell it below, and questions that name it find the document.")
        grades = [{"Judgement": grade.aspect, "Grade": grade.grade} for grade in read_grades(item.paragraphs)]
        if grades:
            st.dataframe(grades, hide_index=True)
        _show_corrections(document)
    with odd:
        numbered = sum(paragraph.kind == "numbered" for paragraph in item.paragraphs)
        st.text(f"{item.file_name}: {len(item.paragraphs)} paragraphs, {numbered} of them numbered.")
        for warning in item.warnings:
            st.text(f"• {warning}")
    with change:
        original = Originals(home_folder().originals).find(item)
        if original:
            st.download_button("Download the original", original.read_bytes(), file_name=item.file_name)
        with st.form(f"replace {document.id}", clear_on_submit=True):
            upload = st.file_uploader(
                "A new version of it", type=[suffix.lstrip(".") for suffix in suffixes()]
            )
            if st.form_submit_button("Replace") and upload:
                job = submit_replacement(job_queue(), home_folder(), encoder(), document.id, upload)
                own_jobs().append(job)
                st.rerun()
        if st.button("Remove from the library"):
            _confirm_removal(document)


def _still_missing(item: Ingested) -> list[str]:
    """Return sentences on what the document does not say of itself, and nobody has told yet."""
    told = {"authority": item.document.authority != UNKNOWN, "year": item.document.year is not None}
    return [
        f"{warning[0].upper()}{warning[1:]}{'' if warning[-1] == '?' else '.'}"
        for warning in item.warnings
        if ": not found" in warning and not told.get(warning.partition(":")[0], True)
    ]


@st.dialog("Remove a document")
def _confirm_removal(document: Document) -> None:
    st.text(f"{document.short_title}: its text, its original and all that was made from it are deleted.")
    if st.button("Remove it", icon=":material/delete:"):

        def action(job: Job) -> None:
            remove_document(home_folder(), document.id, encoder())

        own_jobs().append(job_queue().submit(f"Removing {document.short_title}", action))
        st.session_state.pop("library document", None)
        st.rerun()


def _show_corrections(document: Document) -> None:
    with st.form(f"correct {document.id}"):
        values = {field: _field(document, field) for field in CORRECTABLE}
        if not st.form_submit_button("Save corrections"):
            return
        corrections = {field: value for field, value in values.items() if value != getattr(document, field)}
        if not corrections:
            st.info("Nothing was changed.")
            return

        def action(job: Job) -> None:
            correct_document(home_folder(), document.id, corrections, encoder())

        own_jobs().append(job_queue().submit(f"Correcting {document.short_title}", action))
        st.rerun()


def _field(document: Document, field: str) -> Value:
    """Show one field to be corrected, and return what stands there now."""
    value = getattr(document, field)
    label = _LABELS.get(field, field.replace("_", " ").capitalize())
    if field == "year":
        given = st.number_input(label, value=value, step=1, format="%d")
        return None if given is None else int(given)
    if field == "voice":
        voices = ["inspectors", "council"]
        return st.selectbox(label, voices, index=voices.index(value))
    if field == "inspected":
        return tuple(st.text_input(label, " ".join(value), placeholder="2024-03-04 2024-03-08").split())
    return st.text_input(label, value or "") or None
