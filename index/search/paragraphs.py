"""The paragraphs that are searched, and which of them a scope is about."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corpus.types import Document, Paragraph
from index.search.paragraph_columns import Columns
from index.store.rows import Mask
from index.types import Scope, ScopeField

_MOST_SIDES = 3
"""Years or authorities named; with more of them a question surveys, and does not compare."""


@dataclass(frozen=True)
class Paragraphs:
    """All paragraphs of an index in the order of its rows, and the documents that they are of, by id."""

    all: tuple[Paragraph, ...]
    documents: dict[str, Document]

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def _columns(self) -> Columns:
        return Columns.of(self.all)

    def of_documents(self, ids: Collection[str]) -> Mask:
        """Return which paragraphs, (paragraphs,), are of one of these documents."""
        return self._columns.of_documents(ids)

    def in_sections(self, headings: re.Pattern[str]) -> Mask:
        """Return which paragraphs, (paragraphs,), stand in a section whose heading holds the pattern."""
        return self._columns.in_sections(headings)

    def admitted(self, scope: Scope) -> Mask:
        """Return which paragraphs, (paragraphs,), may answer a question of this scope."""
        if scope.admits_all:
            return np.ones(len(self.all), np.bool_)
        return self.of_documents(self._admitted_documents(scope))

    def _admitted_documents(self, scope: Scope) -> set[str]:
        return {document_id for document_id, document in self.documents.items() if scope.admits(document)}

    def preferred(self, scope: Scope, field: ScopeField) -> Mask:
        """Return which paragraphs, (paragraphs,), match a field that was read from the question."""
        if not scope.was_read(field):
            return np.zeros(len(self.all), np.bool_)  # Most questions: no document need be looked at.
        preferred = {
            document_id for document_id, document in self.documents.items() if scope.prefers(document, field)
        }
        return self.of_documents(preferred)

    def count(self, scope: Scope) -> tuple[int, int]:
        """Return how many documents and paragraphs a scope admits."""
        if scope.admits_all:
            return len(self.documents), len(self.all)
        documents = self._admitted_documents(scope)
        return len(documents), int(self.of_documents(documents).sum())

    def sides(self, scope: Scope) -> tuple[frozenset[str], ...]:
        """Return the documents of each side of a comparison: each year, or each authority, that is named.

        Empty where nothing is compared.
        """
        names: tuple[object, ...] = scope.year if 1 < len(scope.year) <= _MOST_SIDES else scope.authority
        if not 1 < len(names) <= _MOST_SIDES:
            return ()
        held = [
            document
            for document_id, document in self.documents.items()
            if document_id in self._columns.places
        ]
        sides = (frozenset(d.id for d in held if name in d.years or name == d.authority) for name in names)
        found = tuple(side for side in sides if side)
        return found if len(found) > 1 else ()
