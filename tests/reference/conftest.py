"""Real maps, where the reference data are present: read once for all tests."""

import pytest

from frontline.sources.deepstate import read_deepstate


@pytest.fixture(scope="session")
def deepstate(reference_data):
    """Daily dumps of DeepState's map, 8 July 2024 to 31 December 2025: map days are those before."""
    archives = sorted((reference_data / "control").glob("deepstate_daily_*.tar.xz"))
    if not archives:
        pytest.skip("no daily maps of DeepState among the reference data")
    return read_deepstate(archives)
