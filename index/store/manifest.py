"""What a generation of the index says about itself: its segments, their documents, a sha256 of each file."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from corpus.errors import IndexStateError
from index.store.approximate import Measured
from index.store.segments import FORMAT, IndexedDocument

FILE = "manifest.json"
VectorsKept = Literal["here", "milvus"]
"""Who keeps the vectors: the segments, or a Milvus."""
REBUILD = "run 'assistant index' to build it again"


@dataclass(frozen=True, slots=True)
class InvertedListsEntry:
    """The file of a segment's approximate index, its sha256 (hex), and how it searches."""

    file: str
    sha256: str
    measured: Measured


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment's file and its sha256 (hex), and its documents that answer.

    `dropped` are documents that the file holds and that do not answer any more.
    """

    file: str
    sha256: str
    documents: tuple[IndexedDocument, ...]
    dropped: tuple[str, ...] = ()
    inverted_lists: InvertedListsEntry | None = None

    @property
    def paragraphs(self) -> int:
        """How many paragraphs answer."""
        return sum(document.paragraphs for document in self.documents)

    @property
    def passages(self) -> int:
        """How many passages answer."""
        return sum(document.passages for document in self.documents)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from: the library's fingerprint and the model; how much it holds.

    `vectors` says who keeps the passages' vectors.
    """

    format: int
    generation: str
    library: str
    model: str
    documents: int
    paragraphs: int
    passages: int
    segments: tuple[SegmentEntry, ...]
    vectors: VectorsKept = "here"


def generation_name(library: str, model: str, segments: tuple[SegmentEntry, ...]) -> str:
    """Return the name of a generation: another library, model, format or layout has another."""
    layout = [(entry.file, sorted(entry.dropped), entry.inverted_lists is not None) for entry in segments]
    return hashlib.sha256(json.dumps([FORMAT, library, model, layout]).encode()).hexdigest()[:16]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest into its generation's folder."""
    (folder / FILE).write_text(json.dumps(asdict(manifest)), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return a generation's manifest. Raises IndexStateError when it cannot be read."""
    damaged = IndexStateError("the index's manifest is damaged", REBUILD)
    try:
        record = json.loads((folder / FILE).read_text(encoding="utf-8"))
        written = record["format"]
        if written == FORMAT:
            return Manifest(**{**record, "segments": tuple(map(_entry, record["segments"]))})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise damaged from None
    if not isinstance(written, int):
        raise damaged
    raise IndexStateError(f"the index has format {written} and this program reads {FORMAT}", REBUILD)


def _entry(record: dict[str, Any]) -> SegmentEntry:
    lists = record["inverted_lists"]
    return SegmentEntry(
        record["file"],
        record["sha256"],
        tuple(IndexedDocument(**document) for document in record["documents"]),
        tuple(record["dropped"]),
        InvertedListsEntry(lists["file"], lists["sha256"], Measured(**lists["measured"])) if lists else None,
    )
