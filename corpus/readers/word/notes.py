"""Footnotes and endnotes: their texts, and the numbers that Word shows at their marks."""

from collections import defaultdict
from typing import Any

from corpus.errors import SourceError
from corpus.readers.counts import formatted
from corpus.readers.word.names import VALUE, qualified

_DEFAULT_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}


class Notes:
    """The notes of a document, by kind ("footnote", "endnote") and id.

    Raises SourceError where they are damaged.
    """

    def __init__(self, document: Any) -> None:
        self._notes: dict[tuple[str, str], Any] = {}
        self._numbers: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = defaultdict(int)
        self._formats = dict(_DEFAULT_FORMATS)
        for root in _parts_of_notes(document):
            kind = root.tag.rsplit("}", 1)[-1].removesuffix("s")
            for note in root.iterchildren(qualified(f"w:{kind}")):
                self._notes[kind, note.get(qualified("w:id"), "")] = note
        for kind in _DEFAULT_FORMATS:
            settings = f"{qualified(f'w:{kind}Pr')}/{qualified('w:numFmt')}"
            for element in document.element.body.iter(qualified("w:sectPr")):
                form = element.find(settings)
                if form is not None:
                    self._formats[kind] = form.get(VALUE, self._formats[kind])

    def number_of(self, note: tuple[str, str]) -> str:
        """Return a note's number; the notes of each kind are counted as their marks come."""
        if note not in self._numbers:
            kind = note[0]
            self._counts[kind] += 1
            self._numbers[note] = formatted(self._counts[kind], self._formats[kind])
        return self._numbers[note]

    def content_of(self, note: tuple[str, str]) -> Any:
        """Return a note's element, which holds its paragraphs; None for one that is not there."""
        return self._notes.get(note)


def _parts_of_notes(document: Any) -> list[Any]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return [
            etree.fromstring(relation.target_part.blob, parser)
            for relation in document.part.rels.values()
            if relation.reltype.rsplit("/", 1)[-1] in ("footnotes", "endnotes") and not relation.is_external
        ]
    except etree.XMLSyntaxError:
        raise SourceError("the document's notes are damaged", "save it again as .docx") from None
