"""The folder that holds all state: library, index, original files, and the lock of an update."""

from dataclasses import dataclass
from pathlib import Path

from corpus.library.database import Place
from index.store.compaction import IndexKind
from index.store.manifest import VectorsKept
from index.store.milvus.server import MilvusAddress


@dataclass(frozen=True, slots=True)
class Home:
    """The folder, and where what is too large or shared is kept instead.

    `kind` says how the index searches: exactly, approximately, or as its size demands; `milvus`
    where the Milvus is that keeps the vectors instead, `database` the address of a PostgreSQL library
    that several servers share, "" for a file in the folder.
    """

    path: Path
    kind: IndexKind = "by_size"
    milvus: MilvusAddress | None = None
    database: str = ""

    @property
    def library(self) -> Place:
        """Where the library is."""
        return self.database or self.path / "library.sqlite"

    @property
    def index(self) -> Path:
        """The folder of the index's generations."""
        return self.path / "index"

    @property
    def vectors(self) -> VectorsKept:
        """Who keeps the vectors."""
        return "milvus" if self.milvus else "here"

    @property
    def originals(self) -> Path:
        """The folder of the files that were added."""
        return self.path / "originals"
