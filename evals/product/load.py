"""Many people at once: how long their answers take in the real app, and whether its memory grows.

Each person is a websocket client that speaks Streamlit's own protocol, so what is measured
is the server and not twenty browsers beside it.
"""

import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.measures.ranking import percentiles
from evals.product.serving import served
from evals.sets.types import Question

_TIMEOUT = 120.0
"""Seconds that one answer may take."""
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Seconds of each answer, from the question sent to the page drawn; memory in bytes, as asked."""

    people: int
    seconds: tuple[float, ...]
    failed: int
    memory: tuple[int, ...]

    @property
    def percentiles(self) -> tuple[float, float, float]:
        """p50, p95 and p99 in seconds."""
        return percentiles(self.seconds)


@dataclass(slots=True)
class _Person:
    """One session: its socket, the chat's id, and the state of the page."""

    socket: Any
    chat: str = ""
    query: str = ""
    errors: int = 0
    widgets: dict[str, Any] = field(default_factory=dict)

    async def draw(self, question: str | None = None) -> None:
        """Have the page drawn, with a question or without; wait until it stands."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        message.rerun_script.query_string = self.query
        if question is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.chat
            state.chat_input_value.data = question
        await self.socket.send(message.SerializeToString())
        # A question begins a conversation, whose address has the page drawn once more.
        await asyncio.wait_for(self._until_drawn(), _TIMEOUT)

    async def _until_drawn(self) -> None:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        while True:
            message = ForwardMsg()
            message.ParseFromString(await self.socket.recv())
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.HasField("new_element"):
                element = message.delta.new_element
                if element.WhichOneof("type") == "chat_input":
                    self.chat = element.chat_input.id
                elif element.WhichOneof("type") in ("exception", "alert"):
                    self.errors += 1
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
            ):
                return


def run_load(home: Path, questions: tuple[Question, ...], people: int, asked: int) -> LoadResult:
    """Serve a home folder and let `people` ask `asked` questions in all, each the next as soon as it can.

    Each asks in one conversation. Raises ServingError when the app
    does not start.
    """
    texts = [question.text for question in questions]
    with served(home) as (port, process):
        return asyncio.run(_ask_all(port, process, texts, people, lambda number: number < asked))


@dataclass(frozen=True, slots=True)
class AddingResult:
    """Answers before reports were added to the served library, and while; the seconds that adding took."""

    quiet: LoadResult
    meanwhile: LoadResult
    seconds: float

    @property
    def slower(self) -> float:
        """Return how many times as long p95 is while reports are added."""
        return self.meanwhile.percentiles[1] / self.quiet.percentiles[1]


def run_adding(
    home: Path, questions: tuple[Question, ...], people: int, asked: int, reports: Path
) -> AddingResult:
    """Let `people` ask `asked` questions, and then as many as they can while a folder of reports is added.

    The running server adds them, told by the command. Raises ServingError when the app does not start.
    """
    texts = [question.text for question in questions]
    command = [sys.executable, "-m", "assistant", "documents", "add", str(reports.resolve())]
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    with served(home) as (port, process):
        quiet = asyncio.run(_ask_all(port, process, texts, people, lambda number: number < asked))
        start = time.perf_counter()
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as adding:
            meanwhile = asyncio.run(_ask_all(port, process, texts, people, lambda _: adding.poll() is None))
        return AddingResult(quiet, meanwhile, time.perf_counter() - start)


async def _ask_all(
    port: int,
    process: "subprocess.Popen[bytes]",
    texts: list[str],
    people: int,
    goes_on: Callable[[int], bool],
) -> LoadResult:
    """Have people ask, each the next question as soon as it can, while `goes_on` of its number."""
    seconds: list[float] = []
    memory: list[int] = []
    failed = 0
    numbers = itertools.count()

    from websockets.exceptions import WebSocketException

    async def live() -> None:
        nonlocal failed
        person = await _arrive(port)
        while goes_on(number := next(numbers)):
            start = time.perf_counter()
            try:
                await person.draw(texts[number % len(texts)])
            except (TimeoutError, OSError, WebSocketException):
                failed += 1 + person.errors
                await person.socket.close()
                person = await _arrive(port)
                continue
            seconds.append(time.perf_counter() - start)
            memory.append(_memory_of(process.pid))
        failed += person.errors
        await person.socket.close()

    await (await _warm(port, texts[0])).socket.close()
    await asyncio.gather(*(live() for _ in range(people)))
    return LoadResult(people, tuple(seconds), failed, tuple(memory))


async def _warm(port: int, text: str) -> _Person:
    person = await _arrive(port)
    await person.draw(text)
    return person


async def _arrive(port: int) -> _Person:
    from websockets.asyncio.client import connect

    address = f"ws://localhost:{port}/_stcore/stream"
    person = _Person(await connect(address, subprotocols=["streamlit"], max_size=None))  # type: ignore[list-item]
    await person.draw()
    return person


def _memory_of(pid: int) -> int:
    """Return the resident memory of a process in bytes (proc(5): statm)."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES


def adding_table(result: AddingResult) -> str:
    """Render how long answers took before and while reports were added."""
    lines = [f"{'reports added in':36}{result.seconds:.0f} s"]
    for name, own in (("before", result.quiet), ("meanwhile", result.meanwhile)):
        p50, p95, _ = own.percentiles
        counted = f"{len(own.seconds)} questions, {own.failed} failed"
        lines.append(f"{f'{name}, {own.people} people':36}p50 {p50:.2f} s, p95 {p95:.2f} s ({counted})")
    lines.append(f"{'p95 meanwhile, times as long':36}{result.slower:.1f}")
    lines.append(f"{'memory at most':36}{max(result.meanwhile.memory) / 2**20:.0f} MiB")
    return "\n".join(lines)


def load_table(result: LoadResult) -> str:
    """Render how long answers took, how many failed, and the memory at the beginning and the end."""
    p50, p95, p99 = result.percentiles
    tenth = max(1, len(result.memory) // 10)
    # In the first tenth every session is new.
    parts = (result.memory[tenth : 2 * tenth], result.memory[-tenth:])
    second, last = (statistics.fmean(part) / 2**20 for part in parts)
    return "\n".join(
        [
            f"{'people at once':36}{result.people}",
            f"{'questions answered':36}{len(result.seconds)}, {result.failed} failed",
            f"{'from question to answer drawn':36}p50 {p50:.2f} s, p95 {p95:.2f} s, p99 {p99:.2f} s",
            f"{'memory, second and last tenth':36}{second:.0f} MiB, {last:.0f} MiB",
        ]
    )
