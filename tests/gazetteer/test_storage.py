"""An index file opens as it was saved, or is refused by its name; nothing in between."""

import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from gazetteer.drafts import index_of
from gazetteer.errors import DataFileError
from gazetteer.index import Index
from gazetteer.storage import ALIGNED, opened_arrays, save_arrays

PARTS = {
    "letters": np.frombuffer(b"Toretsk", dtype=np.uint8),
    "km": np.array([0.5, np.nan]),
    "no": np.zeros(0),
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "parts.npz"
    save_arrays(path, PARTS)
    return path


def test_arrays_come_back_as_they_were(file):
    opened = opened_arrays(file)
    assert list(opened) == list(PARTS)
    for name, array in PARTS.items():
        assert opened[name].dtype == array.dtype
        assert np.array_equal(opened[name], array, equal_nan=array.dtype == float)


def test_numpy_opens_the_file_too(file):
    with np.load(file) as opened:
        assert opened["letters"].tobytes() == b"Toretsk"


def test_opened_arrays_cannot_be_written_to(file):
    with pytest.raises(ValueError, match="read-only"):
        opened_arrays(file)["km"][0] = 1


def test_numbers_begin_where_they_are_read_fastest(file):
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            with file.open("rb") as stream:
                stream.seek(info.header_offset + 26)
                name, extra = (int.from_bytes(stream.read(2), "little") for _ in range(2))
            assert (info.header_offset + 30 + name + extra) % ALIGNED == 0


def test_the_same_arrays_make_the_same_bytes(tmp_path, file):
    save_arrays(tmp_path / "again.npz", PARTS)
    assert (tmp_path / "again.npz").read_bytes() == file.read_bytes()


@settings(max_examples=50)
@given(arrays_of.arrays(arrays_of.integer_dtypes() | arrays_of.floating_dtypes(), st.integers(0, 300)))
def test_any_numbers_come_back(tmp_path_factory, array):
    path = tmp_path_factory.mktemp("any") / "a.npz"
    save_arrays(path, {"a": array})
    assert opened_arrays(path)["a"].tobytes() == array.tobytes()


def test_a_file_cut_off_anywhere_is_refused_by_name(file):
    whole = file.read_bytes()
    for length in range(0, len(whole), 7):
        file.write_bytes(whole[:length])
        with pytest.raises(DataFileError, match=r"parts\.npz: .*'gazetteer build'"):
            opened_arrays(file)


def test_a_flipped_byte_is_refused_or_changes_no_number(file):
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            opened = opened_arrays(file)
        except DataFileError as error:
            assert "parts.npz" in str(error)  # noqa: PT017
            continue
        whole_parts = {array.tobytes() for array in PARTS.values()}
        assert {array.tobytes() for array in opened.values()} <= whole_parts  # a part may have lost its name


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 5000, "Торецьк\n".encode() * 100, b"PK\x03\x04", b"PK\x05\x06" + b"\x00" * 18]
)
def test_a_file_of_another_kind_is_refused_by_name(tmp_path, content):
    (tmp_path / "index.npz").write_bytes(content)
    with pytest.raises(DataFileError, match=r"index\.npz"):
        Index.opened(tmp_path / "index.npz")


def test_a_zip_of_something_else_is_refused_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "index.npz", "w") as archive:
        archive.writestr("UA.txt", "694423\tToretsk\n")
    with pytest.raises(DataFileError, match=r"index\.npz"):
        Index.opened(tmp_path / "index.npz")


def test_a_packed_zip_is_refused_although_numpy_reads_it(tmp_path):
    np.savez_compressed(tmp_path / "index.npz", a=np.arange(9))
    with pytest.raises(DataFileError, match=r"index\.npz"):
        opened_arrays(tmp_path / "index.npz")


def test_objects_are_never_unpickled(tmp_path):
    np.savez(tmp_path / "index.npz", a=np.array([{"a": 1}], dtype=object))
    with pytest.raises(DataFileError, match=r"index\.npz"):
        opened_arrays(tmp_path / "index.npz")


def test_arrays_of_others_are_no_index(tmp_path):
    np.savez(tmp_path / "index.npz", a=np.arange(9))
    with pytest.raises(DataFileError, match="no index of a gazetteer"):
        Index.opened(tmp_path / "index.npz")


def test_a_folder_is_refused_by_name(tmp_path):
    with pytest.raises(DataFileError, match=tmp_path.name):
        opened_arrays(tmp_path)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(DataFileError, match=r"nothing\.npz: there is no such file"):
        opened_arrays(tmp_path / "nothing.npz")


def test_an_index_of_another_format_says_so(small, tmp_path, monkeypatch):
    monkeypatch.setattr("gazetteer.index.FORMAT", 999)
    small._index.save(tmp_path / "index.npz")
    monkeypatch.undo()
    with pytest.raises(DataFileError, match=r"format 999.*'gazetteer build'"):
        Index.opened(tmp_path / "index.npz")


def test_an_index_that_cannot_be_written_leaves_the_one_before(small, file, monkeypatch):
    before = file.read_bytes()
    monkeypatch.setattr("numpy.lib.format.write_array", _full)
    with pytest.raises(OSError, match="No space left"):
        small._index.save(file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def _full(*_, **__):
    raise OSError(28, "No space left on device")


def test_an_index_opens_with_everything_it_was_saved_with(small, tmp_path):
    small._index.save(tmp_path / "index.npz")
    opened = Index.opened(tmp_path / "index.npz")
    assert [opened.place(n) for n in range(len(opened))] == [small._index.place(n) for n in range(len(small))]
    assert list(opened.names.text) == list(small._index.names.text)
    assert opened.names.days[0].tolist() == small._index.names.days[0].tolist()
    assert sorted(opened.by_fold) == sorted(small._index.by_fold)
    assert sorted(opened.tokens) == sorted(small._index.tokens)


def test_an_index_without_places_is_saved_and_opened(tmp_path):
    index_of([], source="nothing").save(tmp_path / "index.npz")
    assert len(Index.opened(tmp_path / "index.npz")) == 0
