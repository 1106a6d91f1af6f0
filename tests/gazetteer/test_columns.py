"""Columns hold any text and any number, and give back what was put in."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.columns import Labels, Lists, Strings, narrow

# Half surrogate pairs, which UTF-8 has no bytes for, come out of damaged files.
texts = st.text(st.characters(exclude_categories=())) | st.sampled_from(["\ud800", "Торецьк", "\x00", "🏙"])


def kept(column, name="a"):
    """The column as it comes back from its arrays."""
    return type(column).opened(column.arrays(name), name)


@given(st.lists(texts))
def test_any_texts_come_back(words):
    column = Strings.of(words)
    for one in (column, kept(column), pickle.loads(pickle.dumps(column))):  # noqa: S301
        assert list(one) == words
        assert one[:] == words
        assert [one[at] for at in range(len(words))] == words


@given(st.lists(texts, min_size=1), st.data())
def test_texts_are_taken_in_the_order_asked_for(words, data):
    numbers = data.draw(st.lists(st.integers(0, len(words) - 1)))
    assert Strings.of(words).take(numbers) == [words[at] for at in numbers]


@given(st.lists(texts))
def test_lengths_are_counted_in_letters(words):
    assert Strings.of(words).lengths.tolist() == [len(word) for word in words]


@given(st.lists(texts), st.lists(texts))
def test_texts_are_joined_in_order(first, second):
    assert list(Strings.of(first) + Strings.of(second)) == first + second


@given(st.lists(texts | st.none()))
def test_any_words_come_back_and_an_empty_one_is_none(words):
    expected = [word or None for word in words]
    column = Labels.of(words)
    for one in (column, kept(column), pickle.loads(pickle.dumps(column))):  # noqa: S301
        assert list(one) == expected
        assert [one[at] for at in range(len(words))] == expected


@given(st.lists(texts), st.lists(texts | st.none()))
def test_a_longer_column_keeps_the_numbers_of_its_words(first, more):
    column = Labels.of(first)
    longer = column.extended(more)
    assert list(longer) == [word or None for word in [*first, *more]]
    assert all(longer.code(word) == column.code(word) for word in first)


@given(st.lists(texts, min_size=1), texts, st.data())
def test_a_replaced_word_changes_its_row_only(words, other, data):
    row = data.draw(st.integers(0, len(words) - 1))
    changed = Labels.of(words).replaced([row], [other])
    assert list(changed) == [word or None for word in [*words[:row], other, *words[row + 1 :]]]


@given(texts, st.lists(texts))
def test_a_column_has_a_word_if_a_row_has_it(word, words):
    column = Labels.of(words)
    assert (word in column) == (word != "" and word in words)
    assert (column.code(word) >= 0) == (word in column)


def test_rows_may_be_counted_from_the_end():
    column = Labels.of(["a", None, "c"])
    assert column[-1] == "c"
    assert column.take([-1, -2]) == ["c", None]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1000))))
def test_lists_keep_the_values_of_each_group_in_order(pairs):
    lists = Lists.of([group for group, _ in pairs], [value for _, value in pairs], count=6)
    for one in (lists, kept(lists)):
        for group in range(6):
            assert one[group].tolist() == [value for at, value in pairs if at == group]


@given(st.lists(st.lists(st.integers(0, 1000)), min_size=1), st.data())
def test_values_of_many_groups_are_those_of_each(groups, data):
    pairs = [(at, value) for at, values in enumerate(groups) for value in values]
    lists = Lists.of([at for at, _ in pairs], [value for _, value in pairs], count=len(groups))
    asked = data.draw(st.lists(st.integers(0, len(groups) - 1)))
    rows, values = lists.flat(np.array(asked, dtype=np.int64))
    assert list(zip(rows.tolist(), values.tolist(), strict=True)) == [
        (row, value) for row, group in enumerate(asked) for value in groups[group]
    ]


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_narrow_numbers_are_the_same_numbers(numbers):
    assert narrow(np.array(numbers, dtype=np.int64)).tolist() == numbers


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [([], "uint8"), ([255], "uint8"), ([256], "uint16"), ([-1, 127], "int8"), ([2**32], "int64")],
)
def test_numbers_take_no_more_bytes_than_they_need(numbers, kind):
    assert narrow(np.array(numbers, dtype=np.int64)).dtype == kind
