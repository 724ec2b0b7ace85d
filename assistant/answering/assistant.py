"""The facade that the command line and the app hold: open a home folder, ask, search."""

import time
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Self

import numpy as np

from assistant.answering.case import Case, make_case
from assistant.answering.citations import quote_paragraph
from assistant.answering.confidence import OffTopicSubjects, features
from assistant.answering.criteria.order import EXACT
from assistant.answering.decision import decide, left_by
from assistant.answering.grade_questions import find_grades
from assistant.answering.questions import check_question
from assistant.answering.types import Answer, Quote
from assistant.answering.verification import (
    DEPTH,
    Verifications,
    Verified,
    say_of,
    surest_first,
    verify,
)
from assistant.answering.verification import features as verified_features
from corpus.errors import IndexStateError, ModelError, OtherModelError
from corpus.grades import read_grade
from corpus.library.library import Library
from corpus.library.opening import is_there
from corpus.types import Document, Paragraph
from index.encoding.encoder import Encoder
from index.home import Home
from index.lexicon.thesaurus import SHIPPED as SHIPPED_THESAURUS
from index.lexicon.thesaurus import Thesaurus
from index.query.follow_ups import follow_up
from index.query.parser import QueryParser
from index.query.rare_terms import RareTerms
from index.query.scope import KnownDocuments
from index.search.paragraphs import Paragraphs
from index.search.ranker import Ranker, Weights
from index.search.sentences import answering_sentences, sentence_with
from index.store.catalogue import Catalogue
from index.store.generation import current_name, load_generation
from index.store.manifest import Manifest
from index.store.rows import Mask
from index.store.vectors import VectorsUnavailableError
from index.types import Hit, ParsedQuery, Scope, SearchResult
from index.verifying.verifier import Verifier

_DEPTH = 60
"""Hits looked at for an answer: enough for another voice to show up behind the one asked for."""


