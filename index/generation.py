"""One generation of the index on disk: written beside the old one, published by one rename.

<home>/index/<generation>/   vectors.faiss, centroid.f32, passages.json, terms/, acronyms.json,
                             vocabulary.json, manifest.json
<home>/index/current         the name of the generation that answers
"""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from corpus.errors import IndexStateError
from index.acronyms import Acronyms
from index.encoder import Vectors
from index.spelling import Vocabulary
from index.terms import TermIndex
from index.types import Manifest, Passage, PassageKind

FORMAT = 3
"""Counts up with each change of the files; another format is rebuilt, never read."""

_CURRENT = "current"
_KINDS: tuple[PassageKind, ...] = ("paragraph", "headed", "window")
_REBUILD = "run 'assistant index' to build it anew"


@dataclass(frozen=True)
class PassageRows:
    """Which rows of the vectors belong to which paragraph.

    `first` is (paragraphs + 1,) int64: paragraph i has the rows first[i] to
    first[i + 1]. `kinds` is (rows,) int8, an index into the kinds of passage.
    """

    paragraphs: tuple[str, ...]
    first: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int8]

    @classmethod
    def of(cls, passages: tuple[Passage, ...]) -> Self:
        """Count the passages of each paragraph; those of one paragraph stand together."""
        ids = [passage.paragraph for passage in passages]
        paragraphs = tuple(dict.fromkeys(ids))
        starts = [i for i, id in enumerate(ids) if i == 0 or ids[i - 1] != id]
        if len(starts) != len(paragraphs):
            raise ValueError(f"{len(starts)} runs of passages for {len(paragraphs)} paragraphs")
        kinds = np.array([_KINDS.index(passage.kind) for passage in passages], np.int8)
        return cls(paragraphs, np.array([*starts, len(ids)], np.int64), kinds)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each paragraph stands among them all."""
        return {id: position for position, id in enumerate(self.paragraphs)}

    def of_kind(self, kind: PassageKind) -> npt.NDArray[np.bool_]:
        """Return which rows are passages of a kind."""
        selected: npt.NDArray[np.bool_] = self.kinds == _KINDS.index(kind)
        return selected


@dataclass(frozen=True, slots=True)
class Generation:
    """What answers questions: vectors in a FAISS index, terms, acronyms, and their manifest."""

    manifest: Manifest
    vectors: Any  # faiss.Index; the library ships no types
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
    passages: tuple[Passage, ...],
    vectors: Vectors,
    terms: TermIndex,
    acronyms: Acronyms,
    vocabulary: Vocabulary,
    documents: int,
) -> str:
    """Write a generation beside the others, all of it on disk when this returns; return its name."""
    import faiss

    if len(passages) != len(vectors):
        raise ValueError(f"{len(vectors)} vectors for {len(passages)} passages")
    rows = PassageRows.of(passages)
    name = hashlib.sha256(f"{FORMAT} {library} {model}".encode()).hexdigest()[:16]
    folder = index / f".{name}.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        # Through memory: FAISS's own file writer tells nothing of a full disk but a bare error.
        (folder / "vectors.faiss").write_bytes(faiss.serialize_index(flat).tobytes())
        mean = vectors[rows.of_kind("paragraph")].mean(axis=0)
        (folder / "centroid.f32").write_bytes((mean / np.linalg.norm(mean)).astype("<f4").tobytes())
        (folder / "passages.json").write_text(
            json.dumps(
                {"paragraphs": rows.paragraphs, "first": rows.first.tolist(), "kinds": rows.kinds.tolist()}
            ),
            encoding="utf-8",
        )
        (folder / "terms").mkdir()
        terms.save(folder / "terms")
        acronyms.save(folder / "acronyms.json")
        vocabulary.save(folder / "vocabulary.json")
        files = {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        manifest = Manifest(
            format=FORMAT,
            generation=name,
            library=library,
            model=model,
            dimension=int(vectors.shape[1]),
            documents=documents,
            paragraphs=len(rows.paragraphs),
            passages=len(passages),
            files=files,
        )
        (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        for path in [*folder.rglob("*"), folder]:
            _sync(path)
        shutil.rmtree(index / name, ignore_errors=True)
        folder.rename(index / name)
        _sync(index)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return name


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
        if (index / name / "manifest.json").exists() and read_manifest(index / name).library == library:
            return name
    if published and not (index / published / "manifest.json").exists():
        raise IndexStateError("the index lacks its manifest", _REBUILD)
    raise IndexStateError("the index was built from another state of the library", _REBUILD)


def read_manifest(folder: Path) -> Manifest:
    """Return a generation's manifest. Raises IndexStateError when it cannot be read."""
    try:
        manifest = Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
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
    for name, expected in manifest.files.items():
        try:
            actual = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError:
            raise IndexStateError(f"the index's file {name} is missing", _REBUILD) from None
        if actual != expected:
            raise IndexStateError(f"the index's file {name} is damaged", _REBUILD)
    data = np.frombuffer((folder / "vectors.faiss").read_bytes(), np.uint8)
    vectors = faiss.deserialize_index(data)
    record = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
    rows = PassageRows(
        tuple(record["paragraphs"]),
        np.array(record["first"], np.int64),
        np.array(record["kinds"], np.int8),
    )
    centroid = np.frombuffer((folder / "centroid.f32").read_bytes(), np.float32)
    terms = TermIndex.load(folder / "terms")
    acronyms = Acronyms.load(folder / "acronyms.json")
    vocabulary = Vocabulary.load(folder / "vocabulary.json")
    return Generation(manifest, vectors, rows, terms, acronyms, vocabulary, centroid)


def _read_current(index: Path) -> str | None:
    try:
        return (index / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None  # No pointer, or none that can be read: the generation that fits is looked for.


def _folders(index: Path) -> list[str]:
    if not index.is_dir():
        return []
    return sorted(path.name for path in index.iterdir() if path.is_dir() and path.name[0] != ".")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
