"""References against the golden files."""

import pytest

from evals.measures.references import check_references

pytestmark = pytest.mark.fast


def test_references_are_counted_against_the_golden_files() -> None:
    report = check_references()
    assert (report.numbered, report.numbered_right) == (208, 208)
    assert report.paragraphs == report.paragraphs_right == report.quotes_exact == 590
