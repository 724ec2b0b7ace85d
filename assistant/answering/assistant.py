"""The facade that the command line and the app hold: open a home folder, ask, search."""

import time
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Self

import numpy as np

from assistant.answering.citations import quote_paragraph
from assistant.answering.confidence import (
    ANSWERED_FROM,
    choose_quotes,
    choose_related,
    confidence,
    features,
    hits_with_fact,
    status_of,
)
from assistant.answering.facts import LACKING, AnswerKind, read_kind
from assistant.answering.grades import find_grades, supposes_grade
from assistant.answering.off_topic import OtherSubjects
from assistant.answering.questions import check_question
from assistant.answering.types import Answer, Quote, SearchResult, Status
from corpus.errors import IndexStateError
from corpus.grades import read_grade
from corpus.library.library import Library
from corpus.library.opening import is_there
from corpus.records.authorities import authority_of
from corpus.types import Document, Paragraph
from index.encoding.encoder import Encoder
from index.encoding.reranker import Reranker
from index.lexicon.thesaurus import SHIPPED as SHIPPED_THESAURUS
from index.lexicon.thesaurus import Thesaurus
from index.query.follow_ups import follow_up
from index.query.rare_terms import Subject, Subjects
from index.query.scope import names_report
from index.search.columns import Columns
from index.search.ranker import Searcher, Weights
from index.search.sentences import answering_sentences
from index.store.catalogue import Catalogue
from index.store.generation import current_name, load_generation
from index.store.manifest import Manifest
from index.store.rows import Flags
from index.store.vectors import VectorsUnavailableError
from index.types import Found, Hit, Reading, Scope
from index.update.apply import Home

_LOOKED_AT = 60
"""Hits looked at for an answer: enough for another voice to show up behind the one asked for."""
_QUOTED_FROM = 10
"""Hits among which a figure or date is looked for."""


_STATUSES: tuple[Status, ...] = ("not_found", "related", "answered")


