"""A segment holds one document's passages, and reads back what it wrote."""

from pathlib import Path

import numpy as np
import pytest

from corpus.sources import read_shipped
from index.encoder import SentenceTransformerEncoder
from index.segments import Segment, content_of, passages_of, segment_name
from tests.conftest import write_source

TEXT = "## Staff\n\nOne owl sat. Two foxes ran.\n\n1. A hen hid.\n"


@pytest.fixture
def segment(encoder: SentenceTransformerEncoder, tmp_path: Path) -> Segment:
    (item,) = read_shipped(write_source(tmp_path / "sources", TEXT))
    passages = passages_of(item)
    texts = sorted({text for passage in passages for text in passage.embedded})
    vectors = dict(zip(map(content_of, texts), (v.tobytes() for v in encoder.encode(texts)), strict=True))
    return Segment.of(item, passages, vectors)


def test_headed_vector_leans_to_the_heading(segment: Segment, encoder: SentenceTransformerEncoder) -> None:
    text, heading = encoder.encode(["One owl sat. Two foxes ran.", "Staff"])
    mixed = text + 0.3 * heading
    np.testing.assert_allclose(segment.vectors[0], text, atol=2e-3)
    np.testing.assert_allclose(segment.vectors[1], mixed / np.linalg.norm(mixed), atol=2e-3)
    assert segment.rows.first.tolist() == [0, 4, 6]
    assert segment.rows.kinds.tolist() == [0, 1, 2, 2, 0, 1]


def test_segment_reads_what_it_wrote(segment: Segment, tmp_path: Path) -> None:
    segment.save(tmp_path / "one.npz")
    again = Segment.parse((tmp_path / "one.npz").read_bytes())
    np.testing.assert_array_equal(again.vectors, segment.vectors)
    assert again.rows.paragraphs == segment.rows.paragraphs
    assert again.contents == segment.contents
    assert again.postings.terms == segment.postings.terms
    assert (again.acronyms, again.vocabulary) == (segment.acronyms, segment.vocabulary)


def test_name_tells_document_and_model_apart() -> None:
    names = {segment_name("a", "model"), segment_name("b", "model"), segment_name("a", "other")}
    assert len(names) == 3
