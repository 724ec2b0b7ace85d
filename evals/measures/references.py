"""Whether every paragraph is whole, under its own number, at its own place."""

import json
from dataclasses import dataclass
from pathlib import Path

from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources, read_text
from corpus.segmentation.segment import read_paragraphs
from corpus.types import join_pieces

GOLDEN = Path(__file__).parents[1] / "sets" / "golden"
"""The segmentation of the shipped documents, checked by reading; one file a document."""


@dataclass(frozen=True, slots=True)
class ReferenceReport:
    """Counts over the shipped documents."""

    numbered: int
    numbered_right: int
    paragraphs: int
    paragraphs_right: int
    quotes_exact: int


def check_references() -> ReferenceReport:
    """Compare the segmentation with the golden one.

    `numbered` counts the paragraphs of numbered reports (the recommendations that a
    cabinet report numbers again are in `paragraphs`); one is right when number, text
    and spans are the golden ones.
    """
    numbered = numbered_right = total = right = exact = 0
    for document in read_sources(SHIPPED_DOCUMENTS):
        source = read_text(SHIPPED_DOCUMENTS, document)
        found = {p.reference: p for p in read_paragraphs(document, source)}
        for line in (GOLDEN / f"{document.id}.jsonl").read_text(encoding="utf-8").splitlines():
            golden = json.loads(line)
            paragraph = found.get(golden["reference"])
            same = paragraph is not None and (
                paragraph.text == golden["text"]
                and paragraph.number == golden["number"]
                and paragraph.section == golden["section"]
                and [[s.start, s.end] for s in paragraph.spans] == golden["spans"]
            )
            total += 1
            right += same
            if golden["number"] and golden["reference"] == f"para {golden['number']}":
                numbered += 1
                numbered_right += same
        exact += sum(p.text.split() == join_pieces(source, p.spans).split() for p in found.values())
    return ReferenceReport(numbered, numbered_right, total, right, exact)
