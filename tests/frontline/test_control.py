"""The history of maps: what is read is what comes back, damaged files are refused, sources stay apart."""

import json
import os
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline import stored
from frontline.control import ControlHistory
from frontline.drawing import Drawing
from frontline.errors import ControlError, ControlFileError
from frontline.series import Sheet
from frontline.tables import CONTROL
from gazetteer.geodesy import area_km2

ROW = {"source": "own", "date_basis": "map", "status": "occupied"}


def history_of(*shapes, **more):
    rows = [ROW | more | {"date": f"2025-08-{10 + at}", "geometry": shape} for at, shape in enumerate(shapes)]
    return ControlHistory.from_frame(CONTROL.table(rows))


def same_ground(one, other):
    return shapely.area(shapely.symmetric_difference(one, other)) < 1e-9


def test_a_map_comes_back_as_it_was():
    ring = shapely.box(37, 48, 38, 49).difference(shapely.box(37.4, 48.4, 37.6, 48.6))
    island = shapely.box(39, 48, 39.1, 48.1)
    history = history_of(shapely.box(37, 48, 38, 49), shapely.union_all([ring, island]))
    assert history.on("2025-08-11").geometry[0].equals(shapely.union_all([ring, island]))
    assert history.on("2025-08-10").geometry[0].equals(shapely.box(37, 48, 38, 49))


def test_rings_that_touch_in_a_point_come_back_as_two_squares():
    squares = shapely.MultiPolygon([shapely.box(37, 48, 38, 49), shapely.box(38, 49, 39, 50)])
    assert history_of(squares).on("2025-08-10").geometry[0].equals(squares)


def test_a_hole_that_touches_the_outline_in_a_point_stays_a_hole(terrain):
    history = terrain(d10="RRRRR RRRRR RRURR RURUR")
    shape = history.on("2025-08-10").geometry[0]
    segments = history.series[0].layers[0].segments
    assert float(area_km2(shape)) == pytest.approx(segments.area_km2[0], rel=1e-9)
    assert shapely.is_valid(shape)


@pytest.mark.parametrize("clockwise", [True, False])
def test_rings_may_run_either_way_round(clockwise):
    ring = shapely.box(37, 48, 38, 49).difference(shapely.box(37.4, 48.4, 37.6, 48.6))
    turned = shapely.orient_polygons(ring, exterior_cw=clockwise)
    drawing = Drawing()
    drawing.add([turned])
    segments = drawing.done()
    assert segments.area_km2[0] == pytest.approx(history_of(ring).series[0].layers[0].segments.area_km2[0])
    assert same_ground(segments.polygon(0), ring)


def test_parts_that_share_an_edge_are_one_ground():
    halves = shapely.MultiPolygon([shapely.box(37, 48, 38, 49), shapely.box(38, 48, 39, 49)])
    history = history_of(halves)
    assert history.on("2025-08-10").geometry[0].equals(shapely.box(37, 48, 39, 49))
    assert history.report["repaired"] == 1


def test_vertices_rounded_to_six_decimals_are_those_rounded_to_seven():
    exact = shapely.Polygon([(37.1234565, 48.7654325), (38.0000005, 48.2), (37.5, 49.1234567)])
    rounded = shapely.transform(exact, lambda xy: np.round(xy, 6))
    history = history_of(exact, rounded)
    assert history.report["unchanged_days"] == {"own": ["2025-08-11"]}


def test_an_empty_map_is_a_map():
    history = history_of(shapely.box(37, 48, 38, 49), None, shapely.box(37, 48, 38, 49))
    assert len(history.dates) == 3
    assert history.on("2025-08-11").empty
    assert not history.on("2025-08-12").empty


def test_days_are_those_of_the_maps_and_gaps_are_named(terrain):
    history = terrain(d10="R", d11="R", d14="RR", d15="RR")
    assert [day.day for day in history.dates] == [10, 11, 14, 15]
    assert history.dates.is_unique
    (gap,) = history.gaps.itertuples()
    assert (gap.since.day, gap.until.day, gap.days) == (11, 14, 2)
    assert history.report["missing_days"] == {"own": ["2025-08-12", "2025-08-13"]}
    assert history.report["unchanged_days"] == {"own": ["2025-08-11", "2025-08-15"]}
    assert history.report["merged_days"] == {"own": ["2025-08-14"]}
    assert json.loads(json.dumps(history.report)) == history.report


