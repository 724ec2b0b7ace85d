"""`python -m evals` prints every figure; its commands print a part."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from assistant.checking.check import library_sources
from assistant.engine import Assistant
from assistant.settings import home_folder, make_encoder, make_reranker
from corpus.errors import UserError
from corpus.sources import SHIPPED_DOCUMENTS
from evals import tables
from evals.ablations import run_ablations
from evals.answers import run_answers
from evals.calibration import calibrate as fit_calibration
from evals.comparison import ENVIRONMENT, run_comparison
from evals.embedding import embedding_table, measure_embedding
from evals.fusion import run_fusions
from evals.gate import BASELINE, all_estimates, falls, read_baseline, write_baseline
from evals.general_set import read_general_set
from evals.latency import measure_latency
from evals.load import LoadResult, load_table, run_load
from evals.page import PageResult, page_table, run_page
from evals.public_sets import read_public_set, run_public_set
from evals.questions import ABOUT_REPORTS, QUESTIONS, read_questions
from evals.quotes import quotes_table, run_quotes
from evals.records import RECORDS, versions, write_records
from evals.references import check_references
from evals.report import write_report
from evals.reports import check_reports, reports_table
from evals.reranking import reranking_table, run_reranking
from evals.results import Run, add_to_history, describe, describe_run, save
from evals.retrieval import run_retrieval, summarise
from evals.review import review_marks
from evals.taught import TaughtResult, run_taught, taught_table
from evals.topics import TopicScore, fit_table, fit_topics, run_topics, topics_table
from evals.types import Question
from index.additions import add_files, find_files
from index.build import Home, build_index
from index.encoder import SentenceTransformerEncoder
from index.model_files import PLAIN_MODEL
from index.types import Scope

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question files that a command is about; none given means the project's own."""

    given: tuple[Path, ...]

    @property
    def files(self) -> list[Path]:
        """The files to read, in order."""
        return sorted(self.given or QUESTIONS.glob("*.jsonl"))

    def open(self) -> tuple[Assistant, tuple[Question, ...]]:
        """Open the assistant with one thread, so that figures of speed mean one processor."""
        assistant = Assistant.open(home_folder(), _encoder())
        return assistant, read_questions(self.files, assistant.paragraphs())

    def run(self) -> Run:
        """Ask all questions, and keep a record of each."""
        return _run(*self.open(), self.files)


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
def references(reports: Path | None) -> None:
    """Whether paragraphs are whole, under their own number and on their page."""
    click.echo(tables.references_table(check_references()))
    if reports:
        click.echo("\n" + reports_table(check_reports(reports)))


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
    assistant = Assistant.open(home_folder(), _encoder())
    click.echo(fit_table(fit_topics(assistant)) if fit else topics_table(run_topics(assistant)))


@main.command()
@click.option("--people", default=20, show_default=True, help="How many ask at once.")
@click.option("--asked", default=200, show_default=True, help="How many questions in all.")
@click.pass_obj
def load(asked_sets: Asked, people: int, asked: int) -> None:
    """Let many people ask the real app at once."""
    click.echo(load_table(_load(asked_sets.open()[1], people, asked)))


@main.command()
@click.option("--visits", type=click.IntRange(1), default=5, show_default=True, help="New browsers.")
@click.option("--asked", type=click.IntRange(1), default=5, show_default=True, help="Questions, each.")
@click.pass_obj
def page(asked_sets: Asked, visits: int, asked: int) -> None:
    """How soon the app's page can be used, and answers stand on it, in a real browser."""
    click.echo(page_table(_page(asked_sets.open()[1], visits, asked)))


@main.command()
@click.option("--keep", is_flag=True, help="Keep the figures for docs/accuracy.md.")
@click.pass_obj
def rerank(asked: Asked, keep: bool) -> None:
    """Compare searches with the cross-encoder that ASSISTANT_RERANKER names and without it."""
    reranker = make_reranker()
    if reranker is None:
        raise click.UsageError("Name a cross-encoder in ASSISTANT_RERANKER.")
    encoder = make_encoder()
    without, reranking = (Assistant.open(home_folder(), encoder, own) for own in (None, reranker))
    questions = read_questions(asked.files, without.paragraphs())
    reranking.search("a first question, so that nothing is loaded while time is taken", Scope())
    result = run_reranking(without, reranking, questions)
    click.echo(reranking_table(result))
    if keep:
        save("reranking", asdict(result))


@main.command()
def embedding() -> None:
    """How fast paragraphs are embedded, beside the bare model and what the processor can do."""
    paragraphs = Assistant.open(home_folder(), make_encoder()).paragraphs()
    click.echo(embedding_table(measure_embedding(make_encoder(), [p.text for p in paragraphs])))


@main.command()
@click.pass_obj
def taught(asked: Asked) -> None:
    """Compare the model that was taught the sector's words with the plain one."""
    click.echo(taught_table(_taught(asked.open()[1])))


@main.command()
@click.pass_obj
def calibrate(asked: Asked) -> None:
    """Fit the coefficients of assistant/evidence.py; print them and how they do on unseen questions."""
    fitted = fit_calibration(*asked.open())
    click.echo(f"INTERCEPT = {fitted.intercept:.2f}")
    click.echo(f"WEIGHTS = { {name: round(weight, 2) for name, weight in fitted.weights.items()} }")
    for name, shares in (("cross-validated", fitted.cross_validated), ("test questions", fitted.held_out)):
        click.echo(f"{name}: answerable answered {shares.answerable_answered:.3f}, "
                   f"off-topic not answered {shares.off_topic_not_answered:.3f}")  # fmt: skip


