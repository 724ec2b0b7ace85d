"""One generation of the index on disk: written beside the old one, published by one rename.

<home>/index/<generation>/   segments, approximate indexes of large ones, and manifest.json
<home>/index/current         the name of the generation that answers

What a generation has in common with the one before is the same file on the disk (a hard link).
"""

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from corpus.errors import IndexStateError
from index.encoding.pooling import Vectors
from index.lexicon.acronyms import Acronyms
from index.lexicon.postings import Postings, TermIndex
from index.lexicon.spelling import Vocabulary
from index.store.approximate import SUFFIX as LISTS_SUFFIX
from index.store.approximate import ApproximateIndex
from index.store.manifest import (
    FILE,
    REBUILD,
    InvertedListsEntry,
    Manifest,
    SegmentEntry,
    VectorsKept,
    generation_name,
    read_manifest,
    write_manifest,
)
from index.store.milvus.server import MilvusAddress
from index.store.milvus.vectors import vectors_in
from index.store.rows import PassageRows
from index.store.segments import FORMAT, Segment, segment_name
from index.store.vectors import PassageVectors, StoredVectors

_CURRENT = "current"


SegmentKey = tuple[str, str, tuple[str, ...]]
"""A segment's file, its sha256, and what of it does not answer any more."""


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A segment that is on disk already, in the folder of some generation."""

    folder: Path
    entry: SegmentEntry


@dataclass(frozen=True, slots=True)
class LoadedSegment:
    """A segment in memory, with its approximate index where it is large."""

    segment: Segment
    index: ApproximateIndex | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """What answers questions, of all documents together: vectors, terms, acronyms, words."""

    manifest: Manifest
    opened: dict[SegmentKey, LoadedSegment]
    vectors: PassageVectors
    rows: PassageRows
    terms: TermIndex
    acronyms: Acronyms
    vocabulary: Vocabulary
    centroid: Vectors
    """The mean of the paragraphs' vectors, of unit length: what the library is about."""


def write_generation(
    index: Path,
    library: str,
    model: str,
    pieces: Sequence[StoredSegment | LoadedSegment],
    vectors: VectorsKept = "here",
) -> str:
    """Write a generation beside the others, all of it on disk when this returns; return its name.

    Segments that are on disk already are shared, not written again.
    """
    folder = index / f".new.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        entries = tuple(
            _shared(piece, folder) if isinstance(piece, StoredSegment) else _written(piece, model, folder)
            for piece in pieces
        )
        name = generation_name(library, model, entries)
        manifest = Manifest(
            format=FORMAT,
            generation=name,
            library=library,
            model=model,
            documents=sum(len(entry.documents) for entry in entries),
            paragraphs=sum(entry.paragraphs for entry in entries),
            passages=sum(entry.passages for entry in entries),
            segments=entries,
            vectors=vectors,
        )
        write_manifest(folder, manifest)
        _sync(folder / FILE)
        _sync(folder)
        shutil.rmtree(index / name, ignore_errors=True)
        folder.rename(index / name)
        _sync(index)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return name


def find_segments(
    index: Path,
    wanted: Mapping[str, str],
    model: str,
    checked: bool = True,
    vectors: VectorsKept = "here",
) -> tuple[StoredSegment, ...]:
    """Return segments on disk that hold documents of these fingerprints, by id, and keep `vectors` so.

    Each document is in one of them at most; what else they hold is dropped. The generation
    that answers now comes first. A segment that is not as it was written is left out, unless
    it need not be `checked`: whoever opens it will, and reading gigabytes takes seconds.
    """
    published = _read_current(index)
    missing = dict(wanted)
    found: list[StoredSegment] = []
    for name in sorted(_folders(index), key=lambda name: name != published):
        try:
            manifest = read_manifest(index / name)
        except IndexStateError:
            continue  # Nothing is taken over from a damaged generation; building replaces it.
        fits = manifest.model == model and manifest.vectors == vectors
        for entry in manifest.segments if fits else ():
            own = tuple(one for one in entry.documents if missing.get(one.id) == one.fingerprint)
            if own and (_problem(index / name, entry) is None if checked else _is_there(index / name, entry)):
                ids = {one.id for one in own}
                dropped = (one.id for one in entry.documents if one.id not in ids)
                left = replace(entry, documents=own, dropped=(*entry.dropped, *dropped))
                found.append(StoredSegment(index / name, left))
                for one in own:
                    del missing[one.id]
    return tuple(found)


def open_segment(kept: StoredSegment) -> LoadedSegment:
    """Return a segment that is on disk, only what still answers of it.

    Its files are checked against the manifest before anything parses them. Raises
    IndexStateError when one is missing or is not the one that was written.
    """
    entry = kept.entry
    if problem := _problem(kept.folder, entry):
        raise IndexStateError(f"the index's file {problem}", REBUILD)
    segment = Segment.open(kept.folder / entry.file)
    lists = entry.inverted_lists
    own = ApproximateIndex.open(kept.folder / lists.file, lists.measured) if lists else None
    return LoadedSegment(segment.only({document.id for document in entry.documents}), own)


def publish(index: Path, name: str, keep_previous: bool = True) -> None:
    """Make a generation the one that answers, and drop all others but the one before it.

    Whoever opened the one before goes on undisturbed; where text was removed, it goes too.
    """
    before = _read_current(index)
    temporary = index / f".{_CURRENT}.{os.getpid()}"
    temporary.write_text(name, encoding="utf-8")
    _sync(temporary)
    if (index / _CURRENT).is_dir():
        shutil.rmtree(index / _CURRENT)
    temporary.replace(index / _CURRENT)
    _sync(index)
    for folder in index.iterdir():
        if folder.is_dir() and folder.name not in (name, before if keep_previous else name):
            shutil.rmtree(folder, ignore_errors=True)


