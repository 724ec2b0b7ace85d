"""`python -m evals` prints every figure; its commands print a part."""

from dataclasses import asdict
from pathlib import Path

import click

from assistant.answering.assistant import Assistant
from assistant.checking.check import library_sources
from assistant.settings import home_folder, make_encoder
from corpus.errors import UserError
from evals.alternatives.comparison import ENVIRONMENT, run_comparison
from evals.experiments.ablations import run_ablations
from evals.experiments.calibration import Sample, calibration_table
from evals.experiments.calibration import calibrate as fit_calibration
from evals.experiments.fine_tuning import fine_tuning_table
from evals.experiments.fusion import run_fusions
from evals.experiments.verification import fit_verification, read_questions_with, verification_table
from evals.measures.facts import check_facts, facts_table
from evals.measures.gate import BASELINE, all_values, falls, read_baseline, write_baseline
from evals.measures.page_words import check_words, words_table
from evals.measures.public_sets import run_public_set
from evals.measures.quotes import quotes_table, run_quotes
from evals.measures.real_reports import check_reports, reports_table
from evals.measures.references import check_references
from evals.measures.retrieval import run_retrieval
from evals.measures.topics import fit_table, fit_topics, run_topics, topics_table
from evals.product.additions import additions_table, run_additions
from evals.product.embedding import embedding_table
from evals.product.latency import measure_latency
from evals.product.load import adding_table, load_table
from evals.product.page import page_table
from evals.product.segmentation import measure_segmentation, segmentation_table
from evals.records.figures import save
from evals.records.runs import RECORDS
from evals.report import tables
from evals.report.everything import (
    Asked,
    compare_fine_tuning,
    embedding_speed,
    measure_adding,
    measure_all,
    measure_load,
    measure_page,
    one_thread_encoder,
    with_reports,
)
from evals.report.licences import write_licences
from evals.report.write import write_report
from evals.sets.general_set import read_general_set
from evals.sets.public_sets import read_public_set
from evals.sets.review import review_marks

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(invoke_without_command=True)
@click.option("--questions", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Question sets to use instead of the project's own.")  # fmt: skip
@click.pass_context
def main(context: click.Context, questions: tuple[Path, ...]) -> None:
    """Measure the assistant on the question sets."""
    context.obj = Asked(questions)
    if context.invoked_subcommand is None:
        _print_all(context.obj)


@main.command()
@click.pass_obj
def retrieval(asked: Asked) -> None:
    """How often the right paragraph comes first."""
    click.echo(tables.retrieval_table(asked.run().ranked))


@main.command()
@click.pass_obj
def answers(asked: Asked) -> None:
    """Whether questions are answered that have an answer, and no others."""
    click.echo(tables.answers_table(asked.run().answered))


@main.command()
@click.option("--reports", type=_FOLDER, help="A folder of reports with a manifest.json.")
@click.option("--words", type=_FOLDER, multiple=True, help="A folder of files to compare with their pages.")
@click.option("--facts", type=_FOLDER, multiple=True, help="A folder of reports named AUTHORITY_DATE.pdf.")
def references(reports: Path | None, words: tuple[Path, ...], facts: tuple[Path, ...]) -> None:
    """Whether paragraphs are whole, under their own number and on their page."""
    click.echo(tables.references_table(check_references()))
    if reports:
        click.echo("\n" + reports_table(check_reports(reports)))
    for folder in words:
        click.echo("\n" + words_table(check_words(folder)))
    for folder in facts:
        click.echo(f"\n{folder.name}: " + facts_table(check_facts(folder)))


@main.command()
def segmentation() -> None:
    """How long documents of very many blocks take to be segmented."""
    click.echo(segmentation_table(measure_segmentation()))


@main.command()
@click.pass_obj
def latency(asked: Asked) -> None:
    """How long a search takes, and how long commands take from cold."""
    click.echo(tables.latency_table(measure_latency(run_retrieval(*asked.open()))))


@main.command()
@click.pass_obj
def ablations(asked: Asked) -> None:
    """Measure the search with each of its parts switched off."""
    click.echo(tables.ablations_table(run_ablations(*asked.open())))


@main.command()
@click.pass_obj
def fusion(asked: Asked) -> None:
    """Measure ways to join vectors and terms; the share is chosen on tuning questions."""
    click.echo(tables.fusion_table(run_fusions(*asked.open())))


@main.command()
@click.option(
    "--environment", type=_FOLDER, default=ENVIRONMENT, help="Where the alternatives are installed."
)
@click.pass_obj
def compare(asked: Asked, environment: Path) -> None:
    """Measure LangChain, LlamaIndex, Haystack, txtai and bm25s on the same documents and questions."""
    click.echo(tables.comparison_table(tuple(run_comparison(asked.open()[1], environment))))


@main.command()
@click.argument("folder", type=_FOLDER, required=False)
def public(folder: Path | None) -> None:
    """Measure a set in BEIR's format; without one, questions about Python's help texts."""
    given = read_public_set(folder) if folder else read_general_set()
    with click.progressbar(length=1, label="Embedding", show_percent=True, show_pos=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        result = run_public_set(given, make_encoder(), progress)
    click.echo(tables.public_set_table(result))


@main.command()
def quotes() -> None:
    """Alter quotations in known ways and see what the checker finds."""
    click.echo(quotes_table(run_quotes(library_sources(home_folder()))))


@main.command()
@click.option("--fit", is_flag=True, help="Fit the coefficients, each topic left out in turn.")
def topics(fit: bool) -> None:
    """How many of the paragraphs on a topic are listed, and how many others."""
    assistant = Assistant.open(home_folder(), one_thread_encoder())
    click.echo(fit_table(fit_topics(assistant)) if fit else topics_table(run_topics(assistant)))


@main.command()
@click.option("--people", default=20, show_default=True, help="How many ask at once.")
@click.option("--asked", default=200, show_default=True, help="How many questions in all.")
@click.option("--adding", type=_FOLDER, help="A folder of reports that is added while people ask again.")
@click.pass_obj
def load(asked_sets: Asked, people: int, asked: int, adding: Path | None) -> None:
    """Let many people ask the real app at once."""
    questions = asked_sets.open()[1]
    if adding:
        click.echo(adding_table(measure_adding(questions, people, asked, adding)))
    else:
        click.echo(load_table(measure_load(questions, people, asked)))


@main.command()
@click.option("--visits", type=click.IntRange(1), default=5, show_default=True, help="New browsers.")
@click.option("--asked", type=click.IntRange(1), default=5, show_default=True, help="Questions, each.")
@click.pass_obj
def page(asked_sets: Asked, visits: int, asked: int) -> None:
    """How soon the app's page can be used, and answers stand on it, in a real browser."""
    click.echo(page_table(measure_page(asked_sets.open()[1], visits, asked)))


@main.command()
@click.option("--reports", type=_FOLDER, required=True, help="A folder of reports.")
@click.option("--keep", is_flag=True, help="Keep the figures for docs/accuracy.md.")
def additions(reports: Path, keep: bool) -> None:
    """How long reports take to be added, all at once, and one more to all others."""
    result = run_additions(reports)
    click.echo(additions_table(result))
    if keep:
        save("additions", asdict(result))


@main.command()
@click.option("--keep", is_flag=True, help="Keep the figures for docs/accuracy.md.")
def embedding(keep: bool) -> None:
    """How fast passages are embedded, alone and beside a busy process, and a question is read."""
    speed = embedding_speed()
    click.echo(embedding_table(speed))
    if keep:
        save("embedding", speed.summary)


@main.command("fine-tuning")
@click.pass_obj
def fine_tuning(asked: Asked) -> None:
    """Compare the model as it was fine-tuned with the plain one."""
    click.echo(fine_tuning_table(compare_fine_tuning(asked.open()[1])))


@main.command()
@click.option("--reports", type=_FOLDER, help="A folder of reports, to fit over with the shipped documents.")
@click.option("--keep", is_flag=True, help="Keep what it was fitted on, which a test holds the source to.")
@click.pass_obj
def calibrate(asked: Asked, reports: Path | None, keep: bool) -> None:
    """Fit the coefficients of assistant/answering/confidence.py; print them, and how they do."""
    sample = Sample.gather(*(with_reports(reports) if reports else asked.open()))
    click.echo(calibration_table(fit_calibration(sample)))
    if keep:
        sample.save()


@main.command("calibrate-verifier")
@click.option("--reports", type=_FOLDER, help="A folder of reports, to fit over with the shipped documents.")
@click.pass_obj
def calibrate_verifier(asked: Asked, reports: Path | None) -> None:
    """Fit the coefficients of assistant/answering/verification.py; print them, and what thresholds bring."""
    read = read_questions_with(*asked.open())
    if reports:
        read += read_questions_with(*with_reports(reports))
    click.echo(verification_table(fit_verification(read)))


@main.command()
@click.option("--accept", is_flag=True, help="Make today's figures the baseline.")
@click.option("--baseline", type=_FILE, default=BASELINE, help="The file of the figures before.")
@click.pass_obj
def gate(asked: Asked, accept: bool, baseline: Path) -> None:
    """Fail when a measure has fallen since the baseline, question by question, by more than chance."""
    run = asked.run()
    now = all_values(run.ranked, run.answered)
    if accept:
        write_baseline(now, baseline)
        click.echo(f"{len(now)} measures are the baseline now.")
        return
    fallen = falls(read_baseline(baseline), now)
    for fall in fallen:
        click.echo(f"fallen: {fall}")
    if fallen:
        raise SystemExit(1)
    click.echo(f"None of {len(now)} measures has fallen by more than chance.")


@main.command()
@click.option("--who", required=True, help="Your name, kept with each question.")
@click.option("--into", type=_FILE, help="The question set to add to; by default one in the home folder.")
def review(who: str, into: Path | None) -> None:
    """Turn what people marked right or wrong in the app into labelled questions."""
    home = home_folder()
    assistant = Assistant.open(home, make_encoder())
    added = review_marks(home, assistant, who, into or home.path / "questions.jsonl")
    click.echo(f"{added} questions were added.")


@main.command()
@click.option(
    "--reports", type=_FOLDER, help="A folder of reports with a manifest.json, to measure with them too."
)
@click.option("--environment", type=_FOLDER, help="The alternatives' environment, to measure them too.")
@click.option("--render", is_flag=True, help="Measure nothing; write the report from the figures kept.")
@click.pass_obj
def report(asked: Asked, reports: Path | None, environment: Path | None, render: bool) -> None:
    """Measure all that can be here, keep the figures, and write docs/accuracy.md and .html.

    What is not measured keeps its figures of before, with their day.
    """
    if not render:
        measure_all(asked, reports, environment)
    for path in write_report():
        click.echo(path)


@main.command()
def licences() -> None:
    """Write docs/licences.md: the terms of packages, documents, model and word list."""
    click.echo(write_licences())


def _print_all(asked: Asked) -> None:
    run = asked.run()
    for part in (
        tables.retrieval_table(run.ranked),
        tables.answers_table(run.answered),
        tables.references_table(check_references()),
        tables.latency_table(measure_latency(run.ranked)),
    ):
        click.echo(part + "\n")
    click.echo(f"One record a question: {RECORDS}")


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(f"evals: {error}") from None
