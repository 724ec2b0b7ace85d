"""An exported model is the one that was written, or whoever asks is told, and it is made again."""

import json
import shutil
from pathlib import Path

import pytest

from corpus.errors import ModelError
from index.encoding import export
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.export import ensure_export
from index.encoding.exported import GRAPH, RECORD, ExportedModel, exported_folder, find_exported, processor


@pytest.fixture
def exports(encoder: SentenceTransformerEncoder, tmp_path: Path) -> Path:
    """A copy of the exported model."""
    assert encoder.exports
    own = exported_folder(encoder.exports, encoder.name)
    shutil.copytree(own, exported_folder(tmp_path, encoder.name))
    return tmp_path


def test_what_was_exported_is_left_alone(exports: Path) -> None:
    encoder = SentenceTransformerEncoder(exports=exports)
    record = exported_folder(exports, encoder.name) / RECORD
    before = record.stat().st_mtime_ns
    assert ensure_export(encoder) is None
    assert record.stat().st_mtime_ns == before
    assert encoder.encode(["an owl"]).shape == (1, 384)
    assert not encoder.torch_model.is_loaded


@pytest.mark.parametrize("damage", ["graph", "half unpacked", "record"])
def test_damaged_model_is_told_and_made_again(exports: Path, damage: str) -> None:
    encoder = SentenceTransformerEncoder(exports=exports)
    folder = exported_folder(exports, encoder.name)
    if damage == "graph":
        with (folder / GRAPH).open("r+b") as file:
            file.seek(1_000_000)
            file.write(b"torn")
    elif damage == "half unpacked":
        (folder / GRAPH).unlink()
    else:
        (folder / RECORD).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="is not the one that was written; run 'assistant index'"):
        encoder.load()
    if damage == "half unpacked":
        assert ensure_export(encoder) is None
        assert encoder.encode(["an owl"]).shape == (1, 384)
        assert [path.name for path in exports.iterdir()] == [folder.name]


def test_export_that_differs_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "LEAST_COSINE", 1.1)
    encoder = SentenceTransformerEncoder(exports=tmp_path)
    told = ensure_export(encoder)
    assert told
    assert told.startswith("The model that was exported for ONNX Runtime differs from PyTorch's")
    assert list(tmp_path.iterdir()) == []
    assert encoder.encode(["an owl"]).shape == (1, 384)


def test_missing_runtime_is_told_and_pytorch_reads(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("index.encoding.exporting", "index.encoding.exported"):
        monkeypatch.setattr(f"{module}.find_spec", lambda name: None)
    encoder = SentenceTransformerEncoder(exports=exports)
    told = ensure_export(encoder)
    assert told
    assert told.startswith("ONNX Runtime is not installed")
    assert find_exported(exports, encoder.name) is None


def test_runtime_for_many_texts_is_what_was_measured_on_this_processor() -> None:
    model = ExportedModel(Path(), 256, 0, {}, {"onnx": 70.0, "torch": 130.0}, processor())
    assert model.fastest_for_many() == "torch"
    elsewhere = ExportedModel(Path(), 256, 0, {}, {"onnx": 70.0, "torch": 130.0}, "another")
    assert elsewhere.fastest_for_many() == "onnx"


def test_format_that_is_not_known_is_exported_again(exports: Path) -> None:
    encoder = SentenceTransformerEncoder(exports=exports)
    record = exported_folder(exports, encoder.name) / RECORD
    record.write_text(json.dumps({"format": 0}), encoding="utf-8")
    assert find_exported(exports, encoder.name) is None
