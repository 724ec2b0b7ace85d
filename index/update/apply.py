"""Build the index from sources: read, embed what is new, write, publish.

Each step leaves the home folder in a state that answers: vectors are kept as they
are made, a generation is written beside the old one, and the library changes in
one transaction just before the new generation is published.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from corpus.errors import IndexStateError
from corpus.library.database import Place
from corpus.library.library import Library, combined, fingerprint_of
from corpus.library.originals import Originals
from corpus.records.corrections import carry_corrections
from corpus.records.sources import read_shipped
from corpus.types import Ingested
from index.encoding.encoder import Encoder
from index.store.compaction import IndexKind, compact, contents_of, is_compact
from index.store.generation import (
    Kept,
    Made,
    current_name,
    find_segments,
    load_generation,
    publish,
    write_generation,
)
from index.store.manifest import Manifest, VectorsKept, read_manifest
from index.store.milvus.collection import MilvusCollection, version_of, versioned
from index.store.milvus.server import MilvusAddress, server_at
from index.store.segments import Segment, content_of, passages_of
from index.update.locks import (
    end_erasure,
    is_erasure_unfinished,
    note_erasure,
    only_builder,
    told_plainly,
)

PATIENCE = 600.0
"""Seconds that an addition waits while somebody else's is written."""
_KEPT_AT_ONCE = 256

Progress = Callable[[int, int], None]
"""Called with how many texts are embedded, and of how many."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds all state: library, index and the lock of whoever builds.

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


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a library: documents put in, new or in another version, and ids taken out.

    `left_out` are the shipped documents that are not to be read from their folder again.
    """

    put: tuple[Ingested, ...] = ()
    removed: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


Decide = Callable[[Library], Change]
"""Says what becomes of a library that nobody else changes meanwhile."""


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

    def decide(library: Library) -> Change:
        known, left_out = library.fingerprints(), library.left_out()
        shipped = (item for item in read_shipped(sources) if item.document.id not in left_out)
        put = (
            carry_corrections(library.ingested(item.document.id), item) if item.document.id in known else item
            for item in shipped
        )
        return Change(put=tuple(put), left_out=left_out)

    return update_index(home, decide, encoder, progress, checked=True)


def update_index(
    home: Home,
    decide: Decide,
    encoder: Encoder,
    progress: Progress | None = None,
    patience: float = 0.0,
    checked: bool = False,
) -> BuildReport:
    """Change what the library holds, and publish an index of it.

    Only passages that are new are embedded. The new index answers before what was removed is
    taken out of the files that it shares with others, and before small files are merged; both
    are done when this returns. Whoever else is building is waited for `patience` seconds. If `checked`,
    files that the index has already are read, and made anew where they are damaged.

    Raises LibraryError or IndexStateError when someone else is building, the folder
    cannot be written, the disk is full, or nothing would be left. Whatever was
    published before still answers then. A removal that was ended midway is finished by the next change.
    """
    with (
        told_plainly(home.path),
        only_builder(home.path, patience),
        closing(Library.create(home.library)) as library,
        library.exclusive(patience),
    ):
        change = decide(library)
        before = library.fingerprints()
        fingerprints = {item.document.id: fingerprint_of(item) for item in change.put}
        put = {
            fingerprints[item.document.id]: item
            for item in change.put
            if before.get(item.document.id) != fingerprints[item.document.id]
        }
        after = {id: own for id, own in (before | fingerprints).items() if id not in change.removed}
        counts = library.paragraph_counts() | {i.document.id: len(i.paragraphs) for i in put.values()}
        wanted = {id: own for id, own in after.items() if counts[id]}
        if not wanted:
            raise IndexStateError("no paragraph would be left to search", "keep or add a document")
        state = combined(after.values())
        collection = MilvusCollection(server_at(home.milvus), encoder.name) if home.milvus else None
        there = collection.versions() if collection else frozenset()
        versions = {version_of(own) for own in wanted.values()}
        # What a Milvus does not hold is made anew, as if it were not on this disk either.
        found = {id: own for id, own in wanted.items() if not collection or version_of(own) in there}
        unfinished = is_erasure_unfinished(home.path)
        same = before == after and change.left_out == library.left_out() and found == wanted
        if same and not unfinished:
            manifest = _intact(home, state, encoder.name)
            if manifest:
                _published(home, collection, manifest.generation, keep_previous=True)
                if collection:
                    collection.keep_only(versions)
                return BuildReport(manifest, embedded=0, rebuilt=False)
        written = _write(home, library, encoder, state, wanted, found, put, checked, progress)
        if collection:
            missing = ((item, segment) for item, segment in written.made if item.document.id not in found)
            collection.put(versioned(item, segment) for item, segment in missing)
        erased = unfinished or _erased(library, change, put.values())
        if erased:
            note_erasure(home.path)
        library.change(put, change.removed, change.left_out, date.today().isoformat())
        Originals(home.originals).keep_only(library.files())
        _published(home, collection, written.name, keep_previous=not erased)
        name = compact(home.index, written.name, home.kind)
        library.embeddings.forget_others(encoder.name)
        gone = change.removed | {item.document.id for item in put.values()}
        if unfinished or not gone.isdisjoint(before):
            library.embeddings.forget_but(contents_of(home.index / name))
        if collection:
            collection.keep_only(versions)
        if erased:
            library.erase()
            end_erasure(home.path)
        return BuildReport(read_manifest(home.index / name), written.embedded, rebuilt=True)


