"""A user's own layers are read with the status and the day that he says, and refused where they lack it."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from frontline.errors import ControlFileError
from frontline.sources.anything import read_control

SQUARE = shapely.box(37, 48, 38, 49)


def frame(crs="EPSG:4326", **columns):
    columns = columns or {"held": ["by Russia"]}
    count = len(next(iter(columns.values())))
    boxes = [shapely.box(37 + at, 48, 38 + at, 49) for at in range(count)]
    return gpd.GeoDataFrame(columns, geometry=boxes, crs=crs)


def rows(paths, status="occupied", **kwargs):
    history = read_control(paths, source="mine", status=status, **kwargs)
    return list(history.to_frame().itertuples()), history.report


def refusal(path, status="occupied", **kwargs):
    with pytest.raises(ControlFileError) as caught:
        read_control(path, source="mine", status=status, **kwargs)
    return str(caught.value)


WRITERS = {
    ".geojson": lambda table, path: table.to_file(path, driver="GeoJSON"),
    ".gpkg": lambda table, path: table.to_file(path, driver="GPKG", layer="front"),
    ".shp": lambda table, path: table.to_file(path),
    ".parquet": lambda table, path: table.to_parquet(path),
}


@pytest.mark.parametrize("suffix", WRITERS)
def test_all_formats_give_the_same(tmp_path, suffix):
    path = tmp_path / f"front_2025-08-14{suffix}"
    WRITERS[suffix](frame(), path)
    ((row,), report) = rows(path)
    assert (row.source, row.date, row.date_basis) == ("mine", pd.Timestamp("2025-08-14"), "filename")
    assert (row.status, row.controller, row.basis) == ("occupied", "RU", "unknown")
    assert row.snapshot_id == "front_2025-08-14"
    assert row.geometry.equals(SQUARE)
    assert report["kept"] == 1


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".parquet"])
def test_metres_become_degrees(tmp_path, suffix):
    path = tmp_path / f"front_2025-08-14{suffix}"
    WRITERS[suffix](frame().to_crs(3857), path)
    ((row,), _) = rows(path)
    assert row.geometry.bounds == pytest.approx(SQUARE.bounds)


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet"])
@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_file_without_a_reference_system_is_refused(tmp_path, suffix):
    path = tmp_path / f"front_2025-08-14{suffix}"
    WRITERS[suffix](frame(crs=None), path)
    assert "has no reference system (CRS); set it" in refusal(path)


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet", ".shp"])
@pytest.mark.parametrize("keep", [0, 0.5, 0.97])
def test_a_damaged_file_is_refused_by_name(tmp_path, suffix, keep):
    path = tmp_path / f"front_2025-08-14{suffix}"
    WRITERS[suffix](frame(held=["x" * 100] * 20), path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert str(path) in refusal(path)
    _, report = rows(path, errors="skip")
    assert len(report["skipped"]) == 1


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet", ".geoparquet"])
def test_a_file_under_the_wrong_name_is_refused(tmp_path, suffix):
    path = tmp_path / f"front_2025-08-14{suffix}"
    path.write_text("<html>log in</html>" * 50)
    assert "damaged, or not what its name says" in refusal(path)


def test_a_table_without_ground_is_refused(tmp_path):
    path = tmp_path / "front_2025-08-14.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    assert str(path) in refusal(path)


def test_of_several_layers_one_is_named(tmp_path):
    path = tmp_path / "front_2025-08-14.gpkg"
    frame().to_file(path, driver="GPKG", layer="a")
    frame(held=["x", "y"]).to_file(path, driver="GPKG", layer="b")
    assert "has 2 layers; pass layer= one of ['a', 'b']" in refusal(path)
    assert "has no layer 'c'" in refusal(path, layer="c")
    assert rows(path, layer="b")[1]["kept"] == 2


def test_values_have_their_words_and_others_are_unclassified(maps):
    tree = maps.collection(*(
        maps.feature(maps.square(37 + at), zone=zone) for at, zone in enumerate(["red", "grey", "pink", None,
        5])
    ))  # fmt: skip
    path = maps.write("zones_20250814.geojson", tree)
    words = {"red": "occupied", "grey": "contested", "5": "liberated"}
    made, report = rows(path, words, status_column="zone")
    assert {row.status: row.status_raw for row in made} == {
        "occupied": "red", "contested": "grey", "liberated": "5", "unclassified": "(empty); pink",
    }  # fmt: skip
    assert report["unclassified"] == {"pink": 1, "(empty)": 1}


def test_a_column_tells_the_day_of_each_row(maps):
    tree = maps.collection(*(
        maps.feature(maps.square(37, size=at / 10), day=day)
        for at, day in enumerate(["2025-08-14", "2025-08-13", "2025-08-13T22:30:00Z"], 1)
    ))  # fmt: skip
    history = read_control(maps.write("all.geojson", tree), source="mine", status="occupied", date="day")
    assert [day.date().isoformat() for day in history.dates] == ["2025-08-13", "2025-08-14"]
    assert set(history.to_frame()["date_basis"]) == {"field"}


def test_a_row_without_a_day_or_with_none_that_can_be_is_refused(maps):
    path = maps.write("all.geojson", maps.collection(maps.feature(maps.square(), day=None)))
    assert "a row without a day in the column 'day'; pass day=" in refusal(path, date="day")
    assert rows(path, date="day", day="2025-08-14")[1]["kept"] == 1
    path = maps.write("all.geojson", maps.collection(maps.feature(maps.square(), day="05/06/2025")))
    assert "'05/06/2025' where a date should be" in refusal(path, date="day")


def test_a_column_of_another_name_is_refused_with_those_there_are(maps):
    path = maps.write("front_2025-08-14.geojson", maps.collection(maps.feature(maps.square(), a=1, b=2)))
    assert "has no column 'day'; it has a, b" in refusal(path, date="day")
    assert "has no column 'zone'" in refusal(path, {"x": "occupied"}, status_column="zone")


def test_a_file_that_tells_no_day_or_an_impossible_one_is_refused(maps):
    assert "pass date= (a column) or day=" in refusal(maps.write("front.geojson", maps.square()))
    path = maps.write("front_04.05.2025.geojson", maps.square())
    assert "day and month may be either" in refusal(path)
    ((row,), report) = rows(path, day="2025-05-04")
    assert row.date == pd.Timestamp("2025-05-04")
    assert len(report["impossible_dates"]) == 1


def test_nothing_held_is_a_map_too(maps):
    history = read_control(
        maps.write("front_2025-08-14.geojson", maps.collection()), source="mine", status="occupied"
    )
    assert len(history.dates) == 1


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"status": "taken"}, "'taken' is no status"), ({"status": {"a": "occupied"}}, "mapping"),
        ({"status": "occupied", "status_column": "a"}, "mapping"), ({"source": " "}, "whose map"),
        ({"controller": "USSR"}, "USSR"), ({"basis": "guessed"}, "guessed"), ({"day": "yesterday"},
        "is not a day"),
        ({"status": {"a": "taken"}, "status_column": "a"}, "'taken' is no status"),
    ],
)  # fmt: skip
def test_words_that_are_none_are_refused(maps, kwargs, message):
    path = maps.write("front_2025-08-14.geojson", maps.square())
    with pytest.raises(ValueError, match=message):
        read_control(path, **{"source": "mine", "status": "occupied"} | kwargs)


def test_the_user_may_say_who_holds_it_and_from_what(maps):
    path = maps.write("front_2025-08-14.geojson", maps.square())
    ((row,), _) = rows(path, "claimed_ru", controller="UA", basis="reported")
    assert (row.controller, row.basis) == ("UA", "reported")
