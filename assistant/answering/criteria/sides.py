"""What is best on a hit's own side of a comparison, or of all hits where nothing is compared."""

from collections.abc import Callable, Sequence

from index.types import Hit

Sides = Sequence[frozenset[str]]
"""The ids of the documents of each side."""


def best_scores(hits: Sequence[Hit], sides: Sides) -> Callable[[Hit], float]:
    """Return what gives the best score on a hit's side."""
    best: dict[int, float] = {}
    for hit in hits:
        side = side_of(hit, sides)
        best[side] = max(best.get(side, hit.score), hit.score)
    return lambda hit: best[side_of(hit, sides)]


def first_coverages(hits: Sequence[Hit], sides: Sides) -> Callable[[Hit], float]:
    """Return what gives the coverage of the first hit on a hit's side."""
    first: dict[int, float] = {}
    for hit in hits:
        first.setdefault(side_of(hit, sides), hit.coverage)
    return lambda hit: first[side_of(hit, sides)]


def side_of(hit: Hit, sides: Sides) -> int:
    """Return which side of a comparison a hit is on, -1 for none."""
    return next((place for place, side in enumerate(sides) if hit.document.id in side), -1)
