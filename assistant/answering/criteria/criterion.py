"""What a criterion is."""

from typing import Protocol

from assistant.answering.case import Case
from assistant.answering.types import Ruling
from index.types import Hit


class Criterion(Protocol):
    """One step of deciding whether hits answer. It never looks at what other criteria said."""

    @property
    def name(self) -> str:
        """How the trace and the measures call it."""

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        """Return which of the hits that are left, best first, stay; the ceiling; and why."""
