"""Where state lies: where one says, in a checkout, or where the system keeps users' data."""

from pathlib import Path

import platformdirs
import pytest

from assistant import settings
from assistant.settings import PROJECT, SettingsError, home_path

pytestmark = pytest.mark.fast


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSISTANT_HOME", raising=False)


def test_home_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "own"))
    assert home_path() == tmp_path / "own"


def test_home_of_a_checkout_lies_in_it() -> None:
    assert home_path() == PROJECT / ".assistant"
    assert (PROJECT / "tests").is_dir()


@pytest.mark.parametrize("left", [(), ("pyproject.toml",)], ids=["clean", "with another's pyproject.toml"])
def test_home_of_an_installed_product_is_a_folder_of_the_users_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, left: tuple[str, ...]
) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    for name in left:
        (packages / name).touch()
    monkeypatch.setattr(settings, "PROJECT", packages)
    assert home_path() == platformdirs.user_data_path("inspection-assistant", appauthor=False)
    assert packages not in home_path().parents


def test_home_that_no_file_system_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", "/tmp/" + "a" * 256)
    with pytest.raises(SettingsError, match="too long"):
        home_path()
