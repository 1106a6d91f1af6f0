"""What a place put in several words names, lies in, is away from: a table of phrases in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.phrases import LONGEST, Phrase, phrase

# phrase | name | regions, joined by ; | km | direction, by the compass | sector of the front
TABLE = """
Toretsk | Toretsk
the village of Iskra | the village of Iskra
Donetsk region | Donetsk region
Velyka Novosilka hromada | Velyka Novosilka hromada
Ukraine | Ukraine
Rostov-on-Don | Rostov-on-Don
the city of Kyiv | the city of Kyiv
Isle of Snakes | Isle of Snakes
Town in Donetsk region | Town in Donetsk region
Iskra, Donetsk region | Iskra | Donetsk region
Iskra (Donetsk Oblast) | Iskra | Donetsk Oblast
Iskra in Donetsk region | Iskra | Donetsk region
the village of Iskra in the Donetsk region | the village of Iskra | Donetsk region
village of Iskra, Volnovakha raion, Donetsk oblast | village of Iskra | Volnovakha raion;Donetsk oblast
Iskra, Donetsk region, Ukraine | Iskra | Donetsk region;Ukraine
Chasiv Yar (Bakhmut raion) | Chasiv Yar | Bakhmut raion
Chasiv Yar [Bakhmut raion; Donetsk oblast] | Chasiv Yar | Bakhmut raion;Donetsk oblast
Donetsk, Ukraine | Donetsk | Ukraine
Sumy, Sumy region | Sumy | Sumy region
6 km southwest of Lyman | Lyman | | 6 | south-west
6 km south-west of Lyman | Lyman | | 6 | south-west
6km south west from Lyman | Lyman | | 6 | south-west
about 6 km southwest of Lyman | Lyman | | 6 | south-west
some 6 kms east of Lyman | Lyman | | 6 | east
approximately 12 kilometres north of Bakhmut | Bakhmut | | 12 | north
12 kilometers to the north of Bakhmut | Bakhmut | | 12 | north
5 miles east of Kupiansk | Kupiansk | | 8 | east
2.5 km west of Robotyne | Robotyne | | 2.5 | west
2,5 km west of Robotyne | Robotyne | | 2.5 | west
0 km north of Lyman | Lyman | | 0 | north
6 km southwest of Lyman, Donetsk region | Lyman | Donetsk region | 6 | south-west
6 km southwest of Iskra in Donetsk region | Iskra | Donetsk region | 6 | south-west
Pokrovsk direction | Pokrovsk | | | | sector
the Pokrovsk direction | Pokrovsk | | | | sector
in the Pokrovsk direction | Pokrovsk | | | | sector
on the Pokrovsk axis | Pokrovsk | | | | sector
Pokrovsk operational direction | Pokrovsk | | | | sector
towards Pokrovsk | Pokrovsk | | | | sector
in the direction of Pokrovsk | Pokrovsk | | | | sector
Lyman sector | Lyman | | | | sector
Торецьк | Торецьк
м. Торецьк | м. Торецьк
Одещина | Одещина
Сумський район | Сумський район
Іскра, Донецька область | Іскра | Донецька область
Іскра (Донецька область) | Іскра | Донецька область
Іскра Донецької області | Іскра | Донецької області
село Іскра Волноваського району | село Іскра | Волноваського району
с. Іскра, Волноваський район, Донецька обл. | с. Іскра | Волноваський район;Донецька обл.
Донецька область, с. Іскра | с. Іскра | Донецька область
Часів Яр (Бахмутський район) | Часів Яр | Бахмутський район
Велика Новосілка, Великоновосілківська громада | Велика Новосілка | Великоновосілківська громада
за 6 км на південний захід від Лимана | Лимана | | 6 | south-west
6 км південно-західніше Лимана | Лимана | | 6 | south-west
за 6 кілометрів на північ від Бахмута | Бахмута | | 6 | north
приблизно за 3 км на схід від Куп'янська | Куп'янська | | 3 | east
6 км на північ від с. Іскра, Донецька область | с. Іскра | Донецька область | 6 | north
у Покровському напрямку | Покровському | | | | sector
Покровський напрямок | Покровський | | | | sector
у напрямку Покровська | Покровська | | | | sector
Крым | Крым
Искра, Донецкая область | Искра | Донецкая область
Искра (Донецкая обл.) | Искра | Донецкая обл.
Искра Донецкой области | Искра | Донецкой области
село Искра Волновахского района | село Искра | Волновахского района
Россия, Белгородская область, Грайворон | Грайворон | Россия;Белгородская область
в 6 км к юго-западу от Лимана | Лимана | | 6 | south-west
в 6 км юго-западнее Лимана | Лимана | | 6 | south-west
в 12 километрах севернее Бахмута | Бахмута | | 12 | north
Покровское направление | Покровское | | | | sector
на Покровском направлении | Покровском | | | | sector
в направлении Покровска | Покровска | | | | sector
"""


def table():
    for line in TABLE.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        text, name, inside, km, way, sector = cells + [""] * (6 - len(cells))
        yield pytest.param(text, name, tuple(filter(None, inside.split(";"))), km, way, bool(sector), id=text)


@pytest.mark.parametrize(("text", "name", "inside", "km", "way", "sector"), [*table()])
def test_a_phrase_is_taken_apart(text, name, inside, km, way, sector):
    told = phrase(text)
    assert (told.name, told.inside, told.direction) == (name, inside, sector)
    assert told.offset == (f"{km} km {way} of " if km else "")


def test_the_table_has_three_languages_and_is_long():
    texts = [text.values[0] for text in table()]
    assert len(texts) >= 60
    assert sum(not text.isascii() for text in texts) >= 25


@pytest.mark.parametrize("text", ["", " ", ",", "()", "6 km", "direction", "6 km from Lyman", "7"])
def test_what_is_no_phrase_is_a_name(text):
    assert phrase(text) == Phrase(text)


def test_a_phrase_longer_than_any_is_not_taken_apart():
    assert phrase("6 km north of " + "a" * LONGEST).km is None


@pytest.mark.parametrize(
    "part", ["6 km north of ", "а " * 5, "in ", "(", ", ", "direction ", "6" * 9, "\ud800 of "]
)
def test_a_phrase_of_one_thing_over_and_over_ends(part):
    assert phrase((part * LONGEST)[:LONGEST]).name


PARTS = "6 km|км|north|of|від|на|північ|,|(|)|in the|Lyman|Лимана|region|область|direction|напрямок"
words = st.sampled_from(PARTS.split("|"))


@given(st.lists(words, min_size=1, max_size=9).map(" ".join) | st.text(min_size=1))
def test_the_name_of_any_phrase_stands_in_it(text):
    told = phrase(text)
    assert told.name in text
    assert all(region in text for region in told.inside)
    assert told.bearing is None or 0 <= told.bearing < 360


@given(
    st.sampled_from(["Iskra", "м. Торецьк", "Velyka Novosilka"]), st.sampled_from([", {}", " ({})", " [{}]"])
)
def test_a_region_may_stand_behind_a_comma_or_in_brackets(name, behind):
    assert phrase(name + behind.format("Donetsk region")) == Phrase(name, ("Donetsk region",))
