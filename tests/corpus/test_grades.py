"""Grades are read off table rows and judgement headings, and off nothing else."""

from pathlib import Path

import pytest

from corpus.grades import read_grade, read_grades
from corpus.ingest import ingest
from corpus.types import Paragraph, Span
from tests.corpus.readers.test_readers import write_report

pytestmark = pytest.mark.fast


def paragraph(text: str, kind: str, reference: str) -> Paragraph:
    return Paragraph("d#x", "d", 1, kind, None, reference, None, None, None, text, (Span(0, 1),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind", "reference", "aspect", "grade"),
    [
        ("Children in care\tGood", "table_row", "'Judgement' table, row 1", "Children in care", "Good"),
        ("Leadership\tRequires improvement to be good", "table_row", "judgement table, row 5", "Leadership",
         "Requires improvement to be good"),
        ("The LSCB requires improvement.", "unnumbered", "judgement above para 145", "The LSCB",
         "requires improvement"),
        ("Care leavers: outstanding", "unnumbered", "judgement above para 9", "Care leavers:", "outstanding"),
    ],
)  # fmt: skip
def test_grade_is_read(text: str, kind: str, reference: str, aspect: str, grade: str) -> None:
    found = read_grade(paragraph(text, kind, reference))
    assert found is not None
    assert (found.aspect.rstrip(":"), found.grade) == (aspect.rstrip(":"), grade)


@pytest.mark.parametrize(
    ("text", "kind", "reference"),
    [
        ("Plans are good.", "numbered", "para 3"),
        ("Plans are good.", "unnumbered", "'Plans', unnumbered para 1"),
        ("Lead inspector\tA person", "table_row", "table, row 1"),
        ("A local authority that is inadequate is failing.", "unnumbered",
         "'What the inspection judgements mean: the local authority', unnumbered para 4"),
        ("\tGood", "table_row", "judgement table, row 1"),
    ],
)  # fmt: skip
def test_other_text_gives_no_grade(text: str, kind: str, reference: str) -> None:
    assert read_grade(paragraph(text, kind, reference)) is None


def test_grades_of_a_report(tmp_path: Path) -> None:
    grades = read_grades(ingest(write_report(tmp_path / "barset_2024.pdf")).paragraphs)
    assert [(grade.aspect, grade.grade, grade.overall) for grade in grades] == [
        ("The impact of leaders on social work practice with children and families", "Good", False),
        ("Overall effectiveness", "Requires improvement to be good", True),
        ("The experiences and progress of children in care", "good", False),
    ]
