"""From the model's vectors of word pieces to those of texts and their parts: means, of unit length."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.encoding.cuts import cuts
from index.types import PartedText

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

_TOKENS_AT_ONCE = 8192
"""Word pieces, those that fill up counted: with more, reading one very long text would take a gigabyte."""


class Runtime(Protocol):
    """A model as something runs it: it reads word pieces."""

    @property
    def longest(self) -> int:
        """Word pieces, two marks among them, that are read at once; longer texts are read in pieces."""
        ...

    @property
    def padding(self) -> int:
        """The number of the word piece that fills up a batch."""
        ...

    @property
    def tokenizer(self) -> "Tokenizer":
        """What cuts texts into word pieces, neither cutting them short nor filling them up."""
        ...

    def read(self, ids: Ids, mask: Ids) -> Vectors:
        """Return the vectors of word pieces, (texts, pieces, dimension) float32; any thread may ask.

        `ids` are their numbers and `mask` is 0 where they only fill up, (texts, pieces) both.
        """
        ...


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text in word pieces: `pieces` to be read one by one, marks at both ends of each.

    `parts` are the (start, end) of each part among the word pieces of the whole text, marks not counted.
    """

    pieces: tuple[list[int], ...]
    parts: tuple[tuple[int, int], ...]

    @property
    def tokens(self) -> int:
        """How many word pieces are read, marks counted."""
        return sum(map(len, self.pieces))


def read_texts(runtime: Runtime, texts: Sequence[PartedText]) -> list[ReadText]:
    """Cut texts into word pieces, over-long texts at the ends of their parts."""
    first, last = runtime.tokenizer.encode("").ids
    encoded = runtime.tokenizer.encode_batch([text.text for text in texts], add_special_tokens=False)
    read: list[ReadText] = []
    for text, own in zip(texts, encoded, strict=True):
        starts, ends = ([offset[side] for offset in own.offsets] for side in (0, 1))
        parts = tuple((bisect_left(starts, start), _within(ends, end)) for start, end in text.parts)
        runs = cuts(len(own.ids), [end for _, end in parts], runtime.longest - 2)
        read.append(ReadText(tuple([first, *own.ids[a:b], last] for a, b in runs), parts))
    return read


def vectors_of(runtime: Runtime, texts: Sequence[ReadText]) -> list[Vectors]:
    """Return each text's vector and its parts', (1 + parts, dimension) float32, rows of unit length.

    A text's is the mean of its word pieces and marks, a part's that of its word pieces. A part without
    any has the text's.
    """
    hidden = _read(runtime, [piece for text in texts for piece in text.pieces])
    vectors: list[Vectors] = []
    for text in texts:
        own = [next(hidden) for _ in text.pieces]
        whole = sum(piece.sum(axis=0) for piece in own) / text.tokens
        words = np.concatenate([piece[1:-1] for piece in own])
        rows = [whole, *(words[a:b].mean(axis=0) if a < b else whole for a, b in text.parts)]
        stacked = np.stack(rows).astype(np.float32)
        vectors.append(stacked / np.linalg.norm(stacked, axis=1, keepdims=True))
    return vectors


def _read(runtime: Runtime, pieces: Sequence[list[int]]) -> Iterator[Vectors]:
    """Yield the vectors of each piece's word pieces; of a very long text only so many are read at once."""
    at_once = max(1, _TOKENS_AT_ONCE // max(map(len, pieces)))
    for first in range(0, len(pieces), at_once):
        batch = pieces[first : first + at_once]
        ids = np.full((len(batch), max(map(len, batch))), runtime.padding, np.int64)
        mask = np.zeros_like(ids)
        for row, piece in enumerate(batch):
            ids[row, : len(piece)] = piece
            mask[row, : len(piece)] = 1
        yield from (own[: len(piece)] for own, piece in zip(runtime.read(ids, mask), batch, strict=True))


def _within(ends: list[int], end: int) -> int:
    """Return how many word pieces end at `end` or before."""
    return bisect_left(ends, end + 1)
