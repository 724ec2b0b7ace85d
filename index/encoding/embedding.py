"""Embed texts with a model as something runs it: a few at once, or many on all processors."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from index.encoding.batches import batches
from index.encoding.pooling import Runtime, Vectors, read_texts, vectors_of
from index.encoding.processors import give_way
from index.types import PartedText

Progress = Callable[[int], None]
"""Called with how many more vectors there are."""

_TOKENS_AT_ONCE = 1024
"""Word pieces that are read together; more use the processor no better and want more memory."""


def embed_few(runtime: Runtime, texts: Sequence[str]) -> Vectors:
    """Return (n, dimension) float32, rows of unit length, in the order of `texts`.

    They are read by the thread that asks: a question's few words are read before others
    could be told of them.
    """
    read = read_texts(runtime, [PartedText(text) for text in texts])
    vectors: list[Vectors] = [np.empty((0, 0), np.float32)] * len(texts)
    for batch in batches([text.tokens for text in read], _TOKENS_AT_ONCE):
        for i, own in zip(batch, vectors_of(runtime, [read[i] for i in batch]), strict=True):
            vectors[i] = own
    return np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32)


def embed_many(
    runtime: Runtime, texts: Sequence[PartedText], threads: int, progress: Progress | None = None
) -> list[Vectors]:
    """Return each text's vector and those of its parts, (1 + parts, dimension) float32.

    Every thread reads batches of its own: threads that share one batch wait for the slowest of
    them, which beside another busy process is most of the time.
    """
    read = read_texts(runtime, texts)
    together = list(batches([text.tokens for text in read], _TOKENS_AT_ONCE))

    def embed(batch: list[int]) -> list[Vectors]:
        return vectors_of(runtime, [read[i] for i in batch])

    vectors: list[Vectors] = [np.empty((0, 0), np.float32)] * len(texts)
    with ThreadPoolExecutor(threads, "embedding", initializer=give_way) as pool:
        for batch, embedded in zip(together, pool.map(embed, together), strict=True):
            for i, own in zip(batch, embedded, strict=True):
                vectors[i] = own
            if progress:
                progress(sum(map(len, embedded)))
    return vectors
