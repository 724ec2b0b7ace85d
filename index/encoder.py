"""Turn texts into vectors with a sentence-transformers model."""

import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelError
from index.model_files import DEFAULT_MODEL, check_default_model, find_default_model

Vectors = npt.NDArray[np.float32]

_BATCH = 16
_HALF_PRECISION = ("avx512_bf16", "amx_bf16")
"""Processor features with which bfloat16 matrices are fast: 2.9 times as fast as float32 on two cores,
with a cosine of at least 0.9999 between the vectors of the two (docs/accuracy.md)."""


class Encoder(Protocol):
    """Turns texts into vectors of unit length, so that their inner product is the cosine."""

    name: str
    """Names the model and, where it matters, its version: vectors of two names never mix."""

    def load(self) -> None:
        """Load the model, where that has not happened yet."""
        ...

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Return (n, dimension) float32, rows of unit length, in the order of `texts`."""
        ...


class SentenceTransformerEncoder:
    """A model that sentence-transformers can load; loaded at the first text, not before.

    `name` is the default model or any name or folder that sentence-transformers
    takes; only the default one is sure to work without a network.
    """

    def __init__(self, name: str = DEFAULT_MODEL, threads: int | None = None) -> None:
        self.name = name
        self._threads = threads
        self._model: object | None = None
        # The tokenizer cannot be borrowed by two threads at once.
        self._lock = threading.RLock()
        self._waiting: deque[_Request] = deque()

    def check(self) -> None:
        """Raise ModelError when the default model's files are not the published ones."""
        if self.name == DEFAULT_MODEL:
            check_default_model(find_default_model())

    def load(self) -> None:
        """Load the model now (about 4 s, most of it the import of the library)."""
        if self._model is not None:
            return  # Nobody who has it waits for somebody else's text.
        with self._lock:
            if self._model is None:
                self._model = self._loaded()

    def _loaded(self) -> object:
        location = str(find_default_model()) if self.name == DEFAULT_MODEL else self.name
        # Models are on this machine or not at all: nothing is fetched, and none is waited for.
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        with _nothing_collected():
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

        logging.disable_progress_bar()
        if self._threads:
            torch.set_num_threads(self._threads)
        try:
            return SentenceTransformer(location, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the embedding model '{self.name}' cannot be loaded ({str(error).splitlines()[0]})",
                "name a model that is on this machine in ASSISTANT_MODEL, or unset it",
            ) from error

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Return (n, dimension) float32, rows of unit length; calls `progress` with each batch's size.

        What several threads ask for at once is read as one batch where it is short.
        """
        self.load()
        # Texts of one length together: a batch is as slow as its longest text.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors: Vectors | None = None
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            encoded = self._encode_with_others([texts[i] for i in batch])
            if vectors is None:
                vectors = np.empty((len(texts), encoded.shape[1]), np.float32)
            vectors[batch] = encoded
            if progress:
                progress(len(batch))
        return np.empty((0, 0), np.float32) if vectors is None else vectors

    def _encode_with_others(self, texts: list[str]) -> Vectors:
        """Return the vectors of a batch, and see to those that other threads wait for meanwhile.

        The model reads ten questions almost as fast as one, and whoever gets to it first reads
        for all who came by then.
        """
        own = _Request(texts)
        self._waiting.append(own)
        with self._lock:
            while own.vectors is None:
                together = [self._waiting.popleft()] if self._waiting else [own]
                while self._waiting and sum(map(len, together)) + len(self._waiting[0]) <= _BATCH:
                    together.append(self._waiting.popleft())
                vectors = self._read([text for request in together for text in request.texts])
                for request in together:
                    request.vectors, vectors = vectors[: len(request)], vectors[len(request) :]
            return own.vectors

    def _read(self, texts: list[str]) -> Vectors:
        import torch
        from sentence_transformers import SentenceTransformer

        assert isinstance(self._model, SentenceTransformer)
        with torch.autocast("cpu", torch.bfloat16, enabled=_halves_fast()):
            vectors: Vectors = self._model.encode(
                texts,
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return vectors


@dataclass(slots=True)
class _Request:
    """Texts that a thread waits for, and their vectors once they are there."""

    texts: list[str]
    vectors: Vectors | None = None

    def __len__(self) -> int:
        return len(self.texts)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Import without looking for garbage, of which there is none: that takes a third of the time.

    What was imported stays, so it is not looked through afterwards either.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


def _halves_fast() -> bool:
    """Say whether this processor multiplies bfloat16 matrices by itself; without, they are slower."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(feature) for feature in _HALF_PRECISION)
