"""Read a low-rank change of the embedding model, and merge it into the model's weights."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ModelError

DOWN, UP = ".down", ".up"
"""Ends of the names of a layer's two matrices: (rank, inputs) and (outputs, rank)."""
_ANOTHER = "name another adapter in ASSISTANT_MODEL, or unset it"


@dataclass(frozen=True, slots=True)
class Adapter:
    """A file of low-rank changes, by layer: up @ down is added to the layer's weights.

    `base` is the sha256 of the weights that it was made for, empty where the file does not say.
    """

    path: Path
    sha256: str
    base: str = ""


def find_adapter(path: Path, expected: str | None = None) -> Adapter:
    """Return the adapter at a path.

    Raises ModelError where there is none, and where its sha256 is not the `expected` one.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"the adapter {path} cannot be read ({error.strerror})", _ANOTHER) from None
    actual = hashlib.sha256(content).hexdigest()
    if expected and actual != expected:
        raise ModelError(
            f"the adapter {path} is not the published one (sha256 {actual[:12]}, not {expected[:12]})",
            "install the assistant again, or set ASSISTANT_MODEL=plain",
        )
    return Adapter(path, actual, _base_of(content))


def _base_of(content: bytes) -> str:
    """Return what a file of matrices was made for: safetensors begins with a length, and JSON so long."""
    length = int.from_bytes(content[:8], "little")
    try:
        record = json.loads(content[8 : 8 + length])
        return str(record["__metadata__"]["base_sha256"])
    except (ValueError, KeyError, TypeError):
        return ""


def merge_adapter(model: Any, adapter: Adapter, base: str) -> None:
    """Add an adapter's changes to the layers of a sentence-transformers model.

    `base` is the sha256 of the model's weights. Raises ModelError for a file
    that is no adapter, and for one that was made for other weights; nothing is changed then.
    """
    import torch
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(adapter.path, framework="pt") as file:
            made_for = (file.metadata() or {}).get("base_sha256")
            matrices = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{adapter.path} is no adapter ({error})", _ANOTHER) from None
    if made_for != base:
        raise ModelError(
            f"the adapter {adapter.path} was made for another model "
            f"(sha256 {str(made_for)[:12]}, not {base[:12]})",
            _ANOTHER,
        )
    layers = sorted({name.rpartition(".")[0] for name in matrices})
    try:
        changes = {
            model.transformers_model.get_submodule(layer).weight: matrices[layer + UP]
            @ matrices[layer + DOWN]
            for layer in layers
        }
        if any(weight.shape != change.shape for weight, change in changes.items()):
            raise ValueError("its matrices have other shapes")
        with torch.no_grad():
            for weight, change in changes.items():
                weight.add_(change)
    except (AttributeError, KeyError, RuntimeError, ValueError) as error:
        raise ModelError(f"{adapter.path} is no adapter of this model ({error})", _ANOTHER) from None
