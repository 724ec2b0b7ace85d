"""How far an addition of many files has come."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AdditionProgress:
    """How many of the files given are dealt with, of how many; what is embedded, and what is left.

    `files` counts parts of those that are being embedded; `passages` are those embedded so far,
    `passages_a_second` how fast, and `seconds_left` an estimate, None where there is none yet.
    """

    files: float
    of_files: int
    passages: int = 0
    passages_a_second: float = 0.0
    seconds_left: float | None = None

    @property
    def sentence(self) -> str:
        """All of it in words, for whoever waits."""
        parts = [f"{int(self.files)} of {self.of_files} files ready"]
        if self.passages_a_second:
            parts.append(f"{self.passages} passages embedded, {self.passages_a_second:.0f} a second")
        if self.seconds_left is not None:
            parts.append(f"{_duration(self.seconds_left)} left")
        return ", ".join(parts)


Progress = Callable[[AdditionProgress], None]


class AdditionMeter:
    """Tells `progress` how far an addition of `of_files` files has come; `now` is a clock in seconds."""

    def __init__(
        self, of_files: int, progress: Progress | None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._of_files = of_files
        self._progress = progress
        self._now = now
        self._began = now()
        self._ready = 0
        self._passages = 0
        self._embedding = 0.0
        """Seconds that were spent on embedding what is ready."""

    def at_work(self, files: int) -> Callable[[int, int], None]:
        """Return what to call with how many passages of the next `files` files are embedded, of how many."""
        began = self._now()

        def advance(done: int, total: int) -> None:
            spent = self._embedding + self._now() - began
            self._tell(self._ready + files * done / total, self._passages + done, spent)
            if done == total:
                self._passages += done
                self._embedding = spent

        return advance

    def ready(self, files: int) -> None:
        """Note that so many more files are in the library, or will never be."""
        self._ready += files
        self._tell(self._ready, self._passages, self._embedding)

    def _tell(self, files: float, passages: int, embedding: float) -> None:
        if self._progress is None:
            return
        elapsed = self._now() - self._began
        left = elapsed * (self._of_files - files) / files if files else None
        rate = passages / embedding if embedding else 0.0
        self._progress(AdditionProgress(files, self._of_files, passages, rate, left))


def _duration(seconds: float) -> str:
    if seconds < 60:
        return "less than a minute"
    minutes = round(seconds / 60)
    return f"about {minutes} minute{'s' if minutes > 1 else ''}"
