"""What may be shown of a file's name, and the document's id that is made from it."""

import re
import unicodedata
from pathlib import Path

_LONGEST = 200
"""Bytes in UTF-8; file systems take 255, and a longer name tells no more."""


def shown_name(path: Path) -> str:
    """Return a file's name as it may be shown and stored.

    Control characters, marks that turn the direction of writing, and bytes that are no
    UTF-8 are replaced: a name must not look like another, nor break a terminal.
    """
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    # Cc: control, Cf: marks of direction and the like, Cs: lone surrogates, Zl/Zp: line ends.
    plain = "".join("_" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in name)
    if len(plain.encode()) <= _LONGEST:
        return plain
    suffix = Path(plain).suffix[:20]
    return plain.encode()[: _LONGEST - 30].decode("utf-8", "ignore") + "…" + suffix


def id_from_name(path: Path) -> str:
    """Return the id of a file's document: its stem, of letters, digits, dots, dashes and underscores."""
    stem = Path(shown_name(path)).stem
    return re.sub(r"[^\w.-]+", "-", stem).strip("-._") or "document"
