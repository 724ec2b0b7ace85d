"""What turns texts into vectors: its contract, and the product's own, which a model on this machine does."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from index.encoding.adapter import Adapter, find_adapter
from index.encoding.embedding import Progress, embed_few, embed_many
from index.encoding.exported import ExportedModel, find_exported
from index.encoding.model_files import (
    ACCURATE_MODEL,
    DEFAULT_MODEL,
    LARGE,
    LARGE_ADAPTER,
    LARGE_ADAPTER_SHA256,
    PLAIN,
    PLAIN_MODEL,
    SHIPPED_ADAPTER,
    SHIPPED_ADAPTER_SHA256,
    PublishedModel,
    adapted_name,
)
from index.encoding.onnx_model import OnnxModel
from index.encoding.pooling import Runtime, Vectors
from index.encoding.torch_model import TorchModel
from index.types import PartedText


class Encoder(Protocol):
    """Turns texts into vectors of unit length, so that their inner product is the cosine."""

    name: str
    """Names the model and, where it matters, its version: vectors of two names never mix."""

    def load(self) -> None:
        """Load the model, where that has not happened yet."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dimension) float32, rows of unit length, in the order of `texts`."""
        ...

    def encode_parts(self, texts: Sequence[PartedText], progress: Progress | None = None) -> list[Vectors]:
        """Return each text's vector and those of its parts, (1 + parts, dimension) float32, of unit length.

        Each text is read once, so that a part's vector knows what stands around it. For many texts:
        all processors are used, and left to others that want them.
        """
        ...

    def earlier(self, name: str) -> "Encoder | None":
        """Return what reads by the model of another name, None where it is not kept on this machine."""
        ...


class SentenceTransformerEncoder:
    """A model that sentence-transformers can load and that pools by the mean; loaded at the first text.

    `name` is the default model, the plain or the accurate one, an adapter's file (`….safetensors`), or any
    name or folder that sentence-transformers takes and that is on this machine. Where the folder
    `exports` holds the model for ONNX Runtime (`exported.py`), that reads questions, and PyTorch is only
    imported where it embeds many texts faster. Raises ModelError for an adapter that is not there or
    not the published one.
    """

    def __init__(
        self, name: str = DEFAULT_MODEL, threads: int | None = None, exports: Path | None = None
    ) -> None:
        base, adapter = _parts_of(name)
        self.name = adapted_name(adapter.sha256, base.name) if base and adapter else name
        self.exports = exports
        # Not what PyTorch says: FAISS and whoever embedded before set that, too.
        self._threads = threads or os.cpu_count() or 1
        self._torch = TorchModel(self.name, base, adapter)
        self._exported: ExportedModel | None = None
        self._onnx: OnnxModel | None = None
        self._loaded = False
        self._loading = threading.Lock()

    @property
    def torch_model(self) -> TorchModel:
        """The model in PyTorch, which is loaded when it is used."""
        return self._torch

    @property
    def model(self) -> Any:
        """The sentence-transformers model, loaded where that has not happened yet."""
        return self._torch.model

    def earlier(self, name: str) -> "SentenceTransformerEncoder | None":
        """Return what reads by another model that was exported here, None where it was not."""
        if self.exports is None or find_exported(self.exports, name) is None:
            return None
        return SentenceTransformerEncoder(name, self._threads, self.exports)

    def load(self) -> None:
        """Load what reads questions now: 0.3 s where the model was exported, else about 4 s."""
        if self._loaded:
            return  # Nobody who has it waits for somebody else.
        with self._loading:
            if self._loaded:
                return
            self._exported = find_exported(self.exports, self.name) if self.exports else None
            if self._exported:
                self._onnx = OnnxModel.open(self._exported)
            else:
                self._torch.load()
            self._loaded = True

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dimension) float32, rows of unit length, in the order of `texts`."""
        return embed_few(self.runtime_for_questions(), texts)

    def encode_parts(self, texts: Sequence[PartedText], progress: Progress | None = None) -> list[Vectors]:
        """Return each text's vector and those of its parts, (1 + parts, dimension) float32."""
        return embed_many(self.runtime_for_many(), texts, self._threads, progress)

    def runtime_for_questions(self) -> Runtime:
        """Return what reads a few short texts, loaded."""
        self.load()
        return self._onnx or self._torch

    def runtime_for_many(self) -> Runtime:
        """Return what embeds many texts fastest on this machine, loaded."""
        self.load()
        if self._onnx is None or (self._exported and self._exported.fastest_for_many() == "torch"):
            self._torch.load()
            return self._torch
        return self._onnx


def _parts_of(name: str) -> tuple[PublishedModel | None, Adapter | None]:
    """Return the published model of a name, and what was changed of it; None for what there is not."""
    if name == DEFAULT_MODEL:
        return PLAIN, find_adapter(SHIPPED_ADAPTER, SHIPPED_ADAPTER_SHA256)
    if name == ACCURATE_MODEL:
        return LARGE, find_adapter(LARGE_ADAPTER, LARGE_ADAPTER_SHA256)
    if name.endswith(".safetensors"):
        adapter = find_adapter(Path(name))
        return (LARGE if adapter.base == LARGE.sha256 else PLAIN), adapter
    return (PLAIN if name == PLAIN_MODEL else None), None
