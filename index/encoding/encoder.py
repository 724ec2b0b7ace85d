"""Turn texts into vectors with a sentence-transformers model."""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelError
from index.encoding.adapter import Adapter, find_adapter, merge_adapter
from index.encoding.model_files import (
    DEFAULT_MODEL,
    PLAIN_MODEL,
    PLAIN_SHA256,
    SHIPPED_ADAPTER,
    SHIPPED_ADAPTER_SHA256,
    adapted_name,
    check_plain_model,
    find_plain_model,
)
from index.encoding.runtime import imported_when_called, nothing_collected

Vectors = npt.NDArray[np.float32]

_BATCH = 16
_SHORT = 1000
"""Characters of a batch that one processor reads as fast as several."""
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

    `name` is the default model, the plain one, an adapter's file (`….safetensors`), or any
    name or folder that sentence-transformers takes and that is on this machine. Raises
    ModelError for an adapter that is not there or not the published one.
    """

    def __init__(self, name: str = DEFAULT_MODEL, threads: int | None = None) -> None:
        self._adapter = _adapter_of(name)
        self.name = adapted_name(self._adapter.sha256) if self._adapter else name
        # Not what PyTorch says: FAISS and whoever embedded before set that, too.
        self._threads = threads or os.cpu_count() or 1
        self._model: object | None = None
        # The tokenizer cannot be borrowed by two threads at once.
        self._lock = threading.RLock()
        self._waiting: deque[_Request] = deque()

    def check(self) -> None:
        """Raise ModelError when the files of the model that a package carries are not the published ones."""
        if self._adapter or self.name == PLAIN_MODEL:
            check_plain_model(find_plain_model())

    @property
    def model(self) -> Any:
        """The sentence-transformers model, loaded where that has not happened yet."""
        self.load()
        return self._model

    def load(self) -> None:
        """Load the model now (about 4 s, most of it the import of the library)."""
        if self._model is not None:
            return  # Nobody who has it waits for somebody else's text.
        with self._lock:
            if self._model is None:
                self._model = self._loaded()

    def _loaded(self) -> object:
        carried = self._adapter or self.name == PLAIN_MODEL
        location = str(find_plain_model()) if carried else self.name
        # Models are on this machine or not at all: nothing is fetched, and none is waited for.
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # Each length of text is a program of its own to oneDNN, which by default keeps a thousand of
        # them: memory would grow by 90 MiB over as many questions.
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
        # Two of its distances are scikit-learn's; they are not asked for, and import a second long.
        with nothing_collected(), imported_when_called("sklearn.metrics"):
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            model = SentenceTransformer(location, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the embedding model '{self.name}' cannot be loaded ({str(error).splitlines()[0]})",
                "name a model that is on this machine in ASSISTANT_MODEL, or unset it",
            ) from error
        if self._adapter:
            check_plain_model(Path(location))  # A change added to other weights would be nonsense.
            merge_adapter(model, self._adapter, PLAIN_SHA256)
        return model

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Return (n, dimension) float32, rows of unit length; calls `progress` with each batch's size.

        What several threads ask for at once is read as one batch where it is short.
        """
        self.load()
        # Texts of one length together: a batch is as slow as its longest text. Longest first: memory that
        # the first batch took is there for all others, where growing it again takes a sixth of the time.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
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
        # Dividing a question's few words among processors takes longer than reading them.
        torch.set_num_threads(1 if sum(map(len, texts)) < _SHORT else self._threads)
        with torch.autocast("cpu", torch.bfloat16, enabled=supports_bfloat16()):
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


def _adapter_of(name: str) -> Adapter | None:
    if name == adapted_name(SHIPPED_ADAPTER_SHA256):
        return find_adapter(SHIPPED_ADAPTER, SHIPPED_ADAPTER_SHA256)
    return find_adapter(Path(name)) if name.endswith(".safetensors") else None


def supports_bfloat16() -> bool:
    """Say whether this processor multiplies bfloat16 matrices by itself; without, they are slower."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(feature) for feature in _HALF_PRECISION)
