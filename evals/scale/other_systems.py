"""Other systems over the same passages and vectors, each in a process of the alternatives' environment."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.assistant import Assistant
from evals.alternatives.comparison import run_alternative
from evals.measures.ranking import percentiles
from index.encoding.model_files import find_plain_model
from index.passages import cut_passages
from index.store.vectors import StoredVectors

OTHERS = {"LangChain, FAISS (vectors)": "langchain_faiss", "txtai (vectors)": "txtai_vectors"}


def measure_others(
    assistant: Assistant, questions: Sequence[str], environment: Path
) -> dict[str, dict[str, Any]]:
    """Return seconds of a question (p50, p95, p99) and memory in bytes of each system, by its name.

    Raises ComparisonError where one fails.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _write_passages(assistant, folder)
        given = {"model": str(find_plain_model()), "questions": list(questions)}
        (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
        return {name: _measured(module, folder, environment) for name, module in OTHERS.items()}


def _write_passages(assistant: Assistant, folder: Path) -> None:
    generation = assistant.ranker.generation
    vectors = generation.vectors
    assert isinstance(vectors, StoredVectors)
    whole = np.lib.format.open_memmap(
        folder / "vectors.npy", "w+", np.float16, (len(vectors), generation.centroid.shape[0])
    )
    start = 0
    for block in vectors.blocks():
        whole[start : start + len(block)] = block
        start += len(block)
    whole.flush()
    passages = (passage for p in assistant.ranker.paragraphs.all for passage in cut_passages((p,)))
    lines = (" ".join(passage.text.split()) for passage in passages)
    (folder / "texts.txt").write_text("\n".join(lines), encoding="utf-8")


def _measured(module: str, folder: Path, environment: Path) -> dict[str, Any]:
    told = run_alternative(environment / "bin" / "python", "at_scale.py", module, str(folder))
    result = json.loads(told)
    return {"percentiles": percentiles(result["seconds"]), "memory": result["memory_bytes"]}
