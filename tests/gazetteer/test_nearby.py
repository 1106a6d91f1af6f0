import geopandas as gpd
import numpy as np
import pytest
from geopy.distance import geodesic
from shapely import Point, box

from gazetteer import HintError


def test_the_nearest_place_is_the_nearest_by_geopy(core):
    for lon, lat in [(37.5, 48.2), (36.9, 47.6), (24.1, 50.2), (39.9, 47.1)]:
        (row,) = core.nearest(Point(lon, lat)).itertuples()
        index = core._index
        kinds = np.isin(index.words["place_type"], ["city", "town", "settlement", "village"])
        close = kinds & (np.hypot(index.lon - lon, index.lat - lat) < 0.6)
        best = min(
            geodesic((lat, lon), end).km for end in zip(index.lat[close], index.lon[close], strict=True)
        )
        assert row.distance_km == pytest.approx(best, abs=0.001)


def test_distance_and_bearing_lead_from_the_point_to_the_place(small):
    (row,) = small.nearest(Point(37.848, 48.305), place_type="city").itertuples()
    assert row.name == "Toretsk"
    assert row.distance_km == pytest.approx(10.0, abs=0.02)
    assert row.bearing_deg == pytest.approx(0, abs=0.1)


def test_the_nearest_stand_on_the_index_of_the_points(small):
    points = gpd.GeoSeries([Point(37.8, 48.4), None, Point(36.6, 48.0)], index=["a", "b", "c"], crs=4326)
    table = small.nearest(points)
    assert table.index.tolist() == ["a", "b", "c"]
    assert table["place_id"].tolist()[0] == "p:toretsk"
    assert table["place_id"].isna().tolist() == [False, True, False]
    assert table["distance_km"].isna().tolist() == [False, True, False]


def test_several_nearest_are_ranked(small):
    table = small.nearest(small["Toretsk"], k=3)
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["distance_km"].is_monotonic_increasing
    assert table["place_id"].iloc[0] == "p:toretsk"


def test_there_are_never_more_than_all(small):
    assert len(small.nearest(Point(37, 48), place_type="raion", k=99)) == 2


def test_points_may_be_projected(small):
    frame = gpd.GeoDataFrame(geometry=[Point(37.848, 48.395)], crs=4326).to_crs(32637)
    assert small.nearest(frame)["place_id"].tolist() == ["p:toretsk"]


@pytest.mark.parametrize("points", [(37, 48), box(0, 0, 1, 1), "Toretsk", None])
def test_only_points_have_something_near(small, points):
    with pytest.raises(HintError, match="points"):
        small.nearest(points)


def test_a_type_that_is_not_there_is_named_with_those_that_are(small):
    with pytest.raises(HintError, match="no place of type 'metropolis'; it has city"):
        small.nearest(Point(37, 48), place_type="metropolis")


@pytest.mark.parametrize("k", [0, -1, 1.5, "two"])
def test_k_is_a_count(small, k):
    with pytest.raises(HintError, match="k: pass how many"):
        small.nearest(Point(37, 48), k=k)


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        (37.848, 48.395, "in Toretsk"),
        (37.848, 48.403, "in Toretsk"),
        (37.848, 48.305, "10 km south of Toretsk"),
        (37.888, 48.395, "3 km east of Toretsk"),
        (37.788, 48.355, "6 km south-west of Toretsk"),
    ],
)
def test_a_point_is_described_by_distance_and_direction(small, lon, lat, said):
    assert small.describe(Point(lon, lat)) == said


def test_a_place_is_described_by_those_of_a_type(small):
    assert small.describe(small["Pokrovske"], place_type=["city"]) == "31 km north-east of Toretsk"


@pytest.mark.parametrize("point", [Point(), gpd.GeoSeries([Point(1, 1), Point(2, 2)])])
def test_only_one_point_is_described(small, point):
    with pytest.raises(HintError, match="pass one point"):
        small.describe(point)


@pytest.mark.parametrize(
    "point", [Point(37, 480), Point(float("nan"), 48), Point(float("nan"), float("nan"))]
)
def test_a_point_that_is_not_on_the_earth_is_refused(small, point):
    with pytest.raises(HintError, match="point"):
        small.describe(point)


@pytest.mark.parametrize("place_type", [3, ["city", 3], [None]])
def test_a_type_that_is_no_text_is_refused(small, place_type):
    with pytest.raises(HintError, match="place_type: pass one type"):
        small.nearest(Point(37, 48), place_type=place_type)
