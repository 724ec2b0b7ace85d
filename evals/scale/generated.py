"""Large libraries for measuring speed: real words in new sentences, and vectors around real ones.

The shipped documents' sentences are cut in two and put together again, first part of one and
second part of another, so that vocabulary and lengths are real and hardly a sentence comes twice. The
model reads each half once; the vector of a generated text is the mean of its halves' vectors
and some noise. What such a library answers means nothing; how long it takes does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from corpus.records.authorities import known_authorities
from corpus.records.sources import SHIPPED_DOCUMENTS, read_shipped
from corpus.types import Document, Ingested, Paragraph, Span
from index.encoding.encoder import Encoder
from index.encoding.pooling import Vectors
from index.passages import heading_of, sentence_offsets, with_sentences
from index.store.segments import content_of
from index.types import PartedText

PARAGRAPHS = 60
"""Of a document: about what an inspection report has."""
_YEARS = range(2008, 2027)
_NOISE = 0.35
"""Length of the noise beside a mean of length 1: cosines with the mean of 0.94."""
_PARAGRAPHS_A_PAGE = 6


@dataclass(frozen=True, slots=True)
class _Piece:
    """The number of a half, and where it ends in its paragraph's text."""

    half: int
    end: int


class GeneratedLibrary:
    """Documents by number, each the same whenever it is made."""

    def __init__(self, encoder: Encoder, seed: int = 8) -> None:
        self._seed = seed
        paragraphs = [p for item in read_shipped(SHIPPED_DOCUMENTS) for p in item.paragraphs]
        sentences = [
            [p.text[start:end].strip() for start, end in sentence_offsets(p.text)] for p in paragraphs
        ]
        self._lengths = [len(own) for own in sentences]
        cut = [halves for own in sentences for text in own if (halves := _halves(text))]
        self._first, self._second = (list(dict.fromkeys(side)) for side in zip(*cut, strict=True))
        self._sections = sorted({p.section for p in paragraphs if p.section})
        self._authorities = [authority.name for authority in known_authorities()]
        texts = [PartedText(half) for half in (*self._first, *self._second)]
        self._halves: Vectors = np.concatenate(encoder.encode_parts(texts))
        headings = encoder.encode_parts([with_sentences(section) for section in self._sections])
        kept = (own.astype(np.float16).tobytes() for own in headings)
        self._headings = dict(zip(self._sections, kept, strict=True))

    def document(self, number: int) -> tuple[Ingested, dict[bytes, bytes]]:
        """Return a document, and the vectors of its texts and their sentences, float16, by their contents."""
        random = np.random.default_rng([self._seed, number])
        authority = self._authorities[number % len(self._authorities)]
        year = int(random.choice(_YEARS))
        document_id = f"generated-{number:06d}"
        paragraphs: list[Paragraph] = []
        pieces: dict[str, list[_Piece]] = {}
        text = ""
        section = self._sections[0]
        for ordinal in range(PARAGRAPHS):
            if ordinal % 5 == 0:
                section = str(random.choice(self._sections))
            own, pieces[f"{document_id}#para-{ordinal + 1}"] = self._paragraph(random)
            start = len(text)
            text += f"{own}\n\n"
            paragraphs.append(
                Paragraph(
                    id=f"{document_id}#para-{ordinal + 1}",
                    document=document_id,
                    ordinal=ordinal,
                    kind="numbered",
                    number=str(ordinal + 1),
                    reference=f"para {ordinal + 1}",
                    section=section,
                    page=ordinal // _PARAGRAPHS_A_PAGE + 1,
                    lead_in=None,
                    text=own,
                    spans=(Span(start, start + len(own)),),
                )
            )
        document = Document(
            id=document_id,
            title=f"Generated report {number} on {authority}",
            short_title=f"Generated, {authority} {year} ({number})",
            publisher="Generated",
            voice="inspectors",
            authority=authority,
            kind="inspection report",
            year=year,
            licence="none: for measuring only",
        )
        item = Ingested(document, text, (), tuple(paragraphs), f"{number:064x}", f"{document_id}.txt")
        return item, self._vectors(item, pieces, random)

    def documents(self, first: int) -> Iterator[tuple[Ingested, dict[bytes, bytes]]]:
        """Yield documents without end, from a number on."""
        number = first
        while True:
            yield self.document(number)
            number += 1

    def _paragraph(self, random: np.random.Generator) -> tuple[str, list[_Piece]]:
        """Return a text of as many sentences as a real paragraph has, and the halves that it is made of."""
        text = ""
        pieces: list[_Piece] = []
        for _ in range(int(random.choice(self._lengths))):
            first, second = int(random.integers(len(self._first))), int(random.integers(len(self._second)))
            text += f"{' ' if text else ''}{self._first[first]} "
            pieces.append(_Piece(first, len(text)))
            text += self._second[second]
            pieces.append(_Piece(len(self._first) + second, len(text)))
        return text, pieces

    def _vectors(
        self, item: Ingested, pieces: dict[str, list[_Piece]], random: np.random.Generator
    ) -> dict[bytes, bytes]:
        texts = [with_sentences(paragraph.text) for paragraph in item.paragraphs]
        means: list[Vectors] = []
        for paragraph, text in zip(item.paragraphs, texts, strict=True):
            own = pieces[paragraph.id]
            for start, end in ((0, len(text.text)), *text.parts):
                halves = [piece.half for piece in own if start < piece.end <= end + 1]
                means.append(self._halves[halves or [own[0].half]].mean(0))
        around = _unit(np.stack(means))
        noise = _unit(random.standard_normal(around.shape, np.float32))
        drawn = _unit(around + _NOISE * noise).astype(np.float16)
        ends = np.cumsum([1 + len(text.parts) for text in texts])
        vectors = {
            content_of(text.text): rows.tobytes()
            for text, rows in zip(texts, np.split(drawn, ends[:-1]), strict=True)
        }
        headings = {heading_of(paragraph) for paragraph in item.paragraphs} - {""}
        return vectors | {content_of(text): self._headings[text] for text in headings}


def _halves(sentence: str) -> tuple[str, str] | None:
    """Return the two parts of a sentence, cut at the space nearest to its middle; None for short ones."""
    spaces = [match.start() for match in re.finditer(" ", sentence)]
    if len(spaces) < 5:
        return None
    middle = min(spaces, key=lambda place: abs(place - len(sentence) / 2))
    ending = sentence[middle + 1 :].rstrip(".;:, ")
    return sentence[:middle], f"{ending}."


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
