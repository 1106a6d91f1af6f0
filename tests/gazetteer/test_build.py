"""The full index: complete or not written, with the core in it, and what it was made of."""

import json
import os
import subprocess
import sys
import zipfile

import pytest

import gazetteer
from gazetteer import DataFileError
from gazetteer.build import build, gathered
from gazetteer.folders import INDEX, data_folder, index_folder


def line(number, name, *, alternates="", lat=48.4, country="UA", units=("05", "1402"), people=0):
    cells = [
        number,
        name,
        name,
        alternates,
        lat,
        37.8,
        "P",
        "PPL",
        country,
        "",
        *units,
        "",
        "",
        people,
        "",
        99,
        "",
        "",
    ]
    return "\t".join(map(str, cells))


def dump(folder, country, *lines):
    path = folder / f"{country}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "Readme")
        archive.writestr(f"{country}.txt", "".join(f"{text}\n" for text in lines))
    return path


def command(*arguments, **variables):
    code = "from gazetteer.cli import main; main()"
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **variables}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", env=environment, check=False,
    )  # fmt: skip


@pytest.fixture
def ua(tmp_path):
    return dump(tmp_path, "UA", line(9_900_001, "Nova Dolyna", alternates="Нова Долина"))


@pytest.fixture
def ru(tmp_path):
    return dump(
        tmp_path, "RU",
        line(9_900_002, "Verkhniy Log", alternates="Верхний Лог", country="RU", units=("09", "1")),
    )  # fmt: skip


def test_a_built_index_has_the_dump_and_the_core(tmp_path, ua, ru):
    gz = build(tmp_path / "index", geonames=[ua, ru])
    assert gz.resolve("Нової Долини", admin1="Donetsk").place_id == "geonames:9900001"
    assert gz.resolve("Verkhniy Log", country="RU").admin1 == "Belgorod"
    assert gz.resolve("Ростов-на-Дону").name == "Rostov-on-Don"
    assert gz.resolve("Dzerzhynsk", admin1="Donetsk", on="2014-08-20").name == "Toretsk"


def test_a_place_of_the_core_is_there_once_and_keeps_its_names(tmp_path):
    core = gazetteer.load().resolve("Toretsk")
    number = core.place_id.removeprefix("geonames:")
    path = dump(tmp_path, "UA", line(number, "Toretskville", alternates="Торецьківка", people=1))
    gz = build(tmp_path / "index", geonames=path)
    found = gz.resolve("Toretsk")
    assert (found.place_id, found.name, found.population) == (core.place_id, "Toretsk", core.population)
    assert gz.resolve("Торецьківка").place_id == core.place_id


def test_a_village_at_its_post_office_is_the_village_of_the_dump(tmp_path):
    core = gazetteer.load().resolve("Glotovo", country="RU")
    assert core.place_id.startswith("geonames-postal:")
    path = dump(
        tmp_path, "RU",
        line(9_900_003, "Glotovo", alternates="Глотово", country="RU", units=("09", ""), lat=core.lat)
        .replace("\t37.8\t", f"\t{core.lon + 0.01}\t"),
    )  # fmt: skip
    found = build(tmp_path / "index", geonames=path).candidates("Glotovo", country="RU")
    assert list(found["place_id"]) == [core.place_id]


def test_load_opens_the_index_of_the_users_folder(tmp_path, ua, monkeypatch):
    monkeypatch.setenv("FRONTLINE_DATA_DIR", str(tmp_path / "data"))
    assert gazetteer.load().candidates("Nova Dolyna", admin1="Donetsk").empty
    build(geonames=ua)
    assert (tmp_path / "data" / "gazetteer" / INDEX).is_file()
    for gz in (gazetteer.load(), gazetteer.load(tmp_path / "data" / "gazetteer")):
        assert gz.resolve("Nova Dolyna", admin1="Donetsk").place_id == "geonames:9900001"


