"""The figures as a table, and the record of every question behind them."""

import json
import statistics
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from evals.answers import AnsweredQuestion
from evals.references import ReferenceReport
from evals.retrieval import MEASURES, RankedQuestion


def retrieval_table(results: tuple[RankedQuestion, ...]) -> str:
    """Render the mean of each measure, overall and by type of question."""
    by_type: dict[str, list[RankedQuestion]] = defaultdict(list)
    for result in results:
        by_type[result.question.type].append(result)
    rows = [("all", list(results)), *sorted(by_type.items())]
    header = f"{'questions with an answer':26}{'n':>5}" + "".join(f"{name:>11}" for name in MEASURES)
    lines = [header]
    for name, group in rows:
        means = (statistics.fmean(result.measures[measure] for result in group) for measure in MEASURES)
        lines.append(f"{name:26}{len(group):>5}" + "".join(f"{mean:>11.3f}" for mean in means))
    return "\n".join(lines)


def answers_table(results: tuple[AnsweredQuestion, ...]) -> str:
    """Render how many questions were answered, related or not found, by type."""
    by_type: dict[str, list[AnsweredQuestion]] = defaultdict(list)
    for result in results:
        by_type[result.question.type].append(result)
    lines = [f"{'type':26}{'n':>5}{'answered':>11}{'related':>11}{'not_found':>11}"]
    for name, group in sorted(by_type.items()):
        counts = [sum(r.status == status for r in group) for status in ("answered", "related", "not_found")]
        lines.append(f"{name:26}{len(group):>5}" + "".join(f"{count:>11}" for count in counts))
    answerable = [r for r in results if r.question.answerable]
    answered = [r for r in answerable if r.status == "answered"]
    quotes, right = sum(r.quotes for r in answered), sum(r.right for r in answered)
    lines += [
        "",
        _share("answerable questions answered", (r.status == "answered" for r in answerable)),
        _share("off-topic questions not answered", _refused(results, "off_topic")),
        _share("near-miss questions not answered", _refused(results, "near_miss")),
        _share("answers that hold a gold paragraph", (r.right > 0 for r in answered)),
        f"{'quotes from a gold paragraph':36}{right / max(1, quotes):.3f} of {quotes}",
    ]
    return "\n".join(lines)


def references_table(report: ReferenceReport) -> str:
    """Render how many paragraphs are whole and where they should be."""
    return "\n".join(
        [
            f"{'numbered paragraphs whole':36}{report.numbered_right} of {report.numbered}",
            f"{'all paragraphs as in the golden files':36} {report.paragraphs_right} of {report.paragraphs}",
            f"{'texts equal to the source':36}{report.quotes_exact} of {report.paragraphs}",
        ]
    )


def latency_table(results: tuple[RankedQuestion, ...], help_seconds: float, ask_seconds: float) -> str:
    """Render how long a warm search takes, and how long the commands take from cold."""
    milliseconds = sorted(result.seconds * 1000 for result in results)
    quantiles = statistics.quantiles(milliseconds, n=100, method="inclusive")
    p50, p95 = quantiles[49], quantiles[94]
    return "\n".join(
        [
            f"{'warm search, one thread':36}p50 {p50:.1f} ms, p95 {p95:.1f} ms",
            f"{'assistant --help':36}{help_seconds:.2f} s",
            f"{'assistant ask, cold':36}{ask_seconds:.2f} s",
        ]
    )


def write_records(
    path: Path,
    ranked: tuple[RankedQuestion, ...],
    answered: tuple[AnsweredQuestion, ...],
    versions: dict[str, str],
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
                "status": answer.status,
                "confidence": round(answer.confidence, 4),
                "quotes": answer.quotes,
                "right_quotes": answer.right,
                "ranked": list(result.ranked) if result else None,
                "measures": result.measures if result else None,
                **versions,
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _refused(results: tuple[AnsweredQuestion, ...], type: str) -> Iterable[bool]:
    return (r.status != "answered" for r in results if r.question.type == type)


def _share(name: str, values: Iterable[bool]) -> str:
    counted = list(values)
    share = sum(counted) / len(counted) if counted else float("nan")
    return f"{name:36}{share:.3f} ({sum(counted)} of {len(counted)})"
