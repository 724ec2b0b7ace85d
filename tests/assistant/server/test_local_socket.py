"""A running server answers commands as they would themselves, and one that cannot is passed over."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.answering.assistant import Assistant
from assistant.commands.main import main
from assistant.server.local_socket import (
    Answer,
    LocalSocketError,
    ask_server,
    listening,
    models_set,
    socket_path,
)
from assistant.server.requests import (
    _LIMITS,
    AddRequest,
    Message,
    Request,
    Tell,
    answer_addition,
    answer_request,
)
from corpus.errors import QuestionError, UserError
from index.encoding.encoder import SentenceTransformerEncoder
from index.home import Home
from index.types import SCOPE_FIELDS, Scope
from index.update.apply import build_index
from tests.conftest import write_source

QUESTION = "what did inspectors say about return home interviews"
ASKED = "Answered by the running server.\n"


@pytest.fixture
def own(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of another path, over the same library, with a socket of its own."""
    folder = tmp_path / "h"
    folder.mkdir()
    for name in ("library.sqlite", "index"):
        (folder / name).symlink_to(home.path / name)
    monkeypatch.setenv("ASSISTANT_HOME", str(folder))
    monkeypatch.delenv("ASSISTANT_MODEL", raising=False)
    return folder


def answering(assistant: Assistant) -> Answer:
    """Answer questions as the server does."""

    def answer(request: Request | AddRequest, tell: Tell) -> None:
        assert isinstance(request, Request)
        answer_request(assistant, request, tell)

    return answer


@pytest.fixture
def server(own: Path, assistant: Assistant) -> Iterator[None]:
    with listening(own, answering(assistant)):
        yield


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def request(question: str = QUESTION) -> Request:
    return Request("ask", (({}, question),), {}, models_set(), as_json=True, expand=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", QUESTION),
        ("ask", QUESTION, "--authority", "Hounslow"),
        ("ask", "bins in Uxbridge", "--no-expand"),
        ("search", QUESTION, "-k", "3", "--json"),
    ],
)
def test_server_prints_what_the_command_prints_itself(
    arguments: tuple[str, ...], own: Path, assistant: Assistant
) -> None:
    alone = run(*arguments)
    with listening(own, answering(assistant)):
        asked = run(*arguments)
    assert asked.stderr == ASKED
    assert alone.stderr == ""
    assert _timeless(asked.stdout) == _timeless(alone.stdout)
    assert alone.stdout


def _timeless(text: str) -> list[str]:
    return [line for line in text.splitlines() if "Searched" not in line]


def test_batch_is_answered_in_order_with_its_ids(server: None, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text(
        '{"id": "ü", "question": "caseloads"}\n{"id": 2, "question": "adoption \\u2028 in Hounslow"}\n'
    )
    result = run("ask", "--batch", str(batch), "--json")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["ü", 2]
    assert result.stderr == ASKED


def test_error_is_the_sentence_that_the_command_would_say(server: None) -> None:
    result = run("ask", QUESTION, "--authority", "Atlantis")
    assert result.exit_code == 1
    assert "Atlantis" in result.stderr.splitlines()[-1]


def test_limits_are_the_fields_of_a_scope() -> None:
    assert frozenset(SCOPE_FIELDS) == _LIMITS


def test_server_with_another_model_is_not_asked(server: None, own: Path) -> None:
    other = Request("ask", (({}, QUESTION),), {}, ("plain", "", "", ""), as_json=True, expand=False)
    heard: list[Message] = []
    assert not ask_server(own, other, heard.append)
    assert heard == []
    assert ask_server(own, request(), heard.append)
    assert len(heard) == 1


def test_socket_of_a_server_that_is_gone_is_passed_over(own: Path) -> None:
    socket_path(own).parent.mkdir(mode=0o700, exist_ok=True)
    left_behind = socket.socket(socket.AF_UNIX)
    left_behind.bind(str(socket_path(own)))
    left_behind.close()
    assert not ask_server(own, request(), _ignore)


def test_socket_goes_with_the_server_and_is_its_users_alone(own: Path, assistant: Assistant) -> None:
    with listening(own, answering(assistant)):
        assert socket_path(own).parent.stat().st_mode & 0o777 == 0o700
        assert socket_path(own).is_socket()
    assert not socket_path(own).exists()


def test_folder_that_others_can_write_to_holds_no_socket(
    own: Path,
    assistant: Assistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    socket_path(own).parent.mkdir()
    socket_path(own).parent.chmod(0o777)
    with listening(own, answering(assistant)):
        assert not socket_path(own).exists()
        assert not ask_server(own, request(), _ignore)
    assert "Commands are not answered by this server" in capsys.readouterr().err


@pytest.mark.parametrize("sent", [b"{}", b"[1]", b"null", b"\xff\xfe", b'{"command": "rm"}', b""])
def test_what_is_no_request_is_declined(sent: bytes, server: None, own: Path) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(socket_path(own)))
        connection.sendall(sent + b"\n")
        assert json.loads(connection.makefile("rb").readline()) == {"declined": "this is no request"}


def test_server_that_stops_in_the_middle_is_told_plainly(own: Path) -> None:
    socket_path(own).parent.mkdir(mode=0o700, exist_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(socket_path(own)))
    listener.listen()

    def stop_after_one_line() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.makefile("rb").readline()
            connection.sendall(b'{"line": "first"}\n{"li')

    threading.Thread(target=stop_after_one_line).start()
    heard: list[Message] = []
    with pytest.raises(LocalSocketError, match="the server stopped before all was done"):
        ask_server(own, request(), heard.append)
    assert heard == [{"line": "first"}]
    listener.close()


def test_library_that_cannot_be_opened_is_told_through_the_server(own: Path) -> None:
    def refuse(request: Request | AddRequest, tell: Tell) -> None:
        raise QuestionError("the index is damaged", "build it again")

    with (
        listening(own, refuse),
        pytest.raises(UserError, match="the index is damaged; build it again"),
    ):
        ask_server(own, request(), _ignore)


def test_server_adds_files_as_the_command_does_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: SentenceTransformerEncoder
) -> None:
    home = Home(tmp_path / "home")
    build_index(home, write_source(tmp_path / "sources", "1. The owl sat.\n"), encoder)
    monkeypatch.setenv("ASSISTANT_HOME", str(home.path))
    (tmp_path / "note.txt").write_text("1. The hen hid.\n")
    (tmp_path / "empty.pdf").write_bytes(b"")
    monkeypatch.chdir(tmp_path)

    def answer(request: Request | AddRequest, tell: Tell) -> None:
        assert isinstance(request, AddRequest)
        answer_addition(home, encoder, request, tell)

    with listening(home.path, answer):
        first = run("documents", "add", "note.txt", "empty.pdf")
        again = run("documents", "add", "note.txt")
        missing = run("documents", "add", "nowhere.pdf")
    assert (first.exit_code, first.stdout) == (1, "1 added, 1 not read\n")
    said = first.stderr.splitlines()
    assert said[0] == ASKED.strip()
    assert said[1].startswith("note.txt: note, 1 paragraphs")
    assert said[2] == "empty.pdf is empty; export or download it again."
    assert (again.exit_code, again.stdout) == (0, "1 already there\n")
    assert missing.exit_code == 1
    assert f"there is no file or folder {tmp_path}/nowhere.pdf" in missing.stderr.lower().replace("\n", "")
    assert Assistant.open(home, encoder).search("hen", Scope()).hits[0].paragraph.text == "The hen hid."


def _ignore(message: Message) -> None:
    pass
