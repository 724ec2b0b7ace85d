"""What a cross-encoder over the first candidates brings, and what it costs."""

from dataclasses import dataclass

from assistant.answering.assistant import Assistant
from evals.measures.ranking import Estimate, estimate, percentiles
from evals.measures.retrieval import RankedQuestion, run_retrieval
from evals.sets.types import Question

MEASURES = ("hit@1", "hit@5", "nDCG@10")


@dataclass(frozen=True, slots=True)
class RerankingResult:
    """Each measure without the cross-encoder and with it, the mean difference, and p95 in seconds."""

    questions: int
    without: dict[str, Estimate]
    reranked: dict[str, Estimate]
    differences: dict[str, Estimate]
    seconds_without: float
    seconds: float


def run_reranking(
    without: Assistant, reranking: Assistant, questions: tuple[Question, ...]
) -> RerankingResult:
    """Search both ways for every answerable test question, by which nothing of the model was chosen."""
    held_out = tuple(q for q in questions if q.answerable and q.split == "test")
    before, after = run_retrieval(without, held_out), run_retrieval(reranking, held_out)
    pairs = list(zip(before, after, strict=True))
    return RerankingResult(
        len(held_out),
        {name: _estimate([r.measures[name] for r in before]) for name in MEASURES},
        {name: _estimate([r.measures[name] for r in after]) for name in MEASURES},
        {name: _estimate([b.measures[name] - a.measures[name] for a, b in pairs]) for name in MEASURES},
        _p95(before),
        _p95(after),
    )


def _estimate(values: list[float]) -> Estimate:
    found = estimate(values)
    assert found is not None
    return found


def _p95(results: tuple[RankedQuestion, ...]) -> float:
    return percentiles(result.seconds for result in results)[1]


def reranking_table(result: RerankingResult) -> str:
    """Render both ways, and what a question takes."""
    rows = [
        f"{name:10}{result.without[name]!s:>22}{result.reranked[name]!s:>22}{own.value:+10.3f}"
        f" ({own.low:+.2f} to {own.high:+.2f})"
        for name, own in result.differences.items()
    ]
    head = f"{result.questions} test questions{'without':>14}{'with':>22}{'difference':>14}"
    seconds = f"{'p95, ms':10}{1000 * result.seconds_without:22.0f}{1000 * result.seconds:22.0f}"
    return "\n".join([head, *rows, seconds])
