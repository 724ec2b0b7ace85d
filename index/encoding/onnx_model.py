"""The embedding model run by ONNX Runtime, in full precision."""

from pathlib import Path
from typing import Any, Self

import numpy as np

from corpus.errors import ModelError
from index.encoding.exported import ExportedModel
from index.encoding.pooling import Ids, Vectors


class OnnxModel:
    """An exported model, loaded; every thread that asks reads by itself, none waits for another."""

    def __init__(self, graph: Path, tokenizer: Any, longest: int, padding: int) -> None:
        self._session = open_session(graph)
        self.tokenizer = tokenizer
        self.longest = longest
        self.padding = padding

    @classmethod
    def open(cls, exported: ExportedModel) -> Self:
        """Load an exported model. Raises ModelError as `open_session` does."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(exported.tokenizer))
        return cls(exported.graph, tokenizer, exported.longest, exported.padding)

    def read(self, ids: Ids, mask: Ids) -> Vectors:
        """Return the vectors of word pieces, (texts, pieces, dimension) float32."""
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, np.float32)


def open_session(graph: Path) -> Any:
    """Return what ONNX Runtime reads with by a graph. Raises ModelError where it cannot be loaded."""
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as errors

    options = onnxruntime.SessionOptions()
    # Threads that share one text wait for each other; those of several texts do not (`embedding.py`).
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # What a longer text took is given back: a server would keep it for each of its threads.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    # What it raises has no base of its own.
    except (errors.Fail, errors.InvalidGraph, errors.InvalidProtobuf, errors.NotImplemented) as error:
        raise ModelError(
            f"the exported model in {graph.parent} cannot be loaded ({str(error).splitlines()[0]})",
            "run 'assistant index', which exports it again",
        ) from error
