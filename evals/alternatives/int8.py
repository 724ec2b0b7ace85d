"""The model quantised to int8 by ONNX Runtime, beside the product's own: how fast, how well.

sentence-transformers runs it through optimum-onnx, whose newest version wants older packages than
the product has: so in an environment of its own, which `make int8` creates.
"""

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from evals.alternatives.comparison import ComparisonError, run_alternative
from evals.measures.ranking import Estimate, estimate
from evals.measures.retrieval import ranked_with
from evals.sets.types import Question
from index.encoding.encoder import Encoder, SentenceTransformerEncoder, Vectors
from index.encoding.model_files import find_plain_model

MEASURE = "nDCG@10"


@dataclass(frozen=True, slots=True)
class Int8:
    """Paragraphs a second and seconds of one question, by the product's own model and in 8 bits.

    `difference` is of MEASURE, a question at a time: in 8 bits less the product's own.
    """

    paragraphs: int
    own_rate: float
    rate: float
    batch: int
    own_question_seconds: float
    question_seconds: float
    own_found: Estimate
    found: Estimate
    difference: Estimate
    versions: dict[str, str]


def run_int8(
    questions: tuple[Question, ...],
    paragraphs: Sequence[str],
    encoder: SentenceTransformerEncoder,
    environment: Path,
) -> Int8:
    """Embed the paragraphs and search the shipped documents for every question, both ways.

    Raises ComparisonError when the environment is not there or fails.
    """
    python = environment / "bin" / "python"
    if not python.exists():
        raise ComparisonError(f"there is no environment at {environment}", "run 'make int8'")
    asked = [question.text for question in questions]
    noting = _Noting(encoder)
    before = ranked_with(questions, noting)
    own_seconds = _seconds(partial(encoder.encode, paragraphs))
    own_alone = statistics.median(_seconds(partial(encoder.encode, [own])) for own in asked)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(find_plain_model(), folder / "model")
        encoder.model.transformers_model.save_pretrained(folder / "model")
        given = {"texts": list(noting.texts), "paragraphs": list(paragraphs), "questions": asked}
        (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
        printed = run_alternative(python, "onnx_int8.py", "ONNX Runtime", name, set_up_by="make int8")
        told = json.loads(printed)
        vectors = np.load(folder / "vectors.npy", allow_pickle=False).astype(np.float32)
    after = ranked_with(questions, _Known(dict(zip(noting.texts, vectors, strict=True))))
    pairs = [(a.measures[MEASURE], b.measures[MEASURE]) for a, b in zip(before, after, strict=True)]
    own_found, found = (estimate(values) for values in zip(*pairs, strict=True))
    difference = estimate(b - a for a, b in pairs)
    assert own_found
    assert found
    assert difference
    return Int8(
        paragraphs=len(paragraphs),
        own_rate=len(paragraphs) / own_seconds,
        rate=len(paragraphs) / told["seconds"],
        batch=told["batch"],
        own_question_seconds=own_alone,
        question_seconds=told["question_seconds"],
        own_found=own_found,
        found=found,
        difference=difference,
        versions=told["versions"],
    )


class _Noting:
    """The encoder, and a note of every text that it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.texts: dict[str, None] = {}
        self._encoder = encoder

    def load(self) -> None:
        self._encoder.load()

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        self.texts.update(dict.fromkeys(texts))
        return self._encoder.encode(texts, progress)


class _Known:
    """Vectors that were made elsewhere, by their texts."""

    name = "int8"

    def __init__(self, vectors: dict[str, Vectors]) -> None:
        self._vectors = vectors

    def load(self) -> None:
        """Nothing is to be loaded."""

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        if progress:
            progress(len(texts))
        return np.stack([self._vectors[text] for text in texts])


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def int8_table(result: Int8) -> str:
    """Render both ways side by side."""
    rows = (
        ("paragraphs a second", f"{result.own_rate:.0f}", f"{result.rate:.0f} (batches of {result.batch})"),
        (
            "milliseconds a question",
            f"{1000 * result.own_question_seconds:.1f}",
            f"{1000 * result.question_seconds:.1f}",
        ),
        (MEASURE, str(result.own_found), str(result.found)),
        (
            "difference",
            "",
            f"{result.difference.value:+.3f} ({result.difference.low:+.3f} to {result.difference.high:+.3f})",
        ),
    )
    head = f"{'':26}{'as shipped':>22}{'in 8 bits':>26}"
    packages = ", ".join(f"{name} {version}" for name, version in result.versions.items())
    return "\n".join([head, *(f"{name:26}{one:>22}{two:>26}" for name, one, two in rows), packages])
