"""ISW's layers are known by their names, its days by names or fields; what tells neither is refused."""

import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from frontline.errors import ControlFileError
from frontline.sources.isw import isw_sheets, layer_status, read_isw
from frontline.sources.layers import BESIDE
from frontline.sources.rules import table

RULES = table("isw.toml")
CONTROL = "VIEW_RussiaCoTinUkraine_V3_49_20250814"


def rows(paths, **kwargs):
    history = read_isw(paths, **kwargs)
    frame = history.to_frame()
    return list(frame.itertuples()), history.report


def refusal(path, **kwargs):
    with pytest.raises(ControlFileError) as caught:
        read_isw(path, **kwargs)
    return str(caught.value)


def shapefile(folder, name, geometries, crs="EPSG:4326"):
    frame = gpd.GeoDataFrame({"GlobalID_2": ["a"] * len(geometries)}, geometry=geometries, crs=crs)
    frame.to_file(folder / f"{name}.shp")
    return folder / f"{name}.shp"


@pytest.mark.parametrize(
    ("name", "status"), [(name, rule["status"]) for rule in RULES["rule"] for name in rule["examples"]]
)
def test_a_layer_is_known_by_its_name(name, status):
    assert layer_status(name) == status


@pytest.mark.parametrize("name", RULES["unknown"][0]["examples"])
def test_another_layer_is_not(name):
    assert layer_status(name) is None


@pytest.mark.parametrize("name", RULES["no_day"][0]["examples"])
def test_a_day_that_is_part_of_a_layers_name_is_not_that_of_the_map(maps, name):
    assert "does not tell its day" in refusal(maps.write(f"{name}.geojson", maps.square()))
    ((row,), _) = rows(maps.write(f"{name}_20250814.geojson", maps.square()))
    assert (row.date, row.status) == (pd.Timestamp("2025-08-14"), "occupied_pre2022")


def test_layers_of_one_day_lie_beside_each_other(maps):
    for lon, name in enumerate(("RussianAssessedCoTinUkraine", "RussianAssessedAdvanceinUkraine",
                                "RussianClaimedCoTinUkraine",
                                "UkrainianClaimedCounterOffensives")):  # fmt: skip
        maps.write(f"20221111_{name}.geojson", maps.collection(maps.square(37 + lon), maps.feature(None)))
    made, report = rows(maps.folder)
    assert {(row.status, row.controller, row.basis) for row in made} == {
        ("occupied", "RU", "assessed"), ("advance", "RU", "assessed"),
        ("claimed_ru", "RU", "claimed"), ("claimed_ua", "UA", "claimed"),
    }  # fmt: skip
    assert report["null_geometries"] == 4


def test_a_layer_that_was_not_sent_stays_as_it_was(maps):
    maps.write("20221111_RussianAssessedCoTinUkraine.geojson", maps.square(37))
    maps.write("20221111_RussianAssessedAdvanceinUkraine.geojson", maps.square(38))
    maps.write("20221112_RussianAssessedCoTinUkraine.geojson", maps.square(37, size=0.2))
    history = read_isw(maps.folder)
    assert len(history.dates) == 2
    assert set(history.statuses) == {"occupied", "advance"}
    last = history.on("2022-11-12")
    assert dict(zip(last["status"], last.geometry.is_empty, strict=True)) == {
        "occupied": False,
        "advance": False,
    }


def test_esri_json_and_geojson_of_one_layer_have_the_same_ground(maps, km2):
    metres = gpd.GeoSeries([shapely.box(37, 48, 38, 49)], crs=4326).to_crs(3857)[0]
    ring = [list(point) for point in metres.exterior.coords]
    if shapely.is_ccw(metres.exterior):
        ring = ring[::-1]
    esri = maps.esri(
        {"attributes": {"OBJECTID": 1, "EditDate": 1646168400000}, "geometry": {"rings": [ring]}}
    )
    ((row,), report) = rows(maps.write(f"{CONTROL}.json", esri))
    assert row.date == pd.Timestamp("2025-08-14")  # not that of EditDate
    assert (row.date_basis, row.status_raw) == ("filename", "VIEW_RussiaCoTinUkraine_V3_49")
    assert report["reprojected"] == 1
    ((plain,), _) = rows(maps.write(f"{CONTROL}.geojson", maps.square(37, 48, 1)))
    assert km2(row.geometry) == pytest.approx(km2(plain.geometry), rel=1e-6)


