"""The product beside alternatives: the same documents and questions in one run.

The product is asked twice: as it is shipped, and with the embedding model that the others are given.

Each runs in a process of its own, the alternatives in an environment of their own that
`make compare` creates; `evals/alternatives` holds how each is set up, with its source.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources, read_text
from evals.measures.ranking import DEPTH, Estimate, estimate
from evals.sets.questions import fold
from evals.sets.types import Question
from index.encoding.model_files import DEFAULT_MODEL, PLAIN_MODEL, find_plain_model

OWN = {"Inspection Assistant": DEFAULT_MODEL, "… with the alternatives’ model": PLAIN_MODEL}
"""The product as it is shipped, and with the model that the alternatives are given."""
ALTERNATIVES = {
    "LangChain, FAISS": "langchain_faiss",
    "LlamaIndex": "llamaindex_default",
    "Haystack, hybrid": "haystack_hybrid",
    "txtai, hybrid": "txtai_hybrid",
    "bm25s": "bm25s_alone",
}
ENVIRONMENT = Path(__file__).resolve().parents[2] / ".venv-compare"
_FOLDER = Path(__file__).parent / "scripts"

Passage = tuple[str, str]
"""A document's id and a text from it."""


class ComparisonError(UserError):
    """An alternative that cannot be run."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How one search did: shares of questions (0 to 1), words, seconds, bytes.

    `lay` is hit@5 of the questions in lay words. `words` is how many words a reader reads
    to the end of the first right text, all of the first ten where none is right;
    `words_a_hit` how many a text has on average. `seconds` is the median of a question,
    `index_seconds` from the start of the process to a finished index.
    """

    name: str
    hit1: Estimate
    hit5: Estimate
    lay: Estimate | None
    words: Estimate
    words_a_hit: float
    seconds: float
    index_seconds: float
    index_bytes: int
    memory_bytes: int
    versions: dict[str, str]


def run_comparison(questions: tuple[Question, ...], environment: Path = ENVIRONMENT) -> Iterator[Compared]:
    """Ask the product and every alternative each answerable question about the shipped documents.

    A text is right when it is of the gold document and holds a gold quote.

    Raises ComparisonError when the environment is not there or an alternative fails.
    """
    python = environment / "bin" / "python"
    if not python.exists():
        raise ComparisonError(
            f"there is no environment for alternatives at {environment}", "run 'make compare'"
        )
    shipped = read_sources(SHIPPED_DOCUMENTS)
    known = {document.id for document in shipped}
    asked = tuple(q for q in questions if q.answerable and {gold.document for gold in q.gold} <= known)
    given = {
        "model": str(find_plain_model()),
        "k": DEPTH,
        "documents": [{"id": d.id, "text": read_text(SHIPPED_DOCUMENTS, d)} for d in shipped],
        "questions": [question.text for question in asked],
    }
    for name, model in OWN.items():
        own = {**given, "model": model}
        yield judge(name, asked, **_run(Path(sys.executable), "inspection_assistant", own))
    for name, module in ALTERNATIVES.items():
        yield judge(name, asked, **_run(python, module, given))


def judge(
    name: str,
    asked: Sequence[Question],
    *,
    found: Sequence[Sequence[Passage]],
    seconds: Sequence[float],
    **cost: Any,
) -> Compared:
    """Return how often the first and the first five texts held a gold quote, and what was read."""
    ranks = [_first_right(q, hits) for q, hits in zip(asked, found, strict=True)]
    words = [[len(text.split()) for _, text in hits] for hits in found]
    read = [sum(own[:rank]) if rank else sum(own) for rank, own in zip(ranks, words, strict=True)]
    lay = [rank for rank, question in zip(ranks, asked, strict=True) if question.type == "paraphrase"]
    hit1, hit5 = (_share(ranks, within) for within in (1, 5))
    until = estimate(map(float, read))
    assert hit1 is not None
    assert hit5 is not None
    assert until is not None
    return Compared(
        name=name,
        hit1=hit1,
        hit5=hit5,
        lay=_share(lay, 5),
        words=until,
        words_a_hit=statistics.fmean(count for own in words for count in own),
        seconds=statistics.median(seconds),
        **cost,
    )


def run_alternative(
    python: Path, script: str, name: str, *arguments: str, set_up_by: str = "make compare"
) -> str:
    """Run a script of `alternatives` about one of them; return what it prints.

    Raises ComparisonError when it fails.
    """
    command = [str(python), str(_FOLDER / script), name, *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "HF_HUB_OFFLINE": "1"}
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise ComparisonError(f"{name} failed ({last})", f"run '{set_up_by}' to set it up again")
    return done.stdout


def _run(python: Path, module: str, given: dict[str, object]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.json", Path(folder) / "out.json"
        source.write_text(json.dumps(given), encoding="utf-8")
        run_alternative(python, "runner.py", module, str(source), str(target))
        result: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
        return result


def _share(ranks: Sequence[int], within: int) -> Estimate | None:
    return estimate(float(0 < rank <= within) for rank in ranks)


def _first_right(question: Question, hits: Sequence[Passage]) -> int:
    """Return the rank, from 1, of the first text that holds a gold quote of its document, 0 for none."""
    gold = [(judgement.document, fold(judgement.quote)) for judgement in question.gold]
    for rank, (document, text) in enumerate(hits, start=1):
        folded = fold(text)
        if any(document == own and quote in folded for own, quote in gold):
            return rank
    return 0
