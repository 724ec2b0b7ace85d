"""The facade that the command line and the app hold: open a home folder, ask, search."""

import time
from dataclasses import replace
from typing import Self

from assistant.answer_kinds import LACKING, AnswerKind, read_kind
from assistant.citations import quote_paragraph
from assistant.evidence import choose_quotes, choose_related, confidence, features, hits_with_fact, status_of
from assistant.questions import check_question
from assistant.types import Answer, Quote, SearchResult, Status
from corpus.errors import IndexStateError
from corpus.library import Library
from corpus.types import Document, Paragraph
from index.build import Home, fingerprint_of
from index.encoder import Encoder
from index.generation import current_name, load_generation
from index.search import Searcher, Weights
from index.terms import terms_of
from index.types import Found, Hit, Reading, Scope

_LOOKED_AT = 60
"""Hits looked at for an answer: enough for another voice to show up behind the one asked for."""
_QUOTED_FROM = 10
"""Hits among which a figure or date is looked for."""


class Assistant:
    """Answers questions from one generation of an index; safe to share between threads."""

    def __init__(self, searcher: Searcher, texts: dict[str, str], expand: bool = True) -> None:
        self._searcher = searcher
        self._texts = texts
        self._expand = expand

    @classmethod
    def open(cls, home: Home, encoder: Encoder) -> Self:
        """Open the index of a home folder; the encoder loads its model at the first question.

        Raises LibraryError or IndexStateError when library or index are missing,
        damaged, or do not fit each other or the encoder's model.
        """
        if not home.library.exists():
            raise IndexStateError(f"there is no index in {home.path}", "run 'assistant index' to build it")
        library = Library.open(home.library)
        try:
            generation = load_generation(home.index / current_name(home.index, fingerprint_of(library)))
            documents = {document.id: document for document in library.documents()}
            texts = {id: library.text(id) for id in documents}
            paragraphs = library.paragraphs()
        finally:
            library.close()
        if generation.manifest.model != encoder.name:
            raise IndexStateError(
                f"the index was built with the model '{generation.manifest.model}', not '{encoder.name}'",
                "run 'assistant index' to build it with this one",
            )
        return cls(Searcher(generation, paragraphs, documents, encoder), texts)

    def with_options(self, weights: Weights | None = None, expand: bool = True) -> "Assistant":
        """Return an assistant over the same index with other weights, or without expansions."""
        searcher = replace(self._searcher, weights=weights or self._searcher.weights)
        return Assistant(searcher, self._texts, expand)

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        return self._searcher.generation.manifest.generation

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the library, in their recorded order."""
        return tuple(self._searcher.documents.values())

    def paragraphs(self, document: str | None = None) -> tuple[Paragraph, ...]:
        """Return the paragraphs of one document, or of all, in reading order."""
        return tuple(p for p in self._searcher.paragraphs if document is None or p.document == document)

    def text(self, document: str) -> str:
        """Return the extracted text of a document, which its paragraphs' spans index."""
        return self._texts[document]

    def quote(self, paragraph: Paragraph) -> Quote:
        """Return a paragraph as a checked quote."""
        document = self._searcher.documents[paragraph.document]
        return quote_paragraph(paragraph, document, self._texts[document.id])

    def search(self, question: str, scope: Scope, k: int = 10) -> SearchResult:
        """Return the `k` paragraphs that match a question best."""
        reading = self._read(question, scope)
        return SearchResult(reading, self._searcher.search(reading, k).hits)

    def ask(self, question: str, scope: Scope) -> Answer:
        """Return the paragraphs that answer a question, or say that none does."""
        self._searcher.encoder.load()
        start = time.perf_counter()
        reading = self._read(question, scope)
        found = self._searcher.search(reading, _LOOKED_AT)
        probability = confidence(found, len(set(terms_of(reading.topic))))
        status = status_of(probability)
        kind = read_kind(reading.question)
        quoted: tuple[Hit, ...] = ()
        if status == "answered":
            able = hits_with_fact(found.hits[:_QUOTED_FROM], kind) if kind else found.hits
            quoted = choose_quotes(able, reading.scope.voice)
            status = "answered" if quoted else "related"
        related = choose_related(found.hits, quoted) if status != "not_found" else ()
        documents, paragraphs = self._searcher.count(reading.scope)
        return Answer(
            reading=reading,
            status=status,
            quotes=self._quotes(quoted),
            related=self._quotes(related),
            missing=None if status == "answered" else self._missing(reading, found, status, kind),
            confidence=probability,
            documents=documents,
            paragraphs=paragraphs,
            seconds=time.perf_counter() - start,
        )

    def features(self, question: str, scope: Scope) -> tuple[float, float]:
        """Return the features that the confidence in an answer is estimated from."""
        reading = self._read(question, scope)
        return features(self._searcher.search(reading, _LOOKED_AT))

    def _read(self, question: str, scope: Scope) -> Reading:
        return self._searcher.read(check_question(question), scope, self._expand)

    def _quotes(self, hits: tuple[Hit, ...]) -> tuple[Quote, ...]:
        return tuple(self.quote(hit.paragraph) for hit in hits)

    def _missing(self, reading: Reading, found: Found, status: Status, kind: AnswerKind | None) -> str:
        """Say what was asked for and is not there."""
        if not found.hits:
            return "No document matches what the question is limited to."
        if status == "not_found":
            said = "No paragraph is about this"
        elif kind:
            said = f"These paragraphs are near the question; {LACKING[kind]}"
        else:
            said = "These paragraphs are near the question; none says what was asked"
        unknown = self._searcher.unknown_words(reading)
        if not unknown:
            return f"{said}."
        words = ", ".join(f"“{word}”" for word in unknown)
        return f"{said}. The documents never use {words}."