def test_a_time_lapse_is_a_map_for_each_day_of_its_field(maps):
    stamps = [1730491200000, 1730577600000, 1730750400000]  # 20:00 UTC on 1, 2 and 4 November 2024
    tree = maps.collection(
        *(maps.feature(maps.square(37, size=n / 10), datetime=stamp) for n, stamp in enumerate(stamps, 1))
    )
    history = read_isw(maps.write("UkrainianCoTTimelapse_0.geojson", tree))
    assert [day.date().isoformat() for day in history.dates] == ["2024-11-01", "2024-11-02", "2024-11-04"]
    assert set(history.to_frame()["date_basis"]) == {"field"}


def test_a_day_may_be_a_word_in_a_field(maps):
    tree = maps.collection(maps.feature(maps.square(), pub_date="2025-05-01"))
    ((row,), _) = rows(maps.write("May_CoT_view_0.geojson", tree))
    assert row.date == pd.Timestamp("2025-05-01")


@pytest.mark.parametrize("name", ["DEC060205", "AO02FEB22024", "_2202-02-02"])
def test_a_malformed_day_is_refused_and_not_read_from_elsewhere(maps, name):
    tree = maps.collection(maps.feature(maps.square(), date="2025-01-01"))
    path = maps.write(f"UkraineControlMap{name}.geojson", tree)
    assert "no day from 2014 to today; rename it, or pass day=" in refusal(path)
    with pytest.raises(ControlFileError, match="UkraineControlMap"):
        read_isw(maps.folder)
    _, report = rows([path], errors="skip")
    assert len(report["skipped"]) == len(report["impossible_dates"]) == 1
    ((row,), report) = rows(path, day="2025-12-06")
    assert row.date == pd.Timestamp("2025-12-06")
    assert len(report["impossible_dates"]) == 1


def test_the_time_of_a_file_is_never_its_day(maps):
    path = maps.write("UkraineControlMap.geojson", maps.square())
    assert "does not tell its day, neither in its name nor in a field; pass day=" in refusal(path)


def test_a_file_of_no_layer_is_refused_unless_its_status_is_given(maps):
    path = maps.write("rivers_20250814.geojson", maps.square())
    assert "which of ISW's layers it is" in refusal(path)
    ((row,), _) = rows(path, status="advance")
    assert row.status == "advance"
    with pytest.raises(ValueError, match="'rivers' is no status of control"):
        read_isw(path, status="rivers")


def test_layers_in_one_file_are_told_apart_by_their_column(maps):
    tree = maps.collection(
        maps.feature(maps.square(37), layer="ロシア軍支配エリア"), maps.feature(maps.square(38),
        layer="ロシア軍侵攻エリア"),
        maps.feature(None, layer="ウクライナ軍反撃エリア"), maps.feature(maps.square(40),
        layer="ukraine_other"),
    )  # fmt: skip
    history = read_isw(maps.write("20230501.geojson", tree))
    assert set(history.statuses) == {"occupied", "advance", "claimed_ua", "unclassified"}
    assert history.report["unclassified"] == {"ukraine_other": 1}
    tree = maps.collection(
        maps.feature(maps.square(37, height=0), date="2025-11-05", layer_type="russian_infiltration")
    )
    ((row,), _) = rows(maps.write("territory_geojson_2025-11-05.geojson", tree))
    assert row.status == "infiltration"


