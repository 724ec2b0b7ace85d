"""How long commands take from a cold start, as a whole process."""

import os
import statistics
import subprocess
import sys
import time

_RUNS = 3


def time_command(*arguments: str) -> float:
    """Return the median wall-clock seconds of `assistant ARGUMENTS` over a few runs."""
    command = [sys.executable, "-m", "assistant", *arguments]
    seconds: list[float] = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
