"""How long a search takes when all is loaded, how long commands take from cold, and the memory."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from evals.measures.ranking import percentiles
from evals.measures.retrieval import RankedQuestion

_RUNS = 3
_QUESTION = "what did inspectors say about return home interviews"


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds of each warm search, of two cold commands, and the most memory so far in bytes."""

    warm: tuple[float, ...]
    help: float
    ask: float
    memory: int

    @property
    def percentiles(self) -> tuple[float, float, float]:
        """p50, p95 and p99 of the warm searches, in seconds."""
        return percentiles(self.warm)

    @property
    def summary(self) -> dict[str, object]:
        """All of it as plain data, the warm searches as their percentiles."""
        return {"percentiles": self.percentiles, "help": self.help, "ask": self.ask, "memory": self.memory}


def measure_latency(results: tuple[RankedQuestion, ...]) -> Latency:
    """Return the speed of searches that were run in this process, and of commands in their own."""
    return Latency(
        warm=tuple(result.seconds for result in results),
        help=time_command("--help"),
        ask=time_command("ask", _QUESTION),
        # Linux counts in KiB (getrusage(2)).
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    )


def time_command(*arguments: str) -> float:
    """Return the median wall-clock seconds of `assistant ARGUMENTS` over a few runs."""
    command = [sys.executable, "-m", "assistant", *arguments]
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as alone:
        # A folder of its own for sockets: no server that happens to run shall answer.
        environment = {**os.environ, "TMPDIR": alone}
        for _ in range(_RUNS):
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
