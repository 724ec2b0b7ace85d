"""What is exported is the share of the change that was asked for, or of the mean of several."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.encoding.adapter import find_adapter
from index.encoding.model_files import LARGE, PLAIN_SHA256
from training.export import blend_adapters, export_adapter

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


def test_blend_is_the_sum_of_shares_at_a_rank(tmp_path: Path) -> None:
    one = write_trained(tmp_path / "one", [[1.0, 2.0]], [[1.0], [3.0]], alpha=2)  # [[2, 4], [6, 12]]
    two = write_trained(tmp_path / "two", [[0.0, 4.0]], [[1.0], [0.0]], alpha=1)  # [[0, 4], [0, 0]]
    files = [tmp_path / "one.safetensors", tmp_path / "two.safetensors"]
    for folder, file in zip((one, two), files, strict=True):
        export_adapter([folder], 1.0, file)
    blend_adapters([(files[0], 0.5), (files[1], 0.25)], 2, tmp_path / "both.safetensors")
    np.testing.assert_allclose(change(tmp_path / "both.safetensors"), [[1, 3], [3, 6]], atol=1e-2)
    assert find_adapter(tmp_path / "both.safetensors").base == PLAIN_SHA256
    # Of rank 1 already: nothing is lost by keeping one.
    blend_adapters([(files[0], 2.0)], 1, tmp_path / "twice.safetensors")
    np.testing.assert_allclose(change(tmp_path / "twice.safetensors"), [[4, 8], [12, 24]], atol=2e-2)


def test_blend_of_changes_of_several_models_is_refused(tmp_path: Path) -> None:
    one = write_trained(tmp_path / "one", [[1.0, 2.0]], [[1.0], [3.0]], alpha=2)
    small, large = tmp_path / "small.safetensors", tmp_path / "large.safetensors"
    export_adapter([one], 1.0, small)
    export_adapter([one], 1.0, large, LARGE)
    with pytest.raises(ModelError, match="made for several models; blend those of one"):
        blend_adapters([(small, 0.5), (large, 0.5)], 1, tmp_path / "both.safetensors")
