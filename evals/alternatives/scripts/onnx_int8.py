"""The product's model by ONNX Runtime quantised to int8: `python onnx_int8.py NAME FOLDER`.

FOLDER holds `model`, and `given.json`: {"texts", "paragraphs", "questions"}. It gets `vectors.npy`, a row
for each of the texts; printed is {"batch", "seconds", "question_seconds", "versions"}: what embedding all
paragraphs took in the best batches, and one question in the median.
https://sbert.net/docs/sentence_transformer/usage/efficiency.html says how the model is made so.
"""

import json
import os
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy
from onnxruntime import SessionOptions
from sentence_transformers import SentenceTransformer, export_dynamic_quantized_onnx_model

PACKAGES = ("sentence-transformers", "transformers", "optimum-onnx", "onnxruntime")
_BATCHES = (8, 16, 32, 64)
_PROVIDER = {"provider": "CPUExecutionProvider"}


def main() -> None:
    """Make the model, embed, and say how long that took."""
    folder = Path(sys.argv[2])
    given = json.loads((folder / "given.json").read_text(encoding="utf-8"))
    model = _quantised(folder / "model")
    model.encode(given["paragraphs"][: max(_BATCHES)])
    paragraphs = sorted(given["paragraphs"], key=len)
    seconds = {batch: _seconds(model, paragraphs, batch) for batch in _BATCHES}
    best = min(seconds, key=seconds.__getitem__)
    alone = statistics.median(_seconds(model, [question], 1) for question in given["questions"])
    numpy.save(folder / "vectors.npy", _encode(model, given["texts"], best))
    versions = {package: version(package) for package in PACKAGES}
    told = {"batch": best, "seconds": seconds[best], "question_seconds": alone, "versions": versions}
    print(json.dumps(told))


def _quantised(folder: Path) -> SentenceTransformer:
    processor = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    kind = "avx512_vnni" if "avx512_vnni" in processor else "avx2"
    model = SentenceTransformer(
        str(folder), backend="onnx", device="cpu", model_kwargs={"export": True, **_PROVIDER}
    )
    model.save_pretrained(str(folder))
    export_dynamic_quantized_onnx_model(model, kind, str(folder))
    file = next((folder / "onnx").glob(f"*{kind}.onnx"))
    options = SessionOptions()
    options.intra_op_num_threads = os.cpu_count()
    how = {"file_name": f"onnx/{file.name}", "session_options": options, **_PROVIDER}
    return SentenceTransformer(str(folder), backend="onnx", device="cpu", model_kwargs=how)


def _encode(model: SentenceTransformer, texts: list[str], batch: int) -> numpy.ndarray:
    return model.encode(texts, batch_size=batch, normalize_embeddings=True, show_progress_bar=False)


def _seconds(model: SentenceTransformer, texts: list[str], batch: int) -> float:
    start = time.perf_counter()
    _encode(model, texts, batch)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
