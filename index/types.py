"""What is searched, what is found, and what a question limits itself to."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from corpus.types import Document, Paragraph, Voice

PassageKind = Literal["paragraph", "headed", "window"]
ScopeField = Literal["authority", "year", "document", "voice"]
SCOPE_FIELDS: tuple[ScopeField, ...] = get_args(ScopeField)
"""What a question may limit itself to."""


@dataclass(frozen=True, slots=True)
class PartedText:
    """A text to embed, and the (start, end) in it of the parts that get vectors of their own."""

    text: str
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched by its vector: a paragraph, the same under its heading, or one of its sentences.

    `whole` is its paragraph's text, of which it is `start` to `end`; `part` counts the paragraph's
    sentences from 1 and is 0 for all of it. `heading` stands over a "headed" passage and is empty
    in the others.
    """

    paragraph: str
    kind: PassageKind
    start: int
    end: int
    whole: str
    part: int = 0
    heading: str = ""

    @property
    def text(self) -> str:
        """The passage's own words."""
        return self.whole[self.start : self.end]

    @property
    def embedded(self) -> tuple[str, ...]:
        """The texts that the model reads: the paragraph's and, where the passage has one, its heading."""
        return (self.whole, self.heading) if self.heading else (self.whole,)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question limits itself to; an empty tuple limits nothing.

    `given` names the fields that the user set: they exclude. A field read from the
    question excludes only if it is `authority`; the others put first what they match.
    """

    authority: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    document: tuple[str, ...] = ()
    voice: tuple[Voice, ...] = ()
    given: frozenset[str] = frozenset()

    @property
    def admits_all(self) -> bool:
        """Whether every document may answer."""
        return not self.authority and not any(getattr(self, name) for name in self.given)

    def admits(self, document: Document) -> bool:
        """Say whether the scope lets this document answer at all."""
        if self.authority and document.authority not in self.authority:
            return False
        return all(self._matches(document, name) for name in self.given - {"authority"})

    def prefers(self, document: Document, name: str) -> bool:
        """Say whether a field was read from the question, and this document matches it."""
        return self.was_read(name) and self._matches(document, name)

    def was_read(self, name: str) -> bool:
        """Say whether a field was read from the question."""
        return bool(getattr(self, name)) and name not in self.given

    def _matches(self, document: Document, name: str) -> bool:
        wanted = getattr(self, name)
        if name == "year":
            return not wanted or not document.years.isdisjoint(wanted)
        value = document.id if name == "document" else getattr(document, name)
        return not wanted or value in wanted


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that a question was widened by: `term` as it stands in it, and what it means."""

    term: str
    meaning: str
    source: Literal["acronym", "thesaurus", "spelling"] = "acronym"


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A question as understood: its scope, and the words that are searched for.

    `subject` is the question without the names of authorities, its misspelt words mended.
    `absent_authorities` are those that it names and that no document is about, `absent_years`
    years of which there are documents, but none about the authority that it names;
    `undescribed` counts the documents that could be either, since they do not say.
    `unknown_words` are those of its words that no paragraph holds, as they were written.
    """

    question: str
    subject: str
    scope: Scope
    expansions: tuple[Expansion, ...]
    absent_authorities: tuple[str, ...] = ()
    absent_years: tuple[int, ...] = ()
    undescribed: int = 0
    unknown_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that was found; rank counts from 1.

    `score` is how well it matches the whole question, higher is better. The rank follows from
    it unless a comparison, the parts of a question or a reranker put another order in its
    place, which changes no score. `similarity` is the best cosine of the question with the
    paragraph or a window of it (-1 to 1); `coverage` the share (0 to 1) of the question's words,
    weighted by how rare they are, that the paragraph or its heading holds; `terms` are the stems
    of the words of the paragraph and of what stands over it.
    """

    rank: int
    score: float
    paragraph: Paragraph
    document: Document
    similarity: float
    coverage: float
    terms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first, and how near the question is to the library's subject.

    `topicality` is the cosine of the question with the mean of the paragraphs'
    vectors (-1 to 1): low for a question about something else altogether. `vector` is the
    question's, (1, dimension) float32 of unit length. `sides` are the ids of each side's documents
    where the question compares, empty where it does not. `unavailable` says why only the
    question's words were looked for, where the vectors could not be had.
    """

    parsed: ParsedQuery
    hits: tuple[Hit, ...]
    topicality: float
    vector: npt.NDArray[np.float32]
    sides: tuple[frozenset[str], ...] = ()
    unavailable: str | None = None
