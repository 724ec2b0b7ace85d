"""An evidence pack: a briefing with all that is needed to check it later, also without the library."""

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.briefings.briefing import Briefing, BriefingError
from assistant.briefings.citation_styles import HouseStyle, Style
from assistant.briefings.files import FORMATS, briefing_bytes
from assistant.checking.files import read_briefing
from assistant.checking.lookup import Source
from assistant.checking.verdicts import Checker, Finding
from corpus.file_names import shown_name
from corpus.library.library import Library
from corpus.library.originals import Originals
from corpus.types import Ingested, Paragraph, document_from, paragraph_from
from index.home import Home

_EVIDENCE = "evidence.json"
_HASHES = "sha256.json"
_LARGEST = 300 * 1024 * 1024
"""Bytes; a pack that unpacks to more is none."""
_SCALE = 1.5
"""Pixels a point: 108 to the inch, enough to read."""
_DAY = (1980, 1, 1, 0, 0, 0)
"""The same for all files, so that the same briefing makes the same pack."""


def write_pack(
    briefing: Briefing, home: Home, target: Path, style: Style, house: HouseStyle, footnotes: bool = True
) -> None:
    """Write an evidence pack as .zip. Raises BriefingError where it cannot be written."""
    try:
        target.write_bytes(pack_bytes(briefing, home, style, house, footnotes))
    except OSError as error:
        raise BriefingError(f"{target} cannot be written ({error.strerror})", "name another file") from None


def pack_bytes(
    briefing: Briefing, home: Home, style: Style, house: HouseStyle, footnotes: bool = True
) -> bytes:
    """Return a .zip with the briefing in each format, its evidence, page pictures and hashes of all.

    The evidence is each cited paragraph with those around it, the document's record and
    the sha256 of its file, the questions asked, and the versions of library and program.
    """
    files = {
        f"briefing{suffix}": briefing_bytes(briefing, suffix, style, house, footnotes) for suffix in FORMATS
    }
    with Library.open(home.library) as library:
        items = {document.id: library.ingested(document.id) for document in briefing.sources}
    files[_EVIDENCE] = _as_json(_evidence(briefing, items))
    files |= dict(_page_pictures(briefing, items, Originals(home.originals)))
    files[_HASHES] = _as_json({name: hashlib.sha256(data).hexdigest() for name, data in files.items()})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in files.items():
            pack.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def check_pack(path: Path) -> tuple[Finding, ...]:
    """Check a pack by itself: its hashes, its paragraphs against their text, its briefing against them.

    Raises BriefingError where it is no pack, or a file in it is not as it was written.
    """
    files = _read(path)
    name = shown_name(path)
    hashes = json.loads(files[_HASHES])
    changed = [own for own, data in files.items() if own != _HASHES and hashes.get(own) != _hash(data)]
    gone = sorted(set(hashes) - set(files))
    if changed or gone:
        raise BriefingError(
            f"{name} is not as it was written: {', '.join([*changed, *gone])} changed",
            "ask for the pack again",
        )
    try:
        sources = tuple(_sources(json.loads(files[_EVIDENCE])))
    except (ValueError, KeyError, TypeError):
        raise BriefingError(f"{name} holds no evidence that can be read", "ask for the pack again") from None
    with tempfile.TemporaryDirectory() as folder:
        briefing = Path(folder) / "briefing.docx"
        briefing.write_bytes(files["briefing.docx"])
        return Checker(sources).check(read_briefing(str(briefing)))


def _evidence(briefing: Briefing, items: dict[str, Ingested]) -> dict[str, Any]:
    cited = []
    for item in briefing.quoted:
        source = items[item.quote.document.id]
        place = source.paragraphs.index(item.quote.paragraph)
        around = source.paragraphs[max(0, place - 1) : place + 2]
        cited.append(
            {
                "quoted": item.words,
                "paragraph": asdict(item.quote.paragraph),
                "source_text": [source.text[s.start : s.end] for s in item.quote.paragraph.spans],
                "context": [asdict(p) for p in around if p.id != item.quote.paragraph.id],
            }
        )
    return {
        "title": briefing.title,
        "as_at": briefing.as_at.isoformat(),
        "library": briefing.library,
        "program": f"inspection-assistant {version('inspection-assistant')}",
        "questions": list(briefing.questions),
        "documents": [
            {"document": asdict(own.document), "file": own.file_name, "sha256": own.sha256}
            for own in items.values()
        ],
        "cited": cited,
    }


def _sources(evidence: dict[str, Any]) -> Iterator[Source]:
    """Yield the paragraphs of a pack, cited ones and those around them, each once."""
    documents = {own["document"]["id"]: document_from(own["document"]) for own in evidence["documents"]}
    paragraphs: dict[str, Paragraph] = {}
    for cited in evidence["cited"]:
        for record in (cited["paragraph"], *cited["context"]):
            paragraph = paragraph_from(record)
            paragraphs[paragraph.id] = paragraph
        own = paragraph_from(cited["paragraph"])
        if "".join(cited["source_text"]).split() and not _same_letters(own.text, cited["source_text"]):
            raise ValueError(own.id)
    return (Source(documents[paragraph.document], paragraph) for paragraph in paragraphs.values())


def _same_letters(text: str, pieces: list[str]) -> bool:
    return "".join(text.split()) == "".join("".join(pieces).split())


def _page_pictures(
    briefing: Briefing, items: dict[str, Ingested], originals: Originals
) -> Iterator[tuple[str, bytes]]:
    """Yield a picture of each cited page of a PDF."""
    import pypdfium2

    wanted = dict.fromkeys(
        (item.quote.document.id, item.quote.paragraph.page)
        for item in briefing.quoted
        if item.quote.paragraph.page
    )
    for document_id, page in wanted:
        file = originals.find(items[document_id])
        if file is None or file.suffix != ".pdf" or page is None:
            continue
        document = pypdfium2.PdfDocument(file)
        try:
            picture = io.BytesIO()
            document[page - 1].render(scale=_SCALE).to_pil().save(picture, "PNG")
        finally:
            document.close()
        yield f"pages/{document_id}-page-{page}.png", picture.getvalue()


def _read(path: Path) -> dict[str, bytes]:
    name = shown_name(path)
    try:
        with zipfile.ZipFile(path) as pack:
            if sum(part.file_size for part in pack.infolist()) > _LARGEST:
                raise BriefingError(f"{name} unpacks to an enormous size", "ask for the pack again")
            files = {part.filename: pack.read(part) for part in pack.infolist()}
    except OSError as error:
        raise BriefingError(f"{name} cannot be read ({error.strerror})", "check its name") from None
    except (zipfile.BadZipFile, RuntimeError):
        raise BriefingError(f"{name} is damaged or is no evidence pack", "ask for the pack again") from None
    if not {_EVIDENCE, _HASHES, "briefing.docx"} <= files.keys():
        raise BriefingError(f"{name} is no evidence pack", "make one with 'assistant brief --pack'")
    return files


def _as_json(record: object) -> bytes:
    return json.dumps(record, indent=1, ensure_ascii=False).encode()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
