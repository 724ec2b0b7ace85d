"""The embedding model run by PyTorch: to export it, and where it embeds many texts faster."""

import os
import threading
from copy import copy
from functools import cached_property
from typing import Any, Self

import numpy as np

from corpus.errors import ModelError
from index.encoding.adapter import Adapter, merge_adapter
from index.encoding.model_files import PublishedModel
from index.encoding.pooling import Ids, Vectors

_HALF_PRECISION = ("avx512_bf16", "amx_bf16")
"""Processor features with which bfloat16 matrices are fast: 2.9 times as fast as float32 on two cores,
with a cosine of at least 0.9999 between the vectors of the two (docs/accuracy.md)."""


class TorchModel:
    """A published model with an adapter merged into it, or any that sentence-transformers can load.

    It is loaded when it is used.
    """

    def __init__(self, name: str, base: PublishedModel | None, adapter: Adapter | None) -> None:
        self.name = name
        self._base = base
        self._adapter = adapter
        self._model: Any = None
        self._half = True
        self._loading = threading.Lock()

    @property
    def model(self) -> Any:
        """The sentence-transformers model, loaded where that has not happened yet."""
        self.load()
        return self._model

    @property
    def is_loaded(self) -> bool:
        """Whether anybody has used it."""
        return self._model is not None

    @property
    def longest(self) -> int:
        """Word pieces that it reads at once."""
        return int(self.model.max_seq_length)

    @property
    def padding(self) -> int:
        """The number of the word piece that fills up a batch."""
        return int(self.model.tokenizer.pad_token_id)

    @cached_property
    def tokenizer(self) -> Any:
        """What cuts texts into word pieces, neither cutting them short nor filling them up."""
        from tokenizers import Tokenizer

        # A copy: the model's own is set by whoever used it last.
        tokenizer = Tokenizer.from_str(self.model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def load(self) -> None:
        """Load the model: about 4 s, most of it the import of the library.

        Raises ModelError where the model is not on this machine or does not pool by the mean.
        """
        if self._model is None:
            with self._loading:
                if self._model is None:
                    self._model = self._loaded()

    def in_full_precision(self) -> Self:
        """Return the same model, which it shares, reading in float32 on every processor."""
        self.load()
        same = copy(self)
        same._half = False
        return same

    def read(self, ids: Ids, mask: Ids) -> Vectors:
        """Return the vectors of word pieces, (texts, pieces, dimension) float32."""
        import torch

        # Of this thread alone: other threads read other texts.
        torch.set_num_threads(1)
        with (
            torch.inference_mode(),
            torch.autocast("cpu", torch.bfloat16, enabled=self._half and supports_bfloat16()),
        ):
            found = self._model.transformers_model(
                input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask)
            )
        return np.asarray(found.last_hidden_state.float().numpy(), np.float32)

    def _loaded(self) -> Any:
        if self._base is None:
            return self._opened(self.name)
        with self._base.opened() as folder:
            model = self._opened(str(folder))
        if self._adapter:
            merge_adapter(model, self._adapter, self._base.sha256)
        return model

    def _opened(self, location: str) -> Any:
        """Return the sentence-transformers model of a folder or a name."""
        # Models are on this machine or not at all: nothing is fetched, and none is waited for.
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # Each length of text is a program of its own to oneDNN, which by default keeps a thousand of
        # them: memory would grow by 90 MiB over as many texts.
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            model = SentenceTransformer(location, device="cpu").eval()
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the embedding model '{self.name}' cannot be loaded ({str(error).splitlines()[0]})",
                "name a model that is on this machine in ASSISTANT_MODEL, or unset it",
            ) from error
        if getattr(model[1], "pooling_mode", None) != "mean":
            raise ModelError(
                f"the embedding model '{self.name}' does not pool by the mean of its word pieces",
                "name a model that does in ASSISTANT_MODEL, or unset it",
            )
        return model


def supports_bfloat16() -> bool:
    """Say whether this processor multiplies bfloat16 matrices by itself; without, they are slower."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(feature) for feature in _HALF_PRECISION)
