"""Decide a case: ask its criteria one after the other, and take the lowest ceiling."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from assistant.answering.case import Case
from assistant.answering.criteria.criterion import Criterion
from assistant.answering.criteria.order import criteria_for
from assistant.answering.reasons import Reason
from assistant.answering.types import Ruling, Status
from assistant.answering.verification import surest_first
from corpus.segmentation.references import is_formality
from index.types import Hit

_STATUSES: tuple[Status, ...] = get_args(Status)
MOST_RELATED = 5
_COVERAGE_SHARE = 0.25
"""What the words of a question that a paragraph holds count beside its cosine, to say how near it is."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: the hits to quote, those to show as related, and why it is not an answer.

    `trace` is what each criterion said, in order.
    """

    status: Status
    quoted: tuple[Hit, ...]
    related: tuple[Hit, ...]
    reason: Reason | None
    trace: tuple[Ruling, ...]

    def __post_init__(self) -> None:
        if (self.status == "answered") != bool(self.quoted):
            raise ValueError(f"{len(self.quoted)} quotes for a question that is {self.status}")


def decide(case: Case, criteria: Sequence[Criterion] | None = None) -> Decision:
    """Return what the criteria of a case, or others, come to.

    The status is the lowest ceiling; the reason is that of the first criterion with this ceiling.
    """
    hits = case.hits
    trace: list[Ruling] = []
    for criterion in criteria_for(case) if criteria is None else criteria:
        ruling = criterion.rule(case, hits)
        trace.append(ruling)
        hits = ruling.hits
    ceilings = [ruling.ceiling for ruling in trace]
    status = min(ceilings, key=_STATUSES.index)
    quoted = hits if status == "answered" else ()
    related = _related(case, quoted) if status != "not_found" else ()
    return Decision(status, quoted, related, binding_reason(trace, status), tuple(trace))


def left_by(case: Case, criteria: Sequence[Criterion]) -> tuple[Hit, ...]:
    """Return the hits of a case that criteria leave, best first."""
    hits = case.hits
    for criterion in criteria:
        hits = criterion.rule(case, hits).hits
    return hits


def binding_reason(trace: Sequence[Ruling], status: Status) -> Reason | None:
    """Return why a status is no better: the reason of the first ruling that allows no more."""
    if status == "answered":
        return None
    return next((ruling.reason for ruling in trace if ruling.ceiling == status and ruling.reason), None)


def _related(case: Case, quoted: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits to show as related: not quoted, and likeliest to answer or nearest in meaning."""
    shown = {hit.paragraph.id for hit in quoted}
    rest = [hit for hit in case.hits if hit.paragraph.id not in shown and not is_formality(hit.paragraph)]
    if case.verified is not None:
        read = [hit for hit in rest if hit.paragraph.id in case.verified]
        return tuple(surest_first(read, case.verified)[:MOST_RELATED])
    return tuple(sorted(rest, key=lambda hit: (-_nearness(hit), hit.rank))[:MOST_RELATED])


def _nearness(hit: Hit) -> float:
    # In steps that processors agree on: they differ in a cosine's third digit.
    return round(hit.similarity + _COVERAGE_SHARE * hit.coverage, 2)
