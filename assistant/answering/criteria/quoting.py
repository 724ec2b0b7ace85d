"""Criteria about what is quoted: the voice asked for, no formality, near the best."""

from assistant.answering.case import Case
from assistant.answering.criteria.sides import best_scores, first_coverages
from assistant.answering.reasons import OnlyFormalities, OtherVoice
from assistant.answering.types import Ruling
from corpus.segmentation.references import is_formality
from index.types import Hit

MOST_QUOTES = 5
_QUOTED_SHARE = 0.85
_NEAR_SHARE = 0.7
"""Shares of the best paragraph's score from which on one is quoted beside it: any, and one that holds
nearly all the words that were asked for."""
_WELL_COVERED = 0.7
_AS_COVERED = 0.9
"""Coverage that makes up for a score some way behind: at least so much, and so near the first hit's."""


class InVoice:
    """Where a voice was asked for, only that voice is quoted."""

    name = "voice"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits in the voice that was asked for."""
        voices = case.parsed.scope.voice
        left = tuple(hit for hit in hits if not voices or hit.document.voice in voices)
        if left or not hits:
            return Ruling(self.name, left)
        return Ruling(self.name, (), "related", OtherVoice(voices))


class NoFormality:
    """A letter's head and sign-off, and a publisher's closing notes, answer no question."""

    name = "formality"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave the hits that are no formality."""
        left = tuple(hit for hit in hits if not is_formality(hit.paragraph))
        if left or not hits:
            return Ruling(self.name, left)
        return Ruling(self.name, (), "related", OnlyFormalities())


class NearBest:
    """What is quoted is the best hit and those close behind it, on each side of a comparison."""

    name = "near_best"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Leave a few hits, in their order."""
        best, first_coverage = best_scores(hits, case.sides), first_coverages(hits, case.sides)
        left = (
            hit
            for hit in hits
            if hit.score >= _QUOTED_SHARE * best(hit)
            or (
                hit.score >= _NEAR_SHARE * best(hit)
                and hit.coverage >= max(_WELL_COVERED, _AS_COVERED * first_coverage(hit))
            )
        )
        return Ruling(self.name, tuple(left)[:MOST_QUOTES])
