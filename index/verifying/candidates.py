"""A paragraph as the verifier reads it: under its authority, its year and its heading."""

from corpus.types import Document, Paragraph
from index.passages import heading_of
from index.verifying.types import Candidate


def candidate_of(paragraph: Paragraph, document: Document) -> Candidate:
    """Return a paragraph with the words over it that say whom and what it is about."""
    heading = " ".join(heading_of(paragraph).split())
    of = f"{document.authority} {document.year}"
    return Candidate(f"{of}. {heading}" if heading else of, paragraph.text)
