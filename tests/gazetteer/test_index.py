import csv

import numpy as np
import pytest

from gazetteer.core import compiled, rows
from gazetteer.drafts import index_of
from gazetteer.errors import DataFileError
from gazetteer.toponym import folds

FIELDS = {"name_uk": "", "name_ru": "", "place_type": "village", "country": "UA", "lat": "48", "lon": "37"}


def row(place_id, name, **fields):
    return FIELDS | {"place_id": place_id, "name": name} | fields


def test_the_first_row_of_a_place_counts_and_names_of_others_are_kept():
    index = index_of([row("a", "Toretsk", lat="48.4"), row("a", "Torets'k", lat="48.5")], source="test")
    assert len(index) == 1
    assert index.lat.tolist() == [48.4]
    assert list(index.words["name"]) == ["Toretsk"]
    assert list(index.names.text) == ["Toretsk", "Torets'k"]
    assert list(index.names.kind) == ["official", "variant"]


def test_former_names_are_listed_latest_first():
    names = [
        {"place_id": "a", "toponym": "Yuzivka", "lang": "en", "until": "1924"},
        {"place_id": "a", "toponym": "Stalino", "lang": "en", "since": "1924", "until": "1961-11"},
    ]
    place = index_of([row("a", "Donetsk")], names, source="test").place(0)
    assert place.formerly == ("Stalino", "Yuzivka")


def test_a_place_without_counts_has_none():
    place = index_of([row("a", "Donetsk")], source="test").place(0)
    assert (place.population, place.uncertainty_km, place.admin2) == (None, None, None)


def test_an_empty_index_has_no_places():
    assert len(index_of([], source="test")) == 0


def test_a_word_for_the_kind_of_region_is_not_its_name():
    index = index_of([row("a", "Sumy Oblast", place_type="oblast"), row("b", "Sumy")], source="test")
    assert {index.names.place[name] for name in index.by_region["sumy"]} == {0}
    assert {index.names.place[name] for name in index.by_fold["sumy"]} == {1}


def test_every_name_of_the_core_is_found_by_its_own_key(core):
    index = core._index
    folded = folds(list(index.names.text))
    assert all(number in index.by_fold.get(key, [number]) for number, key in enumerate(folded))


def test_the_core_is_read_the_same_every_time(core):
    again = compiled()
    first, second = (
        {name: list(column) for name, column in (*one.words.items(), ("names", one.names.text))}
        for one in (core._index, again)
    )
    assert first == second
    assert np.array_equal(again.names.flags, core._index.names.flags)


@pytest.mark.parametrize("name", ["regions.csv", "core.csv"])
def test_rows_of_the_core_lie_on_earth_and_have_their_columns(root, name):
    with (root / "gazetteer" / "data" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(-90 <= float(r["lat"]) <= 90 and -180 <= float(r["lon"]) <= 180 for r in rows)


def test_a_damaged_file_is_refused_by_name(tmp_path):
    (tmp_path / "cities.csv.gz").write_bytes(b"no archive")
    with pytest.raises(DataFileError, match=r"cities\.csv\.gz: .*install the package again"):
        list(rows(tmp_path / "cities.csv.gz"))
    with pytest.raises(DataFileError, match=r"core\.csv"):
        list(rows(tmp_path / "core.csv"))
