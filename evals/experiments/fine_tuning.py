"""What fine-tuning on the sector's words brought: the plain model beside it, on the same questions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evals.measures.public_sets import run_public_set
from evals.measures.ranking import Estimate, estimate
from evals.measures.retrieval import RankedQuestion, ranked_with
from evals.records.figures import FOLLOWED
from evals.sets.general_set import read_general_set
from evals.sets.types import Question
from index.encoding.encoder import Encoder

MEASURES = ("hit@1", "hit@5", "nDCG@10")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure over some questions with each model, and the mean of the differences a question.

    The interval of the difference is of pairs, and so much narrower than those of the two.
    """

    questions: str
    measure: str
    plain: Estimate
    fine_tuned: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class FineTuningResult:
    """The comparisons, and nDCG@10 on another subject (`evals.sets.general_set`) with each model."""

    comparisons: tuple[Comparison, ...]
    general_plain: dict[str, Estimate]
    general_fine_tuned: dict[str, Estimate]


def run_fine_tuning(questions: tuple[Question, ...], plain: Encoder, fine_tuned: Encoder) -> FineTuningResult:
    """Search the shipped documents with each model for every question that has an answer."""
    before, after = (ranked_with(questions, encoder) for encoder in (plain, fine_tuned))
    groups: dict[str, Callable[[Question], bool]] = {
        "the questions that came with the documents": lambda q: q.set == FOLLOWED,
        "of these, in lay words": lambda q: q.set == FOLLOWED and q.type == "paraphrase",
        "all questions on the shipped documents": lambda q: True,
        "of these, in lay words ": lambda q: q.type == "paraphrase",
    }
    general = read_general_set()
    return FineTuningResult(
        tuple(
            _compared(name.strip(), measure, pairs)
            for name, belongs in groups.items()
            if (pairs := [(a, b) for a, b in zip(before, after, strict=True) if belongs(a.question)])
            for measure in MEASURES
        ),
        *(run_public_set(general, encoder).measured for encoder in (plain, fine_tuned)),
    )


def _compared(name: str, measure: str, pairs: Iterable[tuple[RankedQuestion, RankedQuestion]]) -> Comparison:
    values = [(before.measures[measure], after.measures[measure]) for before, after in pairs]
    plain = estimate(before for before, _ in values)
    fine_tuned = estimate(after for _, after in values)
    difference = estimate(after - before for before, after in values)
    assert plain
    assert fine_tuned
    assert difference
    return Comparison(name, measure, plain, fine_tuned, difference)


def fine_tuning_table(result: FineTuningResult) -> str:
    """Render the comparisons as a table."""
    head = f"{'questions':46}{'n':>5}{'':>10}{'plain':>20}{'fine-tuned':>20}{'difference':>22}"
    rows = [
        f"{own.questions:46}{own.plain.n:5}{own.measure:>10}{own.plain!s:>20}{own.fine_tuned!s:>20}"
        f"{own.difference.value:+10.3f} ({own.difference.low:+.2f} to {own.difference.high:+.2f})"
        for own in result.comparisons
    ]
    general = [
        f"{'another subject, ' + name:46}{found.n:5}{'nDCG@10':>10}{found!s:>20}"
        f"{result.general_fine_tuned[name]!s:>20}{result.general_fine_tuned[name].value - found.value:+10.3f}"
        for name, found in result.general_plain.items()
    ]
    return "\n".join([head, *rows, *general])
