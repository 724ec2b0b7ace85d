"""Say which words turn what a sentence says into its opposite."""

import re
from collections.abc import Sequence

from assistant.checking.words import Word

_NEGATIONS = frozenset(
    "not no never none neither nor nobody nothing nowhere cannot without hardly barely scarcely rarely "
    "seldom few little lack lacks lacked lacking fail fails failed failing failure unable "
    "insufficient".split()
)
_BETWEEN = re.compile(r"(?!only$)(?:\w{2,}ly|always|yet|often|ever|longer|well|very|so|be|been|being|have)")
"""What may stand between a negation and what it negates: adverbs and helping verbs, but not "not only"."""
_MOST_BETWEEN = 3


def is_negation(word: str) -> bool:
    """Say whether a word negates: "not", "mustn't", "barely"."""
    word = word.casefold()
    return word in _NEGATIONS or word.endswith("n't")


def first_negation(words: Sequence[Word]) -> Word | None:
    """Return the first word that negates, None for none."""
    return next((word for word in words if is_negation(word.text)), None)


def negation_before(words: Sequence[Word]) -> Word | None:
    """Return what negates that which follows some words: "do not", "does not always", "has not yet been"."""
    for word in reversed(words[-_MOST_BETWEEN - 1 :]):
        if is_negation(word.text):
            return word
        if not _BETWEEN.fullmatch(word.text.casefold()):
            return None
    return None
