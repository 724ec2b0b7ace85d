"""What an update does, worked out before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from corpus.errors import IndexStateError
from corpus.library.library import Library, combined, fingerprint_of
from corpus.types import Ingested
from index.store.milvus.collection import version_of


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a library: documents put in, new or in another version, and ids taken out.

    `left_out` are shipped documents that are not to be read from their folder again from now on,
    `taken_back` those that are again; of all others it stays as it was.
    """

    put: tuple[Ingested, ...] = ()
    removed: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    taken_back: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What a library holds, as far as a change is about it.

    `fingerprints` are those of its documents by id, in their order; `paragraphs` how many each has;
    `paragraph_ids` those of the documents that the change puts in again; `left_out` the shipped
    documents that are not read from their folder.
    """

    fingerprints: Mapping[str, str]
    paragraphs: Mapping[str, int]
    paragraph_ids: Mapping[str, frozenset[str]]
    left_out: frozenset[str]

    @classmethod
    def read(cls, library: Library, change: Change) -> Self:
        """Read the state of a library that nobody else changes meanwhile."""
        fingerprints = library.fingerprints()
        again = (item.document.id for item in change.put if item.document.id in fingerprints)
        return cls(
            fingerprints,
            library.paragraph_counts(),
            {
                document_id: frozenset(paragraph.id for paragraph in library.paragraphs(document_id))
                for document_id in again
            },
            library.left_out(),
        )


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What an update does.

    `put` are the documents that differ from what is there, by their fingerprint. `indexed` are the
    fingerprints by id of all documents that have a paragraph, in their order, `kept` those of them
    whose vectors are where they are looked for. `fingerprint` is the library's own afterwards.
    """

    put: Mapping[str, Ingested]
    removed: frozenset[str]
    left_out: frozenset[str]
    taken_back: frozenset[str]
    indexed: Mapping[str, str]
    kept: Mapping[str, str]
    fingerprint: str
    erases: bool
    """Whether a paragraph goes that nobody may find any more."""
    frees_vectors: bool
    """Whether vectors may be kept that no document uses then."""

    @property
    def changes_nothing(self) -> bool:
        """Whether library and vectors are as they should be."""
        return (
            not (self.put or self.removed or self.left_out or self.taken_back) and self.kept == self.indexed
        )

    @property
    def versions(self) -> frozenset[str]:
        """The documents' versions, as a Milvus names them."""
        return frozenset(map(version_of, self.indexed.values()))


def plan_update(
    state: LibraryState, change: Change, milvus_versions: frozenset[str] | None = None
) -> UpdatePlan:
    """Return what a change comes to; `milvus_versions` are those that a Milvus holds, None without one.

    Raises IndexStateError when no paragraph would be left to search.
    """
    before = state.fingerprints
    given = {item.document.id: (fingerprint_of(item), item) for item in change.put}
    put = {own: item for document_id, (own, item) in given.items() if before.get(document_id) != own}
    after = {**before, **{document_id: own for document_id, (own, _) in given.items()}}
    after = {document_id: own for document_id, own in after.items() if document_id not in change.removed}
    counts = {**state.paragraphs, **{item.document.id: len(item.paragraphs) for item in put.values()}}
    indexed = {document_id: own for document_id, own in after.items() if counts[document_id]}
    if not indexed:
        raise IndexStateError("no paragraph would be left to search", "keep or add a document")
    # What a Milvus does not hold is made again, as if it were not on this disk either.
    kept = indexed
    if milvus_versions is not None:
        kept = {
            document_id: own for document_id, own in indexed.items() if version_of(own) in milvus_versions
        }
    removed = change.removed & before.keys()
    replaced = {item.document.id: item for item in put.values() if item.document.id in before}
    lost = any(
        state.paragraph_ids[document_id] - {paragraph.id for paragraph in item.paragraphs}
        for document_id, item in replaced.items()
    )
    return UpdatePlan(
        put=put,
        removed=removed,
        left_out=change.left_out - state.left_out,
        taken_back=change.taken_back & state.left_out,
        indexed=indexed,
        kept=kept,
        fingerprint=combined(after.values()),
        erases=bool(removed) or lost,
        frees_vectors=bool(removed or replaced),
    )
