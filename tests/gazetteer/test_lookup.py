import csv
import threading

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

import gazetteer
from gazetteer import AmbiguousToponymError, DataFileError, HintError, Place, PlaceNotFoundError, TableError
from gazetteer.drafts import extended, index_of
from gazetteer.geodesy import distance_km
from gazetteer.places import PLACES


def ids(places):
    return {place.place_id for place in places}


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Toretsk", "p:toretsk"),
        ("Торецьк", "p:toretsk"),
        ("в Торецке", "p:toretsk"),
        ("Dzerzhynsk", "p:toretsk"),
        ("Дзержинск", "p:toretsk"),
        ("м. Торецьк", "p:toretsk"),
        ("Pokrovsk", "p:pokrovsk"),
        ("Покровськ", "p:pokrovsk"),
        ("Красноармійськ", "p:pokrovsk"),
        ("Красный Лиман", "p:lyman"),
        ("Червоний Лиман", "p:lyman"),
        ("Новоселидовку", "p:novos"),
        ("Novoselidovka", "p:novos"),
        ("Белгороде", "p:belg"),
        ("Октябрьское", "p:zhovtneve"),
        ("Sumy", "p:sumy"),
        ("Сумах", "p:sumy"),
        ("Sumy region", "r:59"),
        ("Sumska oblast", "r:59"),
        ("Сумська область", "r:59"),
        ("в Сумской области", "r:59"),
        ("Сумщині", "r:59"),
        ("Donetsk", "p:donetsk"),
        ("Донецкой области", "r:14"),
        ("Izium", "p:izium"),
        ("Izium raion", "r:izium"),
        ("Ізюмського району", "r:izium"),
        ("Крыму", "r:43"),
        ("Україні", "r:ua"),
    ],
)
def test_a_name_means_its_place(small, name, place_id):
    assert small.resolve(name).place_id == place_id


def test_namesakes_without_a_hint_are_ambiguous_and_all_listed(small):
    with pytest.raises(AmbiguousToponymError) as caught:
        small.resolve("Iskra")
    assert ids(caught.value.candidates) == {"p:iskra1", "p:iskra2", "p:iskra3"}
    said = str(caught.value)
    assert said.startswith("3 places are or were called 'Iskra': ")
    assert "Andriivka-Klevtsove (Donetsk, Volnovakha raion), formerly Iskra" in said
    assert "Pass admin1=" in said


@pytest.mark.parametrize(
    "hint",
    ["Donetsk", "Donetsk Oblast", "Donetsk region", "Донецька область", "Донецкой области", "UA-14", "ua-14"],
)
def test_a_region_is_understood_in_any_form(small, hint):
    assert small.resolve("Iskra", admin1=hint).place_id == "p:iskra1"


@pytest.mark.parametrize("hint", ["Izium", "Izium Raion", "Ізюмський район", "Изюмском районе"])
def test_a_raion_is_understood_in_any_form(small, hint):
    assert small.resolve("Іскра", admin2=hint).place_id == "p:iskra2"


@pytest.mark.parametrize("hint", ["UA", "Ukraine", "Украине"])
def test_a_country_is_understood_in_any_form(small, hint):
    assert small.resolve("Toretsk", country=hint).place_id == "p:toretsk"


def test_a_hint_that_excludes_all_tells_what_is_elsewhere(small):
    with pytest.raises(PlaceNotFoundError) as caught:
        small.resolve("Iskra", admin1="Sumy")
    assert ids(caught.value.elsewhere) == {"p:iskra1", "p:iskra2", "p:iskra3"}
    assert "fits admin1='Sumy'" in str(caught.value)


@pytest.mark.parametrize("role", ["admin1", "admin2", "country", "place_type"])
def test_an_unknown_hint_is_named(small, role):
    with pytest.raises(PlaceNotFoundError, match=f"{role}='Atlantis'") as caught:
        small.resolve("Toretsk", **{role: "Atlantis"})
    assert caught.value.role == role


@pytest.mark.parametrize("near", [(37.8, 48.4), "Toretsk", 5, Point()])
def test_near_is_a_place_or_a_geometry(small, near):
    with pytest.raises(HintError, match="pass a Place, a shapely geometry"):
        small.resolve("Iskra", near=near)