def test_without_a_folder_of_his_own_a_user_has_the_platforms(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert index_folder() == tmp_path / ".local" / "share" / "frontline" / "gazetteer"
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/ignored")
    assert data_folder() == tmp_path / ".local" / "share" / "frontline"
    monkeypatch.setattr("sys.platform", "darwin")
    assert data_folder() == tmp_path / "Library" / "Application Support" / "frontline"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert data_folder() == tmp_path / "Local" / "frontline"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"<!DOCTYPE html>", b"a\tb\n", bytes(100)])
def test_a_broken_file_leaves_the_index_as_it_was(tmp_path, ua, content):
    build(tmp_path / "index", geonames=ua)
    before = (tmp_path / "index" / INDEX).read_bytes()
    for name in ("RU.zip", "RU.txt"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataFileError, match=name):
            build(tmp_path / "index", geonames=[ua, tmp_path / name])
    assert (tmp_path / "index" / INDEX).read_bytes() == before
    assert [path.name for path in (tmp_path / "index").iterdir()] == [INDEX]


def test_a_folder_that_cannot_be_is_refused(tmp_path, ua):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataFileError, match="cannot be written"):
        build(tmp_path / "file", geonames=ua)


def test_the_same_files_make_the_same_index(tmp_path, ua, ru):
    for name in ("one", "two"):
        build(tmp_path / name, geonames=[ua, ru])
    assert (tmp_path / "one" / INDEX).read_bytes() == (tmp_path / "two" / INDEX).read_bytes()


def test_an_index_says_what_it_was_made_of(ua):
    notes = gathered(geonames=ua).notes
    assert notes["attribution"] == ["GeoNames (geonames.org), CC BY 4.0"]
    (file,) = notes["files"]
    assert (file["name"], file["bytes"], len(file["sha256"])) == ("UA.zip", ua.stat().st_size, 64)
    assert notes["report"]["geonames"]["read"] == 1
    assert json.loads(json.dumps(notes)) == notes


def test_several_files_may_follow_one_option(tmp_path, ua, ru):
    for arguments in (["--geonames", ua, ru], ["--geonames", ua, "--geonames", ru], [ua, ru]):
        done = command("build", *arguments, "-o", tmp_path / "index", "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert [file["name"] for file in told["files"]] == ["UA.zip", "RU.zip"]
        assert told["report"]["geonames"]["read"] == 2


def test_the_command_tells_what_it_did(tmp_path, ua):
    done = command("build", "--geonames", ua, FRONTLINE_DATA_DIR=str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert "1  read" in done.stdout
    assert "Data: GeoNames (geonames.org), CC BY 4.0" in done.stdout
    again = command(
        "resolve", "Nova Dolyna", "--admin1", "Donetsk", FRONTLINE_DATA_DIR=str(tmp_path / "data")
    )
    assert again.stdout.startswith("Nova Dolyna\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "gazetteer download UA"),
        (("--geonames", "absent.zip"), "absent.zip: cannot be read"),
        (("--katottg", "absent.csv"), "absent.csv: cannot be read"),
        (("--wof", "absent"), "absent: holds no Who's On First tables"),
    ],
)
def test_the_command_refuses_in_one_line(tmp_path, arguments, told):
    done = command("build", *arguments, "-o", tmp_path / "index")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "index").exists()


def test_the_real_files_make_an_index(tmp_path, reference_data):
    folder = reference_data / "gazetteer"
    gz = build(
        tmp_path,
        geonames=next(folder.glob("geonames_UA_*.zip")),
        katottg=next(folder.glob("katottg_*.csv.xz")),
        wof=folder,
    )
    robotyne = gz.resolve("Работино", admin1="Zaporizhzhia")
    assert (robotyne.name, robotyne.admin2, robotyne.admin3) == ("Robotyne", "Polohy", "Tokmak")
    assert gz.resolve("Iskra", admin1="Donetsk").name == "Andriivka-Klevtsove"
    assert gz.resolve("Shcherbynivka", admin2="Bakhmut").place_type == "settlement"
