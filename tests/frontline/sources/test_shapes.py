"""Ground out of JSON is valid, flat and in degrees; what is no coordinate is refused and never replaced."""

import json

import pytest
import shapely

from frontline.errors import ControlFileError
from frontline.sources.shapes import features_in, parsed
from frontline.sources.sheets import Tally


def read(tree, **kwargs):
    tally = Tally("test")
    return features_in(tree, "map.json", tally, **kwargs), tally


def refusal(tree):
    with pytest.raises(ControlFileError) as caught:
        read(tree)
    assert "map.json" in str(caught.value)
    return str(caught.value)


def test_a_feature_a_bare_geometry_and_a_collection_give_the_same_ground(maps):
    square = maps.square()
    grounds = [read(tree)[0][0].ground for tree in (square, maps.feature(square), maps.collection(square))]
    assert all(ground.equals(shapely.box(37, 48, 37.1, 48.1)) for ground in grounds)


def test_of_a_collection_of_geometries_the_polygons_stay(maps):
    inner = {"type": "GeometryCollection", "geometries": [maps.square(38)]}
    tree = {"type": "GeometryCollection", "geometries": [
        {"type": "Point", "coordinates": [37, 48, 120]}, maps.square(37, height=0), inner,
        {"type": "LineString", "coordinates": [[37, 48], [38, 49]]},
    ]}  # fmt: skip
    (feature,), tally = read(maps.feature(tree))
    assert feature.ground.geom_type == "MultiPolygon"
    assert len(feature.ground.geoms) == 2
    assert not feature.ground.has_z
    assert tally.dropped_parts == 2


def test_pieces_of_a_collection_that_overlap_count_once(maps):
    tree = {"type": "GeometryCollection", "geometries": [maps.square(37), maps.square(37.05)]}
    (feature,), _ = read(tree)
    assert feature.ground.area == pytest.approx(0.015)
    assert feature.ground.is_valid


def test_heights_on_some_points_only_do_not_matter(maps):
    ring = maps.ring()
    ring[1] = [*ring[1], 5]
    (feature,), _ = read({"type": "Polygon", "coordinates": [ring]})
    assert feature.ground.area == pytest.approx(0.01)


def test_points_lines_and_nothing_are_counted(maps):
    features, tally = read(maps.collection(
        {"type": "Point", "coordinates": [37, 48]}, {"type": "MultiLineString", "coordinates": []},
        maps.feature(None), {"type": "Polygon", "coordinates": []}, {"type": "MultiPolygon",
        "coordinates": []},
    ))  # fmt: skip
    assert (tally.points, tally.lines, tally.null_geometries, tally.empty_geometries) == (1, 1, 1, 2)
    assert [feature.ground for feature in features] == [None] * 5
    assert [feature.is_ground for feature in features] == [False, False, True, True, True]


def test_an_open_ring_is_closed_and_counted(maps):
    (feature,), tally = read({"type": "Polygon", "coordinates": [maps.ring()[:-1]]})
    assert feature.ground.area == pytest.approx(0.01)
    assert tally.closed_rings == 1


def test_a_ring_that_crosses_itself_is_mended_and_counted():
    (feature,), tally = read(
        {"type": "Polygon", "coordinates": [[[37, 48], [38, 49], [38, 48], [37, 49], [37, 48]]]}
    )
    assert feature.ground.is_valid
    assert tally.repaired == 1
    assert tally.repaired_in == ["map.json: 1"]


def test_a_polygon_that_is_but_a_line_is_nothing():
    (feature,), tally = read({"type": "Polygon", "coordinates": [[[37, 48], [38, 49], [37, 48], [37, 48]]]})
    assert feature.ground is None
    assert tally.empty_geometries == 1


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("NaN", "no numbers"), ("Infinity", "no numbers"), ("-1e999", "no numbers"), ("null", "no numbers"),
        ('"37.0"', "no numbers"), ("237.0", "not on the Earth"), ("4118000.5", "no reference system"),
        ("[37]", "no pairs"), ("{}", "no numbers"), ("1" + "0" * 40, "no numbers"), ("true",
        "no pairs|no numbers"),
    ],
)  # fmt: skip
def test_what_is_no_coordinate_is_refused_with_its_place(number, reason):
    first = "[true, true]" if number == "true" else f"[{number}, 48]"
    ring = f"[{first}, [38, 48], [38, 49], {first}]" if number != "true" else "[[true, true], [true], 1]"
    tree = parsed(b'{"type":"Polygon","coordinates":[%s]}' % ring.encode(), "map.json")
    with pytest.raises(ControlFileError, match=reason) as caught:
        read(tree)
    assert str(caught.value).startswith("map.json, feature 1: ")


def test_a_refused_feature_may_be_left_out_and_is_listed(maps):
    bad = {"type": "Polygon", "coordinates": [[[37, 95], [38, 48], [38, 49]]]}
    features, tally = read(maps.collection(bad, maps.square()), errors="skip")
    assert len(features) == 1
    assert tally.dropped == {"has coordinates that are not on the Earth": 1}
    assert tally.skipped == ["map.json, feature 1: has coordinates that are not on the Earth"]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "GeometryCollection", "geometries": 5}, {"type": "GeometryCollection"},
        {"type": "Polygon", "coordinates": 5}, {"type": "Polygon", "coordinates": [5]}, {"type": "Polygon"},
        {"type": "MultiPolygon", "coordinates": [5]}, {"type": "Polygon", "coordinates": ["abc"]},
        {"type": "Polygon", "coordinates": [[[37, 48], [38, 48]]]}, {"type": "Sphere", "coordinates": []},
        {}, "x", 7,
        {"type": "Polygon", "coordinates": [[[37], [38], [39], [37]]]}, {"type": "Polygon",
        "coordinates": [[1, 2, 3, 4]]},
    ],
)  # fmt: skip
def test_a_geometry_that_is_none_is_refused(maps, geometry):
    assert "feature 1" in refusal(maps.collection(maps.feature(geometry)))


