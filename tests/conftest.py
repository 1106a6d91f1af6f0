"""What every test may rely on: no index of the user's, and reference data where they are."""

import os
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


@pytest.fixture(autouse=True)
def _no_index_of_the_user(monkeypatch):
    monkeypatch.delenv("FRONTLINE_DATA_DIR", raising=False)


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