@main.command()
@click.option("--accept", is_flag=True, help="Make today's figures the baseline.")
@click.option("--baseline", type=_FILE, default=BASELINE, help="The file of the figures before.")
@click.pass_obj
def gate(asked: Asked, accept: bool, baseline: Path) -> None:
    """Fail when a measure has fallen by more than its interval since the baseline."""
    run = asked.run()
    now = all_estimates(run.ranked, run.answered)
    if accept:
        write_baseline(now, baseline)
        click.echo(f"{len(now)} measures are the baseline now.")
        return
    fallen = falls(read_baseline(baseline), now)
    for fall in fallen:
        click.echo(f"fallen: {fall}")
    if fallen:
        raise SystemExit(1)
    click.echo(f"None of {len(now)} measures has fallen by more than its interval.")


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
        _measure_all(asked, reports, environment)
    for path in write_report():
        click.echo(path)


def _measure_all(asked: Asked, reports: Path | None, environment: Path | None) -> None:
    run = asked.run()
    save("shipped", describe_run(run))
    add_to_history(run)
    speed = measure_latency(run.ranked)
    save(
        "latency",
        {"percentiles": speed.percentiles, "help": speed.help, "ask": speed.ask, "memory": speed.memory},
    )
    texts = [paragraph.text for paragraph in run.assistant.paragraphs()]
    save("embedding", {**asdict(own := measure_embedding(make_encoder(), texts)), "share": own.share})
    save("references", asdict(check_references()))
    questions = tuple(result.question for result in run.answered)
    variants = run_ablations(run.assistant, questions)
    save("ablations", {name: describe(summarise(own)) for name, own in variants.items()})
    save("taught", asdict(_taught(questions)))
    save("fusion", [asdict(own) for own in run_fusions(run.assistant, questions)])
    save("general", asdict(run_public_set(read_general_set(), make_encoder())))
    save("quotes", asdict(run_quotes(library_sources(home_folder()))))
    save("topics", _topics_found(run.assistant))
    save("load", asdict(_load(questions, people=20, asked=1000)))
    save("page", asdict(_page(questions, visits=5, asked=5)))
    if environment:
        save("comparison", [asdict(own) for own in run_comparison(questions, environment)])
    if reports:
        save("reports_references", asdict(check_reports(reports)))
        _measure_with_reports(reports)


def _measure_with_reports(reports: Path) -> None:
    """Add the reports to a library of their own, which is kept, and ask about them and the shipped ones."""
    home = Home(home_folder().path.with_name(".assistant-reports"))
    encoder = make_encoder()
    build_index(home, SHIPPED_DOCUMENTS, encoder)
    add_files(home, find_files([reports]), encoder, note=lambda _: None)
    save("reports_quotes", asdict(run_quotes(library_sources(home))))
    assistant = Assistant.open(home, _encoder())
    own, about_reports = sorted(QUESTIONS.glob("*.jsonl")), sorted(ABOUT_REPORTS.glob("*.jsonl"))
    for name, files in (("reports", about_reports), ("distracted", own)):
        questions = read_questions(files, assistant.paragraphs())
        save(name, describe_run(_run(assistant, questions, files, keep=False)))
    everything = read_questions([*own, *about_reports], assistant.paragraphs())
    save("refusal", asdict(fit_calibration(assistant, everything)))


def _taught(questions: tuple[Question, ...]) -> TaughtResult:
    return run_taught(questions, SentenceTransformerEncoder(PLAIN_MODEL), make_encoder())


def _load(questions: tuple[Question, ...], people: int, asked: int) -> LoadResult:
    with _copied_home() as home:
        return run_load(home, questions, people, asked)


def _page(questions: tuple[Question, ...], visits: int, asked: int) -> PageResult:
    with _copied_home() as home:
        return run_page(home, questions, visits, asked)


@contextmanager
def _copied_home() -> Iterator[Path]:
    """Yield a copy of the home folder, so that nobody's conversations are added to."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(home_folder().path, home)
        yield home


def _topics_found(assistant: Assistant) -> dict[str, list[dict[str, object]]]:
    """Return the scores of topics as plain data, with the shipped coefficients and with each left out."""
    found = {"shipped": run_topics(assistant), "left out": fit_topics(assistant).cross_validated}
    return {
        name: [_topic_data(own) for own in (*results.topics, results.micro)]
        for name, results in found.items()
    }


def _topic_data(score: TopicScore) -> dict[str, object]:
    on = score.right + score.missed
    return {"topic": score.topic, "on": on, "precision": score.precision, "recall": score.recall}


def _run(assistant: Assistant, questions: tuple[Question, ...], files: list[Path], keep: bool = True) -> Run:
    ranked = run_retrieval(assistant, questions)
    answered = run_answers(assistant, questions)
    run = Run(assistant, versions(assistant, files), ranked, answered)
    if keep:
        write_records(RECORDS, ranked, answered, run.versions)
    return run


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


def _encoder() -> SentenceTransformerEncoder:
    encoder = make_encoder(threads=1)
    encoder.load()
    return encoder


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(f"evals: {error}") from None