@pytest.mark.parametrize("tree", [[], 5, None, {}, {"type": "Topology"}, {"features": 5}, {"features": [5]},
                                  {"type": "FeatureCollection", "features": [],
                                  "transform": {}}])  # fmt: skip
def test_json_that_is_no_map_is_refused(tree):
    refusal(tree)


@pytest.mark.parametrize("depth", [900, 100_000])
def test_geometries_nested_without_end_are_refused(maps, depth):
    text = '{"type":"GeometryCollection","geometries":[' * depth + json.dumps(maps.square()) + "]}" * depth
    with pytest.raises(ControlFileError, match=r"map\.json"):
        read(parsed(text.encode(), "map.json"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!DOCTYPE html><html>log in</html>", "web page"), (b"\xef\xbb\xbf <html>", "web page"),
        (b'{"type": "FeatureColl', "cut short"), (b"\x1f\x8b\x08\x00\xff", "not text in UTF-8"),
        ('{"name": "Крим"}'.encode("cp1251"), "not text in UTF-8"), (b"[" * 200_000,
        "nested far deeper|cut short"),
        (b'{"error": {"code": 400, "message": "Invalid URL"}}', "error that the server sent .Invalid URL"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git LFS"),
        (b'{"a": ' + b"9" * 5000 + b"}", "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused_as_what_it_is(data, reason):
    with pytest.raises(ControlFileError, match=reason):
        parsed(data, "map.json")


@pytest.mark.parametrize("name", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_degrees_stay_degrees(maps, name):
    tree = maps.collection(maps.square(), crs={"type": "name", "properties": {"name": name}})
    (feature,), tally = read(tree)
    assert feature.ground.bounds == (37, 48, 37.1, 48.1)
    assert tally.reprojected == 0


def test_metres_become_degrees_if_the_file_says_what_they_are(maps):
    ring = [[4118821, 6106854], [4129953, 6106854], [4129953, 6123507], [4118821, 6106854]]
    tree = maps.collection({"type": "Polygon", "coordinates": [ring]})
    assert "no reference system" in refusal(tree)
    (feature,), tally = read(
        tree | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}}
    )
    assert feature.ground.bounds == pytest.approx((37, 48, 37.1, 48.1), abs=1e-4)
    assert tally.reprojected == 1


def test_an_unknown_reference_system_is_refused(maps):
    crs = {"type": "name", "properties": {"name": "EPSG:999999"}}
    assert "reference system that is not known" in refusal(maps.collection(maps.square(), crs=crs))
    assert "reference system that is not known" in refusal(maps.collection(maps.square(), crs=5))


def test_the_moon_is_not_the_earth(maps):
    crs = {"type": "name", "properties": {"name": "IAU_2015:30100"}}
    assert "not of the Earth" in refusal(maps.collection(maps.square(), crs=crs))


def test_of_esri_clockwise_rings_are_outer_and_the_others_holes(maps):
    rings = [
        maps.ring(37, clockwise=True), maps.ring(37.02, 48.02, 0.02), maps.ring(38, clockwise=True),
        maps.ring(38.02, 48.02, 0.02),
    ]  # fmt: skip
    tree = maps.esri({"attributes": {"OBJECTID": 1}, "geometry": {"rings": rings}}, wkid=4326)
    (feature,), tally = read(tree)
    assert feature.ground.geom_type == "MultiPolygon"
    assert [len(piece.interiors) for piece in feature.ground.geoms] == [1, 1]
    assert feature.ground.area == pytest.approx(2 * (0.01 - 0.0004))
    assert feature.words == {"OBJECTID": 1}
    assert tally.repaired == 0


def test_of_esri_rings_against_the_order_are_taken_by_what_they_surround(maps):
    tree = maps.esri({"geometry": {"rings": [maps.ring(37), maps.ring(37.02, 48.02, 0.02)]}}, wkid=4326)
    (feature,), tally = read(tree)
    assert feature.ground.area == pytest.approx(0.01 - 0.0004)
    assert tally.repaired == 1


def test_of_esri_null_missing_and_empty_geometries_are_counted(maps):
    features, tally = read(maps.esri({"geometry": None}, {"attributes": {}}, {"geometry": {"rings": []}},
                                     {"geometry": {"x": 1, "y": 2}}, {"geometry": {"paths": []}},
                                     wkid=4326))  # fmt: skip
    assert (tally.null_geometries, tally.empty_geometries, tally.points, tally.lines) == (2, 1, 1, 1)
    assert len(features) == 5


def test_of_esri_what_is_far_from_the_earth_is_refused(maps):
    rings = [[[0, 0], [1e308, 1], [1, 1e308], [0, 0]]]
    assert "not on the Earth" in refusal(maps.esri({"geometry": {"rings": rings}}))


def test_of_esri_curves_are_refused(maps):
    assert "returnTrueCurves" in refusal(maps.esri({"geometry": {"curveRings": []}}))
