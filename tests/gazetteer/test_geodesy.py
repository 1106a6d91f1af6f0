"""Distances agree with geopy's, bearings with the compass."""

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.geodesy import COMPASS, bearing_deg, compass, distance_km

lons = st.floats(-180, 180)
lats = st.floats(-90, 90)


@given(lons, lats, lons, lats)
def test_a_distance_is_geopys_geodesic_to_a_metre(lon, lat, to_lon, to_lat):
    ours = float(distance_km(lon, lat, to_lon, to_lat))
    assert ours == pytest.approx(geodesic((lat, lon), (to_lat, to_lon)).km, abs=0.001)


@given(lons, lats, lons, lats)
def test_the_way_back_is_as_long_as_the_way_there(lon, lat, to_lon, to_lat):
    there, back = distance_km([lon, to_lon], [lat, to_lat], [to_lon, lon], [to_lat, lat])
    assert there == pytest.approx(back, abs=1e-6)


@pytest.mark.parametrize(
    ("to_lon", "to_lat", "word"),
    [(37, 49, "north"), (38, 48, "east"), (37, 47, "south"), (36, 48, "west"), (38, 48.7, "north-east")],
)
def test_a_bearing_points_where_the_compass_says(to_lon, to_lat, word):
    assert compass(float(bearing_deg(37, 48, to_lon, to_lat))) == word


def test_arrays_and_scalars_broadcast_and_a_missing_coordinate_stays_missing():
    km = distance_km(37.8, 48.4, [37.8, np.nan, 37.9], 48.4)
    assert km[0] == 0
    assert np.isnan(km[1])
    assert km[2] > 7


def test_the_inputs_are_left_alone():
    lon = np.array([37.0, 38.0])
    distance_km(lon, lon, lon + 1, lon)
    assert lon.tolist() == [37.0, 38.0]


@given(st.floats(-1e6, 1e6))
def test_every_bearing_has_a_word(bearing):
    assert compass(bearing) in COMPASS
