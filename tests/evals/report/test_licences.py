"""The page on licences leaves nothing out: no package, no document, no licence."""

import platform
import re
import sys
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources
from evals.report.licences import licences_page, read_lock, stated_licence
from evals.report.write import DOCS, ReportError

pytestmark = pytest.mark.fast

PROJECT = DOCS.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def page() -> str:
    return licences_page()


def rows(page: str) -> list[list[str]]:
    """The cells of each row of each table, without what is above the line."""
    lines = [line for line in page.splitlines() if line.startswith("|")]
    heads = {number - 1 for number, line in enumerate(lines) if line.startswith("|---")}
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for number, line in enumerate(lines)
        if number not in heads and not line.startswith("|---")
    ]


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="other packages are installed there"
)
def test_page_is_what_the_command_writes(page: str) -> None:
    assert (DOCS / "licences.md").read_text("utf-8") == page, "run 'python -m evals licences'"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_listed_with_its_version(page: str, lock: str) -> None:
    # Read another way than the page reads it.
    locked = [
        line.split(";")[0].rstrip("\\ ").split("==")
        for line in (PROJECT / lock).read_text("utf-8").splitlines()
        if line[:1].isalnum()
    ]
    listed = [row[:2] for row in rows(page)]
    assert len(locked) > 30
    assert [package for package in locked if package not in listed] == []


def test_every_shipped_document_is_listed_with_its_terms(page: str) -> None:
    documents = read_sources(SHIPPED_DOCUMENTS)
    assert len(documents) == 5
    listed = rows(page)
    for document in documents:
        assert [document.short_title, document.publisher, document.licence] in listed


def test_no_cell_is_empty(page: str) -> None:
    assert [row for row in rows(page) if not all(row)] == []
    assert "not stated" not in page


def test_users_need_no_package_under_the_gpl(page: str) -> None:
    needed = page.split("## Packages that the product needs", 1)[1].split("## Packages for development", 1)[0]
    stated = {name: licence for name, _, licence in rows(needed)}
    assert [name for name, licence in stated.items() if re.search(r"GPL|General Public", licence)] == []
    assert {name for name, licence in stated.items() if re.search(r"MPL|Mozilla", licence)} == {
        "certifi",
        "orjson",
        "tqdm",
    }
    assert "No package of either lock states the GPL, LGPL or AGPL for its own code." in page


def test_what_lies_inside_a_package_is_found(page: str) -> None:
    cells = {row[0]: row[2].split(", ") for row in rows(page) if len(row) == 3}
    assert {"faiss-cpu", "numpy", "torch"} <= set(cells["libgfortran, libgomp"])
    assert cells["axe-core"] == ["axe-playwright-python"]


def test_a_package_that_is_not_installed_says_so(tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text(
        "# made by hand\n"
        "no-such-package-a==1.0 \\\n    --hash=sha256:00\n"
        "no-such-package-b==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
        "pytest==0.0.1\n",
        encoding="utf-8",
    )
    first, second, third = read_lock(lock)
    assert (first.name, first.version, first.licence) == ("no-such-package-a", "1.0", "not installed here")
    assert second.licence == "not installed here: it is only for sys_platform == 'win32'"
    assert third.licence.startswith("not installed here in this version, but ")


def test_a_lock_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"there is no missing\.lock"):
        read_lock(tmp_path / "missing.lock")


@pytest.mark.parametrize(
    ("fields", "stated"),
    [
        ("License-Expression: MIT\nLicense: BSD\n", "MIT"),
        ("License: BSD\nClassifier: License :: OSI Approved :: MIT License\n", "BSD"),
        ("License: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License\n", "MIT License"),
        ("License: Copyright (c) 2020\n        All rights reserved.\nClassifier: License :: OSI Approved :: BSD License\n", "BSD License"),
        ("License: ====\n        The Kite licence\n        ====\n        Some terms.\n", "The Kite licence"),
        ("Classifier: License :: OSI Approved\nClassifier: License :: B\nClassifier: License :: A\n", "A; B"),
        ("", "Text of the file"),
    ],
)  # fmt: skip
def test_licence_is_the_best_that_a_package_states(tmp_path: Path, fields: str, stated: str) -> None:
    folder = tmp_path / "kite-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: kite\nVersion: 1.0\n{fields}", encoding="utf-8"
    )
    (folder / "LICENSE").write_text("\n---\nText of the file\nand more\n", encoding="utf-8")
    (folder / "RECORD").write_text("kite-1.0.dist-info/LICENSE,,\n", encoding="utf-8")
    assert stated_licence(Distribution.at(folder)) == stated


def test_a_package_that_states_nothing_is_said_to(tmp_path: Path) -> None:
    folder = tmp_path / "kite-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.4\nName: kite\nVersion: 1.0\n", encoding="utf-8")
    assert stated_licence(Distribution.at(folder)) == "not stated"


def test_what_is_said_of_model_and_packages_by_hand_is_so() -> None:
    card = (PROJECT / "index" / "encoding" / "model" / "README.md").read_text("utf-8")
    assert "all-MiniLM-L6-v2 (Apache 2.0)" in card
    assert "Open Government Licence v3.0" in card
    lxml = Distribution.from_name("lxml")
    (notices,) = [file for file in lxml.files or () if file.name == "LICENSES.txt"]
    assert "**iconv**: LGPL 2.1" in notices.read_text()
