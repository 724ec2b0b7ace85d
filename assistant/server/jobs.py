"""Changes to the library that people start in the browser, done one after the other in the background."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from corpus.errors import UserError
from index.update.additions import FileOutcome
from index.update.progress import AdditionProgress


@dataclass(slots=True)
class Job:
    """A change to the library, as it goes on: what became of each file, and how far it is.

    `files` are the names of the files that it is about, in their order; the first
    `len(outcomes)` of them have been read.
    """

    label: str
    files: tuple[str, ...] = ()
    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    outcomes: list[FileOutcome] = field(default_factory=list)
    progress: AdditionProgress | None = None
    problem: str | None = None

    @property
    def waiting(self) -> tuple[str, ...]:
        """Names of the files of which nothing became yet."""
        return () if self.finished else self.files[len(self.outcomes) :]

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed")

    def note(self, outcome: FileOutcome) -> None:
        """Keep what became of a file."""
        self.outcomes.append(outcome)

    def note_progress(self, progress: AdditionProgress) -> None:
        """Keep how far it is."""
        self.progress = progress


class JobQueue:
    """Does one change at a time for all users of a server: two at once would only wait for each other."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def submit(self, label: str, action: Callable[[Job], None], files: tuple[str, ...] = ()) -> Job:
        """Do `action` when no other is going on; return the job to be looked at meanwhile."""
        job = Job(label, files)
        threading.Thread(target=self._work, args=(job, action), daemon=True, name=label).start()
        return job

    def _work(self, job: Job, action: Callable[[Job], None]) -> None:
        with self._turn:
            job.state = "running"
            try:
                action(job)
                job.state = "done"
            except UserError as error:
                job.problem, job.state = str(error), "failed"
            finally:
                # A defect ends this thread alone, and its traceback goes to the server's log.
                if job.state == "running":
                    job.problem, job.state = "something went wrong; look into the server's log.", "failed"
