"""How fast passages are embedded, alone and beside a busy process, and a question is read."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.export import cosines
from index.encoding.torch_model import supports_bfloat16
from index.types import PartedText

_COMPARED = 500
"""Texts whose vectors are compared with those of PyTorch in full precision."""
_BUSY = "while True: pass"


@dataclass(frozen=True, slots=True)
class EmbeddingSpeed:
    """What embedding `texts` took, each with its sentences: `passages` vectors in all.

    `runtime` is what reads many texts here. Seconds are those of all texts alone, and beside one
    process that keeps a processor busy, and the median of a question's. `cosine` is the least of a
    text's vectors by what reads questions and by PyTorch in full precision.
    """

    texts: int
    passages: int
    threads: int
    runtime: str
    bfloat16: bool
    seconds: float
    busy_seconds: float
    question_seconds: float
    cosine: float

    @property
    def kept(self) -> float:
        """Return which share (0 to 1) of its speed is left beside a busy process."""
        return self.seconds / self.busy_seconds

    @property
    def summary(self) -> dict[str, object]:
        """All of it as plain data."""
        return {**asdict(self), "kept": self.kept}


def measure_embedding(
    encoder: SentenceTransformerEncoder, texts: list[PartedText], questions: list[str]
) -> EmbeddingSpeed:
    """Embed texts on all processors, twice, and questions one after the other."""
    runtime = encoder.runtime_for_many()
    encoder.encode_parts(texts[:32])
    seconds = _timed(encoder, texts)
    with _busy_process():
        busy_seconds = _timed(encoder, texts)
    taken: list[float] = []
    for question in questions:
        start = time.perf_counter()
        encoder.encode([question])
        taken.append(time.perf_counter() - start)
    exact = encoder.torch_model.in_full_precision()
    return EmbeddingSpeed(
        len(texts),
        sum(1 + len(text.parts) for text in texts),
        os.cpu_count() or 1,
        type(runtime).__name__,
        supports_bfloat16(),
        seconds,
        busy_seconds,
        statistics.median(taken),
        min(cosines(exact, encoder.runtime_for_questions(), [text.text for text in texts[:_COMPARED]])),
    )


def _timed(encoder: SentenceTransformerEncoder, texts: list[PartedText]) -> float:
    start = time.perf_counter()
    encoder.encode_parts(texts)
    return time.perf_counter() - start


@contextmanager
def _busy_process() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", _BUSY]) as busy:
        try:
            yield
        finally:
            busy.kill()


def embedding_table(speed: EmbeddingSpeed) -> str:
    """Render passages a second and what a question takes."""
    rows = {
        "texts, passages, threads": f"{speed.texts}, {speed.passages}, {speed.threads}",
        "read by": f"{speed.runtime}{', processor with bfloat16' if speed.bfloat16 else ''}",
        "passages embedded a second": f"{speed.passages / speed.seconds:.0f}",
        "the same beside a busy process": f"{speed.passages / speed.busy_seconds:.0f} ({speed.kept:.0%})",
        "a question": f"{1000 * speed.question_seconds:.1f} ms",
        "least cosine with full precision": f"{speed.cosine:.6f}",
    }
    return "\n".join(f"{name:36}{value}" for name, value in rows.items())
