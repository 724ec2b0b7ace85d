"""The criterion that reads: paragraphs answer that the verifier says do, surely enough."""

from assistant.answering.case import Case
from assistant.answering.criteria.sides import side_of
from assistant.answering.reasons import NotSure
from assistant.answering.types import Ruling
from assistant.answering.verification import ANSWERS_FROM, surest_first
from index.types import Hit

MOST_QUOTES = 5
_BESIDE = 0.5
"""Share of the best paragraph's probability from which on another is quoted beside it."""


class Verified:
    """What is quoted is what answers by the verifier, the surest first, on each side of a comparison."""

    name = "verified"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave a few of the hits that were read, the surest first."""
        if not hits:
            return Ruling(self.name, hits)
        verified = case.verified or {}
        read = [hit for hit in hits if hit.paragraph.id in verified]
        ordered = surest_first(read, verified)
        best: dict[int, float] = {}
        turns: dict[int, int] = {}
        left: list[tuple[int, Hit]] = []
        for hit in ordered:
            side, probability = side_of(hit, case.sides), verified[hit.paragraph.id].probability
            if probability >= max(ANSWERS_FROM, _BESIDE * best.setdefault(side, probability)):
                turns[side] = turns.get(side, -1) + 1
                left.append((turns[side], hit))
        if left:
            # Sides of a comparison take turns.
            in_turns = (
                [hit for _, hit in sorted(left, key=lambda pair: pair[0])]
                if case.sides
                else [h for _, h in left]
            )
            return Ruling(self.name, tuple(in_turns[:MOST_QUOTES]))
        surest = max((verified[hit.paragraph.id].probability for hit in read), default=0.0)
        return Ruling(self.name, (), "related", NotSure(surest))
