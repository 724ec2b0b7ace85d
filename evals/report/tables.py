"""The figures as tables of text."""

from collections.abc import Mapping
from statistics import mean

from evals.alternatives.comparison import Compared
from evals.experiments.fusion import FusionResult
from evals.measures.answers import (
    ANSWER_RIGHT,
    ANSWERED,
    FIRST_RIGHT,
    MARKED_RIGHT,
    NEAR_MISS,
    OFF_TOPIC,
    AnsweredQuestion,
    answer_values,
    by_set,
    criteria_used,
    curve,
    f2,
    summarise_answers,
    wrongly_treated,
)
from evals.measures.public_sets import PublicSetResult
from evals.measures.ranking import NAMES, Estimate
from evals.measures.references import ReferenceReport
from evals.measures.retrieval import RankedQuestion, groups, summarise
from evals.product.latency import Latency

_STATUSES = ("answered", "related", "not_found")
_LONGEST_NAME = 36


def retrieval_table(results: tuple[RankedQuestion, ...]) -> str:
    """Render each measure with its interval: overall, by set, by type of question and by document."""
    told = {name: own for way in groups(results).values() for name, own in way.items()}
    head = f"{'questions with an answer':{_LONGEST_NAME}}{'n':>5}"
    lines = [head + "".join(f"{name:>19}" for name in NAMES)]
    for name, group in told.items():
        estimates = summarise(group)
        cells = "".join(f"{_cell(estimates.get(measure)):>19}" for measure in NAMES)
        lines.append(f"{name[:_LONGEST_NAME]:{_LONGEST_NAME}}{len(group):>5}" + cells)
    return "\n".join(lines)


def answers_table(results: tuple[AnsweredQuestion, ...]) -> str:
    """Render how many questions were answered, related or not found, by type, and each measure."""
    lines = [f"{'type':26}{'n':>5}" + "".join(f"{status:>11}" for status in _STATUSES)]
    for name in sorted({result.question.type for result in results}):
        group = [result for result in results if result.question.type == name]
        counts = [sum(r.status == status for r in group) for status in _STATUSES]
        lines.append(f"{name:26}{len(group):>5}" + "".join(f"{count:>11}" for count in counts))
    lines += ["", *estimates_table(summarise_answers(results)), f"{'F2 of answering':36}{f2(results):.3f}"]
    lines += ["", *_sets_table(results), "", *_curve_table(results)]
    lines += ["", criteria_table(results)]
    for name, questions in wrongly_treated(results).items():
        lines += ["", f"{name} ({len(questions)}):"]
        lines += [f"  {question.id}  {question.text}" for question in questions]
    return "\n".join(lines)


_OF_SETS = {
    "answered": ANSWERED,
    "right": ANSWER_RIGHT,
    "first": FIRST_RIGHT,
    "marked": MARKED_RIGHT,
    "near-miss": NEAR_MISS,
    "off-topic": OFF_TOPIC,
}


def _sets_table(results: tuple[AnsweredQuestion, ...]) -> list[str]:
    """Render the shares of each set: answered, right, first right, marked right, and what was refused."""
    lines = [f"{'set':44}{'n':>5}" + "".join(f"{name:>11}" for name in _OF_SETS) + f"{'words':>8}"]
    for name, own in by_set(results).items():
        values = answer_values(own)
        shares = [values.get(measure) for measure in _OF_SETS.values()]
        cells = "".join(f"{mean(found.values()):11.3f}" if found else f"{'':11}" for found in shares)
        words = [result.words for result in own if result.status == "answered"]
        lines.append(f"{name:44}{len(own):>5}{cells}{mean(words) if words else 0:8.0f}")
    return lines


def _curve_table(results: tuple[AnsweredQuestion, ...]) -> list[str]:
    """Render what each threshold on the surest paragraph would bring."""
    lines = [f"{'answered from':15}{'answered':>10}{'first right':>13}{'near-misses refused':>21}"]
    lines += [
        f"{p.threshold:<15.2f}{p.answered:10.3f}{p.right:13.3f}{p.refused:21.3f}" for p in curve(results)
    ]
    return lines if len(lines) > 1 else []


