"""One generation of the index on disk: written beside the old one, published by one rename.

<home>/index/<generation>/   a segment for each document, and manifest.json
<home>/index/current         the name of the generation that answers

What a generation has in common with the one before is the same file on the disk (a hard link).
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import IndexStateError
from index.acronyms import Acronyms
from index.encoder import Vectors
from index.lexical import TermIndex
from index.segments import FORMAT, PassageRows, Segment
from index.spelling import Vocabulary
from index.types import Manifest

_CURRENT = "current"
_MANIFEST = "manifest.json"
_REBUILD = "run 'assistant index' to build it anew"


@dataclass(frozen=True, slots=True)
class Generation:
    """What answers questions, of all documents together: vectors in a FAISS index, terms, acronyms."""

    manifest: Manifest
    vectors: Any  # faiss.Index; the library ships no types
    rows: PassageRows
    terms: TermIndex
    acronyms: Acronyms
    vocabulary: Vocabulary
    centroid: Vectors
    """The mean of the paragraphs' vectors, of unit length: what the library is about."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A segment that is on disk already: its file, the file's sha256 (hex), and what it holds."""

    path: Path
    sha256: str
    segment: Segment


def write_generation(
    index: Path, library: str, model: str, segments: Mapping[str, Segment], kept: Mapping[str, Kept]
) -> str:
    """Write a generation beside the others, all of it on disk when this returns; return its name.

    `segments` are those of all documents by name, in the documents' order; those that are
    on disk already are in `kept`, and are shared, not written again.
    """
    name = hashlib.sha256(f"{FORMAT} {library} {model}".encode()).hexdigest()[:16]
    folder = index / f".{name}.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        files: dict[str, str] = {}
        for file, segment in segments.items():
            if file in kept:
                _share(kept[file].path, folder / file)
                files[file] = kept[file].sha256
            else:
                files[file] = segment.save(folder / file)
        manifest = Manifest(
            format=FORMAT,
            generation=name,
            library=library,
            model=model,
            dimension=int(next(iter(segments.values())).vectors.shape[1]),
            documents=len(segments),
            paragraphs=sum(len(segment.rows.paragraphs) for segment in segments.values()),
            passages=sum(len(segment.vectors) for segment in segments.values()),
            files=files,
        )
        (folder / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        for path in [*(file for file in folder.iterdir() if file.name not in kept), folder]:
            _sync(path)
        shutil.rmtree(index / name, ignore_errors=True)
        folder.rename(index / name)
        _sync(index)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return name


def find_segments(index: Path, names: Iterable[str]) -> dict[str, Kept]:
    """Return those of the segments that some generation holds as they were written."""
    manifests: dict[Path, Manifest] = {}
    for name in _folders(index):
        try:
            manifests[index / name] = read_manifest(index / name)
        except IndexStateError:
            continue  # Nothing is taken over from a damaged generation; building replaces it.
    found: dict[str, Kept] = {}
    for name in names:
        for folder, manifest in manifests.items():
            expected = manifest.files.get(name)
            if expected is None or name in found:
                continue
            data = _written(folder / name, expected)
            if data is not None:
                found[name] = Kept(folder / name, expected, Segment.parse(data))
    return found


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
        if (index / name / _MANIFEST).exists() and read_manifest(index / name).library == library:
            return name
    if published and not (index / published / _MANIFEST).exists():
        raise IndexStateError("the index lacks its manifest", _REBUILD)
    raise IndexStateError("the index was built from another state of the library", _REBUILD)


def read_manifest(folder: Path) -> Manifest:
    """Return a generation's manifest. Raises IndexStateError when it cannot be read."""
    try:
        manifest = Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        raise IndexStateError("the index's manifest is damaged", _REBUILD) from None
    if not isinstance(manifest.files, dict):
        raise IndexStateError("the index's manifest is damaged", _REBUILD)
    if manifest.format != FORMAT:
        raise IndexStateError(
            f"the index has format {manifest.format} and this program reads {FORMAT}", _REBUILD
        )
    return manifest


def load_generation(folder: Path) -> Generation:
    """Read a generation, each file checked against the manifest before anything parses it.

    Raises IndexStateError when a file is missing or is not the one that was written.
    """
    import faiss

    manifest = read_manifest(folder)
    segments: list[Segment] = []
    for name, expected in manifest.files.items():
        data = _written(folder / name, expected)
        if data is None:
            problem = "is damaged" if (folder / name).exists() else "is missing"
            raise IndexStateError(f"the index's file {name} {problem}", _REBUILD)
        segments.append(Segment.parse(data))
    vectors = faiss.IndexFlatIP(manifest.dimension)
    for segment in segments:
        vectors.add(segment.vectors)
    rows = PassageRows.merged(tuple(segment.rows for segment in segments))
    mean = sum(segment.vectors[segment.rows.of_kind("paragraph")].sum(axis=0) for segment in segments)
    return Generation(
        manifest=manifest,
        vectors=vectors,
        rows=rows,
        terms=TermIndex(tuple(segment.postings for segment in segments)),
        acronyms=Acronyms.merged(segment.acronyms for segment in segments),
        vocabulary=Vocabulary.merged(segment.vocabulary for segment in segments),
        centroid=(mean / np.linalg.norm(mean)).astype(np.float32),
    )


def _read_current(index: Path) -> str | None:
    try:
        return (index / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None  # No pointer, or none that can be read: the generation that fits is looked for.


def _folders(index: Path) -> list[str]:
    if not index.is_dir():
        return []
    return sorted(path.name for path in index.iterdir() if path.is_dir() and path.name[0] != ".")


def _written(path: Path, expected: str) -> bytes | None:
    """Return what a file holds, None where that is not what the manifest says was written."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if _sha256(data) == expected else None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


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
