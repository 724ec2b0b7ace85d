"""What LibreOffice does where it is installed: read old and open formats, and number Word's pages."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pypdfium2

from corpus.errors import SourceError
from corpus.file_names import shown_name
from corpus.readers.blocks import Block, Extraction
from corpus.readers.word.reader import read_word

WORD_LIKE = (".docx", ".doc", ".odt", ".rtf")
"""Formats whose pages are known only to the program that sets them."""
_TIME_LIMIT = 45
"""Seconds for one conversion; 50 pages take about five. Two of them are within what one file may take."""
_COMPARED = 30
"""Letters of a block's beginning by which it is found on its page."""
# No macro runs, and nothing that a document links to is fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def is_installed() -> bool:
    """Say whether LibreOffice is there."""
    return shutil.which("soffice") is not None


def read_office(path: Path) -> Extraction:
    """Return the text and blocks of a .doc, .odt or .rtf, which LibreOffice turns into Word's format.

    Raises SourceError where LibreOffice is not installed, or can make nothing of the file.
    """
    if not is_installed():
        raise SourceError(
            f"{shown_name(path)} is read through LibreOffice, which is not installed",
            "install Debian's libreoffice-writer-nogui, or save the file as .docx",
        )
    with converted(path, "docx") as found:
        if found is None:
            raise SourceError(f"{shown_name(path)} is damaged or protected", "save it as .docx")
        return read_word(found)


def with_page_numbers(path: Path, extraction: Extraction) -> Extraction:
    """Return a Word document's extraction with the pages on which LibreOffice sets its blocks.

    As it is where LibreOffice is not installed or can make nothing of the file.
    """
    if not is_installed() or not extraction.blocks:
        return extraction
    with converted(path, "pdf") as found:
        if found is None:
            return extraction
        document = pypdfium2.PdfDocument(found)
        try:
            texts = [_letters(page.get_textpage().get_text_range()) for page in document]
        finally:
            document.close()
    blocks = tuple(_placed(extraction.blocks, texts))
    first: dict[int, int] = {}
    for block in blocks:
        first.setdefault(block.page or 1, block.spans[0].start)
    # A page on which no block begins begins where the one before does.
    pages = accumulate((0, *(first.get(number, 0) for number in range(2, len(texts) + 1))), max)
    notes = (*extraction.notes, "page numbers are those of LibreOffice, and may differ from Word's")
    return replace(extraction, blocks=blocks, pages=tuple(pages), notes=notes)


def _placed(blocks: tuple[Block, ...], texts: list[str]) -> Iterator[Block]:
    """Yield blocks with their page: the first from that of the block before that holds its beginning."""
    current = 0
    for block in blocks:
        beginning = _letters(block.text)[:_COMPARED]
        found = next((n for n in range(current, len(texts)) if beginning and beginning in texts[n]), current)
        # A short text may stand on any page: only a longer one moves on by more than one.
        current = found if len(beginning) == _COMPARED or found <= current + 1 else current
        yield replace(block, page=current + 1)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text.lower())


def _finished(command: list[str], environment: dict[str, str], folder: str) -> bool:
    """Run a command to its end; one that takes too long is killed with all that it started."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )
    try:
        process.wait(timeout=_TIME_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    return True


@contextmanager
def converted(path: Path, to: str) -> Iterator[Path | None]:
    """Yield a file as LibreOffice converts it, in a profile of its own; None where it cannot.

    `to` is an ending, with a filter of LibreOffice's behind a colon where it needs one. The file
    is gone when the context ends.
    """
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        source = Path(folder) / f"source{path.suffix.lower()}"
        shutil.copyfile(path, source)
        command = [
            "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--convert-to", to, "--outdir", str(Path(folder) / "out"), str(source),
        ]  # fmt: skip
        environment = {**os.environ, "HOME": folder, "SAL_USE_VCLPLUGIN": "svp"}
        if not _finished(command, environment, folder):
            yield None
            return
        target = Path(folder) / "out" / f"source.{to.partition(':')[0]}"
        yield target if target.exists() else None
