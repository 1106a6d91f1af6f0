"""The gazetteer keeps geopy's contract, and never guesses."""

import copy
import json
import pickle
import subprocess
import sys

import geopandas as gpd
import geopy.point
import pandas as pd
import pytest
from geopy.exc import (
    ConfigurationError,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from gazetteer import AmbiguousToponymError, Place
from gazetteer.addresses import languages
from gazetteer.geocoder import GazetteerGeocoder
from gazetteer.places import PLACES

KHARKIV_BOX = [(49.0, 36.0), (50.0, 37.5)]


@pytest.fixture(scope="session")
def geocoder(small):
    return GazetteerGeocoder(small)


class Online(Geocoder):
    """A geocoder that says what it is told to, and remembers what it was asked."""

    def __init__(self, answer=None, error=None):
        self.answer, self.error, self.asked = answer, error, []

    def geocode(self, query, *, exactly_one=True, timeout=DEFAULT_SENTINEL, language=None):
        self.asked.append((query, {"exactly_one": exactly_one, "timeout": timeout, "language": language}))
        if self.error is not None:
            raise self.error
        return self.answer


def paris(**raw):
    return Location("Paris, France", (48.85, 2.35), raw)


def ids(places):
    return [place.raw["place_id"] for place in places or []]


def test_a_name_gives_its_address_point_and_row(geocoder):
    place = geocoder.geocode("Торецьк")
    assert place.address == "Toretsk, Bakhmut Raion, Donetsk Oblast, Ukraine"
    assert (place.latitude, place.longitude) == (48.395, 37.848)
    assert set(PLACES.names) <= set(place.raw)
    assert place.raw["resolution"] == "resolved"
    assert 0 < place.raw["score"] <= 1
    assert "Toretsk" in place.raw["reason"] or "Торецьк" in place.raw["reason"]
    address, (lat, _) = place
    assert (address, lat) == (place.address, 48.395)


@pytest.mark.parametrize("query", ["Xyzzyx", "", "  ", None, float("nan"), pd.NA, "x" * 10_000, "\ud800", {}])
def test_what_is_no_name_gives_none(geocoder, query):
    assert geocoder.geocode(query) is None
    assert geocoder.geocode(query, exactly_one=False) is None


def test_an_ambiguous_name_gives_none_and_a_list_has_them_all(geocoder):
    assert geocoder.geocode("Iskra") is None
    found = geocoder.geocode("Iskra", exactly_one=False)
    assert {"p:iskra1", "p:iskra2", "p:iskra3"} <= set(ids(found))
    assert [place.raw["score"] for place in found] == sorted(
        (place.raw["score"] for place in found), reverse=True
    )
    assert {place.raw["resolution"] for place in found[:3]} == {"ambiguous"}


def test_the_best_of_an_ambiguous_name_is_given_only_when_asked_for(small):
    first = GazetteerGeocoder(small).geocode("Iskra", exactly_one=False)[0]
    best = GazetteerGeocoder(small, ambiguous="best").geocode("Iskra")
    assert best.raw["place_id"] == first.raw["place_id"]
    assert best.raw["resolution"] == "ambiguous"


def test_an_ambiguous_name_raises_only_when_asked_to(small):
    with pytest.raises(AmbiguousToponymError, match="Iskra") as error:
        GazetteerGeocoder(small, ambiguous="raise").geocode("Iskra")
    assert len(error.value.candidates) >= 3


def test_the_place_that_is_meant_stands_first_in_a_list(geocoder):
    found = geocoder.geocode("Lyman", exactly_one=False)
    assert ids(found)[0] == "p:lyman"
    assert found[0].raw["resolution"] == "resolved"
    assert {place.raw["resolution"] for place in found[1:]} == {"candidate"}
    assert "p:lyman2" in ids(found)


@pytest.mark.parametrize("limit", [1, 2, "2"])
def test_a_list_is_no_longer_than_its_limit(geocoder, limit):
    assert len(geocoder.geocode("Iskra", exactly_one=False, limit=limit)) == int(limit)


@pytest.mark.parametrize(
    ("query", "place_id"),
    [
        ({"city": "Iskra", "state": "Donetsk"}, "p:iskra1"),
        ({"city": "Іскра", "county": "Ізюмський район", "state": "Kharkiv oblast"}, "p:iskra2"),
        ({"city": "Искра", "state": "Крым", "country": "Украина"}, "p:iskra3"),
        ({"county": "Izium", "state": "Kharkiv"}, "r:izium"),
        ({"state": "Donetsk"}, "r:14"),
        ({"country": "Ukraine"}, "r:ua"),
        ({"city": "Toretsk", "county": None, "state": ""}, "p:toretsk"),
    ],
)
def test_a_structured_query_takes_county_for_raion_and_state_for_oblast(geocoder, query, place_id):
    assert geocoder.geocode(query).raw["place_id"] == place_id


@pytest.mark.parametrize(
    "query",
    [
        {"city": "Toretsk", "street": "Soborna 1"},
        {"postalcode": "85200"},
        {"city": "Toretsk", "state": "Atlantis"},
        {"city": "Toretsk", "state": "Kharkiv"},
    ],
)
def test_a_structured_query_that_nothing_fits_gives_none(geocoder, query):
    assert geocoder.geocode(query) is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"query": 7},
        {"query": b"Toretsk"},
        {"query": {"town": "Toretsk"}},
        {"query": {"city": 7}},
        {"query": "Toretsk", "limit": 0},
        {"query": "Toretsk", "limit": "many"},
        {"query": "Toretsk", "language": 7},
        {"query": "Toretsk", "country_codes": "ukraine"},
        {"query": "Toretsk", "country_codes": [7]},
        {"query": "Toretsk", "viewbox": [(1, 2)]},
        {"query": "Toretsk", "viewbox": [(100, 2), (1, 2)]},
        {"query": "Toretsk", "viewbox": [(1, float("nan")), (1, 2)]},
        {"query": "Toretsk", "viewbox": "48,37"},
        {"query": "Toretsk", "featuretype": "street"},
    ],
    ids=str,
)
def test_an_argument_that_cannot_be_read_is_geopys_query_error(geocoder, arguments):
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(**arguments)