def test_an_error_is_a_builtin_too(small):
    with pytest.raises(LookupError):
        small.resolve("Atlantis")
    with pytest.raises(ValueError, match="3 places"):
        small.resolve("Iskra")
    with pytest.raises(TypeError):
        small.resolve("Iskra", near=(1, 2))
    with pytest.raises(TypeError):
        small.resolve(None)


@pytest.mark.parametrize(
    "near",
    [
        Point(36.6, 48.0),
        box(36.5, 48.0, 36.7, 48.1),
        LineString([(36.0, 48.0), (36.6, 48.1)]),
        Place("x", "x", 36.6, 48.0),
        gpd.GeoDataFrame(geometry=[Point(36.6, 48.0), Point(36.7, 48.1)], crs=4326),
        gpd.GeoDataFrame(geometry=[Point(36.6, 48.0)], crs=4326).to_crs(3857),
    ],
    ids=["point", "polygon", "line", "place", "frame", "projected"],
)
def test_the_nearer_namesake_is_meant(small, near):
    assert small.resolve("Iskra", near=near).place_id == "p:iskra1"


def test_a_former_name_is_as_good_as_official_on_its_days(small):
    table = small.candidates("Dzerzhynsk", on="2014-08-20")
    assert table.loc[0, "place_id"] == "p:toretsk"
    assert table.loc[0, "score"] > small.candidates("Dzerzhynsk", on="2020-01-01").loc[0, "score"]


def test_a_day_that_is_none_is_refused(small):
    with pytest.raises(HintError, match=r"on: .*not a day"):
        small.resolve("Toretsk", on="some day")


def test_the_last_day_of_a_name_is_a_day_of_the_name(small):
    best = [small.candidates("Dzerzhynsk", on=day).loc[0, "score"] for day in ("2016-02-04", "2016-02-05")]
    assert best[0] > best[1]


def test_a_type_beside_the_name_chooses(small):
    assert small.resolve("Lyman").place_id == "p:lyman"
    assert small.resolve("the village of Lyman").place_id == "p:lyman2"
    assert small.resolve("Lyman", place_type="село").place_id == "p:lyman2"
    assert small.resolve("Donetsk", place_type="oblast").place_id == "r:14"


def test_a_village_is_not_taken_for_being_larger(small):
    with pytest.raises(AmbiguousToponymError) as caught:
        small.resolve("Искра")  # 900 and 500 people
    assert ids(caught.value.candidates) == {"p:iskra2", "p:iskra3"}


def test_namesakes_two_kilometres_apart_are_one_place(small):
    assert small.resolve("Mykhailivka").place_id == "p:twin2"
    assert small.resolve("Mykhailivka", near=Point(37.0, 48.2)).place_id == "p:twin1"


def test_a_lookalike_is_suggested_not_taken(small):
    with pytest.raises(PlaceNotFoundError) as caught:
        small.resolve("Pokrofsk")
    assert "p:pokrovsk" in ids(caught.value.similar)
    assert "Names like it: Pokrovsk" in str(caught.value)


def test_a_name_nobody_has_is_not_found(small):
    with pytest.raises(PlaceNotFoundError, match="No place is or was called 'Xyzzyx'"):
        small.resolve("Xyzzyx")
    assert "Xyzzyx" not in small


@pytest.mark.parametrize(
    "name", ["Toretsk", "торецьк", "Торецьку", "Искре", "Дзержинську", "Донецькій області"]
)
def test_a_gazetteer_contains_names_in_every_case(small, name):
    assert name in small


@pytest.mark.parametrize("name", ["Torezk", "Thursday", "", "a" * 10_000, None, 3, "\ud800"])
def test_a_gazetteer_contains_no_other_spellings(small, name):
    assert name not in small


def test_known_is_contains_for_many(small):
    assert small.known(["Toretsk", "Thursday", "Искру"]) == {"Toretsk", "Искру"}


def test_brackets_resolve(small):
    assert small["Toretsk"] == small.resolve("Toretsk")


