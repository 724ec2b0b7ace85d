"""Grow a library of generated documents, and measure it at each size, in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.answering.assistant import Assistant
from corpus.library.library import Library
from corpus.records.authorities import known_authorities
from corpus.records.sources import SHIPPED_DOCUMENTS
from evals.scale.generated import GeneratedLibrary
from evals.scale.other_systems import measure_others
from evals.sets.questions import QUESTIONS, QuestionRecord
from index.encoding.encoder import Encoder
from index.home import Home
from index.store.manifest import Manifest
from index.update.apply import build_index, update_index
from index.update.plan import Change

SIZES = (2_000, 10_000, 100_000, 300_000, 1_000_000)
"""Passages; the shipped documents alone have more than the first."""
_BATCH = 256
"""Documents that are put in at once."""


@dataclass(frozen=True, slots=True)
class Size:
    """A library of one size: seconds to get there without embedding, bytes on disk, and its speed."""

    passages: int
    paragraphs: int
    documents: int
    build_seconds: float
    index_bytes: int
    library_bytes: int
    recall: float | None
    measured: dict[str, Any]
    others: dict[str, dict[str, Any]]

    @property
    def bytes_a_passage(self) -> float:
        """Bytes of index and library, kept vectors included, for each passage."""
        return (self.index_bytes + self.library_bytes) / self.passages


def grow(
    home: Home,
    encoder: Encoder,
    sizes: Sequence[int],
    questions: Sequence[str],
    environment: Path | None = None,
) -> Iterator[Size]:
    """Fill an empty home folder with the shipped documents and generated ones; yield at each size.

    `environment` is that of other systems, which are measured over the same passages where it is given.
    """
    generated = GeneratedLibrary(encoder)
    report = build_index(home, SHIPPED_DOCUMENTS, encoder)
    spent, number = 0.0, 0
    for size in sorted(sizes):
        while report.manifest.passages < size:
            manifest = report.manifest
            per_document = 280 if not number else manifest.passages / manifest.documents
            count = min(_BATCH, max(1, round((size - manifest.passages) / per_document)))
            items = list(islice(generated.documents(number), count))
            number += count
            put = tuple(item for item, _ in items)
            with Library.create(home.library) as library:
                library.embeddings.keep(
                    encoder.name, {k: v for _, vectors in items for k, v in vectors.items()}
                )
            start = time.perf_counter()
            report = update_index(home, lambda _, put=put: Change(put=put), encoder)  # type: ignore[misc]
            spent += time.perf_counter() - start
        others = measure_others(Assistant.open(home, encoder), questions, environment) if environment else {}
        yield _measured(home, report.manifest, spent, questions, others)


def open_questions() -> list[str]:
    """Return the project's own questions that limit themselves to no authority."""
    lines = [
        line for path in sorted(QUESTIONS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    texts = [QuestionRecord.model_validate_json(line).question for line in lines]
    return [text for text in texts if not any(authority.named_in(text) for authority in known_authorities())]


def _measured(
    home: Home,
    manifest: Manifest,
    spent: float,
    questions: Sequence[str],
    others: dict[str, dict[str, Any]],
) -> Size:
    folder = home.index / manifest.generation
    recalls = [entry.inverted_lists.measured.recall for entry in manifest.segments if entry.inverted_lists]
    return Size(
        passages=manifest.passages,
        paragraphs=manifest.paragraphs,
        documents=manifest.documents,
        build_seconds=spent,
        index_bytes=sum(path.stat().st_size for path in folder.iterdir()),
        library_bytes=(home.path / "library.sqlite").stat().st_size,
        recall=min(recalls) if recalls else None,
        measured=measure_in_process(home, questions),
        others=others,
    )


def measure_in_process(home: Home, questions: Sequence[str], index: str = "") -> dict[str, Any]:
    """Measure a library in a new process, so that memory and the first opening are its own.

    `index` is the kind of index, as ASSISTANT_INDEX says it.
    """
    command = [sys.executable, "-m", "evals.scale.speed"]
    # As the server sets it for itself.
    own = {"ASSISTANT_HOME": str(home.path), "MALLOC_ARENA_MAX": "2", "OMP_WAIT_POLICY": "PASSIVE"}
    environment = {**os.environ, **own, "ASSISTANT_INDEX": index}
    given = json.dumps(list(questions))
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, env=environment)
    result: dict[str, Any] = json.loads(done.stdout)
    return result
