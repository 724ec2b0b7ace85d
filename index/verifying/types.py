"""What is verified, and what comes of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that may answer: its text, and the words over it (authority, year, section, lead-in)."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verifier says of a candidate.

    `score` is the log-odds that it answers, before calibration; `words` the (start, end) in its text of
    the words that would answer most likely.
    """

    score: float
    words: tuple[int, int]