def test_candidates_are_a_table_of_places_best_first(small):
    table = small.candidates("Iskra")
    assert list(table.columns) == [*PLACES.names, "score", "reason", "geometry"]
    assert table.crs == 4326
    assert set(table.geom_type) == {"Point"}
    assert table["score"].is_monotonic_decreasing
    assert table["score"].between(0, 1).all()
    assert table["score"].sum() <= 1
    assert set(table["place_id"]) >= {"p:iskra1", "p:iskra2", "p:iskra3"}
    assert table["reason"].str.contains("Iskra").all()


def test_candidates_of_an_unknown_name_are_none_with_all_columns(small):
    table = small.candidates("Xyzzyx")
    assert table.empty
    assert list(table.columns) == [*PLACES.names, "score", "reason", "geometry"]
    assert table["population"].dtype == "Int64"


def test_candidates_keep_the_promises_of_the_places_table(small):
    table = small.candidates("Iskra")
    pd.testing.assert_frame_equal(PLACES.check(table)[PLACES.names], table[PLACES.names])


def test_an_exact_namesake_does_not_hide_the_right_one(small):
    more = small.with_places([Place("p:lypovka", "Novoselidovka", 30.0, 50.0, country="UA", admin1="Kyiv")])
    assert {"p:novos", "p:lypovka"} <= set(more.candidates("Novoselidovka")["place_id"])


def test_own_places_are_known_beside_the_others(small):
    own = pd.DataFrame({"name": ["Hill 205"], "lon": [37.5], "lat": [48.1], "admin1": ["Donetsk"]})
    more = small.with_places(own)
    assert more["Hill 205"].source == "given"
    assert len(more) == len(small) + 1
    assert "Hill 205" not in small
    assert more.resolve_all(["Hill 205"])["resolution"].tolist() == ["given"]
    assert "1 given" in repr(more)


def test_own_names_lead_to_known_places(small):
    names = pd.DataFrame({"place_id": ["p:toretsk"], "toponym": ["Object 7"]})
    assert small.with_places(None, names)["Object 7"].place_id == "p:toretsk"


def test_an_own_place_replaces_the_one_with_its_id(small):
    moved = small.with_places([Place("p:toretsk", "Toretsk", 37.9, 48.4, place_type="city")])
    assert moved["Toretsk"].lon == 37.9
    assert len(moved) == len(small)
    assert small["Toretsk"].lon == 37.848


def test_own_places_without_a_point_are_refused(small):
    with pytest.raises(TableError, match="geometry"):
        small.with_places(pd.DataFrame({"name": ["Nowhere"], "place_id": ["x"]}))


def test_own_names_of_unknown_places_are_refused(small):
    with pytest.raises(TableError, match="p:nowhere"):
        small.with_places(None, pd.DataFrame({"place_id": ["p:nowhere"], "toponym": ["Nowhere"]}))


def test_a_path_without_an_index_is_refused(tmp_path):
    with pytest.raises(DataFileError, match="holds no gazetteer index"):
        gazetteer.load(tmp_path)
    with pytest.raises(DataFileError, match="no such folder"):
        gazetteer.load(tmp_path / "nowhere")


def test_the_core_is_loaded_once():
    assert gazetteer.load() is gazetteer.load()


def test_a_gazetteer_says_what_it_holds(small):
    assert repr(small) == f"Gazetteer(small: {len(small)} places, {len(small._index.names)} names)"
    assert small.holdings["UA"]["city"] == 6


anything = st.one_of(
    st.text(),
    st.text(alphabet="Тторецькіуаои -'.м", max_size=200),
    st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")),
    st.sampled_from(
        ["a" * 1_000_000, "ї" * 1_000_000, "м. " * 1000, "\x00", "\ud800", "٣", "𝕿oretsk", "🏙️" * 100]
    ),
)


@settings(deadline=None)
@given(anything)
def test_any_string_is_an_answer_or_a_clear_error(small, text):
    (row,) = small.resolve_all([text]).itertuples()
    if row.resolution in ("ambiguous", "unresolved"):
        with pytest.raises((PlaceNotFoundError, AmbiguousToponymError)) as caught:
            small.resolve(text)
        assert len(str(caught.value)) < 5000
    else:
        assert small.resolve(text).place_id == row.place_id


