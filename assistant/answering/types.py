"""What the assistant answers with."""

from dataclasses import dataclass
from typing import Literal

from corpus.types import Document, Paragraph, Span
from index.types import Hit, Reading

Status = Literal["answered", "related", "not_found"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Text copied from one paragraph, checked against the document at its spans.

    `sentence` is where in `text` the sentence stands that answers best, (start, end);
    None where no question was asked.
    """

    paragraph: Paragraph
    document: Document
    text: str
    spans: tuple[Span, ...]
    sentence: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with what a reader needs to find it again."""

    quote: Quote
    reference: str
    document: Document


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a question.

    `answered` has quotes that answer; `related` has none, but the nearest paragraphs;
    `not_found` has neither. `missing` says, unless answered, what was not there.
    `confidence` (0 to 1) is the estimated probability that the library answers.
    `documents` and `paragraphs` count what the scope let be searched.
    """

    reading: Reading
    status: Status
    quotes: tuple[Quote, ...]
    related: tuple[Quote, ...]
    missing: str | None
    confidence: float
    documents: int
    paragraphs: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The ranked paragraphs for a question, and how the question was read."""

    reading: Reading
    hits: tuple[Hit, ...]
