from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.vowels import shifts

names = st.text(alphabet="абвгдеиіїйоуюяьёы aeioyuvkn-", max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shcherbynivka", "Щербиновка"),
        ("Щастя", "Schastye"),
        ("Nove", "Новое"),
        ("Krasnyi", "Красный"),
        ("Kharkiv", "Харьков"),
        ("Robotyne", "Роботино"),
    ],
)
def test_endings_and_suffixes_of_two_languages_are_no_shifts(one, other):
    assert shifts(one, other) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bobrove", "Bobrov"), ("Katalyne", "Kotlyne"), ("Pasichna", "Pasichne"), ("Chepeli", "Chepil")],
)
def test_other_vowels_are_another_name(one, other):
    assert shifts(one, other) == inf


@given(names, names)
def test_shifts_are_the_same_in_both_directions(one, other):
    assert shifts(one, other) == shifts(other, one)
    assert shifts(one, one) == 0