def test_threads_read_the_same(small):
    fresh = gazetteer.Gazetteer(extended(small._index, []))
    found, names = [], ["Торецьку", "Новоселидовку", "Sumska oblast", "Novoselidovka"] * 5
    threads = [threading.Thread(target=lambda n=n: found.append(fresh.resolve(n).place_id)) for n in names]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(found) == sorted(small.resolve(name).place_id for name in names)


# The embedded core: the places of 14 August 2025, in every spelling that the reports use.
EXAMPLE = {
    "Shcherbynivka": (48.395, 37.791, "Shcherbinovka Щербинівка Щербиновка Szczerbyniwka Щербиновку"),
    "Toretsk": (48.395, 37.848, "Dzerzhynsk Торецьк Торецк Torezk Торецьку Торецком"),
    "Dobropillia": (48.47, 37.08, "Dobropolye Добропілля Доброполье Доброполья Добропіллям"),
    "Kostiantynivka": (48.53, 37.71, "Konstantinovka Константиновка Костянтинівка Константиновке"),
    "Rostov-on-Don": (47.23, 39.72, "Ростов-на-Дону Ростове-на-Дону"),
}


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [(n, lat, lon) for first, (lat, lon, rest) in EXAMPLE.items() for n in [first, *rest.split()]],
)
def test_every_place_of_the_example_lies_where_it_should(core, name, lat, lon):
    place = core.resolve(name)
    assert distance_km(lon, lat, place.lon, place.lat) < 2


@pytest.mark.parametrize("name", ["Iskra", "the village of Iskra", "Іскра", "Искру", "с. Іскра"])
def test_iskra_in_donetsk_region_is_todays_andriivka_klevtsove(core, name):
    place = core.resolve(name, admin1="Donetsk region")
    assert place.name == "Andriivka-Klevtsove"
    assert "Iskra" in place.formerly
    assert distance_km(36.590, 48.049, place.lon, place.lat) < 2


def test_iskra_alone_is_ambiguous_in_the_core_and_former_ones_are_listed(core):
    with pytest.raises(
        AmbiguousToponymError, match=r"Andriivka-Klevtsove \(Donetsk.*, formerly Iskra"
    ) as caught:
        core.resolve("Iskra")
    assert {"Crimea", "Kharkiv", "Donetsk"} <= {place.admin1 for place in caught.value.candidates}


@pytest.mark.parametrize(
    "name", ["Toretsk", "Dobropillia", "Pokrovsk", "Bakhmut", "Kupiansk", "Kyiv", "Kiev", "Sumy"]
)
def test_a_town_everybody_means_is_just_answered(core, name):
    assert core.resolve(name).place_type in ("city", "town")


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Sumy region", "UA-59"),
        ("Kherson region", "UA-65"),
        ("Kyiv region", "UA-32"),
        ("Сумщина", "UA-59"),
        ("в Харьковской области", "UA-63"),
        ("Kharkov oblast", "UA-63"),
        ("Крим", "UA-43"),
        ("Belgorod region", "RU-BEL"),
    ],
)
def test_a_region_is_an_area_and_never_a_village(core, name, region):
    place = core.resolve(name)
    assert place.is_region
    assert place.admin1_code == region
    assert place.uncertainty_km > 50


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_every_place_of_the_core_resolves_to_itself(core, data):
    number = data.draw(st.integers(0, len(core) - 1))
    place = core._index.place(number)
    found = core.resolve(
        place.name, admin1=place.admin1, near=place, place_type=place.place_type if place.is_region else None
    )
    assert found.place_id == place.place_id


@pytest.mark.parametrize(
    "text", ["а" * 10_000_000, "новій " * 30, "ааа " * 29, "w" * 120, "Іскра" + "\u0301" * 10**6]
)
def test_a_name_longer_than_any_is_not_looked_up(core, text):
    with pytest.raises(PlaceNotFoundError) as caught:
        core.resolve(text)
    assert len(str(caught.value)) < 2000


def test_a_place_id_is_as_good_as_a_name(small):
    assert small["p:iskra2"].admin1 == "Kharkiv"


def test_a_gazetteer_is_not_walked(small):
    with pytest.raises(TypeError, match="not iterable"):
        list(small)


