"""The files that were added, as they were: for page pictures, and to be downloaded again."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.types import Ingested


@dataclass(frozen=True, slots=True)
class Originals:
    """A folder of files named by the sha256 of their content, so that none is there twice."""

    folder: Path

    def keep(self, file: Path, item: Ingested) -> None:
        """Copy a file in; it is whole and on disk when this returns, or not there at all."""
        target = self.path_of(item)
        if target.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f".{item.sha256}.{os.getpid()}"
        try:
            with file.open("rb") as source, temporary.open("wb") as copy:
                shutil.copyfileobj(source, copy)
                copy.flush()
                os.fsync(copy.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def find(self, item: Ingested) -> Path | None:
        """Return the file that a document was read from, None where none is kept (the shipped ones)."""
        path = self.path_of(item)
        return path if path.exists() else None

    def path_of(self, item: Ingested) -> Path:
        """Return where a document's file is kept."""
        return self.folder / _name(item.file_name, item.sha256)

    def keep_only(self, files: Iterable[tuple[str, str, str]]) -> None:
        """Delete all but the files of documents that are there, given as (id, file name, sha256)."""
        wanted = {_name(file_name, sha256) for _, file_name, sha256 in files}
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.name not in wanted:
                path.unlink()


def _name(file_name: str, sha256: str) -> str:
    return f"{sha256}{Path(file_name).suffix.lower()}"
