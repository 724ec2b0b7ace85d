"""What is put into order answers as before: merged, rewritten without what was dropped, sorted into lists."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.questions import make_scope
from corpus.errors import IndexStateError
from corpus.library.library import Library
from corpus.records.sources import SHIPPED_DOCUMENTS
from index.encoding.encoder import SentenceTransformerEncoder
from index.home import Home
from index.store import compaction
from index.store.approximate import ApproximateIndex
from index.store.compaction import compact, to_merge
from index.store.generation import current_name
from index.store.manifest import Manifest, read_manifest
from index.types import Scope
from index.update.additions import add_files, remove_document
from index.update.apply import build_index
from tests.index.update.test_additions import holding

QUESTIONS = ("what did inspectors say about return home interviews", "how many foster carers are there")


def manifest_of(home: Home) -> Manifest:
    library = Library.open(home.library)
    name = current_name(home.index, library.fingerprint())
    library.close()
    return read_manifest(home.index / name)


def found(assistant: Assistant, question: str, scope: Scope | None = None) -> list[tuple[str, float]]:
    hits = assistant.search(question, scope or Scope(), 10).hits
    return [(hit.paragraph.id, round(hit.score, 4)) for hit in hits]


def test_few_segments_are_left_alone_and_many_small_ones_become_one() -> None:
    assert to_merge([5] * 64) == ()
    assert to_merge([1_000, *[5] * 64]) == tuple(range(1, 65))
    # 64 of 5 are 320, so the one of 300 goes along, and the one of 1,000 does not.
    assert set(to_merge([1_000, 300, *[5] * 64])) == set(range(1, 66))
    assert set(to_merge([100] * 65)) == set(range(65))


def test_every_passage_is_rewritten_seldom() -> None:
    sizes: list[int] = []
    rewritten = 0
    for _ in range(5_000):
        sizes.append(200)
        if places := set(to_merge(sizes)):
            merged = sum(sizes[place] for place in places)
            rewritten += merged
            sizes = [merged, *(size for place, size in enumerate(sizes) if place not in places)]
        assert len(sizes) <= 64
    assert rewritten < 8 * sum(sizes)


def test_merged_index_finds_what_the_single_segments_find(
    own_home: Home, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, encoder: SentenceTransformerEncoder
) -> None:
    monkeypatch.setattr(compaction, "MOST_SEGMENTS", 2)
    assert build_index(own_home, SHIPPED_DOCUMENTS, encoder).rebuilt
    assert len(manifest_of(own_home).segments) == 1
    merged = Assistant.open(own_home, encoder)
    for question in QUESTIONS:
        assert found(merged, question) == found(assistant, question)
    assert [p.id for p in merged.paragraphs()] == [p.id for p in assistant.paragraphs()]
    report = build_index(own_home, SHIPPED_DOCUMENTS, encoder)
    assert (report.rebuilt, report.embedded) == (False, 0)


@pytest.mark.parametrize("kind", ["by_size", "approximate"])
def test_document_leaves_a_merged_segment_at_once_and_its_files_soon(
    own_home: Home,
    monkeypatch: pytest.MonkeyPatch,
    encoder: SentenceTransformerEncoder,
    tmp_path: Path,
    kind: str,
) -> None:
    monkeypatch.setattr(compaction, "MOST_SEGMENTS", 2)
    own = Home(own_home.path, "approximate" if kind == "approximate" else "by_size")
    secret = tmp_path / "secret-note.txt"
    secret.write_text("1. The zumbador quetzal slept.\n2. The axolotl hid.\n")
    add_files(own, (secret,), encoder, lambda _: None)
    assert len(manifest_of(own).segments) == 1
    assert (
        Assistant.open(own, encoder).search("quetzal", Scope()).hits[0].paragraph.id == "secret-note#para-1"
    )
    monkeypatch.setattr("index.update.apply.compact", lambda index, name, kind: name)
    remove_document(own, "secret-note", encoder)
    # Published, and not put into order yet.
    (entry,) = manifest_of(own).segments
    assert entry.dropped == ("secret-note",)
    assert manifest_of(own).paragraphs == 590
    between = Assistant.open(own, encoder)
    assert "secret-note#para-1" not in [document_id for document_id, _ in found(between, "quetzal")]
    compact(own.index, manifest_of(own).generation, own.kind)
    (entry,) = manifest_of(own).segments
    assert (entry.dropped, entry.inverted_lists is not None) == ((), kind == "approximate")
    for word in ("zumbador", "quetzal", "axolotl", "secret-note#"):
        assert holding(own, word) == []
    after = Assistant.open(own, encoder)
    for question in QUESTIONS:
        assert found(after, question) == found(between, question)


def test_approximate_index_finds_what_the_exact_one_finds(
    own_home: Home, assistant: Assistant, encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "MOST_SEGMENTS", 2)
    own = Home(own_home.path, "approximate")
    build_index(own, SHIPPED_DOCUMENTS, encoder)
    (entry,) = manifest_of(own).segments
    assert entry.inverted_lists is not None
    assert entry.inverted_lists.measured.recall >= 0.99
    approximate = Assistant.open(own, encoder)
    for question in QUESTIONS:
        assert found(approximate, question)[:5] == found(assistant, question)[:5]
    scope = make_scope(assistant.documents, document="ofsted-hillingdon-letter-2011")
    for question in QUESTIONS:
        assert found(approximate, question, scope) == found(assistant, question, scope)
    # Set to exact again, the lists are left away.
    assert build_index(own_home, SHIPPED_DOCUMENTS, encoder).rebuilt
    assert manifest_of(own_home).segments[0].inverted_lists is None


@pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
def test_damaged_lists_are_told_and_made_anew(
    own_home: Home, encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(compaction, "MOST_SEGMENTS", 2)
    own = Home(own_home.path, "approximate")
    build_index(own, SHIPPED_DOCUMENTS, encoder)
    (path,) = own.index.glob("*/*.lists")
    content = bytearray(path.read_bytes())
    if damage == "remove":
        path.unlink()
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(content if damage == "flip" else content[:-5])
    with pytest.raises(IndexStateError, match=rf"{path.name} is (damaged|missing); run 'assistant index'"):
        Assistant.open(own, encoder)
    report = build_index(own, SHIPPED_DOCUMENTS, encoder)
    assert (report.rebuilt, report.embedded) == (True, 0)
    assert len(found(Assistant.open(own, encoder), QUESTIONS[0])) == 10


def test_damaged_segment_is_not_merged(
    own_home: Home, encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is added does not read the other segments; merging them does, and notices."""
    (folder,) = (path for path in own_home.index.iterdir() if path.is_dir())
    path = sorted(folder.glob("*.segment"))[0]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    monkeypatch.setattr(compaction, "MOST_SEGMENTS", 2)
    note = tmp_path / "note.txt"
    note.write_text("1. The hen hid.\n")
    with pytest.raises(IndexStateError, match=rf"{path.name} is damaged; run 'assistant index'"):
        add_files(own_home, (note,), encoder, lambda _: None)
    assert build_index(own_home, SHIPPED_DOCUMENTS, encoder).embedded == 0
    assert found(Assistant.open(own_home, encoder), "hen")[0][0] == "note#para-1"


