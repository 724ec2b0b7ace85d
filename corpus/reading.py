"""From a folder of sources to documents and their paragraphs: the way in to this package."""

from corpus.plain_text import read_blocks
from corpus.references import name_paragraphs
from corpus.segmentation import segment
from corpus.types import Document, Paragraph


def read_paragraphs(document: Document, source: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a document's extracted text, in reading order."""
    return name_paragraphs(document, source, segment(read_blocks(source)))
