"""Add files to the library, put new versions in, correct what is known, and take documents out."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from corpus.errors import LibraryError, SourceError, UserError
from corpus.file_names import id_from_name, shown_name
from corpus.ingest import file_hash, ingest_apart
from corpus.library.library import Library
from corpus.library.opening import is_there
from corpus.library.originals import Originals
from corpus.readers.registry import is_readable
from corpus.records.corrections import carry_corrections, correct
from corpus.types import Document, Ingested, Value
from index.encoding.encoder import Encoder
from index.home import Home
from index.update.apply import UPDATE_TIMEOUT, UpdateReport, update_index
from index.update.plan import Change
from index.update.progress import AdditionMeter, Progress


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of a file that was given; `sentence` says so to whoever gave it."""

    file_name: str
    status: Literal["added", "replaced", "skipped", "failed"]
    sentence: str
    document: Document | None = None


Note = Callable[[FileOutcome], None]


@dataclass(frozen=True, slots=True)
class AdditionReport:
    """What became of all files given, in their order; `build` is None where nothing changed."""

    outcomes: tuple[FileOutcome, ...]
    build: UpdateReport | None

    def count(self, status: str) -> int:
        """Return how many files had this outcome."""
        return sum(outcome.status == status for outcome in self.outcomes)


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
    read costs only itself. Of many files, the first answer while the others are read, and
    whoever is stopped midway loses those that were not published yet: adding all again goes on there.
    Raises as `update_index` does.
    """
    known = _known_files(home)
    given = _name(files, known)
    outcomes: list[FileOutcome] = []
    read: dict[str, tuple[Path, str]] = {}
    waiting: dict[str, tuple[Path, Ingested]] = {}
    builds: list[UpdateReport] = []
    published = 0
    meter = AdditionMeter(len(files), progress)
    # Loading the model takes time enough to read the first files. Whether it can be loaded is
    # told by whoever first needs it.
    loader = ThreadPoolExecutor(max_workers=1)
    loader.submit(encoder.load)
    loader.shutdown(wait=False)
    pool = ThreadPoolExecutor(max_workers=os.cpu_count())
    try:
        for file, document_id, result in zip(
            files, given, pool.map(_read, files, given, [known] * len(files)), strict=True
        ):
            outcome = result if isinstance(result, FileOutcome) else _clash(result, document_id, file, read)
            if outcome is None and isinstance(result, Ingested):
                read[document_id] = (file, result.sha256)
                waiting[document_id] = (file, result)
                outcome = _outcome_of(result, replaces=document_id in known.ids)
            assert outcome is not None
            outcomes.append(outcome)
            note(outcome)
            done = len(outcomes)
            if done < len(files) and sum(len(item.paragraphs) for _, item in waiting.values()) < _AT_ONCE:
                continue
            if waiting:
                builds.append(_put(home, encoder, waiting, meter.at_work(done - published)))
                waiting.clear()
            meter.ready(done - published)
            published = done
    finally:
        pool.shutdown(cancel_futures=True)
    embedded = sum(build.embedded for build in builds)
    return AdditionReport(tuple(outcomes), replace(builds[-1], embedded=embedded) if builds else None)


_AT_ONCE = 2000
"""Paragraphs that are published together: of about twenty reports, embedded in a minute or less."""


def _put(
    home: Home,
    encoder: Encoder,
    read: Mapping[str, tuple[Path, Ingested]],
    progress: Callable[[int, int], None],
) -> UpdateReport:
    """Put documents that were read into the library, by their ids, and publish an index of it."""

    def decide(library: Library) -> Change:
        titles = {document.id: document.short_title for document in library.documents()}
        put: list[Ingested] = []
        for document_id, (file, item) in read.items():
            Originals(home.originals).keep(file, item)
            newer = carry_corrections(library.ingested(document_id), item) if document_id in titles else item
            others = {title for other, title in titles.items() if other != document_id}
            put.append(_told_apart(newer, others))
            titles[document_id] = put[-1].document.short_title
        # A shipped document that was replaced is not read from its folder again.
        return Change(put=tuple(put), left_out=frozenset(read))

    return update_index(home, decide, encoder, progress, timeout=UPDATE_TIMEOUT)


def replace_document(
    home: Home, document_id: str, file: Path, encoder: Encoder, progress: Progress | None = None
) -> FileOutcome:
    """Put a new version of a document in the old one's place, whatever the new file's name.

    What was corrected by hand stays corrected. Raises LibraryError when there is no such
    document, SourceError when the file cannot be read, and as `update_index` does.
    """
    known = _known_files(home)
    _check_known(document_id, known.ids)
    item = ingest_apart(file, document_id)
    if known.by_hash.get(item.sha256) == document_id:
        return FileOutcome(item.file_name, "skipped", f"{item.file_name} is the version that the library has")

    def decide(library: Library) -> Change:
        Originals(home.originals).keep(file, item)
        newer = carry_corrections(_document(library, document_id), item)
        return Change(put=(newer,), left_out=frozenset({document_id}))

    meter = AdditionMeter(1, progress)
    update_index(home, decide, encoder, meter.at_work(1), timeout=UPDATE_TIMEOUT)
    return _outcome_of(item, replaces=True)


def correct_document(
    home: Home, document_id: str, corrections: Mapping[str, Value], encoder: Encoder
) -> Document:
    """Correct what is known about a document; return it as it is then.

    Raises LibraryError when there is no such document, SourceError for a value that
    cannot be, and as `update_index` does.
    """
    corrected: list[Document] = []

    def decide(library: Library) -> Change:
        after = correct(_document(library, document_id), corrections)
        corrected.append(after.document)
        return Change(put=(after,))

    update_index(home, decide, encoder, timeout=UPDATE_TIMEOUT)
    return corrected[-1]


def remove_document(home: Home, document_id: str, encoder: Encoder) -> UpdateReport:
    """Take a document out of the library: its text, paragraphs, vectors and terms leave the disk.

    Raises LibraryError when there is no such document, and as `update_index` does.
    """

    def decide(library: Library) -> Change:
        _check_known(document_id, library.fingerprints())
        return Change(removed=frozenset({document_id}), left_out=frozenset({document_id}))

    return update_index(home, decide, encoder, timeout=UPDATE_TIMEOUT)


@dataclass(frozen=True, slots=True)
class _KnownFiles:
    """What the library holds: the file name of each document, and the document of each content."""

    ids: dict[str, str]
    by_hash: dict[str, str]


def _known_files(home: Home) -> _KnownFiles:
    if not is_there(home.library):
        return _KnownFiles({}, {})
    with Library.create(home.library) as library:
        files = library.files()
    return _KnownFiles(
        {document_id: name for document_id, name, _ in files},
        {sha256: document_id for document_id, _, sha256 in files},
    )


def _name(files: tuple[Path, ...], known: _KnownFiles) -> list[str]:
    """Return the document's id for each file: its stem, with its format where another file has that id."""
    owners = dict(known.ids)
    ids: list[str] = []
    for file in files:
        document_id = id_from_name(file)
        if owners.setdefault(document_id, shown_name(file)) != shown_name(file):
            document_id = f"{document_id}-{file.suffix.lower().lstrip('.')}"
            owners.setdefault(document_id, shown_name(file))
        ids.append(document_id)
    return ids


