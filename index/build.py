"""Build the index from sources: read, embed what is new, write, publish.

Each step leaves the home folder in a state that answers: vectors are kept as they
are made, a generation is written beside the old one, and the library changes in
one transaction just before the new generation is published.
"""

import errno
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.corrections import carry_corrections
from corpus.errors import IndexStateError
from corpus.library import Library, combined, fingerprint_of
from corpus.originals import Originals
from corpus.sources import read_shipped
from corpus.types import Ingested
from index.encoder import Encoder
from index.generation import (
    current_name,
    find_segments,
    load_generation,
    publish,
    read_manifest,
    write_generation,
)
from index.segments import Segment, content_of, passages_of, segment_name
from index.types import Manifest

_KEPT_AT_ONCE = 256

Contents = tuple[Ingested, ...]
Change = Callable[[Contents, frozenset[str]], tuple[Contents, frozenset[str]]]
Progress = Callable[[int, int], None]
"""Called with how many texts are embedded, and of how many."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds all state: library, index and the lock of whoever builds."""

    path: Path

    @property
    def library(self) -> Path:
        """The SQLite file."""
        return self.path / "library.sqlite"

    @property
    def index(self) -> Path:
        """The folder of the index's generations."""
        return self.path / "index"

    @property
    def originals(self) -> Path:
        """The folder of the files that were added."""
        return self.path / "originals"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the generation that answers now, and how many texts were embedded."""

    manifest: Manifest
    embedded: int
    rebuilt: bool


def build_index(home: Home, sources: Path, encoder: Encoder, progress: Progress | None = None) -> BuildReport:
    """Bring library and index up to the documents in `sources`; documents added since stay.

    A shipped document that was removed stays out. Does nothing where all is up to date.
    Raises as `update_index` does, and SourceError for a source that cannot be read.
    """

    def change(contents: Contents, left_out: frozenset[str]) -> tuple[Contents, frozenset[str]]:
        before = {item.document.id: item for item in contents}
        shipped = {
            item.document.id: carry_corrections(before.get(item.document.id, item), item)
            for item in read_shipped(sources)
            if item.document.id not in left_out
        }
        added = (item for id, item in before.items() if id not in shipped)
        return (*shipped.values(), *added), left_out

    return update_index(home, change, encoder, progress)


def update_index(
    home: Home,
    change: Change,
    encoder: Encoder,
    progress: Progress | None = None,
    patience: float = 0.0,
) -> BuildReport:
    """Change what the library holds, and publish an index of it.

    `change` is given the contents and the shipped documents left out, and returns
    both as they shall be; nobody else changes them meanwhile. Only passages that are
    new are embedded. What was removed leaves the disk before this returns. Whoever
    else is building is waited for `patience` seconds.

    Raises LibraryError or IndexStateError when someone else is building, the folder
    cannot be written, the disk is full, or nothing would be left. Whatever was
    published before still answers then.
    """
    with _told_plainly(home), _only_builder(home, patience):
        library = Library.create(home.library)
        try:
            before = library.contents()
            contents, left_out = change(before, library.left_out())
            if not any(item.paragraphs for item in contents):
                raise IndexStateError("no paragraph would be left to search", "keep or add a document")
            fingerprints = _fingerprints(contents, before, library.fingerprints())
            state = combined(fingerprints.values())
            if library.fingerprint() == state and left_out == library.left_out():
                manifest = _intact(home, state, encoder.name)
                if manifest:
                    publish(home.index, manifest.generation)
                    return BuildReport(manifest, embedded=0, rebuilt=False)
            named = {
                segment_name(fingerprints[item.document.id], encoder.name): item
                for item in contents
                if item.paragraphs
            }
            found = find_segments(home.index, named)
            new = {name: item for name, item in named.items() if name not in found}
            made, embedded = _make_segments(library, encoder, new, progress)
            segments = {name: found[name].segment if name in found else made[name] for name in named}
            name = write_generation(home.index, state, encoder.name, segments, found)
            library.replace(contents, left_out, date.today().isoformat(), fingerprints)
            Originals(home.originals).keep_only(contents)
            removed = _paragraphs(before) - _paragraphs(contents)
            publish(home.index, name, keep_previous=not removed)
            used = frozenset[str]().union(*(segment.contents for segment in segments.values()))
            library.forget_embeddings(encoder.name, used)
            if removed:
                library.compact()
            return BuildReport(read_manifest(home.index / name), embedded, rebuilt=True)
        finally:
            library.close()


def _intact(home: Home, state: str, model: str) -> Manifest | None:
    """Return the manifest of the generation that fits, or None when it must be built again."""
    try:
        folder = home.index / current_name(home.index, state)
        manifest = load_generation(folder).manifest
    except IndexStateError:
        return None  # A damaged or missing index is what building mends.
    fits = manifest.model == model and manifest.generation == folder.name
    return manifest if fits else None


def _fingerprints(contents: Contents, before: Contents, stored: Mapping[str, str]) -> dict[str, str]:
    """Return each document's fingerprint by its id; the stored one where the document is as it was read."""
    unchanged = {id(item): stored[item.document.id] for item in before}
    return {item.document.id: unchanged.get(id(item)) or fingerprint_of(item) for item in contents}


def _paragraphs(contents: Contents) -> frozenset[str]:
    return frozenset(paragraph.id for item in contents for paragraph in item.paragraphs)


def _make_segments(
    library: Library, encoder: Encoder, items: Mapping[str, Ingested], progress: Progress | None
) -> tuple[dict[str, Segment], int]:
    """Return the segments of documents by name, and how many texts had to be embedded for them."""
    passages = {name: passages_of(item) for name, item in items.items()}
    texts = {content_of(text): text for own in passages.values() for p in own for text in p.embedded}
    vectors, embedded = _embed(library, encoder, texts, progress)
    return {name: Segment.of(items[name], own, vectors) for name, own in passages.items()}, embedded


def _embed(
    library: Library, encoder: Encoder, texts: Mapping[str, str], progress: Progress | None
) -> tuple[dict[str, bytes], int]:
    """Return the vector of each text by its content, and how many of them were not in the library yet."""
    vectors = library.embeddings(encoder.name, texts)
    missing = [content for content in texts if content not in vectors]
    done = 0
    # Longest last, so that the texts of a batch are of one length.
    missing.sort(key=lambda content: len(texts[content]))
    for first in range(0, len(missing), _KEPT_AT_ONCE):
        batch = missing[first : first + _KEPT_AT_ONCE]

        def advance(count: int) -> None:
            nonlocal done
            done += count
            if progress:
                progress(done, len(missing))

        encoded = encoder.encode([texts[content] for content in batch], advance)
        new = {content: row.tobytes() for content, row in zip(batch, encoded, strict=True)}
        library.keep_embeddings(encoder.name, new)
        vectors.update(new)
    return vectors, len(missing)


@contextmanager
def _only_builder(home: Home, patience: float) -> Iterator[None]:
    home.path.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(home.path / "building.lock", timeout=patience):
            yield
    except Timeout:
        raise IndexStateError(
            "another command is changing this library", "wait until it is done and try again"
        ) from None


@contextmanager
def _told_plainly(home: Home) -> Iterator[None]:
    """Turn a full disk and a folder that cannot be written into errors that say so."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise IndexStateError(
                f"the disk that holds {home.path} is full", "free some space and run 'assistant index' again"
            ) from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            raise IndexStateError(
                f"{home.path} is a file, not a folder", "name a folder in ASSISTANT_HOME"
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise IndexStateError(
                f"the folder {home.path} cannot be written",
                "make it writable or name another in ASSISTANT_HOME",
            ) from error
        raise
