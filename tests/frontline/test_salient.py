"""Salients, pockets and corridors drawn and counted by hand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gazetteer
from frontline.boundaries import state_border, ukraine
from frontline.control import ControlHistory
from frontline.errors import ControlError
from frontline.passage import corridor
from frontline.salient import salients
from frontline.tables import CONTROL, CORRIDORS, SALIENTS
from gazetteer.geodesy import moved, plane_lonlat

approx = pytest.approx
DAY = "2025-08-10"
CENTRE = 37.0, 48.5
MIDDLE = shapely.Point(CENTRE)


def maps(shape, **also):
    row = {"source": "own", "date_basis": "map", "status": "occupied", "date": DAY}
    return ControlHistory.from_frame(CONTROL.table([row | also | {"geometry": shape}]))


def flat(shape):
    """A shape drawn in km east and north of 37° E, 48.5° N."""
    return shapely.transform(shapely.segmentize(shape, 2), lambda xy: plane_lonlat(xy, CENTRE))


def block(west, south, east, north):
    return flat(shapely.box(west, south, east, north))


OLD = shapely.box(-20, -15, 20, 0)


def bulge(width, radius):
    """How deep the middle of the circle lies that reaches farthest into a finger, and its arc in there."""
    return np.sqrt(radius**2 - width**2 / 4), 2 * radius * np.arcsin(width / 2 / radius)


def test_a_finger_is_a_salient_as_deep_as_it_reaches_beyond_the_opened_ground():
    (row,) = salients(maps(flat(OLD | shapely.box(0, -1, 1, 10))), DAY).itertuples()
    deep, arc = bulge(1, 1)
    assert row.depth_km == approx(np.hypot(0.5, 10 + deep) - 1, abs=0.005)
    assert row.neck_km == approx(arc, rel=0.005)
    assert row.area_km2 == approx(10, rel=0.01)
    assert min(row.bearing, 360 - row.bearing) < 5
    assert row.flags is np.nan
    assert row.geometry.geom_type == "Polygon"


def test_what_the_circle_fits_into_is_no_salient():
    broad = maps(flat(OLD | shapely.box(0, -1, 3, 10)))
    assert len(salients(broad, DAY, radius_km=1.4)) == 0
    deep, arc = bulge(3, 1.6)
    (row,) = salients(broad, DAY, radius_km=1.6).itertuples()
    assert (row.depth_km, row.neck_km) == approx((np.hypot(1.5, 10 + deep) - 1.6, arc), rel=0.005)


def test_two_prongs_are_one_salient_where_their_stem_is_narrow_too():
    stem, prongs = shapely.box(0, -1, 3, 6), shapely.box(0, 6, 1, 12) | shapely.box(2, 6, 3, 11)
    history = maps(flat(OLD | stem | prongs))
    # In the stem the circle comes up to (1, 5); the tips are the outer corners.
    two = salients(history, DAY, radius_km=1)
    assert two.depth_km.tolist() == approx([np.hypot(1, 7) - 1, np.hypot(1, 6) - 1], abs=0.01)
    deep, arc = bulge(3, 2)
    (one,) = salients(history, DAY, radius_km=2).itertuples()
    assert (one.depth_km, one.neck_km) == approx((np.hypot(1.5, 12 + deep) - 2, arc), rel=0.005)


def test_a_pocket_is_joined_to_nothing():
    (row,) = salients(maps(flat(OLD | shapely.box(0, 5, 1.5, 7))), DAY).itertuples()
    assert (row.flags, row.neck_km) == ("pocket", 0)
    assert row.depth_km == approx(7, abs=0.01)
    assert row.area_km2 == approx(3, rel=1e-3)


def test_a_pocket_without_wider_ground_anywhere_has_no_depth():
    (row,) = salients(maps(block(0, 5, 1.5, 7)), DAY).itertuples()
    assert row.flags == "pocket"
    assert np.isnan([row.depth_km, row.bearing]).all()


def test_corners_of_wide_ground_are_no_salients():
    assert len(salients(maps(flat(OLD)), DAY, radius_km=2, min_km2=0.9)) == 0  # (4 - pi) km² round off four


def test_a_hole_in_the_ground_is_kept_a_hole():
    ring = maps(flat(OLD | (shapely.box(-6, 0, 6, 10) - shapely.box(-5, 0, 5, 9))))
    (row,) = salients(ring, DAY).itertuples()
    assert row.area_km2 == approx(12 * 10 - 10 * 9, rel=0.01)
    assert row.neck_km == approx(2 * bulge(1, 1)[1], rel=0.005)  # it stands on two feet


def test_ground_along_the_state_border_is_no_salient_but_what_sticks_out_of_it_is():
    # East of Vovchansk: a strip 1.5 km deep.
    border = shapely.intersection(state_border(), shapely.box(36.75, 50.2, 37.05, 50.45))
    strip = shapely.intersection(border.buffer(0.0135), ukraine())
    strip = max(shapely.get_parts(strip), key=shapely.area)
    assert len(salients(maps(strip), DAY, radius_km=1.5)) == 0  # though the circle is wider than the strip
    south = strip.representative_point()
    lon, lat = moved(south.x, south.y, 180, 8)
    finger = shapely.box(lon, lat, lon + 0.014, south.y)
    (row,) = salients(maps(strip | finger), DAY, radius_km=1.0).itertuples()
    assert row.flags is np.nan
    assert 5 < row.depth_km < 8


def test_a_spit_of_the_coast_is_no_salient():
    arabat = shapely.box(34.7, 45.4, 35.5, 46.3) & ukraine()
    parts = sorted(shapely.get_parts(arabat), key=shapely.area)
    table = salients(maps(shapely.union_all(parts) | block(-20, -15, 20, 0)), DAY)
    assert table.depth_km.max() < 5 or len(table) == 0


def test_only_salients_near_a_place_are_told():
    history = maps(flat(OLD | shapely.box(0, -1, 1, 10) | shapely.box(-19, -1, -18, 8)))
    assert len(salients(history, DAY)) == 2
    near = salients(history, DAY, near=MIDDLE, within_km=10)
    assert near.depth_km.round(1).tolist() == [9.9]
    assert len(salients(history, DAY, near=gazetteer.load()["Kyiv"])) == 0
    with pytest.raises(TypeError, match="near="):
        salients(history, DAY, near=(37, 48))


def test_the_same_ground_has_the_same_salients_wherever_the_plane_lies():
    history = maps(flat(OLD | shapely.box(0, -1, 1, 10)))
    here, far = (
        salients(history, DAY, near=place, within_km=900) for place in (MIDDLE, shapely.Point(30.5, 50.4))
    )
    assert here.depth_km[0] == approx(far.depth_km[0], rel=3e-3)
    assert here.neck_km[0] == approx(far.neck_km[0], rel=2e-2)


def test_no_ground_has_no_salients():
    for table in (salients(maps(None), DAY), salients(maps(flat(OLD)), DAY)):
        assert len(table) == 0
        assert list(table.columns) == [*SALIENTS.names, "geometry"]


@pytest.mark.parametrize("option", [{"radius_km": 0}, {"radius_km": float("nan")}, {"min_km2": -1}])
def test_a_circle_has_a_radius(option):
    with pytest.raises(ControlError, match="radius"):
        salients(maps(flat(OLD)), DAY, **option)


WEST, EAST = shapely.box(-30, -30, -5, 30), shapely.box(5, -30, 30, 30)


@pytest.mark.parametrize("gap", [0.5, 2, 10])
def test_a_corridor_between_two_squares_is_as_wide_as_the_gap(gap):
    wall = shapely.box(-30, -30, -gap / 2, -20) | shapely.box(gap / 2, -30, 30, -20)
    sides = shapely.box(-30, -30, -28, 20) | shapely.box(28, -30, 30, 20) | shapely.box(-30, 18, 30, 20)
    (row,) = corridor(maps(flat(wall | sides)), MIDDLE, DAY, reach_km=40, step_m=50).itertuples()
    assert row.width_km == approx(gap, abs=0.05)
    assert row.flags is np.nan
    across = shapely.get_coordinates(row.geometry)
    assert shapely.distance(row.geometry, flat(shapely.box(-gap, -31, gap, -19))) == 0
    assert abs(across[0, 0] - across[1, 0]) * 73.7 == approx(gap, rel=0.05)


def test_a_place_between_two_fronts_is_as_narrow_as_the_way_past_them():
    (row,) = corridor(maps(flat(WEST | EAST)), MIDDLE, DAY).itertuples()
    assert row.width_km == approx(10, abs=0.02)
    assert row.flags == "at_place"
    # Free to the north and south between the corners 5 km aside, within 15 km.
    free = 2 * np.degrees(np.arcsin(5 / 15))
    assert row.free_angle_deg == approx(free, abs=0.5)
    assert row.blocked_percent == approx(100 * (1 - 2 * free / 360), abs=0.3)


def test_an_encircled_place_is_cut_off():
    ring = shapely.Point(0, 0).buffer(12) - shapely.Point(0, 0).buffer(8)
    (row,) = corridor(maps(flat(ring)), MIDDLE, DAY).itertuples()
    assert (row.width_km, row.flags, row.geometry) == (0, "cut_off", None)
    assert (row.free_angle_deg, row.blocked_percent) == (0, 100)


def test_a_place_that_is_held_has_no_corridor_and_for_its_holder_one():
    history = maps(flat(shapely.box(-40, -40, 40, 6)))
    (theirs,) = corridor(history, MIDDLE, DAY).itertuples()
    assert (theirs.width_km, theirs.flags) == (0, "held")
    (ours,) = corridor(history, MIDDLE, DAY, side="RU").itertuples()
    assert ours.width_km == approx(12, abs=0.02)


def test_a_place_far_from_the_front_is_open():
    (row,) = corridor(maps(flat(shapely.box(40, 0, 50, 10))), MIDDLE, DAY).itertuples()
    assert (row.width_km, row.flags, row.free_angle_deg, row.blocked_percent) == (60, "open", 360, 0)
    assert corridor(maps(None), MIDDLE, DAY)["flags"].tolist() == ["open"]


def test_ways_do_not_lead_through_russia():
    # North of Kharkiv, at the border: held ground in the south leaves no way but over it.
    place = shapely.Point(36.6, 50.2)
    held = (
        shapely.box(35.5, 49.5, 38.0, 50.1)
        | shapely.box(35.5, 49.5, 36.3, 50.6)
        | shapely.box(36.9, 49.5, 38, 50.6)
    )
    (row,) = corridor(maps(held), place, DAY, reach_km=60).itertuples()
    assert (row.width_km, row.flags) == (0, "cut_off")


def test_points_in_any_reference_system_keep_their_index():
    points = gpd.GeoSeries([MIDDLE, None, shapely.Point(37.3, 48.5)], index=["a", "b", "c"], crs="EPSG:4326")
    history = maps(flat(WEST | EAST))
    table = corridor(history, points.to_crs("EPSG:3857"), DAY)
    assert table.index.tolist() == ["a", "b", "c"]
    assert table["flags"].tolist()[::2] == ["at_place", "held"]
    assert np.isnan(table.width_km["b"])
    assert list(table.columns) == [*CORRIDORS.names, "geometry"]
    assert corridor(history, gazetteer.load()["Dobropillia"], DAY).width_km[0] >= 0


def test_no_points_are_an_empty_table():
    assert len(corridor(maps(flat(WEST)), gpd.GeoSeries([], crs="EPSG:4326"), DAY)) == 0


def test_a_tuple_is_no_point():
    with pytest.raises(TypeError):
        corridor(maps(flat(WEST)), (37, 48.5), DAY)


@pytest.mark.parametrize("option", [{"side": "US"}, {"reach_km": 0}, {"step_m": -1}])
def test_what_cannot_be_meant_is_refused(option):
    with pytest.raises(ControlError):
        corridor(maps(flat(WEST)), MIDDLE, DAY, **option)


def test_places_outside_ukraine_are_measured_without_its_border():
    away = -70.0, -40.0
    shape = shapely.transform(WEST | EAST, lambda xy: plane_lonlat(xy, away))
    (row,) = corridor(maps(shape), shapely.Point(away), DAY).itertuples()
    assert row.width_km == approx(10, abs=0.05)
