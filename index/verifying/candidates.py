"""A paragraph as the verifier reads it: under its document's short title and its heading."""

from corpus.types import Document, Paragraph
from index.passages import heading_of
from index.verifying.types import Candidate


def candidate_of(paragraph: Paragraph, document: Document) -> Candidate:
    """Return a paragraph with the words over it that say whose it is, and whom and what it is about."""
    heading = " ".join(heading_of(paragraph).split())
    title = document.short_title
    return Candidate(f"{title}. {heading}" if heading else title, paragraph.text)
