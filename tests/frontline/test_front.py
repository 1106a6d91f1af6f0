import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.polygon import orient

from frontline.control import ControlHistory
from frontline.errors import ControlError
from frontline.front import front_lengths, front_line, front_lines
from frontline.ground import ground
from frontline.runs import fronts, runs
from frontline.tables import CONTROL, FRONT_LINES
from gazetteer.geodesy import plane_lonlat

approx = pytest.approx
CENTRE = (35.0, 48.5)  # 150 km from any border or coast


def on_earth(shape):
    """A shape drawn in km around the centre."""
    return shapely.transform(shape, lambda xy: plane_lonlat(xy, CENTRE))


def maps(*shapes, first="2025-08-10", **more):
    """A map a day."""
    day = np.datetime64(first)
    row = {"source": "own", "date_basis": "map", "status": "occupied"} | more
    rows = [row | {"date": str(day + at), "geometry": shape} for at, shape in enumerate(shapes)]
    return ControlHistory.from_frame(CONTROL.table(rows))


def edged(*bounds):
    """A box in degrees with a vertex each 0.05 degree: the middle of a segment tells its class."""
    return shapely.segmentize(shapely.box(*bounds), 0.05)


def picture(text):
    """Ground drawn as text: a letter is 1 km², north up, R is held; rows are words."""
    cells = [
        shapely.box(x, -y - 1, x + 1, -y)
        for y, row in enumerate(text.split())
        for x, letter in enumerate(row)
        if letter == "R"
    ]
    whole = shapely.union_all(cells) if cells else None
    return None if whole is None else on_earth(whole)


def only(table, **values):
    (row,) = table[[*values]].to_dict("records")
    return row == values


def test_the_front_around_a_square_is_its_outline():
    table = front_line(maps(on_earth(shapely.box(-10, -10, 10, 10))), "2025-08-10")
    assert table["class"].tolist() == ["contact"]
    assert table.length_km[0] == approx(80, rel=1e-4)
    assert table.geometry[0].is_closed


def test_the_ground_lies_on_the_left_whichever_way_rings_run():
    square = on_earth(shapely.box(-10, -10, 10, 10) - shapely.box(-5, -5, 5, 5))
    one, other = (front_line(maps(orient(square, sign)), "2025-08-10") for sign in (1.0, -1.0))
    assert one.equals(other)
    assert shapely.is_ccw(one.geometry.to_numpy()).tolist() == [
        True,
        False,
    ]  # round the ground, round the hole
    assert one.length_km.tolist() == approx([80, 40], rel=1e-4)


def test_where_a_ring_begins_does_not_matter():
    xy = shapely.get_coordinates(on_earth(shapely.Point(0, 0).buffer(20, quad_segs=40)))[:-1]
    tables = [front_line(maps(shapely.Polygon(np.roll(xy, by, axis=0))), "2025-08-10") for by in (0, 7, 95)]
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])


def test_teeth_smaller_than_the_tolerance_are_left_out():
    x = np.arange(0, 61)
    teeth = shapely.Polygon([*zip(x, np.where(x % 2, 0.4, 0.0), strict=True), (60, -30), (0, -30)])
    history = maps(on_earth(teeth))
    as_mapped = front_line(history, "2025-08-10", generalise_m=None)
    assert as_mapped.length_km[0] == approx(60 * np.hypot(1, 0.4) + 120, rel=1e-3)
    assert as_mapped.generalised_m[0] == 0
    assert front_line(history, "2025-08-10").length_km[0] == approx(180, rel=2e-3)


def test_a_generalised_line_keeps_vertices_as_they_were_mapped():
    shape = on_earth(shapely.Point(0, 0).buffer(20, quad_segs=90))
    history = maps(shape)
    mapped, kept = (
        {tuple(at) for at in shapely.get_coordinates(table.geometry[0]).tolist()}
        for table in (history.on("2025-08-10"), front_line(history, "2025-08-10"))
    )
    assert kept < mapped


def test_an_island_smaller_than_the_tolerance_does_not_collapse():
    history = maps(on_earth(shapely.Point(0, 0).buffer(0.9, quad_segs=40)))
    table = front_line(history, "2025-08-10", generalise_m=3000)
    assert table.geometry[0].is_valid
    assert table.length_km[0] > 4


def test_short_lines_are_left_out_and_counted():
    history = maps(picture("RRRR..R RRRR... RRRR..."))
    table = front_line(history, "2025-08-10")
    assert table.length_km.tolist() == approx([14], rel=1e-3)
    assert table.attrs["report"]["contact"] == {
        "lines": 1,
        "km_as_mapped": approx(14, rel=1e-3),
        "left_out": 1,
        "left_out_km": approx(4, rel=1e-3),
    }
    assert "1 of contact (4.0 km)" in table.definition[0]
    assert len(front_line(history, "2025-08-10", min_km=0)) == 2


def test_the_coast_is_no_front():
    table = front_line(maps(edged(36.2, 46.2, 37.2, 47.3)), "2025-08-10")  # the Azov sea and its shore
    contact = table[table["class"] == "contact"]
    assert set(table["class"]) == {"contact", "coast"}
    assert contact.total_bounds[1] > 46.5
    assert table[table["class"] == "coast"].total_bounds[1] == approx(46.2)


