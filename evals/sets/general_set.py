"""A set about something else altogether: the help texts that Python carries.

Their paragraphs have no numbers and no words of children's services. The texts are read from
the Python that runs, so none is copied; a paragraph's id holds a digest of its text, and a
judgement of one that another version of Python words differently is left out.
"""

import hashlib
import re
from pathlib import Path
from pydoc_data.topics import topics

from evals.sets.public_sets import Entry, PublicSet, read_judgements

GENERAL = Path(__file__).parent / "general"
"""Questions, and which paragraphs answer them; both written for this project."""

_FEWEST_WORDS = 12
_CODE = ("::=", ">>>")
_UNDERLINE = set("*=-~^")


def read_general_set() -> PublicSet:
    """Return the paragraphs of Python's help topics with the questions about them."""
    entries = _entries()
    return read_judgements(GENERAL, lambda: iter(entries.values()), entries, missing_is_wrong=False)


def _entries() -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for _, text in sorted(topics.items()):
        title, _, rest = text.strip().partition("\n")
        underline, _, body = rest.partition("\n")
        body = body if set(underline.strip()) <= _UNDERLINE else text
        for block in re.split(r"\n\s*\n", body):
            paragraph = " ".join(block.split())
            if len(paragraph.split()) >= _FEWEST_WORDS and not any(mark in paragraph for mark in _CODE):
                digest = hashlib.sha256(paragraph.encode()).hexdigest()[:12]
                entries.setdefault(digest, Entry(digest, title.strip(), paragraph))
    return entries
