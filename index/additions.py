"""Add files to the library, and take documents out of it."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import LibraryError, SourceError, UserError
from corpus.ingest import file_hash, ingest_apart
from corpus.library import Library
from corpus.readers import is_readable
from corpus.types import Ingested
from index.build import BuildReport, Contents, Home, Progress, update_index
from index.encoder import Encoder

Note = Callable[[str], None]
"""Called with a sentence for whoever waits."""


@dataclass(frozen=True, slots=True)
class AdditionReport:
    """What became of the files: documents added and replaced, files skipped and failed."""

    added: tuple[Ingested, ...]
    replaced: tuple[Ingested, ...]
    skipped: tuple[str, ...]
    failed: tuple[UserError, ...]
    build: BuildReport | None


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that `paths` name: files as they are, folders with all they hold that is read.

    Raises SourceError for a path that does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (file for file in sorted(path.rglob("*")) if file.is_file() and is_readable(file))
            found.update(dict.fromkeys(inside))
        elif path.is_file():
            found[path] = None
        else:
            raise SourceError(f"there is no file or folder {path}", "check its name")
    return tuple(found)


def add_files(
    home: Home, files: tuple[Path, ...], encoder: Encoder, note: Note, progress: Progress | None = None
) -> AdditionReport:
    """Read files side by side, each in a process of its own, and put what could be read into the library.

    A file whose content the library has already is skipped; one whose name it has with
    other content is a new version and takes the old one's place. A file that cannot be
    read costs only itself. Raises as `update_index` does.
    """
    known = _known_hashes(home)
    skipped: list[str] = []
    failed: list[UserError] = []
    read: dict[str, Ingested] = {}
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for file, outcome in zip(files, pool.map(lambda file: _read(file, known), files), strict=True):
            if isinstance(outcome, UserError):
                failed.append(outcome)
                note(str(outcome))
            elif isinstance(outcome, str):
                skipped.append(file.name)
                note(f"{file.name} is in the library already, as {outcome}")
            elif any(item.sha256 == outcome.sha256 for item in read.values()):
                skipped.append(file.name)
                note(f"{file.name} has the same content as another file given")
            else:
                read[outcome.document.id] = outcome
                note(_summary(outcome))
    before: set[str] = set()

    def change(contents: Contents, left_out: frozenset[str]) -> tuple[Contents, frozenset[str]]:
        before.update(item.document.id for item in contents)
        kept = tuple(read.get(item.document.id, item) for item in contents)
        new = tuple(item for id, item in read.items() if id not in before)
        return (*kept, *new), left_out - read.keys()

    build = update_index(home, change, encoder, progress) if read else None
    return AdditionReport(
        added=tuple(item for id, item in read.items() if id not in before),
        replaced=tuple(item for id, item in read.items() if id in before),
        skipped=tuple(skipped),
        failed=tuple(failed),
        build=build,
    )


def remove_document(home: Home, id: str, encoder: Encoder) -> BuildReport:
    """Take a document out of the library: its text, paragraphs, vectors and terms leave the disk.

    Raises LibraryError when there is no such document, and as `update_index` does.
    """

    def change(contents: Contents, left_out: frozenset[str]) -> tuple[Contents, frozenset[str]]:
        kept = tuple(item for item in contents if item.document.id != id)
        if len(kept) == len(contents):
            have = ", ".join(item.document.id for item in contents)
            raise LibraryError(f"the library has no document '{id}'", f"choose from {have}")
        return kept, left_out | {id}

    return update_index(home, change, encoder)


def _known_hashes(home: Home) -> dict[str, str]:
    if not home.library.exists():
        return {}
    library = Library.open(home.library)
    try:
        return {item.sha256: item.document.id for item in library.contents()}
    finally:
        library.close()


def _read(file: Path, known: dict[str, str]) -> Ingested | str | UserError:
    """Return what a file holds, the document that holds it already, or what is wrong with it."""
    try:
        digest = file_hash(file)
        return known[digest] if digest in known else ingest_apart(file)
    except OSError as error:
        return SourceError(f"{file.name} cannot be read ({error.strerror})", "check that you may read it")
    except SourceError as error:
        return error


def _summary(item: Ingested) -> str:
    numbered = sum(paragraph.kind == "numbered" for paragraph in item.paragraphs)
    pages = f", {len(item.pages)} pages" if item.pages else ""
    head = f"{item.file_name}: {item.document.short_title}, {len(item.paragraphs)} paragraphs"
    return "; ".join([f"{head} ({numbered} numbered{pages})", *item.warnings])
