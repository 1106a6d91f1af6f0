"""Nested and relative names, from the words of a report to the place."""

from collections import Counter

import pytest

from gazetteer import AmbiguousToponymError, Place, PlaceNotFoundError
from gazetteer.geodesy import bearing_deg, distance_km

# name | place of the small gazetteer
NESTED = """
Iskra, Donetsk region | p:iskra1
Iskra (Donetsk Oblast) | p:iskra1
the village of Iskra in the Donetsk region | p:iskra1
Iskra, Donetsk region, Ukraine | p:iskra1
Iskra, Kharkiv region | p:iskra2
Iskra (Izium raion) | p:iskra2
Iskra, Izium raion, Kharkiv oblast | p:iskra2
Kharkiv oblast, Izium district, Iskra | p:iskra2
Iskra, Crimea | p:iskra3
Іскра, Донецька область | p:iskra1
Донецька область, с. Іскра | p:iskra1
Іскра Донецької області | p:iskra1
с. Іскра (Ізюмський район) | p:iskra2
село Іскра Ізюмського району | p:iskra2
Искра Донецкой области | p:iskra1
Искра, Крым | p:iskra3
Lyman, Kharkiv region | p:lyman2
Sumy, Sumy region | p:sumy
Donetsk, Ukraine | p:donetsk
Izium raion, Kharkiv oblast | r:izium
"""
# words | from which place | km | bearing
BESIDE = """
6 km southwest of Lyman | p:lyman | 6 | 225
6 km north of Iskra, Donetsk region | p:iskra1 | 6 | 0
10 miles east of Toretsk | p:toretsk | 16.1 | 90
за 6 км на південний захід від Торецька | p:toretsk | 6 | 225
12 км північніше Ізюма | p:izium | 12 | 0
в 6 км к востоку от Торецка | p:toretsk | 6 | 90
"""
TOWARDS = """
Pokrovsk direction | p:pokrovsk
on the Lyman axis | p:lyman
towards Toretsk | p:toretsk
Торецький напрямок | p:toretsk
на Торецком направлении | p:toretsk
у напрямку Сум | p:sumy
"""


def rows(text):
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


@pytest.mark.parametrize(("text", "place_id"), rows(NESTED))
def test_a_region_in_the_name_tells_which_place_it_is(small, text, place_id):
    assert small.resolve(text).place_id == place_id


@pytest.mark.parametrize(("text", "place_id", "km", "bearing"), rows(BESIDE))
def test_a_point_beside_a_place_lies_so_far_and_in_that_direction(small, text, place_id, km, bearing):
    place, town = small.resolve(text), small[place_id]
    assert distance_km(town.lon, town.lat, place.lon, place.lat) == pytest.approx(float(km), abs=0.01)
    assert bearing_deg(town.lon, town.lat, place.lon, place.lat) == pytest.approx(float(bearing), abs=0.5)
    assert place.place_id == place_id  # the place that it is told from
    assert place.name.endswith(f" of {town.name}")
    assert place.uncertainty_km > 3
    assert place.admin1 == town.admin1


@pytest.mark.parametrize(
    "text", ["north of Lyman", "north-west of Lyman", "на північ від Лимана", "к югу от Лимана"]
)
def test_a_side_without_a_distance_is_the_country_around_the_place(small, text):
    place, town = small.resolve(text), small["p:lyman"]
    assert (place.place_id, place.lon, place.lat) == (town.place_id, town.lon, town.lat)
    assert place.uncertainty_km >= 10


@pytest.mark.parametrize(("text", "place_id"), rows(TOWARDS))
def test_a_direction_is_its_town_with_the_reach_of_a_sector(small, text, place_id):
    place = small.resolve(text)
    assert place.place_id == place_id
    assert place.uncertainty_km == 25


