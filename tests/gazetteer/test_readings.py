import pytest

from gazetteer.readings import readings, type_words
from gazetteer.toponym import fold


@pytest.mark.parametrize(
    ("written", "name", "place_type"),
    [
        ("the village of Iskra", "iskra", "village"),
        ("Iskra village", "iskra", "village"),
        ("м. Торецьк", "торецьк", "city"),
        ("с. Іскра", "іскра", "village"),
        ("г. Селидово", "селидово", "city"),
        ("смт Борова", "борова", "settlement"),
        ("Izium raion", "izium", "raion"),
        ("Бахмутского района", "бахмутского", "raion"),
        ("Kyiv region", "kyiv", "oblast"),
        ("в Сумской области", "сумской", "oblast"),
        ("Краснодарский край", "краснодарский", "krai"),
    ],
)
def test_a_word_for_the_type_is_not_the_name(written, name, place_type):
    last = readings(written)[-1]
    assert last.name == name
    assert place_type in last.place_types


def test_a_locality_of_unknown_kind_has_no_type():
    assert readings("н.п. Романовка")[-1] == ("романовка", ())


def test_a_word_for_a_type_alone_is_a_name():
    assert readings("Село") == [("село", ())]


def test_type_words_are_folded():
    assert all(fold(words) == words for _, words in type_words())