def test_of_two_versions_of_a_day_the_last_counts():
    row = ROW | {"date": "2025-08-10"}
    early = row | {
        "snapshot_id": "1",
        "published_at": "2025-08-10T09:00Z",
        "geometry": shapely.box(37, 48, 38, 49),
    }
    late = row | {
        "snapshot_id": "0",
        "published_at": "2025-08-10T19:00Z",
        "geometry": shapely.box(37, 48, 39, 49),
    }
    history = ControlHistory.from_frame(CONTROL.table([late, early]))
    assert history.on("2025-08-10").geometry[0].equals(shapely.box(37, 48, 39, 49))
    assert history.report["duplicate_days"] == {"own": ["2025-08-10"]}


def test_a_status_that_a_whole_map_lacks_is_gone(terrain):
    history = terrain(d10="RC", d11="RU", d12="RC")
    assert history.on("2025-08-10")["status"].tolist() == ["contested", "occupied"]
    assert history.on("2025-08-11")["status"].tolist() == ["occupied"]
    assert history.on("2025-08-12")["status"].tolist() == ["contested", "occupied"]


def test_a_layer_that_comes_by_itself_stays_until_it_is_told_anew():
    sheets = [
        Sheet(source="isw", day=pd.Timestamp(day), status=status, geometry=shapely.box(*bounds))
        for day, status, bounds in [
            ("2025-08-10", "occupied", (37, 48, 38, 49)),
            ("2025-08-10", "advance", (38, 48, 38.1, 49)),
            ("2025-08-11", "advance", (38, 48, 38.2, 49)),
        ]
    ]
    history = ControlHistory.from_sheets(sheets, whole=False)
    assert sorted(history.on("2025-08-11")["status"]) == ["advance", "occupied"]


def test_the_day_before_the_first_map_is_refused(terrain):
    with pytest.raises(ControlError, match="no map on or before 2025-08-09"):
        terrain(d10="R").on("2025-08-09")


def test_sources_stand_side_by_side_and_are_not_mixed(terrain):
    own, other = terrain(d10="R"), terrain(d11="RR", source="other")
    both = own.beside(other)
    assert both.sources == ["own", "other"]
    assert both.on("2025-08-12")["source"].tolist() == ["own", "other"]
    assert ControlHistory.from_frame(both.to_frame()).sources == ["other", "own"]
    assert json.loads(json.dumps(both.report))["skipped"] == []
    with pytest.raises(ControlError, match="two of these have maps of own"):
        both.beside(own)
    assert both.select(source="own").sources == ["own"]
    with pytest.raises(ControlError, match="2 sources, which are not mixed"):
        both.only()
    with pytest.raises(ControlError, match="no source 'isw'"):
        both.select(source="isw")


def test_a_table_gives_the_history_that_gave_it(terrain):
    history = terrain(d10="RC P", d11="RR P")
    again = ControlHistory.from_frame(history.to_frame())
    assert again.to_frame().equals(history.to_frame())


def test_appending_gives_a_new_history_and_leaves_the_old(terrain):
    old = terrain(d10="RC", d11="RC")
    new = old.append("2025-08-13", shapely.box(37, 48, 38, 49))
    assert len(old.dates) == 2
    assert new.dates[-1] == pd.Timestamp("2025-08-13")
    assert sorted(new.on("2025-08-13")["status"]) == ["contested", "occupied"]
    assert new.append("2025-08-14", None).on("2025-08-14")["status"].tolist() == ["contested"]


def test_appending_is_the_same_as_reading_all_at_once():
    shapes = [shapely.box(37, 48, 38 + at / 10, 49) for at in range(4)]
    whole = history_of(*shapes).series[0].layers[0].segments
    grown = history_of(*shapes[:2])
    for at in (2, 3):
        grown = grown.append(f"2025-08-{10 + at}", shapes[at])
    segments = grown.series[0].layers[0].segments
    for name in ("units", "pairs", "starts", "changed", "sign"):
        assert np.array_equal(getattr(segments, name), getattr(whole, name))


def test_a_day_that_is_not_later_cannot_be_appended(terrain):
    with pytest.raises(ControlError, match="2025-08-11 is not after the last map of own"):
        terrain(d10="R", d11="R").append("2025-08-11", shapely.box(37, 48, 38, 49))


def test_a_line_is_no_ground(terrain):
    with pytest.raises(ControlError, match="not a LineString"):
        terrain(d10="R").append("2025-08-11", shapely.LineString([(37, 48), (38, 48)]))


@pytest.fixture
def stored_history(terrain, tmp_path):
    history = terrain(d10="RCU", d11="RRU", d14="RRR")
    return history, history.to_file(tmp_path / "any.suffix")


def test_a_file_gives_the_history_that_it_was_made_of(stored_history):
    history, path = stored_history
    again = ControlHistory.from_file(path)
    assert again.to_frame().equals(history.to_frame())
    assert again.report == history.report
    assert sorted(os.listdir(path.parent)) == ["any.suffix"]