class Assistant:
    """Answers questions from one generation of an index; safe to share between threads."""

    def __init__(self, searcher: Searcher, catalogue: Catalogue, expand: bool = True) -> None:
        self._searcher = searcher
        self._catalogue = catalogue
        self._expand = expand
        self._subjects = Subjects(searcher.thesaurus, searcher.paragraphs, searcher.generation.terms)
        self._other_subjects = OtherSubjects(searcher.encoder)

    @classmethod
    def open(
        cls,
        home: Home,
        encoder: Encoder,
        reranker: Reranker | None = None,
        before: Self | None = None,
    ) -> Self:
        """Open the index of a home folder; the encoder loads its model at the first question.

        `before` is an assistant over an earlier state of the same folder; what has not changed
        since is taken from it. Raises LibraryError or IndexStateError when library or index are
        missing, damaged, or do not fit each other or the encoder's model.
        """
        if not is_there(home.library):
            raise IndexStateError(f"there is no index in {home.path}", "run 'assistant index' to build it")
        with Library.open(home.library) as library, library.snapshot():
            folder = home.index / current_name(home.index, library.fingerprint())
            known = before.searcher.generation if before else None
            generation = load_generation(folder, known, home.milvus)
            catalogue = Catalogue.read(library, generation.manifest, before._catalogue if before else None)
        if generation.manifest.model != encoder.name:
            raise IndexStateError(
                f"the index was built with the model '{generation.manifest.model}', not '{encoder.name}'",
                "run 'assistant index' to build it with this one",
            )
        thesaurus = Thesaurus.read([SHIPPED_THESAURUS, home.path / "thesaurus.txt"])
        paragraphs = catalogue.paragraphs()
        return cls(
            Searcher(
                generation,
                paragraphs,
                Columns.of(paragraphs),
                catalogue.documents,
                encoder,
                Weights(),
                thesaurus,
                reranker,
            ),
            catalogue,
        )

    def with_options(self, weights: Weights | None = None, expand: bool = True) -> Self:
        """Return an assistant over the same index with other weights, or without expansions."""
        other = copy(self)
        other._searcher = replace(self._searcher, weights=weights or self._searcher.weights)
        other._expand = expand
        return other

    @property
    def manifest(self) -> Manifest:
        """What the generation that answers was built from."""
        return self._searcher.generation.manifest

    @property
    def searcher(self) -> Searcher:
        """What searches: vectors, terms and the sector's words of the whole library."""
        return self._searcher

    @property
    def expands(self) -> bool:
        """Whether questions are widened by acronyms and the sector's words."""
        return self._expand

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the library, in their recorded order."""
        return tuple(self._searcher.documents.values())

    def paragraphs(self, document: str | None = None) -> tuple[Paragraph, ...]:
        """Return the paragraphs of one document, or of all, in reading order."""
        held = self._catalogue.held
        wanted = self._searcher.documents if document is None else (document,)
        return tuple(paragraph for id in wanted if id in held for paragraph in held[id].paragraphs)

    def text(self, document: str) -> str:
        """Return the extracted text of a document, which its paragraphs' spans index."""
        return self._catalogue.held[document].text

    def quote(self, paragraph: Paragraph) -> Quote:
        """Return a paragraph as a checked quote."""
        document = self._searcher.documents[paragraph.document]
        return quote_paragraph(paragraph, document, self.text(document.id))

    def search(self, question: str, scope: Scope, k: int = 10) -> SearchResult:
        """Return the `k` paragraphs that match a question best."""
        reading = self.read(question, scope)
        return SearchResult(reading, self._searcher.search(reading, k).hits)

    def ask(self, question: str, scope: Scope, after: Answer | None = None) -> Answer:
        """Return the paragraphs that answer a question, or say that none does.

        `after` is the answer before it in a conversation, which a short question may
        point back to; the answer's reading then holds the question as made whole.
        """
        self._searcher.encoder.load()
        start = time.perf_counter()
        whole = follow_up(check_question(question), after.reading, self._searcher.known) if after else None
        if whole is not None:
            question = whole.question
            scope = whole.scope if not scope.given else scope
        reading = self.read(question, scope)
        found = self._searcher.search(reading, _LOOKED_AT)
        strange = len(self._searcher.unknown_words(reading))
        probability = confidence(found, reading, strange, self._other_subjects.nearness(found.query))
        status = "related" if found.unavailable else status_of(probability)
        kind = read_kind(reading.question)
        speaking = tuple(hit for hit in found.hits if _speaks_of_what_is_absent(hit, reading))
        if reading.scope.year and names_report(reading.question):
            wanted = frozenset(reading.scope.year)
            speaking = tuple(hit for hit in speaking if not wanted.isdisjoint(hit.document.years))
        if not speaking:
            status = "not_found" if reading.absent else min(status, "related", key=_STATUSES.index)
        subjects = self._subjects.read(reading.topic, reading.expansions)
        if subjects and status == "answered":
            speaking = tuple(hit for hit in speaking if subjects[0].held_by(hit.paragraph))
        quoted = () if found.unavailable else self._grades(reading, kind)
        if quoted:
            status, probability = "answered", max(probability, ANSWERED_FROM)
        elif status == "answered":
            able = hits_with_fact(speaking[:_QUOTED_FROM], kind, reading) if kind else speaking
            quoted = choose_quotes(able, reading.scope.voice)
            status = "answered" if quoted else "related"
        related = choose_related(found.hits, quoted) if status != "not_found" else ()
        quotes = self._quotes((*quoted, *related), found)
        documents, paragraphs = self._searcher.count(reading.scope)
        return Answer(
            reading=reading,
            status=status,
            quotes=quotes[: len(quoted)],
            related=quotes[len(quoted) :],
            missing=None if status == "answered" else self._missing(reading, found, status, kind, subjects),
            confidence=probability,
            documents=documents,
            paragraphs=paragraphs,
            seconds=time.perf_counter() - start,
        )

    def features(self, question: str, scope: Scope) -> tuple[float, ...]:
        """Return the features that the confidence in an answer is estimated from."""
        reading = self.read(question, scope)
        strange = len(self._searcher.unknown_words(reading))
        found = self._searcher.search(reading, _LOOKED_AT)
        return features(found, reading, strange, self._other_subjects.nearness(found.query))

    def _grades(self, reading: Reading, kind: AnswerKind | None) -> tuple[Hit, ...]:
        """Return the rows of judgement tables that answer a question for a grade."""
        asked = kind == "grade" or supposes_grade(reading.question)
        return find_grades(self._searcher, reading, self._graded) if asked and not reading.absent else ()

    @cached_property
    def _graded(self) -> Flags:
        """Which paragraphs, (paragraphs,), give a grade."""
        return np.array([read_grade(paragraph) is not None for paragraph in self._searcher.paragraphs], bool)

    def read(self, question: str, scope: Scope) -> Reading:
        """Return a question as understood, nothing searched yet.

        Raises QuestionError when it is empty, too long, or has no letter or digit.
        """
        return self._searcher.read(check_question(question), scope, self._expand)

    def _quotes(self, hits: tuple[Hit, ...], found: Found) -> tuple[Quote, ...]:
        """Return hits as checked quotes, the sentence that answers told in each where vectors can be had."""
        quotes = tuple(self.quote(hit.paragraph) for hit in hits)
        if found.unavailable:
            return quotes
        try:
            sentences = answering_sentences(
                self._searcher.generation, [quote.paragraph for quote in quotes], found.query
            )
        except VectorsUnavailableError:
            return quotes
        return tuple(
            replace(quote, sentence=sentence) for quote, sentence in zip(quotes, sentences, strict=True)
        )

    def _missing(
        self,
        reading: Reading,
        found: Found,
        status: Status,
        kind: AnswerKind | None,
        subjects: tuple[Subject, ...],
    ) -> str:
        """Say what was asked for and is not there."""
        if found.unavailable:
            return f"{found.unavailable}; these are found by the question's words alone."
        if reading.absent and not reading.scope.authority:
            return f"The library has no document about {' or '.join(reading.absent)}."
        if reading.absent_years:
            years = " or ".join(map(str, reading.absent_years))
            return f"The library has no document of {years} about {' or '.join(reading.scope.authority)}."
        if not found.hits:
            return "No document matches what the question is limited to."
        if status == "not_found":
            said = "No paragraph is about this"
        elif subjects and not any(subjects[0].held_by(hit.paragraph) for hit in found.hits):
            said = f"These paragraphs are near the question; none speaks of “{subjects[0].term}”"
        elif kind:
            said = f"These paragraphs are near the question; {LACKING[kind]}"
        else:
            said = "These paragraphs are near the question; none says what was asked"
        unknown = self._searcher.unknown_words(reading)
        if not unknown:
            return f"{said}."
        words = ", ".join(f"“{word}”" for word in unknown)
        return f"{said}. The documents never use {words}."


def _speaks_of_what_is_absent(hit: Hit, reading: Reading) -> bool:
    """Say whether a paragraph names the authority or year that a question names and no document is of.

    Another authority's report answers only then; where nothing is absent, every paragraph may.
    """
    text = hit.paragraph.text
    named = not reading.absent or any(authority_of(name).named_in(text) for name in reading.absent)
    return named and (not reading.absent_years or any(str(year) in text for year in reading.absent_years))
