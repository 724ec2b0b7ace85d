"""Whether what is known about a document was read off it: authority, title, dates."""

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from corpus.file_names import id_from_name
from corpus.readers.registry import reader_for
from corpus.records.metadata import read_metadata

_NAMED = re.compile(r"(?P<authority>[a-z-]+)_(?P<published>\d{4}-\d\d-\d\d)")


class FactsError(UserError):
    """A folder whose files do not say by their names what is right."""


@dataclass(frozen=True, slots=True)
class FactsCheck:
    """How many of so many documents have each fact; `wrong` names the exceptions with what was read."""

    documents: int
    authority: int
    title: int
    inspected: int
    published: int
    wrong: tuple[str, ...]


def check_facts(folder: Path) -> FactsCheck:
    """Read what is known about each report of a folder, and hold it against the file's name.

    The name gives authority and publication (`york_2018-11-09.pdf`). A title is taken for right
    when it was read off the document at all and names an inspection; dates of an inspection when
    there are two, in order, before the publication.

    Raises FactsError where no file is so named.
    """
    files = [(path, match) for path in sorted(folder.glob("*.pdf")) if (match := _NAMED.fullmatch(path.stem))]
    if not files:
        raise FactsError(f"{folder} holds no file named like york_2018-11-09.pdf", "give another folder")
    counts = [0, 0, 0, 0]
    wrong: list[str] = []
    for path, match in files:
        found = read_metadata(id_from_name(path), reader_for(path)(path))
        right = (
            ("authority", _spelt(found.authority) == _spelt(match["authority"]), found.authority),
            ("title", "inspection" in found.title.lower(), found.title),
            ("inspected", _fits(found.inspected, match["published"]), " to ".join(found.inspected)),
            ("published", found.published == match["published"], found.published),
        )
        for place, (what, holds, read) in enumerate(right):
            counts[place] += holds
            if not holds:
                wrong.append(f"{path.name}, {what}: {read or 'not found'}")
    return FactsCheck(len(files), counts[0], counts[1], counts[2], counts[3], tuple(wrong))


def facts_table(check: FactsCheck) -> str:
    """Render the check, with everything that is wrong named."""
    shares = (
        f"{what} {count} of {check.documents} ({count / check.documents:.3f})"
        for what, count in (
            ("authority", check.authority),
            ("title", check.title),
            ("inspection dates", check.inspected),
            ("publication date", check.published),
        )
    )
    return "\n".join([", ".join(shares), *(f"  {name}" for name in check.wrong)])


def _fits(inspected: tuple[str, ...], published: str) -> bool:
    return len(inspected) == 2 and inspected[0] <= inspected[1] < published


def _spelt(name: str) -> str:
    return name.lower().replace(" ", "-")
