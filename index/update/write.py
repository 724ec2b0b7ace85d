"""Write a generation of documents: segments that are there already, and new ones, what is new embedded."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from corpus.library.library import Library
from corpus.types import Ingested
from index.encoding.encoder import Encoder
from index.home import Home
from index.passages import with_sentences
from index.store.generation import LoadedSegment, StoredSegment, find_segments, write_generation
from index.store.segments import Segment, content_of, passages_of
from index.types import PartedText

Progress = Callable[[int, int], None]
"""Called with how many passages are embedded, and of how many."""
_KEPT_AT_ONCE = 256
"""Texts after which their vectors are on disk: no more is embedded again after a crash."""


@dataclass(frozen=True, slots=True)
class WrittenGeneration:
    """A generation that is written and not published: its name, and what had to be made for it."""

    name: str
    made: tuple[tuple[Ingested, Segment], ...]
    embedded: int


def write_documents(
    home: Home,
    library: Library,
    encoder: Encoder,
    fingerprint: str,
    indexed: Mapping[str, str],
    kept: Mapping[str, str],
    put: Mapping[str, Ingested] | None = None,
    checked: bool = True,
    progress: Progress | None = None,
) -> WrittenGeneration:
    """Write a generation of the `indexed` documents; segments of those `kept` are taken where they are.

    Both are fingerprints by document id. `fingerprint` is of the library whose state this is; `put`
    are documents, by their fingerprint, that are not in the library yet. If `checked`, files that
    are taken over are read first, and made again where they are damaged.
    """
    stored = find_segments(home.index, kept, encoder.name, checked, home.vectors)
    on_disk = {document.id for piece in stored for document in piece.entry.documents}
    missing = ((document_id, own) for document_id, own in indexed.items() if document_id not in on_disk)
    items = [(put or {}).get(own) or library.ingested(document_id) for document_id, own in missing]
    made, embedded = _make_segments(library, encoder, items, indexed, progress)
    places = {document_id: place for place, document_id in enumerate(indexed)}
    new = [LoadedSegment(segment.without_vectors() if home.milvus else segment) for segment in made]
    pieces: list[StoredSegment | LoadedSegment] = [*stored, *new]
    pieces.sort(key=lambda piece: places[_first_document(piece)])
    name = write_generation(home.index, fingerprint, encoder.name, pieces, home.vectors)
    return WrittenGeneration(name, tuple(zip(items, made, strict=True)), embedded)


def _make_segments(
    library: Library,
    encoder: Encoder,
    items: Iterable[Ingested],
    fingerprints: Mapping[str, str],
    progress: Progress | None,
) -> tuple[list[Segment], int]:
    """Return the segments of documents, and how many texts had to be embedded for them."""
    cut = [(item, passages_of(item)) for item in items]
    embedded_texts = dict.fromkeys(text for _, own in cut for passage in own for text in passage.embedded)
    texts = {content_of(text): with_sentences(text) for text in embedded_texts}
    embedded = _embed(library, encoder, texts, progress)
    vectors = library.embeddings.get(encoder.name, texts.keys())
    made = [Segment.of(item, fingerprints[item.document.id], own, vectors) for item, own in cut]
    return made, embedded


def _embed(
    library: Library, encoder: Encoder, texts: Mapping[bytes, PartedText], progress: Progress | None
) -> int:
    """Keep vectors of each text in the library, by its content; return how many texts were not there yet."""
    known = library.embeddings.known(encoder.name, texts.keys())
    missing = [content for content in texts if content not in known]
    total = sum(1 + len(texts[content].parts) for content in missing)
    done = 0
    # Texts of one length together, longest first, as the encoder reads them.
    missing.sort(key=lambda content: -len(texts[content].text))
    for first in range(0, len(missing), _KEPT_AT_ONCE):
        batch = missing[first : first + _KEPT_AT_ONCE]

        def advance(count: int) -> None:
            nonlocal done
            done += count
            if progress:
                progress(done, total)

        vectors = encoder.encode_parts([texts[content] for content in batch], advance)
        kept = {
            content: own.astype(np.float16).tobytes() for content, own in zip(batch, vectors, strict=True)
        }
        library.embeddings.keep(encoder.name, kept)
    return len(missing)


def _first_document(piece: StoredSegment | LoadedSegment) -> str:
    documents = piece.entry.documents if isinstance(piece, StoredSegment) else piece.segment.documents
    return documents[0].id
