"""Arrays in a file that is mapped into memory: opening it reads nothing, however large it is.

The format is safetensors: names, types and shapes as JSON, then plain numbers.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_TYPES = {"F16": "<f2", "F32": "<f4", "I64": "<i8", "I32": "<i4", "U16": "<u2", "I8": "|i1", "U8": "|u1"}
_LENGTH = 8
"""Bytes at the file's start that say how long the JSON after them is."""


def save_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write arrays to a file, over what is there."""
    from safetensors.numpy import save

    # Written by Python: the library's own writing does not say which error the disk gave.
    path.write_bytes(save({name: np.ascontiguousarray(array) for name, array in arrays.items()}))


def open_arrays(path: Path) -> dict[str, Array]:
    """Return the arrays of a file, read-only; what is not looked at is not read.

    The file must be one that `save_arrays` wrote: check its sha256 first.
    """
    # As a plain array: taking rows of a memmap costs a new one of its kind each time.
    mapped = np.asarray(np.memmap(path, np.uint8, "r"))
    start = _LENGTH + int.from_bytes(mapped[:_LENGTH].tobytes(), "little")
    header = json.loads(mapped[_LENGTH:start].tobytes())
    return {
        name: mapped[start + about["data_offsets"][0] : start + about["data_offsets"][1]]
        .view(_TYPES[about["dtype"]])
        .reshape(about["shape"])
        for name, about in header.items()
        if name != "__metadata__"
    }
