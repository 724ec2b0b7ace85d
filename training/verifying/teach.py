"""What a trained large network says of candidates that nobody judged, for the small one to learn from."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from index.verifying.types import Candidate, Verification
from index.verifying.verifier import verify_with
from training.verifying.candidates import Candidates
from training.verifying.measure import TrainedNetwork

_OF_ONE_AUTHORITY = 0.5
"""Share of the questions that are asked of one authority's reports alone, as most of people's are."""


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
