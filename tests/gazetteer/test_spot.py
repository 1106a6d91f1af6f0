"""Places in running text: found where a sentence names one, as written, and resolved together."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.naming import Namebook
from gazetteer.spot import spots
from gazetteer.words import commonness, is_first_name, is_surname, roles

MARKED = re.compile(r"\[([^\]]*)\]|\{([^}]*)\}|<([^>]*)>")
SENTENCES = [
    line
    for line in Path(__file__).with_name("spotting.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def found(gazetteer, text):
    return [mention.text for mention in spots(gazetteer._index, text)]


def unmarked(line):
    """A sentence without its marks, and where the marks stood."""
    text, spans, at = "", set(), 0
    for mark in MARKED.finditer(line):
        text += line[at : mark.start()]
        name = next(filter(None, mark.groups()))
        spans.add((len(text), len(text) + len(name)))
        text, at = text + name, mark.end()
    return text + line[at:], spans


def precision_and_recall(index, lines):
    right = told = there = 0
    for text, spans in map(unmarked, lines):
        mine = {(mention.start, mention.end) for mention in spots(index, text)}
        right, told, there = right + len(mine & spans), told + len(mine), there + len(spans)
    return right / told, right / there


@pytest.mark.parametrize("half", [0, 1], ids=["read", "only scored"])
def test_of_what_is_found_and_of_what_is_there_nine_in_ten_are_right(core, half):
    precision, recall = precision_and_recall(core._index, SENTENCES[half::2])
    assert precision >= 0.9
    assert recall >= 0.9


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Під Торецьком тривають бої.", ["Торецьком"]),
        ("Бої за Торецьк і Покровськ.", ["Торецьк", "Покровськ"]),
        ("ВИБУХИ В СУМАХ", ["СУМАХ"]),
        ("у смт Невідоме стріляли", ["Невідоме"]),
        ("The village of Nowhere was shelled.", ["Nowhere"]),
        ("Izium's residents left", ["Izium"]),
        ("торецьк не пишуть так", []),
        ("", []),
    ],
)
def test_a_name_is_found_as_it_is_written(small, text, names):
    assert found(small, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Генерал Лиман подав у відставку.",
        "Gen. Lyman spoke.",
        "Приїхав Іван Лиман з дружиною.",
        "Слово мав В. Лиман.",
        "Суд слухав Лимана Романа Петровича.",
        "Завод «Ізюм» зачинено.",
        "На вулиці Лиман ремонт.",
        "Вийшла газета Лиман.",
        "The Lyman brigade came.",
    ],
)
def test_a_person_a_firm_or_a_street_is_no_place(core, text):
    assert found(core, text) == []


@pytest.mark.parametrize("text", ["Армія України наступає.", "Россия заявила о потерях.", "Ukraine said so."])
def test_a_country_as_a_side_of_the_war_is_no_place(core, text):
    assert found(core, text) == []


def test_a_country_in_which_something_is_is_a_region(core):
    (mention,) = spots(core._index, "Таке буває лише в Україні.", asks=core)
    assert (mention.is_region, mention.place.name) == (True, "Ukraine")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("у Донецькій області", ["Донецькій області"]),
        ("Сумська та Харківська області", ["Сумська область", "Харківська області"]),
        ("голова Сумської ОВА", ["Сумської область"]),
        ("голова Сумської обласної ради", ["Сумської область"]),
        ("Izium Raion", ["Izium Raion"]),
        ("in Kharkiv and Sumy regions", ["Kharkiv oblast", "Sumy oblast"]),
        ("на Сумщині", ["Сумщині"]),
        ("окупований Крим", ["Крим"]),
    ],
)
def test_a_region_is_looked_up_with_the_word_for_its_type(small, text, names):
    mentions = spots(small._index, text, asks=small)
    assert [mention.name for mention in mentions] == names
    assert all(mention.is_region and mention.resolution == "region_only" for mention in mentions)


def test_the_bare_name_of_a_region_is_what_is_written(small):
    (mention,) = spots(small._index, "Удар по Донецькій області.")
    assert mention.text == "Донецькій"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("на Покровському напрямку", "Pokrovsk"),
        ("на Изюмском направлении", "Izium"),
        ("on the Lyman axis", "Lyman"),
    ],
)
def test_a_direction_is_the_town_that_it_is_named_after(small, text, place):
    (mention,) = spots(small._index, text, asks=small)
    assert (mention.rel, mention.place.name) == ("direction", place)


def test_a_city_before_a_list_of_regions_is_a_city(core):
    text = "Обстріляли ТЕС у Києві, Вінницькій та Львівській областях."
    mentions = spots(core._index, text, asks=core)
    assert [mention.place.name for mention in mentions] == ["Kyiv", "Vinnytsia Oblast", "Lviv Oblast"]


def test_a_river_with_the_name_of_a_city_is_a_river(core):
    (mention,) = spots(core._index, "На лівому березі Дніпра тривають бої.", asks=core)
    assert mention.place.place_type == "river"


def test_a_facility_lies_near_the_town_that_its_adjective_names(core):
    (mention,) = spots(core._index, "Горить Одеський порт.", asks=core)
    assert (mention.text, mention.rel, mention.place.name) == ("Одеський", "near", "Odesa")


def test_the_region_after_a_name_says_which_of_its_namesakes_is_meant(small):
    mentions = spots(small._index, "Обстріляли Іскру (Донецька область).", asks=small)
    assert mentions[0].place.name == "Andriivka-Klevtsove"


def test_a_region_of_the_text_helps_where_a_name_alone_is_ambiguous(small):
    text = "У Харківській області тривають бої. Знищено склад у селі Іскра."
    assert spots(small._index, text, asks=small)[1].place.place_id == "p:iskra2"


def test_what_nothing_tells_apart_stays_ambiguous_with_its_candidates(small):
    (mention,) = spots(small._index, "Знищено склад у селі Іскра.", asks=small)
    assert mention.place is None
    assert mention.resolution == "ambiguous"
    assert {"p:iskra1", "p:iskra2", "p:iskra3"} <= set(mention.candidates)


def test_names_are_resolved_only_when_they_are_asked_for_and_once(small):
    asked = []

    class Counting:
        def resolve_all(self, toponyms, **hints):
            asked.append(list(toponyms))
            return small.resolve_all(toponyms, **hints)

    mentions = spots(small._index, "Торецьк і Покровськ", asks=Counting())
    assert asked == []
    assert [mention.place.name for mention in mentions] == ["Toretsk", "Pokrovsk"]
    assert asked == [["Торецьк", "Покровськ"]]


def test_without_anybody_to_ask_all_stay_unresolved(small):
    (mention,) = spots(small._index, "Торецьк")
    assert (mention.place, mention.resolution, mention.candidates) == (None, "unresolved", ())


@pytest.mark.parametrize(
    ("text", "lang"),
    [("Бої за Ізюм", "uk"), ("Бои за Лиман, было тяжело", "ru"), ("Near Izium", "en"), ("Лиман", "uk")],
)
def test_the_language_is_told_by_its_letters(small, text, lang):
    assert [mention.lang for mention in spots(small._index, text)] == [lang]


@given(
    st.text(alphabet=st.one_of(st.sampled_from("Торецьк Суми-Крим's «».,\n\u0301Abc обл м"), st.characters()))
)
def test_any_text_at_all_is_read_and_what_is_found_stands_in_it(small, text):
    end = 0
    for mention in spots(small._index, text):
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.start >= end
        end = mention.end


@pytest.mark.parametrize(
    "unit", ["А", "А-", "А ", "А, ", "A'", "Сумська, ", "А. ", "м. ", "\u0301", "«", " \n"]
)
def test_a_text_of_one_thing_over_and_over_is_read_to_its_end(small, unit):
    assert len(spots(small._index, unit * 20_000)) <= 20_000


@pytest.mark.parametrize(
    ("adjective", "town"),
    [
        ("Авдіївському", "Авдіївка"),
        ("Куп'янський", "Куп’янськ"),
        ("Волноваській", "Волноваха"),
        ("Гуляйпільському", "Гуляйполе"),
        ("Великоновосілківської", "Велика Новосілка"),
        ("Краснолиманском", "Красный Лиман"),
        ("Хмельницьку", "Хмельницький"),
    ],
)
def test_an_adjective_leads_to_the_town_that_it_is_made_of(core, adjective, town):
    from gazetteer.toponym import skeleton

    found_name = Namebook(core._index).town(adjective)
    assert found_name is not None
    assert skeleton(found_name[0]) == skeleton(town)


def test_a_word_that_no_place_explains_is_common():
    assert commonness("щастя") > 4
    assert commonness("роботине") == 0
    assert commonness("") == 0


def test_people_are_known_in_every_case():
    assert is_first_name("володимиром")
    assert is_surname("зеленським")
    assert not is_surname("лиманом")


def test_a_word_that_leads_to_a_place_does_so_in_capitals_too():
    assert roles("ПОБЛИЗУ") == roles("поблизу") != frozenset()