@pytest.mark.parametrize("text", [row[0] for part in (NESTED, BESIDE, TOWARDS) for row in rows(part)])
def test_a_table_says_what_one_answer_says(small, text):
    (row,) = small.resolve_all([text]).itertuples()
    place = small.resolve(text)
    assert (row.place_id, row.name, row.toponym) == (place.place_id, place.name, text)
    assert (row.geometry.x, row.geometry.y) == pytest.approx((place.lon, place.lat))
    assert pytest.approx(row.uncertainty_km, nan_ok=True) == (place.uncertainty_km or float("nan"))


def test_a_region_named_beside_a_hint_does_not_take_its_place(small):
    assert small.resolve("Iskra, Kharkiv region", admin1="Kharkiv").place_id == "p:iskra2"
    with pytest.raises(AmbiguousToponymError):
        small.resolve("Iskra, Ukraine")
    assert small.resolve("Iskra, Ukraine", admin1="Donetsk").place_id == "p:iskra1"


def test_a_region_in_the_name_may_exclude_every_place(small):
    with pytest.raises(PlaceNotFoundError, match="Sumy region") as caught:
        small.resolve("Iskra, Sumy region")
    assert {place.place_id for place in caught.value.elsewhere} == {"p:iskra1", "p:iskra2", "p:iskra3"}


def test_a_point_beside_an_ambiguous_place_is_ambiguous(small):
    with pytest.raises(AmbiguousToponymError) as caught:
        small.resolve("6 km north of Iskra")
    assert len(caught.value.candidates) == 3
    assert small.resolve_all(["6 km north of Iskra"]).geometry.isna().all()


def test_a_name_with_a_comma_that_a_place_has_is_that_place(small):
    more = small.with_places([Place("own:1", "Iskra, Donetsk region", 30.0, 50.0)])
    assert more.resolve("Iskra, Donetsk region").place_id == "own:1"


def test_candidates_are_those_of_the_name_in_its_region(small):
    assert small.candidates("Iskra, Donetsk region").loc[0, "place_id"] == "p:iskra1"
    assert set(small.candidates("Iskra (Izium raion)")["place_id"]) == {"p:iskra2"}


@pytest.mark.parametrize(
    ("text", "name", "admin1"),
    [
        ("Iskra, Donetsk region", "Andriivka-Klevtsove", "Donetsk"),
        ("Chasiv Yar (Bakhmut raion)", "Chasiv Yar", "Donetsk"),
        ("6 km southwest of Lyman", "6 km south-west of Lyman", "Donetsk"),
        ("Pokrovsk direction", "Pokrovsk", "Donetsk"),
        ("Красноармейское направление", "Pokrovsk", "Donetsk"),
        ("у Покровському напрямку", "Pokrovsk", "Donetsk"),
        ("Лиманський напрямок", "Lyman", "Donetsk"),
        ("Велика Новосілка, Донецька область", "Velyka Novosilka", "Donetsk"),
        ("г. Дзержинск, ДНР", "Toretsk", "Donetsk"),
        ("Россия, Белгородская область, Грайворон", "Grayvoron", "Belgorod"),
        ("Одещина", "Odesa Oblast", "Odesa"),
        ("Крим", "Crimea", "Crimea"),
        ("Донбас", "Donbas", None),
        ("Артемівський район", "Bakhmut Raion", "Donetsk"),
    ],
)
def test_names_as_reports_write_them_mean_their_places(core, text, name, admin1):
    place = core.resolve(text)
    assert (place.name, place.admin1) == (name, admin1)


def test_every_city_with_its_region_behind_it_is_found(core):
    places = [core._index.place(number) for number in range(len(core))]
    regions = {place.admin1_code: place.name for place in reversed(places) if place.admin1_code}
    cities = [place for place in places if place.place_type == "city" and place.admin1_code]
    for shape in ("{}, {}", "{} ({})"):
        found = core.resolve_all([shape.format(city.name, regions[city.admin1_code]) for city in cities])
        named = Counter((place.name, place.admin1_code) for place in places)
        for city, answer in zip(cities, found.itertuples(), strict=True):
            twice = named[city.name, city.admin1_code] > 1  # as the source has some
            assert answer.place_id == city.place_id or (twice and answer.resolution == "ambiguous"), answer
