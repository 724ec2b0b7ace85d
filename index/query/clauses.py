"""Questions that ask two things, taken apart."""

import re

_FEWEST_WORDS = 4
_BREAK = re.compile(
    r"[?;]\s+|,?\s+and\s+(?=(?:also\s+)?(?:what|how|why|when|who|which|where|whether|if|was|were|is|are|did|do|does"
    r"|has|have|had|can|could)\b)|,\s+and\s+",
    re.I,
)


def clauses_of(question: str) -> tuple[str, ...]:
    """Return the questions that one question asks, none where it asks only one.

    A piece of a few words ("and why") asks nothing by itself and goes with the one before it.
    """
    pieces: list[str] = []
    for piece in _BREAK.split(question):
        if pieces and min(len(piece.split()), len(pieces[-1].split())) < _FEWEST_WORDS:
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece.strip())
    return tuple(pieces) if len(pieces) > 1 else ()