def test_own_places_of_one_name_stay_apart_and_regions_keep_their_reach(small):
    own = pd.DataFrame({"name": ["Hill", "Hill"], "lon": [37.5, 36.0], "lat": [48.1, 49.0]})
    assert len(small.with_places(own)) == len(small) + 2
    sector = Place("own:1", "Sector North", 37.0, 49.0, place_type="area", uncertainty_km=25.0)
    assert small.with_places(sector)["Sector North"].uncertainty_km == 25


# A city that some list also calls by the names of villages which have them officially.
OFFICIAL_NAMES = """\
place_id,name,name_uk,name_ru,place_type,country,admin1,admin1_code,admin2,population,lat,lon,radius_km,variants
o:donetsk,Donetsk,Донецьк,Донецк,city,UA,Donetsk,UA-14,Donetsk,900000,48.02,37.80,,en:Oleksandrivka|en:Hrodivka|en:Stalino
o:alex1,Oleksandrivka,Олександрівка,,village,UA,Donetsk,UA-14,Pokrovsk,300,48.00,37.00,,
o:alex2,Oleksandrivka,Олександрівка,,village,UA,Odesa,UA-51,Odesa,3000,46.30,30.60,,
o:hrodivka,Hrodivka,Гродівка,Гродовка,settlement,UA,Donetsk,UA-14,Pokrovsk,2500,48.26,37.38,,
o:chepil,Chepil,Чепіль,,village,UA,Kharkiv,UA-63,Izium,800,49.40,37.00,,
o:robotyne,Robotyne,Роботине,Работино,village,UA,Zaporizhzhia,UA-23,Polohy,400,47.45,35.84,,
o:barvinkove,Barvinkove,Барвінкове,,town,UA,Kharkiv,UA-63,Izium,8000,48.90,37.02,,
o:barvinka,Kalynivka,Калинівка,,village,UA,Sumy,UA-59,Sumy,200,51.00,34.00,,
o:vesele1,Vesele,Веселе,,village,UA,Zaporizhzhia,UA-23,,300,47.02,34.92,,
o:vesele2,Vesele,Веселе,,village,UA,Zaporizhzhia,UA-23,,200,46.98,35.11,,
o:troitsk,Troitsk,Троїцьк,Троицк,city,RU,Chelyabinsk,RU-CHE,,75000,54.08,61.57,,
o:toretsk,Toretsk,Торецьк,Торецк,city,UA,Donetsk,UA-14,Bakhmut,31000,48.395,37.848,,
o:sumy,Sumy,Суми,Сумы,city,UA,Sumy,UA-59,Sumy,260000,50.91,34.80,,
o:sumyraion,Sumy Raion,Сумський район,Сумской район,raion,UA,Sumy,UA-59,Sumy,,50.90,34.70,50,
o:sumyoblast,Sumy Oblast,Сумська область,Сумская область,oblast,UA,Sumy,UA-59,,1000000,51.0,34.2,150,en:Sumy
"""


@pytest.fixture(scope="module")
def named():
    """A gazetteer of places that are known by names of others."""
    lines = csv.DictReader(OFFICIAL_NAMES.splitlines())
    return gazetteer.Gazetteer(index_of(lines, source="official names"))


def test_a_towns_variant_does_not_outweigh_villages_of_that_name(named):
    with pytest.raises(AmbiguousToponymError) as caught:
        named.resolve("Oleksandrivka")
    assert {"o:alex1", "o:alex2"} <= ids(caught.value.candidates)
    assert named.resolve_all(["Oleksandrivka"], admin1="Donetsk")["place_id"].isin(["o:donetsk"]).sum() == 0
    assert named["Hrodivka"].place_id == "o:hrodivka"
    assert named["Stalino"].place_id == "o:donetsk"


def test_the_core_keeps_official_names_for_the_places_that_have_them(core):
    for name in ("Oleksandrivka", "Oleksiivka", "Novooleksandrivka", "Hrodivka", "Stanislav"):
        found = core.resolve_all([name]).iloc[0]
        assert found["resolution"] == "ambiguous" or found["name"] == name


