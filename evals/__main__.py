"""`python -m evals` prints every figure; its commands print a part."""

from importlib.metadata import version
from pathlib import Path

import click

from assistant.engine import Assistant
from assistant.settings import home_folder, make_encoder
from corpus.errors import UserError
from evals.ablations import run_ablations
from evals.answers import run_answers
from evals.baselines import run_baselines
from evals.calibration import calibrate as fit_calibration
from evals.questions import QUESTIONS, read_questions
from evals.references import check_references
from evals.report import answers_table, latency_table, references_table, retrieval_table, write_records
from evals.reports import check_reports, reports_table
from evals.retrieval import RankedQuestion, run_retrieval
from evals.start_up import time_command
from evals.types import Question

RECORDS = Path(__file__).parent / "runs" / "latest.jsonl"


def _open(questions: tuple[Path, ...]) -> tuple[Assistant, tuple[Question, ...]]:
    """Open the assistant with one thread, so that figures of speed mean one processor."""
    encoder = make_encoder(threads=1)
    encoder.load()
    assistant = Assistant.open(home_folder(), encoder)
    files = sorted(questions or QUESTIONS.glob("*.jsonl"))
    return assistant, read_questions(files, assistant.paragraphs())


@click.group(invoke_without_command=True)
@click.option("--questions", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Question sets to use instead of the project's own.")  # fmt: skip
@click.pass_context
def main(context: click.Context, questions: tuple[Path, ...]) -> None:
    """Measure the assistant on the question sets."""
    context.obj = questions
    if context.invoked_subcommand is None:
        _print_all(questions)


@main.command()
@click.pass_obj
def retrieval(questions: tuple[Path, ...]) -> None:
    """How often the right paragraph comes first."""
    click.echo(retrieval_table(run_retrieval(*_open(questions))))


@main.command()
@click.pass_obj
def answers(questions: tuple[Path, ...]) -> None:
    """Whether questions are answered that have an answer, and no others."""
    click.echo(answers_table(run_answers(*_open(questions))))


@main.command()
@click.pass_obj
def ablations(questions: tuple[Path, ...]) -> None:
    """Measure the search with each of its parts switched off."""
    for name, results in run_ablations(*_open(questions)).items():
        click.echo(f"{name:36}" + retrieval_table(results).splitlines()[1].removeprefix("all").strip())


@main.command()
@click.pass_obj
def baselines(questions: tuple[Path, ...]) -> None:
    """Measure simpler searches on the same documents, questions and model."""
    assistant, asked = _open(questions)
    click.echo(f"{'':44}{'hit@1':>8}{'hit@5':>8}")
    for name, (first, within_five) in run_baselines(assistant, make_encoder(), asked).items():
        click.echo(f"{name:44}{first:>8.3f}{within_five:>8.3f}")


@main.command()
@click.option(
    "--reports",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of reports with a manifest.json that counts their numbered paragraphs.",
)
def references(reports: Path | None) -> None:
    """Whether paragraphs are whole, under their own number and on their page."""
    click.echo(references_table(check_references()))
    if reports:
        click.echo("\n" + reports_table(check_reports(reports)))


@main.command()
@click.pass_obj
def latency(questions: tuple[Path, ...]) -> None:
    """How long a search takes, and how long commands take from cold."""
    click.echo(_latency(*_open(questions)))


@main.command()
@click.pass_obj
def calibrate(questions: tuple[Path, ...]) -> None:
    """Fit the coefficients of assistant/evidence.py; print them and how they do on unseen questions."""
    fitted = fit_calibration(*_open(questions))
    click.echo(f"INTERCEPT = {fitted.intercept:.2f}")
    click.echo(f"WEIGHTS = { {name: round(weight, 2) for name, weight in fitted.weights.items()} }")
    for name, shares in (("cross-validated", fitted.cross_validated), ("test questions", fitted.held_out)):
        click.echo(f"{name}: answerable answered {shares.answerable_answered:.3f}, "
                   f"off-topic not answered {shares.off_topic_not_answered:.3f}")  # fmt: skip


def _print_all(paths: tuple[Path, ...]) -> None:
    assistant, questions = _open(paths)
    ranked = run_retrieval(assistant, questions)
    answered = run_answers(assistant, questions)
    versions = {
        "code": version("inspection-assistant"),
        "generation": assistant.generation,
        "model": make_encoder().name,
    }
    write_records(RECORDS, ranked, answered, versions)
    speed = _speed(ranked)
    for part in (
        retrieval_table(ranked),
        answers_table(answered),
        references_table(check_references()),
        speed,
    ):
        click.echo(part + "\n")
    click.echo(f"One record a question: {RECORDS}")


def _latency(assistant: Assistant, questions: tuple[Question, ...]) -> str:
    return _speed(run_retrieval(assistant, questions))


def _speed(ranked: tuple[RankedQuestion, ...]) -> str:
    question = "what did inspectors say about return home interviews"
    return latency_table(ranked, time_command("--help"), time_command("ask", question))


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(f"evals: {error}") from None
