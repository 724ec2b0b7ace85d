"""Export the embedding model to ONNX's format: once a machine, checked against PyTorch, hashed."""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.encoding.embedding import embed_few, embed_many
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.exported import GRAPH, TOKENIZER, ExportedModel, file_sha256, processor
from index.encoding.exporting import DiffersError, ensure_exported, write_graph
from index.encoding.onnx_model import OnnxModel
from index.encoding.pooling import Runtime
from index.encoding.torch_model import TorchModel
from index.types import PartedText

LEAST_COSINE = 0.9999
"""Between the vectors of the exported model and of PyTorch's, of any text."""
_CHECKED = (
    "what did inspectors say about return home interviews",
    "kids",
    "Caseloads are too high in some teams; social workers told inspectors that they cannot visit as often "
    "as they should. Managers know this and have begun to recruit.",
    "£1.2m (2013–14) – “not yet good”, 34% of 1,024 children’s plans",
)
_MEASURED = 64
"""Texts of usual lengths by which the runtimes' speeds are told; they take each about a second."""


def ensure_export(encoder: SentenceTransformerEncoder) -> str | None:
    """Export an encoder's model where that has not happened yet; return why not, where it cannot be.

    What is there is checked, and made again where it is damaged. It is written beside its place and
    then moved there, so that nobody reads half of it; models that no index is of any more stay for
    the one that still answers until the next export.
    """
    if encoder.exports is None:
        return None
    return ensure_exported(
        encoder.name, encoder.exports, lambda folder: _exported(encoder.torch_model, folder)
    )


def _exported(model: TorchModel, folder: Path) -> ExportedModel:
    model.load()
    _write_graph(model.model.transformers_model, folder / GRAPH)
    model.tokenizer.save(str(folder / TOKENIZER))
    exported = ExportedModel(
        folder,
        model.longest,
        model.padding,
        {name: file_sha256(folder / name) for name in (GRAPH, TOKENIZER)},
        speeds={},
        measured_on=processor(),
    )
    onnx = OnnxModel.open(exported)
    least = min(cosines(model.in_full_precision(), onnx, _CHECKED))
    if least < LEAST_COSINE:
        raise DiffersError(
            f"The model that was exported for ONNX Runtime differs from PyTorch's (cosine {least:.4f}): "
            "questions are read by PyTorch, which takes longer to start."
        )
    measured = replace(exported, speeds={"onnx": _speed(onnx), "torch": _speed(model)})
    measured.save()
    return measured


def cosines(one: Runtime, other: Runtime, texts: Sequence[str]) -> list[float]:
    """Return the cosine of each text's vectors by two runtimes."""
    first, second = (embed_few(runtime, texts) for runtime in (one, other))
    return [float(cosine) for cosine in (first * second).sum(axis=1)]


def _write_graph(transformer: Any, path: Path) -> None:
    """Write what turns word pieces into their vectors."""
    import torch

    class Tokens(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    attention = transformer.config._attn_implementation
    transformer.set_attn_implementation("eager")
    try:
        write_graph(Tokens(), path, ["input_ids", "attention_mask"], ["vectors"])
    finally:
        transformer.set_attn_implementation(attention)


def _speed(runtime: Runtime) -> float:
    """Return how many texts a second a runtime embeds, on all processors."""
    texts = [PartedText(" ".join([_CHECKED[2]] * (1 + i % 4))) for i in range(_MEASURED)]
    threads = os.cpu_count() or 1
    embed_many(runtime, texts[:8], threads)
    start = time.perf_counter()
    embed_many(runtime, texts, threads)
    return round(len(texts) / (time.perf_counter() - start), 1)
