"""What a run found, kept: one JSON line a question, and which versions it was run with."""

import hashlib
import json
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from assistant.answering.assistant import Assistant
from evals.measures.answers import AnsweredQuestion
from evals.measures.retrieval import RankedQuestion

RECORDS = Path(__file__).parents[1] / "runs" / "latest.jsonl"


@dataclass(frozen=True, slots=True)
class Versions:
    """What a figure depends on; `library`, `questions` and `generation` are fingerprints (hex)."""

    code: str
    commit: str
    model: str
    library: str
    generation: str
    questions: str


def versions(assistant: Assistant, files: Iterable[Path]) -> Versions:
    """Return the versions of code, model, library and question files."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    manifest = assistant.manifest
    return Versions(
        code=version("inspection-assistant"),
        commit=_commit(),
        model=manifest.model,
        library=manifest.library[:16],
        generation=manifest.generation,
        questions=digest.hexdigest()[:16],
    )


def write_records(
    path: Path,
    ranked: tuple[RankedQuestion, ...],
    answered: tuple[AnsweredQuestion, ...],
    run: Versions,
) -> None:
    """Write one JSON line a question: what was found and answered, with which versions."""
    found = {result.question.id: result for result in ranked}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for answer in answered:
            result = found.get(answer.question.id)
            record = {
                "id": answer.question.id,
                "type": answer.question.type,
                "split": answer.question.split,
                "status": answer.status,
                "confidence": round(answer.confidence, 4),
                "quotes": answer.quotes,
                "right_quotes": answer.right,
                "gold_paragraphs": answer.gold,
                "ranked": list(result.ranked) if result else None,
                "scores": [round(score, 5) for score in result.scores] if result else None,
                "seconds": round(result.seconds, 5) if result else None,
                "measures": result.measures if result else None,
                **asdict(run),
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _commit() -> str:
    """Return the commit that is checked out, with "+" where files differ from it; "" in no checkout."""
    folder = str(Path(__file__).parent)
    command = ["git", "-C", folder, "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty=+"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
