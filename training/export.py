"""Write what was trained as the one small file that the product merges into the model at load."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from index.encoding.adapter import DOWN, UP, changes_of, find_adapter
from index.encoding.model_files import PLAIN, PublishedModel

_PREFIX = "base_model.model."
_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"


def export_adapter(
    trained: Sequence[Path], strength: float, file: Path, base: PublishedModel = PLAIN
) -> None:
    """Write the adapter in PEFT's folder, or the mean of several, to `file`, in half precision.

    `strength` is the share of the change that is kept: 0 is the plain model, 1 the trained one
    (weights between the two forget less: WiSE-FT, arXiv 2109.01903). The mean of several trainings
    of one recipe finds more than each (model soups, arXiv 2203.05482); its rank is the sum of
    theirs; `base` what they began with. Raises ModelError for a folder that holds no adapter.
    """
    import torch
    from safetensors.torch import save_file

    adapters = [_read(folder) for folder in trained]
    matrices = {}
    for layer in adapters[0]:
        downs, ups = zip(*(adapter[layer] for adapter in adapters), strict=True)
        share = strength / len(adapters)
        matrices[layer + DOWN] = torch.cat(downs).half().contiguous()
        matrices[layer + UP] = (torch.cat(ups, dim=1) * share).half().contiguous()
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(matrices, file, {"base": base.name, "base_sha256": base.sha256, "strength": str(strength)})


def blend_adapters(files: Sequence[tuple[Path, float]], rank: int, into: Path) -> None:
    """Write the sum of adapters' changes, each times its share, brought to one rank, in half precision.

    The nearest change of that rank to the sum is kept, layer by layer (truncated singular value
    decomposition). All are of one model. Raises ModelError for a file that is no adapter, or
    where they are of several models.
    """
    import torch
    from safetensors.torch import save_file

    adapters = [(find_adapter(file), share) for file, share in files]
    if len({adapter.base for adapter, _ in adapters}) > 1:
        raise ModelError("the adapters were made for several models", "blend those of one")
    changes: dict[str, Any] = {}
    for adapter, share in adapters:
        for layer, change in changes_of(adapter).items():
            changes[layer] = changes.get(layer, 0) + share * change
    matrices = {}
    for layer, change in changes.items():
        up, values, down = torch.linalg.svd(change, full_matrices=False)
        root = values[:rank].sqrt()
        matrices[layer + UP] = (up[:, :rank] * root).half().contiguous()
        matrices[layer + DOWN] = (root[:, None] * down[:rank]).half().contiguous()
    shares = " + ".join(f"{share} of {adapter.sha256[:12]}" for adapter, share in adapters)
    save_file(matrices, into, {"base_sha256": adapters[0][0].base, "blended": shares})


def _read(folder: Path) -> dict[str, tuple[Any, Any]]:
    """Return the two matrices, (rank, inputs) and (outputs, rank), of each layer that was trained."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
        scale = config["lora_alpha"] / config["r"]
        trained = load_file(folder / "adapter_model.safetensors")
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(
            f"{folder} holds no adapter ({error})", "name a folder that 'python -m training train' wrote"
        ) from None
    return {
        name.removeprefix(_PREFIX).removesuffix(_DOWN): (
            down,
            trained[name.removesuffix(_DOWN) + _UP] * scale,
        )
        for name, down in trained.items()
        if name.endswith(_DOWN)
    }