def follow_library(home: Home, encoder: Encoder) -> None:
    """Bring this server's index up to a library that other servers have changed.

    The library and the Milvus stay as they are: whoever changes a library sees to those. Raises
    IndexStateError where the others use another model, and as `update_index` does.
    """
    with (
        told_plainly(home.path),
        only_builder(home.path, PATIENCE),
        closing(Library.create(home.library)) as library,
        library.exclusive(PATIENCE),
    ):
        fingerprints, counts = library.fingerprints(), library.paragraph_counts()
        state = combined(fingerprints.values())
        if _intact(home, state, encoder.name):
            return
        models = library.embeddings.models()
        if encoder.name not in models:
            theirs = f"keeps vectors of the model '{models[0]}'" if models else "has not been indexed"
            raise IndexStateError(
                f"the shared library {theirs}, and this server has '{encoder.name}'",
                "give all servers the same ASSISTANT_MODEL, and run 'assistant index' on one of them",
            )
        wanted = {id: own for id, own in fingerprints.items() if counts[id]}
        written = _write(home, library, encoder, state, wanted, wanted)
        Originals(home.originals).keep_only(library.files())
        # What the others removed is to leave this disk too.
        publish(home.index, written.name, keep_previous=False)
        compact(home.index, written.name, home.kind)


@dataclass(frozen=True, slots=True)
class _Written:
    """A generation that is written and not published: its name, what had to be made for it."""

    name: str
    made: tuple[tuple[Ingested, Segment], ...]
    embedded: int


def _write(
    home: Home,
    library: Library,
    encoder: Encoder,
    state: str,
    wanted: Mapping[str, str],
    found: Mapping[str, str],
    put: Mapping[str, Ingested] | None = None,
    checked: bool = True,
    progress: Progress | None = None,
) -> _Written:
    """Write a generation of the `wanted` documents; segments of those `found` are taken where they are."""
    kept = find_segments(home.index, found, encoder.name, checked, home.vectors)
    on_disk = {document.id for piece in kept for document in piece.entry.documents}
    items = [(put or {}).get(own) or library.ingested(id) for id, own in wanted.items() if id not in on_disk]
    made, embedded = _make_segments(library, encoder, items, wanted, progress)
    places = {id: place for place, id in enumerate(wanted)}
    new = [Made(segment.without_vectors() if home.milvus else segment) for segment in made]
    unsorted: list[Kept | Made] = [*kept, *new]
    pieces = sorted(unsorted, key=lambda piece: places[_first_document(piece)])
    name = write_generation(home.index, state, encoder.name, pieces, home.vectors)
    return _Written(name, tuple(zip(items, made, strict=True)), embedded)


def _published(home: Home, collection: MilvusCollection | None, name: str, keep_previous: bool) -> None:
    if collection:
        collection.publish()
    publish(home.index, name, keep_previous)


def _intact(home: Home, state: str, model: str) -> Manifest | None:
    """Return the manifest of the generation that fits, or None when it must be built again."""
    try:
        folder = home.index / current_name(home.index, state)
        manifest = load_generation(folder, milvus=home.milvus).manifest
    except IndexStateError:
        return None  # A damaged or missing index is what building mends.
    fits = manifest.model == model and manifest.generation == folder.name
    return manifest if fits and is_compact(manifest, home.kind) else None


def _erased(library: Library, change: Change, put: Iterable[Ingested]) -> bool:
    """Say whether a paragraph goes that nobody may find any more."""
    known = library.fingerprints()
    if not change.removed.isdisjoint(known):
        return True
    for item in put:
        if item.document.id in known:
            before = {paragraph.id for paragraph in library.paragraphs(item.document.id)}
            if not before <= {paragraph.id for paragraph in item.paragraphs}:
                return True
    return False


def _make_segments(
    library: Library,
    encoder: Encoder,
    items: Iterable[Ingested],
    fingerprints: Mapping[str, str],
    progress: Progress | None,
) -> tuple[list[Segment], int]:
    """Return the segments of documents, and how many texts had to be embedded for them."""
    cut = [(item, passages_of(item)) for item in items]
    texts = {content_of(text): text for _, own in cut for passage in own for text in passage.embedded}
    embedded = _embed(library, encoder, texts, progress)
    vectors = library.embeddings.get(encoder.name, texts.keys())
    made = [Segment.of(item, fingerprints[item.document.id], own, vectors) for item, own in cut]
    return made, embedded


def _embed(library: Library, encoder: Encoder, texts: Mapping[bytes, str], progress: Progress | None) -> int:
    """Keep a vector of each text in the library, by its content; return how many were not there yet."""
    known = library.embeddings.known(encoder.name, texts.keys())
    missing = [content for content in texts if content not in known]
    done = 0
    # Texts of one length together, longest first, as `encode` has them.
    missing.sort(key=lambda content: -len(texts[content]))
    for first in range(0, len(missing), _KEPT_AT_ONCE):
        batch = missing[first : first + _KEPT_AT_ONCE]

        def advance(count: int) -> None:
            nonlocal done
            done += count
            if progress:
                progress(done, len(missing))

        encoded = encoder.encode([texts[content] for content in batch], advance).astype(np.float16)
        new = {content: row.tobytes() for content, row in zip(batch, encoded, strict=True)}
        library.embeddings.keep(encoder.name, new)
    return len(missing)


def _first_document(piece: Kept | Made) -> str:
    documents = piece.entry.documents if isinstance(piece, Kept) else piece.segment.documents
    return documents[0].id
