"""The verifier's network run by ONNX Runtime, in full precision."""

from pathlib import Path
from typing import Any, Self

import numpy as np

from index.encoding.exported import ExportedModel
from index.encoding.onnx_model import open_session
from index.encoding.pooling import Ids
from index.verifying.runtime import Read

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("verdicts", "ends")


class OnnxNetwork:
    """An exported network, loaded; any thread may ask."""

    def __init__(self, graph: Path, tokenizer: Any, padding: int) -> None:
        self._session = open_session(graph)
        self.tokenizer = tokenizer
        self.padding = padding

    @classmethod
    def open(cls, exported: ExportedModel) -> Self:
        """Load an exported network. Raises ModelError where ONNX Runtime cannot."""
        from tokenizers import Tokenizer

        return cls(exported.graph, Tokenizer.from_file(str(exported.tokenizer)), exported.padding)

    def read(self, ids: Ids, mask: Ids, types: Ids) -> Read:
        """Return what the network says of windows, (windows, pieces) each."""
        verdicts, ends = self._session.run(OUTPUTS, dict(zip(INPUTS, (ids, mask, types), strict=True)))
        return np.asarray(verdicts, np.float32), np.asarray(ends, np.float32)
