"""The figures of a run as plain data, kept with the code: what the report is drawn from."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.answering.assistant import Assistant
from evals.measures.answers import AnsweredQuestion, calibration_bins, f2, summarise_answers, wrongly_treated
from evals.measures.ranking import Estimate
from evals.measures.retrieval import RankedQuestion, groups, summarise, worst
from evals.records.runs import Versions

RESULTS = Path(__file__).parents[1] / "results"
HISTORY = RESULTS / "history.jsonl"
FOLLOWED = "hillingdon_hounslow"
"""The set whose figures the timeline follows: it has been the same from the beginning."""
_WORST = 10

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """One library asked all questions of some sets."""

    assistant: Assistant
    versions: Versions
    ranked: tuple[RankedQuestion, ...]
    answered: tuple[AnsweredQuestion, ...]


def describe_run(run: Run) -> Data:
    """Return all that the report says of a run."""
    return {
        "versions": asdict(run.versions),
        "documents": len(run.assistant.documents),
        "paragraphs": len(run.assistant.paragraphs()),
        "questions": _counts(run.answered),
        "retrieval": {
            way: {name: {"n": len(own), **describe(summarise(own))} for name, own in parts.items()}
            for way, parts in groups(run.ranked).items()
        },
        "answers": {**describe(summarise_answers(run.answered)), "F2": round(f2(run.answered), 5)},
        "wrong": {
            name: [{"id": q.id, "question": q.text} for q in questions]
            for name, questions in wrongly_treated(run.answered).items()
        },
        "confidence": _confidences(run.answered),
        "calibration": [asdict(own) for own in calibration_bins(run.answered)],
        "worst": [_in_full(run.assistant, result) for result in worst(run.ranked, _WORST)],
    }


def describe(estimates: Mapping[str, Estimate]) -> dict[str, Data]:
    """Return estimates as plain data, rounded to what they can mean."""
    return {
        name: {key: round(value, 5) for key, value in asdict(found).items()}
        for name, found in estimates.items()
    }


def save(name: str, found: object) -> None:
    """Keep the figures under a name, with the day."""
    RESULTS.mkdir(exist_ok=True)
    record = {"day": datetime.now(UTC).date().isoformat(), "found": found}
    text = json.dumps(record, indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def load(name: str) -> Data | None:
    """Return the figures kept under a name as {"day", "found"}, None where there are none."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return None
    record: Data = json.loads(path.read_text(encoding="utf-8"))
    return record


def read_history() -> list[Data]:
    """Return the timeline: a line a commit that was measured, oldest first."""
    lines = HISTORY.read_text(encoding="utf-8").splitlines() if HISTORY.exists() else []
    return [json.loads(line) for line in lines]


def add_to_history(run: Run) -> None:
    """Put a run on the timeline; one of the same code takes the place of the one before."""
    followed = [r for r in run.ranked if r.question.set == FOLLOWED]
    if not followed:
        return
    answers = summarise_answers(tuple(r for r in run.answered if r.question.set == FOLLOWED))
    shares = {**summarise(followed), **answers}
    line = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": run.versions.commit,
        "source": "python -m evals report",
        **{name: round(shares[name].value, 4) for name in TIMELINE if name in shares},
    }
    kept = [own for own in read_history() if own["commit"] != line["commit"]]
    HISTORY.write_text("".join(json.dumps(own) + "\n" for own in [*kept, line]), encoding="utf-8")


TIMELINE = ("hit@1", "hit@5", "nDCG@10", "answerable answered", "near-miss not answered")


def _counts(answered: tuple[AnsweredQuestion, ...]) -> Data:
    questions = [result.question for result in answered]
    return {
        "all": len(questions),
        "answerable": sum(question.answerable for question in questions),
        "by type": dict(sorted(Counter(question.type for question in questions).items())),
        "by split": dict(sorted(Counter(question.split for question in questions).items())),
        "statuses": {
            kind: dict(Counter(r.status for r in answered if r.question.type == kind))
            for kind in sorted({question.type for question in questions})
        },
    }


def _confidences(answered: tuple[AnsweredQuestion, ...]) -> dict[str, list[float]]:
    kinds: dict[str, list[float]] = {"answerable": [], "near_miss": [], "off_topic": []}
    for result in answered:
        kind = "answerable" if result.question.answerable else result.question.type
        kinds.setdefault(kind, []).append(round(result.confidence, 3))
    return kinds


def _in_full(assistant: Assistant, result: RankedQuestion) -> Data:
    """Return a question with its gold quotes and what came first instead."""
    paragraphs = {paragraph.id: paragraph for paragraph in assistant.paragraphs()}
    titles = {document.id: document.short_title for document in assistant.documents}
    question = result.question
    place = result.measures["MRR"]
    first = paragraphs[result.ranked[0]] if result.ranked else None
    return {
        "id": question.id,
        "question": question.text,
        "type": question.type,
        "rank": round(1 / place) if place else None,
        "gold": [{"document": titles[gold.document], "quote": gold.quote} for gold in question.gold],
        "first": {"reference": f"{titles[first.document]}, {first.reference}", "text": first.text}
        if first
        else None,
    }
