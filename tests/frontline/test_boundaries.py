"""Boundaries are a coverage of what is Ukraine's, as large as it is said to be, with the sea outside."""

import csv
import hashlib
import os
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from frontline.boundaries import NoLandBorderError, land, oblasts, state_border, ukraine
from frontline.errors import FrontlineError
from gazetteer.geodesy import area_km2, distance_km

INPUTS = os.environ.get("FRONTLINE_BASEMAP_INPUTS", "")

SEAS = {
    "Azov": (36.8, 46.4),
    "Black": (31.0, 45.5),
    "Syvash": (34.6, 46.0),
    "estuary of the Dnipro": (31.9, 46.58),
    "Kerch strait": (36.58, 45.2),
}
CITIES = {
    "Pokrovsk": (37.176, 48.282, "Donetsk"),
    "Mariupol": (37.543, 47.097, "Donetsk"),
    "Lyman": (37.807, 48.989, "Donetsk"),
    "Sievierodonetsk": (38.493, 48.948, "Luhansk"),
    "Kupiansk": (37.616, 49.710, "Kharkiv"),
    "Vovchansk": (36.944, 50.288, "Kharkiv"),
    "Huliaipole": (36.263, 47.664, "Zaporizhzhia"),
    "Enerhodar": (34.656, 47.499, "Zaporizhzhia"),
    "Nikopol": (34.396, 47.567, "Dnipropetrovsk"),
    "Mezhova": (36.735, 48.258, "Dnipropetrovsk"),
    "Kherson": (32.617, 46.636, "Kherson"),
    "Henichesk": (34.804, 46.171, "Kherson"),
    "Ochakiv": (31.546, 46.613, "Mykolaiv"),
    "Sudzha's neighbour Yunakivka": (35.055, 51.100, "Sumy"),
    "Sevastopol": (33.525, 44.605, "Sevastopol"),
    "Kerch": (36.475, 45.357, "Crimea"),
    "Kyiv": (30.523, 50.450, "Kyiv City"),
    "Snake Island": (30.204, 45.255, "Odesa"),
}
ABROAD = {
    "Belgorod": (36.588, 50.596),
    "Sudzha": (35.272, 51.198),
    "Rostov-on-Don": (39.72, 47.23),
    "Taganrog": (38.91, 47.23),
    "Homel": (31.0, 52.43),
    "Tiraspol": (29.63, 46.84),
    "Przemysl": (22.77, 49.78),
}
# Official areas in km², with Syvash and the estuaries, and by how many per cent of them ours may differ.
OFFICIAL = {
    "Donetsk": (26_517, 1),
    "Luhansk": (26_684, 1),
    "Zaporizhzhia": (27_183, 1),
    "Kharkiv": (31_415, 1),
    "Sumy": (23_834, 1.5),
    "Dnipropetrovsk": (31_914, 1),
    "Kherson": (28_461, 11),
    "Mykolaiv": (24_598, 4),
    "Crimea": (26_081, 4),
}
BORDER_KM = {"RU": 1974, "BY": 1084, "MD": 1222, "PL": 542, "RO": 614, "HU": 137, "SK": 98}


@pytest.fixture(scope="module")
def units():
    return oblasts()


def unit_at(units, lon, lat):
    return units["name"][units.contains(Point(lon, lat))].tolist()


def length_km(lines):
    parts = [np.array(line.coords) for line in lines.geoms]
    return sum(distance_km(*a, *b) for line in parts for a, b in pairwise(line))


def test_units_neither_overlap_nor_leave_gaps(units):
    assert shapely.coverage_is_valid(units.geometry.values)
    assert units.is_valid.all()
    assert sum(len(part.interiors) for part in ukraine().geoms) == 0


def test_units_sum_to_ukraine(units):
    assert units["land_km2"].sum() == pytest.approx(float(area_km2(ukraine())), abs=0.01)
    assert shapely.union_all(units.geometry.values).symmetric_difference(ukraine()).area < 1e-9


def test_ukraine_and_its_neighbours_meet_without_a_gap():
    assert land().is_valid
    assert sum(len(part.interiors) for part in land().geoms) == 0
    assert ukraine().difference(land()).area < 1e-9


def test_units_are_called_as_in_the_gazetteer(units):
    with (files("gazetteer") / "data" / "regions.csv").open(encoding="utf-8") as rows:
        named = {
            (row["admin1"], row["admin1_code"])
            for row in csv.DictReader(rows)
            if row["country"] == "UA" and row["place_type"] in {"oblast", "republic", "special_city"}
        }
    assert set(zip(units["name"], units["code"], strict=True)) == named
    assert len(units) == len(named) == 27


@pytest.mark.parametrize("city", CITIES)
def test_a_place_lies_in_its_unit(units, city):
    lon, lat, name = CITIES[city]
    assert unit_at(units, lon, lat) == [name]
    assert ukraine().contains(Point(lon, lat))


