"""Files that come from a browser, on their way into the library."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from assistant.server.jobs import Job, JobQueue
from corpus.file_names import shown_name
from index.encoding.encoder import Encoder
from index.home import Home
from index.update.additions import FileOutcome, add_files, replace_document


class Upload(Protocol):
    """A file as the browser sent it."""

    name: str

    def getvalue(self) -> bytes:
        """Return its content."""
        ...


def submit_uploads(jobs: JobQueue, home: Home, encoder: Encoder, uploads: Iterable[Upload]) -> Job:
    """Add files to the library in the background."""
    files = _save(home, uploads)

    def action(job: Job) -> None:
        try:
            add_files(home, files, encoder, job.note, job.note_progress)
        finally:
            _discard(files)

    names = tuple(file.name for file in files)
    return jobs.submit(f"Adding {', '.join(names)}", action, names)


def submit_replacement(jobs: JobQueue, home: Home, encoder: Encoder, document_id: str, upload: Upload) -> Job:
    """Put a new version of a document in its place, in the background."""
    files = _save(home, [upload])

    def action(job: Job) -> None:
        try:
            outcome: FileOutcome = replace_document(home, document_id, files[0], encoder, job.note_progress)
            job.note(outcome)
        finally:
            _discard(files)

    return jobs.submit(f"Replacing {document_id} by {files[0].name}", action)


def _save(home: Home, uploads: Iterable[Upload]) -> tuple[Path, ...]:
    """Write uploads into a folder of their own; a name can neither leave it nor hide what it is."""
    home.path.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".upload-", dir=home.path))
    files: list[Path] = []
    for number, upload in enumerate(uploads):
        own = folder / str(number)
        own.mkdir()
        file = own / shown_name(Path(upload.name.replace("\\", "/")))
        file.write_bytes(upload.getvalue())
        files.append(file)
    return tuple(files)


def _discard(files: tuple[Path, ...]) -> None:
    for file in files:
        shutil.rmtree(file.parents[1], ignore_errors=True)
