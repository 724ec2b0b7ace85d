"""The tree is as the picture says: imports go one way, importing starts nothing and reads no environment."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.fast

PROJECT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "assistant", "evals", "training")
MODULES = [path for package in PACKAGES for path in sorted((PROJECT / package).rglob("*.py"))]
OURS = [path for path in MODULES if "scripts" not in path.parts]
"""All but the scripts that run in the alternatives' environments."""


def test_imports_keep_to_the_contracts() -> None:
    """Layers between the packages and inside them, no circle: `[tool.importlinter]` in pyproject.toml."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_reversed_import_breaks_a_contract(tmp_path: Path) -> None:
    """What the contracts say is checked: the same tree with one import against the flow fails."""
    for package in PACKAGES:
        for path in (PROJECT / package).rglob("*.py"):
            copy = tmp_path / path.relative_to(PROJECT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((PROJECT / "pyproject.toml").read_bytes())
    with (tmp_path / "index" / "query" / "scope.py").open("a", encoding="utf-8") as file:
        file.write("\nfrom index.search import ranker\n")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "index.query is not allowed to import index.search" in done.stdout


APP_ERRORS = PROJECT / "assistant" / "pages" / "errors.py"
"""Where the app tells a defect, and logs it: the one place that may catch everything."""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_pickle_no_blanket_except_and_no_environment_at_import(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
            assert "pickle" not in names
        if isinstance(node, ast.ExceptHandler) and path != APP_ERRORS:
            caught = ast.unparse(node.type) if node.type else ""
            assert caught not in ("", "Exception", "BaseException")
    if path in OURS:
        assert [ast.unparse(node) for node in run_at_import(tree) if reads_environment(node)] == []


def run_at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when a module is imported: all but the bodies of functions."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield from run_at_import(node)


def reads_environment(node: ast.AST) -> bool:
    """Say whether an expression looks at `os.environ`, or a name imported from it."""
    return isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node) in (
        "os.environ", "os.getenv", "environ", "getenv",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("import os\nHOME = os.environ.get('HOME')\n", True),
        ("import os\nHOME = os.getenv('HOME')\n", True),
        ("from os import environ\nclass A:\n    home = environ['HOME']\n", True),
        ("import os\ndef home():\n    return os.environ['HOME']\n", False),
    ],
)
def test_an_environment_read_at_import_is_seen(code: str, reads: bool) -> None:
    assert any(map(reads_environment, run_at_import(ast.parse(code)))) is reads


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, assistant.commands.main\n"
        "heavy = ('torch', 'faiss', 'numpy', 'streamlit', 'sentence_transformers')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_file_is_a_drawer_for_everything(path: Path) -> None:
    assert path.stem not in ("utils", "util", "helpers", "helper", "misc", "common", "manager")
    assert len(path.read_text("utf-8").splitlines()) <= 350
