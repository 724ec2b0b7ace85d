"""Texts as words and marks that are compared: what typography may change counts as the same."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*|[^\w\s'\"-]|(?<=\s)-(?=\s)")
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´ʼ", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\ufeff", "\0"),
        "•": " ",
    }
)
"""Letters are compared as NFKC has them; quotation marks, dashes and hyphenation are typography."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark as it is compared, and where it stands in its text, end exclusive."""

    text: str
    start: int
    end: int


def words_in(text: str) -> tuple[Word, ...]:
    """Return the words and marks of a text in order; quotation marks and dashes are left out."""
    plain, offsets = _plain(text)
    return tuple(
        Word(match.group(), offsets[match.start()], offsets[match.end() - 1] + 1)
        for match in _TOKEN.finditer(plain)
        if match.group() != "-"
    )


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Return a text with its typography evened out, and where each character stood in it."""
    even = text.translate(_SAME)
    if "\0" not in even and unicodedata.is_normalized("NFKC", even):
        return even, range(len(even))
    characters: list[str] = []
    offsets: list[int] = []
    for position, character in enumerate(text):
        for plain in unicodedata.normalize("NFKC", character).translate(_SAME).replace("\0", ""):
            characters.append(plain)
            offsets.append(position)
    return "".join(characters), offsets
