"""The few settings there are, read from the environment when a command starts."""

import os
from pathlib import Path

from index.build import Home
from index.encoder import SentenceTransformerEncoder
from index.model_files import DEFAULT_MODEL

PROJECT = Path(__file__).resolve().parents[1]


def home_folder() -> Home:
    """Return the folder that holds all state: ASSISTANT_HOME, else `.assistant` in the project."""
    return Home(Path(os.environ.get("ASSISTANT_HOME") or PROJECT / ".assistant"))


def make_encoder(threads: int | None = None) -> SentenceTransformerEncoder:
    """Return the encoder for ASSISTANT_MODEL, else for the model that the product carries.

    `threads` limits the processors that it uses; None leaves that to torch.
    """
    return SentenceTransformerEncoder(os.environ.get("ASSISTANT_MODEL") or DEFAULT_MODEL, threads)
