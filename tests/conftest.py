"""What every test may rely on: no index of the user's, and reference data where they are."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test is timed; what decides about a change tries the same examples each time, a developer's run new ones.
settings.register_profile(
    "calm",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("calm")

ROOT = Path(__file__).parents[1]


# Set before anything is collected: doctests and the commands of tests see no index of the user's either.
_NOTHING = tempfile.TemporaryDirectory(prefix="frontline-tests-")


def pytest_configure():
    os.environ.pop("FRONTLINE_DATA_DIR", None)
    os.environ["XDG_DATA_HOME"] = os.environ["LOCALAPPDATA"] = _NOTHING.name


@pytest.fixture(autouse=True)
def _no_index_of_the_user(monkeypatch):
    monkeypatch.delenv("FRONTLINE_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", _NOTHING.name)
    monkeypatch.setenv("LOCALAPPDATA", _NOTHING.name)


@pytest.fixture
def empty_home(monkeypatch, tmp_path):
    """A home of the user's own, for what is written there: the folder in which his data would stand."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    return tmp_path / "home" / "frontline"


@pytest.fixture(scope="session")
def reference_data():
    """Real data for development, where they are: the folder named by FRONTLINE_REFERENCE_DATA."""
    folder = Path(os.environ.get("FRONTLINE_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("no reference data: set FRONTLINE_REFERENCE_DATA to a folder that has them")
    return folder


@pytest.fixture(scope="session")
def root():
    """The project's folder."""
    return ROOT
