"""Read question-paragraph pairs, and find their paragraphs in a folder of reports."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from corpus.ingest import ingest
from corpus.types import Paragraph
from training.readings import PairRecord, PairsError, read_conversations, read_readings
from training.types import Collection, Pair

OWN_PAIRS = Path(__file__).parent / "pairs.jsonl"
"""The pairs that come with the project; the reports that they are about do not."""


def read_collection(
    files: Iterable[Path],
    reports: Path,
    readings: Iterable[Path] = (),
    conversations: Iterable[Path] = (),
) -> Collection:
    """Return the pairs of all files with their paragraphs' texts, and all paragraphs of `reports`.

    A number that stands twice in its report (some restart their numbering) names no one
    paragraph, and its pairs are left out; so are readings and turns of conversations whose paragraph is
    not there. Raises PairsError, naming file and line of every
    problem: a line that is none of the format, a report or a paragraph that is not there.
    """
    problems: list[str] = []
    records = [(where, record) for path in files for where, record in _records(path, problems)]
    wanted = {record.report for _, record in records}
    missing = sorted(name for name in wanted if not (reports / name).is_file())
    problems += [f"there is no report {reports / name}" for name in missing]
    if problems:
        raise PairsError("; ".join(problems), "mend the lines named, or name another folder with --reports")
    further = [record for path in readings for record in read_readings(path)]
    further += [record for path in conversations for record in read_conversations(path)]
    paragraphs = {path.name: ingest(path).paragraphs for path in sorted(reports.glob("*.pdf"))}
    places = {report: _places(found) for report, found in paragraphs.items()}
    pairs: list[Pair] = []
    for where, record in records:
        place = record.reference or f"para {record.paragraph}"
        found = places[record.report].get(place, [])
        if not found:
            problems.append(f"{where} names {place}, which {record.report} has not")
        if len(found) == 1:
            pairs += _pairs_of(record, found[0])
    for record in further:
        found = places.get(record.report, {}).get(record.reference or "", [])
        if len(found) == 1:
            pairs += _pairs_of(record, found[0])
    if problems:
        raise PairsError("; ".join(problems), "mend the lines named")
    texts = {paragraph.id: paragraph.text for found in paragraphs.values() for paragraph in found}
    return Collection(tuple(pairs), texts)


def _pairs_of(record: PairRecord, paragraph: Paragraph) -> list[Pair]:
    authority = authority_of(record.report)
    return [Pair(question, paragraph.id, paragraph.text, authority) for question in record.questions]


def authority_of(report: str) -> str:
    """Return the authority in a report's file name, "st-helens" of "st-helens_2015-01-20.pdf"."""
    return re.split(r"_\d{4}", report)[0]


def _records(path: Path, problems: list[str]) -> list[tuple[str, PairRecord]]:
    records: list[tuple[str, PairRecord]] = []
    try:
        lines = path.read_bytes().rstrip(b"\n").split(b"\n")
    except OSError as error:
        problems.append(f"{path} cannot be read ({error.strerror})")
        return []
    for number, line in enumerate(lines, start=1):
        where = f"{path.name}:{number}"
        try:
            record = PairRecord.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            problems.append(f"{where} is no pair ({first['msg']})")
            continue
        if (record.reference is None) == (record.paragraph is None):
            problems.append(f"{where} must name either a reference or a paragraph")
            continue
        records.append((where, record))
    return records


def _places(paragraphs: tuple[Paragraph, ...]) -> dict[str, list[Paragraph]]:
    """Return the paragraphs by reference, and those with a number also by `para` and it."""
    places: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        names = {paragraph.reference, *([f"para {paragraph.number}"] if paragraph.number else [])}
        for name in names:
            places[name].append(paragraph)
    return places
