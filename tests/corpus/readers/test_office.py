"""Formats that LibreOffice reads for the product, and the pages that it knows."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

import corpus.readers.office
from corpus.errors import SourceError
from corpus.ingest import ingest, ingest_apart
from tests.corpus.readers.test_word import numbering
from tests.corpus.readers.word_files import item, level, paragraph, run, write_word

_OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(_OFFICE is None, reason="Debian's libreoffice-writer is not installed")

BODY = item("Leaders know their service.") + item("Scrutiny is regular.")
LIST = numbering(level(0, "decimal", "%1.", 36))


@needs_office
@pytest.mark.parametrize("suffix", ["doc", "odt", "rtf"])
def test_other_formats_become_the_same_paragraphs(tmp_path: Path, suffix: str) -> None:
    source = write_word(tmp_path / "a.docx", BODY, numbering=LIST)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run([*command, "--convert-to", suffix, "--outdir", str(tmp_path), str(source)], check=True)
    read = ingest_apart(tmp_path / f"a.{suffix}", "a")
    assert [(p.reference, p.text) for p in read.paragraphs] == [
        ("para 36", "Leaders know their service."),
        ("para 37", "Scrutiny is regular."),
    ]


@needs_office
def test_pages_of_a_word_document(tmp_path: Path) -> None:
    new_page = '<w:r><w:br w:type="page"/></w:r>'
    body = paragraph("The first page says that plans are read.") + paragraph(new_page)
    body += paragraph("The second page says that visits are made.")
    read = ingest(write_word(tmp_path / "a.docx", body), paged=True)
    assert [(p.page, p.text) for p in read.paragraphs] == [
        (1, "The first page says that plans are read."),
        (2, "The second page says that visits are made."),
    ]
    assert read.pages == (0, 41)
    assert "page numbers are those of LibreOffice, and may differ from Word's" in read.warnings


@needs_office
def test_two_opinions_on_what_a_word_document_shows(tmp_path: Path) -> None:
    body = BODY + paragraph("A plan was ", f"<w:ins>{run('not ')}</w:ins>", "made.")
    source = write_word(tmp_path / "a.docx", body, numbering=LIST)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    to = "txt:Text (encoded):UTF8"
    subprocess.run([*command, "--convert-to", to, "--outdir", str(tmp_path), str(source)], check=True)
    shown = (tmp_path / "a.txt").read_text(encoding="utf-8-sig").split("\n")
    ours = [f"{p.number}. {p.text}" if p.number else p.text for p in ingest(source).paragraphs]
    assert [line.strip() for line in shown if line.strip()] == ours


def test_without_libreoffice_the_reader_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus.readers.office.shutil, "which", lambda _: None)
    (tmp_path / "a.odt").write_bytes(b"PK\x03\x04")
    with pytest.raises(SourceError) as error:
        ingest(tmp_path / "a.odt")
    assert error.value.cause == "a.odt is read through LibreOffice, which is not installed"
    word = write_word(tmp_path / "b.docx", paragraph("The board met in May."))
    assert [p.page for p in ingest(word, paged=True).paragraphs] == [None]


@pytest.mark.parametrize("name", ["a.eml", "a.msg"])
def test_an_e_mail_is_said_to_be_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"From: a")
    with pytest.raises(SourceError, match=f"{name} is an e-mail, which is not read"):
        ingest(tmp_path / name)


def test_a_conversion_that_takes_too_long_is_killed_with_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "soffice"
    slow.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/child\nwait\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(corpus.readers.office, "_TIME_LIMIT", 1)
    word = write_word(tmp_path / "b.docx", paragraph("The board met in May."))
    assert [p.page for p in ingest(word, paged=True).paragraphs] == [None]
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{child}").exists()
