"""Runs one alternative in its own environment: `python runner.py NAME INPUT OUTPUT`.

INPUT is JSON: {"model", "k", "documents": [{"id", "text"}], "questions": [str]}. OUTPUT gets
{"found": [[[document, text], ...] for each question], "seconds": [each question],
"index_seconds", "index_bytes", "memory_bytes", "versions"}. Nothing of the product is
imported but by the entry that is the product: its packages and the alternatives' never meet.
"""

import importlib
import json
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path


def main() -> None:
    """Build the alternative's index, ask every question, write what was found and what it took."""
    name, source, target = sys.argv[1:]
    given = json.loads(Path(source).read_text(encoding="utf-8"))
    # Imports count: whoever waits for an index waits for them too.
    start = time.perf_counter()
    alternative = importlib.import_module(name)
    search, save = alternative.build(given["documents"], given["model"])
    index_seconds = time.perf_counter() - start
    search("a first question, so that nothing is loaded while time is taken", given["k"])
    found, seconds = [], []
    for question in given["questions"]:
        start = time.perf_counter()
        hits = search(question, given["k"])
        seconds.append(time.perf_counter() - start)
        found.append([list(hit) for hit in hits])
    memory = most_memory()
    with tempfile.TemporaryDirectory() as folder:
        save(folder)
        index_bytes = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    result = {
        "found": found,
        "seconds": seconds,
        "index_seconds": index_seconds,
        "index_bytes": index_bytes,
        "memory_bytes": memory,
        "versions": {package: version(package) for package in alternative.PACKAGES},
    }
    Path(target).write_text(json.dumps(result), encoding="utf-8")


def most_memory() -> int:
    """Return the most memory that this process took, in bytes (proc(5): VmHWM, in KiB).

    What getrusage(2) counts includes the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
