"""The one file of what training changed: found, checked by its hash, put into a network."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ModelError
from index.encoding.model_files import PLAIN_SHA256

if TYPE_CHECKING:
    from index.verifying.network import VerifierNetwork

FORMAT = "1"
_ANOTHER = "name another verifier in ASSISTANT_VERIFIER, or unset it"


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights in half precision, by the names they have in the network."""

    path: Path
    sha256: str

    @property
    def name(self) -> str:
        """What tells this verifier from another."""
        return f"verifier+{self.sha256[:12]}"


def find_weights(path: Path, expected: str | None = None) -> Weights:
    """Return the weights at a path.

    Raises ModelError where there are none, where their sha256 is not the `expected` one, and where they
    are of another format or were made for another model.
    """
    from safetensors import SafetensorError, safe_open

    try:
        actual = hashlib.sha256(path.read_bytes()).hexdigest()
        if expected and actual != expected:
            raise ModelError(
                f"the verifier {path} is not the published one (sha256 {actual[:12]}, not {expected[:12]})",
                "install the assistant again, or unset ASSISTANT_VERIFIER",
            )
        with safe_open(path, framework="np") as file:
            told = file.metadata() or {}
    except OSError as error:
        raise ModelError(f"the verifier {path} cannot be read ({error.strerror})", _ANOTHER) from None
    except SafetensorError as error:
        raise ModelError(f"{path} is no verifier ({error})", _ANOTHER) from None
    if told.get("format") != FORMAT:
        raise ModelError(
            f"the verifier {path} is of format {told.get('format', 'unknown')}, not {FORMAT}", _ANOTHER
        )
    if told.get("base_sha256") != PLAIN_SHA256:
        raise ModelError(f"the verifier {path} was made for another model", _ANOTHER)
    return Weights(path, actual)


def put_into(network: "VerifierNetwork", weights: Weights) -> None:
    """Put weights into a network over the plain model.

    Raises ModelError where they are not of such a network.
    """
    from safetensors.torch import load_file

    from index.verifying.network import EMBEDDINGS

    own = {name: matrix.float() for name, matrix in load_file(weights.path).items()}
    wanted = {name for name in network.state_dict() if not name.startswith(EMBEDDINGS)}
    if own.keys() != wanted:
        raise ModelError(f"{weights.path} is no verifier of this model", _ANOTHER)
    try:
        network.load_state_dict(own, strict=False)
    except RuntimeError as error:
        raise ModelError(f"{weights.path} is no verifier of this model ({error})", _ANOTHER) from None


def save_weights(network: "VerifierNetwork", path: Path) -> None:
    """Write a network's weights, the plain model's own left out, in half precision."""
    import torch
    from safetensors.torch import save_file

    from index.verifying.network import EMBEDDINGS

    own = {
        name: matrix.to(torch.float16).contiguous()
        for name, matrix in network.state_dict().items()
        if not name.startswith(EMBEDDINGS)
    }
    save_file(own, path, {"format": FORMAT, "base_sha256": PLAIN_SHA256})