def _read(file: Path, document_id: str, known: _KnownFiles) -> Ingested | FileOutcome:
    """Return what a file holds, or why it is not read."""
    name = shown_name(file)
    try:
        digest = file_hash(file)
        if digest in known.by_hash:
            there = f"{name} is in the library already, as {known.by_hash[digest]}"
            return FileOutcome(name, "skipped", there)
        return ingest_apart(file, document_id)
    except OSError as error:
        told: UserError = SourceError(
            f"{name} cannot be read ({error.strerror})", "check that you may read it"
        )
    except SourceError as error:
        told = error
    return FileOutcome(name, "failed", str(told))


def _clash(
    item: Ingested, document_id: str, file: Path, read: Mapping[str, tuple[Path, str]]
) -> FileOutcome | None:
    """Say why a file cannot go in beside the others given: the same content, or the same name."""
    same = next((other for other, sha256 in read.values() if sha256 == item.sha256), None)
    if same is not None:
        sentence = f"{item.file_name} has the same content as {shown_name(same)}"
        return FileOutcome(item.file_name, "skipped", sentence)
    if document_id in read:
        problem = SourceError(f"{file} has the name of another file given", "rename one of them")
        return FileOutcome(item.file_name, "failed", str(problem))
    return None


def _outcome_of(item: Ingested, replaces: bool) -> FileOutcome:
    numbered = sum(paragraph.kind == "numbered" for paragraph in item.paragraphs)
    pages = f", {len(item.pages)} pages" if item.pages else ""
    head = f"{item.file_name}: {item.document.short_title}, {len(item.paragraphs)} paragraphs"
    new = ["a new version of the one in the library"] if replaces else []
    sentence = "; ".join([f"{head} ({numbered} numbered{pages})", *new, *item.warnings])
    return FileOutcome(item.file_name, "replaced" if replaces else "added", sentence, item.document)


def _document(library: Library, document_id: str) -> Ingested:
    _check_known(document_id, library.fingerprints())
    return library.ingested(document_id)


def _check_known(document_id: str, ids: Iterable[str]) -> None:
    if document_id not in ids:
        raise LibraryError(f"the library has no document '{document_id}'", f"choose from {', '.join(ids)}")


def _told_apart(item: Ingested, taken: Collection[str]) -> Ingested:
    """Return a document whose short title is not taken: with its month, else with its file's name."""
    document = item.document
    if document.short_title not in taken:
        return item
    days = (*document.inspected[-1:], *((document.published,) if document.published else ()))
    candidates = [f"{document.short_title} ({day[:7]})" for day in days]
    candidates.append(f"{document.short_title} ({document.id})")
    title = next((title for title in candidates if title not in taken), candidates[-1])
    return replace(item, document=replace(document, short_title=title))
