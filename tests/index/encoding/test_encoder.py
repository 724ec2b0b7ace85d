"""Vectors of questions, of texts and of their parts are those of the model, whoever runs it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from corpus.records.sources import SHIPPED_DOCUMENTS, read_shipped
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.export import cosines
from index.passages import with_sentences
from index.types import PartedText


def test_many_threads_get_the_vectors_of_their_own_texts(encoder: SentenceTransformerEncoder) -> None:
    texts = [f"question {number} about {'care leavers ' * (number % 5)}" for number in range(60)]
    alone = [encoder.encode([text])[0] for text in texts]
    with ThreadPoolExecutor(12) as pool:
        together = list(pool.map(lambda text: encoder.encode([text, "another"])[0], texts))
    for one, other in zip(alone, together, strict=True):
        assert float(one @ other) > 0.999


def test_five_hundred_texts_have_the_vectors_that_pytorch_gives_them(
    encoder: SentenceTransformerEncoder,
) -> None:
    texts = [p.text for item in read_shipped(SHIPPED_DOCUMENTS) for p in item.paragraphs][:500]
    assert len(texts) == 500
    exact = encoder.torch_model.in_full_precision()
    assert min(cosines(exact, encoder.runtime_for_questions(), texts)) >= 0.9999


def test_text_that_is_read_at_once_has_the_vector_that_sentence_transformers_gives_it(
    encoder: SentenceTransformerEncoder,
) -> None:
    texts = [p.text for item in read_shipped(SHIPPED_DOCUMENTS) for p in item.paragraphs][:100]
    short = [text for text in texts if len(encoder.model.tokenizer(text)["input_ids"]) <= 256]
    assert len(short) > 90
    exact = encoder.model.encode(short, normalize_embeddings=True, show_progress_bar=False)
    rows = encoder.encode_parts([PartedText(text) for text in short])
    assert min(float(own[0] @ other) for own, other in zip(rows, exact, strict=True)) >= 0.9999


def test_part_is_read_in_its_text_and_has_the_mean_of_its_own_words(
    encoder: SentenceTransformerEncoder,
) -> None:
    text = "Caseloads are high. They are falling."
    (rows,) = encoder.encode_parts([PartedText(text, ((0, 19), (20, 37)))])
    # [CLS] case ##load ##s are high . they are falling . [SEP]
    tokens = encoder.model.encode(text, output_value="token_embeddings").float().numpy()
    assert tokens.shape == (12, 384)
    for row, own in zip(rows, (tokens, tokens[1:7], tokens[7:11]), strict=True):
        mean = own.mean(axis=0)
        assert float(row @ mean / np.linalg.norm(mean)) > 0.9999
    # "They" are the caseloads: read alone, the sentence could be about anything.
    ((alone,),) = encoder.encode_parts([PartedText("They are falling.")])
    (question,) = encoder.encode(["are caseloads falling"])
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
