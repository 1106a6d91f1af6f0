"""When real places changed hands: days of the file less one, as DeepState's daily files have them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import points, union_all

from frontline.covered import held_counts
from frontline.ground import ground
from frontline.settlement import capture_dates, settlement_status
from frontline.surface import capture_surface
from gazetteer.geodesy import area_km2

PLACES = pd.DataFrame(
    [
        ("Toretsk", 48.3948, 37.8478),
        ("Shcherbynivka", 48.3949, 37.7910),
        ("Andriivka-Klevtsove", 48.0486, 36.5903),
        ("Suvorove", 48.3868, 37.2593),
        ("Nykanorivka", 48.4035, 37.2466),
    ],
    columns=["name", "lat", "lon"],
).set_index("name")


@pytest.fixture(scope="module")
def places():
    return gpd.GeoSeries(points(PLACES["lon"], PLACES["lat"]), index=PLACES.index, crs=4326)


def of_file(day):
    return pd.Timestamp(day) - pd.Timedelta("1D")


def test_a_point_of_toretsk_was_taken_lost_and_taken_again(places, deepstate):
    dates = capture_dates(places, deepstate).loc["Toretsk"]
    assert dates["first"] == of_file("2024-10-16")
    assert dates["lost"] == of_file("2024-10-23")
    assert dates["final"] == of_file("2024-11-07")
    assert dates["times"] == 2


@pytest.mark.parametrize(
    ("place", "radius_km", "column", "day"),
    [
        ("Toretsk", 1.0, "half_first", "2025-01-08"),
        ("Toretsk", 2.0, "half_first", "2025-01-13"),
        ("Toretsk", 1.0, "most_first", "2025-04-06"),
        ("Toretsk", 2.0, "most_first", "2025-08-05"),
        ("Toretsk", 3.0, "most_first", "2025-10-21"),
        ("Nykanorivka", 0.5, "half_first", "2025-10-12"),
    ],
)
def test_the_day_hangs_on_how_much_must_be_held(places, deepstate, place, radius_km, column, day):
    assert capture_dates(places, deepstate, radius_km=radius_km).loc[place, column] == of_file(day)


def test_the_capture_of_shcherbynivka_is_months_after_its_claim(places, deepstate):
    dates = capture_dates(places, deepstate).loc["Shcherbynivka"]
    assert dates["first"] == of_file("2025-11-23")


def test_a_place_that_was_claimed_was_never_taken(places, deepstate):
    dates = capture_dates(places, deepstate, radius_km=3.0).loc["Andriivka-Klevtsove"]
    assert not dates["captured"]
    assert pd.isna(dates["latest"])


def test_suvorove_was_taken_and_lost(places, deepstate):
    dates = capture_dates(places, deepstate).loc["Suvorove"]
    assert dates["first"] == of_file("2025-08-12")
    assert dates["lost"] == of_file("2025-10-27")
    status = settlement_status(places, deepstate)
    assert status.loc[status["place"] == "Suvorove", "status"].tolist() == [
        "not_held",
        "occupied",
        "not_held",
    ]


def test_points_held_are_those_of_a_join_on_each_day(deepstate):
    terrain, rng = ground(deepstate), np.random.default_rng(8)
    moved = terrain.segments.changed[terrain.segments.starts[1] :]
    on_lines = terrain.segments.ends[rng.choice(moved, 500)].reshape(-1, 2)
    around = on_lines + rng.normal(0, 0.02, on_lines.shape)
    xy = np.concatenate([on_lines, around, on_lines + rng.normal(0, 1e-8, on_lines.shape)])
    some, counts = gpd.GeoDataFrame(geometry=points(xy), crs=4326), held_counts(terrain, *xy.T)
    for at in rng.choice(len(terrain), 20):
        polygon = gpd.GeoDataFrame(geometry=[terrain.segments.polygon(at)], crs=4326)
        assert counts[at] == len(gpd.sjoin(some, polygon, predicate="within"))


def test_cells_add_up_to_what_was_captured(deepstate):
    terrain, surface = ground(deepstate), capture_surface(deepstate)
    captured = float(area_km2(union_all(terrain.steps.shape[terrain.steps.gained])))
    assert surface.captured_km2 == pytest.approx(captured, rel=1e-3)
    assert surface.isochrones()["area_km2"].sum() == pytest.approx(captured, abs=1e-6)
    assert 30 < np.nanmedian(surface.speed()) < 150  # metres a day
