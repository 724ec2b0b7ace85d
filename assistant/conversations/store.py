"""Conversations and briefings in the making, kept in the home folder, each to be seen by its owner alone.

A conversation is its questions. Answers are found again when it is opened, so nothing of a
document that was removed stays here, and every citation is of the library as it is.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.conversations.feedback import Verdict
from corpus.errors import UserError

_VERSION = 1
_SCHEMA = """
CREATE TABLE conversation (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, updated TEXT NOT NULL
);
CREATE INDEX conversation_owner ON conversation (owner, updated);
CREATE TABLE turn (
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, question TEXT NOT NULL, dropped TEXT NOT NULL, marks TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE TABLE basket (owner TEXT PRIMARY KEY, items TEXT NOT NULL);
"""
_LONGEST_TITLE = 80
_TIMEOUT = 10.0
"""Seconds that a change waits for another one."""


class ConversationError(UserError):
    """The conversations cannot be read or kept."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in a list: `updated` is an ISO time in UTC, `questions` how many it has."""

    id: str
    title: str
    updated: str
    questions: int


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question as it was asked, what was left out of its reading, and the marks on its paragraphs."""

    question: str
    dropped: frozenset[str] = frozenset()
    marks: tuple[tuple[str, Verdict], ...] = ()


class Conversations:
    """The conversations in one SQLite file; safe to use from several threads and servers."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, owner: str, question: str) -> str:
        """Begin a conversation with its first question; return its id, which nobody can guess."""
        conversation = secrets.token_urlsafe(12)
        title = " ".join(question.split())[:_LONGEST_TITLE]
        with self._changing() as connection:
            connection.execute(
                "INSERT INTO conversation VALUES (?, ?, ?, ?)", (conversation, owner, title, _now())
            )
            connection.execute("INSERT INTO turn VALUES (?, 0, ?, '[]', '[]')", (conversation, question))
        return conversation

    def add(self, owner: str, conversation: str, question: str) -> None:
        """Add a question. Raises ConversationError where the owner has no such conversation."""
        with self._changing() as connection:
            self._check(connection, owner, conversation)
            connection.execute(
                "INSERT INTO turn SELECT ?, coalesce(max(number), -1) + 1, ?, '[]', '[]' FROM turn "
                "WHERE conversation = ?",
                (conversation, question, conversation),
            )
            connection.execute("UPDATE conversation SET updated = ? WHERE id = ?", (_now(), conversation))

    def turns(self, owner: str, conversation: str) -> tuple[KeptTurn, ...]:
        """Return a conversation's turns in order; none for one that is gone or somebody else's."""
        rows = self._rows(
            "SELECT question, dropped, marks FROM turn JOIN conversation ON id = conversation "
            "WHERE id = ? AND owner = ? ORDER BY number",
            (conversation, owner),
        )
        return tuple(
            KeptTurn(question, frozenset(json.loads(dropped)), tuple((p, v) for p, v in json.loads(marks)))
            for question, dropped, marks in rows
        )

    def change_turn(self, owner: str, conversation: str, number: int, turn: KeptTurn) -> None:
        """Keep what was left out of a turn's reading, and its marks."""
        with self._changing() as connection:
            self._check(connection, owner, conversation)
            connection.execute(
                "UPDATE turn SET dropped = ?, marks = ? WHERE conversation = ? AND number = ?",
                (json.dumps(sorted(turn.dropped)), json.dumps(turn.marks), conversation, number),
            )

    def listed(self, owner: str, words: str = "") -> tuple[Conversation, ...]:
        """Return the owner's conversations, newest first; `words` must stand in title or questions."""
        pattern = "%" + words.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        rows = self._rows(
            "SELECT id, title, updated, (SELECT count(*) FROM turn WHERE conversation = id) "
            "FROM conversation WHERE owner = ?1 AND (title LIKE ?2 ESCAPE '\\' OR EXISTS (SELECT 1 FROM turn "
            "WHERE conversation = id AND question LIKE ?2 ESCAPE '\\')) ORDER BY updated DESC, id",
            (owner, pattern),
        )
        return tuple(Conversation(*row) for row in rows)

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        title = " ".join(title.split())[:_LONGEST_TITLE]
        with self._changing() as connection:
            self._check(connection, owner, conversation)
            if title:
                connection.execute("UPDATE conversation SET title = ? WHERE id = ?", (title, conversation))

    def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation; nothing of it stays in the file."""
        with self._changing() as connection:
            connection.execute("DELETE FROM conversation WHERE id = ? AND owner = ?", (conversation, owner))

    def basket(self, owner: str) -> tuple[str, ...]:
        """Return the parts of the owner's briefing, each as a plan has it (`> document#para-36`)."""
        rows = self._rows("SELECT items FROM basket WHERE owner = ?", (owner,))
        return tuple(json.loads(rows[0][0])) if rows else ()

    def keep_basket(self, owner: str, items: tuple[str, ...]) -> None:
        """Keep the parts of the owner's briefing, in order."""
        with self._changing() as connection:
            connection.execute("INSERT OR REPLACE INTO basket VALUES (?, ?)", (owner, json.dumps(items)))

    def _check(self, connection: sqlite3.Connection, owner: str, conversation: str) -> None:
        found = connection.execute(
            "SELECT 1 FROM conversation WHERE id = ? AND owner = ?", (conversation, owner)
        )
        if found.fetchone() is None:
            raise ConversationError("this conversation is not here any more", "begin a new one")

    def _rows(self, query: str, values: tuple[object, ...]) -> list[Any]:
        with self._open() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self._path, timeout=_TIMEOUT, isolation_level=None)
        except sqlite3.Error as error:
            raise self._told(error) from error
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            self._migrate(connection)
            yield connection
        except sqlite3.Error as error:
            raise self._told(error) from error
        finally:
            connection.close()

    def _migrate(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise ConversationError(f"{self._path} was written by a newer version", "update the program")
        if version == 0:
            connection.execute("BEGIN IMMEDIATE")
            # Somebody else may have made the tables meanwhile.
            if connection.execute("PRAGMA user_version").fetchone() == (0,):
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute("COMMIT")

    def _told(self, error: sqlite3.Error) -> ConversationError:
        return ConversationError(
            f"the conversations in {self._path} cannot be used ({error})",
            "free some space or move the file away",
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
