"""The few settings there are, read from the environment when a command starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import platformdirs

from corpus.errors import UserError

if TYPE_CHECKING:
    from index.encoding.encoder import SentenceTransformerEncoder
    from index.home import Home
    from index.verifying.verifier import CrossEncoderVerifier

# What these make is imported where it is made: a command that asks a server needs none of it.


class SettingsError(UserError):
    """A setting cannot be used."""


_LONGEST_NAME = 255
"""Bytes of one folder's name that file systems take."""
PROJECT = Path(__file__).resolve().parents[1]
"""The checkout; or site-packages, where the product was installed."""


def home_folder() -> Home:
    """Return the folder that holds all state, and how its index searches.

    That is ASSISTANT_INDEX: `exact` or `approximate`, else what the library's size demands; or
    `milvus+http://HOST:PORT` or a path ending with .db, where a Milvus keeps the vectors.
    ASSISTANT_LIBRARY is the address of a PostgreSQL library that several servers share. Raises
    SettingsError for anything else, and as `home_path` does.
    """
    from corpus.library.database import POSTGRESQL
    from index.home import Home
    from index.store.compaction import IndexKind
    from index.store.milvus.server import MilvusAddress

    database = os.environ.get("ASSISTANT_LIBRARY", "")
    if database and not (database.startswith(POSTGRESQL) and _is_address(database)):
        raise SettingsError(
            "ASSISTANT_LIBRARY is no address of a PostgreSQL database",
            "set it to postgresql://USER:PASSWORD@HOST:PORT/DATABASE, or unset it",
        )
    named = os.environ.get("ASSISTANT_INDEX", "")
    milvus = MilvusAddress.parse(named) if _is_address(named) or named.endswith(".db") else None
    if milvus:
        return Home(home_path(), "exact", milvus, database)
    kinds: dict[str, IndexKind] = {"": "by_size", "exact": "exact", "approximate": "approximate"}
    kind = kinds.get(named)
    if kind is None:
        raise SettingsError(
            f"'{named}' is no kind of index",
            "set ASSISTANT_INDEX to exact, approximate, milvus+http://HOST:PORT or a path ending with .db, "
            "or unset it",
        )
    return Home(home_path(), kind, database=database)


def _is_address(text: str) -> bool:
    """Say whether host and port of an address can be read: other signs in a password are written as %XX."""
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def home_path() -> Path:
    """Return the path of the folder that holds all state.

    That is ASSISTANT_HOME; else, in a checkout, its `.assistant`; else, for an installed product,
    the folder `inspection-assistant` where this system keeps users' data: never one among installed
    packages. Raises SettingsError for a name that no file system takes.
    """
    named = os.environ.get("ASSISTANT_HOME")
    if named:
        path = Path(named)
    elif _is_checkout(PROJECT):
        path = PROJECT / ".assistant"
    else:
        path = platformdirs.user_data_path("inspection-assistant", appauthor=False)
    if any(len(os.fsencode(part)) > _LONGEST_NAME for part in path.parts):
        raise SettingsError("ASSISTANT_HOME holds a name that is too long", "name another folder in it")
    return path


def _is_checkout(folder: Path) -> bool:
    # Both: packages have been known to leave a pyproject.toml of theirs in site-packages.
    return (folder / "pyproject.toml").is_file() and (folder / "Makefile").is_file()


def make_encoder(threads: int | None = None) -> SentenceTransformerEncoder:
    """Return the encoder for ASSISTANT_MODEL, else for the model that the product carries.

    "plain" is that model as it was before it was fine-tuned on the sector's words, "accurate" a larger
    one that takes eight times as long. `threads` limits
    the processors that it uses; None leaves that to torch. Raises ModelError for an adapter
    that cannot be used.
    """
    from index.encoding.encoder import SentenceTransformerEncoder
    from index.encoding.model_files import ACCURATE_MODEL, DEFAULT_MODEL, PLAIN_MODEL

    named = os.environ.get("ASSISTANT_MODEL") or DEFAULT_MODEL
    name = {"plain": PLAIN_MODEL, "accurate": ACCURATE_MODEL}.get(named, named)
    return SentenceTransformerEncoder(name, threads, exports_path())


def exports_path() -> Path:
    """Return the folder that holds models exported for ONNX Runtime: this user's, for all home folders."""
    return platformdirs.user_cache_path("inspection-assistant", appauthor=False) / "models"


def make_verifier() -> CrossEncoderVerifier | None:
    """Return the verifier of the file that ASSISTANT_VERIFIER names, None where it names none.

    The product carries none yet.
    """
    from index.verifying.verifier import CrossEncoderVerifier

    named = os.environ.get("ASSISTANT_VERIFIER")
    return CrossEncoderVerifier(Path(named), exports_path()) if named else None
