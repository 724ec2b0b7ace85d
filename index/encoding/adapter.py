"""Read a low-rank change of the embedding model, and merge it into the model's weights."""

import hashlib
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
        actual = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"the adapter {path} cannot be read ({error.strerror})", _ANOTHER) from None
    if expected and actual != expected:
        raise ModelError(
            f"the adapter {path} is not the published one (sha256 {actual[:12]}, not {expected[:12]})",
            "install the assistant again, or set ASSISTANT_MODEL=plain",
        )
    return Adapter(path, actual, _base_of(path))


def _base_of(path: Path) -> str:
    """Return what an adapter was made for; a file that is none says nothing, and is told when it is used."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as file:
            return str((file.metadata() or {}).get("base_sha256", ""))
    except (OSError, SafetensorError):
        return ""


def changes_of(adapter: Adapter) -> dict[str, Any]:
    """Return what an adapter adds to the weights of each layer, float32 tensors of their shape.

    Raises ModelError for a file that is no adapter.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        matrices = {name: matrix.float() for name, matrix in load_file(adapter.path).items()}
        layers = sorted({name.rpartition(".")[0] for name in matrices})
        return {layer: matrices[layer + UP] @ matrices[layer + DOWN] for layer in layers}
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{adapter.path} is no adapter ({error})", _ANOTHER) from None
    except (KeyError, RuntimeError) as error:
        raise ModelError(f"{adapter.path} is no adapter of this model ({error})", _ANOTHER) from None


def merge_adapter(model: Any, adapter: Adapter, base: str) -> None:
    """Add an adapter's changes to the layers of a sentence-transformers model.

    `base` is the sha256 of the model's weights. Raises ModelError for a file
    that is no adapter, and for one that was made for other weights; nothing is changed then.
    """
    import torch

    changes = changes_of(adapter)
    if adapter.base != base:
        raise ModelError(
            f"the adapter {adapter.path} was made for another model "
            f"(sha256 {adapter.base[:12]}, not {base[:12]})",
            _ANOTHER,
        )
    try:
        weights = {layer: model.transformers_model.get_submodule(layer).weight for layer in changes}
        if any(weights[layer].shape != change.shape for layer, change in changes.items()):
            raise ValueError("its matrices have other shapes")
    except (AttributeError, ValueError) as error:
        raise ModelError(f"{adapter.path} is no adapter of this model ({error})", _ANOTHER) from None
    with torch.no_grad():
        for layer, change in changes.items():
            weights[layer].add_(change)
