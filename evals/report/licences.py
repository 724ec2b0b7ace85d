"""docs/licences.md: the terms of all that the project is made of, as the packages themselves state them."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import chain
from pathlib import Path

from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources
from evals.report.write import DOCS, ReportError, templates

_PROJECT = DOCS.parent
_USERS_LOCK, _CUDA_LOCK, _DEVELOPERS_LOCK = (
    "requirements.lock", "requirements-cuda.lock", "requirements-dev.lock",
)  # fmt: skip
_WORDS = _PROJECT / "index" / "lexicon" / "english.txt"

_LOCKED = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?")
_LICENCE_FILE = re.compile(r"(?:LICEN[CS]E|COPYING)\b", re.I)
_UNSTATED = ("", "UNKNOWN")
_LONGEST = 120
"""Characters of a licence's name that are shown."""
_COPYLEFT = re.compile(r"\b(?:[AL]?GPL|MPL|General Public|Mozilla Public)", re.I)
_GPL = re.compile(r"\b(?:[AL]?GPL|General Public)", re.I)
_BUNDLED = (
    ("libgfortran, libgomp", r"lib(?:gfortran|gomp)\b", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    ("libquadmath", r"libquadmath\b", "LGPL-2.1-or-later"),
    ("axe-core", r"axe\.min\.js$", "MPL-2.0"),
)
"""Libraries with a copyleft that packages carry as files, a pattern for those files, and their licence."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package of a lock.

    `marker` says where it is installed, empty where everywhere; `licence` is what it states, or why
    that is not known; `needs` are the names of the packages that it asks for, and `carries` those of
    the libraries of `_BUNDLED` that lie in it.
    """

    name: str
    version: str
    marker: str
    licence: str
    needs: frozenset[str] = frozenset()
    carries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Copyleft:
    """A package whose licence asks something of whoever hands it on, and what needs that package."""

    package: Package
    lock: str
    needed_by: tuple[str, ...]


def write_licences(folder: Path = DOCS) -> Path:
    """Write the page and return its file. Raises ReportError as `licences_page` does."""
    path = folder / "licences.md"
    path.write_text(licences_page(), encoding="utf-8")
    return path


def licences_page(project: Path = _PROJECT) -> str:
    """Return the page: packages of the locks in `project`, shipped documents, model and word list.

    It is the same each time, where the same packages are installed. Raises ReportError where a lock
    is missing, and SourceError where the record of the documents cannot be read.
    """
    users = read_lock(project / _USERS_LOCK)
    developers = [
        package
        for package in read_lock(project / _DEVELOPERS_LOCK)
        if package.name not in {own.name for own in users}
    ]
    both = [*users, *developers]
    known = {package.name for package in both}
    declared = _declared(project)
    copyleft = [
        _Copyleft(package, lock, _needing(package.name, both, declared))
        for lock, packages in ((_USERS_LOCK, users), (_DEVELOPERS_LOCK, developers))
        for package in packages
        if _COPYLEFT.search(package.licence)
    ]
    environment = templates()
    environment.filters["cell"] = _cell
    return environment.get_template("licences.md.jinja").render(
        users=users,
        developers=developers,
        copyleft=copyleft,
        of_gpl=[package for package in both if _GPL.search(package.licence)],
        bundled=[
            (library, licence, [package for package in both if library in package.carries])
            for library, _, licence in _BUNDLED
        ],
        cuda=[name for name, *_ in _locked(project / _CUDA_LOCK) if name not in known],
        documents=read_sources(SHIPPED_DOCUMENTS),
        words=_head(_WORDS),
    )


def read_lock(path: Path) -> list[Package]:
    """Return the packages that a lock names, in the order of their names.

    Those that are not installed are among them, and their licence says so. Raises ReportError where
    there is no such lock.
    """
    return [_package(name, version, marker) for name, version, marker in _locked(path)]


def stated_licence(installed: Distribution) -> str:
    """Return the licence that a package states, or that none is stated.

    The expression comes first, then a licence's name, then the classifiers. A whole text in the place
    of a name comes last, by its first line, and after it the file that the package carries.
    """
    metadata = installed.metadata
    texts = [str(text).strip() for text in metadata.get_all("License", [])]
    classifiers = (str(classifier).split(" :: ") for classifier in metadata.get_all("Classifier", []))
    names = sorted(
        parts[-1] for parts in classifiers if parts[0] == "License" and parts[-1] != "OSI Approved"
    )
    stated = chain(
        (str(expression) for expression in metadata.get_all("License-Expression", [])),
        (text for text in texts if "\n" not in text),
        ("; ".join(names),),
        map(_first_line, texts),
        _licence_files(installed),
    )
    return next((licence for licence in stated if licence not in _UNSTATED), "not stated")


def _locked(path: Path) -> list[tuple[str, str, str]]:
    """Return name, version and marker of each package of a lock; one that stands there twice has none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise ReportError(f"there is no {path.name}", "run 'make lock'") from None
    found: dict[str, tuple[str, str, str]] = {}
    for match in filter(None, map(_LOCKED.match, lines)):
        name, version, marker = match["name"], match["version"], (match["marker"] or "").strip()
        found[name] = (name, version, "" if name in found else marker)
    return [found[name] for name in sorted(found)]


def _package(name: str, version: str, marker: str) -> Package:
    where = f": it is only for {marker}" if marker else ""
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return Package(name, version, marker, f"not installed here{where}")
    # A local version ("+cpu") is another build of the same.
    if installed.version.partition("+")[0] != version:
        return Package(name, version, marker, f"not installed here in this version, but {installed.version}")
    needs = frozenset(_names(line for line in installed.requires or () if "extra ==" not in line))
    files = [file.name for file in installed.files or ()]
    carries = {library for library, pattern, _ in _BUNDLED if any(re.match(pattern, file) for file in files)}
    return Package(name, version, marker, stated_licence(installed), needs, frozenset(carries))


def _declared(project: Path) -> frozenset[str]:
    """Return the names of the packages that pyproject.toml asks for, for whatever purpose."""
    record = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return frozenset(_names(chain(record["dependencies"], *record["optional-dependencies"].values())))


def _needing(name: str, packages: Iterable[Package], declared: frozenset[str]) -> tuple[str, ...]:
    """Return what asks for a package: the project, where it is `declared`, and other packages."""
    wanted = _normalised(name)
    others = (package.name for package in packages if wanted in package.needs)
    return ("this project", *others) if wanted in declared else tuple(others)


def _names(requirements: Iterable[str]) -> Iterator[str]:
    """Yield the names of the packages that requirements ask for (`certifi>=2024 ; extra == "tls"`)."""
    for requirement in requirements:
        match = re.match(r"[\w.-]+", requirement)
        if match:
            yield _normalised(match[0])


def _normalised(name: str) -> str:
    """Return a package's name as names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence_files(installed: Distribution) -> Iterator[str]:
    """Yield the first line of each licence file that a package carries."""
    for file in installed.files or ():
        if _LICENCE_FILE.match(file.name) and ".dist-info" in str(file):
            yield _first_line(file.read_text())


def _first_line(text: str) -> str:
    """Return the first line that holds more than marks."""
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if re.search(r"\w", line)), "")


def _head(path: Path) -> str:
    """Return the remarks that a file begins with, as one text."""
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return " ".join(" ".join(lines).split())


def _cell(text: str) -> str:
    """Render other people's text so that it stands in one cell of a table."""
    folded = " ".join(text.split())
    cut = folded if len(folded) <= _LONGEST else f"{folded[:_LONGEST].rstrip()} …"
    return re.sub(r"([\\`*_<>|])", r"\\\1", cut)
