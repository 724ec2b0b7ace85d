"""Which authorities are trained on, which are chosen by, and which are kept for measuring."""

import random

from training.types import Collection, Pair

KEPT_FOR_MEASURING = frozenset(
    {
        "sutton",
        "haringey",
        "derby",
        "kent",
        "luton",
        "st-helens",
        "trafford",
        "middlesbrough",
        "hillingdon",
        "hounslow",
    }
)
"""The authorities of `evals/questions`; what a model learnt about them would flatter it there."""
CHOSEN_BY = frozenset({"bedford", "wolverhampton"})
"""Recipes and strengths are chosen by their pairs."""


def pairs_to_train_on(collection: Collection) -> tuple[Pair, ...]:
    """Return the pairs of every authority that is neither chosen by nor kept for measuring."""
    return tuple(p for p in collection.pairs if p.authority not in KEPT_FOR_MEASURING | CHOSEN_BY)


def paragraphs_to_train_on(collection: Collection) -> dict[str, str]:
    """Return the texts, by id, of all paragraphs of the authorities that are trained on."""
    left_out = tuple(f"{authority}_" for authority in KEPT_FOR_MEASURING | CHOSEN_BY)
    return {report: text for report, text in collection.paragraphs.items() if not report.startswith(left_out)}


def pairs_to_choose_by(collection: Collection) -> tuple[Pair, ...]:
    """Return the pairs of the authorities that recipes are chosen by."""
    return tuple(p for p in collection.pairs if p.authority in CHOSEN_BY)


def share_of(pairs: tuple[Pair, ...], share: float, seed: int) -> tuple[Pair, ...]:
    """Return a share (0 to 1) of the pairs, drawn by paragraph, in their order.

    A larger share holds what a smaller one of the same seed held.
    """
    paragraphs = sorted({pair.paragraph for pair in pairs})
    random.Random(seed).shuffle(paragraphs)  # noqa: S311 - nothing secret is drawn
    kept = set(paragraphs[: round(share * len(paragraphs))])
    return tuple(pair for pair in pairs if pair.paragraph in kept)
