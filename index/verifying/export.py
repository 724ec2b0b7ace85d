"""Export the verifier to ONNX's format: once a machine, checked against PyTorch, hashed."""

from pathlib import Path

import numpy as np

from corpus.errors import ModelError
from index.encoding.exported import GRAPH, TOKENIZER, ExportedModel, file_sha256, processor
from index.encoding.exporting import DiffersError, ensure_exported, write_graph
from index.verifying.network_in_onnx import INPUTS, OUTPUTS, OnnxNetwork
from index.verifying.network_in_torch import TorchNetwork
from index.verifying.runtime import Network
from index.verifying.types import Candidate
from index.verifying.verifier import CrossEncoderVerifier, verify_with
from index.verifying.windows import LONGEST

MOST_APART = 0.01
"""Of the scores (log-odds) of the exported network and of PyTorch's, for any candidate."""
_CHECKED = (
    Candidate("Hillingdon 2018. Social work practice", "Caseloads are too high in some teams."),
    Candidate("", "34% of 1,024 children’s plans (2013–14) were “not yet good” – £1.2m was spent on them."),
    Candidate("Hounslow 2014", "Visits are made. " * 120),
)
_ASKED = "How high are caseloads, and what was spent?"


def ensure_verifier_export(verifier: CrossEncoderVerifier) -> str | None:
    """Export a verifier where that has not happened yet; return why not, where it cannot be."""
    if verifier.exports is None:
        return None
    try:
        name = verifier.weights.name
        return ensure_exported(name, verifier.exports, lambda folder: _exported(verifier, folder))
    except ModelError as error:
        return f"Answers are given without the verifier: {error}"  # Nothing is refused for want of it.


def _exported(verifier: CrossEncoderVerifier, folder: Path) -> ExportedModel:
    torch = TorchNetwork.open(verifier.weights)
    write_graph(torch.positional(), folder / GRAPH, INPUTS, OUTPUTS)
    torch.tokenizer.save(str(folder / TOKENIZER))
    sha256 = {name: file_sha256(folder / name) for name in (GRAPH, TOKENIZER)}
    exported = ExportedModel(folder, LONGEST, torch.padding, sha256, {}, processor())
    apart = float(np.abs(_scores(torch) - _scores(OnnxNetwork.open(exported))).max())
    if apart > MOST_APART:
        raise DiffersError(
            f"The verifier that was exported for ONNX Runtime differs from PyTorch's (by {apart:.3f}): "
            "questions are read by PyTorch, which takes longer to start."
        )
    exported.save()
    return exported


def _scores(network: Network) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([said.score for said in verify_with(network, _ASKED, _CHECKED)])
