"""How many and how far."""

import pytest

from frontline.extract.annotate import annotate
from frontline.extract.lexicon import lexicon
from frontline.extract.quantities import quantities


def found(text, lang="en"):
    return {
        amount.measure: amount.value
        for amount in quantities(annotate(text, lexicon(lang)), [])
        if not amount.whole
    }


def bounds(text):
    return [(amount.value, amount.op) for amount in quantities(annotate(text, lexicon("en")), [])]


@pytest.mark.parametrize(
    ("text", "value", "op"),
    [
        ("advanced up to 10 km", 10, "<="),
        ("advanced by up to 10 kilometres", 10, "<="),
        ("advanced some 1,400 metres", 1.4, "~"),
        ("an advance of 150 to 1,700 metres", 1.7, "<="),
        ("advanced 1.5 km", 1.5, "="),
        ("advanced more than two miles", 3.2187, ">="),
    ],
)
def test_a_distance_is_in_km_with_its_bound(text, value, op):
    assert bounds(text) == [(value, op)]


@pytest.mark.parametrize("text", ["a village 6 km southwest of Lyman", "a post 12 km from the border"])
def test_a_distance_that_says_where_is_no_advance(text):
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13 people, including two children, were injured", {"injured": 13}),
        ("injured 13 people, among them two children", {"injured": 13}),
        ("killing at least five and wounding twenty-two", {"killed": 5, "injured": 22}),
        ("Two killed, five injured in shelling", {"killed": 2, "injured": 5}),
        ("a woman was killed", {"killed": 1}),
        ("a 45-year-old man was wounded", {"injured": 1}),
        ("three dozen houses were damaged", {}),
        ("130 Russian soldiers were killed", {}),
        ("268 Ukrainian drones and four glide bombs", {"drones": 268, "bombs": 4}),
        ("112 of 138 Russian drones", {"drones": 112}),
        ("45 drones and two missiles", {"drones": 45, "missiles": 2}),
        ("a missile attack", {}),
        ("two new settlements", {"settlements": 2}),
        ("more than 400 sq km", {"area_km2": 400}),
        ("400 sqkm", {"area_km2": 400}),
        ("60% of the city", {"percent": 60}),
        ("about 70 per cent of the city", {"percent": 70}),
        ("12 attacks", {"attacks": 12}),
    ],
)
def test_what_is_counted_in_english(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "45 украинских беспилотников и две ракеты", {"drones": 45, "missiles": 2}),
        ("ru", "погибли пять человек, ещё 12 ранены", {"killed": 5, "injured": 12}),
        ("ru", "погибла женщина", {"killed": 1}),
        ("ru", "продвинулись на 1,5 км", {"distance_km": 1.5}),
        ("uk", "збито 36 із 45 дронів", {"drones": 36}),
        ("uk", "поранено чотирьох людей", {"injured": 4}),
        ("uk", "112 КАБів", {"bombs": 112}),
        ("uk", "80 % міста", {"percent": 80}),
    ],
)
def test_what_is_counted_in_russian_and_ukrainian(lang, text, expected):
    assert found(text, lang) == expected


def test_the_article_an_is_not_inside_and():
    assert found("45 drones and missiles") == {"drones": 45}
