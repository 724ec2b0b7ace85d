"""Models in ONNX's format, as they lie in a home folder: found, and checked by their hashes."""

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Self

from corpus.errors import ModelError

RuntimeName = Literal["onnx", "torch"]

GRAPH, TOKENIZER, RECORD = "model.onnx", "tokenizer.json", "export.json"
_FORMAT = 1
"""Counts up with each change of what is exported; another format is exported again, never read."""


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """A model's graph and tokenizer in a folder; `sha256` are of the two files.

    `longest` is how many word pieces it reads at once, `padding` the one that fills up a batch.
    `speeds` are the texts a second that each runtime embedded on the processor `measured_on`.
    """

    folder: Path
    longest: int
    padding: int
    sha256: dict[str, str]
    speeds: dict[RuntimeName, float]
    measured_on: str

    @property
    def graph(self) -> Path:
        """The model, in ONNX's format."""
        return self.folder / GRAPH

    @property
    def tokenizer(self) -> Path:
        """The tokenizer, in the format of the library `tokenizers`."""
        return self.folder / TOKENIZER

    def fastest_for_many(self) -> RuntimeName:
        """Return what embeds many texts fastest here: as was measured, on another processor ONNX Runtime."""
        if self.measured_on != processor() or not self.speeds:
            return "onnx"
        return max(self.speeds, key=lambda name: self.speeds[name])

    def save(self) -> None:
        """Write the record beside the two files."""
        record = {"format": _FORMAT, **asdict(self)}
        del record["folder"]
        (self.folder / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Return the model whose record lies in a folder, None where it is of another format.

        Raises OSError, ValueError, KeyError or TypeError where there is none that can be read.
        """
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return cls(folder, **record) if record.pop("format") == _FORMAT else None


def exported_folder(exports: Path, model: str) -> Path:
    """Return where the model of this name is kept: its hash, as a name may be a path."""
    return exports / hashlib.sha256(model.encode()).hexdigest()[:16]


def find_exported(exports: Path, model: str) -> ExportedModel | None:
    """Return the model of this name that was exported, None where it was not or ONNX Runtime is missing.

    Raises ModelError where a file of it is not the one that was written.
    """
    folder = exported_folder(exports, model)
    if not folder.exists() or find_spec("onnxruntime") is None:
        return None
    try:
        exported = ExportedModel.read(folder)
        damaged = exported and next(
            (name for name, sha256 in exported.sha256.items() if file_sha256(folder / name) != sha256), None
        )
    except (OSError, ValueError, KeyError, TypeError):
        damaged, exported = RECORD, None
    if damaged:
        raise ModelError(
            f"the file {damaged} of the exported model in {folder} is not the one that was written",
            "run 'assistant index', which exports it again",
        )
    return exported


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def processor() -> str:
    """Return what tells this machine's processor from another kind."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    kept = {line for line in lines if line.startswith(("model name", "flags", "Features"))}
    return hashlib.sha256("\n".join(sorted(kept)).encode()).hexdigest()[:16]
