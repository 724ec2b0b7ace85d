"""Open a .docx, also one in Strict Open XML, and refuse what is none or unpacks to too much."""

import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from corpus.errors import SourceError
from corpus.file_names import shown_name

LARGEST_UNPACKED = 300 * 1024 * 1024
"""Bytes; a .docx that unpacks to more is a bomb, not a report."""
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the container begins that Word keeps a document with a password in (and old .doc files)."""
_ENCRYPTED = 0x1
"""The flag of a part of a .zip that only a password opens."""
_STRICT = b"http://purl.oclc.org/ooxml/"
# Strict names its namespaces anew (ECMA-376, part 1, annex A); what is read here has these.
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math",
     b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
     b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    (b"http://purl.oclc.org/ooxml/drawingml/main",
     b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)  # fmt: skip


def is_protected(start: bytes) -> bool:
    """Say whether a file that begins so is a Word document with a password, or an old .doc."""
    return start.startswith(_COMPOUND_FILE)


def open_word(path: Path) -> Any:
    """Return a Word file as python-docx has it.

    Raises SourceError for one that is protected, damaged, no Word document or unpacks to
    too much.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    name = shown_name(path)
    protected = SourceError(
        f"{name} is protected with a password, or is an old .doc", "save it as .docx without one"
    )
    with path.open("rb") as file:
        if is_protected(file.read(len(_COMPOUND_FILE))):
            raise protected
    try:
        with zipfile.ZipFile(path) as package:
            if any(part.flag_bits & _ENCRYPTED for part in package.infolist()):
                raise protected
            if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                raise SourceError(f"{name} unpacks to an enormous size", "save it again from Word")
            strict = _STRICT in package.read("_rels/.rels")
            return docx.Document(_as_transitional(package) if strict else str(path))
    except (
        zipfile.BadZipFile, zlib.error, NotImplementedError, PackageNotFoundError, KeyError, ValueError,
        XMLSyntaxError,
    ):  # fmt: skip
        raise SourceError(f"{name} is damaged or is no Word document", "save it again as .docx") from None


def _as_transitional(package: zipfile.ZipFile) -> BytesIO:
    """Return a package in Strict Open XML with the names that python-docx knows."""
    renamed = BytesIO()
    with zipfile.ZipFile(renamed, "w") as target:
        for part in package.infolist():
            content = package.read(part)
            if part.filename.endswith((".xml", ".rels")):
                for strict, transitional in _TRANSITIONAL:
                    content = content.replace(strict, transitional)
            target.writestr(part.filename, content)
    renamed.seek(0)
    return renamed
