"""What the assistant answers with."""

from dataclasses import dataclass
from typing import Literal

from assistant.answering.reasons import Reason
from corpus.types import Document, Paragraph, Span
from index.types import Hit, ParsedQuery

Status = Literal["not_found", "related", "answered"]
"""From the least to the best."""
Sureness = Literal["answers", "may answer"]
"""How surely a paragraph answers."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Text copied from one paragraph, checked against the document at its spans.

    `sentence` is where in `text` the sentence stands that answers best, (start, end);
    None where no question was asked, or it is not sure that any does. `probability` (0 to 1) that the
    paragraph answers, and `sureness` what that comes to, both None where no verifier read it; an unlikely
    one has no sureness.
    """

    paragraph: Paragraph
    document: Document
    text: str
    spans: tuple[Span, ...]
    sentence: tuple[int, int] | None = None
    probability: float | None = None
    sureness: Sureness | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with what a reader needs to find it again."""

    quote: Quote
    reference: str
    document: Document


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one criterion said of the hits that were left when it was asked.

    `hits` are those that stay, best first; `ceiling` is the best status that is still possible;
    `reason` says why it is not "answered", or why hits went.
    """

    criterion: str
    hits: tuple[Hit, ...]
    ceiling: Status = "answered"
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a question.

    `answered` has quotes that answer; `related` has none, but the nearest paragraphs;
    `not_found` has neither. `reason` says, unless answered, why not; `trace` what each
    criterion said. `confidence` (0 to 1) is the estimated probability that the library
    answers, whatever was decided. `unverified` says why no model read the paragraphs with the question,
    where one should have. `documents` and `paragraphs` count what the scope let be searched.
    """

    parsed: ParsedQuery
    status: Status
    quotes: tuple[Quote, ...]
    related: tuple[Quote, ...]
    reason: Reason | None
    trace: tuple[Ruling, ...]
    confidence: float
    documents: int
    paragraphs: int
    seconds: float
    unverified: str | None = None
