"""Which names written names may be: the same in a batch as alone, by every key."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.matching import LONGEST_NAME, Level, Matches, forms, matches
from gazetteer.toponym import fold, folds


def found(index, name, **options):
    """The names that a written name matches, each with its level."""
    one = matches(index, [fold(name)], **options)
    return {
        (index.names.text[number], Level(level)) for number, level in zip(one.name, one.level, strict=True)
    }


def rows(one, query):
    """All that is said of the matches of a query, in an order of its own."""
    at = np.flatnonzero(one.query == query)
    columns = [column[at].tolist() for column in (one.name, one.level, one.likeness, one.shifts)]
    return sorted(zip(*columns, strict=True))


@pytest.mark.parametrize(
    ("written", "name", "level"),
    [
        ("Toretsk", "Toretsk", Level.EXACT),
        ("торецьк", "Торецьк", Level.EXACT),
        ("Торецьку", "Торецьк", Level.ENDING),
        ("Торецком", "Торецк", Level.ENDING),
        ("Torezk", "Toretsk", Level.SKELETON),
        ("Новоселидовку", "Новоселидівка", Level.SKELETON),
        ("Червоний Лиман", "Красний Лиман", Level.TRANSLATED),
        ("Novoselidivka", "Novoselydivka", Level.SKELETON),
        ("Novoselyvidka", "Novoselydivka", Level.EDIT),
    ],
)
def test_a_name_matches_by_the_key_that_it_should(small, written, name, level):
    assert (name, level) in found(small._index, written)


def test_an_exact_match_does_not_end_the_search(small):
    assert {level for _, level in found(small._index, "Покровское")} >= {Level.EXACT, Level.SKELETON}


def test_a_region_is_matched_without_its_word(small):
    assert ("Donetsk Oblast", Level.EXACT) in found(small._index, "Donetsk", as_region=True)
    assert "Donetsk Oblast" not in {name for name, _ in found(small._index, "Donetsk")}


def test_names_of_few_consonants_have_no_lookalikes(core):
    assert Level.EDIT not in {level for _, level in found(core._index, "Суми")}


def test_names_are_matched_narrowly_unless_asked_for_more(core):
    narrow, wide = (matches(core._index, folds(["Pokrofsk", "Toretsk"]), wide=wide) for wide in (False, True))
    assert set(narrow.level.tolist()) <= {Level.EXACT, Level.ENDING, Level.SKELETON, Level.TRANSLATED}
    assert np.isfinite(narrow.shifts).all()
    pairs = [set(zip(one.query.tolist(), one.name.tolist(), strict=True)) for one in (narrow, wide)]
    assert pairs[0] < pairs[1]


def test_likeness_is_a_share(core):
    one = matches(core._index, folds(["Toretsk", "Дзержинську", "Pokrofsk", "Новоселівка"]))
    assert ((one.likeness >= 0) & (one.likeness <= 1)).all()
    assert (one.likeness[one.level == Level.EXACT] == 1).all()


@pytest.mark.parametrize("names", [[], [""], ["", "toretsk", ""]])
def test_no_name_matches_nothing(small, names):
    assert set(matches(small._index, names).query.tolist()) == {at for at, name in enumerate(names) if name}


def test_parts_are_joined_in_order(small):
    one = matches(small._index, ["toretsk"])
    assert [len(column) for column in Matches.of([one, one]).columns] == [2 * len(one.name)] * 5


@settings(max_examples=25)
@given(st.data(), st.booleans(), st.booleans())
def test_a_batch_is_as_one_by_one(core, data, as_region, wide):
    texts = core._index.names.text
    numbers = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=2, max_size=12))
    changed = [data.draw(st.sampled_from(["{}", "{}у", "{}а", "Нова {}", "{}x"])) for _ in numbers]
    names = folds([change.format(texts[n]) for n, change in zip(numbers, changed, strict=True)])
    together = matches(core._index, names, as_region=as_region, wide=wide)
    for query, name in enumerate(names):
        assert rows(together, query) == rows(matches(core._index, [name], as_region=as_region, wide=wide), 0)


@settings(max_examples=50)
@given(st.lists(st.text(max_size=LONGEST_NAME), max_size=5))
def test_any_names_are_matched_to_names_of_the_index(small, names):
    one = matches(small._index, folds(names))
    assert all(0 <= number < len(small._index.names) for number in one.name)
    assert all(0 <= query < len(names) for query in one.query)


def test_every_name_of_the_core_matches_itself(core):
    names = core._index.names
    folded = folds(list(names.text))
    one = matches(core._index, folded, wide=False)
    itself = one.name[(one.query == one.name) & (one.level == Level.EXACT)]
    with_key = [number for number, key in enumerate(folded) if number in core._index.by_fold[key]]
    assert set(itself.tolist()) == set(with_key)
    assert len(with_key) > 0.9 * len(folded)


def test_forms_begin_with_the_name_and_have_its_nominatives(small):
    assert next(forms(small._index, "торецьку")) == "торецьку"
    assert "торецьк" in set(forms(small._index, "торецьку"))
