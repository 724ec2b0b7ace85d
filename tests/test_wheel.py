"""The wheel, installed where there is no checkout: it holds the product, and runs from any folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from index.home import Home
from tests.browser.serving import ARGUMENTS, CHROMIUM, WAIT
from tests.conftest import Run
from tests.servers import free_port

PROJECT = Path(__file__).parents[1]
PACKAGES = ("assistant", "corpus", "index")
STATE = Path(".local", "share", "inspection-assistant")
QUESTION = "what did inspectors say about return home interviews"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, so that building leaves nothing in it and takes nothing old from it."""
    folder = tmp_path_factory.mktemp("source") / "project"
    made = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "runs")
    shutil.copytree(PROJECT, folder, ignore=made)
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = (source / "dist").iterdir()
    return wheel


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and a user who works elsewhere."""

    python: Path
    packages: Path
    user: Path
    written: frozenset[Path]

    @property
    def environment(self) -> dict[str, str]:
        ours = ("ASSISTANT_", "XDG_", "PYTHON", "STREAMLIT_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {**kept, "HOME": str(self.user), "HF_HUB_OFFLINE": "1"}

    def run(self, *arguments: str) -> str:
        command = [str(self.python), *arguments]
        return subprocess.run(
            command, cwd=self.user, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    @contextmanager
    def served(self) -> Iterator[str]:
        address = f"http://localhost:{(port := free_port())}"
        command = [str(self.python), "-m", "assistant", "serve", "--port", str(port)]
        with subprocess.Popen(command, cwd=self.user, env=self.environment) as server:
            try:
                until = time.monotonic() + WAIT / 1000
                while not healthy(address):
                    assert server.poll() is None
                    assert time.monotonic() < until
                    time.sleep(0.3)
                yield address
            finally:
                server.terminate()


@pytest.fixture(scope="module")
def installed(wheel: Path, home: Home, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    # What the product needs comes from this environment. It stands behind the wheel, and as a line of a
    # file of paths brings no such file of its own, such as the one that leads into the checkout.
    needed = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    (packages / "needed.pth").write_text("\n".join(needed))
    user = tmp_path_factory.mktemp("user")
    # A library that is there, with its vectors: nothing need be embedded again.
    kept = user / STATE
    kept.mkdir(parents=True)
    for file in home.path.glob("library.sqlite*"):
        shutil.copy(file, kept)
    installed = Installed(folder / "bin" / "python", packages, user, files(folder))
    installed.run("-m", "assistant", "index")
    return installed


def files(folder: Path) -> frozenset[Path]:
    return frozenset(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as told:
            return bool(told.read() == b"ok")
    except (urllib.error.URLError, OSError):
        return False


def test_wheel_holds_the_product_with_its_data_and_nothing_else(source: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    product = [source / "app.py", *(path for name in PACKAGES for path in files(source / name))]
    assert held == {path.relative_to(source).as_posix() for path in product}


def test_code_is_the_wheels(installed: Installed) -> None:
    code = (
        "import app, assistant, corpus, index\n"
        "from assistant.server.run import app_script\n"
        "print(*(own.__file__ for own in (app, assistant, corpus, index)), app_script(), sep='\\n')"
    )
    places = installed.run("-c", code).splitlines()
    assert len(places) == 5
    assert all(installed.packages in Path(place).parents for place in places)
    command = (
        "from importlib.metadata import entry_points as e; e(group='console_scripts')['assistant'].load()"
    )
    assert "ask" in installed.run("-c", f"{command}(['--help'], standalone_mode=False)")


def test_question_is_answered_as_in_the_checkout(installed: Installed, run: Run) -> None:
    told = installed.run("-m", "assistant", "ask", QUESTION)
    assert "The timeliness and quality of return home interviews" in told
    assert told == run("ask", QUESTION).stdout


def test_state_lies_with_the_users_data(installed: Installed) -> None:
    assert (installed.user / STATE / "index" / "current").exists()
    assert files(installed.python.parents[1]) == installed.written


@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")
def test_app_is_served_with_its_theme_and_the_latest_evaluation(installed: Installed) -> None:
    def look(address: str) -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for scheme, colour in (("light", "#0b5563"), ("dark", "#6fc3cf")):
                page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
                page.goto(f"{address}/accuracy")
                charts = page.locator("figure.picture img")
                expect(charts).to_have_count(5, timeout=WAIT)
                assert charts.evaluate_all("charts => charts.every(chart => chart.naturalWidth > 0)")
                primary = "node => getComputedStyle(node).getPropertyValue('--st-primary-color')"
                assert charts.first.evaluate(primary) == colour
            browser.close()

    # In a thread of its own: the browser of other tests may still be open in this one.
    with installed.served() as address, ThreadPoolExecutor(1) as thread:
        thread.submit(look, address).result()
    assert files(installed.python.parents[1]) == installed.written
