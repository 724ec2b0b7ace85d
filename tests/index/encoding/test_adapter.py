"""A low-rank change of the model is merged as it says, and one that does not fit is told plainly."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from assistant.settings import make_encoder
from corpus.errors import ModelError
from index.encoding.adapter import find_adapter
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.model_files import (
    DEFAULT_MODEL,
    PLAIN_MODEL,
    PLAIN_SHA256,
    SHIPPED_ADAPTER,
    SHIPPED_ADAPTER_SHA256,
)

LAYER = "encoder.layer.5.output.dense"
TEXTS = ["Caseloads are manageable.", "how many kids on each worker's plate"]


def write_adapter(path: Path, up: float, base: str = PLAIN_SHA256) -> str:
    down = torch.zeros(1, 1536)
    down[0, 3] = 1.0
    matrices = {f"{LAYER}.down": down.half(), f"{LAYER}.up": torch.full((384, 1), up).half()}
    save_file(matrices, path, {"base_sha256": base})
    return str(path)


def test_change_is_added_to_the_layer_it_names(tmp_path: Path) -> None:
    plain, changed = (
        SentenceTransformerEncoder(name)
        for name in (PLAIN_MODEL, write_adapter(tmp_path / "a.safetensors", up=0.5))
    )
    before, after = (
        encoder.model.transformers_model.get_submodule(LAYER).weight.detach() for encoder in (plain, changed)
    )
    difference = after - before
    assert torch.allclose(difference[:, 3], torch.full((384,), 0.5))
    difference[:, 3] = 0
    assert not difference.any()


def test_change_of_nothing_is_the_plain_model(tmp_path: Path) -> None:
    nothing = SentenceTransformerEncoder(write_adapter(tmp_path / "a.safetensors", up=0.0))
    assert np.array_equal(nothing.encode(TEXTS), SentenceTransformerEncoder(PLAIN_MODEL).encode(TEXTS))
    assert nothing.name.startswith(f"{PLAIN_MODEL}+")


def test_shipped_adapter_is_the_published_one_and_small(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_adapter(SHIPPED_ADAPTER).sha256 == SHIPPED_ADAPTER_SHA256
    assert SHIPPED_ADAPTER.stat().st_size < 8 * 1024**2
    card = SHIPPED_ADAPTER.with_name("README.md").read_text(encoding="utf-8")
    assert SHIPPED_ADAPTER_SHA256 in card
    monkeypatch.delenv("ASSISTANT_MODEL", raising=False)
    assert make_encoder().name == DEFAULT_MODEL == f"{PLAIN_MODEL}+{SHIPPED_ADAPTER_SHA256[:12]}"
    monkeypatch.setenv("ASSISTANT_MODEL", "plain")
    assert make_encoder().name == PLAIN_MODEL


def test_adapter_for_another_model_is_told_plainly(tmp_path: Path) -> None:
    encoder = SentenceTransformerEncoder(write_adapter(tmp_path / "a.safetensors", up=0.5, base="ab" * 32))
    with pytest.raises(
        ModelError, match=r"was made for another model \(sha256 abababababab, not 53aa51172d14\)"
    ):
        encoder.load()


def test_file_that_is_no_adapter_is_told_plainly(tmp_path: Path) -> None:
    torn = tmp_path / "torn.safetensors"
    torn.write_bytes(b"torn")
    with pytest.raises(ModelError, match="is no adapter"):
        SentenceTransformerEncoder(str(torn)).load()
    with pytest.raises(ModelError, match="cannot be read"):
        SentenceTransformerEncoder(str(tmp_path / "absent.safetensors"))


def test_shape_that_does_not_fit_changes_nothing(tmp_path: Path) -> None:
    matrices = {f"{LAYER}.down": torch.zeros(1, 7).half(), f"{LAYER}.up": torch.zeros(384, 1).half()}
    save_file(matrices, tmp_path / "a.safetensors", {"base_sha256": PLAIN_SHA256})
    with pytest.raises(ModelError, match="is no adapter"):
        SentenceTransformerEncoder(str(tmp_path / "a.safetensors")).load()


def test_weights_other_than_the_published_ones_are_refused(tmp_path: Path) -> None:
    path = write_adapter(tmp_path / "a.safetensors", up=0.5)
    with pytest.raises(ModelError, match="is not the published one"):
        find_adapter(Path(path), expected=SHIPPED_ADAPTER_SHA256)
