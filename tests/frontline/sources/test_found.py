"""Files to read are found in one order, and every one that is not read is named."""

import gzip
import io
import tarfile
import zipfile

import pytest

from frontline.errors import ControlFileError
from frontline.sources import found as module
from frontline.sources.found import content, found, shown
from frontline.sources.sheets import Tally

SUFFIXES = (".geojson", ".json")


def names(paths, errors="raise", **kwargs):
    tally = Tally("test")
    parts = found(paths, suffixes=SUFFIXES, errors=errors, tally=tally, **kwargs)
    return [(part.name, content(part)) for part in parts], tally


def refusal(paths, **kwargs):
    with pytest.raises(ControlFileError) as caught:
        names(paths, **kwargs)
    return str(caught.value)


@pytest.fixture
def folder(tmp_path):
    for name in ("b.geojson", "a.JSON", ".hidden.geojson", "notes.md"):
        (tmp_path / name).write_text(name)
    (tmp_path / "c.geojson.gz").write_bytes(gzip.compress(b"c.geojson.gz"))
    (tmp_path / "inner.geojson").mkdir()
    return tmp_path


def test_a_folder_gives_its_files_sorted_and_counts_the_others(folder):
    read, tally = names(folder)
    assert [name for name, _ in read] == ["a.JSON", "b.geojson", "c.geojson"]
    assert tally.ignored == 2
    assert tally.ignored_files == [".hidden.geojson", "notes.md"]


def test_a_path_a_pattern_and_several_of_them_give_the_same(folder):
    assert (
        names(folder / "b.geojson")[0]
        == names(str(folder / "b.geo*n"))[0][:1]
        == [("b.geojson", b"b.geojson")]
    )
    read, _ = names([folder / "b.geojson", folder, str(folder / "*.JSON")])
    assert [name for name, _ in read] == ["b.geojson", "a.JSON", "c.geojson"]


def test_a_name_with_letters_of_a_pattern_is_still_a_name(tmp_path):
    (tmp_path / "map [1].json").write_text("{}")
    assert names(tmp_path / "map [1].json")[0] == [("map [1].json", b"{}")]


def test_archives_give_their_files(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("deep/b.json", "a.json", "notes.md", "__MACOSX/._a.json", "deep/.c.json"):
            archive.writestr(name, name)
    with tarfile.open(tmp_path / "b.tar.xz", "w:xz") as archive:
        for name in ("d.json", "c.json"):
            info = tarfile.TarInfo(name)
            info.size = len(name)
            archive.addfile(info, io.BytesIO(name.encode()))
    read, tally = names(tmp_path)
    assert [name for name, _ in read] == ["b.json", "a.json", "d.json", "c.json"]
    assert tally.ignored_files == ["a.zip, notes.md", "a.zip, ._a.json", "a.zip, .c.json"]


def test_a_plain_file_that_the_user_names_is_read_whatever_its_suffix(tmp_path):
    (tmp_path / "map.txt").write_text("{}")
    assert names(tmp_path / "map.txt")[0] == [("map.txt", b"{}")]


def test_what_is_not_there_is_named_and_never_skipped(tmp_path):
    (tmp_path / "none").mkdir()
    for errors in ("raise", "skip"):
        assert "absent.json: is not there" in refusal(tmp_path / "absent.json", errors=errors)
        assert "*.json: fits no file" in refusal(str(tmp_path / "*.json"), errors=errors)
        assert "has no file that ends in .geojson, .json" in refusal(tmp_path / "none", errors=errors)
        assert "names no file" in refusal([], errors=errors)
        assert "is not there" in refusal("a\0b", errors=errors)


def test_only_paths_are_paths():
    with pytest.raises(TypeError, match="5 is no path"):
        names([5])


def test_errors_is_one_of_two_words(folder):
    with pytest.raises(ValueError, match="errors='ignore': it is 'raise' or 'skip'"):
        names(folder, errors="ignore")


def test_a_broken_archive_is_named_or_skipped(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04cut")
    (tmp_path / "b.json").write_text("{}")
    assert "a.zip: is no zip archive or was cut short" in refusal(tmp_path)
    read, tally = names(tmp_path, errors="skip")
    assert read == [("b.json", b"{}")]
    assert len(tally.skipped) == 1


def test_an_archive_of_other_files_says_so(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("notes.md", "")
    assert "a.zip: holds no file that ends in .geojson or .json" in refusal(tmp_path / "a.zip")


def test_files_that_belong_to_others_are_neither_read_nor_ignored(folder):
    read, tally = names([folder], beside=(".md",))
    assert len(read) == 3
    assert tally.ignored == 1


def test_an_empty_file_and_one_too_large_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    path.write_text("")
    assert "is empty" in refusal(path)
    path.write_text("0" * 100)
    monkeypatch.setattr(module, "LARGEST", 99)
    assert "it is no file of one map" in refusal(path)


def test_progress_is_told_after_each_file(folder):
    told = []
    names(folder, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_of_archives_nobody_knows_how_many_files_there_are(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("b.json", "a.json"):
            archive.writestr(name, name)
    told = []
    names(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, None), (2, None)]


def test_a_bar_is_only_for_terminals(capsys, monkeypatch):
    with shown("maps") as progress:
        assert progress is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with shown("maps") as progress:
        progress(1, 2)
    with shown("maps", print) as progress:
        assert progress is print
    assert capsys.readouterr().out == ""
