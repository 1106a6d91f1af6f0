"""Pushes drawn and counted by hand: how deep, by which way, how wide, in which direction."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gazetteer
from frontline.advance import advances
from frontline.control import ControlHistory
from frontline.depth import depths, outline
from frontline.errors import ControlError
from frontline.ground import ground
from frontline.tables import ADVANCES, CONTROL
from gazetteer.geodesy import distance_km, moved, plane_xy_km

approx = pytest.approx
STEP = 0.05  # half of a step, in km
EAST, NORTH = 1 / 73.889, 1 / 111.2  # degrees of a kilometre at 48.5° N


def maps(*shapes, status="occupied", **also):
    """One map a day from 10 August 2025."""
    row = {"source": "own", "date_basis": "map", "status": status}
    return ControlHistory.from_frame(
        CONTROL.table(
            row | {"date": f"2025-08-{10 + day}", "geometry": shape} for day, shape in enumerate(shapes)
        )
    )


def push(*shapes, **options):
    return advances(maps(*shapes), "2025-08-10", "2025-08-11", **options)


def block(west, south, east, north):
    """A box by kilometres from 37° E, 48.5° N."""
    return shapely.box(37 + west * EAST, 48.5 + south * NORTH, 37 + east * EAST, 48.5 + north * NORTH)


def corner(east, north):
    """A small triangle at the eastern end of a northern edge: its tip is farther north than all else."""
    left, right = east - 0.5, east
    at = [(left, north - 0.1), (right, north - 0.1), (right, north), (right, north + 0.1), (left, north)]
    return shapely.Polygon([(37 + x * EAST, 48.5 + y * NORTH) for x, y in at])


def circle(lon, lat, km, corners=720):
    return shapely.Polygon([moved(lon, lat, angle, km) for angle in np.linspace(0, 360, corners, False)])


def pieces_of(history):
    return depths(ground(history))


OLD = block(-20, -10, 20, 0)
EDGE = shapely.segmentize(shapely.LineString([(37 - 20 * EAST, 48.5), (37 + 20 * EAST, 48.5)]), 0.01)


def test_a_half_plane_that_moves_5_km_is_5_km_deep():
    km = float(distance_km(37, 48, 37, 48.045))
    table = push(shapely.box(35.5, 47.5, 38, 48), shapely.box(35.5, 47.5, 38, 48.045))
    assert table.depth_km[0] == approx(km, abs=STEP + 1e-4 * km)
    assert table.bearing[0] % 360 == approx(0, abs=0.1) or table.bearing[0] == approx(360, abs=0.1)


def test_a_circle_that_grows_by_a_kilometre_is_a_kilometre_deep_all_round():
    history = maps(*(circle(37, 48.5, km) for km in (10, 11, 12)))
    _, depth_km = pieces_of(history)
    assert depth_km.tolist() == approx([1, 1], abs=0.002)


def test_a_finger_has_the_depth_way_width_and_bearing_with_which_it_was_drawn():
    table = push(OLD, OLD | block(0, 0, 1, 10))
    (row,) = table.itertuples()
    assert row.depth_km == approx(10, rel=2e-3)  # a letter is a kilometre at 48.5° N, 0.2 % less beyond
    assert row.path_km == approx(row.depth_km, rel=1e-3)
    assert row.width_km == approx(2 * 10 / 22, rel=3e-3)
    assert row.area_km2 == approx(10, rel=3e-3)
    assert min(row.bearing, 360 - row.bearing) < 0.1
    assert row.geometry.coords[0][1] == approx(48.5, abs=1e-4)
    assert shapely.get_num_points(row.geometry) == 2


def test_the_way_goes_round_the_corner_of_an_elbow():
    arm = block(0, 0, 1, 5) | block(0, 4, 9, 5) | block(8, 5, 9, 6)
    (row,) = push(OLD, OLD | arm | corner(9, 6)).itertuples()
    assert row.depth_km == approx(6.1, rel=3e-3)
    # From the corner (9, 6.1) to the inner corners (8, 5) and (1, 4), then 4 km down to the old ground.
    assert row.path_km == approx(np.hypot(1, 1.1) + np.hypot(7, 1) + 4, rel=3e-3)


def test_a_way_never_is_shorter_than_the_depth():
    zigzag = block(0, 0, 1, 3) | block(0, 2, 6, 3) | block(5, 2, 6, 6) | block(-3, 5, 6, 6)
    (row,) = push(OLD, OLD | zigzag).itertuples()
    assert row.path_km > row.depth_km
    assert row.depth_km == approx(6, rel=3e-3)


def test_the_way_goes_round_a_hole():
    piece = block(0, 0, 9, 7) - block(1, 1, 8, 6)
    (row,) = push(OLD, OLD | piece | corner(4.5, 7)).itertuples()
    assert row.depth_km == approx(7.1, rel=3e-3)
    # From the tip over the middle of the hole to its upper corner, and down beside it.
    assert row.path_km == approx(np.hypot(3.5, 1.1) + 6, rel=3e-3)


def test_an_island_is_detached_and_has_no_way():
    (row,) = push(OLD, OLD | block(0, 3, 1, 4)).itertuples()
    assert row.flags == "detached"
    assert row.depth_km == approx(4, rel=3e-3)
    assert np.isnan(row.path_km)


def test_a_piece_that_only_touches_a_corner_is_not_detached():
    (row,) = push(OLD, OLD | block(20, 0, 21, 1)).itertuples()
    assert row.flags is np.nan
    assert row.path_km == approx(np.sqrt(2), rel=3e-3)


def test_a_pocket_that_is_closed_has_no_depth():
    (row,) = push(OLD - block(-2, -6, 2, -2), OLD).itertuples()
    assert row.flags == "enclosed"
    assert (row.depth_km, row.path_km) == approx((0, 0), abs=1e-3)


def test_the_first_ground_of_all_has_no_depth_to_tell():
    history = maps(None, OLD)
    (row,) = advances(history, "2025-08-10", "2025-08-11").itertuples()
    assert row.flags == "no_ground_before"
    assert np.isnan([row.depth_km, row.path_km, row.bearing]).all()
    assert row.geometry is None
    assert np.isnan(pieces_of(history)[1]).all()


def test_an_incursion_is_as_deep_as_it_reaches_from_the_state_border():
    from frontline.boundaries import state_border, ukraine

    # At Vovchansk: a strip of 4 km along the border, 100 km from the ground that is held.
    border = shapely.intersection(state_border(), shapely.box(36.8, 50.2, 37.0, 50.5))
    strip = shapely.intersection(border.buffer(4 * NORTH), ukraine())
    (row, *_) = push(OLD, OLD | strip).itertuples()
    assert row.depth_km < 4.2
    assert row.area_km2 > 50
    assert "detached" not in str(row.flags)


def test_a_thin_piece_is_flagged_and_a_small_one_left_out():
    table = push(OLD, OLD | block(0, 0, 0.05, 5) | block(4, 0, 4.05, 0.05))
    assert table["flags"].tolist() == ["thin"]


def test_the_deepest_comes_first_and_losses_do_not_count():
    table = push(
        OLD, (OLD | block(0, 0, 1, 2) | block(5, 0, 6, 4) | block(9, 0, 10, 3)) - block(-9, -3, -8, 0)
    )
    assert table.depth_km.round(1).tolist() == [4.0, 3.0, 2.0]


@pytest.mark.parametrize("step_m", [50, 100, 400])
def test_the_depth_is_short_by_half_a_step_at_most(step_m):
    crooked = shapely.Polygon([(37, 48.5), (37.02, 48.53), (37.013, 48.561), (37.05, 48.575), (37.061, 48.5)])
    history = maps(OLD - block(-1, -0.2, 3, 0), OLD | crooked)
    fine = advances(history, "2025-08-10", "2025-08-11", step_m=1).depth_km.max()
    coarse = advances(history, "2025-08-10", "2025-08-11", step_m=step_m).depth_km.max()
    assert fine - step_m / 2000 - 1e-4 * fine <= coarse <= fine * 1.0001


def test_one_pair_of_maps_is_as_deep_as_all_steps_say():
    rng = np.random.default_rng(8)
    shapes = [OLD]
    for west, deep in rng.uniform((-15, 0.5), (15, 6), (6, 2)):
        shapes.append(shapes[-1] | block(west, -1, west + 1, deep))
    history = maps(*shapes)
    piece, depth_km = pieces_of(history)
    pair = ground(history).steps.pair[piece]
    for until in range(1, len(shapes)):
        alone = advances(history, f"2025-08-{9 + until}", f"2025-08-{10 + until}", min_km2=0)
        assert sorted(alone.depth_km) == approx(sorted(depth_km[pair == until]), abs=1e-9)


def test_depths_are_those_of_every_point_of_the_outline_asked_one_by_one():
    rng = np.random.default_rng(5)
    blobs = [circle(*rng.uniform((36.9, 48.45), (37.2, 48.55)), km, 24) for km in rng.uniform(0.5, 4, 8)]
    history = maps(OLD, OLD | shapely.union_all(blobs))
    _, depth_km = pieces_of(history)
    asked = ground(history).steps
    for shape, depth in zip(asked.shape[asked.gained], depth_km, strict=True):
        points, _ = outline(np.array([shape]), 0.01)
        old, new = (
            plane_xy_km(*shapely.get_coordinates(one).T, (37, 48.5)) for one in (EDGE, shapely.points(points))
        )
        far = shapely.distance(shapely.points(new), shapely.LineString(old)).max()
        assert depth == approx(far, abs=STEP + 1e-3)


def test_only_pieces_near_a_place_are_told():
    shapes = OLD, OLD | block(0, 0, 1, 2) | block(-19, 0, -18, 3)
    centre = shapely.Point(37, 48.5)
    assert len(push(*shapes)) == 2
    assert push(*shapes, near=centre, within_km=15).depth_km.round(1).tolist() == [2.0]
    table = gpd.GeoDataFrame(geometry=[centre], crs="EPSG:4326").to_crs("EPSG:3857")
    assert push(*shapes, near=table, within_km=15).depth_km.round(1).tolist() == [2.0]
    place = gazetteer.load()["Dobropillia"]
    assert len(push(*shapes, near=place, within_km=1)) == 0


@pytest.mark.parametrize("near", [(37, 48.5), "Dobropillia", 5, [37, 48.5]])
def test_near_is_a_place_a_geometry_or_a_table(near):
    with pytest.raises(TypeError, match="near= is a place"):
        push(OLD, OLD | block(0, 0, 1, 2), near=near)


@pytest.mark.parametrize("near", [shapely.Point(), shapely.Point(4_000_000, 6_000_000)])
def test_near_is_somewhere_on_earth(near):
    with pytest.raises(ControlError, match="nowhere"):
        push(OLD, OLD | block(0, 0, 1, 2), near=near)


@pytest.mark.parametrize("option", [{"step_m": 0}, {"within_km": -1}, {"step_m": float("nan")}])
def test_lengths_are_above_zero(option):
    with pytest.raises(ControlError, match="no length"):
        push(OLD, OLD | block(0, 0, 1, 2), **option)


def test_nothing_gained_is_an_empty_table_with_all_columns():
    table = push(OLD, OLD - block(0, -1, 1, 0))
    assert len(table) == 0
    assert list(table.columns) == [*ADVANCES.names, "geometry"]
    assert table.crs == "EPSG:4326"
    assert pieces_of(maps(OLD))[1].tolist() == []
    assert pieces_of(maps(None, None))[1].tolist() == []


def test_the_table_is_what_the_schema_promises():
    table = push(OLD, OLD | block(0, 0, 1, 2))
    assert ADVANCES.check(table).equals(table)
    assert table["source"].tolist() == ["own"]
    assert (table["since"].dt.day[0], table["until"].dt.day[0]) == (10, 11)
    assert "own" in table["definition"][0]
    assert table["nearest"].notna().all()


def test_a_map_after_days_without_one_says_that_its_changes_may_be_of_several():
    history = maps(OLD, OLD, OLD | block(0, 0, 1, 2))
    assert advances(history, "2025-08-11", "2025-08-12")["flags"].tolist() == ["merged_update"]


def test_a_map_drawn_anew_is_flagged():
    table = push(circle(37, 48.5, 10), circle(37, 48.5, 11))
    assert "redrawn" in table["flags"][0]


def test_ground_of_another_status_is_measured_for_itself():
    history = maps(OLD, OLD | block(0, 0, 1, 2), status="contested")
    assert advances(history, "2025-08-10", "2025-08-11", status="contested").depth_km.round(1).tolist() == [
        2.0
    ]
    with pytest.raises(ControlError):
        advances(history, "2025-08-10", "2025-08-11")


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(ControlError, match="swap"):
        advances(maps(OLD, OLD), "2025-08-11", "2025-08-10")


def test_ground_on_the_other_side_of_the_earth_is_measured_too():
    there = shapely.box(-70, -40, -69, -39)
    (row,) = push(OLD | there, OLD | there | shapely.box(-69, -39.5, -68.9, -39.49)).itertuples()
    assert row.depth_km == approx(float(distance_km(-69, -39.49, -68.9, -39.49)), rel=1e-3)
