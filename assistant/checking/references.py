"""Finds the references in a text, and says which documents and paragraphs they mean."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.checking.lookup import Source
from corpus.records.authorities import authority_of
from corpus.types import Document

_PARAGRAPH = re.compile(
    r"(?:\b(?:paragraphs?|paras?)|¶¶?|§§?)\.?\s*(?P<first>\d+(?:\.\d+)*)"
    r"(?P<more>(?:\s*(?:,|and|&|to|[-–—])\s*\d+(?:\.\d+)*(?![\w.]*\d{4}))*)",
    re.I,
)
# Harvard's place, "(Ofsted, 2018: 22)", may be a paragraph or a page.
_AFTER_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\s*:\s*(\d{1,3}(?:\.\d+)*)(?:\s*[-–—]\s*(\d{1,3}))?(?!\d)")
_PAGE = re.compile(r"\b(?:pages?|pp?\.)\s*(\d+)\b(?!\s*(?:of|/)\s*\d)", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_RANGE = re.compile(r"(\d+)\s*(?:to|[-–—])\s*(\d+)")
_EDGES = " .,:;?!"
_LONGEST_RANGE = 50
_SHORTEST_PLACE = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference names: documents that it can mean, paragraph numbers, other places, pages.

    `either` are numbers of which it does not say whether they are a paragraph's or a page's.
    Anything empty was not named. `text` is how it stands in the briefing, `start` to `end`.
    """

    text: str
    start: int
    end: int
    documents: tuple[Document, ...]
    numbers: tuple[str, ...]
    places: tuple[str, ...]
    pages: tuple[int, ...]
    either: tuple[str, ...] = ()

    @property
    def names_place(self) -> bool:
        """Whether it says where in a document."""
        return bool(self.numbers or self.places or self.pages or self.either)

    def means(self, source: Source) -> bool:
        """Say whether a paragraph is among what the reference names."""
        paragraph = source.paragraph
        if self.documents and source.document.id not in {document.id for document in self.documents}:
            return False
        if self.either and not self.numbers and not self.places:
            return paragraph.number in self.either or str(paragraph.page) in self.either
        if self.pages and paragraph.page is not None and not self.numbers and not self.places:
            return paragraph.page in self.pages
        if not self.numbers and not self.places:
            return True
        return paragraph.number in self.numbers or paragraph.reference in self.places

    def wrong_page(self, source: Source) -> bool:
        """Say whether the reference names the paragraph's page wrongly."""
        page = source.paragraph.page
        # A paragraph may go on overleaf.
        return bool(self.pages) and page is not None and not {page, page + 1} & set(self.pages)


