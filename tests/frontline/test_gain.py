"""Gains and losses: against truth that can be counted by hand or written down in closed form."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.area import areas
from frontline.control import ControlHistory
from frontline.errors import ControlError
from frontline.gain import gains
from frontline.ground import ground
from frontline.record import records
from frontline.tables import CONTROL
from gazetteer.geodesy import area_km2, moved

approx = pytest.approx

ROW = {"source": "own", "date_basis": "map", "status": "occupied"}


def history_of(*shapes, first="2025-08-10"):
    days = pd.date_range(first, periods=len(shapes))
    rows = [
        ROW | {"date": day, "geometry": None if shape.is_empty else shape}
        for day, shape in zip(days, shapes, strict=True)
    ]
    return ControlHistory.from_frame(CONTROL.table(rows))


def half_plane(day, clockwise=False):
    """East of a meridian that moves west by a hundredth of a degree a day, its edge in 200 steps."""
    edge = [(37 - 0.01 * day, lat) for lat in np.linspace(47, 49, 201)]
    return shapely.orient_polygons(shapely.Polygon([*edge, (38.5, 49), (38.5, 47)]), exterior_cw=clockwise)


def circle(km, points=1440):
    return shapely.Polygon([moved(37.27, 48.45, bearing, km) for bearing in np.linspace(360, 0, points + 1)])


@pytest.mark.parametrize("clockwise", [True, False])
def test_a_moving_half_plane_gains_the_strip_that_it_passes(clockwise):
    table = gains(history_of(*(half_plane(day, clockwise) for day in range(6))))
    strip = float(area_km2(shapely.box(36.99, 47, 37, 49)))
    assert table["gained_km2"].to_numpy() == approx(strip, rel=1e-6)
    assert (table["lost_km2"] == 0).all()


def test_a_growing_circle_gains_its_ring():
    rings = [circle(km) for km in range(10, 16)]
    table = gains(history_of(*rings))
    assert table["gained_km2"].to_numpy() == approx(np.diff(area_km2(np.array(rings))), rel=1e-6)
    radius = np.arange(10, 16.0)
    assert table["gained_km2"].to_numpy() == approx(np.pi * np.diff(radius**2), rel=2e-5)


def test_one_side_gains_what_the_other_loses(terrain):
    history = terrain(d10="RRRR URUU", d11="RRUU URRR")
    (day,) = gains(history).itertuples()
    assert (day.gained_km2, day.lost_km2, day.net_km2) == approx((2, 2, 0), abs=0.01)


def test_a_pocket_opened_and_closed_and_an_island(terrain):
    history = terrain(
        d10="RRR RRR RRR UUU", d11="RRR RUR RRR UUU", d12="RRR RRR RRR UUU", d13="RRR RRR RRR UUU U.R"
    )
    table = gains(history)
    assert table["gained_km2"].to_numpy() == approx([0, 1, 1], rel=2e-3)
    assert table["lost_km2"].to_numpy() == approx([1, 0, 0], rel=2e-3)


def test_lines_that_cross_between_their_vertices():
    old = shapely.Polygon([(37, 48), (38, 48), (38, 49), (37, 49)])
    new = shapely.Polygon([(37, 48), (37.9, 48), (38.1, 49), (37, 49)])
    (day,) = gains(history_of(old, new)).itertuples()
    triangles = [
        shapely.Polygon([(38, 48.5), (38.1, 49), (38, 49)]),
        shapely.Polygon([(37.9, 48), (38, 48), (38, 48.5)]),
    ]
    assert (day.gained_km2, day.lost_km2) == approx(area_km2(np.array(triangles)), rel=1e-6)


def test_the_same_ground_drawn_with_other_vertices_is_no_change():
    dense = shapely.segmentize(circle(20), 0.0005)
    turned = shapely.Polygon(np.roll(shapely.get_coordinates(circle(20))[:-1], 100, axis=0))
    table = gains(history_of(circle(20), dense, turned))
    assert (table[["gained_km2", "lost_km2"]].to_numpy() < 1e-2).all()
    assert table["net_km2"].to_numpy() == approx(0, abs=2e-3)


@pytest.mark.parametrize("jitter_m", [5, 10, 25, 50])
def test_every_vertex_shifted_by_chance_leaves_the_gain_within_a_hundredth(jitter_m):
    """What is wider than four standard deviations of the noise is what was gained."""
    from frontline.change import changes

    rng = np.random.default_rng(7)

    def shaken(shape):
        noise = rng.normal(0, jitter_m / 111_200, (shapely.get_num_coordinates(shape), 2))
        noise[-1] = noise[0]
        return shapely.make_valid(
            shapely.transform(shape, lambda xy: xy + noise * [1.5, 1]), method="structure"
        )

    def coast(day):
        """A front of 200 km in steps of 2 km, behind it much ground; a push of 10 by 10 km in the middle."""
        edge = [(37, lat) for lat in np.linspace(47, 49, 101)]
        ground = shapely.Polygon([*edge, (38.5, 49), (38.5, 47)])
        push = shapely.segmentize(shapely.box(36.8, 47.95, 37.01, 48.05), 0.002)
        return shapely.union_all([ground, push]) if day else ground

    history = history_of(shaken(coast(0)), shaken(coast(1)))
    table = changes(history, "2025-08-10", "2025-08-11")
    wide = table[~table["flags"].fillna("").str.contains("thin")]
    signed = wide["area_km2"].where(wide["change"].eq("gained"), -wide["area_km2"]).sum()
    truth = float(area_km2(shapely.box(36.8, 47.95, 37, 48.05)))
    assert signed == approx(truth, rel=0.01)


def test_a_publisher_who_redraws_everything_is_measured_by_difference_and_flagged():
    old, new = circle(30, 2000), shapely.transform(circle(30.5, 2001), lambda xy: xy)
    history = history_of(old, new)
    (day,) = gains(history).itertuples()
    assert day.gained_km2 == approx(float(area_km2(new) - area_km2(old)), rel=1e-6)
    assert day.flags == "rebaseline"


squares = st.lists(st.tuples(*[st.integers(0, 6)] * 2, *[st.integers(1, 3)] * 2), max_size=5)


@settings(max_examples=60)
@given(st.lists(squares, min_size=2, max_size=6))
def test_gained_less_lost_is_the_difference_of_the_areas(days):
    shapes = [
        shapely.union_all([shapely.box(30 + x, 40 + y, 30 + x + w, 40 + y + h) for x, y, w, h in some])
        for some in days
    ]
    shapes = [shapely.MultiPolygon() if shape.is_empty else shape for shape in shapes]
    history = history_of(*shapes)
    table = gains(history)
    assert (table["gained_km2"] - table["lost_km2"]).to_numpy() == approx(
        table["net_km2"].to_numpy(), abs=1e-6
    )
    assert table["net_km2"].to_numpy() == approx(np.diff(area_km2(np.array(shapes))), abs=1e-6)
    new = [area_km2(shapely.difference(b, a)) for a, b in pairwise(shapes)]
    assert table["gained_km2"].to_numpy() == approx(np.array(new), abs=1e-6)


def test_the_row_of_a_day_compares_it_with_the_day_before(terrain):
    table = gains(terrain(d10="RUUU", d11="RRUU", d12="RRUU", d13="RRRU"))
    assert table.index.name == "date"
    assert [day.day for day in table.index] == [11, 12, 13]
    assert table["net_km2"].to_numpy() == approx([1, 0, 1], rel=2e-3)
    assert table["flags"].fillna("").tolist() == ["", "", "merged_update"]
    assert table["days"].tolist() == [1, 1, 1]
    assert table["source"].unique().tolist() == ["own"]
    assert table["definition"].str.contains("occupied by own").all()


def test_what_changed_while_days_were_missing_straddles_them(terrain):
    table = gains(terrain(d10="RUUU", d13="RRUU", d14="RRUU"))
    assert table["flags"].fillna("").tolist() == ["straddles", "straddles", "straddles;merged_update", ""]
    after = table.loc["2025-08-13"]
    assert (after["since"].day, after["until"].day, after["days"]) == (10, 13, 3)


def test_months_and_their_offset():
    days = [shapely.box(37, 48, 38 + 0.01 * day, 49) for day in range(62)]
    history = history_of(*days, first="2025-07-01")
    a_day = float(area_km2(shapely.box(38, 48, 38.01, 49)))
    plain = gains(history, freq="MS")
    assert plain["net_km2"].to_numpy() == approx([30 * a_day, 31 * a_day], rel=1e-6)
    assert plain["flags"].fillna("").tolist() == ["partial", ""]
    later = gains(history, freq="MS", offset="1D")
    assert [str(day.date()) for day in later.index] == ["2025-06-01", "2025-07-01", "2025-08-01"]
    assert later.loc["2025-07-01", "net_km2"] == approx(31 * a_day, rel=1e-6)
    assert (later.loc["2025-07-01", "since"], later.loc["2025-07-01", "until"]) == (
        pd.Timestamp("2025-07-01"), pd.Timestamp("2025-08-01"),
    )  # fmt: skip
    assert gains(history, freq="YS")["days"].tolist() == [61]
    assert gains(history, freq="W")["net_km2"].sum() == approx(61 * a_day, rel=1e-6)


def test_regions_split_what_crosses_their_border_and_lose_nothing():
    import geopandas as gpd

    history = history_of(
        shapely.box(37, 48, 38, 49), shapely.box(36.6, 48, 38, 49), shapely.box(36.6, 48, 37.5, 49)
    )
    halves = gpd.GeoDataFrame(
        {"name": ["north", "south"]},
        geometry=[shapely.box(36.8, 48.5, 38, 49), shapely.box(36.8, 48, 38, 48.5)],
        crs=4326,
    )
    table, whole = gains(history, by=halves), gains(history)
    assert table.index.names == ["name", "date"]
    assert table.groupby(level="date")[["gained_km2", "lost_km2", "net_km2"]].sum().to_numpy() == approx(
        whole[["gained_km2", "lost_km2", "net_km2"]].to_numpy(), abs=1e-9
    )
    assert table.loc[("north", "2025-08-11"), "gained_km2"] == approx(
        float(area_km2(shapely.box(36.8, 48.5, 37, 49)))
    )
    assert table.loc[("elsewhere", "2025-08-11"), "gained_km2"] == approx(
        float(area_km2(shapely.box(36.6, 48, 36.8, 49)))
    )
    assert table.loc[("south", "2025-08-11"), "held_percent"] == approx(100)
    assert areas(history, by=halves).loc[("south", "2025-08-12"), "held_percent"] == approx(100 * 0.7 / 1.2)


def test_oblasts_come_with_the_package():
    table = gains(history_of(shapely.box(37.5, 48, 38, 48.5), shapely.box(37.4, 48, 38, 48.5)), by="oblast")
    assert table.loc[("Donetsk", "2025-08-11"), "gained_km2"] > 400
    assert table.loc[("Lviv", "2025-08-11"), "gained_km2"] == 0
    assert table.loc[("Donetsk", "2025-08-11"), "land_km2"] == approx(26_500, rel=0.01)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"freq": "M"}, "choose one of D, W, MS, YS"),
        ({"offset": "soon"}, "no length of time"),
        ({"offset": "12h"}, "not of whole days"),
        ({"by": "raion"}, "pass 'oblast' or polygons"),
        ({"by": [1]}, "GeoDataFrame"),
        ({"source": "isw"}, "no source 'isw'"),
        ({"status": "contested"}, "maps no ground as contested"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_with_what_can(terrain, arguments, message):
    with pytest.raises(ControlError, match=message):
        gains(terrain(d10="R", d11="RR"), **arguments)


def test_a_path_is_no_history():
    with pytest.raises(TypeError, match="read_deepstate gives one"):
        gains("maps/")


def test_what_counts_as_held_can_be_chosen(terrain):
    history = terrain(d10="RAC", d11="RAC", d12="RRA")
    assert gains(history)["net_km2"].to_numpy() == approx([0, 1], abs=2e-3)
    assert gains(history, status="occupied")["net_km2"].to_numpy() == approx([0, 1], abs=2e-3)
    assert gains(history, status=["occupied", "contested"])["net_km2"].to_numpy() == approx([0, 0], abs=2e-3)
    assert areas(history).columns.tolist()[:3] == ["advance_km2", "contested_km2", "occupied_km2"]


def test_layers_that_overlap_are_counted_once():
    rows = [
        ROW | {"date": day, "status": status, "geometry": shapely.box(37, 48, east, 49)}
        for day, status, east in [
            ("2025-08-10", "occupied", 38), ("2025-08-10", "advance", 38.2),
            ("2025-08-11", "occupied", 38.1), ("2025-08-11", "advance", 38.2),
        ]
    ]  # fmt: skip
    history = ControlHistory.from_frame(CONTROL.table(rows))
    assert ground(history).area_km2 == approx(float(area_km2(shapely.box(37, 48, 38.2, 49))))
    assert gains(history)["gained_km2"].to_numpy() == approx(0, abs=1e-9)


def test_the_sphere_of_web_maps_is_said_and_smaller(terrain):
    history = terrain(d10="RRR")
    ellipsoid, sphere = areas(history), areas(history, area_model="sphere6378137")
    assert sphere["occupied_km2"].iloc[0] / ellipsoid["occupied_km2"].iloc[0] == approx(0.9993, abs=5e-4)
    assert "sphere" in sphere["definition"].iloc[0]
    with pytest.raises(ControlError, match="choose ellipsoid or sphere6378137"):
        areas(history, area_model="flat")


def published(**layers):
    return pd.DataFrame(
        {f"{name}_km2": values for name, values in layers.items()},
        index=pd.date_range("2025-08-01", periods=5),
    )


def test_a_table_of_areas_gives_net_gains_and_its_new_baselines_are_flagged():
    table = gains(published(control=[1000.0, 1000, 1100, 1100, 1100], advance=[50.0, 60, -30, -25, None]))
    assert table["net_km2"].tolist() == [10, 10, 5]
    assert table["lost_km2"].tolist() == [0, 0, 0]
    assert table["flags"].fillna("").tolist() == ["", "rebaseline", ""]
    assert "control_km2 + advance_km2" in table["definition"].iloc[0]


def test_a_new_baseline_has_no_rank_and_stands_last():
    table = records(
        gains(published(control=[1000.0, 1000, 1100, 1100, 1100], advance=[50.0, 60, 130, 145, 150]))
    )
    assert table["until"].dt.day.tolist() == [4, 2, 5, 3]
    assert table["rank"].tolist()[:3] == [1, 2, 3]
    assert pd.isna(table["rank"].iloc[3])


@pytest.mark.parametrize(
    "table", [published(), pd.DataFrame({"occupied_km2": [1.0]})], ids=["no layer", "no days"]
)
def test_a_table_that_is_none_of_areas_is_refused(table):
    with pytest.raises(ControlError, match="days as its index"):
        gains(table)


def test_the_biggest_day_has_the_first_rank_and_its_reasons(terrain):
    history = terrain(d10="RUUUUU", d11="RRUUUU", d12="RRUUUU", d13="RRRRRU", d14="RRRRRR")
    table = records(history)
    assert table.columns.tolist() == [
        "rank", "since", "until", "value", "window", "metric", "source", "definition", "flags",
    ]  # fmt: skip
    assert table["until"].dt.day.tolist() == [13, 11, 14, 12]
    assert table["value"].to_numpy() == approx([3, 1, 1, 0], abs=0.01)
    assert table["flags"].iloc[0] == "merged_update"


def test_spans_of_days_add_up_and_those_that_share_days_say_so(terrain):
    table = records(
        terrain(d10="RUUUUU", d11="RRUUUU", d12="RRRUUU", d13="RRRRRU", d14="RRRRRR"), window="2D"
    )
    best = table.iloc[0]
    assert (best["since"].day, best["until"].day, best["rank"]) in [(11, 13, 1), (12, 14, 1)]
    assert best["value"] == approx(3, abs=0.01)
    assert table["flags"].fillna("").str.contains("overlaps").sum() == 2
    assert table.loc[table["until"].dt.day == 11, "flags"].str.contains("straddles").all()


def test_records_since_a_day_leave_out_what_was_before(terrain):
    history = terrain(d10="RUUUUU", d11="RRRRUU", d12="RRRRRU")
    assert records(history, since="2025-08-12")["until"].dt.day.tolist() == [12]
    assert records(history, metric="lost")["value"].max() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"window": "5D"}, "1D, 2D, 3D, 7D"), ({"metric": "area"}, "gained, lost, net, depth")],
    ids=str,
)
def test_records_that_there_are_not_are_refused(terrain, arguments, message):
    with pytest.raises(ControlError, match=message):
        records(terrain(d10="R", d11="RR"), **arguments)


def test_a_table_of_gains_is_not_measured_again_and_months_are_no_days(terrain):
    history = terrain(d01="RUUUUU", d02="RRUUUU", d03="RRRUUU", d09="RRRRUU")
    with pytest.raises(ControlError, match="table of gains already"):
        gains(gains(history))
    weeks = gains(history_of(*(half_plane(day) for day in range(40))), freq="W")
    with pytest.raises(ControlError, match="a row for each day"):
        records(weeks)


def test_days_with_a_zone_are_those_of_kyiv():
    table = pd.DataFrame(
        {"gained_km2": [1.0, 3, 2]}, index=pd.date_range("2025-08-01 22:30", periods=3, tz="UTC")
    )
    assert records(table)["until"].dt.strftime("%Y-%m-%d").tolist() == [
        "2025-08-03",
        "2025-08-04",
        "2025-08-02",
    ]


def test_a_day_that_is_missing_in_a_table_straddles():
    table = pd.DataFrame({"gained_km2": [1.0, 3]}, index=pd.DatetimeIndex(["2025-08-01", "2025-08-03"]))
    assert records(table)["flags"].fillna("").tolist() == ["straddles", ""]


def test_records_until_a_day_leave_out_what_came_later(terrain):
    history = terrain(d10="RUUUUU", d11="RRUUUU", d12="RRRRRU")
    assert records(history, until="2025-08-11")["until"].dt.day.tolist() == [11]
    assert records(history).attrs["report"]["source"] == "own"
