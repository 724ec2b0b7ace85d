"""How long reports take to be added: what is counted, and folders that hold none."""

from pathlib import Path

import pytest

from evals.product.additions import Additions, AdditionsError, additions_table, run_additions
from tests.corpus.readers.test_readers import write_report

_FOUND = Additions(3, 60.4, 3 * 2**29, (("a.pdf", 5.0), ("b.pdf", 8.0), ("c.pdf", 8.04)))


def test_table_names_what_took_too_long() -> None:
    assert _FOUND.median == 8.0
    assert _FOUND.within == 2
    assert additions_table(_FOUND).splitlines() == [
        "all reports at once                 3 in 60 s, 1.50 GiB at most",
        "one more, each alone, from cold     median 8.0 s, longest 8.0 s (c.pdf)",
        "of these within 8 s                 2 of 3",
        "  c.pdf: 8.0 s",
    ]


def test_report_is_added_with_all_and_alone(tmp_path: Path) -> None:
    write_report(tmp_path / "barset_2024.pdf")
    found = run_additions(tmp_path)
    assert (found.reports, [file for file, _ in found.alone]) == (1, ["barset_2024.pdf"])
    assert found.memory > 2**27  # The model alone takes more than that.


def test_folder_without_reports_is_told(tmp_path: Path) -> None:
    with pytest.raises(AdditionsError, match="there are no PDFs in"):
        run_additions(tmp_path)
