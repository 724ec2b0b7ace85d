"""Reading question and candidate together: which words, and that it is all one whatever runs it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from corpus.errors import ModelError
from index.encoding.exported import GRAPH, exported_folder
from index.encoding.model_files import PLAIN_SHA256
from index.verifying import export
from index.verifying.export import ensure_verifier_export
from index.verifying.network import opened_network
from index.verifying.network_in_torch import TorchNetwork
from index.verifying.types import Candidate
from index.verifying.verifier import CrossEncoderVerifier, best_words, verify_with
from index.verifying.weights import find_weights, save_weights

CANDIDATES = [
    Candidate("Barset 2018. Staff", "Nine social workers left. Caseloads rose to 24."),
    Candidate("", ""),
    Candidate("Barset 2018. Visits", "Visits are made every week. " * 100),
    Candidate("Barset 2014", "£1.2m (2013–14) – “not yet good”."),
]
QUESTION = "How high are caseloads?"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A verifier of the real size that learnt nothing."""
    path = tmp_path_factory.mktemp("verifier") / "verifier.safetensors"
    torch.manual_seed(1)
    with opened_network() as (network, _):
        save_weights(network, path)
    return path


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ([0, 9, 0, 0], [0, 0, 9, 0], (2, 8)),
        ([0, 0, 9, 0], [9, 0, 0, 1], (5, 11)),  # The likeliest last one comes before the likeliest first.
        ([0, 0, 0, 0], [0, 0, 0, 0], (0, 1)),
        ([5, 0, 0, 0], [0, 0, 0, 5], (0, 11)),
    ],
)
def test_words_begin_and_end_where_both_score_highest_together(
    first: list[float], last: list[float], expected: tuple[int, int]
) -> None:
    offsets = [(0, 1), (2, 4), (5, 8), (9, 11)]
    assert best_words(np.array([first, last], np.float32).T, offsets) == expected


def test_no_pieces_have_no_words() -> None:
    assert best_words(np.zeros((0, 2), np.float32), []) == (0, 0)


def test_answer_is_no_longer_than_sixty_pieces() -> None:
    ends = np.zeros((100, 2), np.float32)
    ends[0, 0] = ends[99, 1] = 5
    start, end = best_words(ends, [(i, i + 1) for i in range(100)])
    assert (start, end) in {(0, 1), (40, 100)}


def test_exported_network_says_what_pytorch_does_and_order_changes_nothing(
    file: Path, tmp_path: Path
) -> None:
    verifier = CrossEncoderVerifier(file, tmp_path)
    assert ensure_verifier_export(verifier) is None
    exported = verifier.verify(QUESTION, CANDIDATES)
    in_torch = verify_with(TorchNetwork.open(find_weights(file)), QUESTION, CANDIDATES)
    assert [one.score for one in exported] == pytest.approx([one.score for one in in_torch], abs=1e-3)
    assert [one.words for one in exported] == [one.words for one in in_torch]
    turned = verifier.verify(QUESTION, CANDIDATES[::-1])[::-1]
    assert [one.score for one in turned] == pytest.approx([one.score for one in exported], abs=1e-4)
    assert verifier.verify(QUESTION, []) == []


def test_export_that_differs_is_not_kept(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_APART", -1.0)
    told = ensure_verifier_export(CrossEncoderVerifier(file, tmp_path))
    assert told
    assert told.startswith("The verifier that was exported for ONNX Runtime differs from PyTorch's")
    assert list(tmp_path.iterdir()) == []


def test_damaged_export_is_told_and_made_again(file: Path, tmp_path: Path) -> None:
    verifier = CrossEncoderVerifier(file, tmp_path)
    assert ensure_verifier_export(verifier) is None
    (exported_folder(tmp_path, verifier.weights.name) / GRAPH).write_bytes(b"torn")
    with pytest.raises(ModelError, match="is not the one that was written; run 'assistant index'"):
        CrossEncoderVerifier(file, tmp_path).load()
    assert ensure_verifier_export(verifier) is None
    CrossEncoderVerifier(file, tmp_path).load()


def missing(file: Path) -> None:
    file.unlink()


def torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:1000])


def of_another_format(file: Path) -> None:
    save_file(load_file(file), file, {"format": "2", "base_sha256": PLAIN_SHA256})


def of_another_model(file: Path) -> None:
    save_file(load_file(file), file, {"format": "1", "base_sha256": "0" * 64})


def short_of_a_head(file: Path) -> None:
    own = load_file(file)
    del own["ends.bias"]
    save_file(own, file, {"format": "1", "base_sha256": PLAIN_SHA256})


def of_another_shape(file: Path) -> None:
    own = load_file(file) | {"ends.bias": torch.zeros(3)}
    save_file(own, file, {"format": "1", "base_sha256": PLAIN_SHA256})


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (missing, "cannot be read"),
        (torn, "is no verifier"),
        (of_another_format, "is of format 2, not 1"),
        (of_another_model, "was made for another model"),
        (short_of_a_head, "is no verifier of this model"),
        (of_another_shape, "is no verifier of this model"),
    ],
)
def test_file_that_is_no_verifier_is_told(
    file: Path, tmp_path: Path, damage: Callable[[Path], None], told: str
) -> None:
    own = tmp_path / "own.safetensors"
    own.write_bytes(file.read_bytes())
    damage(own)
    with pytest.raises(ModelError, match=told) as error:
        CrossEncoderVerifier(own).load()
    assert "ASSISTANT_VERIFIER" in error.value.remedy


def test_altered_file_is_told(file: Path) -> None:
    with pytest.raises(ModelError, match="is not the published one"):
        find_weights(file, "0" * 64)
