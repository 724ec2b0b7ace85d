"""Which passages, and so which rows of vectors, belong to which paragraph."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from index.types import Passage, PassageKind

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

_KINDS: tuple[PassageKind, ...] = ("paragraph", "headed", "window")


@dataclass(frozen=True)
class PassageRows:
    """Which rows of the vectors belong to which paragraph.

    `first` is (paragraphs + 1,) int64: paragraph i has the rows first[i] to
    first[i + 1]. `kinds` is (rows,) int8, an index into the kinds of passage; `offsets`
    (rows, 2) int32, where each passage starts and ends in its paragraph's text.
    """

    paragraphs: tuple[str, ...]
    first: Indices
    kinds: npt.NDArray[np.int8]
    offsets: npt.NDArray[np.int32]

    @classmethod
    def of(cls, passages: tuple[Passage, ...]) -> Self:
        """Count the passages of each paragraph; those of one paragraph stand together."""
        ids = [passage.paragraph for passage in passages]
        paragraphs = tuple(dict.fromkeys(ids))
        starts = [i for i, paragraph_id in enumerate(ids) if i == 0 or ids[i - 1] != paragraph_id]
        if len(starts) != len(paragraphs):
            raise ValueError(f"{len(starts)} runs of passages for {len(paragraphs)} paragraphs")
        kinds = np.array([_KINDS.index(passage.kind) for passage in passages], np.int8)
        offsets = np.array([(passage.start, passage.end) for passage in passages], np.int32).reshape(-1, 2)
        return cls(paragraphs, np.array([*starts, len(ids)], np.int64), kinds, offsets)

    @classmethod
    def merged(cls, parts: tuple[Self, ...]) -> Self:
        """Return the rows of all parts, one part after the other."""
        starts = np.cumsum([0, *(len(part.kinds) for part in parts)])
        firsts = [part.first[:-1] + start for part, start in zip(parts, starts, strict=False)]
        return cls(
            tuple(paragraph_id for part in parts for paragraph_id in part.paragraphs),
            np.concatenate([*firsts, starts[-1:]]).astype(np.int64),
            np.concatenate([part.kinds for part in parts]),
            np.concatenate([part.offsets for part in parts]),
        )

    def only(self, kept: Mask) -> tuple[Self, Indices]:
        """Return the rows of some paragraphs, `kept` is (paragraphs,), and which of all rows those are."""
        lengths = np.diff(self.first)
        own = np.flatnonzero(np.repeat(kept, lengths))
        rows = type(self)(
            tuple(paragraph_id for paragraph_id, keep in zip(self.paragraphs, kept, strict=True) if keep),
            np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64),
            self.kinds[own],
            self.offsets[own],
        )
        return rows, own

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each paragraph stands among them all."""
        return {paragraph_id: position for position, paragraph_id in enumerate(self.paragraphs)}

    def windows(self, paragraph: str) -> Indices:
        """Return the rows of a paragraph's sentences, in order; none where it is a single one."""
        position = self.positions[paragraph]
        own = np.arange(self.first[position], self.first[position + 1])
        windows: Indices = own[self.kinds[own] == _KINDS.index("window")]
        return windows

    def sentences(self, paragraph: str) -> list[tuple[int, int]]:
        """Return (start, end) of each sentence in a paragraph's text, over-long ones cut up."""
        own = self.windows(paragraph)
        # The first passage of a paragraph is the paragraph itself.
        rows = own if len(own) else self.first[[self.positions[paragraph]]]
        return [(int(start), int(end)) for start, end in self.offsets[rows]]

    def of_kind(self, kind: PassageKind) -> Mask:
        """Return which rows are passages of a kind."""
        selected: Mask = self.kinds == _KINDS.index(kind)
        return selected