@pytest.mark.parametrize("name", ["Chepeli", "Чепели", "Robotyno-2"])
def test_a_village_that_only_sounds_alike_is_not_an_answer(named, name):
    with pytest.raises(PlaceNotFoundError):
        named.resolve(name)
    assert named.resolve_all([name])["resolution"].tolist() == ["unresolved"]


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Rabotino", "o:robotyne"),
        ("Роботыно", "o:robotyne"),
        ("Barvenkovo", "o:barvinkove"),
        ("Калиновка", "o:barvinka"),
        ("Kalinowka", "o:barvinka"),
    ],
)
def test_a_spelling_of_another_language_is_an_answer(named, name, place_id):
    assert named.resolve(name).place_id == place_id


def test_a_name_that_lies_elsewhere_is_told_and_no_lookalike_taken(named):
    with pytest.raises(PlaceNotFoundError, match="elsewhere: Toretsk") as caught:
        named.resolve("Toretsk", country="RU")
    assert ids(caught.value.elsewhere) == {"o:toretsk"}


def test_a_word_beside_the_name_and_a_hint_may_not_contradict_each_other(named):
    assert named.resolve("Sumy", place_type="raion").place_id == "o:sumyraion"
    assert named.resolve("Sumy", place_type="district").place_id == "o:sumyraion"
    assert named.resolve("Sumy district").place_id == "o:sumyraion"
    assert named.resolve("Sumy", place_type="oblast").place_id == "o:sumyoblast"
    assert named.resolve("Sumy raion", place_type="raion").place_id == "o:sumyraion"
    with pytest.raises(PlaceNotFoundError):
        named.resolve("Sumy raion", place_type="oblast")
    assert named.candidates("Sumy raion", place_type="oblast").empty


def test_namesakes_of_one_region_are_told_apart_by_their_points(named):
    with pytest.raises(AmbiguousToponymError, match=r"at 47\.02 N 34\.92 E.*at 46\.98 N 35\.11 E"):
        named.resolve("Vesele")


def test_places_of_another_spelling_are_said_to_be_like_the_name(named):
    with pytest.raises(AmbiguousToponymError, match="2 places have a name like 'Olexandriwka'") as caught:
        named.resolve("Olexandriwka")
    assert caught.value.alike == caught.value.candidates
    assert "called" not in str(caught.value)


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_an_ambiguous_name_has_two_candidates_at_least(core, data):
    name = core._index.names.text[data.draw(st.integers(0, len(core._index.names) - 1))]
    row = core.resolve_all([name]).iloc[0]
    assert (row["resolution"] != "ambiguous") or len(row["candidates"].split(";")) >= 2


def test_an_own_place_wins_over_its_namesakes_and_hints_bring_them_back(small):
    more = small.with_places([Place("own:1", "Toretsk", 30.0, 50.0)])
    assert more["Toretsk"].place_id == "own:1"
    assert more["Торецьк"].place_id == "p:toretsk"
    assert more.resolve("Toretsk", admin1="Donetsk").place_id == "p:toretsk"
    assert set(more.candidates("Toretsk")["place_id"]) >= {"own:1", "p:toretsk"}


def test_an_own_name_wins_over_its_namesakes(small):
    names = pd.DataFrame({"place_id": ["p:novos"], "toponym": ["Iskra"]})
    assert small.with_places(None, names)["Iskra"].place_id == "p:novos"


def test_two_rows_of_one_place_are_refused(small):
    twice = pd.DataFrame({"place_id": ["x", "x"], "name": ["A", "B"], "lon": [37, 38], "lat": [48, 49]})
    with pytest.raises(TableError, match="column 'place_id', row 1: 'x' again"):
        small.with_places(twice)


def test_words_for_degrees_are_refused(small):
    words = pd.DataFrame({"name": ["A", "B"], "lon": ["37", "east"], "lat": [48, 49]})
    with pytest.raises(TableError, match="column 'lon', row 1: 'east'"):
        small.with_places(words)


@pytest.mark.parametrize("near", [Point(500, 500), Point(float("nan"), 48)])
def test_near_lies_on_the_earth(small, near):
    with pytest.raises(HintError, match="near"):
        small.resolve("Iskra", near=near)
