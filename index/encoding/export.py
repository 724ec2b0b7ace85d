"""Export the embedding model to ONNX's format: once a machine, checked against PyTorch, hashed."""

import logging
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from filelock import FileLock

from corpus.errors import ModelError
from index.encoding.embedding import embed_few, embed_many
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.exported import (
    GRAPH,
    TOKENIZER,
    ExportedModel,
    exported_folder,
    file_sha256,
    find_exported,
    processor,
)
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
    exports = encoder.exports
    if exports is None:
        return None
    if any(find_spec(name) is None for name in ("onnx", "onnxruntime", "onnxscript")):
        return "ONNX Runtime is not installed: questions are read by PyTorch, which takes longer to start."
    try:
        exports.mkdir(parents=True, exist_ok=True)
        with FileLock(exports.with_name(f"{exports.name}.lock")):
            if not _is_exported(encoder.name, exports):
                _put_exported(encoder.torch_model, exports)
    except _DiffersError as error:
        return str(error)
    except OSError as error:
        return (
            f"The model cannot be exported to {exports} ({error.strerror}): questions are read by PyTorch, "
            "which takes longer to start."
        )
    return None


def _is_exported(name: str, exports: Path) -> bool:
    """Say whether a model is there, whole, and was measured on this processor."""
    try:
        exported = find_exported(exports, name)
    except ModelError:
        return False  # Damage is what exporting mends.
    return exported is not None and exported.measured_on == processor()


def _put_exported(model: TorchModel, exports: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix=".export-", dir=exports))
    try:
        exported = _exported(model, folder)
        own = exported_folder(exports, model.name)
        shutil.rmtree(own, ignore_errors=True)
        exported.folder.rename(own)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _DiffersError(Exception):
    """The exported model is not the model."""


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
        raise _DiffersError(
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
    """Write what turns word pieces into their vectors, for any number of texts of any length."""
    import torch

    # It tells at length that it need not know the operators of a library that is not there.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)

    class Tokens(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    ids = torch.ones((2, 8), dtype=torch.long)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    axes = {0: torch.export.Dim("texts"), 1: torch.export.Dim("pieces")}
    attention = transformer.config._attn_implementation
    transformer.set_attn_implementation("eager")
    try:
        with warnings.catch_warnings(), torch.no_grad():
            # It tells that two inputs' axes are of one length, as they should be.
            warnings.simplefilter("ignore")
            program = torch.onnx.export(
                Tokens().eval(),
                (ids, mask),
                input_names=["input_ids", "attention_mask"],
                output_names=["vectors"],
                dynamic_shapes=(axes, axes),
                external_data=False,
                verbose=False,
            )
    finally:
        transformer.set_attn_implementation(attention)
    assert program is not None
    program.save(str(path))


def _speed(runtime: Runtime) -> float:
    """Return how many texts a second a runtime embeds, on all processors."""
    texts = [PartedText(" ".join([_CHECKED[2]] * (1 + i % 4))) for i in range(_MEASURED)]
    threads = os.cpu_count() or 1
    embed_many(runtime, texts[:8], threads)
    start = time.perf_counter()
    embed_many(runtime, texts, threads)
    return round(len(texts) / (time.perf_counter() - start), 1)