def test_the_state_border_is_no_front():
    table = front_line(maps(edged(38, 48.8, 41, 49.3)), "2025-08-10")
    border = table[table["class"] == "border"]
    assert border.total_bounds[2] == approx(41)
    assert table[table["class"] == "contact"].total_bounds[2] < 40.3


def test_contact_comes_first_and_the_longest_line_before_others():
    table = front_line(maps(edged(36.2, 46.2, 37.2, 47.3) | on_earth(shapely.box(0, 0, 5, 5))), "2025-08-10")
    assert table["class"].tolist() == sorted(table["class"], key=["contact", "border", "coast"].index)
    assert all(some.length_km.is_monotonic_decreasing for _, some in table.groupby("class"))


def test_an_edge_between_two_statuses_that_count_is_no_front():
    west, east = on_earth(shapely.box(-10, 0, 0, 10)), on_earth(shapely.box(0, 0, 10, 10))
    row = {"source": "own", "date": "2025-08-10", "date_basis": "map"}
    rows = [
        row | {"status": "occupied", "geometry": east},
        row | {"status": "occupied_pre2022", "geometry": west},
    ]
    history = ControlHistory.from_frame(CONTROL.table(rows))
    assert front_line(history, "2025-08-10").length_km.tolist() == approx([60], rel=1e-3)
    assert front_line(history, "2025-08-10", status="occupied").length_km.tolist() == approx([40], rel=1e-3)


def test_a_map_without_ground_gives_an_empty_table():
    history = maps(picture("RR RR"), None)
    table = front_line(history, "2025-08-11")
    assert len(table) == 0
    assert table.columns.tolist() == [*FRONT_LINES.names, "geometry"]
    lines, km = front_lines(ground(history))
    assert [line.is_empty for line in lines] == [False, True]
    assert km.tolist() == approx([8, 0], rel=1e-3)


def test_where_no_ground_was_ever_held_there_is_no_front():
    history = maps(None, None)
    assert len(front_line(history, "2025-08-11")) == 0
    lines, km = front_lines(ground(history))
    assert [line.is_empty for line in lines] == [True, True]
    assert km.tolist() == front_lengths(ground(history)).tolist() == [0, 0]


def test_ground_far_away_does_not_change_the_front_here():
    here, there = on_earth(shapely.Point(0, 0).buffer(20, quad_segs=40)), shapely.box(150, 45, 150.5, 45.5)
    one, both = (front_line(maps(shape), "2025-08-10") for shape in (here, here | there))
    near = both[both.bounds["maxx"] < 100]
    assert near.length_km.tolist() == approx(one.length_km.tolist(), rel=1e-3)


def test_a_map_of_an_earlier_day_says_so():
    history = maps(picture("RRR RRR"), picture("RRR RRR"), picture("RRR RRRR"))
    assert only(front_line(history, "2025-08-12"), flags="merged_update")
    later = front_line(history, "2025-08-20")
    assert later["flags"][0] == "merged_update;earlier_map"
    assert f"{later.date[0]:%Y-%m-%d}" == "2025-08-12"


@pytest.mark.parametrize("wrong", [{"generalise_m": -1}, {"min_km": float("nan")}, {"status": "liberated"}])
def test_what_cannot_be_measured_is_refused(wrong):
    with pytest.raises(ControlError):
        front_line(maps(picture("RRR RRR")), "2025-08-10", **wrong)


def test_a_day_before_the_first_map_is_refused():
    with pytest.raises(ControlError, match="no map on or before 2025-08-09"):
        front_line(maps(picture("RRR RRR")), "2025-08-09")


pictures = st.lists(st.text("R.", min_size=4, max_size=4), min_size=4, max_size=4).map(" ".join)


@settings(max_examples=40)
@given(st.lists(pictures, min_size=1, max_size=4))
def test_lines_are_those_that_geos_merges_and_as_long_as_their_segments(texts):
    history = maps(*[picture(text) for text in texts])
    terrain = ground(history)
    lines, km = front_lines(terrain)
    assert km == approx(front_lengths(terrain), abs=1e-6)
    for at, line in enumerate(lines):
        drawn = terrain.segments.lines[terrain.segments.drawn(at)]
        merged = shapely.line_merge(shapely.multilinestrings(drawn), directed=True)
        assert shapely.equals(line, merged) or line.is_empty == merged.is_empty is True
        assert len(line.geoms) <= max(len(shapely.get_parts(merged)), len(drawn))


@settings(max_examples=40)
@given(st.lists(pictures, min_size=1, max_size=4))
def test_a_map_has_the_same_lines_alone_as_among_others(texts):
    terrain = ground(maps(*[picture(text) for text in texts]))
    every = fronts(terrain)
    for at in range(len(terrain)):
        alone, among = runs(terrain, at), every.line.chosen(every.of_front[every.of_map[at]])
        assert {_segments(alone, one) for one in range(len(alone))} == {
            _segments(among, one) for one in range(len(among))
        }


def _segments(found, one):
    return tuple(found.segment[found.starts[one] : found.starts[one + 1]].tolist())
