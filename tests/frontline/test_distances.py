"""Distances between claimed places agree with geopy, and leave out what has no place."""

import pytest
from geopy.distance import geodesic
from shapely import Point

import frontline as fl
from frontline.tables import CLAIMS

ROW = {"claim_id": "1", "doc_id": "d", "event_type": "capture", "status": "claimed", "resolution": "resolved"}


@pytest.fixture
def claims(root):
    text = (root / "examples" / "2025-08-14" / "report.txt").read_text(encoding="utf-8")
    return fl.extract_claims(text, published="2025-08-14")


def test_every_distance_is_geopys_to_a_metre(claims):
    points = {row.place_name: (row.geometry.y, row.geometry.x) for row in claims.itertuples() if row.geometry}
    pairs = fl.claim_distances(claims, nearest=9)
    inside = pairs[pairs["relation"] == "report"]
    assert len(inside) >= 12
    for pair in inside.itertuples():
        apart = geodesic(points[pair.place_name], points[pair.to_name]).km
        assert pair.distance_km == pytest.approx(apart, abs=0.001)


def test_each_place_has_its_nearest_city(claims):
    pairs = fl.claim_distances(claims, nearest=0)
    assert set(pairs["relation"]) == {"city"}
    near = dict(zip(pairs["place_name"], pairs["to_name"], strict=True))
    assert near["Shcherbynivka"] in {"Toretsk", "Kostiantynivka", "Horlivka"}
    assert near["Rostov-on-Don"] != "Rostov-on-Don"


def test_regions_and_rows_without_a_point_are_left_out(claims):
    told = fl.claim_distances(claims)
    assert not set(told["place_name"]) & {"Sumy Oblast", "Kherson Oblast"}
    assert told["to_name"].notna().all()


def test_places_of_other_reports_are_not_compared():
    claims = CLAIMS.table(
        [
            ROW | {"place_name": "A", "geometry": Point(37, 48)},
            ROW | {"place_name": "B", "geometry": Point(37.1, 48), "doc_id": "e"},
        ]
    )
    assert set(fl.claim_distances(claims)["relation"]) == {"city"}


def test_a_place_named_by_two_claims_stands_once():
    row = ROW | {"place_name": "A", "geometry": Point(37, 48)}
    claims = CLAIMS.table([row, row | {"claim_id": "2"}])
    assert len(fl.claim_distances(claims)) == 1


def test_a_table_without_claims_has_no_distances_but_all_columns():
    told = fl.claim_distances(CLAIMS.table([]))
    assert told.empty
    assert list(told.columns)[:3] == ["place_id", "place_name", "relation"]


def test_a_negative_count_is_refused(claims):
    with pytest.raises(ValueError, match="nearest=-1"):
        fl.claim_distances(claims, nearest=-1)
