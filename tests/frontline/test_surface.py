"""When ground was captured, cell by cell and period by period, on terrain that is drawn."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import area, box, contains_xy, intersection, union_all

from frontline.control import ControlHistory
from frontline.errors import ControlError
from frontline.ground import ground
from frontline.surface import capture_surface
from frontline.tables import CONTROL
from gazetteer.geodesy import area_km2, distance_km

WEST, NORTH, STEP = 36.5, 48.5, 0.01  # degrees; a letter is a square hundredth of them


def shape(rows):
    squares = [
        box(WEST + x * STEP, NORTH - (y + 1) * STEP, WEST + (x + 1) * STEP, NORTH - y * STEP)
        for y, row in enumerate(rows.split())
        for x, letter in enumerate(row)
        if letter == "R"
    ]
    return union_all(squares) if squares else None


def history_of(**days):
    row = {"source": "own", "date_basis": "map", "status": "occupied"}
    return ControlHistory.from_frame(
        CONTROL.table(
            row | {"date": day, "geometry": one if hasattr(one, "area") else shape(one)}
            for day, one in days.items()
        )
    )


def terrain(**days):
    return history_of(**{f"2025-08-{day[1:]}": rows for day, rows in days.items()})


def plane(count, south=48.0, north=49.0):
    """Ground that moves east by a hundredth of a degree a day, from 31 July."""
    days = pd.date_range("2025-07-31", periods=count)
    return history_of(
        **{f"{day:%Y-%m-%d}": box(36, south, 37 + 0.01 * at, north) for at, day in enumerate(days)}
    )


def middles(surface):
    """Longitude and latitude of the middle of each cell."""
    size, _, west, _, back, north = surface.transform
    rows, columns = np.indices(surface.first.shape)
    turn = Transformer.from_crs(surface.crs, 4326, always_xy=True)
    return turn.transform(west + (columns + 0.5) * size, north + (rows + 0.5) * back)


def test_a_front_that_moves_leaves_its_days_behind():
    surface = capture_surface(plane(21), resolution_m=200)
    lon, _ = middles(surface)
    day = np.datetime64("2025-07-31") + np.ceil((lon - 37) / 0.01).astype(int)
    inside = ~np.isnat(surface.day)
    assert (surface.day[inside] == day[inside]).all()
    exact = float(area_km2(box(37, 48, 37.2, 49)))
    assert surface.captured_km2 == pytest.approx(exact, rel=2e-3)
    assert set(np.unique(surface.times[inside])) == {1}


def test_the_finer_the_cells_the_nearer_the_area():
    exact = float(area_km2(box(37, 48, 37.2, 49)))
    coarse, fine = (capture_surface(plane(21), resolution_m=size).captured_km2 for size in (1000, 50))
    assert abs(fine - exact) < 5e-4 * exact
    assert abs(fine - exact) < abs(coarse - exact)


PICTURES = st.lists(
    st.lists(st.text("RU", min_size=5, max_size=5), min_size=4, max_size=4), min_size=2, max_size=5
)


@settings(max_examples=20)
@given(PICTURES)
def test_cells_are_what_their_middles_are_on_every_map(pictures):
    maps = [" ".join(rows) for rows in pictures]
    surface = capture_surface(
        terrain(**{f"d{11 + at}": rows for at, rows in enumerate(maps)}), resolution_m=210
    )
    lon, lat = middles(surface)
    shapes = [shape(rows) for rows in maps]
    held = np.array(
        [np.zeros(lon.shape, bool) if one is None else contains_xy(one, lon, lat) for one in shapes]
    )
    turned = held[1:] != held[:-1]
    gained, later = held[1:] & ~held[:-1], np.arange(1, len(maps))[:, None, None]
    assert (surface.times == turned.sum(axis=0)).all()
    first = np.where(gained, later, 99).min(axis=0, initial=99)
    assert (surface.first == np.where(first == 99, -1, first)).all()
    assert (surface.last == np.where(turned, later, -1).max(axis=0, initial=-1)).all()


@settings(max_examples=20)
@given(PICTURES)
def test_isochrones_are_all_that_was_gained_and_none_of_it_twice(pictures):
    history = terrain(**{f"d{11 + at}": " ".join(rows) for at, rows in enumerate(pictures)})
    surface, steps = capture_surface(history), ground(history).steps
    shapes = surface.isochrones("D").geometry.to_numpy()
    gained = union_all(steps.shape[steps.gained])
    assert area(shapes).sum() == pytest.approx(area(gained), abs=1e-12)
    assert area(union_all(shapes).symmetric_difference(gained)) == pytest.approx(0, abs=1e-12)


def test_a_pocket_taken_lost_and_taken_again_counts_once():
    history = terrain(d11="RRR RUR RRR", d12="RRR RRR RRR", d13="RRR RUR RRR", d14="RRR RRR RRR")
    surface = capture_surface(history, resolution_m=50)
    taken = surface.first >= 0
    assert set(np.unique(surface.times[taken])) == {3}
    assert set(np.unique(surface.day[taken])) == {np.datetime64("2025-08-12")}
    assert set(np.unique(surface.last_day[taken])) == {np.datetime64("2025-08-14")}
    (row,) = surface.isochrones("D").itertuples()
    assert (row.date, row.until) == (pd.Timestamp("2025-08-12"),) * 2
    assert row.area_km2 == pytest.approx(0.822, abs=1e-3)


def test_ground_held_before_counts_when_it_is_taken_again():
    history = terrain(d11="RR", d12="RU", d13="RR")
    surface = capture_surface(history, resolution_m=50)
    assert set(np.unique(surface.day[surface.first >= 0])) == {np.datetime64("2025-08-13")}
    assert set(np.unique(surface.times[surface.first >= 0])) == {2}


def test_ground_lost_for_good_was_not_captured():
    surface = capture_surface(terrain(d11="RR", d12="RU"), resolution_m=50)
    assert surface.captured_km2 == 0
    assert set(np.unique(surface.last_day[surface.last >= 0])) == {np.datetime64("2025-08-12")}
    assert len(surface.isochrones()) == 0


def test_a_period_begins_with_the_map_before_it():
    rows = capture_surface(plane(40)).isochrones("MS")
    assert rows["date"].dt.strftime("%m-%d").tolist() == ["08-01", "09-01"]
    assert rows["since"].dt.strftime("%m-%d").tolist() == ["07-31", "08-31"]
    assert rows["until"].dt.strftime("%m-%d").tolist() == ["08-31", "09-08"]
    a_day = float(area_km2(box(37, 48, 37.01, 49)))
    assert rows["area_km2"].tolist() == pytest.approx([31 * a_day, 8 * a_day], rel=1e-6)
    assert rows.crs == "EPSG:4326"
    assert area(intersection(*rows.geometry)) == pytest.approx(0, abs=1e-12)


def test_days_without_a_map_at_the_edge_of_a_period_are_told():
    history = history_of(**{
        "2025-08-30": box(37, 48, 37.1, 48.1), "2025-09-02": box(37, 48, 37.2, 48.1),
        "2025-09-03": box(37, 48, 37.3, 48.1),
    })  # fmt: skip
    (row,) = capture_surface(history).isochrones().itertuples()
    assert set(row.flags.split(";")) == {"merged_update", "straddles"}
    (early, late) = capture_surface(history).isochrones("D")["flags"]
    assert set(early.split(";")) == {"merged_update", "straddles"}
    assert pd.isna(late)


def test_only_what_changed_between_two_days_is_captured():
    surface = capture_surface(plane(21), since="2025-08-05", until="2025-08-10")
    assert surface.day[surface.first >= 0].min() == np.datetime64("2025-08-06")
    assert surface.day[surface.first >= 0].max() == np.datetime64("2025-08-10")
    assert surface.isochrones("YS")["area_km2"].item() == pytest.approx(
        float(area_km2(box(37.05, 48, 37.1, 49))), rel=1e-9
    )


def test_maps_on_which_nothing_changes_have_no_cells():
    surface = capture_surface(terrain(d11="RU", d12="RU"))
    assert surface.day.shape == (0, 0)
    assert surface.captured_km2 == 0
    assert surface.speed().shape == (0, 0)
    empty, full = surface.isochrones(), capture_surface(terrain(d11="RU", d12="RR")).isochrones()
    assert empty.dtypes.equals(full.dtypes)
    assert len(capture_surface(terrain(d11="RU")).isochrones()) == 0


def test_an_island_far_from_the_rest_is_captured_where_it_is():
    history = history_of(**{
        "2025-08-11": box(37, 48, 37.1, 48.1),
        "2025-08-12": union_all([box(37, 48, 37.1, 48.1), box(39, 46, 39.05, 46.05)]),
    })  # fmt: skip
    surface = capture_surface(history, resolution_m=100)
    lon, lat = (some[surface.first >= 0] for some in middles(surface))
    assert lon.min() == pytest.approx(39, abs=0.002)
    assert lat.max() == pytest.approx(46.05, abs=0.002)
    assert surface.captured_km2 == pytest.approx(float(area_km2(box(39, 46, 39.05, 46.05))), rel=0.02)


def test_a_front_that_moves_evenly_has_one_speed():
    surface = capture_surface(plane(60, south=48.0, north=48.5), resolution_m=200)
    lon, lat = middles(surface)
    deep = (lon > 37.1) & (lon < 37.5) & (lat > 48.1) & (lat < 48.4)
    a_day = 1000 * float(distance_km(37, 48.25, 37.01, 48.25))
    assert surface.speed()[deep] == pytest.approx(a_day, rel=0.03)


def test_cells_stand_where_they_stood_when_a_map_is_added():
    short, long = capture_surface(plane(20)), capture_surface(plane(21))
    assert short.crs == long.crs
    assert all((np.array(long.transform) - short.transform) % 200 == 0)


def test_a_raster_of_another_status_is_of_that_ground():
    row = {"source": "own", "date_basis": "map"}
    history = ControlHistory.from_frame(CONTROL.table([
        row | {"date": "2025-08-11", "status": "occupied", "geometry": shape("RUU")},
        row | {"date": "2025-08-12", "status": "occupied", "geometry": shape("RUU")},
        row | {"date": "2025-08-12", "status": "contested", "geometry": shape("UUR")},
    ]))  # fmt: skip
    assert capture_surface(history).captured_km2 == 0
    assert capture_surface(history, status="contested", resolution_m=50).captured_km2 == pytest.approx(
        0.82, rel=0.05
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"resolution_m": 0}, "above 0"),
        ({"resolution_m": float("nan")}, "above 0"),
        ({"resolution_m": 0.1}, "coarser"),
        ({"since": "2025-07-01"}, "no map on or before"),
        ({"since": "2025-08-05", "until": "2025-08-01"}, "swap"),
        ({"status": "liberated"}, "liberated"),
    ],
)
def test_a_surface_that_cannot_be_made_is_refused_in_words(options, said):
    with pytest.raises(ControlError, match=said):
        capture_surface(plane(21), **options)


def test_an_unknown_period_or_smoothing_is_refused_in_words():
    surface = capture_surface(plane(3))
    with pytest.raises(ControlError, match="freq='Q'"):
        surface.isochrones("Q")
    with pytest.raises(ControlError, match="smooth_km"):
        surface.speed(smooth_km=0)


def test_a_surface_says_what_it_is():
    surface = capture_surface(plane(3))
    assert "from 2025-07-31 to 2025-08-02 by own" in repr(surface)
    assert isinstance(surface.isochrones(), gpd.GeoDataFrame)
    assert surface.source == "own"
    assert "after 2025-07-31" in surface.definition