def test_a_box_prefers_and_a_bounded_box_excludes(geocoder):
    assert geocoder.geocode("Iskra", viewbox=KHARKIV_BOX).raw["place_id"] == "p:iskra2"
    assert geocoder.geocode("Toretsk", viewbox=KHARKIV_BOX).raw["place_id"] == "p:toretsk"
    assert geocoder.geocode("Toretsk", viewbox=KHARKIV_BOX, bounded=True) is None
    assert ids(geocoder.geocode("Iskra", exactly_one=False, viewbox=KHARKIV_BOX, bounded=True)) == [
        "p:iskra2"
    ]
    assert geocoder.geocode("Lyman", viewbox=KHARKIV_BOX, bounded=True).raw["place_id"] == "p:lyman2"


@pytest.mark.parametrize(
    "box",
    [
        [geopy.point.Point(50, 37.5), geopy.point.Point(49, 36)],
        ["49, 37.5", "50, 36"],
        [[49.0, 36.0], [50.0, 37.5]],
    ],
)
def test_a_box_is_read_in_all_of_geopys_forms(geocoder, box):
    assert geocoder.geocode("Iskra", viewbox=box, bounded=True).raw["place_id"] == "p:iskra2"


def test_a_box_without_an_area_still_prefers(geocoder):
    assert geocoder.geocode("Iskra", viewbox=[(49.4, 37.0), (49.4, 37.0)]).raw["place_id"] == "p:iskra2"


@pytest.mark.parametrize(
    ("codes", "found"),
    [("ru", True), (["ua", "RU"], True), ("by,ru", True), ("ua", False), (["by", "md"], False)],
)
def test_only_the_countries_named_are_meant(geocoder, codes, found):
    assert (geocoder.geocode("Belgorod", country_codes=codes) is not None) == found


@pytest.mark.parametrize(
    ("name", "featuretype", "place_id"),
    [
        ("Donetsk", "city", "p:donetsk"),
        ("Donetsk", "state", "r:14"),
        ("Donetsk", "settlement", "p:donetsk"),
        ("Ukraine", "country", "r:ua"),
        ("Ukraine", "settlement", None),
        ("Toretsk", "state", None),
    ],
)
def test_a_feature_type_leaves_the_others_out(geocoder, name, featuretype, place_id):
    place = geocoder.geocode(name, featuretype=featuretype)
    assert (place and place.raw["place_id"]) == place_id


