"""Claims are put where their names say, or are left open honestly."""

import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely import Point

import frontline as fl
import gazetteer
from frontline.tables import CLAIMS

ROW = {"claim_id": "1", "doc_id": "d", "event_type": "capture", "status": "claimed"}


def located(*rows, **options):
    return fl.locate(CLAIMS.table([ROW | row for row in rows]), **options)


def test_a_name_and_its_region_make_a_point():
    (row,) = located({"place_text": "Iskra", "admin_text": "Donetsk"}).itertuples()
    assert (row.place_name, row.resolution, row.admin1) == ("Andriivka-Klevtsove", "resolved", "Donetsk")
    assert (row.geometry.y, row.geometry.x) == pytest.approx((48.049, 36.590), abs=0.01)
    assert row.geo_precision == "settlement"


def test_a_name_of_several_places_is_ambiguous_and_lists_them():
    (row,) = located({"place_text": "Iskra"}).itertuples()
    assert (row.resolution, row.geometry) == ("ambiguous", None)
    assert len(row.candidates.split(";")) >= 3


def test_an_unknown_name_stays_as_a_row():
    (row,) = located({"place_text": "Qwertiivka"}).itertuples()
    assert (row.resolution, row.geometry, row.place_text) == ("unresolved", None, "Qwertiivka")


@pytest.mark.parametrize("name", ["Sumy", "Сумская", "Сумской", "Сумській", "Сумщина", "Sumy Oblast"])
def test_a_region_alone_is_a_region_and_never_a_village(name):
    (row,) = located({"admin_text": name}).itertuples()
    assert (row.resolution, row.geo_precision, row.place_name) == ("region_only", "admin1", "Sumy Oblast")
    assert row.uncertainty_km > 50


def test_near_and_direction_are_less_sure_than_at():
    places = located(*({"place_text": "Toretsk", "place_rel": rel} for rel in ("at", "near", "direction")))
    assert places["uncertainty_km"].is_monotonic_increasing
    assert places["uncertainty_km"].is_unique
    assert places["geo_precision"].tolist() == ["settlement", "near", "near"]


def test_an_ambiguous_name_is_told_by_the_other_places_of_its_report():
    alone = located({"place_text": "Iskra"})
    beside = located({"place_text": "Iskra"}, {"place_text": "Velyka Novosilka"})
    assert alone["resolution"].tolist() == ["ambiguous"]
    assert beside["place_name"].tolist() == ["Andriivka-Klevtsove", "Velyka Novosilka"]


def test_clear_rows_before_an_ambiguous_one_stay_clear():
    rows = located({"place_text": "Toretsk"}, {"place_text": "Iskra"}, {"place_text": "Toretsk"})
    assert rows["resolution"].tolist() == ["resolved", "ambiguous", "resolved"]
    assert rows["place_name"].tolist()[::2] == ["Toretsk", "Toretsk"]


def test_what_the_source_gave_is_kept():
    point = Point(37.0, 48.0)
    (row,) = located({"place_text": "Toretsk", "resolution": "given", "geometry": point}).itertuples()
    assert (row.geometry, row.resolution) == (point, "given")


def test_a_point_without_a_name_is_kept_as_given():
    (row,) = located({"geometry": Point(37.0, 48.0)}).itertuples()
    assert (row.geometry, row.resolution) == (Point(37.0, 48.0), "given")


@pytest.mark.parametrize("name", ["Kharkiv raion", "Kharkiv district", "Харківський район"])
def test_a_raion_is_not_taken_for_its_oblast(name):
    (row,) = located({"admin_text": name}).itertuples()
    assert (row.resolution, row.geo_precision, row.place_name) == ("region_only", "admin2", "Kharkiv Raion")


def test_the_user_knows_better():
    village = gazetteer.load().resolve("Iskra", admin1="Kharkiv")
    (row,) = located({"place_text": "Iskra"}, overrides={"Iskra": village.place_id}).itertuples()
    assert (row.place_id, row.resolution) == (village.place_id, "given")
    assert row.geometry == village.point


def test_a_part_of_a_city_is_not_taken_for_an_oblast():
    quarter = gazetteer.Place("given:1", "Zenith Quarter", 37.8, 48.0, place_type="district")
    (row,) = located(
        {"place_text": "Zenith Quarter"}, gazetteer=gazetteer.load().with_places([quarter])
    ).itertuples()
    assert (row.geo_precision, row.uncertainty_km) == ("settlement", 3.0)


def test_an_override_that_names_no_place_is_refused():
    with pytest.raises(gazetteer.PlaceNotFoundError):
        located({"place_text": "Iskra"}, overrides={"Iskra": "geonames:0"})


def test_a_claim_without_a_place_has_no_resolution():
    (row,) = located({"settlements": 2}).itertuples()
    assert row.geometry is None
    assert row.resolution != row.resolution


def test_the_index_is_kept_and_the_input_left_alone():
    claims = CLAIMS.table([ROW | {"place_text": "Toretsk"}] * 2).set_axis([5, 5])
    before = claims.copy()
    assert fl.locate(claims).index.tolist() == [5, 5]
    assert_geodataframe_equal(claims, before)


def test_locating_twice_is_locating_once():
    once = located({"place_text": "Toretsk"}, {"admin_text": "Sumy"}, {"place_text": "Iskra"}, {})
    assert_geodataframe_equal(fl.locate(once), once)


def test_a_table_without_claims_stays_empty():
    assert located().empty
