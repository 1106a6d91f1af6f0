"""DeepState's names and colours mean what the rules of their day say; a dump is of the day before."""

import gzip
import json
import tarfile

import pandas as pd
import pytest

from frontline.errors import ControlFileError
from frontline.sources.deepstate import deepstate_sheets, dump_day, meaning, read_deepstate
from frontline.sources.found import found
from frontline.sources.rules import rules, table
from frontline.sources.sheets import Tally

RULES = table("deepstate.toml")
EXAMPLES = [(*example, rule["status"]) for rule in RULES["rule"] for example in rule["examples"]]
NONE = [(*example, "unclassified") for rule in RULES["unclassified"] for example in rule["examples"]]
OCCUPIED = "Окуповано /// Occupied /// geoJSON.status.occupied"


def sheets(paths, errors="raise"):
    tally = Tally("test")
    parts = found(paths, suffixes=(".geojson", ".json"), errors=errors, tally=tally)
    return list(deepstate_sheets(parts, tally, errors=errors)), tally


def refusal(path):
    with pytest.raises(ControlFileError) as caught:
        sheets(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(("name", "fill", "day", "status"), EXAMPLES + NONE)
def test_a_name_and_a_fill_mean_what_the_rules_say(name, fill, day, status):
    assert meaning({"name": name, "fill": fill}, pd.Timestamp(day)).status == status


@pytest.mark.parametrize("file", ["deepstate.toml", "isw.toml", "kml.toml"])
def test_every_rule_has_examples(file):
    assert len(rules(file)) == len(table(file)["rule"])
    assert all(rule["examples"] for rule in table(file)["rule"])


def test_damaged_letters_in_a_name_do_not_matter():
    name = "Окупов\ufffdано\u00a0/// Occu\ufffdpied ///\u00a0geoJSON.status.occupied\n"
    assert meaning({"name": name}, pd.Timestamp("2025-01-01")).status == "occupied"


@pytest.mark.parametrize("words", [{}, {"name": None, "fill": None}, {"name": 5, "fill": ["#a52714"]}])
def test_a_feature_without_a_name_is_unclassified(words):
    assert meaning(words, pd.Timestamp("2025-01-01")).status == "unclassified"


def test_a_version_is_read_by_status(maps, km2):
    tree = maps.collection(
        maps.feature(maps.square(37, height=0), name=OCCUPIED, fill="#a52714"),
        maps.feature(maps.square(37.1, height=0), name=OCCUPIED, fill="#a52714"),
        maps.feature(
            maps.square(40), name="Чуже /// Elsewhere /// geoJSON.territories.kuril", fill="#ff5252"
        ),
        maps.feature(maps.square(38), name="Щось /// Wagner /// geoJSON.wagner", fill="#ce93d8"),
        maps.feature(
            {"type": "Point", "coordinates": [37, 48, 0]}, name="49 /// Army /// geoJSON.units.army"
        ),
    )
    (made, foreign, unclassified), tally = sheets(maps.write("1754251105.geojson", tree))
    assert (made.status, made.controller, made.basis) == ("occupied", "RU", "assessed")
    assert made.geometry.geom_type == "Polygon"
    assert made.geometry.is_valid
    assert not made.geometry.has_z
    assert km2(made.geometry) == pytest.approx(2 * 82.9, rel=0.01)
    assert (made.label, made.status_raw, made.snapshot_id) == ("Occupied", "status.occupied", "1754251105")
    assert (foreign.status, foreign.controller) == ("foreign", "none")
    assert (unclassified.status, unclassified.basis) == ("unclassified", "unknown")
    assert tally.unclassified == {"Wagner (wagner)": 1}
    assert (tally.files, tally.features, tally.kept, tally.points, tally.foreign) == (1, 5, 4, 1, 1)


def test_the_day_of_a_version_is_that_of_kyiv(maps):
    tree = maps.collection(maps.feature(maps.square(), name="Окуповано /// Occupied", fill="#a52714"))
    (sheet,), _ = sheets(maps.write("1652400931.geojson", tree))  # 00:15 UTC, 03:15 in Kyiv
    assert sheet.day == pd.Timestamp("2022-05-13")
    (sheet,), _ = sheets(maps.write("1652389931.geojson", tree))  # 21:12 UTC, 00:12 in Kyiv
    assert sheet.day == pd.Timestamp("2022-05-13")
    assert sheet.published_at == pd.Timestamp("2022-05-12T21:12:11Z")
    assert (sheet.date_basis, sheet.date_uncertainty_days) == ("map", 0)


def test_the_last_version_as_the_api_gives_it_is_of_its_own_moment(maps):
    tree = {"id": 1754251105, "datetime": "03.08 о 22:58", "map": maps.collection(
        maps.feature(maps.square(), name=OCCUPIED, fill="#a52714"))}  # fmt: skip
    (sheet,), _ = sheets(maps.write("last.json", tree))
    assert sheet.published_at == pd.Timestamp("2025-08-03T19:58:25Z")


def test_liberations_carry_one_label_whatever_their_days(maps):
    tree = maps.collection(*(
        maps.feature(maps.square(lon), name=f"Звільнено {day} /// Liberated {day}", fill="#0f9d58")
        for lon, day in [(37, "02.07"), (38, "31.03 - 02.04"), (39, "27-29.03")]
    ))  # fmt: skip
    (sheet,), _ = sheets(maps.write("1662982685.geojson", tree))
    assert (sheet.status, sheet.label) == ("liberated", "Liberated")


def test_a_dump_is_of_the_day_before_its_file(maps):
    (sheet,), tally = sheets(maps.dump("deepstatemap_data_20250812.geojson"))
    assert sheet.day == pd.Timestamp("2025-08-11")
    assert (sheet.date_basis, sheet.date_uncertainty_days) == ("download", 1)
    assert (sheet.status, sheet.controller, sheet.published_at) == ("occupied", "RU", None)
    assert sheet.snapshot_id == "deepstatemap_data_20250812"
    assert tally.kept == 1


def test_dumps_in_one_packed_file_are_told_apart_by_their_column(maps):
    tree = maps.collection(*(
        maps.feature(maps.square(lon), id=n, date=date)
        for n, (lon, date) in enumerate([(37, "2024-07-09"), (38, "2024-07-08")])
    ))  # fmt: skip
    path = maps.write("deepstate-map-data.geojson.gz", gzip.compress(json.dumps(tree).encode()))
    made, _ = sheets(path)
    assert [sheet.day.date().isoformat() for sheet in made] == ["2024-07-07", "2024-07-08"]
    assert made[0].snapshot_id == "deepstatemap_data_20240708"


def test_a_name_of_a_dump_that_tells_no_day_is_refused(maps):
    assert dump_day("deepstatemap_data_20240708 (1).geojson") == pd.Timestamp("2024-07-07")
    assert "no day" in refusal(maps.dump("deepstatemap_data_20241308.geojson"))
    assert "no day such as 20250812" in refusal(maps.dump("deepstatemap_data_2024.geojson"))
    _, tally = sheets(maps.dump("deepstatemap_data_22020202.geojson"), errors="skip")
    assert len(tally.impossible_dates) == len(tally.skipped) == 1


@pytest.mark.parametrize("name", ["map.geojson", "map_20240708.geojson", "164898920.geojson"])
def test_a_file_that_does_not_tell_its_day_is_refused_with_what_to_do(maps, name):
    assert "name it like 1648989208.geojson" in refusal(maps.write(name, maps.collection(maps.square())))


@pytest.mark.parametrize("name", ["0000000001.geojson", "9999999999.geojson"])
def test_a_moment_that_cannot_be_is_refused(maps, name):
    assert "not between 2014 and today" in refusal(maps.write(name, maps.collection(maps.square())))


@pytest.mark.parametrize(
    "data",
    [
        b"<html>log in</html>", b'{"type":"FeatureCollection","features":[{"type', b"", b"[]",
        b'{"features":[]}',
        b'{"type":"Polygon","coordinates":[[[NaN,48],[38,48],[38,49]]]}',
        b'{"type":"Point","coordinates":[37,48]}',
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null}]}',
        b"null",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["deepstatemap_data_20240708.geojson", "1754251105.geojson"])
