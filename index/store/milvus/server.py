"""A Milvus server, or the file of an embedded one: its address, what it can do, its errors."""

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from corpus.errors import IndexStateError
from index.store.vectors import VectorsUnavailableError

_SCHEME = "milvus+"
_FILE_SUFFIX = ".db"
_DEFAULT_NAME = "assistant"
_TIMEOUT = 3.0
"""Seconds that a question waits for an answer of the server."""
_WRITING_TIMEOUT = 10.0
_WRITTEN_WITHIN = 120.0
_AWAY = 10.0
"""Seconds during which a server that did not answer is not asked again."""
_NO_COLLECTION = 100
_NO_ANSWER = (1, 2)
"""pymilvus's codes for a server that cannot be reached, and for anything unexpected on the way to it."""
_SPARSE_SINCE = (2, 4)
"""The version that brought sparse vectors; those before also put rows that are upserted into the wrong
partition (github.com/milvus-io/milvus/pull/30772)."""


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """Where a Milvus is: `uri` of a server or path of an embedded one's file, and `name`, our alias there.

    `token` is "user:password" for a server that wants one.
    """

    uri: str
    name: str = _DEFAULT_NAME
    token: str = ""

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read `milvus+http://[user:password@]host:port[/alias]`, or a path that ends with .db; else None."""
        if text.startswith((f"{_SCHEME}http://", f"{_SCHEME}https://")):
            parts = urlsplit(text.removeprefix(_SCHEME))
            if not parts.hostname:
                return None
            user = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
            host = parts.netloc.rpartition("@")[2]
            return cls(f"{parts.scheme}://{host}", parts.path.strip("/") or _DEFAULT_NAME, user)
        return cls(text) if text.endswith(_FILE_SUFFIX) else None

    @property
    def embedded(self) -> bool:
        """Whether it is a file, opened by one process at a time."""
        return self.uri.endswith(_FILE_SUFFIX)


class MilvusServer:
    """One connection, made when it is first needed and shared by all threads.

    A server that does not answer is left alone for a while, so that one question waits for it, not all.
    """

    def __init__(self, address: MilvusAddress) -> None:
        self.address = address
        self._connecting = threading.Lock()
        self._client: Any = None
        self._away_until = 0.0

    @contextmanager
    def asked(self, timeout: float = _TIMEOUT) -> Iterator[Any]:
        """Give pymilvus's client to what follows; `timeout` is how many seconds connecting may take.

        Raises VectorsUnavailableError when the server does not do what it is asked.
        """
        if time.monotonic() < self._away_until:
            raise self._unavailable("does not answer")
        client = self._connected(timeout)
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            yield client
        except (MilvusException, grpc.RpcError, ValueError) as error:
            # pymilvus says with a ValueError that its channel was closed.
            if isinstance(error, MilvusException) and error.code == _NO_COLLECTION:
                raise self.lacking() from error
            if isinstance(error, MilvusException) and error.code not in _NO_ANSWER:
                raise self._unavailable(f"refuses what it is asked ({_first_line(error)})") from error
            self._away_until = _later()
            raise self._unavailable("does not answer") from error

    @contextmanager
    def written(self) -> Iterator[Any]:
        """Give the client to what writes: it waits longer, and tries a server again that was away."""
        self._away_until = 0.0
        with self.asked(_WRITING_TIMEOUT) as client:
            yield client

    @property
    def timeout(self) -> float:
        """Seconds that a question waits for one answer."""
        return _TIMEOUT

    @property
    def writing_timeout(self) -> float:
        """Seconds that whoever writes waits for one answer."""
        return _WRITTEN_WITHIN

    def lacking(self) -> VectorsUnavailableError:
        """Return the error of a server that answers, and does not hold the library's passages."""
        return VectorsUnavailableError(
            f"Milvus at {self.address.uri} does not hold what the library holds", "run 'assistant index'"
        )

    @cached_property
    def is_recent(self) -> bool:
        """Whether it knows sparse vectors, and may be trusted with upserts; so is one that does not say."""
        with self.asked() as client:
            version = str(client.get_server_version(timeout=self.timeout))
        numbers = re.search(r"(\d+)\.(\d+)", version)
        return not numbers or (int(numbers[1]), int(numbers[2])) >= _SPARSE_SINCE

    def close(self) -> None:
        """End the connection; an embedded one's file is free for other processes then."""
        with self._connecting:
            if self._client is not None:
                self._client.close()
                self._client = None
                if self.address.embedded:
                    from milvus_lite.server_manager import server_manager_instance

                    server_manager_instance.release_server(self.address.uri)

    def _connected(self, timeout: float) -> Any:
        try:
            from pymilvus import MilvusClient
            from pymilvus.exceptions import MilvusException
        except ImportError:
            raise IndexStateError(
                "ASSISTANT_INDEX names a Milvus and the package pymilvus is not installed",
                "install the extra 'milvus' or unset ASSISTANT_INDEX",
            ) from None
        for name in ("pymilvus", "milvus_lite", "grpc"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # Errors are told by us, once.
        with self._connecting:
            if self._client is None:
                if time.monotonic() < self._away_until:
                    raise self._unavailable("does not answer")  # Somebody else just tried.
                try:
                    self._client = MilvusClient(self.address.uri, token=self.address.token, timeout=timeout)
                except (MilvusException, OSError, RuntimeError, ValueError) as error:
                    self._away_until = _later()
                    problem = (
                        f"cannot be opened ({_first_line(error)})"
                        if self.address.embedded
                        else "does not answer"
                    )
                    raise self._unavailable(problem) from error
            return self._client

    def _unavailable(self, problem: str) -> VectorsUnavailableError:
        return VectorsUnavailableError(
            f"Milvus at {self.address.uri} {problem}", "start it, or see docs/operations.md"
        )


@cache
def server_at(address: MilvusAddress) -> MilvusServer:
    """Return the one connection of this process to an address: an embedded one's file takes no second."""
    return MilvusServer(address)


def _later() -> float:
    return time.monotonic() + _AWAY


def _first_line(error: Exception) -> str:
    message = getattr(error, "message", "") or str(error)
    return str(message).strip().splitlines()[0][:200] if str(message).strip() else type(error).__name__
