"""Generated libraries are real ones to everything that reads them."""

from pathlib import Path

import numpy as np
import pytest

from corpus.types import join_pieces
from evals.report.write import DOCS
from evals.scale.generated import PARAGRAPHS, GeneratedLibrary
from evals.scale.growing import grow
from evals.scale.performance_page import write_page
from index.encoding.encoder import SentenceTransformerEncoder
from index.home import Home
from index.passages import cut_passages
from index.store.segments import content_of
from index.types import PartedText


@pytest.fixture(scope="module")
def generated(encoder: SentenceTransformerEncoder) -> GeneratedLibrary:
    return GeneratedLibrary(encoder)


def test_document_is_whole_and_the_same_each_time(generated: GeneratedLibrary) -> None:
    item, vectors = generated.document(3)
    assert generated.document(3) == (item, vectors)
    assert generated.document(4)[0].text != item.text
    assert len(item.paragraphs) == PARAGRAPHS
    for paragraph in item.paragraphs:
        assert join_pieces(item.text, paragraph.spans) == paragraph.text
    texts = {text for passage in cut_passages(item.paragraphs) for text in passage.embedded}
    assert vectors.keys() == {content_of(text) for text in texts}
    rows = np.concatenate([np.frombuffer(own, np.float16).reshape(-1, 384) for own in vectors.values()])
    rows = rows.astype(np.float32)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)


def test_generated_text_is_where_the_model_would_put_it(
    generated: GeneratedLibrary, encoder: SentenceTransformerEncoder
) -> None:
    """Not the same place: nearer to it than to that of another text."""
    item, vectors = generated.document(3)
    texts = [paragraph.text for paragraph in item.paragraphs]
    drawn = np.stack([np.frombuffer(vectors[content_of(text)], np.float16)[:384] for text in texts])
    read = np.concatenate(encoder.encode_parts([PartedText(text) for text in texts]))
    cosines = read @ drawn.astype(np.float32).T
    assert (cosines.argmax(axis=1) == np.arange(len(texts))).mean() > 0.9


def test_library_grows_and_is_measured(encoder: SentenceTransformerEncoder, tmp_path: Path) -> None:
    (size,) = grow(Home(tmp_path), encoder, [4_000], ["are children seen alone", "how many foster carers"])
    assert 4_000 <= size.passages < 4_400
    assert size.measured["recall"] == 1.0
    assert size.measured["admitted"]["document"] == PARAGRAPHS


def test_page_in_docs_is_what_the_kept_figures_say(tmp_path: Path) -> None:
    page = write_page(tmp_path)
    assert page.read_text(encoding="utf-8") == (DOCS / page.name).read_text(encoding="utf-8")
