"""What all tests share: one real index over the shipped documents, built once with the real model."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.settings import exports_path
from corpus.records.sources import SHIPPED_DOCUMENTS
from corpus.segmentation.segment import read_paragraphs
from corpus.types import Document, Paragraph
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.export import ensure_export
from index.home import Home
from index.update.apply import build_index
from tests.servers import Postgresql

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def encoder() -> SentenceTransformerEncoder:
    """The product's model as it is used after `assistant index`: exported for ONNX Runtime."""
    encoder = SentenceTransformerEncoder(exports=exports_path())
    assert ensure_export(encoder) is None
    return encoder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceTransformerEncoder) -> Home:
    """The index of the five shipped documents. Tests that change it copy it first."""
    home = Home(tmp_path_factory.mktemp("home"))
    build_index(home, SHIPPED_DOCUMENTS, encoder)
    return home


@pytest.fixture(scope="session")
def assistant(home: Home, encoder: SentenceTransformerEncoder) -> Assistant:
    return Assistant.open(home, encoder)


@pytest.fixture
def small_sources(tmp_path: Path) -> Path:
    """A folder with one document of two numbered paragraphs."""
    return write_source(tmp_path / "sources", "1. The owl sat.\n2. The fox ran away quickly.\n")


def write_source(folder: Path, text: str, document_id: str = "small") -> Path:
    """Write a folder of sources with one document; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{document_id}.txt").write_text(text, encoding="utf-8")
    (folder / "sources.toml").write_text(
        f'[[document]]\nid = "{document_id}"\ntitle = "A small report"\nshort_title = "Ofsted, Barset 2020"\n'
        'publisher = "Ofsted"\nvoice = "inspectors"\nauthority = "Barset"\nkind = "inspection report"\n'
        'year = 2020\nlicence = "none"\n',
        encoding="utf-8",
    )
    return folder


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """Segment a text as a document of its own."""
    document = Document(
        id="d", title="T", short_title="S", publisher="Ofsted", voice="inspectors",
        authority="Barset", kind="inspection report", year=2020, licence="none",
    )  # fmt: skip
    return read_paragraphs(document, text)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Postgresql]:
    server = Postgresql()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def small_disk(tmp_path: Path, home: Home) -> Iterator[Path]:
    """A disk of its own, with room for the shared index and little more."""
    disk = tmp_path / "disk"
    disk.mkdir()
    # Room for a copy of the index, and for a little more than nothing beside it.
    size = sum(path.stat().st_size for path in home.path.rglob("*") if path.is_file()) + 2 * 1024**2
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def run(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the real command in a process of its own, over the shared index unless told otherwise."""
    alone = tmp_path_factory.mktemp("alone")

    def run_command(
        *arguments: str, at: Path | None = None, **options: object
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "assistant", *arguments],
            capture_output=True,
            text=True,
            # No server that other tests run over the same home shall answer.
            env={**os.environ, "ASSISTANT_HOME": str(at or home.path), "TMPDIR": str(alone)},
            check=False,
            **options,  # type: ignore[call-overload]
        )

    return run_command
