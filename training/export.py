"""Write what was trained as the one small file that the product merges into the model at load."""

import json
from pathlib import Path

from corpus.errors import ModelError
from index.adapter import DOWN, UP
from index.model_files import PLAIN_MODEL, PLAIN_SHA256

_PREFIX = "base_model.model."
_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"


def export_adapter(trained: Path, strength: float, file: Path) -> None:
    """Write the adapter in PEFT's folder `trained` to `file`, in half precision.

    `strength` is the share of the change that is kept: 0 is the plain model, 1 the trained one
    (weights between the two forget less: WiSE-FT, arXiv 2109.01903). Raises ModelError for a
    folder that holds no adapter.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file, save_file

    try:
        config = json.loads((trained / "adapter_config.json").read_text(encoding="utf-8"))
        scale = strength * config["lora_alpha"] / config["r"]
        trained_matrices = load_file(trained / "adapter_model.safetensors")
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(
            f"{trained} holds no adapter ({error})", "name a folder that 'python -m training train' wrote"
        ) from None
    matrices = {}
    for name, matrix in trained_matrices.items():
        layer = name.removeprefix(_PREFIX)
        if layer.endswith(_DOWN):
            matrices[layer.removesuffix(_DOWN) + DOWN] = matrix.half().contiguous()
        else:
            matrices[layer.removesuffix(_UP) + UP] = (matrix * scale).half().contiguous()
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(matrices, file, {"base": PLAIN_MODEL, "base_sha256": PLAIN_SHA256, "strength": str(strength)})
