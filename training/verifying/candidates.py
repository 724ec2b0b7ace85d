"""The paragraphs that may be trained on, as candidates, and how near they are to a question."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.types import Paragraph
from index.encoding.encoder import Encoder
from index.passages import with_sentences
from index.verifying.candidates import candidate_of
from index.verifying.types import Candidate
from training.pairs import authority_of
from training.splits import KEPT_FOR_MEASURING
from training.verifying.rows import PAPERS, read_document

_FEWEST_WORDS = 8
"""Of a paragraph that can be a candidate."""


class Candidates:
    """All paragraphs of the reports and papers that may be trained on, with their vectors."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.places: list[tuple[str, str]] = []
        self.candidates: list[Candidate] = []
        kept: list[Paragraph] = []
        for path in (*sorted(folder.glob("*.pdf")), *sorted(PAPERS.glob("*.txt"))):
            if authority_of(path.name) in KEPT_FOR_MEASURING:
                continue
            read = read_document(path)
            for paragraph in read.paragraphs:
                if len(paragraph.text.split()) >= _FEWEST_WORDS:
                    self.places.append((path.name, paragraph.reference))
                    self.candidates.append(candidate_of(paragraph, read.document))
                    kept.append(paragraph)
        found = encoder.encode_parts([with_sentences(paragraph.text) for paragraph in kept])
        self._wholes = np.stack([own[0] for own in found])
        self._vectors = np.concatenate(found)
        self._owners = np.repeat(np.arange(len(found)), [len(own) for own in found])
        self.authorities = np.array([authority_of(report) for report, _ in self.places])
        self._encoder = encoder

    def nearest(self, question: str, count: int, authority: str | None) -> list[int]:
        """Return the positions of the paragraphs nearest to a question, by their best sentence."""
        best = self.cosines(question)
        if authority:
            best[self.authorities != authority] = -1.0
        return [int(i) for i in np.argsort(-best, kind="stable")[:count]]

    def cosines(self, question: str) -> npt.NDArray[np.float32]:
        """Return each paragraph's best cosine with a question, of itself or of one of its sentences."""
        best = np.full(len(self.places), -1.0, np.float32)
        np.maximum.at(best, self._owners, self._vectors @ self._encoder.encode([question])[0])
        return best

    def likeness(self, position: int) -> npt.NDArray[np.float32]:
        """Return each paragraph's cosine with one of them."""
        found: npt.NDArray[np.float32] = self._wholes @ self._wholes[position]
        return found
