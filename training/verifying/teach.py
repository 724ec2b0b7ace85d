"""What a trained large network says of candidates that nobody judged, for the small one to learn from."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.ingest import ingest
from corpus.types import Paragraph
from index.encoding.encoder import Encoder
from index.passages import with_sentences
from index.verifying.candidates import candidate_of
from index.verifying.types import Candidate, Verification
from index.verifying.verifier import verify_with
from training.pairs import authority_of
from training.splits import KEPT_FOR_MEASURING
from training.verifying.measure import TrainedNetwork

_OF_ONE_AUTHORITY = 0.5
"""Share of the questions that are asked of one authority's reports alone, as most of people's are."""
_FEWEST_WORDS = 8
"""Of a paragraph that can be a candidate."""


class Candidates:
    """All paragraphs of the reports that may be trained on, with their vectors."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.places: list[tuple[str, str]] = []
        self.candidates: list[Candidate] = []
        kept: list[Paragraph] = []
        for path in sorted(folder.glob("*.pdf")):
            if authority_of(path.name) in KEPT_FOR_MEASURING:
                continue
            read = ingest(path)
            for paragraph in read.paragraphs:
                if len(paragraph.text.split()) >= _FEWEST_WORDS:
                    self.places.append((path.name, paragraph.reference))
                    self.candidates.append(candidate_of(paragraph, read.document))
                    kept.append(paragraph)
        found = encoder.encode_parts([with_sentences(paragraph.text) for paragraph in kept])
        self._vectors = np.concatenate(found)
        self._owners = np.repeat(np.arange(len(found)), [len(own) for own in found])
        self._authorities = np.array([authority_of(report) for report, _ in self.places])
        self._encoder = encoder

    def nearest(self, question: str, count: int, authority: str | None) -> list[int]:
        """Return the positions of the paragraphs nearest to a question, by their best sentence."""
        cosines = self._vectors @ self._encoder.encode([question])[0]
        best = np.full(len(self.places), -1.0, np.float32)
        np.maximum.at(best, self._owners, cosines)
        if authority:
            best[self._authorities != authority] = -1.0
        return [int(i) for i in np.argsort(-best, kind="stable")[:count]]


def teach(
    teacher: TrainedNetwork,
    questions: Sequence[tuple[str, str]],
    candidates: Candidates,
    count: int,
    seed: int,
) -> Iterator[dict[str, Any]]:
    """Yield, for each question with whom it is about, what the teacher says of its candidates."""
    generator = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    for question, authority in questions:
        limited = generator.random() < _OF_ONE_AUTHORITY
        nearest = candidates.nearest(question, count, authority if limited else None)
        own = [candidates.candidates[i] for i in nearest]
        said = verify_with(teacher, question, own)
        yield {
            "question": question,
            "candidates": [
                _record(candidates.places[i], candidate, one)
                for i, candidate, one in zip(nearest, own, said, strict=True)
            ],
        }


def _record(place: tuple[str, str], candidate: Candidate, said: Verification) -> dict[str, Any]:
    report, reference = place
    probability = round(float(1 / (1 + np.exp(-said.score))), 3)
    answer = candidate.text[said.words[0] : said.words[1]]
    answered = {"answer": answer} if probability >= 0.5 and answer else {}
    return {"report": report, "reference": reference, "probability": probability, **answered}
