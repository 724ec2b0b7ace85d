"""Cut paragraphs into the passages that are embedded."""

from collections.abc import Iterator

from corpus.types import Paragraph
from index.types import Passage

WINDOW_SENTENCES = 2
"""A window holds one sentence or this many; longer ones found no more (docs/accuracy.md)."""
LONGEST_WINDOW = 900
"""Characters. The model reads 256 word pieces; longer sentences are cut to fit."""

_SENTENCE_BREAK = r"(?<=[.!?;])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])"


def cut_passages(paragraphs: tuple[Paragraph, ...]) -> tuple[Passage, ...]:
    """Return the passages of each paragraph, those of one paragraph next to each other."""
    return tuple(passage for paragraph in paragraphs for passage in _cut(paragraph))


def heading_of(paragraph: Paragraph) -> str:
    """Return the words over a paragraph: its section and, in a list, the lead-in."""
    parts = [paragraph.section]
    if paragraph.lead_in and paragraph.lead_in.rstrip(" :;") != paragraph.section:
        parts.append(paragraph.lead_in)
    return " ".join(part for part in parts if part)


def _cut(paragraph: Paragraph) -> Iterator[Passage]:
    text = paragraph.text
    yield Passage(paragraph.id, "paragraph", 0, len(text), text)
    yield Passage(paragraph.id, "headed", 0, len(text), text, heading_of(paragraph))
    sentences = sentence_offsets(text)
    if len(sentences) < 2:
        return
    for size in range(1, min(WINDOW_SENTENCES, len(sentences) - 1) + 1):
        for first in range(len(sentences) - size + 1):
            start, end = sentences[first][0], sentences[first + size - 1][1]
            yield Passage(paragraph.id, "window", start, end, text[start:end])


def sentence_offsets(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence of a paragraph, over-long ones cut up."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    sentences = RecursiveCharacterTextSplitter(
        # A chunk size of one splits at every sentence end and merges nothing back.
        chunk_size=1,
        chunk_overlap=0,
        separators=[_SENTENCE_BREAK],
        is_separator_regex=True,
        keep_separator="end",
        add_start_index=True,
    )
    pieces = RecursiveCharacterTextSplitter(
        chunk_size=LONGEST_WINDOW, chunk_overlap=0, separators=["; ", ", ", " "], add_start_index=True
    )
    offsets: list[tuple[int, int]] = []
    for sentence in sentences.create_documents([text]):
        start = sentence.metadata["start_index"]
        short = len(sentence.page_content) <= LONGEST_WINDOW
        for piece in [sentence] if short else pieces.create_documents([sentence.page_content]):
            first = start if short else start + piece.metadata["start_index"]
            offsets.append((first, first + len(piece.page_content.rstrip())))
    return offsets