def test_the_same_history_gives_the_same_bytes(stored_history, tmp_path):
    history, path = stored_history
    assert history.to_file(tmp_path / "again").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: data[:-5], "cut short"),
        (lambda data: data[:-5] + b"\0" * 5, "checksum"),
        (lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:], "checksum"),
        (lambda data: b"PK\x03\x04" + data, "no history of maps"),
        (lambda data: b"", "no history of maps"),
        (lambda data: data[:8] + b"\x63" + data[9:], "version 99"),
    ],
    ids=["cut", "zeroed", "bit", "other", "empty", "later"],
)
def test_a_damaged_file_is_refused_with_its_reason(stored_history, damage, reason):
    _, path = stored_history
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ControlFileError, match=reason):
        ControlHistory.from_file(path)


def test_a_file_whose_numbers_lead_nowhere_is_refused(stored_history):
    history, path = stored_history
    (series,) = history.series
    astray = [
        replace(one, segments=replace(one.segments, pairs=one.segments.pairs + 9)) for one in series.layers
    ]
    stored.saved((series.with_layers(astray),), {}, path)
    with pytest.raises(ControlFileError, match="not what its head says"):
        ControlHistory.from_file(path)


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path):
    with pytest.raises(ControlFileError, match="nowhere"):
        ControlHistory.from_file(tmp_path / "nowhere")
    with pytest.raises(ControlFileError, match="cannot be read"):
        ControlHistory.from_file(tmp_path)


def test_a_crash_while_saving_keeps_the_old_file(stored_history, monkeypatch):
    history, path = stored_history
    before = path.read_bytes()

    def crash(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", crash)
    with pytest.raises(ControlFileError, match="No space left"):
        history.append("2025-08-20", None).to_file(path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["any.suffix"]


squares = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 3), st.integers(1, 3)), max_size=5
)


@settings(max_examples=60, deadline=None)
@given(st.lists(squares, min_size=1, max_size=5))
def test_any_series_of_maps_comes_back(days):
    shapes = [
        shapely.union_all([shapely.box(30 + x, 40 + y, 30 + x + w, 40 + y + h) for x, y, w, h in some])
        for some in days
    ]
    segments = Drawing()
    segments.add([None if shape.is_empty else shape for shape in shapes])
    drawn = segments.done()
    for at, shape in enumerate(shapes):
        assert same_ground(drawn.polygon(at), shape)
        assert shapely.is_valid(drawn.polygon(at))


def test_a_frame_in_another_crs_is_brought_to_degrees():
    frame = gpd.GeoDataFrame(
        CONTROL.table([ROW | {"date": "2025-08-10", "geometry": shapely.box(37, 48, 38, 49)}])
    )
    history = ControlHistory.from_frame(frame.to_crs(3857))
    assert same_ground(history.on("2025-08-10").geometry[0], shapely.box(37, 48, 38, 49))


@pytest.mark.parametrize(
    ("ground", "told"),
    [
        (shapely.box(4e6, 6e6, 4.1e6, 6.1e6), "off the Earth|not at"),
        (shapely.box(36, 47, 500, 49), "off the Earth|not at"),
        ("POLYGON", "not"),
    ],
    ids=["metres", "beyond", "text"],
)
def test_ground_that_is_not_in_degrees_is_refused(terrain, ground, told):
    with pytest.raises(ControlError, match=told):
        terrain(d10="R").append("2025-08-11", ground)


def test_a_series_of_polygons_in_any_crs_can_be_appended(terrain):
    halves = gpd.GeoSeries([shapely.box(37, 48, 37.5, 49), shapely.box(37.5, 48, 38, 49)], crs=4326)
    new = terrain(d10="R").append("2025-08-11", halves.to_crs(3857))
    assert same_ground(new.on("2025-08-11").geometry[0], shapely.box(37, 48, 38, 49))


def test_two_files_of_one_name_and_day_are_two_versions():
    sheets = [
        Sheet(
            source="own", day=pd.Timestamp("2025-08-10"), status="occupied", geometry=shape, snapshot_id="a"
        )
        for shape in (shapely.box(37, 48, 38, 49), shapely.box(37, 48, 39, 49))
    ]
    history = ControlHistory.from_sheets(sheets)
    assert history.report["duplicate_days"] == {"own": ["2025-08-10"]}
    assert history.on("2025-08-10").geometry[0].equals(shapely.box(37, 48, 39, 49))


def test_a_history_of_nothing_says_why():
    empty = ControlHistory.from_sheets([], report={"skipped": ["a.geojson: is empty"]})
    with pytest.raises(ControlError, match=r"no map was read: a\.geojson: is empty"):
        empty.only()
    with pytest.raises(ControlError):
        empty.on("2025-08-10")
