"""Conversations: kept, told apart by owner, searched, and gone when they are deleted."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.conversations.store import ConversationError, Conversations, KeptTurn

pytestmark = pytest.mark.fast


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "conversations.sqlite")


def test_questions_are_kept_in_order(kept: Conversations, tmp_path: Path) -> None:
    conversation = kept.begin("me", "what about caseloads")
    kept.add("me", conversation, "and in 2011?")
    kept.change_turn("me", conversation, 1, KeptTurn("", frozenset({"year"}), (("d#para-1", "right"),)))
    again = Conversations(tmp_path / "conversations.sqlite")
    assert again.turns("me", conversation) == (
        KeptTurn("what about caseloads"),
        KeptTurn("and in 2011?", frozenset({"year"}), (("d#para-1", "right"),)),
    )


def test_one_owner_never_sees_anothers(kept: Conversations) -> None:
    conversation = kept.begin("me", "my question")
    assert kept.turns("you", conversation) == ()
    assert kept.listed("you") == ()
    for change in (
        lambda: kept.add("you", conversation, "x"),
        lambda: kept.rename("you", conversation, "x"),
        lambda: kept.change_turn("you", conversation, 0, KeptTurn("")),
    ):
        with pytest.raises(ConversationError, match="not here any more"):
            change()
    kept.delete("you", conversation)
    kept.keep_basket("you", ("> a#b",))
    assert kept.turns("me", conversation) == (KeptTurn("my question"),)
    assert kept.basket("me") == ()


def test_listed_newest_first_and_searched(kept: Conversations) -> None:
    first = kept.begin("me", "caseloads 100%")
    second = kept.begin("me", "return home interviews")
    kept.add("me", first, "and in Hounslow_2014?")
    assert [own.id for own in kept.listed("me")] == [first, second]
    assert [own.questions for own in kept.listed("me")] == [2, 1]
    for words, found in (
        ("HOME", [second]),
        ("hounslow_", [first]),
        ("0%", [first]),
        ("%", [first]),
        ("_", [first]),
        ("\\", []),
    ):
        assert [own.id for own in kept.listed("me", words)] == found, words


def test_renamed_and_deleted_without_a_trace(kept: Conversations, tmp_path: Path) -> None:
    conversation = kept.begin("me", "a most secret question about zebras")
    kept.rename("me", conversation, "  Another \n title ")
    assert kept.listed("me")[0].title == "Another title"
    kept.rename("me", conversation, " ")
    assert kept.listed("me")[0].title == "Another title"
    kept.delete("me", conversation)
    assert kept.listed("me") == ()
    assert b"zebras" not in (tmp_path / "conversations.sqlite").read_bytes()
    with pytest.raises(ConversationError):
        kept.add("me", conversation, "x")


def test_two_tabs_on_one_conversation(kept: Conversations) -> None:
    conversation = kept.begin("me", "0")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: kept.add("me", conversation, str(n)), range(1, 41)))
    assert sorted(int(turn.question) for turn in kept.turns("me", conversation)) == list(range(41))


def test_many_begin_at_once_in_a_new_folder(kept: Conversations) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda n: kept.begin("me", str(n)), range(16)))
    assert len(ids) == len(kept.listed("me")) == 16


def test_basket_is_kept(kept: Conversations) -> None:
    kept.keep_basket("me", ("# Heading", "> d#para-1"))
    kept.keep_basket("me", ("> d#para-1",))
    assert kept.basket("me") == ("> d#para-1",)


def test_damaged_and_newer_files_are_told(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ConversationError, match="cannot be used"):
        Conversations(path).listed("me")
    newer = tmp_path / "n.sqlite"
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ConversationError, match="newer version"):
        Conversations(newer).listed("me")
    with pytest.raises(ConversationError, match="cannot be used"):
        Conversations(tmp_path / "nowhere" / "c.sqlite").listed("me")