def test_what_is_no_map_is_refused_by_name(maps, name, data):
    refusal(maps.write(name, data))


def test_a_version_under_the_name_of_a_dump_is_refused(maps):
    tree = maps.collection(maps.feature(maps.square(), name=OCCUPIED, fill="#a52714"))
    assert "has layers like a version" in refusal(maps.write("deepstatemap_data_20240708.geojson", tree))


def test_broken_files_may_be_skipped_and_the_rest_is_read(maps):
    maps.dump("deepstatemap_data_20240708.geojson")
    maps.write("deepstatemap_data_20240709.geojson", b"<html>")
    maps.dump("deepstatemap_data_20240710.geojson", lon=37.1)
    with pytest.raises(ControlFileError, match="20240709"):
        read_deepstate(maps.folder)
    history = read_deepstate(maps.folder, errors="skip")
    assert [day.date().isoformat() for day in history.dates] == ["2024-07-07", "2024-07-09"]
    assert len(history.report["skipped"]) == 1
    assert "20240709" in history.report["skipped"][0]
    assert history.report["files"] == 2
    json.dumps(history.report, allow_nan=False)


def test_an_archive_gives_the_same_as_its_folder(maps):
    files = [maps.dump(f"deepstatemap_data_2024070{n}.geojson", lon=37 + n / 10) for n in (8, 9)]
    with tarfile.open(maps.folder / "all.tar.xz", "w:xz") as archive:
        for file in files:
            archive.add(file, f"data/{file.name}")
    packed, plain = (sheets(of)[0] for of in (maps.folder / "all.tar.xz", files))
    assert packed == plain


def test_areas_of_real_versions_are_those_that_were_measured(reference_data, km2):
    folder = reference_data / "sources" / "deepstate_raw"
    if not folder.is_dir():
        pytest.skip("no versions of DeepState among the reference data")
    made, tally = sheets(folder)
    before = [sheet for sheet in made if sheet.status == "occupied_pre2022" and sheet.day.year >= 2023]
    assert all(43_983 - 1 < km2(sheet.geometry) < 43_989 + 1 for sheet in before)
    assert all(sheet.geometry.is_valid for sheet in made)
    assert (tally.files, tally.ignored, tally.repaired, tally.foreign) == (9, 1, 2, 75)
    assert tally.unclassified == {"Under the control of rebels-militants wagner (#ce93d8)": 2}


def test_all_real_dumps_are_read(reference_data, km2):
    archives = sorted((reference_data / "control").glob("*.tar.xz"))
    if not archives:
        pytest.skip("no dumps of DeepState among the reference data")
    made, tally = sheets(archives)
    assert len(made) == tally.files == len({sheet.day for sheet in made})
    assert tally.repaired == tally.ignored == 0
    assert made[0].day == pd.Timestamp("2024-07-07")
