"""What the verifier learns from: a question, a candidate, and whether the one answers the other."""

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.ingest import ingest
from corpus.types import Ingested
from index.verifying.candidates import candidate_of
from index.verifying.types import Candidate
from training.pairs import authority_of
from training.readings import PairsError, records_of

_GRADES = {0: 0.0, 1: 0.1, 2: 1.0}
"""What a judge's grade counts: a paragraph on the subject answers now and then."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question and a candidate.

    `answers` is how likely (0 to 1) it answers, `about` whether it is about the subject (0 to 1, None where
    nobody said), `words` the (start, end) in its text of those that answer. `kind` says where the
    row is from, `authority` whom it is about, "" for general texts.
    """

    question: str
    candidate: Candidate
    answers: float
    about: float | None
    words: tuple[int, int] | None
    kind: str
    authority: str = ""


PAPERS = Path(__file__).parents[1] / "papers"
"""Council papers that were written for training: no council's, and what they say is invented."""


def read_document(path: Path) -> Ingested:
    """Read a report, or a paper, which is called by its file's name: "Westmarch overview, 2014"."""
    read = ingest(path)
    if path.parent != PAPERS:
        return read
    authority, year, kind = path.stem.split("_")
    title = f"{authority.replace('-', ' ').title()} {kind.replace('-', ' ')}, {year}"
    return replace(read, document=replace(read.document, short_title=title))


class Reports:
    """The paragraphs of a folder of reports, and of the project's papers, read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Ingested] = {}

    def candidate(self, report: str, reference: str) -> Candidate | None:
        """Return a paragraph by its report's file name and its reference, None where that names no one."""
        if report not in self._read:
            paper = PAPERS / report
            self._read[report] = read_document(paper if paper.is_file() else self._folder / report)
        read = self._read[report]
        found = [paragraph for paragraph in read.paragraphs if paragraph.reference == reference]
        return candidate_of(found[0], read.document) if len(found) == 1 else None


def read_rows(path: Path, reports: Reports) -> list[Row]:
    """Return the rows of a file: readings, judged candidates, SQuAD 2.0's or SelQA's lines.

    Readings of paragraphs that are not there are left out. Raises PairsError, naming file and line, for a
    line of another form.
    """
    rows: list[Row] = []
    for where, record in records_of(path):
        try:
            rows += _reader(record)(record, reports)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise PairsError(
                f"{where} is nothing that can be learnt from ({error})", "mend the line"
            ) from None
    return rows


def _reader(record: dict[str, Any]) -> Callable[[dict[str, Any], Reports], list[Row]]:
    readers = {"candidates": _judged, "reference": _reading, "questions": _squad, "sentences": _selqa}
    forms = [reader for key, reader in readers.items() if key in record]
    if not forms:
        raise KeyError("neither candidates nor reference, questions or sentences")
    return forms[0]


def _reading(record: dict[str, Any], reports: Reports) -> list[Row]:
    """Read a question on one paragraph, which answers it or nearly does."""
    report, kind = record["report"], record["kind"]
    candidate = reports.candidate(report, record["reference"])
    if candidate is None:
        return []
    answer = record.get("answer")
    about = 0.5 if kind in ("neighbouring", "broad_other") else 1.0
    words = _place(candidate.text, answer) if answer else None
    question = _one_line(record["question"])
    return [Row(question, candidate, float(bool(answer)), about, words, kind, authority_of(report))]


def _judged(record: dict[str, Any], reports: Reports) -> list[Row]:
    """Read a question with the first paragraphs that a search found, each graded by a judge or a teacher."""
    rows: list[Row] = []
    question = _one_line(record["question"])
    for own in record["candidates"]:
        candidate = reports.candidate(own["report"], own["reference"])
        if candidate is not None:
            words = _place(candidate.text, own["answer"]) if own.get("answer") else None
            authority = authority_of(own["report"])
            if "grade" in own:
                grade = own["grade"]
                answers, about, kind = _GRADES[grade], float(grade > 0), "judged"
            else:
                answers, about, kind = float(own["probability"]), None, "taught"
            rows.append(Row(question, candidate, answers, about, words, kind, authority))
    return rows


