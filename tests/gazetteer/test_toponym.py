import csv
import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.toponym import (
    adjectives,
    bones,
    fold,
    inflections,
    joined,
    latin,
    nominatives,
    romanize,
    skeleton,
)


def translations(name):
    """Skeletons of a name with one of its words in the other language."""
    words = [skeleton(word) for word in fold(name).split()]
    return {
        joined([*words[:at], other, *words[at + 1 :]])
        for at, word in enumerate(words)
        for other in adjectives().get(word, ())
    }


UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
ukrainian_words = st.text(alphabet=UKRAINIAN + UKRAINIAN.upper() + "'’- ")

# Pairs of the official table's own kind: every letter, at the start of a word and inside it.
OFFICIAL = {
    "Алушта": "Alushta",
    "Борщагівка": "Borshchahivka",
    "Вінниця": "Vinnytsia",
    "Гадяч": "Hadiach",
    "Згорани": "Zghorany",
    "Ґалаґан": "Galagan",
    "Донецьк": "Donetsk",
    "Єнакієве": "Yenakiieve",
    "Наєнко": "Naienko",
    "Житомир": "Zhytomyr",
    "Закарпаття": "Zakarpattia",
    "Медвин": "Medvyn",
    "Іршава": "Irshava",
    "Їжакевич": "Yizhakevych",
    "Кадиївка": "Kadyivka",
    "Мар'їне": "Marine",
    "Йосипівка": "Yosypivka",
    "Стрий": "Stryi",
    "Олексій": "Oleksii",
    "Харків": "Kharkiv",
    "Біла Церква": "Bila Tserkva",
    "Чернівці": "Chernivtsi",
    "Шостка": "Shostka",
    "Щербухи": "Shcherbukhy",
    "Гоща": "Hoshcha",
    "Юрій": "Yurii",
    "Корюківка": "Koriukivka",
    "Яготин": "Yahotyn",
    "Костянтин": "Kostiantyn",
    "Знам’янка": "Znamianka",
    "Нью-Йорк": "Niu-York",
    "Івано-Франківськ": "Ivano-Frankivsk",
}
ONE_NAME = [
    "Shcherbynivka Shcherbinovka Scherbinovka Schtscherbyniwka Szczerbyniwka Щербинівка Щербиновка",
    "Toretsk Torezk Torieck Торецьк Торецк",
    "Dobropillia Dobropolye Добропілля Доброполье",
    "Vuhledar Ugledar Wuhledar Вугледар Угледар",
    "Sievierodonetsk Severodonetsk Sjewjerodonezk Сєвєродонецьк Северодонецк",
    "Huliaipole Gulyaypole Huljajpole Гуляйполе",
    "Kyiv Kiev Kiew Kijów Київ Киев",
    "Kharkiv Kharkov Charkiw Charków Харків Харьков",
    "Robotyne Rabotino Роботине Работино",
    "Shchastia Schastye Щастя Счастье",
    "Zaporizhzhia Zaporozhye Zaporoże Запоріжжя Запорожье",
    "Marinka Mar'inka Maryinka Мар'їнка Марьинка",
    "Lysychansk Lisichansk Лисичанськ Лисичанск",
    "Stryzhavka Strzyżawka Стрижавка",
]
NOMINATIVES = {
    "Торецьку": "Торецьк",
    "Торецке": "Торецк",
    "Херсоне": "Херсон",
    "Новоселидовку": "Новоселидовка",
    "Покровському": "Покровське",
    "Луганську": "Луганськ",
    "Джанкої": "Джанкой",
    "Макеевке": "Макеевка",
    "Харкові": "Харків",
    "Києва": "Київ",
    "Тернополі": "Тернопіль",
    "Ірпеня": "Ірпінь",
    "Авдіївці": "Авдіївка",
    "Сумах": "Суми",
    "Доброполья": "Доброполье",
    "Роботиному": "Роботине",
    "Рогу": "Ріг",
}


