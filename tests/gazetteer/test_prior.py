"""What a caller knows beside the names, as where the front runs, helps within bounds and harms nothing."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

import frontline as fl
from frontline.claims import GROUND, nearness
from frontline.tables import CLAIMS
from frontline.terms import EventType
from gazetteer import AmbiguousToponymError, HintError
from gazetteer.geodesy import moved
from gazetteer.ranking import PRIOR

CRIMEA, DONETSK, KHARKIV = Point(33.8, 45.9), Point(36.59, 48.05), Point(37.0, 49.4)  # an Iskra lies at each
FRONT = LineString([(36.5, 47.5), (36.6, 48.5)])  # through the Iskra of Donetsk
REACH_KM = 60  # beyond it the front may cost nothing


def towards(point, odds):
    """A prior for the places within a degree of a point."""
    return lambda lon, lat: np.where(np.hypot(lon - point.x, lat - point.y) < 1, odds, 0.0)


def claims(*rows):
    row = {"doc_id": "d", "event_type": "capture", "status": "claimed"}
    return CLAIMS.table([row | {"claim_id": str(at), "doc_id": str(at)} | one for at, one in enumerate(rows)])


@pytest.mark.parametrize(
    ("point", "place_id"), [(CRIMEA, "p:iskra3"), (DONETSK, "p:iskra1"), (KHARKIV, "p:iskra2")]
)
def test_a_prior_chooses_among_namesakes(small, point, place_id):
    with pytest.raises(AmbiguousToponymError):
        small.resolve("Іскра")
    assert small.candidates("Іскра", prior=towards(point, PRIOR)).loc[0, "place_id"] == place_id


def test_a_prior_makes_a_place_clear_and_a_weak_one_does_not(small):
    assert small.resolve("Іскра", prior=towards(KHARKIV, PRIOR)).place_id == "p:iskra2"
    with pytest.raises(AmbiguousToponymError):
        small.resolve("Іскра", prior=towards(KHARKIV, 1))


@pytest.mark.parametrize("odds", [4, 100, 1e300, np.inf])
def test_a_prior_counts_at_most_thirty_to_one(small, odds):
    most, more = (small.candidates("Іскра", prior=towards(CRIMEA, one)) for one in (PRIOR, odds))
    assert_geodataframe_equal(most, more)
    least, less = (small.candidates("Іскра", prior=towards(CRIMEA, -one)) for one in (PRIOR, odds))
    assert_geodataframe_equal(least, less)


def test_a_prior_finds_no_place_of_another_name(small):
    with_, without = (
        small.candidates("Toretsk", prior=one)["place_id"].tolist() for one in (towards(CRIMEA, 100), None)
    )
    assert sorted(with_) == sorted(without)


@pytest.mark.parametrize("says", [0.0, np.nan])
def test_a_prior_that_says_nothing_changes_nothing(small, says):
    silent = small.candidates("Іскра", prior=lambda lon, lat: np.full(len(lon), says))
    assert_geodataframe_equal(silent, small.candidates("Іскра"))


def test_a_prior_is_told_in_the_reason(small):
    said = small.candidates("Іскра", prior=towards(CRIMEA, 2)).set_index("place_id")["reason"]
    assert "prior +2.0" in said["p:iskra3"]
    assert "prior" not in said["p:iskra1"]


def test_a_prior_is_asked_for_whole_columns(small):
    calls = []

    def prior(lon, lat):
        calls.append(len(lon))
        return np.zeros(len(lon))

    small.resolve_all(["Іскра", "Toretsk", "Лиман"] * 100, prior=prior)
    assert len(calls) <= 4
    assert max(calls) >= 6


def test_a_prior_holds_for_its_own_rows(small):
    priors = pd.Series([None, towards(CRIMEA, PRIOR), towards(KHARKIV, PRIOR)], dtype=object)
    found = small.resolve_all(pd.Series(["Іскра"] * 3), prior=priors)
    assert found["resolution"].tolist() == ["ambiguous", "ambiguous", "resolved"]
    best = found["candidates"].str.split(";").str[0]
    assert best.tolist() == ["p:iskra2", "p:iskra3", "p:iskra2"]


@pytest.mark.parametrize("prior", [5, "front", Point(37, 48), [lambda lon, lat: lon]])
def test_what_is_no_function_is_refused(small, prior):
    with pytest.raises(HintError, match="prior"):
        small.resolve("Іскра", prior=prior)
    with pytest.raises(HintError, match="prior"):
        small.resolve_all(["Іскра", "Toretsk"], prior=prior)


@pytest.mark.parametrize("event", sorted(GROUND))
def test_a_claim_about_ground_means_the_place_at_the_front(event):
    table = claims({"place_text": "Iskra", "event_type": event})
    assert fl.locate(table)["resolution"].tolist() == ["ambiguous"]
    assert fl.locate(table, front=FRONT)["place_name"].tolist() == ["Andriivka-Klevtsove"]


@pytest.mark.parametrize("event", sorted(set(EventType) - GROUND))
def test_other_claims_are_not_touched_by_the_front(event):
    table = claims({"place_text": "Iskra", "event_type": event}, {"place_text": "Lyman", "event_type": event})
    assert_geodataframe_equal(fl.locate(table, front=FRONT), fl.locate(table))


def test_a_strike_beside_a_capture_stays_as_it_was():
    table = claims({"place_text": "Iskra"}, {"place_text": "Iskra", "event_type": "attack"})
    assert fl.locate(table, front=FRONT)["resolution"].tolist() == ["resolved", "ambiguous"]


@settings(max_examples=15)
@given(st.data())
def test_places_far_from_the_front_are_what_they_were(core, data):
    """No namesake lies near this line, which is far out at sea."""
    index = core._index
    numbers = data.draw(st.lists(st.integers(0, len(index) - 1), min_size=1, max_size=20))
    table = claims(*({"place_text": index.words["name"][number]} for number in numbers))
    far = LineString([(-30, 30), (-29, 31)])
    assert_geodataframe_equal(fl.locate(table, front=far), fl.locate(table))


@pytest.mark.parametrize("event", ["capture", "attack"])
def test_a_far_town_that_everybody_means_stays_meant(event):
    table = claims(*({"place_text": name, "event_type": event} for name in ("Kyiv", "Odesa", "Lviv", "Sumy")))
    assert_geodataframe_equal(fl.locate(table, front=FRONT), fl.locate(table))


def test_the_front_says_nothing_beyond_its_reach_and_never_speaks_against_a_place():
    line = LineString([(37, 48), (37, 49)])
    km = [0, 1, 5, 10, 20, 30, 40, REACH_KM, 100, 1000]
    points = np.array([moved(37, 48.5, 90, one) for one in km])
    said = nearness(line)(points[:, 0], points[:, 1])
    assert (said >= 0).all()
    assert (said <= PRIOR + 1e-9).all()
    assert (np.diff(said) <= 0).all()
    assert said[0] > np.log(10)
    assert (said[km.index(REACH_KM) :] == 0).all()


@pytest.mark.parametrize(
    "front",
    [
        gpd.GeoDataFrame(geometry=[FRONT], crs=4326),
        gpd.GeoSeries([FRONT], crs=4326).to_crs(3857),
        gpd.GeoSeries([FRONT, None], crs=4326),
        FRONT.buffer(0.01),
    ],
    ids=["frame", "projected", "with a gap", "area"],
)
def test_a_front_may_be_a_geometry_or_a_table(front):
    table = claims({"place_text": "Iskra"})
    assert fl.locate(table, front=front)["place_name"].tolist() == ["Andriivka-Klevtsove"]


@pytest.mark.parametrize(
    "front", ["POINT (37 48)", (37, 48), 5, Point(), gpd.GeoSeries([], crs=4326)],
    ids=["text", "tuple", "number", "empty", "no rows"],
)  # fmt: skip
def test_a_front_of_another_kind_is_refused_by_name(front):
    with pytest.raises(HintError, match="front"):
        fl.locate(claims({"place_text": "Iskra"}), front=front)
