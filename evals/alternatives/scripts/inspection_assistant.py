"""The product itself, through the same door; it reads the same shipped documents from their folder."""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from assistant.answering.assistant import Assistant
from corpus.records.sources import SHIPPED_DOCUMENTS
from index.encoding.encoder import SentenceTransformerEncoder
from index.home import Home
from index.types import Scope
from index.update.apply import build_index

PACKAGES = ("inspection-assistant",)


def build(documents, model):
    """Return a search and a way to save the index; the documents are the product's own, read as it does."""
    home = Home(Path(tempfile.mkdtemp()))
    encoder = SentenceTransformerEncoder(model)
    build_index(home, SHIPPED_DOCUMENTS, encoder)
    assistant = Assistant.open(home, encoder)

    def search(question, k):
        hits = assistant.search(question, Scope(), k).hits
        return [(hit.document.id, hit.paragraph.text) for hit in hits]

    return search, lambda folder: shutil.move(home.path, folder)