def current_name(index: Path, library: str) -> str:
    """Return the generation that was built from this state of the library.

    That is the published one, unless a build was stopped between changing the
    library and publishing; then it is the generation beside it that fits.

    Raises IndexStateError when there is none.
    """
    published = _read_current(index)
    names = [name for name in (published, *_folders(index)) if name]
    if not names:
        raise IndexStateError("there is no index yet", "run 'assistant index' to build it")
    for name in names:
        if (index / name / FILE).exists() and read_manifest(index / name).library == library:
            return name
    if published and not (index / published / FILE).exists():
        raise IndexStateError("the index lacks its manifest", REBUILD)
    raise IndexStateError("the index was built from another state of the library", REBUILD)


def load_generation(
    folder: Path, before: Generation | None = None, milvus: MilvusAddress | None = None
) -> Generation:
    """Read a generation, each file checked against the manifest before anything parses it.

    What `before` has opened already is not opened again. Vectors that the segments do not keep are
    looked for in `milvus`, when a question is asked. Raises IndexStateError when a file is missing or
    is not the one that was written, or when somebody else was to keep the vectors.
    """
    manifest = read_manifest(folder)
    if (manifest.vectors == "milvus") != (milvus is not None):
        where = "in a Milvus" if manifest.vectors == "milvus" else "on this machine"
        raise IndexStateError(
            f"the index has its vectors {where}, which ASSISTANT_INDEX says otherwise",
            "set it as it was, or run 'assistant index' to build the index again",
        )
    opened: dict[SegmentKey, LoadedSegment] = {}
    for entry in manifest.segments:
        key = (entry.file, entry.sha256, entry.dropped)
        known = before.opened.get(key) if before else None
        if known is None or (known.index is None) != (entry.inverted_lists is None):
            known = open_segment(StoredSegment(folder, entry))
        opened[key] = known
    made = tuple(opened.values())
    segments = tuple(one.segment for one in made)
    mean = sum(segment.sums.sum(axis=0) for segment in segments)
    rows = PassageRows.merged(tuple(segment.rows for segment in segments))
    vectors = (
        vectors_in(milvus, manifest.model, segments, rows)
        if milvus
        else StoredVectors(segments, tuple(one.index for one in made))
    )
    return Generation(
        manifest=manifest,
        opened=opened,
        vectors=vectors,
        rows=rows,
        terms=TermIndex(tuple(_postings(made))),
        acronyms=Acronyms.from_entries(line for segment in segments for line in segment.acronyms.terms),
        vocabulary=Vocabulary.counted(segment.words for segment in segments),
        centroid=(mean / np.linalg.norm(mean)).astype(np.float32),
    )


def _postings(made: Sequence[LoadedSegment]) -> list[Postings]:
    """Return the postings of all segments in their order, those of small ones put together.

    A question looks each of its terms up in every part.
    """
    parts: list[Postings] = []
    for large, run in groupby(made, key=lambda one: one.index is not None):
        own = tuple(one.segment.terms for one in run)
        parts += own if large else (Postings.merged(own),)
    return parts


def _shared(kept: StoredSegment, folder: Path) -> SegmentEntry:
    for file in _files(kept.entry):
        _share(kept.folder / file, folder / file)
    return kept.entry


def _written(made: LoadedSegment, model: str, folder: Path) -> SegmentEntry:
    segment = made.segment
    file = segment_name(segment.documents, model, segment.vectors is not None)
    segment.save(folder / file)
    _sync(folder / file)
    inverted_lists: InvertedListsEntry | None = None
    if made.index is not None:
        path = (folder / file).with_suffix(LISTS_SUFFIX)
        made.index.save(path)
        _sync(path)
        inverted_lists = InvertedListsEntry(path.name, _sha256(path), made.index.measured)
    return SegmentEntry(
        file=file,
        sha256=_sha256(folder / file),
        documents=segment.documents,
        inverted_lists=inverted_lists,
    )


def _problem(folder: Path, entry: SegmentEntry) -> str | None:
    """Return which file of a segment is missing or not what the manifest says was written, and why."""
    for file, expected in _files(entry).items():
        try:
            if _sha256(folder / file) != expected:
                return f"{file} is damaged"
        except OSError:
            return f"{file} is {'damaged' if (folder / file).exists() else 'missing'}"
    return None


def _is_there(folder: Path, entry: SegmentEntry) -> bool:
    return all((folder / file).exists() for file in _files(entry))


def _files(entry: SegmentEntry) -> dict[str, str]:
    """Return the sha256 (hex) of each file of a segment, by its name."""
    lists = {entry.inverted_lists.file: entry.inverted_lists.sha256} if entry.inverted_lists else {}
    return {entry.file: entry.sha256, **lists}


def _read_current(index: Path) -> str | None:
    try:
        return (index / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None  # No pointer, or none that can be read: the generation that fits is looked for.


def _folders(index: Path) -> list[str]:
    if not index.is_dir():
        return []
    return sorted(path.name for path in index.iterdir() if path.is_dir() and path.name[0] != ".")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _share(file: Path, new: Path) -> None:
    """Give a file a second name, or copy it where the disk knows no second names."""
    try:
        new.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, new)
        _sync(new)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