def _squad(record: dict[str, Any], _: Reports) -> list[Row]:
    """Read a paragraph of an encyclopaedia with questions on it, half of which it does not answer."""
    candidate = Candidate(record["article"].replace("_", " "), _one_line(record["paragraph"]))
    rows: list[Row] = []
    for question in record["questions"]:
        answer = question["answers"][0] if question["answers"] else None
        words = _place(candidate.text, answer) if answer else None
        rows.append(Row(_one_line(question["question"]), candidate, float(bool(answer)), 1.0, words, "squad"))
    return rows


def _selqa(record: dict[str, Any], _: Reports) -> list[Row]:
    """Read a section of an encyclopaedia with the sentence of it that answers, if one does."""
    sentences = [_one_line(sentence) for sentence in record["sentences"]]
    candidate = Candidate(record["article"], " ".join(sentences))
    words = None
    if record["answers"]:
        first = record["answers"][0]
        start = len(" ".join([*sentences[:first], ""]))
        words = (start, start + len(sentences[first]))
    answers = float(bool(record["answers"]))
    return [Row(_one_line(record["question"]), candidate, answers, 1.0 if answers else None, words, "selqa")]


def is_reading(row: Row) -> bool:
    """Whether a row was written by reading a paragraph of the sector, not found by a search."""
    return bool(row.authority) and row.kind not in ("judged", "taught", "pair", "mined")


def _place(text: str, answer: str) -> tuple[int, int] | None:
    """Return where an answer's words stand in a text, however its lines break; None where they do not."""
    words = answer.split()
    at = text.find(answer)
    if at >= 0:
        return at, at + len(answer)
    start = text.find(words[0])
    while start >= 0:
        end = start
        for word in words:
            end = text.find(word, end)
            if end < 0:
                return None
            end += len(word)
        if text[start:end].split() == words:
            return start, end
        start = text.find(words[0], start + 1)
    return None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def with_other_sections(rows: Iterable[Row], share: float, seed: int) -> Iterator[Row]:
    """Yield SelQA's rows, and for a share of them the same question with another section of its article.

    Its sections were mostly chosen because they answer; a model would learn that all do.
    """
    own = [row for row in rows if row.kind == "selqa"]
    by_article: dict[str, list[Candidate]] = {}
    for row in own:
        by_article.setdefault(row.candidate.heading, []).append(row.candidate)
    generator = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    for row in own:
        yield row
        others = [other for other in by_article[row.candidate.heading] if other.text != row.candidate.text]
        if others and generator.random() < share:
            yield Row(row.question, generator.choice(others), 0.0, None, None, "selqa")


_COURTESIES = (
    "please can you tell me", "hi,", "could you tell me", "I need to know for a briefing:",
    "hello, can you find out", "please", "can you say", "quick question:", "tell me",
)  # fmt: skip


_SAID_OF = (
    "{question} in {authority}", "{authority}: {question}", "{question} in the {year} report",
    "{question} {authority} {year}", "what does the {year} report say: {question}",
    "ofsted on this: {question}", "what did inspectors say: {question}",
)  # fmt: skip
_TITLE = re.compile(r"[^,]+, (?P<authority>.+) (?P<year>\d{4})(?:\.|$)")
"""How a report's short title begins a heading: "Ofsted, Bedford 2017"."""


def varied(row: Row, generator: random.Random) -> str:
    """Return a row's question as it may be worded, too: none of that may tell whether it is answered.

    Now and then it names the report, is in lower case, has no mark, or begins with words of courtesy.
    """
    question = row.question
    title = _TITLE.match(row.candidate.heading) if row.authority else None
    if title and generator.random() < 0.2:
        question = generator.choice(_SAID_OF).format(question=question.rstrip("?"), **title.groupdict())
    if generator.random() < 0.25:
        question = question.lower()
    if generator.random() < 0.25:
        question = question.rstrip("?")
    if generator.random() < 0.08:
        lower = question if question[:2].isupper() else question[:1].lower() + question[1:]
        question = f"{generator.choice(_COURTESIES)} {lower}"
    return question


def write_rows(records: Iterable[dict[str, Any]], path: Path) -> None:
    """Write records, one JSON object a line."""
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
