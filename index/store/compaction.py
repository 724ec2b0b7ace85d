"""Put an index into order after it was published: what was dropped goes, small segments become one.

Readers are not disturbed: what is put into order is another generation, which answers alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from index.store.approximate import ApproximateIndex
from index.store.generation import LoadedSegment, StoredSegment, open_segment, publish, write_generation
from index.store.manifest import Manifest, SegmentEntry, read_manifest
from index.store.segments import CONTENT_BYTES, Segment

IndexKind = Literal["by_size", "exact", "approximate"]

MOST_SEGMENTS = 64
"""More of them than that are merged: each costs a moment at every opening."""
APPROXIMATE_FROM = 100_000
"""Passages of a segment from which on it is searched approximately: exactly, they take 15 ms."""
FEWEST_FOR_LISTS = 1_000
"""Passages below which a segment is searched exactly whatever was asked for: there is nothing to sort."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which segments, by their place, become one; and of which others the files are written again."""

    merged: frozenset[int]
    rewritten: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.merged or self.rewritten)


def is_compact(manifest: Manifest, kind: IndexKind = "by_size") -> bool:
    """Say whether an index is in order."""
    return not _plan(manifest.segments, kind)


def compact(index: Path, name: str, kind: IndexKind = "by_size") -> str:
    """Put a published generation into order and publish that; return the name of what answers then."""
    manifest = read_manifest(index / name)
    plan = _plan(manifest.segments, kind)
    if not plan:
        return name
    pieces: list[StoredSegment | LoadedSegment] = []
    merged: list[Segment] = []
    for place, entry in enumerate(manifest.segments):
        kept = StoredSegment(index / name, entry)
        if place in plan.merged:
            merged.append(open_segment(kept).segment)
        elif place in plan.rewritten:
            pieces.append(_rewritten(kept, kind))
        else:
            pieces.append(kept)
    if merged:
        pieces.append(_with_lists(Segment.merged(tuple(merged)), kind))
    # The largest first, so that those added later stand together behind them.
    pieces.sort(key=lambda piece: -_passages(piece))
    new = write_generation(index, manifest.library, manifest.model, pieces, manifest.vectors)
    publish(index, new, keep_previous=not any(entry.dropped for entry in manifest.segments))
    return new


def contents_of(folder: Path) -> frozenset[bytes]:
    """Return the contents, by which vectors are kept, of all that a generation holds."""
    found: list[bytes] = []
    for entry in read_manifest(folder).segments:
        contents = open_segment(StoredSegment(folder, replace(entry, inverted_lists=None))).segment.contents
        found += np.ascontiguousarray(contents).view(f"V{CONTENT_BYTES}").ravel().tolist()
    return frozenset(found)


def _plan(segments: Sequence[SegmentEntry], kind: IndexKind) -> _Plan:
    merged = frozenset(to_merge([entry.passages for entry in segments]))
    rewritten = frozenset(
        place
        for place, entry in enumerate(segments)
        if place not in merged
        and (entry.dropped or (entry.inverted_lists is not None) != _wants_lists(entry.passages, kind))
    )
    return _Plan(merged, rewritten)


def to_merge(sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the places of the segments that become one; none while there are few.

    The smallest are taken, and larger ones as long as all that is taken is as large again:
    so a passage is written again once for each doubling of the library, not at each addition.
    """
    if len(sizes) <= MOST_SEGMENTS:
        return ()
    order = sorted(range(len(sizes)), key=lambda place: sizes[place])
    taken: list[int] = []
    total = 0
    for place in order:
        if sizes[place] > total and len(sizes) - len(taken) < MOST_SEGMENTS // 2:
            break
        taken.append(place)
        total += sizes[place]
    return tuple(taken)


def _wants_lists(passages: int, kind: IndexKind) -> bool:
    if kind == "exact" or passages < FEWEST_FOR_LISTS:
        return False
    return kind == "approximate" or passages >= APPROXIMATE_FROM


def _with_lists(segment: Segment, kind: IndexKind) -> LoadedSegment:
    wanted = _wants_lists(len(segment.rows.kinds), kind)
    return LoadedSegment(segment, ApproximateIndex.build(segment.all_vectors()) if wanted else None)


def _rewritten(kept: StoredSegment, kind: IndexKind) -> LoadedSegment:
    """Return a segment without what was dropped, its approximate index made, kept or left away."""
    made = open_segment(kept)
    if made.index is None or not _wants_lists(len(made.segment.rows.kinds), kind):
        return _with_lists(made.segment, kind)
    own = made.segment.kept
    return LoadedSegment(made.segment, made.index if own is None else made.index.only(own))


def _passages(piece: StoredSegment | LoadedSegment) -> int:
    return piece.entry.passages if isinstance(piece, StoredSegment) else len(piece.segment.rows.kinds)
