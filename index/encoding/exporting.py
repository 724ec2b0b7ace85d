"""Export a network to ONNX's format once a machine: beside its place, checked, then moved there."""

import logging
import shutil
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from filelock import FileLock

from corpus.errors import ModelError
from index.encoding.exported import ExportedModel, exported_folder, find_exported, processor

NOT_INSTALLED = "ONNX Runtime is not installed: questions are read by PyTorch, which takes longer to start."


class DiffersError(Exception):
    """The exported network is not the network; the message tells what follows."""


def ensure_exported(name: str, exports: Path, write: Callable[[Path], ExportedModel]) -> str | None:
    """Have a model exported where that has not happened yet; return why not, where it cannot be.

    `write` exports it into a folder, and raises DiffersError where what came of it is not right. What is
    there is checked, and made again where it is damaged. It is written beside its place and then moved
    there, so that nobody reads half of it.
    """
    if any(find_spec(module) is None for module in ("onnx", "onnxruntime", "onnxscript")):
        return NOT_INSTALLED
    try:
        exports.mkdir(parents=True, exist_ok=True)
        with FileLock(exports.with_name(f"{exports.name}.lock")):
            if not _is_exported(name, exports):
                _put_exported(name, exports, write)
    except DiffersError as error:
        return str(error)
    except OSError as error:
        return (
            f"The model cannot be exported to {exports} ({error.strerror}): questions are read by PyTorch, "
            "which takes longer to start."
        )
    return None


def _is_exported(name: str, exports: Path) -> bool:
    """Say whether a model is there, whole, and was measured on this processor."""
    try:
        exported = find_exported(exports, name)
    except ModelError:
        return False  # Damage is what exporting mends.
    return exported is not None and exported.measured_on == processor()


def _put_exported(name: str, exports: Path, write: Callable[[Path], ExportedModel]) -> None:
    folder = Path(tempfile.mkdtemp(prefix=".export-", dir=exports))
    try:
        exported = write(folder)
        own = exported_folder(exports, name)
        shutil.rmtree(own, ignore_errors=True)
        exported.folder.rename(own)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_graph(network: Any, path: Path, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """Write a PyTorch module that reads word pieces, for any number of texts of any length.

    `inputs` are the names of what it reads, (texts, pieces) each, in its order: the second is the mask, 0
    where pieces only fill up.
    """
    import torch

    # It tells at length that it need not know the operators of a library that is not there.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    read = [torch.ones((2, 8), dtype=torch.long) for _ in inputs]
    read[1][1, 5:] = 0
    axes: Mapping[int, Any] = {0: torch.export.Dim("texts"), 1: torch.export.Dim("pieces")}
    with warnings.catch_warnings(), torch.no_grad():
        # It tells that the inputs' axes are of one length, as they should be.
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            network.eval(),
            tuple(read),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=tuple(axes for _ in inputs),
            external_data=False,
            verbose=False,
        )
    assert program is not None
    program.save(str(path))
