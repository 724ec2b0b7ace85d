"""Measure all that can be measured here, and keep the figures for the report."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.answering.assistant import Assistant
from assistant.checking.check import library_sources
from assistant.settings import home_folder, make_encoder, make_verifier
from corpus.records.sources import SHIPPED_DOCUMENTS
from evals.alternatives.comparison import run_comparison
from evals.experiments.ablations import run_ablations
from evals.experiments.calibration import Sample, calibrate
from evals.experiments.fine_tuning import FineTuningResult, run_fine_tuning
from evals.experiments.fusion import run_fusions
from evals.measures.answers import run_answers
from evals.measures.public_sets import run_public_set
from evals.measures.quotes import run_quotes
from evals.measures.real_reports import check_reports
from evals.measures.references import check_references
from evals.measures.retrieval import run_retrieval, summarise
from evals.measures.topics import TopicScore, fit_topics, run_topics
from evals.product.additions import run_additions
from evals.product.embedding import EmbeddingSpeed, measure_embedding
from evals.product.latency import measure_latency
from evals.product.load import AddingResult, LoadResult, run_adding, run_load
from evals.product.page import PageResult, run_page
from evals.records.figures import Run, add_to_history, describe, describe_run, save
from evals.records.runs import RECORDS, versions, write_records
from evals.sets.general_set import read_general_set
from evals.sets.questions import ABOUT_REPORTS, QUESTIONS, read_questions
from evals.sets.types import Question
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.model_files import PLAIN_MODEL
from index.home import Home
from index.passages import with_sentences
from index.update.additions import add_files, find_files
from index.update.apply import build_index

_ABOUT_SHIPPED, _ABOUT_REPORTS = sorted(QUESTIONS.glob("*.jsonl")), sorted(ABOUT_REPORTS.glob("*.jsonl"))


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
        assistant = Assistant.open(home_folder(), one_thread_encoder(), make_verifier())
        return assistant, read_questions(self.files, assistant.paragraphs())

    def run(self) -> Run:
        """Ask all questions, and keep a record of each."""
        return run_questions(*self.open(), self.files)


def measure_all(asked: Asked, reports: Path | None, environment: Path | None) -> None:
    """Measure all; with reports where a folder of them is given, beside others where their environment is."""
    run = asked.run()
    save("shipped", describe_run(run))
    add_to_history(run)
    save("latency", measure_latency(run.ranked).summary)
    save("embedding", embedding_speed().summary)
    save("references", asdict(check_references()))
    questions = tuple(result.question for result in run.answered)
    variants = run_ablations(run.assistant, questions)
    save("ablations", {name: describe(summarise(own)) for name, own in variants.items()})
    save("fine_tuning", asdict(compare_fine_tuning(questions)))
    save("fusion", [asdict(own) for own in run_fusions(run.assistant, questions)])
    save("general", asdict(run_public_set(read_general_set(), make_encoder())))
    save("quotes", asdict(run_quotes(library_sources(home_folder()))))
    save("topics", _topics_found(run.assistant))
    save("load", asdict(measure_load(questions, people=20, asked=1000)))
    save("page", asdict(measure_page(questions, visits=5, asked=5)))
    if environment:
        save("comparison", [asdict(own) for own in run_comparison(questions, environment)])
    if reports:
        save("reports_references", asdict(check_reports(reports)))
        save("additions", asdict(run_additions(reports)))
        _measure_with_reports(reports)


def _measure_with_reports(reports: Path) -> None:
    """Ask about the reports and the shipped documents."""
    assistant, everything = with_reports(reports)
    save("reports_quotes", asdict(run_quotes(library_sources(_home_with_reports()))))
    for name, files in (("reports", _ABOUT_REPORTS), ("distracted", _ABOUT_SHIPPED)):
        questions = read_questions(files, assistant.paragraphs())
        save(name, describe_run(run_questions(assistant, questions, files, keep=False)))
    save("refusal", asdict(calibrate(Sample.gather(assistant, everything))))


def with_reports(reports: Path) -> tuple[Assistant, tuple[Question, ...]]:
    """Add reports to a library of their own, which is kept; return it open, and the questions about all."""
    home, encoder = _home_with_reports(), make_encoder()
    build_index(home, SHIPPED_DOCUMENTS, encoder)
    add_files(home, find_files(sorted(reports.glob("*.pdf"))), encoder, note=lambda _: None)
    assistant = Assistant.open(home, one_thread_encoder(), make_verifier())
    return assistant, read_questions([*_ABOUT_SHIPPED, *_ABOUT_REPORTS], assistant.paragraphs())


def _home_with_reports() -> Home:
    return Home(home_folder().path.with_name(".assistant-reports"))


def compare_fine_tuning(questions: tuple[Question, ...]) -> FineTuningResult:
    """Compare the model as it was fine-tuned with the plain one."""
    return run_fine_tuning(questions, SentenceTransformerEncoder(PLAIN_MODEL), make_encoder())


def measure_load(questions: tuple[Question, ...], people: int, asked: int) -> LoadResult:
    """Have many people ask a copy of the home folder, so that nobody's conversations are added to."""
    with _copied_home() as home:
        return run_load(home, questions, people, asked)


def measure_adding(questions: tuple[Question, ...], people: int, asked: int, reports: Path) -> AddingResult:
    """Have people ask a copy of the home folder before and while a folder of reports is added to it."""
    with _copied_home() as home:
        return run_adding(home, questions, people, asked, reports)


def measure_page(questions: tuple[Question, ...], visits: int, asked: int) -> PageResult:
    """Visit the app over a copy of the home folder."""
    with _copied_home() as home:
        return run_page(home, questions, visits, asked)


def embedding_speed() -> EmbeddingSpeed:
    """Embed the library's paragraphs, on all processors."""
    encoder = make_encoder()
    assistant = Assistant.open(home_folder(), encoder)
    questions = read_questions(_ABOUT_SHIPPED, assistant.paragraphs())
    texts = [with_sentences(paragraph.text) for paragraph in assistant.paragraphs()]
    return measure_embedding(encoder, texts, [question.text for question in questions])


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


def run_questions(
    assistant: Assistant, questions: tuple[Question, ...], files: list[Path], keep: bool = True
) -> Run:
    """Ask all questions; keep a record of each unless told not to."""
    ranked = run_retrieval(assistant, questions)
    answered = run_answers(assistant, questions)
    run = Run(assistant, versions(assistant, files), ranked, answered)
    if keep:
        write_records(RECORDS, ranked, answered, run.versions)
    return run


def one_thread_encoder() -> SentenceTransformerEncoder:
    """Return the encoder, its model loaded, with one thread: figures of speed mean one processor."""
    encoder = make_encoder(threads=1)
    encoder.load()
    return encoder
