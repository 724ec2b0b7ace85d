"""Read the record of sources: what is known about each document."""

import hashlib
import tomllib
from pathlib import Path

from corpus.errors import SourceError
from corpus.types import Document, Ingested

SHIPPED_DOCUMENTS = Path(__file__).parents[1] / "documents"
"""The five documents that the product ships with, and their record of sources."""


def read_sources(folder: Path) -> tuple[Document, ...]:
    """Return the documents that `folder/sources.toml` records, in its order.

    Raises SourceError when the record is missing, is not TOML, or an entry lacks a
    field, names a field that does not exist, or repeats an id.
    """
    path = folder / "sources.toml"
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SourceError(f"there is no record of sources at {path}", "restore the file") from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path} is not valid TOML ({error})", "correct that line") from None
    documents = tuple(_document(entry, path) for entry in record.get("document", ()))
    ids = [document.id for document in documents]
    repeated = sorted({document_id for document_id in ids if ids.count(document_id) > 1})
    if repeated:
        raise SourceError(f"{path} records {', '.join(repeated)} twice", "remove one entry")
    return documents


def read_text(folder: Path, document: Document) -> str:
    """Return the document's extracted text: for plain text, the file itself.

    Raises SourceError when the file is missing or is not UTF-8.
    """
    path = folder / f"{document.id}.txt"
    try:
        # Newlines are kept as they stand: spans are offsets into the file.
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise SourceError(f"{path} is recorded but missing", "restore it or remove its entry") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path} is not UTF-8 text", "save it as UTF-8") from None


def read_shipped(folder: Path) -> tuple[Ingested, ...]:
    """Return the documents of a folder of sources, read and segmented, as they go into the library.

    Raises SourceError as `read_sources` and `read_text` do.
    """
    from corpus.segmentation.segment import read_paragraphs

    shipped: list[Ingested] = []
    for document in read_sources(folder):
        text = read_text(folder, document)
        paragraphs = read_paragraphs(document, text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        shipped.append(Ingested(document, text, (), paragraphs, digest, f"{document.id}.txt"))
    return tuple(shipped)


def _document(entry: dict[str, object], path: Path) -> Document:
    tuples = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    try:
        return Document(**tuples)  # type: ignore[arg-type]
    except TypeError as error:
        field = str(error).rpartition("__init__() ")[2]
        raise SourceError(f"{path}, entry {entry.get('id', '?')}: {field}", "correct the entry") from None
