"""What every test may rely on: no index of the user's, and reference data where they are."""

import os
from pathlib import Path

import pytest

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
