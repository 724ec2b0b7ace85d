"""References against the golden files."""

from evals.measures.references import check_references


def test_references_are_counted_against_the_golden_files() -> None:
    report = check_references()
    assert (report.numbered, report.numbered_right) == (208, 208)
    assert report.paragraphs == report.paragraphs_right == report.quotes_exact == 590
