"""Finds where the words of a quotation stand among all paragraphs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np
import numpy.typing as npt
from rapidfuzz.fuzz import partial_ratio_alignment

from assistant.checking.alignment import align
from assistant.checking.words import Word, words_in
from corpus.types import Document, Paragraph

_CANDIDATES = 6
"""Paragraphs that share most rare words with a quotation, and are compared with it word by word."""
_FREQUENT = 4000
"""Occurrences; words that stand more often say nothing of where a quotation comes from."""
_HALF_LIKE = 0.6
"""Likeness under which a wider place is looked at too."""
_COVERED = 0.75
"""What it counts that all quoted words stand at a place in their order, with others between them."""
_MARGIN = 4
"""Words to both sides of the likeliest place that an altered quotation is compared with."""


@dataclass(frozen=True, slots=True)
class Source:
    """A paragraph with its document, as quotations are compared with it."""

    document: Document
    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class Place:
    """Words `start` to `end` (exclusive) of a source's paragraph."""

    source: Source
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """A difference: words of the source, and what the quotation has instead; one of them may be empty."""

    source: str
    quotation: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The place most like a quotation: how like (0 to 1), and what differs."""

    place: Place
    likeness: float
    changes: tuple[Change, ...]


class Lookup:
    """All paragraphs as words, with where each word stands."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = tuple(sources)
        self._words = tuple(words_in(source.paragraph.text) for source in self.sources)
        self._ids: dict[str, int] = {}
        numbers: list[int] = []
        first: list[int] = []
        for words in self._words:
            first.append(len(numbers))
            numbers += [self._ids.setdefault(word.text, len(self._ids)) for word in words]
            numbers.append(-1)  # Nothing runs from one paragraph into the next.
        self._numbers: npt.NDArray[np.int64] = np.array([*numbers, -1], np.int64)
        self._first: npt.NDArray[np.int64] = np.array(first, np.int64)

    def words_of(self, place: Place) -> tuple[Word, ...]:
        """Return the words at a place."""
        return self._words[self._number(place.source)][place.start : place.end]

    def all_words(self, source: Source) -> tuple[Word, ...]:
        """Return the words of a source's paragraph."""
        return self._words[self._number(source)]

    def beginning_with(self, letters: str) -> tuple[str, ...]:
        """Return the words of the library that begin with these letters, in alphabetical order."""
        return tuple(sorted(word for word in self._ids if word.startswith(letters)))

    def follows(self, source: Source, other: Source) -> bool:
        """Say whether a paragraph is the next of its document after another."""
        same = source.document.id == other.document.id
        return same and other.paragraph.ordinal == source.paragraph.ordinal + 1

    def find(self, texts: Sequence[str]) -> tuple[Place, ...]:
        """Return every place that holds exactly these words; the first one may begin with another case."""
        spellings = {texts[0], _other_case(texts[0])} if texts else set()
        found = [place for first in sorted(spellings) for place in self._find([first, *texts[1:]])]
        return tuple(sorted(found, key=lambda place: (self._number(place.source), place.start)))

    def nearest(self, texts: Sequence[str], named: Iterable[Source] = ()) -> Nearest | None:
        """Return the place most like these words, None where no paragraph shares a rare word with them.

        The paragraphs `named` are looked at too, and first.
        """
        best: Nearest | None = None
        for number in dict.fromkeys([*map(self._number, named), *self._candidates(texts)]):
            compared = self._compared(number, texts, _MARGIN)
            if compared.likeness < _HALF_LIKE:
                # Words may be left out in the middle: what is quoted then stands further apart.
                wider = self._compared(number, texts, len(texts) + _MARGIN)
                compared = max(compared, wider, key=lambda own: own.likeness)
            if best is None or compared.likeness > best.likeness:
                best = compared
        return best

    def longest_beginning(self, texts: Sequence[str]) -> int:
        """Return how many of the first words stand together in some paragraph."""
        held, too_many = 0, len(texts) + 1
        while too_many - held > 1:
            middle = (held + too_many) // 2
            if self.find(texts[:middle]):
                held = middle
            else:
                too_many = middle
        return held

    def _find(self, texts: Sequence[str]) -> list[Place]:
        ids = [self._ids.get(text, -2) for text in texts]
        if -2 in ids:
            return []
        rarest = min(range(len(ids)), key=lambda i: len(self._positions(ids[i])))
        starts = self._positions(ids[rarest]) - rarest
        starts = starts[(starts >= 0) & (starts + len(ids) < len(self._numbers))]
        for offset, word_id in enumerate(ids):
            starts = starts[self._numbers[starts + offset] == word_id]
        owners = np.searchsorted(self._first, starts, side="right") - 1
        return [
            Place(
                self.sources[owner],
                int(start - self._first[owner]),
                int(start - self._first[owner]) + len(ids),
            )
            for owner, start in zip(owners, starts, strict=True)
        ]

    def _candidates(self, texts: Sequence[str]) -> list[int]:
        """Return the paragraphs that share most of the rare words."""
        shared: Counter[int] = Counter()
        for text in set(texts) | {_other_case(texts[0])}:
            positions = self._positions(self._ids.get(text, -2))
            if 0 < len(positions) <= _FREQUENT:
                weight = log(len(self._numbers) / len(positions))
                for owner in np.unique(np.searchsorted(self._first, positions, side="right") - 1).tolist():
                    shared[owner] += weight  # type: ignore[assignment]
        return [number for number, _ in shared.most_common(_CANDIDATES)]

    def _compared(self, number: int, texts: Sequence[str], margin: int) -> Nearest:
        """Compare words with the likeliest place of one paragraph."""
        own = [word.text for word in self._words[number]]
        likeliest = partial_ratio_alignment(texts, own)
        start, end = (likeliest.dest_start, likeliest.dest_end) if likeliest else (0, len(own))
        if len(texts) > len(own):
            start, end = 0, len(own)
        first, last = max(0, start - margin), min(len(own), end + margin)
        stretches = align(tuple(own[first:last]), tuple(texts))
        # Words of the paragraph before and after the quotation are no difference.
        if stretches and not stretches[0].quotation:
            first += len(stretches[0].source)
            stretches = stretches[1:]
        if stretches and not stretches[-1].quotation:
            last -= len(stretches[-1].source)
            stretches = stretches[:-1]
        changes = tuple(
            Change(" ".join(stretch.source), " ".join(stretch.quotation))
            for stretch in stretches
            if not stretch.same
        )
        same = sum(len(stretch.source) for stretch in stretches if stretch.same)
        shared = 2 * same / (len(texts) + last - first) if texts else 0.0
        # Where words are left out in the middle, nearly all that is quoted still stands there.
        covered = _COVERED * same / len(texts) if texts else 0.0
        likeness = max(shared, covered)
        return Nearest(Place(self.sources[number], first, last), likeness, changes)

    def _positions(self, word_id: int) -> npt.NDArray[np.int64]:
        if word_id < 0:
            return np.empty(0, np.int64)
        order, first = self._postings
        return order[first[word_id] : first[word_id + 1]]

    @cached_property
    def _postings(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where each word stands: positions ordered by word, and where each word's begin."""
        order = np.argsort(self._numbers, kind="stable")
        return order, np.searchsorted(self._numbers[order], np.arange(len(self._ids) + 1))

    def _number(self, source: Source) -> int:
        return self._by_source[id(source)]

    @cached_property
    def _by_source(self) -> dict[int, int]:
        return {id(source): number for number, source in enumerate(self.sources)}


def _other_case(text: str) -> str:
    """Return a word with its first letter in the other case: a quotation may begin a sentence, or not."""
    return text[:1].swapcase() + text[1:]