def test_a_region_says_how_far_it_reaches(geocoder):
    raw = geocoder.geocode("Donetsk region").raw
    assert (raw["resolution"], raw["uncertainty_km"]) == ("region_only", 150)
    assert geocoder.geocode("Toretsk").raw["uncertainty_km"] is None


@pytest.mark.parametrize(
    ("language", "address"),
    [
        ("uk", "Торецьк, Бахмутський район, Донецька область, Україна"),
        ("uk-UA,uk;q=0.9,en;q=0.8", "Торецьк, Бахмутський район, Донецька область, Україна"),
        ("en;q=0.3, ru", "Торецк, Бахмутский район, Донецкая область, Украина"),
        ("de", "Toretsk, Bakhmut Raion, Donetsk Oblast, Ukraine"),
        (None, "Toretsk, Bakhmut Raion, Donetsk Oblast, Ukraine"),
        (False, "Toretsk, Bakhmut Raion, Donetsk Oblast, Ukraine"),
        (";;,q=,", "Toretsk, Bakhmut Raion, Donetsk Oblast, Ukraine"),
    ],
)
def test_the_address_is_in_the_language_asked_for(geocoder, language, address):
    assert geocoder.geocode("Toretsk", language=language).address == address


def test_a_name_that_a_language_lacks_is_given_in_the_next_one(geocoder):
    assert geocoder.geocode("Novoselydivka", language="ru, uk;q=0.5").address.startswith("Новоселидівка, ")
    assert geocoder.geocode("Novoselydivka", language="ru").address.startswith("Novoselydivka, ")


def test_an_address_says_no_region_twice(core):
    geocoder = GazetteerGeocoder(core)
    assert geocoder.geocode("Kyiv").address == "Kyiv, Ukraine"
    assert geocoder.geocode("Donetsk region").address == "Donetsk Oblast, Ukraine"
    assert geocoder.geocode("Ukraine").address == "Ukraine"


def test_a_place_of_the_users_without_regions_has_its_name_for_an_address(small):
    mine = small.with_places([Place("given:1", "Strongpoint Zenith", 37.73, 48.1)])
    place = GazetteerGeocoder(mine).geocode("Strongpoint Zenith")
    assert (place.address, place.raw["resolution"], place.raw["attribution"]) == (
        "Strongpoint Zenith",
        "given",
        None,
    )


def test_places_of_geonames_carry_its_attribution(core):
    raw = GazetteerGeocoder(core).geocode("Toretsk").raw
    assert "GeoNames" in raw["attribution"]
    assert "geonames.org" in raw["source"]


@pytest.mark.parametrize("query", ["Toretsk", "Novoselydivka", "Ukraine", "Zhovtneve"])
def test_raw_is_json_without_nan(geocoder, query):
    for place in geocoder.geocode(query, exactly_one=False):
        assert json.loads(json.dumps(place.raw, allow_nan=False)) == place.raw


@given(st.text() | st.dictionaries(st.sampled_from(["city", "county", "state", "country"]), st.text()))
def test_no_query_of_text_ends_in_an_exception(small, query):
    place = GazetteerGeocoder(small).geocode(query)
    assert place is None or place.raw["resolution"] != "ambiguous"


@given(st.text())
def test_any_header_of_languages_is_read(header):
    assert all(code.isalpha() for code in languages(header))


def test_a_name_with_its_region_is_what_the_gazetteer_makes_of_it(small, geocoder):
    query = "Iskra, Donetsk region"
    answer = small.resolve_all([query]).iloc[0]
    place = geocoder.geocode(query)
    assert (place is None) == (answer["resolution"] not in ("resolved", "region_only"))
    assert place is None or place.raw["place_id"] == answer["place_id"]


def test_one_place_and_the_first_of_a_list_have_the_same_row(geocoder):
    for name in ("Lyman", "Donetsk region", "Novoselydivka"):
        assert geocoder.geocode(name).raw == geocoder.geocode(name, exactly_one=False)[0].raw


