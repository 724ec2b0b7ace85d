"""Vectors of questions, of texts and of their parts are those of the model, whoever runs it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from corpus.records.sources import SHIPPED_DOCUMENTS, read_shipped
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.model_files import DEFAULT_MODEL
from index.passages import with_sentences
from index.types import PartedText


@pytest.fixture(scope="module")
def in_torch() -> SentenceTransformerEncoder:
    """The same model where nothing was exported."""
    return SentenceTransformerEncoder(DEFAULT_MODEL)


def test_many_threads_get_the_vectors_of_their_own_texts(encoder: SentenceTransformerEncoder) -> None:
    texts = [f"question {number} about {'care leavers ' * (number % 5)}" for number in range(60)]
    alone = [encoder.encode([text])[0] for text in texts]
    with ThreadPoolExecutor(12) as pool:
        together = list(pool.map(lambda text: encoder.encode([text, "another"])[0], texts))
    for one, other in zip(alone, together, strict=True):
        assert float(one @ other) > 0.999


def test_five_hundred_texts_have_the_vectors_that_pytorch_gives_them(
    encoder: SentenceTransformerEncoder, in_torch: SentenceTransformerEncoder
) -> None:
    texts = [p.text for item in read_shipped(SHIPPED_DOCUMENTS) for p in item.paragraphs][:500]
    assert len(texts) == 500
    exact = in_torch.model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    for vectors in (encoder.encode(texts), np.stack([own[0] for own in encoder.encode_parts(_whole(texts))])):
        short = [i for i, text in enumerate(texts) if len(in_torch.model.tokenizer(text)["input_ids"]) <= 256]
        assert len(short) > 450
        assert (vectors[short] * exact[short]).sum(axis=1).min() >= 0.9999


def test_part_is_read_in_its_text_and_has_the_mean_of_its_own_words(
    encoder: SentenceTransformerEncoder, in_torch: SentenceTransformerEncoder
) -> None:
    text = "Caseloads are high. They are falling."
    (rows,) = encoder.encode_parts([PartedText(text, ((0, 19), (20, 37)))])
    model = in_torch.model
    # [CLS] case ##load ##s are high . they are falling . [SEP]
    tokens = model.encode(text, output_value="token_embeddings").float().numpy()
    assert tokens.shape == (12, 384)
    for row, own in zip(rows, (tokens, tokens[1:7], tokens[7:11]), strict=True):
        mean = own.mean(axis=0)
        assert float(row @ mean / np.linalg.norm(mean)) > 0.9999
    # "They" are the caseloads: read alone, the sentence could be about anything.
    alone, question = encoder.encode(["They are falling.", "are caseloads falling"])
    assert rows[2] @ question > alone @ question + 0.1


def test_order_and_company_of_texts_change_nothing(encoder: SentenceTransformerEncoder) -> None:
    texts = [with_sentences(text) for text in ("A fox. It ran.", "One owl sat.", "Owls " * 400, "")]
    together = encoder.encode_parts(texts)
    assert [len(rows) for rows in together] == [3, 1, 4, 1]  # 2,000 characters of owls are cut in three
    for text, rows in zip(texts, together, strict=True):
        np.testing.assert_allclose(encoder.encode_parts([text])[0], rows, atol=1e-2)
    assert encoder.encode_parts([]) == []
    assert len(encoder.encode([])) == 0


def test_end_of_an_over_long_text_counts(encoder: SentenceTransformerEncoder) -> None:
    long = "The owl sat in the old oak. " * 100 + "Return home interviews were late."
    (rows,) = encoder.encode_parts([with_sentences(long)])
    (question,) = encoder.encode(["were return home interviews late"])
    assert int((rows @ question).argmax()) == len(rows) - 1


def test_progress_counts_texts_and_parts(encoder: SentenceTransformerEncoder) -> None:
    counted: list[int] = []
    encoder.encode_parts([with_sentences("A fox. It ran."), with_sentences("An owl.")], counted.append)
    assert sum(counted) == 4


def _whole(texts: list[str]) -> list[PartedText]:
    return [PartedText(text) for text in texts]
