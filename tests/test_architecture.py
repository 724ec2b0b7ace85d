"""The tree is as the picture says: imports go one way, importing a package starts nothing."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "assistant": {"corpus", "index", "assistant"},
    "evals": {"corpus", "index", "assistant", "evals"},
    "training": {"corpus", "index", "training"},
}
OURS = {"corpus", "index", "assistant", "evals", "training", "app", "tests"}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way(package: str) -> None:
    for path in (PROJECT / package).rglob("*.py"):
        assert imported(path) & OURS <= MAY_IMPORT[package], path


APP_ERRORS = PROJECT / "assistant" / "pages" / "errors.py"
"""Where the app tells a defect plainly, and logs it: the one place that may catch everything."""


def test_no_pickle_and_no_blanket_except() -> None:
    for package in MAY_IMPORT:
        for path in (PROJECT / package).rglob("*.py"):
            assert "pickle" not in imported(path), path
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ExceptHandler) and path != APP_ERRORS:
                    caught = ast.unparse(node.type) if node.type else ""
                    assert caught not in ("", "Exception", "BaseException"), path


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, assistant.commands.main\n"
        "heavy = ('torch', 'faiss', 'numpy', 'streamlit', 'sentence_transformers')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("package", ["corpus", "index", "assistant", "evals", "training"])
def test_importing_a_package_reads_no_environment(package: str) -> None:
    code = (
        "import os, sys\n"
        f"sys.path.insert(0, {str(PROJECT)!r})\n"
        "read = []\n"
        "class Watched(dict):\n"
        "    def __getitem__(self, key): read.append(key); return super().__getitem__(key)\n"
        "    def get(self, key, default=None): read.append(key); return super().get(key, default)\n"
        "os.environ = Watched(os.environ)\n"
        f"import {package}\n"
        "print(read)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert result.stdout.strip() == "[]"
