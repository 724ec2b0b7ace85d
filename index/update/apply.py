"""Bring library and index up to a change: plan it, write a generation beside the old one, publish it.

Each step leaves the home folder in a state that answers: vectors are kept as they
are made, a generation is written beside the old one, and the library changes in
one transaction just before the new generation is published.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.errors import IndexStateError
from corpus.library.library import Library, combined
from corpus.library.originals import Originals
from corpus.records.corrections import carry_corrections
from corpus.records.sources import read_shipped
from index.encoding.encoder import Encoder
from index.home import Home
from index.store.compaction import compact, contents_of, is_compact
from index.store.generation import current_name, load_generation, publish
from index.store.manifest import Manifest, read_manifest
from index.store.milvus.collection import MilvusCollection, versioned
from index.store.milvus.server import server_at
from index.update.locks import disk_errors, end_erasure, is_erasure_unfinished, note_erasure, update_lock
from index.update.plan import Change, LibraryState, UpdatePlan, plan_update
from index.update.write import Progress, write_documents

UPDATE_TIMEOUT = 600.0
"""Seconds that an addition waits while somebody else's is written."""

Decide = Callable[[Library], Change]
"""Says what becomes of a library that nobody else changes meanwhile."""


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did: the generation that answers now, and how many texts were embedded."""

    manifest: Manifest
    embedded: int
    rebuilt: bool


def build_index(
    home: Home, sources: Path, encoder: Encoder, progress: Progress | None = None
) -> UpdateReport:
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
        return Change(put=tuple(put))

    return update_index(home, decide, encoder, progress, checked=True)


def update_index(
    home: Home,
    decide: Decide,
    encoder: Encoder,
    progress: Progress | None = None,
    timeout: float = 0.0,
    checked: bool = False,
) -> UpdateReport:
    """Change what the library holds, and publish an index of it.

    Only passages that are new are embedded. The new index answers before what was removed is
    taken out of the files that it shares with others, and before small files are merged; both
    are done when this returns. Another update is waited for `timeout` seconds. If `checked`,
    files that the index has already are read, and made again where they are damaged.

    Raises LibraryError or IndexStateError when someone else is updating, the folder
    cannot be written, the disk is full, or nothing would be left. Whatever was
    published before still answers then. A removal that was ended midway is finished by the next change.
    """
    with (
        disk_errors(home.path),
        update_lock(home.path, timeout),
        Library.create(home.library) as library,
        library.exclusive(timeout),
    ):
        change = decide(library)
        collection = MilvusCollection(server_at(home.milvus), encoder.name) if home.milvus else None
        state = LibraryState.read(library, change)
        plan = plan_update(state, change, collection.versions() if collection else None)
        if plan.changes_nothing and not is_erasure_unfinished(home.path):
            manifest = _intact(home, plan.fingerprint, encoder.name)
            if manifest:
                _publish(home, collection, manifest.generation, keep_previous=True)
                if collection:
                    collection.keep_only(plan.versions)
                return UpdateReport(manifest, embedded=0, rebuilt=False)
        return _apply(home, library, collection, plan, encoder, checked, progress)


def _apply(
    home: Home,
    library: Library,
    collection: MilvusCollection | None,
    plan: UpdatePlan,
    encoder: Encoder,
    checked: bool,
    progress: Progress | None,
) -> UpdateReport:
    """Do what a plan says, and finish a removal that was ended midway."""
    unfinished = is_erasure_unfinished(home.path)
    erases = plan.erases or unfinished
    written = write_documents(
        home, library, encoder, plan.fingerprint, plan.indexed, plan.kept, plan.put, checked, progress
    )
    if collection:
        missing = ((item, segment) for item, segment in written.made if item.document.id not in plan.kept)
        collection.put(versioned(item, segment) for item, segment in missing)
    if erases:
        note_erasure(home.path)
    today = date.today().isoformat()
    library.change(plan.put, plan.removed, plan.left_out, plan.taken_back, today)
    Originals(home.originals).keep_only(library.files())
    _publish(home, collection, written.name, keep_previous=not erases)
    name = compact(home.index, written.name, home.kind)
    library.embeddings.forget_others(encoder.name)
    if plan.frees_vectors or unfinished:
        library.embeddings.forget_but(contents_of(home.index / name))
    if collection:
        collection.keep_only(plan.versions)
    if erases:
        library.erase()
        end_erasure(home.path)
    return UpdateReport(read_manifest(home.index / name), written.embedded, rebuilt=True)


def follow_library(home: Home, encoder: Encoder) -> None:
    """Bring this server's index up to a library that other servers have changed.

    The library and the Milvus stay as they are: whoever changes a library sees to those. Raises
    IndexStateError where the others use another model, and as `update_index` does.
    """
    with (
        disk_errors(home.path),
        update_lock(home.path, UPDATE_TIMEOUT),
        Library.create(home.library) as library,
        library.exclusive(UPDATE_TIMEOUT),
    ):
        fingerprints, counts = library.fingerprints(), library.paragraph_counts()
        fingerprint = combined(fingerprints.values())
        if _intact(home, fingerprint, encoder.name):
            return
        models = library.embeddings.models()
        if encoder.name not in models:
            theirs = f"keeps vectors of the model '{models[0]}'" if models else "has not been indexed"
            raise IndexStateError(
                f"the shared library {theirs}, and this server has '{encoder.name}'",
                "give all servers the same ASSISTANT_MODEL, and run 'assistant index' on one of them",
            )
        indexed = {document_id: own for document_id, own in fingerprints.items() if counts[document_id]}
        written = write_documents(home, library, encoder, fingerprint, indexed, indexed)
        Originals(home.originals).keep_only(library.files())
        # What the others removed is to leave this disk too.
        publish(home.index, written.name, keep_previous=False)
        compact(home.index, written.name, home.kind)


def _publish(home: Home, collection: MilvusCollection | None, name: str, keep_previous: bool) -> None:
    if collection:
        collection.publish()
    publish(home.index, name, keep_previous)


def _intact(home: Home, fingerprint: str, model: str) -> Manifest | None:
    """Return the manifest of the generation that fits, or None when it must be built again."""
    try:
        folder = home.index / current_name(home.index, fingerprint)
        manifest = load_generation(folder, milvus=home.milvus).manifest
    except IndexStateError:
        return None  # A damaged or missing index is what building mends.
    fits = manifest.model == model and manifest.generation == folder.name
    return manifest if fits and is_compact(manifest, home.kind) else None
