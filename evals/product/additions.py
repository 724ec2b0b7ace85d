"""How long reports take to be added to a library, by the command that people use, from cold."""

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from corpus.file_names import id_from_name

WITHIN = 8.0
"""Seconds that adding one report should take at most."""
# Run by a small process between: what Linux counts as a program's memory begins with that of
# whoever started it (getrusage(2), in KiB).
_TIMED = """
import resource, subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""


class AdditionsError(UserError):
    """Additions cannot be measured."""


@dataclass(frozen=True, slots=True)
class Additions:
    """Seconds and bytes of memory of adding all reports at once, and seconds of each added alone.

    `alone` has (file, seconds) of each report, added while the library has all others.
    """

    reports: int
    seconds: float
    memory: int
    alone: tuple[tuple[str, float], ...]

    @property
    def median(self) -> float:
        """Return the median seconds of one added alone."""
        return statistics.median(seconds for _, seconds in self.alone)

    @property
    def within(self) -> int:
        """Return how many of those added alone took at most WITHIN."""
        return sum(seconds <= WITHIN for _, seconds in self.alone)

    @property
    def slowest(self) -> tuple[str, float]:
        """Return the file that took longest alone, and its seconds."""
        return max(self.alone, key=lambda own: own[1])


def run_additions(reports: Path) -> Additions:
    """Add a folder's PDFs to the shipped documents, in a home folder made for that; then each again, alone.

    Raises AdditionsError where there are none, or where a command fails.
    """
    files = sorted(reports.glob("*.pdf"))
    if not files:
        raise AdditionsError(f"there are no PDFs in {reports}", "give another folder")
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), "index")
        seconds, memory = _run(Path(folder), "documents", "add", *map(str, files))
        alone: list[tuple[str, float]] = []
        for file in files:
            _run(Path(folder), "documents", "remove", id_from_name(file))
            alone.append((file.name, _run(Path(folder), "documents", "add", str(file))[0]))
    return Additions(len(files), seconds, memory, tuple(alone))


def _run(home: Path, *arguments: str) -> tuple[float, int]:
    """Return the seconds that `assistant ARGUMENTS` took, and the most memory of one of its processes."""
    # A folder of its own for sockets: no server that happens to run shall do it.
    environment = {**os.environ, "ASSISTANT_HOME": str(home), "TMPDIR": str(home)}
    command = [sys.executable, "-c", _TIMED, sys.executable, "-m", "assistant", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AdditionsError(f"'assistant {' '.join(arguments[:3])}' failed", "run it by hand to see why")
    seconds, kibibytes = done.stdout.split()
    return float(seconds), int(kibibytes) * 1024


def additions_table(result: Additions) -> str:
    """Render both, with the reports that took too long named."""
    name, longest = result.slowest
    span = f"median {result.median:.1f} s, longest {longest:.1f} s ({name})"
    lines = [
        f"{'all reports at once':36}{result.reports} in {result.seconds:.0f} s, "
        f"{result.memory / 2**30:.2f} GiB at most",
        f"{'one more, each alone, from cold':36}{span}",
        f"{f'of these within {WITHIN:.0f} s':36}{result.within} of {len(result.alone)}",
    ]
    lines += [f"  {name}: {seconds:.1f} s" for name, seconds in result.alone if seconds > WITHIN]
    return "\n".join(lines)
