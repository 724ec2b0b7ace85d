"""Score paragraphs against a question with a cross-encoder, which reads both together."""

import os
import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelError

CANDIDATES = 30
"""Best paragraphs of the search that are scored again; each costs a run of the model."""


class Reranker(Protocol):
    """Says how well texts answer a question."""

    def score(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (n,) float32 in the order of `texts`, higher is better, on any scale."""
        ...


class CrossEncoderReranker:
    """A cross-encoder that sentence-transformers can load; loaded at the first question."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: object | None = None
        self._lock = threading.Lock()

    def score(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (n,) float32, higher is better. Raises ModelError when the model cannot be loaded."""
        with self._lock:
            if self._model is None:
                self._model = self._loaded()
            from sentence_transformers import CrossEncoder

            assert isinstance(self._model, CrossEncoder)
            scores = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return np.asarray(scores, np.float32).reshape(len(texts))

    def _loaded(self) -> object:
        os.environ["HF_HUB_OFFLINE"] = "1"
        from sentence_transformers import CrossEncoder

        try:
            return CrossEncoder(self.name, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the reranker '{self.name}' cannot be loaded ({str(error).splitlines()[0]})",
                "name a model that is on this machine in ASSISTANT_RERANKER, or unset it",
            ) from error
