"""Cut paragraphs into the passages that are searched."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from corpus.types import Paragraph
from index.types import PartedText, Passage

LONGEST_WINDOW = 900
"""Characters. The model reads 256 word pieces at once; longer sentences are cut to fit."""

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
    yield Passage(paragraph.id, "headed", 0, len(text), text, heading=heading_of(paragraph))
    for part, (start, end) in enumerate(with_sentences(text).parts, start=1):
        yield Passage(paragraph.id, "window", start, end, text, part)


def with_sentences(text: str) -> PartedText:
    """Return a text and, where it has several, its sentences, as the model reads it: all at once."""
    sentences = sentence_offsets(text)
    return PartedText(text, tuple(sentences) if len(sentences) > 1 else ())


def sentence_offsets(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence of a paragraph, over-long ones cut up."""
    sentences, pieces = _splitters()
    offsets: list[tuple[int, int]] = []
    for start, end in _located(sentences.split_text(text), text, 0):
        long = end - start > LONGEST_WINDOW
        offsets += _located(pieces.split_text(text[start:end]), text, start) if long else [(start, end)]
    return offsets


def _located(parts: list[str], text: str, position: int) -> list[tuple[int, int]]:
    """Return where the parts of a text stand in it, one after the other from `position` on."""
    found: list[tuple[int, int]] = []
    for part in parts:
        kept = part.strip()
        start = text.index(kept, position)
        position = start + len(kept)
        found.append((start, position))
    return found


@cache
def _splitters() -> tuple[Any, Any]:
    """Return what cuts a paragraph into sentences, and an over-long sentence into pieces."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    sentences = RecursiveCharacterTextSplitter(
        # A chunk size of one splits at every sentence end and merges nothing back.
        chunk_size=1,
        chunk_overlap=0,
        separators=[_SENTENCE_BREAK],
        is_separator_regex=True,
        keep_separator="end",
    )
    pieces = RecursiveCharacterTextSplitter(
        chunk_size=LONGEST_WINDOW, chunk_overlap=0, separators=["; ", ", ", " "]
    )
    return sentences, pieces
