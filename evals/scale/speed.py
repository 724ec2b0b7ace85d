"""The speed of one library, measured in a process that does nothing else.

Reads questions as a JSON list from standard input, and writes what it measured as JSON.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.assistant import Assistant
from assistant.answering.questions import make_scope
from assistant.settings import home_folder, make_encoder
from evals.measures.ranking import percentiles
from evals.scale.generated import GeneratedLibrary
from index.encoding.encoder import Encoder
from index.home import Home
from index.store.approximate import best_rows
from index.store.vectors import StoredVectors
from index.types import Scope
from index.update.additions import add_files, remove_document

_CLIENTS = 8
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_NEW = "generated-to-be-added"


def main() -> None:
    """Measure the library that ASSISTANT_HOME names."""
    questions: list[str] = json.load(sys.stdin)
    home, encoder = home_folder(), make_encoder()
    encoder.load()
    start = time.perf_counter()
    assistant = Assistant.open(home, encoder)
    result: dict[str, Any] = {"open": time.perf_counter() - start}
    for question in questions[:20]:
        assistant.ask(question, Scope())
    documents = assistant.documents
    scopes = {
        "all": Scope(),
        "authority": make_scope(documents, authority=documents[-1].authority),
        "year": make_scope(documents, year=documents[-1].year),
        "document": make_scope(documents, document=documents[-1].id),
    }
    for name, scope in scopes.items():
        result[name] = percentiles([_seconds(lambda q=q, s=scope: assistant.ask(q, s)) for q in questions])  # type: ignore[misc]
    result["admitted"] = {name: assistant.ranker.paragraphs.count(scope)[1] for name, scope in scopes.items()}
    start = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        seconds = list(pool.map(lambda q: _seconds(lambda: assistant.ask(q, Scope())), questions))
    result["clients"] = percentiles(seconds)
    result["questions_a_second"] = len(questions) / (time.perf_counter() - start)
    result["recall"] = _recall(assistant, questions)
    result["memory"] = _memory()
    result |= _change(home, encoder, assistant)
    json.dump(result, sys.stdout)


def _change(home: Home, encoder: Encoder, assistant: Assistant) -> dict[str, float]:
    """Add a document, from its file to the first answer from it, and take it out again."""
    item, _ = GeneratedLibrary(encoder, seed=9).document(0)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{_NEW}.txt"
        file.write_text("".join(f"{p.number}. {p.text}\n\n" for p in item.paragraphs), encoding="utf-8")
        start = time.perf_counter()
        add_files(home, (file,), encoder, lambda _: None)
        newer = Assistant.open(home, encoder, before=assistant)
        # An authority that the text happens to name limits nothing here.
        scope = Scope(document=(_NEW,), given=frozenset({"document", "authority"}))
        own = newer.search(item.paragraphs[0].text[:200], scope).hits
        added = time.perf_counter() - start
    assert own[0].document.id == _NEW
    # The one stands in a segment of its own, the other in one with many, which is written again.
    first, second = (
        _seconds(partial(remove_document, home, document_id, encoder))
        for document_id in (_NEW, _old(assistant))
    )
    return {"add": added, "remove": first, "remove_old": second}


def _old(assistant: Assistant) -> str:
    """Return a document in the middle of the largest segment."""
    largest = max(assistant.manifest.segments, key=lambda entry: entry.passages)
    return largest.documents[len(largest.documents) // 2].id


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _recall(assistant: Assistant, questions: Sequence[str]) -> float | None:
    """Return the share of the ten passages nearest to each question that the index finds, if it is here."""
    vectors = assistant.ranker.generation.vectors
    if not isinstance(vectors, StoredVectors):
        return None  # A server's recall is its own; what it finds is scored exactly here.
    queries = np.stack([assistant.ranker.question_vector(assistant.parse(q, Scope())) for q in questions])
    exact = best_rows(vectors.blocks(), queries)
    found = (vectors.nearest(query[None, :], 512) for query in queries)
    return float(np.mean([np.isin(best, own).mean() for best, own in zip(exact, found, strict=True)]))


def _memory() -> int:
    """Return the resident memory of this process in bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES


if __name__ == "__main__":
    main()