def test_a_point_gives_the_nearest_settlement(geocoder):
    place = geocoder.reverse((48.40, 37.86))
    assert place.address == "Toretsk, Bakhmut Raion, Donetsk Oblast, Ukraine"
    assert 0 < place.raw["distance_km"] < 2
    assert place.raw["description"] == "1 km north-east of Toretsk"
    json.dumps(place.raw, allow_nan=False)


@pytest.mark.parametrize("query", [geopy.point.Point(48.40, 37.86), "48.40, 37.86", [48.40, 37.86]])
def test_a_point_is_read_in_all_of_geopys_forms(geocoder, query):
    assert geocoder.reverse(query, language="uk").address.startswith("Торецьк")


@pytest.mark.parametrize(
    "query",
    [
        "nowhere",
        "",
        "100, 0",
        (100, 0),
        (float("nan"), 1),
        (48,),
        (None, None),
        (),
        None,
        Point(37, 48),
        object,
    ],
    ids=repr,
)
def test_what_is_no_point_is_geopys_query_error(geocoder, query):
    with pytest.raises(GeocoderQueryError):
        geocoder.reverse(query)


def test_a_point_far_from_every_settlement_gives_none(geocoder):
    assert geocoder.reverse((0, 0)) is None
    assert geocoder.reverse((0, 0), exactly_one=False) is None
    assert geocoder.reverse((0, 0), within_km=10_000) is not None


def test_a_list_for_a_point_is_nearest_first(geocoder):
    found = geocoder.reverse((48.40, 37.86), exactly_one=False, limit=3, within_km=100)
    away = [place.raw["distance_km"] for place in found]
    assert len(found) == 3
    assert away == sorted(away)


def test_a_rate_limiter_goes_through_names_of_every_kind_without_a_retry(geocoder, monkeypatch):
    limited = RateLimiter(geocoder.geocode, max_retries=2, error_wait_seconds=60, swallow_exceptions=False)
    monkeypatch.setattr(limited, "_sleep", lambda seconds: pytest.fail(f"waited {seconds} s"))
    found = pd.Series(["Toretsk", "Iskra", "Xyzzyx", None]).apply(limited)
    assert [place and place.raw["place_id"] for place in found] == ["p:toretsk", None, None, None]


def test_geopandas_geocodes_with_it(core):
    names = pd.Series(["Toretsk", "Iskra", "Xyzzyx", None], index=list("abcd"))
    frame = gpd.tools.geocode(names, provider=GazetteerGeocoder)
    assert list(frame.index) == list("abcd")
    assert frame.geometry.is_empty.tolist() == [False, True, True, True]
    assert frame.loc["a", "address"].startswith("Toretsk")
    assert frame["address"].isna().tolist() == [False, True, True, True]
    toretsk = core["Toretsk"]
    assert (frame.geometry.iloc[0].x, frame.geometry.iloc[0].y) == (toretsk.lon, toretsk.lat)


def test_geopandas_passes_on_how_it_is_made(small):
    online = Online(paris())
    frame = gpd.tools.geocode(
        ["Iskra", "Paris"], provider=GazetteerGeocoder, gazetteer=small, ambiguous="best", fallback=online,
        timeout=3, user_agent="mine",
    )  # fmt: skip
    assert frame["address"].str.startswith(("Iskra", "Andriivka")).tolist() == [True, False]
    assert frame.loc[1, "address"] == "Paris, France"


def test_geopandas_describes_points_with_it(small):
    frame = gpd.tools.reverse_geocode(
        [Point(37.86, 48.40), Point(0, 0)], provider=GazetteerGeocoder, gazetteer=small
    )
    assert frame["address"].str.startswith("Toretsk").tolist()[:1] == [True]
    assert frame.geometry.is_empty.tolist() == [False, True]


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda g: pickle.loads(pickle.dumps(g))])  # noqa: S301
def test_a_copy_answers_as_the_geocoder_does(small, again):
    geocoder = GazetteerGeocoder(small, ambiguous="best")
    geocoder.geocode("Toretsk")
    for one in (again(geocoder), again(GazetteerGeocoder())):
        assert one.geocode("Toretsk").address == "Toretsk, Bakhmut Raion, Donetsk Oblast, Ukraine"


