"""What is known of each paragraph, as arrays: however many there are, they are limited all at once."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from corpus.types import Paragraph
from index.store.rows import Mask


@dataclass(frozen=True)
class Columns:
    """The document and the section of each paragraph, by their numbers among all that there are.

    `document` and `section` are (paragraphs,) int32, indices into `documents` and `sections`.
    """

    documents: tuple[str, ...]
    sections: tuple[str, ...]
    document: npt.NDArray[np.int32]
    section: npt.NDArray[np.int32]

    @cached_property
    def places(self) -> dict[str, int]:
        """The number of each document."""
        return {document_id: place for place, document_id in enumerate(self.documents)}

    @classmethod
    def of(cls, paragraphs: tuple[Paragraph, ...]) -> Self:
        """Return the columns of paragraphs; one without a section has the section ""."""
        documents: dict[str, int] = {}
        sections: dict[str, int] = {}
        document = [documents.setdefault(p.document, len(documents)) for p in paragraphs]
        section = [sections.setdefault(p.section or "", len(sections)) for p in paragraphs]
        return cls(
            tuple(documents), tuple(sections), np.array(document, np.int32), np.array(section, np.int32)
        )

    def of_documents(self, chosen: Collection[str]) -> Mask:
        """Return which paragraphs, (paragraphs,), are of one of these documents."""
        flags = np.zeros(len(self.documents), np.bool_)
        flags[[self.places[document_id] for document_id in chosen if document_id in self.places]] = True
        return flags[self.document]

    def in_sections(self, pattern: re.Pattern[str]) -> Mask:
        """Return which paragraphs, (paragraphs,), stand in a section whose heading holds the pattern."""
        return np.array([bool(pattern.search(name)) for name in self.sections], np.bool_)[self.section]
