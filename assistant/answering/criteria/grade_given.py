"""Whether a question for a grade is answered."""

from assistant.answering.case import Case
from assistant.answering.reasons import NoSuchGrade
from assistant.answering.types import Ruling
from index.types import Hit


class GradeGiven:
    """A question for a grade is answered by the judgements that give it, and by nothing else."""

    name = "grade"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Put the judgements in the place of the hits."""
        if case.grades:
            return Ruling(self.name, case.grades)
        return Ruling(self.name, (), "related", NoSuchGrade())