def test_a_layer_in_which_there_is_nothing_is_a_map_too(maps):
    history = read_isw(maps.write(f"{CONTROL}.geojson", maps.collection()))
    assert [day.date().isoformat() for day in history.dates] == ["2025-08-14"]
    assert history.report["kept"] == 0


def test_pages_of_a_layer_are_one_and_a_missing_one_is_reported(maps, km2):
    first = maps.collection(
        maps.square(37), exceededTransferLimit=True, properties={"exceededTransferLimit": True}
    )
    one = maps.write("VIEW_RussiaCoTinUkraine_V3_49_20250814_page1.geojson", first)
    _, report = rows(one)
    assert len(report["incomplete"]) == 1
    two = maps.write("VIEW_RussiaCoTinUkraine_V3_49_20250814_page2.geojson", maps.collection(maps.square(38)))
    ((row,), report) = rows([one, two])
    assert report["incomplete"] == []
    assert len(row.geometry.geoms) == 2


def test_an_error_that_a_server_sent_is_refused(maps):
    path = maps.write(f"{CONTROL}.json", {"error": {"code": 400, "message": "Invalid URL"}})
    assert "an error that the server sent (Invalid URL)" in refusal(path)


def test_a_shapefile_is_read_plain_and_zipped_and_leaves_nothing_behind(maps, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    plain = shapefile(
        maps.folder, "Assessed Russian-controlled Ukrainian Territory", [shapely.box(37, 48, 38, 49), None]
    )
    ((row,), report) = rows(plain, day="2022-06-15")
    assert (row.status, report["null_geometries"], report["ignored"]) == ("occupied", 1, 0)
    files = [path for path in maps.folder.iterdir() if path.stem == plain.stem]
    zipped = maps.zipped("UkraineControlMapAO25JAN2026.zip", *files)
    ((row,), report) = rows(zipped)
    assert (row.date, row.status) == (pd.Timestamp("2026-01-25"), "occupied")
    assert report["ignored"] == 0
    assert row.geometry.equals(shapely.box(37, 48, 38, 49))
    assert list((tmp_path / "temp").iterdir()) == []


def test_a_folder_of_shapefiles_ignores_none_of_their_files(maps):
    for name in ("AssessedRussianAdvances20250814", "ClaimedRussianTerritory20250814"):
        shapefile(maps.folder, name, [shapely.box(37, 48, 38, 49)])
    made, report = rows(maps.folder)
    assert {row.status for row in made} == {"advance", "claimed_ru"}
    assert (report["files"], report["ignored"]) == (2, 0)


def test_a_shapefile_without_its_index_or_table_is_read(maps):
    path = shapefile(maps.folder, CONTROL, [shapely.box(37, 48, 38, 49), shapely.box(40, 48, 41, 49), None])
    before = rows(path)[0][0].geometry
    path.with_suffix(".shx").unlink()
    assert rows(path)[0][0].geometry.equals(before)
    path.with_suffix(".dbf").unlink()
    assert rows(path)[0][0].geometry.equals(before)


def test_a_shapefile_without_its_reference_system_is_refused(maps):
    path = shapefile(maps.folder, CONTROL, [shapely.box(37, 48, 38, 49)])
    path.with_suffix(".prj").unlink()
    assert "has no .prj beside it" in refusal(path)


def test_a_reference_system_that_is_none_is_refused(maps):
    path = shapefile(maps.folder, CONTROL, [shapely.box(37, 48, 38, 49)])
    path.with_suffix(".prj").write_bytes(b'GEOGCS["GCS_\xff",')
    assert CONTROL in refusal(path)


def test_a_shapefile_in_metres_becomes_degrees(maps):
    path = shapefile(maps.folder, CONTROL, [shapely.box(4118821, 6106854, 4129953, 6123507)], crs="EPSG:3857")
    ((row,), _) = rows(path)
    assert row.geometry.bounds == pytest.approx((37, 48, 37.1, 48.1), abs=1e-4)


@pytest.mark.parametrize("suffix", [".shp", ".dbf"])
@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_shapefile_that_is_cut_short_is_refused(maps, suffix, keep):
    path = shapefile(maps.folder, CONTROL, [shapely.box(37, 48, 38, 49).buffer(1)] * 5)
    data = path.with_suffix(suffix).read_bytes()
    path.with_suffix(suffix).write_bytes(data[: int(len(data) * keep)])
    assert "cut short" in refusal(path)


def test_a_shapefile_that_is_none_is_refused(maps):
    assert "has no .prj" in refusal(maps.write(f"{CONTROL}.shp", b"<html>" * 100))
    maps.write(f"{CONTROL}.prj", "GEOGCS")
    assert "is no shapefile" in refusal(maps.folder / f"{CONTROL}.shp")
    maps.write(f"{CONTROL}.shp", b"\0\0\x27\x0a" + bytes(500))
    assert CONTROL in refusal(maps.folder / f"{CONTROL}.shp")


def test_two_tables_of_one_shapefile_are_refused(maps):
    path = shapefile(maps.folder, CONTROL, [shapely.box(37, 48, 38, 49)])
    with zipfile.ZipFile(maps.folder / "both.zip", "w") as archive:
        for suffix in (".shp", ".shx", ".prj", ".dbf"):
            archive.write(path.with_suffix(suffix), f"a/{CONTROL}{suffix}")
        archive.write(path.with_suffix(".dbf"), f"b/{CONTROL}.dbf")
    assert "two files called *.dbf" in refusal(maps.folder / "both.zip")


def test_points_are_no_layer_of_control(maps):
    path = maps.write(f"{CONTROL}.geojson", {"type": "Point", "coordinates": [37, 48]})
    assert "points or lines and no polygon" in refusal(path)


@pytest.mark.parametrize(("layer", "km2_measured"), [
    ("RussianAssessedCoTinUkraine", 105_393), ("RussianAssessedAdvanceinUkraine", 2_376),
    ("RussianClaimedCoTinUkraine", 345), ("UkrainianClaimedCounterOffensives", 22_201),
    ("UkrainianReportedPartisanWarfare", 2_352),
])  # fmt: skip
def test_areas_of_a_real_day_are_those_that_were_measured(reference_data, km2, layer, km2_measured):
    path = reference_data / "sources" / "isw" / "nikkei" / f"20221111_{layer}.geojson"
    if not path.is_file():
        pytest.skip("no layers of ISW among the reference data")
    ((row,), _) = rows(path)
    assert km2(row.geometry) == pytest.approx(km2_measured, abs=1)


def test_real_shapefiles_of_june_2022_are_read(reference_data, km2):
    folder = reference_data / "sources" / "isw" / "Test_Shape"
    if not folder.is_dir():
        pytest.skip("no shapefiles of ISW among the reference data")
    made, report = rows(folder, day="2022-06-15")
    assert {row.status: round(km2(row.geometry)) for row in made}["occupied"] == pytest.approx(
        117_479, rel=2e-4
    )
    assert (report["files"], report["null_geometries"], report["ignored"]) == (5, 6, 0)
    assert report["repaired"] >= 1


def test_real_files_of_impossible_days_are_refused(reference_data):
    files = sorted((reference_data / "sources" / "isw" / "sdspieg_territory").glob("territory_*.geojson"))
    if not files:
        pytest.skip("no files of impossible days among the reference data")
    for path in files:
        assert "no day from 2014 to today" in refusal(path)


def test_sheets_are_made_without_a_day_or_status_given(maps):
    from frontline.sources.found import found
    from frontline.sources.sheets import Tally

    maps.write(f"{CONTROL}.geojson", maps.square())
    tally = Tally("test")
    (sheet,) = isw_sheets(
        found(maps.folder, suffixes=(".geojson",), errors="raise", tally=tally, beside=BESIDE), tally
    )
    assert (sheet.source, sheet.snapshot_id) == ("isw", CONTROL)
