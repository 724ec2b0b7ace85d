"""Vectors of many threads at once are those of their own texts."""

from concurrent.futures import ThreadPoolExecutor

from index.encoding.encoder import SentenceTransformerEncoder


def test_many_threads_get_the_vectors_of_their_own_texts(encoder: SentenceTransformerEncoder) -> None:
    texts = [f"question {number} about {'care leavers ' * (number % 5)}" for number in range(60)]
    alone = [encoder.encode([text])[0] for text in texts]
    with ThreadPoolExecutor(12) as pool:
        together = list(pool.map(lambda text: encoder.encode([text, "another"])[0], texts))
    for one, other in zip(alone, together, strict=True):
        assert float(one @ other) > 0.999
