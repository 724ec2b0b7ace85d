"""A segment holds documents' passages, and reads back what it wrote."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.records.sources import read_shipped
from index.encoding.encoder import SentenceTransformerEncoder
from index.passages import with_sentences
from index.store.segments import IndexedDocument, Segment, content_of, passages_of, segment_name
from index.types import PartedText
from tests.conftest import write_source

TEXT = "## Staff\n\nOne owl sat. Two foxes ran.\n\n1. A hen hid.\n"


@pytest.fixture
def segment(encoder: SentenceTransformerEncoder, tmp_path: Path) -> Segment:
    return make_segment(encoder, write_source(tmp_path / "sources", TEXT), "small")


def make_segment(encoder: SentenceTransformerEncoder, sources: Path, document_id: str) -> Segment:
    (item,) = read_shipped(sources)
    item = replace(item, document=replace(item.document, id=document_id))
    passages = passages_of(item)
    texts = sorted({text for passage in passages for text in passage.embedded})
    encoded = encoder.encode_parts([with_sentences(text) for text in texts])
    kept = (own.astype(np.float16).tobytes() for own in encoded)
    vectors = dict(zip(map(content_of, texts), kept, strict=True))
    return Segment.of(item, "f", passages, vectors)


def test_headed_vector_leans_to_the_heading(segment: Segment, encoder: SentenceTransformerEncoder) -> None:
    (text,), (heading,) = encoder.encode_parts(
        [PartedText("One owl sat. Two foxes ran."), PartedText("Staff")]
    )
    mixed = text + 0.3 * heading
    np.testing.assert_allclose(segment.vectors[0], text, atol=2e-3)
    np.testing.assert_allclose(segment.vectors[1], mixed / np.linalg.norm(mixed), atol=2e-3)
    (read,) = encoder.encode_parts([with_sentences("One owl sat. Two foxes ran.")])
    np.testing.assert_allclose(segment.vectors[2:4], read[1:], atol=2e-3)
    assert segment.rows.first.tolist() == [0, 4, 6]
    assert segment.rows.kinds.tolist() == [0, 1, 2, 2, 0, 1]


def test_segment_reads_what_it_wrote(segment: Segment, tmp_path: Path) -> None:
    segment.save(tmp_path / "one.segment")
    assert_same(Segment.open(tmp_path / "one.segment"), segment)


def test_merged_segment_holds_both_documents_and_lets_one_go(
    encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    owl = make_segment(encoder, write_source(tmp_path / "owl", TEXT), "owl")
    elk = make_segment(encoder, write_source(tmp_path / "elk", "1. An elk ate (EE). Elks eat.\n"), "elk")
    merged = Segment.merged((owl, elk))
    assert [document.id for document in merged.documents] == ["owl", "elk"]
    assert merged.rows.first.tolist() == [0, 4, 6, 10]
    assert merged.terms.holders("elk").tolist() == [2]
    assert merged.words.holders("owl").tolist() == [0]
    assert merged.words.holders("elks").tolist() == [1]
    merged.save(tmp_path / "both.segment")
    both = Segment.open(tmp_path / "both.segment")
    assert_same(both.only({"owl", "elk"}), merged)
    assert_same(both.only({"owl"}), owl)
    assert_same(both.only({"elk"}), elk)


def assert_same(one: Segment, other: Segment) -> None:
    np.testing.assert_array_equal(one.all_vectors(), other.all_vectors())
    np.testing.assert_array_equal(one.sums, other.sums)
    np.testing.assert_array_equal(one.contents, other.contents)
    assert one.documents == other.documents
    assert one.rows.paragraphs == other.rows.paragraphs
    assert one.rows.first.tolist() == other.rows.first.tolist()
    for name in ("terms", "words", "acronyms"):
        own, others = getattr(one, name), getattr(other, name)
        assert own.terms == others.terms
        for array in ("first", "texts", "counts", "lengths"):
            assert getattr(own, array).tolist() == getattr(others, array).tolist()


def test_name_tells_documents_and_model_apart() -> None:
    one, newer = (IndexedDocument("a", fingerprint, 1, 2) for fingerprint in "fg")
    names = {segment_name((one,), "model"), segment_name((newer,), "model"), segment_name((one,), "other")}
    assert len(names) == 3