@pytest.mark.parametrize("city", ABROAD)
def test_a_city_abroad_is_on_land_that_is_not_ukraines(city):
    assert land().contains(Point(ABROAD[city]))
    assert not ukraine().contains(Point(ABROAD[city]))


@pytest.mark.parametrize("sea", SEAS)
def test_the_sea_is_no_land(units, sea):
    assert not land().intersects(Point(SEAS[sea]))
    assert unit_at(units, *SEAS[sea]) == []


def test_rivers_and_reservoirs_are_land():
    assert ukraine().contains(LineString([(34.2, 47.3), (34.2, 47.6)]))  # across the bed of Kakhovka
    assert ukraine().contains(Point(32.4, 49.3))  # in the Kremenchuk reservoir


@pytest.mark.parametrize("name", OFFICIAL)
def test_a_unit_is_about_as_large_as_officially(units, name):
    official, per_cent = OFFICIAL[name]
    assert units.set_index("name")["land_km2"][name] == pytest.approx(official, rel=per_cent / 100)


def test_ukraine_is_as_large_as_officially_but_for_its_lagoons():
    assert 0.990 < float(area_km2(ukraine())) / 603_500 < 0.995


def test_nearly_every_place_of_the_core_lies_in_its_unit(units):
    with (files("gazetteer") / "data" / "core.csv").open(encoding="utf-8") as text:
        rows = [row for row in csv.DictReader(text) if row["lon"]]
    lon, lat = (np.array([float(row[axis]) for row in rows]) for axis in ("lon", "lat"))
    row, unit = units.sindex.query(shapely.points(lon, lat), "within")
    home = dict(zip(row.tolist(), units["name"][unit], strict=True))
    right = [home.get(i) == (row["admin1"] if row["country"] == "UA" else None) for i, row in enumerate(rows)]
    assert len(rows) > 1000
    assert np.mean(right) > 0.98


@pytest.mark.parametrize("country", BORDER_KM)
def test_a_state_border_is_about_as_long_as_officially(country):
    assert length_km(state_border(country=country)) == pytest.approx(BORDER_KM[country], rel=0.06)


@pytest.mark.parametrize("country", BORDER_KM)
def test_a_state_border_has_ukraine_on_one_side_and_the_neighbour_on_the_other(country):
    line = max(state_border(country=country).geoms, key=shapely.length)
    (x, y), (u, v) = (line.interpolate(share, normalized=True).coords[0] for share in (0.5, 0.5001))
    aside = np.array([y - v, u - x]) / np.hypot(u - x, v - y) * 1e-4
    sides = [Point(np.array([(x + u) / 2, (y + v) / 2]) + sign * aside) for sign in (1, -1)]
    assert sorted(ukraine().contains(side) for side in sides) == [False, True]
    assert all(land().contains(side) for side in sides)


def test_the_border_with_russia_is_the_default_and_no_coast():
    assert state_border().equals(state_border(country="RU"))
    middle = state_border().interpolate(0.5, normalized=True)
    assert middle.distance(land().boundary) > 0.5


@pytest.mark.parametrize("country", ["TR", "ru", "UA", ""])
def test_who_is_no_neighbour_is_refused_with_those_who_are(country):
    with pytest.raises(NoLandBorderError, match="BY, HU, MD, PL, RO, RU, SK") as refusal:
        state_border(country=country)
    assert refusal.value.country == country
    assert isinstance(refusal.value, FrontlineError)
    assert isinstance(refusal.value, LookupError)


def test_a_callers_change_stays_the_callers():
    mine = oblasts()
    mine["name"] = "mine"
    mine.loc[0, "geometry"] = Point(0, 0)
    assert "mine" not in set(oblasts()["name"])
    assert set(oblasts().geom_type) == {"MultiPolygon"}


def test_the_sources_name_the_hash_of_the_file_that_is_shipped():
    data = files("frontline.data")
    digest = hashlib.sha256(data.joinpath("boundaries.json").read_bytes()).hexdigest()
    assert f"| {digest} |" in data.joinpath("SOURCES.md").read_text(encoding="utf-8")


def test_the_sources_say_the_areas_that_are_measured(units):
    said = files("frontline.data").joinpath("SOURCES.md").read_text(encoding="utf-8")
    measured = dict(zip(units["name"], units["land_km2"], strict=True))
    assert [name for name in OFFICIAL if f"| {name} | {measured[name]:,.0f} |" not in said] == []


@pytest.mark.skipif(
    not INPUTS, reason="set FRONTLINE_BASEMAP_INPUTS to the folder of packages that SOURCES.md names"
)
def test_the_file_is_what_its_inputs_make():
    from frontline.data.compile_boundaries import compile_boundaries

    shipped = files("frontline.data").joinpath("boundaries.json").read_text(encoding="utf-8")
    assert compile_boundaries(Path(INPUTS)) == shipped
