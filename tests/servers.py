"""Real servers that tests start, stop and kill: Milvus standalone, PostgreSQL."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

_STARTS_WITHIN = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class StandaloneMilvus:
    """The server that the package `milvus` (2.3.5) carries, with all its data in one folder."""

    def __init__(self, folder: Path) -> None:
        milvus = pytest.importorskip("milvus", reason="the package milvus is not installed")
        self.port, self._health = free_port(), free_port()
        self._folder = folder
        config = milvus.MilvusServerConfig(data_dir=str(folder), proxy_port=self.port)
        # A server that was killed is believed to be there for as long; by default half a minute.
        config.set("common.session.ttl", 3)
        config.resolve()
        milvus._initialize_data_files(str(folder))
        self._log = folder / "standalone.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"milvus+http://127.0.0.1:{self.port}"

    def start(self) -> None:
        own = {
            "DEPLOY_MODE": "STANDALONE",
            "METRICS_PORT": str(self._health),
            "MILVUS_RUN_DIR": str(self._folder / "run"),
            "LD_LIBRARY_PATH": str(self._folder / "bin"),
        }
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._folder / "bin" / "milvus"), "run", "standalone"],
                cwd=self._folder,
                env={**os.environ, **own},
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._health}/healthz") as told:
                    if b"OK" in told.read():
                        return
            except (urllib.error.URLError, ConnectionError):
                pass
            time.sleep(0.2)
        raise RuntimeError(f"Milvus did not start: {self._log.read_text(errors='replace')[-2000:]}")

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self.send(number)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


class Postgresql:
    """A cluster of Debian's PostgreSQL in a folder of its own, which the server's user can reach."""

    def __init__(self) -> None:
        folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not folders:
            pytest.skip("Debian's package postgresql is not installed")
        self._binaries, self.port = folders[-1], free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        if os.getuid() == 0:
            shutil.chown(self._folder, "postgres")  # The server refuses to run as root.
        self._run("initdb", "-D", f"{self._folder}/data", "-A", "trust", "-U", "assistant")

    def start(self) -> None:
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        data, log = f"{self._folder}/data", f"{self._folder}/log"
        self._run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-m", mode, "-w", "stop")

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def database(self, name: str) -> str:
        """Make a database; return its address."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "assistant", name)
        return f"postgresql://assistant@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [f"{self._binaries}/{program}", *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)