def test_it_is_a_context_manager_of_geopys(small):
    with GazetteerGeocoder(small) as geocoder:
        assert isinstance(geocoder, Geocoder)
        assert geocoder.geocode("Toretsk") is not None


def test_no_network_adapter_is_made(small, monkeypatch):
    refuse = lambda **_: pytest.fail("a network adapter was made")  # noqa: E731
    monkeypatch.setattr("geopy.geocoders.options.default_adapter_factory", refuse)
    assert GazetteerGeocoder(small).geocode("Toretsk") is not None


@pytest.mark.parametrize(
    "arguments",
    [
        {"gazetteer": "core"},
        {"ambiguous": "guess"},
        {"fallback": "nominatim"},
        {"fallback": Online},
        {"fallback": 7},
    ],
    ids=str,
)
def test_it_is_not_made_of_what_cannot_be_asked(arguments):
    with pytest.raises(ConfigurationError, match="pass"):
        GazetteerGeocoder(**arguments)


def test_the_fallback_is_asked_only_for_what_the_gazetteer_lacks(small):
    online = Online(paris())
    geocoder = GazetteerGeocoder(small, online)
    geocoder.geocode("Toretsk")
    geocoder.geocode("Iskra")
    geocoder.geocode("Iskra", exactly_one=False)
    geocoder.geocode("")
    assert online.asked == []
    geocoder.geocode("Paris", timeout=3, language="fr")
    assert online.asked == [("Paris", {"exactly_one": True, "timeout": 3, "language": "fr"})]


def test_an_answer_of_the_fallback_says_that_it_is_one(small):
    geocoder = GazetteerGeocoder(small, Online(paris(rank=float("nan"), name="Paris")))
    place = geocoder.geocode("Paris")
    assert (place.address, place.latitude, place.longitude) == ("Paris, France", 48.85, 2.35)
    assert place.raw == {"rank": None, "name": "Paris", "source": "Online", "resolution": "online"}


@pytest.mark.parametrize(("answer", "count"), [(None, 0), ([], 0), ([paris(), paris()], 2)])
def test_a_list_of_the_fallback_is_passed_on(small, answer, count):
    found = GazetteerGeocoder(small, Online(answer)).geocode("Paris", exactly_one=False)
    assert len(found or []) == count
    assert found is None or count


@pytest.mark.parametrize("error", [GeocoderTimedOut("slow"), GeocoderUnavailable("away")])
def test_an_exception_of_the_fallback_is_passed_on(small, error):
    with pytest.raises(type(error)):
        GazetteerGeocoder(small, Online(error=error)).geocode("Paris")


@pytest.mark.parametrize("error", [KeyError("lat"), TypeError("address"), RecursionError()])
def test_a_fallback_that_stumbles_ends_in_an_exception_of_geopys(small, error):
    with pytest.raises(GeocoderParseError, match="Online"):
        GazetteerGeocoder(small, Online(error=error)).geocode("Paris")


def test_a_fallback_that_knows_no_countries_is_not_asked_about_one(small):
    online = Online(paris())
    assert GazetteerGeocoder(small, online).geocode("Paris", country_codes="us") is None
    assert online.asked == []


def test_a_fallback_that_takes_any_option_gets_those_that_were_given(small):
    class Any(Online):
        def geocode(self, query, **options):
            self.asked.append((query, options))

    online = Any()
    GazetteerGeocoder(small, online).geocode("Paris", country_codes="us", limit=None)
    assert online.asked == [("Paris", {"exactly_one": True, "country_codes": "us"})]


def test_a_fallback_that_takes_only_text_gets_a_structured_query_as_text(small):
    online = Online(paris())
    GazetteerGeocoder(small, online).geocode({"city": "Paris", "country": "France", "state": ""})
    assert online.asked[0][0] == "Paris, France"


def test_a_gazetteer_as_fallback_keeps_its_own_words(small, core):
    geocoder = GazetteerGeocoder(small, GazetteerGeocoder(core))
    assert geocoder.geocode("Kramatorsk").raw["resolution"] == "resolved"


def test_importing_the_gazetteer_does_not_import_geopy():
    code = "import sys, gazetteer; print('geopy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