class ReferenceReader:
    """Reads references to the documents of a library."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            self._sources[source.document.id].append(source)
        self._documents = {document_id: own[0].document for document_id, own in self._sources.items()}
        self._names = {document_id: _names(document) for document_id, document in self._documents.items()}
        self._places = {document_id: _places(own) for document_id, own in self._sources.items()}
        sections = {source.paragraph.section or "" for own in self._sources.values() for source in own}
        self._sections = {_even(section).casefold().strip(_EDGES) for section in sections} - {""}

    def read(self, text: str, start: int = 0) -> Reference | None:
        """Return the reference that a piece of text gives, None where it names no place and no document.

        `start` is where the piece stands in its block.
        """
        numbers = tuple(dict.fromkeys(n for match in _PARAGRAPH.finditer(text) for n in _numbers(match)))
        pages = tuple(int(match[1]) for match in _PAGE.finditer(text))
        even = _even(text).casefold()
        documents = self._named_documents(text, even)
        places = self._named_places(even, documents)
        # "para 36(a)" names its own paragraph, not the one that it stands under.
        numbers = tuple(n for n in numbers if not any(place.startswith(f"para {n}(") for place in places))
        either = tuple(dict.fromkeys(n for match in _AFTER_YEAR.finditer(text) for n in _span(match)))
        if not (numbers or places or pages or documents or either):
            return None
        return Reference(text.strip(), start, start + len(text), documents, numbers, places, pages, either)

    def meant(self, reference: Reference) -> list[Source]:
        """Return the paragraphs that a reference names."""
        ids = [document.id for document in reference.documents] or list(self._sources)
        return [
            source for document_id in ids for source in self._sources[document_id] if reference.means(source)
        ]

    def is_section(self, text: str) -> bool:
        """Say whether a text is what a section of a document is called."""
        return _even(text).casefold().strip(_EDGES) in self._sections

    def standing_alone(self, text: str) -> list[tuple[int, int]]:
        """Return where in a text paragraph numbers are named: `para 36`."""
        return [match.span() for match in _PARAGRAPH.finditer(text)]

    def _named_places(self, even: str, documents: tuple[Document, ...]) -> tuple[str, ...]:
        """Return the places of the documents that a text names, as the documents call them."""
        ids = [document.id for document in documents] or list(self._places)
        found: dict[str, None] = {}
        for document_id in ids:
            left = even
            for name, place in self._places[document_id]:
                start = left.find(name)
                if start >= 0 and not left[start + len(name) : start + len(name) + 1].isdigit():
                    found[place] = None
                    left = left.replace(name, " ")
        return tuple(found)

    def _named_documents(self, text: str, even: str) -> tuple[Document, ...]:
        """Return the documents that a text names most closely.

        By short title, title or id; else by authority and year; else by authority, or by
        publisher and year.
        """
        by_name = tuple(
            self._documents[document_id]
            for document_id, names in self._names.items()
            if any(name in even for name in names)
        )
        if by_name:
            return by_name
        documents = tuple(self._documents.values())
        years = {int(year) for year in _YEAR.findall(text)}
        authorities = {d.authority for d in documents} - {"unknown"}
        named = {name for name in authorities if authority_of(name).named_in(text)}
        own = tuple(d for d in documents if d.authority in named)
        if own:
            return tuple(d for d in own if d.years & years) or own
        publishers = [d for d in documents if d.publisher != "unknown" and d.publisher.casefold() in even]
        return tuple(d for d in publishers if d.years & years) if years else ()


def _places(sources: Iterable[Source]) -> list[tuple[str, str]]:
    """Return what a document's places are called, evened out and as they are, longer ones first.

    A longer one holds shorter ones: "'Staff', bullet 12" begins with "'Staff', bullet 1".
    """
    places = {s.paragraph.reference for s in sources if s.paragraph.reference != f"para {s.paragraph.number}"}
    evened = ((_even(place).casefold(), place) for place in places)
    return sorted((own for own in evened if len(own[0]) > _SHORTEST_PLACE), key=lambda own: -len(own[0]))


def _names(document: Document) -> tuple[str, ...]:
    names = (document.short_title, document.title, document.id)
    return tuple(_even(name).casefold() for name in names)


def _numbers(match: re.Match[str]) -> list[str]:
    """Return the paragraph numbers that `paras 36, 38 and 40 to 42` names."""
    whole = match["first"] + match["more"]
    numbers = _NUMBER.findall(whole)
    for first, last in _RANGE.findall(whole):
        if 0 < int(last) - int(first) <= _LONGEST_RANGE:
            numbers += [str(number) for number in range(int(first), int(last) + 1)]
    return numbers


def _span(match: re.Match[str]) -> list[str]:
    """Return the numbers that "2018: 22" or "2018: 22–24" names."""
    first, last = match.groups()
    if last and first.isdigit() and 0 < int(last) - int(first) <= _LONGEST_RANGE:
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [first]


def _even(text: str) -> str:
    """Return a text whose quotation marks, dashes and white space are all of one kind."""
    for marks, plain in (('‘’‛`´“”"', "'"), ("‐‑‒–—―−", "-")):
        for mark in marks:
            text = text.replace(mark, plain)
    return " ".join(text.split())