@pytest.mark.parametrize(("name", "spelt"), OFFICIAL.items())
def test_a_name_is_romanized_as_the_official_table_has_it(name, spelt):
    assert romanize(name) == spelt


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("Щ", "Shch"),
        ("ЩЕ", "SHCHE"),
        ("БОРЩ", "BORSHCH"),
        ("ЗГУРІВКА", "ZGHURIVKA"),
        ("ЄНАКІЄВЕ", "YENAKIIEVE"),
        ("Київ — Kyiv, Ёлка, 東京, 'Я'", "Kyiv — Kyiv, Ёlka, 東京, 'Ya'"),
        ("За\u0301мок", "Zamok"),
        ("", ""),
    ],
)
def test_capitals_and_other_scripts_survive_romanization(text, spelt):
    assert romanize(text) == spelt


@given(ukrainian_words)
def test_ukrainian_comes_out_in_ascii_letters(text):
    assert romanize(text).replace("’", "'").isascii()


@pytest.mark.skipif(importlib.util.find_spec("translitua") is None, reason="translitua is not installed")
@given(st.text(alphabet=UKRAINIAN, min_size=1))
def test_romanization_agrees_with_translitua(text):
    import translitua

    text = text.lstrip("ь")  # no word starts with it, and the table says nothing of what would follow
    assert romanize(text) == translitua.translit(text, translitua.UkrainianKMU)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_name_has_its_skeleton_already(text):
    assert bones(fold(text)) == skeleton(fold(text))


@given(st.text(alphabet="абвгд'- ёйїABC."), st.sampled_from([str.upper, str.lower, str.title]))
def test_capitals_do_not_matter(text, written):
    assert fold(written(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Rostov-on-Don", "rostov on don"),
        ("Мар’їнка", "марїнка"),
        ("  ЛЁТНОЕ\t", "летное"),
        ("Йосипівка", "йосипівка"),
        ("Łuck", "luck"),
        ("«Азовсталь»", "азовсталь"),
        ("", ""),
        ("—", ""),
    ],
)
def test_a_folded_name_stays_readable(name, folded):
    assert fold(name) == folded


@pytest.mark.parametrize("spellings", ONE_NAME)
def test_five_languages_share_a_skeleton(spellings):
    assert len({skeleton(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Toretsk", "Torske"), ("Pokrovsk", "Petrovsk"), ("Sumy", "Samara"), ("Bucha", "Busha")],
)
def test_other_names_have_other_skeletons(one, other):
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize("text", ["", " ", "—", "'"])
def test_nothing_has_no_skeleton(text):
    assert skeleton(text) == ""


@pytest.mark.parametrize(("inflected", "nominative"), NOMINATIVES.items())
def test_a_case_ending_leads_to_the_nominative(inflected, nominative):
    assert fold(nominative) in nominatives(fold(inflected))


def test_every_ending_of_the_table_does_what_its_example_says(root):
    with (root / "gazetteer" / "data" / "endings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row for row in rows if fold(row["meant"]) not in nominatives(fold(row["example"]))] == []
    assert len(rows) > 100


def test_a_latin_name_has_no_case_endings():
    assert nominatives("toretsk") == ("toretsk",)


def test_words_of_a_name_are_inflected_together():
    assert ("нова", "каховка") in inflections("новій каховці")


@given(st.text(alphabet="оуіаяюей ", max_size=60))
def test_inflections_are_never_more_than_a_hundred(text):
    assert 1 <= len(inflections(fold(text))) <= 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Krasnyi Lyman", "Червоний Лиман"),
        ("Большая Новосёлка", "Велика Новосілка"),
        ("Zheleznoye", "Залізне"),
        ("Oktyabrskoye", "Жовтневе"),
        ("Pervomayskoye", "Першотравневе"),
    ],
)
def test_an_adjective_is_translated(one, other):
    assert skeleton(other) in translations(one)


def test_an_adjective_is_translated_as_a_whole_word_only():
    assert translations("Krasnohorivka") == set()


def test_every_pair_of_adjectives_needs_its_translation(root):
    with (root / "gazetteer" / "data" / "adjectives.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row for row in rows if skeleton(row["uk"]) == skeleton(row["ru"])] == []
    assert all(skeleton(row["ru"]) in translations(row["uk"]) for row in rows)
    assert len(rows) >= 30


@pytest.mark.parametrize(("name", "spelt"), [("Новоселидовка", "novoselydovka"), ("Ыныкчан", "ynykchan")])
def test_every_cyrillic_name_can_be_compared_in_latin_letters(name, spelt):
    assert latin(name) == spelt
