"""What verifies candidates: its contract, and the product's own, which a network on this machine does."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.encoding.batches import batches
from index.encoding.exported import find_exported
from index.verifying.runtime import FloatArray, Network
from index.verifying.types import Candidate, Verification
from index.verifying.weights import Weights, find_weights
from index.verifying.windows import LONGEST, Window, cut_windows

_TOKENS_AT_ONCE = 1024
_LONGEST_ANSWER = 60
"""Word pieces: what answers is a clause or a sentence."""


class Verifier(Protocol):
    """Says whether candidates answer a question."""

    def load(self) -> None:
        """Load the model, where that has not happened yet."""
        ...

    def verify(self, question: str, candidates: Sequence[Candidate]) -> list[Verification]:
        """Return what is said of each candidate, in their order."""
        ...


class CrossEncoderVerifier:
    """The verifier of a file of weights; loaded at the first question.

    Where the folder `exports` holds it for ONNX Runtime, PyTorch is not imported.
    """

    def __init__(self, file: Path, exports: Path | None = None) -> None:
        self._file = file
        self.exports = exports
        self._network: Network | None = None
        self._loading = threading.Lock()
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, "verifying")

    @cached_property
    def weights(self) -> Weights:
        """Its weights. Raises ModelError as `find_weights` does."""
        return find_weights(self._file)

    def load(self) -> None:
        """Load the model. Raises ModelError where that cannot be done."""
        self._loaded()

    def verify(self, question: str, candidates: Sequence[Candidate]) -> list[Verification]:
        """Return what is said of each candidate, of a long one what is said of its best part.

        Raises ModelError as `load` does.
        """
        return verify_with(self._loaded(), question, candidates, self._threads.map)

    def _loaded(self) -> Network:
        if self._network is None:
            with self._loading:
                if self._network is None:
                    self._network = self._opened()
        return self._network

    def _opened(self) -> Network:
        exported = find_exported(self.exports, self.weights.name) if self.exports else None
        if exported:
            from index.verifying.network_in_onnx import OnnxNetwork

            return OnnxNetwork.open(exported)
        from index.verifying.network_in_torch import TorchNetwork

        return TorchNetwork.open(self.weights)


def verify_with(
    network: Network, question: str, candidates: Sequence[Candidate], each: Callable[..., Iterable[Any]] = map
) -> list[Verification]:
    """Return what a network says of candidates; `each` calls a function for every batch, in order."""
    windows = [cut_windows(network.tokenizer, question, candidate) for candidate in candidates]
    flat = [window for own in windows for window in own]
    lengths = [len(window.ids) for window in flat]
    # As many batches as processors, at least: each reads one.
    most = min(_TOKENS_AT_ONCE, max(LONGEST, sum(lengths) // (os.cpu_count() or 1) + LONGEST // 2))
    together = list(batches(lengths, most))
    said = [Verification(0.0, (0, 0))] * len(flat)
    read = each(lambda batch: _read(network, [flat[i] for i in batch]), together)
    for batch, own in zip(together, read, strict=True):
        for i, verification in zip(batch, own, strict=True):
            said[i] = verification
    in_order = iter(said)
    return [max((next(in_order) for _ in own), key=lambda one: one.score) for own in windows]


def _read(network: Network, windows: Sequence[Window]) -> list[Verification]:
    """Return what a network says of windows that are read at once."""
    ids = np.full((len(windows), max(len(window.ids) for window in windows)), network.padding, np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        types[row, window.second : len(window.ids)] = 1
    verdicts, ends = network.read(ids, mask, types)
    said: list[Verification] = []
    for window, verdict, own in zip(windows, verdicts, ends, strict=True):
        pieces = own[window.first : window.first + len(window.offsets)]
        said.append(Verification(float(verdict[0]), best_words(pieces, window.offsets)))
    return said


def best_words(ends: FloatArray, offsets: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the (start, end) of the words whose first and last pieces score highest together.

    `ends`, (pieces, 2), are their scores as first and last. (0, 0) where there are no pieces.
    """
    if not len(offsets):
        return 0, 0
    together = ends[:, 0][:, None] + ends[:, 1][None, :]
    length = np.arange(len(ends))[None, :] - np.arange(len(ends))[:, None]
    together[(length < 0) | (length >= _LONGEST_ANSWER)] = -np.inf
    first, last = np.unravel_index(int(np.argmax(together)), together.shape)
    return offsets[int(first)][0], offsets[int(last)][1]
