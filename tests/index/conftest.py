"""What tests of the index share."""

import shutil
from pathlib import Path

import pytest

from index.home import Home


@pytest.fixture
def own_home(home: Home, tmp_path: Path) -> Home:
    """A copy of the shipped documents' index, to be changed."""
    shutil.copytree(home.path, tmp_path / "home")
    return Home(tmp_path / "home")
