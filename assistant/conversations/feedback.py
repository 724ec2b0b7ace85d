"""What people mark as right or wrong, kept in the home folder: the beginning of questions of their own.

A mark names its paragraph and does not quote it, so nothing of a removed document stays here.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from corpus.errors import UserError

Verdict = Literal["right", "wrong"]
_FILE = "marks.jsonl"


class FeedbackError(UserError):
    """Marks that cannot be read or kept."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody's word on whether a paragraph answers a question.

    `who` is as they gave it, empty where they did not; `when` an ISO time in UTC;
    `library` the fingerprint of the library that was asked.
    """

    question: str
    paragraph: str
    verdict: Verdict
    who: str
    when: str
    library: str


def keep_mark(home: Path, question: str, paragraph: str, verdict: Verdict, who: str, library: str) -> Mark:
    """Append a mark to the home folder's; a later one on the same paragraph and question counts.

    Raises FeedbackError where the folder cannot be written.
    """
    when = datetime.now(UTC).isoformat(timespec="seconds")
    mark = Mark(question, paragraph, verdict, " ".join(who.split()), when, library)
    line = (json.dumps(asdict(mark), ensure_ascii=False) + "\n").encode()
    try:
        # One write to a file opened for appending: lines of two servers do not mix.
        handle = os.open(home / _FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)
    except OSError as error:
        raise FeedbackError(
            f"the mark cannot be kept in {home} ({error.strerror})", "make room there, or make it writable"
        ) from error
    return mark


def read_marks(home: Path) -> tuple[Mark, ...]:
    """Return the marks that count, in the order of the questions' first ones.

    Raises FeedbackError, naming the line, where one is damaged.
    """
    path = home / _FILE
    marks: dict[tuple[str, str], Mark] = {}
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            mark = Mark(**json.loads(line))
        except (ValueError, TypeError):
            raise FeedbackError(f"{path}:{number} is no mark", "remove that line") from None
        marks[mark.question, mark.paragraph] = mark
    return tuple(marks.values())
