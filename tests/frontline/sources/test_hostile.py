"""Broken and harmful files are refused by name, or mended and counted; nothing is left on disk."""

import re

import pytest

from frontline.errors import ControlFileError
from frontline.sources.anything import read_control
from frontline.sources.deepstate import read_deepstate
from frontline.sources.isw import read_isw
from frontline.sources.kml import read_kml

READERS = {
    "deepstate": read_deepstate,
    "isw": lambda path, errors: read_isw(path, day="2025-08-14", status="occupied", errors=errors),
    "control": lambda path, errors: read_control(
        path, source="x", status="occupied", day="2025-08-14", errors=errors
    ),
    "kml": lambda path, errors: read_kml(path, source="x", day="2025-08-14", errors=errors),
}


@pytest.fixture
def hostile(reference_data, tmp_path, monkeypatch):
    folder = reference_data / "lookalikes" / "hostile"
    if not folder.is_dir():
        pytest.skip("no hostile files among the reference data")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    yield sorted(folder.iterdir())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("reader", READERS)
def test_each_hostile_file_is_refused_by_name_or_mended_and_counted(hostile, reader):
    for path in hostile:
        report = READERS[reader](path, errors="skip").report
        if path.name.startswith("3d_mixed") and not report["skipped"]:
            assert (report["repaired"], report["dropped_parts"], report["kept"]) == (1, 2, 5)
            continue
        assert any(path.name in told for told in report["skipped"])
        with pytest.raises(ControlFileError, match=re.escape(path.name)):
            READERS[reader](path, errors="raise")


@pytest.mark.parametrize("reader", READERS)
def test_a_folder_of_them_gives_only_what_is_sound(hostile, reader):
    history = READERS[reader](hostile[0].parent, errors="skip")
    assert len(history.dates) <= 1
    assert len(history.report["skipped"]) >= 3
