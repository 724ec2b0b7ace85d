"""The lock of an update, the note of a removal that goes on, and what the disk may say to either."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import IndexStateError

_ERASING = "erasing"


def note_erasure(folder: Path) -> None:
    """Note that text is being removed, until `end_erasure`: a crash before that leaves the note."""
    (folder / _ERASING).touch()


def is_erasure_unfinished(folder: Path) -> bool:
    """Say whether text was being removed when something ended whoever did it."""
    return (folder / _ERASING).exists()


def end_erasure(folder: Path) -> None:
    """Note that all text that was removed has left the disk."""
    (folder / _ERASING).unlink(missing_ok=True)


@contextmanager
def update_lock(folder: Path, timeout: float) -> Iterator[None]:
    """Be the only one who updates a home folder; wait `timeout` seconds for others."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "building.lock", timeout=timeout):
            yield
    except Timeout:
        raise IndexStateError(
            "another command is changing this library", "wait until it is done and try again"
        ) from None


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn a full disk and a folder that cannot be written into errors that say so."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise IndexStateError(
                f"the disk that holds {folder} is full", "free some space and run 'assistant index' again"
            ) from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            raise IndexStateError(
                f"{folder} is a file, not a folder", "name a folder in ASSISTANT_HOME"
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise IndexStateError(
                f"the folder {folder} cannot be written",
                "make it writable or name another in ASSISTANT_HOME",
            ) from error
        raise
