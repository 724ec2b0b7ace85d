"""Finds the references in a text, and says which documents and paragraphs they mean."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.checking.lookup import Source
from corpus.records.authorities import authority_of
from corpus.types import Document

_BETWEEN = r"\s*(,|and|&|to|[-–—])\s*"
_LABEL = r"\((?:[a-z]|[ivx]{1,4})\)"
_ITEM = rf"(?!\d{{4}})\d+(?:\.\d+)*(?:\s?{_LABEL})?"
_ITEMS = rf"({_ITEM}(?:{_BETWEEN}(?:{_ITEM}|{_LABEL}))*)"
"""What is named one after the other: "36, 38 and 40 to 42", "36(a) and (b)"."""
_PARAGRAPH = re.compile(rf"(?:\b(?:paragraphs?|paras?)|¶¶?|§§?)\.?\s*{_ITEMS}", re.I)
# Harvard's place, "(Ofsted, 2018: 22)", may be a paragraph or a page.
_AFTER_YEAR = re.compile(rf"\b(?:19|20)\d\d[a-z]?\s*:\s*{_ITEMS}", re.I)
_ONE_ITEM = re.compile(r"(\d+(?:\.\d+)*)?\s?(?:\((\w+)\))?")
_PAGE = re.compile(r"\b(?:pages?|pp?\.)\s*(\d+)\b(?!\s*(?:of|/)\s*\d)", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_EDGES = " .,:;?!"
_LONGEST_RANGE = 50
_SHORTEST_PLACE = 3
_LONGEST_REFERENCE = 20
"""Words of a line that says whose a quotation is."""
_OF_REFERENCES = frozenset(
    "a an and at by children's council date dated for from ibid in inspection inspections inspectors into "
    "its letter no of on online op cit authority local page pages para paragraph paragraphs paras pp "
    "published report reports review section see services source the to visit".split()
)
"""Words of a reference that are no names; any other word in small letters is a sentence's."""
_SMALL_WORD = re.compile(r"(?<![\w'])[a-z][a-z']+")


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
        called = {source.paragraph.section or "" for own in self._sources.values() for source in own}
        called |= {name for own in self._documents.values() for name in (own.title, own.short_title)}
        self._called = {_even(name).casefold().strip(_EDGES) for name in called} - {""}

    def read(self, text: str, start: int = 0) -> Reference | None:
        """Return the reference that a piece of text gives, None where it names no place and no document.

        `start` is where the piece stands in its block.
        """
        items = dict.fromkeys(n for match in _PARAGRAPH.finditer(text) for n in _items(match[1]))
        pages = tuple(int(match[1]) for match in _PAGE.finditer(text))
        even = _even(text).casefold()
        documents = self._named_documents(text, even)
        after_year = dict.fromkeys(n for match in _AFTER_YEAR.finditer(text) for n in _items(match[1]))
        # "para 36(a)" names its own paragraph where there is one, else that in which (a) stands.
        labelled = self._labelled((*items, *after_year), documents)
        places = tuple(dict.fromkeys((*self._named_places(even, documents), *labelled.values())))
        numbers = tuple(dict.fromkeys(n.partition("(")[0] for n in items if n not in labelled))
        either = tuple(dict.fromkeys(n.partition("(")[0] for n in after_year if n not in labelled))
        if not (numbers or places or pages or documents or either):
            return None
        return Reference(text.strip(), start, start + len(text), documents, numbers, places, pages, either)

    def meant(self, reference: Reference) -> list[Source]:
        """Return the paragraphs that a reference names."""
        ids = [document.id for document in reference.documents] or list(self._sources)
        return [
            source for document_id in ids for source in self._sources[document_id] if reference.means(source)
        ]

    def is_name(self, text: str) -> bool:
        """Say whether a text is what a document, or a section of one, is called."""
        return _even(text).casefold().strip(_EDGES) in self._called

    def is_only_reference(self, text: str) -> bool:
        """Say whether a text is a reference and nothing else, as a line under a quotation is."""
        if len(text.split()) > _LONGEST_REFERENCE or (reference := self.read(text)) is None:
            return False
        named = [name for document in reference.documents for name in self._names[document.id]]
        named += map(_even, reference.places)
        left = _even(text)
        for name in sorted(named, key=len, reverse=True):
            left = re.sub(re.escape(name), " ", left, flags=re.I)
        return all(word in _OF_REFERENCES for word in _SMALL_WORD.findall(left))

    def standing_alone(self, text: str) -> list[tuple[int, int]]:
        """Return where in a text paragraph numbers are named: `para 36`."""
        return [match.span() for match in _PARAGRAPH.finditer(text)]

    def _labelled(self, items: Iterable[str], documents: tuple[Document, ...]) -> dict[str, str]:
        """Return the items that are places of their own, "36(a)", each with what its place is called."""
        ids = [document.id for document in documents] or list(self._places)
        places = {place for document_id in ids for place, _ in self._places[document_id]}
        return {item: f"para {item}" for item in items if "(" in item and f"para {item}" in places}

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


def _items(text: str) -> list[str]:
    """Return what "36, 38 and 40 to 42" or "36(a) and (b)" names: numbers, some with a label."""
    found: list[str] = []
    number = label = ""
    parts = re.split(_BETWEEN, text, flags=re.I)
    for joint, part in zip(["", *parts[1::2]], parts[::2], strict=True):
        before = number, label
        match = _ONE_ITEM.fullmatch(part)
        number, label = (match[1] or number, (match[2] or "").casefold()) if match else (part, "")
        if joint and joint.casefold() not in (",", "and", "&"):
            found += _between(before, (number, label))
        found.append(f"{number}({label})" if label else number)
    return found


def _between(first: tuple[str, str], last: tuple[str, str]) -> list[str]:
    """Return what a range names between its ends: numbers, or letters under one number."""
    (number, label), (last_number, last_label) = first, last
    if number == last_number and len(label) == len(last_label) == 1:
        return [f"{number}({chr(letter)})" for letter in range(ord(label) + 1, ord(last_label))]
    if not (number.isdigit() and last_number.isdigit()) or int(last_number) - int(number) > _LONGEST_RANGE:
        return []
    return [str(between) for between in range(int(number) + 1, int(last_number))]


def _even(text: str) -> str:
    """Return a text whose quotation marks, dashes and white space are all of one kind."""
    for marks, plain in (('‘’‛`´“”"', "'"), ("‐‑‒–—―−", "-")):
        for mark in marks:
            text = text.replace(mark, plain)
    return " ".join(text.split())
