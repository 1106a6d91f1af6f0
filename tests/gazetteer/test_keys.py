"""Keys lead from a spelling to its names, and to all that are one letter away."""

import marisa_trie
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from gazetteer.keys import Edits, Keys, sounds

SPELT = [
    ("toretsk", "trck", "oe", 0),
    ("торецк", "trck", "oe", 1),
    ("toretsk", "trck", "oe", 2),
    ("velyka novosilka", "vlk nvslk", "eya ooia", 3),
    ("", "", "", 4),
]
words = st.text(alphabet="abc", min_size=1, max_size=6)


def keys(spelt=SPELT):
    return Keys.of(spelt)


def kept(one):
    return Keys.opened(one.arrays("k"), "k")


@pytest.mark.parametrize("one", [keys(), kept(keys())], ids=["made", "opened"])
def test_a_spelling_leads_to_all_its_names(one):
    assert one.named("toretsk").tolist() == [0, 2]
    assert one.named("торецк").tolist() == [1]
    assert one.named("torets").tolist() == []
    assert one.named("").tolist() == []


@pytest.mark.parametrize("one", [keys(), kept(keys())], ids=["made", "opened"])
def test_a_skeleton_leads_to_all_its_spellings(one):
    folds = one.of_bones[one.bones["trck"]].tolist()
    assert {one.folds.restore_key(fold) for fold in folds} == {"toretsk", "торецк"}
    assert "" not in one.bones


def test_words_are_those_of_the_spellings():
    assert set(keys().words) == {"toretsk", "торецк", "velyka", "novosilka"}


def test_keys_without_names_lead_nowhere():
    one = kept(keys([]))
    assert one.named("toretsk").tolist() == []
    assert len(one.edits) == 0
    assert [part.tolist() for part in one.edits.near(["abc"])] == [[], []]


spellings = st.tuples(st.text(), st.text(alphabet="btk", max_size=4), st.text(alphabet="ao", max_size=3))


@given(st.lists(spellings))
def test_any_spelling_leads_to_its_own_names(rows):
    spelt = [(*row, number) for number, row in enumerate(rows) if "\x00" not in row[0]]
    one = kept(keys(spelt))
    for fold, *_ in spelt:
        assert one.named(fold).tolist() == [n for f, _, _, n in spelt if f == fold != ""]


def within_one(trie, asked):
    """Numbers of the skeletons within one edit of each that is asked for, found by looking at all."""
    return {
        (row, number)
        for row, word in enumerate(asked)
        for key, number in trie.items()
        if OSA.distance(word, key) <= 1
    }


@given(st.lists(words, min_size=1, max_size=30), st.lists(words, min_size=1, max_size=10))
@example(["ab"], ["ba"])
@example(["aab"], ["aba", "aab", "aaab", "ab"])
def test_near_finds_every_skeleton_one_edit_away(known, asked):
    trie = marisa_trie.Trie(known)
    rows, numbers = Edits(trie).near(asked)
    assert set(zip(rows.tolist(), numbers.tolist(), strict=True)) >= within_one(trie, asked)


@given(st.lists(words, min_size=1, max_size=30), words)
def test_near_finds_nothing_two_letters_longer_or_shorter(known, asked):
    edits = Edits(marisa_trie.Trie(known))
    _, numbers = edits.near([asked])
    assert all(abs(len(text) - len(asked)) <= 1 for text in edits.texts(numbers.tolist()))


def test_near_of_a_skeleton_in_a_batch_is_near_of_it_alone(core):
    edits = core._index.keys[0].edits
    asked = ["trck", "bkmt", "dbrpl", "kstntnvk", "zzzzz"]
    rows, numbers = edits.near(asked)
    for row, word in enumerate(asked):
        assert numbers[rows == row].tolist() == edits.near([word])[1].tolist()


def test_skeletons_of_the_core_have_their_neighbours(core):
    trie = core._index.keys[0].bones
    asked = [trie.restore_key(number) for number in range(0, len(trie), max(1, len(trie) // 20))]
    rows, numbers = core._index.keys[0].edits.near(asked)
    assert set(zip(rows.tolist(), numbers.tolist(), strict=True)) >= within_one(trie, asked)


@given(st.lists(st.text(alphabet="aeiouybk ", max_size=8)))
def test_names_are_heard_each_by_itself(latins):
    assert sounds(latins) == [sounds([one])[0] for one in latins]


def test_a_half_of_a_letter_is_a_word_like_any_other():
    edits = Edits(marisa_trie.Trie(["abc"]))
    assert edits.near(["\ud800bc"])[1].tolist() == [0]
    assert np.array_equal(edits.near(["\ud800"])[1], [])
