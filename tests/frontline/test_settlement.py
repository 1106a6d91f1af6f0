"""Who held a place when, on terrain that is drawn and on terrain that chance makes."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import Point, Polygon, box, contains_xy, get_coordinates, intersection, points, union_all

from frontline.boundaries import ukraine
from frontline.control import ControlHistory
from frontline.covered import disc_turns, held, held_counts
from frontline.errors import ControlError
from frontline.ground import ground
from frontline.settlement import capture_dates, settlement_status
from frontline.tables import CONTROL
from gazetteer.geodesy import area_km2, circles, moved

WEST, NORTH, STEP = 36.5, 48.5, 0.01  # degrees; a letter is a square hundredth of them


def spot(column, row):
    """The middle of a letter."""
    return Point(WEST + (column + 0.5) * STEP, NORTH - (row + 0.5) * STEP)


def shape(rows, letter="R"):
    squares = [
        box(*np.round([WEST + x * STEP, NORTH - (y + 1) * STEP, WEST + (x + 1) * STEP, NORTH - y * STEP], 7))
        for y, row in enumerate(rows.split())
        for x, one in enumerate(row)
        if one == letter
    ]
    return union_all(squares) if squares else None


def drawn(status="occupied", letter="R", **days):
    row = {"source": "own", "date_basis": "map", "status": status}
    return [
        row | {"date": f"2025-08-{day[1:]}", "geometry": shape(rows, letter)} for day, rows in days.items()
    ]


def terrain(**days):
    return ControlHistory.from_frame(CONTROL.table(drawn(**days)))


def plane(easts):
    """Ground that reaches so far east on each day of August."""
    row = {"source": "own", "date_basis": "map", "status": "occupied"}
    return ControlHistory.from_frame(
        CONTROL.table(
            row | {"date": f"2025-08-{1 + day:02d}", "geometry": box(35, 47.5, east, 49)}
            for day, east in enumerate(easts)
        )
    )


def places(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")


def day(text):
    return pd.Timestamp(f"2025-08-{text}")


def test_a_front_that_moves_takes_places_in_turn():
    history = plane(37 + 0.01 * np.arange(10))
    some = places(Point(37.005, 48), Point(37.035, 48), Point(37.5, 48))
    dates = capture_dates(some, history)
    assert dates["first"].tolist() == [day("02"), day("05"), pd.NaT]
    assert dates["captured"].tolist() == [True, True, False]
    status = settlement_status(some, history)
    assert status["status"].tolist() == ["not_held", "occupied"] * 2 + ["not_held"]
    assert status["since_before"].tolist() == [pd.NaT, day("01"), pd.NaT, day("04"), pd.NaT]
    assert status["days"].tolist() == [1, 9, 4, 6, 10]


def test_a_place_lost_and_retaken_has_a_first_and_a_final_day():
    history = terrain(d11="RU", d12="RR", d13="RU", d14="RU", d15="RR", d16="RR", d17="RR")
    (dates,) = capture_dates(places(spot(1, 0)), history, radius_km=0.2).itertuples()
    assert (dates.first, dates.lost, dates.final) == (day("12"), day("13"), day("15"))
    assert dates.sustained == day("15")
    assert dates.times == 2
    (dates,) = capture_dates(places(spot(1, 0)), history, sustained_days=1).itertuples()
    assert dates.sustained == day("12")


def test_a_place_lost_for_good_has_no_final_day():
    history = terrain(d11="RU", d12="RR", d13="RR", d14="RR", d15="RU")
    (dates,) = capture_dates(places(spot(1, 0)), history).itertuples()
    assert dates.sustained == day("12")
    assert dates.lost == day("15")
    assert pd.isna(dates.final)
    assert dates.captured


def test_a_place_taken_yesterday_is_not_yet_held_for_long():
    history = terrain(d11="RU", d12="RU", d13="RR", d14="RR")
    (dates,) = capture_dates(places(spot(1, 0)), history, radius_km=0.2).itertuples()
    assert pd.isna(dates.sustained)
    assert dates.final == day("13")
    assert "too_recent" in dates.flags.split(";")


def test_what_the_first_map_has_was_taken_before_it():
    (dates,) = capture_dates(places(spot(0, 0)), terrain(d11="RU", d12="RR"), radius_km=0.2).itertuples()
    assert dates.first == day("11")
    assert dates.flags == "held_from_the_start"
    assert dates.times == 0


def test_a_pocket_opens_and_closes_around_a_place():
    history = terrain(d11="RRR RRR RRR", d12="RRR RUR RRR", d13="RRR RRR RRR")
    status = settlement_status(places(spot(1, 1)), history)
    assert status["status"].tolist() == ["occupied", "not_held", "occupied"]
    assert status["flags"].tolist()[0] == "from_the_start"
    assert status["flags"].tolist()[2] == "to_the_end"


def test_a_place_on_an_island_is_held():
    history = terrain(d11="RUUU RUUU", d12="RUUR RUUU")
    assert capture_dates(places(spot(3, 0), spot(3, 1)), history)["captured"].tolist() == [True, False]


def test_a_change_across_days_without_a_map_says_so():
    (_, taken) = settlement_status(places(spot(1, 0)), terrain(d11="RU", d15="RR")).itertuples()
    assert (taken.since_before, taken.since) == (day("11"), day("15"))
    assert set(taken.flags.split(";")) == {"straddles", "merged_update", "to_the_end"}


def test_a_change_after_a_map_that_came_twice_may_be_of_two():
    (dates,) = capture_dates(
        places(spot(1, 0)), terrain(d11="RU", d12="RU", d13="RR"), radius_km=0.2
    ).itertuples()
    assert dates.flags == "merged_update;too_recent"


def test_a_point_on_the_edge_is_not_held_and_on_a_former_edge_is():
    history = terrain(d11="RUU", d12="RRU", d13="RRR")
    edge = places(Point(WEST + STEP, NORTH - STEP / 2), Point(WEST + 2 * STEP, NORTH - STEP / 2))
    assert capture_dates(edge, history, radius_km=0.1)["first"].tolist() == [day("12"), day("13")]


def test_a_point_on_ground_taken_in_two_pieces_is_held_when_the_second_is():
    history = terrain(d11="RUU RUU", d12="RRU RUU", d13="RRU RRU")
    (dates,) = capture_dates(places(Point(WEST + 1.5 * STEP, NORTH - STEP)), history).itertuples()
    assert dates.first == day("13")


PICTURES = st.lists(
    st.lists(st.text("RU", min_size=5, max_size=5), min_size=4, max_size=4), min_size=1, max_size=5
)


@settings(max_examples=25)
@given(PICTURES)
@example([["RRRRR"] * 4, ["RRRRR", "RRRRR", "RRURR", "RURUR"]])  # ground that touches itself in corners
def test_counts_are_those_of_a_join_on_every_day(pictures):
    maps = [" ".join(rows) for rows in pictures]
    history = terrain(**{f"d{11 + at}": rows for at, rows in enumerate(maps)})
    x, y = (some.ravel() for some in np.meshgrid(np.arange(21) / 4, np.arange(17) / 4))
    lon, lat = np.round(WEST + x * STEP, 7), np.round(NORTH - y * STEP, 7)
    some = gpd.GeoDataFrame(geometry=points(lon, lat), crs=4326)
    joined = [
        len(some.sjoin(gpd.GeoDataFrame(geometry=[shape(rows)], crs=4326), predicate="within"))
        for rows in maps
    ]
    assert held_counts(ground(history), lon, lat).tolist() == joined


def test_counts_are_right_where_a_map_is_drawn_anew():
    turn, rng = np.linspace(0, 2 * np.pi, 1500, endpoint=False), np.random.default_rng(5)
    wobbly = [Polygon(np.c_[37 + r * np.cos(turn), 48 + r * np.sin(turn)])
              for r in 0.2 + rng.normal(0, 0.0004, (3, 1500))]  # fmt: skip
    row = {"source": "own", "date_basis": "map", "status": "occupied"}
    history = ControlHistory.from_frame(
        CONTROL.table(row | {"date": f"2025-08-{11 + at}", "geometry": one} for at, one in enumerate(wobbly))
    )
    on, far = ground(history), 0.2 + rng.normal(0, 0.0004, 3000)
    around = rng.uniform(0, 2 * np.pi, 3000)
    lon, lat = 37 + far * np.cos(around), 48 + far * np.sin(around)
    naive = [contains_xy(on.segments.polygon(at), lon, lat).sum() for at in range(3)]
    assert held_counts(on, lon, lat).tolist() == naive
    assert on.redrawn.tolist() == [False, True, True]
    status = settlement_status(gpd.GeoSeries(points(lon, lat), crs=4326), history)
    assert status["flags"].str.contains("redrawn").any()


def test_half_of_a_disc_is_held_when_the_front_is_at_its_middle():
    history = plane(37 + 0.001 * np.arange(-15, 16))  # 75 m a day; the place is on the line on the 16th
    dates = capture_dates(places(Point(37, 48)), history, radius_km=1.0)
    assert dates.loc[0, "half_first"] == pd.Timestamp("2025-08-16")
    # Nine tenths of a disc lie on one side of a line 0.687 radii from its middle: 9.2 steps of 74.6 m.
    assert dates.loc[0, "most_first"] == pd.Timestamp("2025-08-26")
    assert dates.loc[0, "first"] == pd.Timestamp("2025-08-17")  # on the edge is not within
    assert dates.loc[0, "earliest"] == pd.Timestamp("2025-08-16")
    assert dates.loc[0, "latest"] == pd.Timestamp("2025-08-26")


def test_a_disc_is_held_as_far_as_its_overlap_with_each_map():
    history = terrain(d11="RRR RUR RRR", d12="RRU RRU RUU", d13="UUU RRR RRR")
    on, disc = ground(history), circles([spot(1, 1).x], [spot(1, 1).y], 0.9)[0]
    share = [float(area_km2(intersection(disc, on.segments.polygon(at))) / area_km2(disc)) for at in range(3)]
    for limit in (0.3, 0.5, 0.7):
        (turns,) = disc_turns(
            on, np.array([spot(1, 1).x]), np.array([spot(1, 1).y]), np.array([0.9]), (limit,)
        )
        state = np.zeros(3, dtype=bool)
        for at, until, has in zip(turns.at, turns.until, turns.held, strict=True):
            state[at:until] = has
        assert state.tolist() == [one >= limit for one in share]


def test_a_disc_over_the_border_is_held_when_its_ukrainian_part_is():
    vertices = get_coordinates(ukraine())
    on_border = vertices[np.argmin(np.hypot(vertices[:, 0] - 36.6, vertices[:, 1] - 50.35))]
    village = next(
        Point(at)
        for at in (moved(*on_border, turn, 0.2) for turn in range(0, 360, 10))
        if ukraine().contains(Point(at))
    )
    near = village.buffer(0.1)
    row = {"source": "own", "date_basis": "map", "status": "occupied"}
    history = ControlHistory.from_frame(CONTROL.table([
        row | {"date": "2025-08-11", "geometry": None},
        row | {"date": "2025-08-12", "geometry": intersection(ukraine(), near)},
    ]))  # fmt: skip
    disc = circles([village.x], [village.y], 1.0)[0]
    assert area_km2(intersection(disc, ukraine())) / area_km2(disc) < 0.9
    assert capture_dates(places(village), history, radius_km=1.0).loc[0, "most_first"] == day("12")


def test_a_place_is_as_large_as_its_people_or_its_type_make_it():
    some = places(
        *[spot(0, 0)] * 6,
        place_type=["city", "city", "village", None, "oblast", "town"],
        population=pd.array([30_914, None, 60, None, None, 500_000], dtype="Int64"),
    )
    history = terrain(d11="RU", d12="RR")
    dates = capture_dates(some, history)
    assert dates["radius_km"].round(2).tolist() == [2.0, 3.0, 0.5, 1.0, 1.0, 3.0]
    assert "region" in dates["flags"][4]
    assert "region" not in dates["flags"][0]
    given_km = pd.Series([0.7], index=[3])
    assert capture_dates(some, history, radius_km=given_km)["radius_km"].round(2).tolist()[:4] == [
        2,
        3,
        0.5,
        0.7,
    ]
    assert set(capture_dates(some, history, radius_km=1.5)["radius_km"]) == {1.5}


def test_a_disc_never_held_in_full_leaves_the_range_open():
    history = terrain(d11="RUU RUU RUU", d12="RUU RRU RUU")
    (dates,) = capture_dates(places(spot(1, 1)), history, radius_km=2.0).itertuples()
    assert dates.first == day("12")
    assert pd.isna(dates.most_first)
    assert "not_by_every_rule" in dates.flags


def test_statuses_are_told_apart_or_held_together():
    rows = drawn(d11="RRU", d12="RRU", d13="RRU") + drawn("advance", "A", d11="UUU", d12="UUA", d13="UAA")
    rows += drawn("claimed_ru", "C", d11="UUU", d12="UUC", d13="UUU")
    history = ControlHistory.from_frame(CONTROL.table(rows))
    some = gpd.GeoSeries([spot(1, 0), spot(2, 0)], index=["a", "b"], crs=4326)
    held_by = settlement_status(some, history)
    assert held_by["status"].tolist() == ["held", "not_held", "held"]
    told = settlement_status(some, history, status="all")
    assert told["place"].tolist() == ["a", "a", "b", "b", "b"]
    assert told["status"].tolist() == [
        "occupied", "advance;occupied", "unmapped", "advance;claimed_ru", "advance",
    ]  # fmt: skip
    claimed = settlement_status(some, history, status="claimed_ru")
    assert claimed["status"].tolist() == ["not_held", "not_held", "claimed_ru", "not_held"]


def test_rows_stay_on_the_index_of_the_places_and_a_missing_point_says_so():
    some = gpd.GeoDataFrame(
        {"name": ["A", "B", "C"]}, geometry=[spot(1, 0), None, Point()], index=[7, 7, "x"], crs="EPSG:4326"
    )
    history = terrain(d11="RU", d12="RR", d13="RR", d14="RR")
    dates = capture_dates(some, history, radius_km=0.2)
    assert dates.index.tolist() == [7, 7, "x"]
    assert dates["flags"].fillna("").tolist() == ["", "no_point", "no_point"]
    assert dates["captured"].isna().tolist() == dates["times"].isna().tolist() == [False, True, True]
    status = settlement_status(some, history)
    assert status["name"].tolist() == ["A", "A"]
    assert status.attrs["report"]["missing_points"] == 2


def test_points_of_another_plane_are_the_same_points():
    history, some = terrain(d11="RU", d12="RR"), places(spot(1, 0), spot(0, 0))
    assert_frame_equal(capture_dates(some, history), capture_dates(some.to_crs(3857), history))
    assert_frame_equal(settlement_status(some, history), settlement_status(some.to_crs(3857), history))


@pytest.mark.parametrize("ask", [settlement_status, capture_dates])
def test_no_places_give_a_table_with_all_columns(ask):
    history = terrain(d11="RU", d12="RR")
    empty, full = ask(places(spot(1, 0)).iloc[:0], history), ask(places(spot(1, 0)), history)
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert empty.drop(columns="place", errors="ignore").dtypes.equals(
        full.drop(columns="place", errors="ignore").dtypes
    )


def test_ground_that_comes_and_goes_in_full_is_followed():
    history = terrain(d11="UU", d12="RR", d13="UU")
    assert settlement_status(places(spot(0, 0)), history)["status"].tolist() == [
        "not_held",
        "occupied",
        "not_held",
    ]
    begun, (maps, point, sign) = held(ground(history), np.array([spot(0, 0).x]), np.array([spot(0, 0).y]))
    assert begun.tolist() == [False]
    assert maps.tolist() == [1, 2]
    assert sign.tolist() == [1, -1]
    assert point.tolist() == [0, 0]


def test_one_map_tells_what_is_held_and_no_change():
    (row,) = settlement_status(places(spot(0, 0)), terrain(d11="RU")).itertuples()
    assert row.days == 1
    assert row.flags == "from_the_start;to_the_end"
    assert capture_dates(places(spot(1, 0)), terrain(d11="RU"))["captured"].tolist() == [False]


@pytest.mark.parametrize(
    ("some", "options", "said"),
    [
        ("Toretsk", {}, "GeoDataFrame or GeoSeries"),
        (places(box(37, 48, 38, 49)), {}, "representative_point"),
        (gpd.GeoSeries([Point(500_000, 5_000_000)]), {}, "set the CRS"),
        (places(spot(0, 0)), {"sustained_days": 0}, "whole number of days"),
        (places(spot(0, 0)), {"radius_km": -1}, "radius_km"),
        (places(spot(0, 0)), {"radius_km": 1000}, "radius_km"),
        (places(spot(0, 0)), {"status": "liberated"}, "liberated"),
        (places(spot(0, 0)), {"source": "isw"}, "isw"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_words(some, options, said):
    with pytest.raises(ControlError, match=said):
        capture_dates(some, terrain(d11="RU"), **options)
