"""What is exported is the share of the change that was asked for, or of the mean of several."""

import json
from pathlib import Path

import pytest

from corpus.errors import ModelError
from training.export import export_adapter

LAYER = "encoder.layer.0.attention.self.query"


def write_trained(folder: Path, down: list[list[float]], up: list[list[float]], alpha: int) -> Path:
    import torch
    from safetensors.torch import save_file

    folder.mkdir()
    (folder / "adapter_config.json").write_text(json.dumps({"r": len(down), "lora_alpha": alpha}))
    name = f"base_model.model.{LAYER}"
    matrices = {f"{name}.lora_A.weight": torch.tensor(down), f"{name}.lora_B.weight": torch.tensor(up)}
    save_file(matrices, folder / "adapter_model.safetensors")
    return folder


def change(file: Path) -> list[list[float]]:
    from safetensors.torch import load_file

    matrices = load_file(file)
    assert set(matrices) == {f"{LAYER}.down", f"{LAYER}.up"}
    found: list[list[float]] = (matrices[f"{LAYER}.up"].float() @ matrices[f"{LAYER}.down"].float()).tolist()
    return found


def test_half_of_a_change_is_half_of_it(tmp_path: Path) -> None:
    # alpha over rank is 2, so the change is 2 * up @ down.
    one = write_trained(tmp_path / "one", [[1.0, 2.0]], [[1.0], [3.0]], alpha=2)
    export_adapter([one], 0.5, tmp_path / "half.safetensors")
    assert change(tmp_path / "half.safetensors") == [[1.0, 2.0], [3.0, 6.0]]


def test_mean_of_two_is_the_mean_of_their_changes(tmp_path: Path) -> None:
    one = write_trained(tmp_path / "one", [[1.0, 2.0]], [[1.0], [3.0]], alpha=2)  # [[2, 4], [6, 12]]
    two = write_trained(tmp_path / "two", [[0.0, 4.0]], [[1.0], [0.0]], alpha=1)  # [[0, 4], [0, 0]]
    export_adapter([one, two], 1.0, tmp_path / "mean.safetensors")
    assert change(tmp_path / "mean.safetensors") == [[1.0, 4.0], [3.0, 6.0]]


def test_folder_without_an_adapter_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no adapter .*; name a folder that"):
        export_adapter([tmp_path], 1.0, tmp_path / "file.safetensors")