class Assistant:
    """Answers questions from one generation of an index; safe to share between threads."""

    def __init__(
        self,
        parser: QueryParser,
        ranker: Ranker,
        catalogue: Catalogue,
        verifier: Verifier | None = None,
        expand: bool = True,
    ) -> None:
        self._parser = parser
        self._ranker = ranker
        self._catalogue = catalogue
        self._verifier = verifier
        self._expand = expand
        self._rare_terms = RareTerms(parser.thesaurus, ranker.paragraphs.all, parser.terms)
        self._off_topic = OffTopicSubjects(ranker.encoder)

    @classmethod
    def open(
        cls,
        home: Home,
        encoder: Encoder,
        verifier: Verifier | None = None,
        before: Self | None = None,
    ) -> Self:
        """Open the index of a home folder; encoder and verifier load their models at the first question.

        Without a verifier it is the words of paragraphs that say whether they answer. `before` is an
        assistant over an earlier state of the same folder; what has not changed since is taken from it.
        Raises LibraryError or IndexStateError when library or index are missing, damaged, or do not fit
        each other, and OtherModelError where the index is of another model.
        """
        if not is_there(home.library):
            raise IndexStateError(f"there is no index in {home.path}", "run 'assistant index' to build it")
        with Library.open(home.library) as library, library.snapshot():
            folder = home.index / current_name(home.index, library.fingerprint())
            known = before.ranker.generation if before else None
            generation = load_generation(folder, known, home.milvus)
            catalogue = Catalogue.read(library, generation.manifest, before._catalogue if before else None)
        if generation.manifest.model != encoder.name:
            raise OtherModelError(generation.manifest.model, encoder.name)
        parser = QueryParser(
            KnownDocuments(tuple(catalogue.documents.values())),
            generation.terms,
            generation.vocabulary,
            generation.acronyms,
            Thesaurus.read([SHIPPED_THESAURUS, home.path / "thesaurus.txt"]),
        )
        paragraphs = Paragraphs(catalogue.paragraphs(), catalogue.documents)
        return cls(parser, Ranker(generation, paragraphs, encoder), catalogue, verifier)

    def with_options(self, weights: Weights | None = None, expand: bool = True) -> Self:
        """Return an assistant over the same index with other weights, or without expansions."""
        other = copy(self)
        other._ranker = replace(self._ranker, weights=weights or self._ranker.weights)
        other._expand = expand
        return other

    @property
    def manifest(self) -> Manifest:
        """What the generation that answers was built from."""
        return self._ranker.generation.manifest

    @property
    def parser(self) -> QueryParser:
        """What reads questions."""
        return self._parser

    @property
    def ranker(self) -> Ranker:
        """What ranks paragraphs: vectors, terms and the paragraphs of the whole library."""
        return self._ranker

    @property
    def expands(self) -> bool:
        """Whether questions are widened by acronyms and the sector's words."""
        return self._expand

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the library, in their recorded order."""
        return tuple(self._catalogue.documents.values())

    def paragraphs(self, document: str | None = None) -> tuple[Paragraph, ...]:
        """Return the paragraphs of one document, or of all, in reading order."""
        held = self._catalogue.held
        wanted = self._catalogue.documents if document is None else (document,)
        return tuple(
            paragraph
            for document_id in wanted
            if document_id in held
            for paragraph in held[document_id].paragraphs
        )

    def text(self, document: str) -> str:
        """Return the extracted text of a document, which its paragraphs' spans index."""
        return self._catalogue.held[document].text

    def quote(self, paragraph: Paragraph) -> Quote:
        """Return a paragraph as a checked quote."""
        document = self._catalogue.documents[paragraph.document]
        return quote_paragraph(paragraph, document, self.text(document.id))

    def parse(self, question: str, scope: Scope, after: Answer | None = None) -> ParsedQuery:
        """Return a question as understood, nothing searched yet.

        `after` is the answer before it in a conversation, which a short question may
        point back to; the question is then made whole. Raises QuestionError when it is
        empty, too long, or has no letter or digit.
        """
        question = check_question(question)
        whole = follow_up(question, after.parsed, self._parser.documents) if after else None
        if whole is not None:
            question = whole.question
            scope = scope if scope.given else whole.scope
        return self._parser.parse(question, scope, self._expand)

    def search(self, question: str, scope: Scope, k: int = 10) -> SearchResult:
        """Return the `k` paragraphs that match a question best. Raises as `parse` does."""
        found = self._ranker.rank(self.parse(question, scope), max(k, DEPTH))
        hits = self._surest_first(found)[:k]
        return replace(found, hits=tuple(replace(hit, rank=i) for i, hit in enumerate(hits, start=1)))

    def ask(self, question: str, scope: Scope, after: Answer | None = None) -> Answer:
        """Return the paragraphs that answer a question, or say that none does. Raises as `parse` does.

        `after` is the answer before it in a conversation.
        """
        self._ranker.encoder.load()
        start = time.perf_counter()
        parsed = self.parse(question, scope, after)
        found = self._ranker.rank(parsed, _DEPTH)
        case = self._verified(self._case(found))
        decision = decide(case)
        quotes = self._quotes((*decision.quoted, *decision.related), found, case.verified)
        documents, paragraphs = self._ranker.paragraphs.count(parsed.scope)
        return Answer(
            parsed=parsed,
            status=decision.status,
            quotes=quotes[: len(decision.quoted)],
            related=quotes[len(decision.quoted) :],
            reason=decision.reason,
            trace=decision.trace,
            confidence=case.confidence,
            unverified=case.unverified,
            documents=documents,
            paragraphs=paragraphs,
            seconds=time.perf_counter() - start,
        )

    def features(self, question: str, scope: Scope) -> tuple[float, ...]:
        """Return the features that the confidence in an answer is estimated from."""
        found = self._ranker.rank(self.parse(question, scope), _DEPTH)
        return features(found, self._off_topic.nearness(found.vector))

    def read(self, question: str, scope: Scope) -> tuple[tuple[Hit, tuple[float, ...]], ...]:
        """Return the hits that are read for a question, each with what its probability is estimated from.

        Empty where nothing is read. Raises as `parse` does, and ModelError where there is no verifier.
        """
        case = self._case(self._ranker.rank(self.parse(question, scope), _DEPTH))
        if case.unavailable or case.asks_for_grade or self._verifier is None:
            return ()
        first = left_by(case, EXACT)[:DEPTH]
        said = say_of(self._verifier, case.parsed, first)
        return tuple((hit, verified_features(own, hit)) for hit, own in zip(first, said, strict=True))

    def _case(self, found: SearchResult) -> Case:
        return make_case(found, self._off_topic.nearness(found.vector), self._rare_terms, self._find_grades)

    def _verified(self, case: Case) -> Case:
        """Return a case of statements with what comes of reading the first that exact criteria leave."""
        if self._verifier is None or case.unavailable or case.asks_for_grade:
            return case
        try:
            verified = verify(self._verifier, case.parsed, left_by(case, EXACT))
        except ModelError as error:
            return replace(case, unverified=error.sentence)
        return replace(case, verified=verified)

    def _surest_first(self, found: SearchResult) -> tuple[Hit, ...]:
        """Return hits, those that are read in the order of how surely they answer."""
        if self._verifier is None or found.unavailable or found.sides:
            return found.hits
        try:
            verified = verify(self._verifier, found.parsed, found.hits)
        except ModelError:
            return found.hits  # A search tells no more than what matches: it is told where one asks.
        return (*surest_first(found.hits[:DEPTH], verified), *found.hits[DEPTH:])

    def _find_grades(self, parsed: ParsedQuery) -> tuple[Hit, ...]:
        return find_grades(self._ranker, parsed, self._graded)

    @cached_property
    def _graded(self) -> Mask:
        """Which paragraphs, (paragraphs,), give a grade."""
        paragraphs = self._ranker.paragraphs.all
        return np.array([read_grade(paragraph) is not None for paragraph in paragraphs], bool)

    def _quotes(
        self, hits: tuple[Hit, ...], found: SearchResult, verified: Verifications | None
    ) -> tuple[Quote, ...]:
        """Return hits as checked quotes, the sentence that answers told in each.

        That is the verifier's, where it is sure; without a verifier the nearest, where vectors can be had.
        """
        quotes = tuple(self.quote(hit.paragraph) for hit in hits)
        if verified is not None:
            return tuple(self._with_words(quote, verified.get(quote.paragraph.id)) for quote in quotes)
        if found.unavailable:
            return quotes
        try:
            sentences = answering_sentences(
                self._ranker.generation, [quote.paragraph for quote in quotes], found.vector
            )
        except VectorsUnavailableError:
            return quotes
        return tuple(
            replace(quote, sentence=sentence) for quote, sentence in zip(quotes, sentences, strict=True)
        )

    def _with_words(self, quote: Quote, verified: Verified | None) -> Quote:
        """Return a quote with how surely it answers, and the sentence that does where that is sure."""
        if verified is None:
            return quote
        marked = verified.sureness == "answers"
        words = sentence_with(self._ranker.generation, quote.paragraph, verified.words) if marked else None
        return replace(quote, sentence=words, probability=verified.probability, sureness=verified.sureness)
