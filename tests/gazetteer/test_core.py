from gazetteer.core import compiled, embedded


def kept(home):
    return sorted((home / "cache").glob("*")) if home.exists() else []


def test_the_core_is_compiled_once_and_opened_from_then_on(empty_home):
    made = embedded()
    (file,) = kept(empty_home)
    written = file.stat().st_mtime_ns
    opened = embedded()
    assert file.stat().st_mtime_ns == written
    assert list(opened.words["place_id"]) == list(made.words["place_id"])
    assert list(opened.names.text) == list(made.names.text)


def test_a_damaged_copy_is_made_anew(empty_home):
    embedded()
    (file,) = kept(empty_home)
    file.write_bytes(file.read_bytes()[:-2000])
    assert len(embedded()) == len(compiled())
    assert len(embedded()) > 8_000


def test_a_copy_of_other_data_is_not_opened(empty_home):
    old = empty_home / "cache" / "core-0123456789abcdef0123.npz"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"another index")
    embedded()
    assert [file.name for file in kept(empty_home)] != [old.name]
    assert not old.exists()


def test_a_folder_that_cannot_be_written_does_no_harm(monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("FRONTLINE_DATA_DIR", str(blocked))
    assert len(embedded()) > 8_000