def criteria_table(results: tuple[AnsweredQuestion, ...]) -> str:
    """Render for each criterion how many questions it refused, how many of them wrongly, and was against."""
    lines = [f"{'criterion':20}{'refused':>9}{'wrongly':>9}{'against':>9}{'alone':>7}"]
    lines += [
        f"{name:20}{own.refused:>9}{own.wrongly:>9}{own.against:>9}{own.alone:>7}"
        for name, own in criteria_used(results).items()
    ]
    return "\n".join(lines)


def estimates_table(estimates: Mapping[str, Estimate]) -> list[str]:
    """Render measures one a line: value, interval, and over how many questions."""
    return [f"{name:36}{_cell(found):22}n={found.n}" for name, found in estimates.items()]


def references_table(report: ReferenceReport) -> str:
    """Render how many paragraphs are whole and where they should be."""
    return "\n".join(
        [
            f"{'numbered paragraphs whole':36}{report.numbered_right} of {report.numbered}",
            f"{'all paragraphs as in the golden files':36} {report.paragraphs_right} of {report.paragraphs}",
            f"{'texts equal to the source':36}{report.quotes_exact} of {report.paragraphs}",
        ]
    )


def latency_table(latency: Latency) -> str:
    """Render how long a warm search takes, how long the commands take from cold, and the memory."""
    p50, p95, p99 = (1000 * seconds for seconds in latency.percentiles)
    return "\n".join(
        [
            f"{'warm search, one thread':36}p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms",
            f"{'assistant --help':36}{latency.help:.2f} s",
            f"{'assistant ask, cold':36}{latency.ask:.2f} s",
            f"{'memory with model and index':36}{latency.memory / 2**20:.0f} MiB",
        ]
    )


def _cell(estimate: Estimate | None) -> str:
    return "-" if estimate is None else str(estimate)


def ablations_table(variants: Mapping[str, tuple[RankedQuestion, ...]]) -> str:
    """Render what the search finds with each of its parts switched off."""
    lines = [f"{'':{_LONGEST_NAME}}" + "".join(f"{name:>19}" for name in NAMES)]
    for name, results in variants.items():
        estimates = summarise(results)
        lines.append(f"{name:{_LONGEST_NAME}}" + "".join(f"{_cell(estimates.get(m)):>19}" for m in NAMES))
    return "\n".join(lines)


def comparison_table(compared: tuple[Compared, ...]) -> str:
    """Render the product beside its alternatives."""
    head = "".join(f"{name:>19}" for name in ("hit@1", "hit@5", "lay words hit@5", "words read"))
    lines = [f"{'':24}{head}{'words/hit':>11}{'ms':>8}{'index s':>9}{'index MiB':>11}{'memory MiB':>12}"]
    for own in compared:
        cells = "".join(f"{_cell(found):>19}" for found in (own.hit1, own.hit5, own.lay, own.words))
        lines.append(
            f"{own.name:24}{cells}{own.words_a_hit:>11.0f}{1000 * own.seconds:>8.1f}{own.index_seconds:>9.1f}"
            f"{own.index_bytes / 2**20:>11.1f}{own.memory_bytes / 2**20:>12.0f}"
        )
    return "\n".join(lines)


def public_set_table(result: PublicSetResult) -> str:
    """Render how a public set went, with what others published on it beside."""
    lines = [f"{result.name}: {result.entries} entries, {result.queries} queries", f"{'':44}{'nDCG@10':>19}"]
    lines += [f"{name:44}{found!s:>19}" for name, found in result.measured.items()]
    lines += [f"{own.system:44}{own.value:>19.3f}  {own.source}" for own in result.published]
    return "\n".join(lines)


def fusion_table(results: tuple[FusionResult, ...]) -> str:
    """Render each fusion with its share and nDCG@10, cross-validated and on test questions."""
    lines = [f"{'fusion':20}{'share':>7}{'cross-validated':>19}{'test questions':>19}"]
    lines += [
        f"{own.fusion:20}{own.share:>7.2f}{own.cross_validated!s:>19}{own.held_out!s:>19}" for own in results
    ]
    return "\n".join(lines)
