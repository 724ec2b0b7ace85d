"""From a question and a candidate to the word pieces that are read together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.encoding.cuts import cuts
from index.passages import sentence_offsets
from index.verifying.types import Candidate

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST = 224
"""Word pieces that are read at once, marks counted; the verifier was trained with as many."""
_LONGEST_QUESTION = 64
_LONGEST_HEADING = 48
"""Word pieces; what is longer is cut: thirty words say what is asked."""


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces that are read at once, with what each stands for.

    `ids` are all pieces, the question's first; `second` is where those of the candidate begin, `first` is
    where those of its text do. `offsets` are the (start, end) in the text of each piece from `first` on, the
    last one, a mark, left out.
    """

    ids: tuple[int, ...]
    second: int
    first: int
    offsets: tuple[tuple[int, int], ...]


def cut_windows(tokenizer: "Tokenizer", question: str, candidate: Candidate) -> list[Window]:
    """Return the windows of a candidate: one, or several of a long text, each under its heading.

    They end where sentences do, if they can. A candidate without a word piece has one without offsets.
    """
    opening, closing = tokenizer.encode("").ids
    asked = tokenizer.encode(question, add_special_tokens=False).ids[:_LONGEST_QUESTION]
    heading = f"{candidate.heading}." if candidate.heading else ""
    over = tokenizer.encode(heading, add_special_tokens=False).ids[:_LONGEST_HEADING]
    before = [opening, *asked, closing]
    text = tokenizer.encode(candidate.text, add_special_tokens=False)
    most = LONGEST - len(before) - len(over) - 1
    return [
        Window(
            (*before, *over, *text.ids[start:end], closing),
            len(before),
            len(before) + len(over),
            tuple(text.offsets[start:end]),
        )
        for start, end in _runs(candidate.text, text.offsets, most)
    ]


def _runs(text: str, offsets: list[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    if len(offsets) <= most:
        return iter([(0, len(offsets))])
    ends = [end for _, end in offsets]
    sentences = [sum(own <= end for own in ends) for _, end in sentence_offsets(text)]
    return cuts(len(offsets), sentences, most)