def test_stop_before_putting_into_order_is_made_up_for(
    own_home: Home, encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was removed leaves the disk with the next build, where the one that removed it was stopped."""
    monkeypatch.setattr(compaction, "MOST_SEGMENTS", 2)
    secret = tmp_path / "secret-note.txt"
    secret.write_text("1. The zumbador quetzal slept.\n")
    add_files(own_home, (secret,), encoder, lambda _: None)

    def stop(index: Path, name: str, kind: str) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr("index.update.apply.compact", stop)
        with pytest.raises(KeyboardInterrupt):
            remove_document(own_home, "secret-note", encoder)
    assert "secret-note" not in [d.id for d in Assistant.open(own_home, encoder).documents]
    assert holding(own_home, "zumbador")
    build_index(own_home, SHIPPED_DOCUMENTS, encoder)
    assert holding(own_home, "zumbador") == []


def test_full_disk_while_segments_are_merged_is_told_and_made_up_for(
    small_disk: Path,
    home: Home,
    assistant: Assistant,
    encoder: SentenceTransformerEncoder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = Home(small_disk / "home")
    shutil.copytree(home.path, own.path)
    monkeypatch.setattr(compaction, "MOST_SEGMENTS", 2)
    # Room for a manifest and a little of the library's log, not for a segment of everything.
    (small_disk / "filler").write_bytes(bytes(shutil.disk_usage(small_disk).free - 400_000))
    with pytest.raises(IndexStateError, match="is full; free some space and run 'assistant index' again"):
        build_index(own, SHIPPED_DOCUMENTS, encoder)
    opened = Assistant.open(own, encoder)
    assert len(opened.manifest.segments) == 5
    assert found(opened, QUESTIONS[0]) == found(assistant, QUESTIONS[0])
    assert not list(own.index.glob(".new*"))
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    assert build_index(own, SHIPPED_DOCUMENTS, encoder).embedded == 0
    assert len(manifest_of(own).segments) == 1
    assert found(Assistant.open(own, encoder), QUESTIONS[0]) == found(assistant, QUESTIONS[0])


def test_lists_find_the_nearest_and_admit_only_what_is_admitted() -> None:
    random = np.random.default_rng(3)
    centres = random.normal(size=(40, 32))
    points = centres[random.integers(0, 40, 8_000)] + 0.4 * random.normal(size=(8_000, 32))
    vectors = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float16)
    index = ApproximateIndex.build(vectors)
    assert index.measured.lists == 64
    assert index.measured.recall >= 0.995
    query = vectors[:1].astype(np.float32)
    exact = np.argsort(-(vectors.astype(np.float32) @ query[0]))
    assert set(exact[:10]) <= set(index.nearest(query, 100).tolist())
    admitted = np.zeros(8_000, np.bool_)
    admitted[::100] = True
    own = [row for row in exact if admitted[row]]
    assert index.nearest(query, 5, admitted).tolist()[0] == own[0] == 0
    assert all(admitted[index.nearest(query, 50, admitted)])
    # Without half of the rows, what is left is counted again.
    kept = np.arange(0, 8_000, 2)
    half = index.only(kept)
    best = [row // 2 for row in exact if row % 2 == 0]
    assert set(best[:10]) <= set(half.nearest(query, 100).tolist())
    assert max(half.nearest(query, 4_000).tolist()) < 4_000
