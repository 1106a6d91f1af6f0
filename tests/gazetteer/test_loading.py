"""Which index is opened, when, and that it answers the same to everybody who asks."""

import os
import pickle
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

import gazetteer
from gazetteer import AmbiguousToponymError, DataFileError, Gazetteer, GazetteerError
from gazetteer.core import embedded
from gazetteer.folders import INDEX, index_folder
from gazetteer.index import Index

NAMES = [
    "Торецьку",
    "Iskra",
    "Iskra, Donetsk region",
    "6 km north of Lyman",
    "Novoselidovka",
    "Сумщина",
    "Xyz",
]
REPORT = "Під Торецьком та на Харківщині тривають бої. Ворог атакував Лиман і Іскру Донецької області."


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """The folder in which the user's index would stand."""
    monkeypatch.setenv("FRONTLINE_DATA_DIR", str(tmp_path))
    return tmp_path / "gazetteer"


def is_core(gz):
    return repr(gz).startswith("Gazetteer(embedded core: ")


def test_without_an_index_the_core_is_loaded(folder):
    assert is_core(gazetteer.load())
    folder.mkdir()
    assert is_core(gazetteer.load())


def test_an_index_in_the_named_folder_is_used(folder, small):
    small._index.save(folder / INDEX)
    assert repr(gazetteer.load()) == repr(small)
    assert gazetteer.load() is gazetteer.load()


def test_an_index_in_the_users_folder_is_used(empty_home, small):
    small._index.save(empty_home / "gazetteer" / INDEX)
    assert repr(gazetteer.load()) == repr(small)


def test_the_named_folder_goes_before_the_users(empty_home, folder, small):
    small._index.save(empty_home / "gazetteer" / INDEX)
    assert is_core(gazetteer.load())


def test_an_empty_variable_names_no_folder(empty_home, monkeypatch, small):
    monkeypatch.setenv("FRONTLINE_DATA_DIR", "")
    small._index.save(empty_home / "gazetteer" / INDEX)
    assert repr(gazetteer.load()) == repr(small)


def test_no_index_of_the_user_reaches_the_tests():
    assert not (index_folder() / INDEX).exists()
    assert is_core(gazetteer.load())


def test_a_folder_that_is_named_is_opened_whatever_the_variable_says(folder, small, tmp_path):
    small._index.save(tmp_path / "other" / INDEX)
    for path in (tmp_path / "other", str(tmp_path / "other")):
        assert repr(gazetteer.load(path)) == repr(small)
    assert is_core(gazetteer.load())


def test_other_files_of_the_folder_are_ignored(folder, small):
    small._index.save(folder / INDEX)
    for name in ("UA.zip", "index.npz.part", ".index.npz", "index.json", "zzz.npz", "names.parquet"):
        (folder / name).write_bytes(b"no index")
    assert repr(gazetteer.load()) == repr(small)


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b"text\n" * 99,
                                    lambda b: b[:5000] + b"\x00" * 50 + b[5050:]])  # fmt: skip
def test_a_damaged_index_is_refused_by_name_and_the_core_does_not_stand_in_for_it(folder, small, damage):
    small._index.save(folder / INDEX)
    (folder / INDEX).write_bytes(damage((folder / INDEX).read_bytes()))
    with pytest.raises(DataFileError, match=r"gazetteer.index\.npz: .*build"):
        gazetteer.load()


def test_an_index_that_is_replaced_is_opened_anew_and_the_one_before_goes_on(folder, small, tmp_path):
    small._index.save(folder / INDEX)
    before = gazetteer.load()
    more = small.with_places([gazetteer.Place("own:1", "Hill", 37.0, 48.0)])
    rebuilt = Gazetteer(_rebuilt(more))
    rebuilt._index.save(folder / INDEX)
    assert len(gazetteer.load()) == len(small) + 1
    assert gazetteer.load().resolve("Hill").place_id == "own:1"
    assert before.resolve("Торецьку").place_id == "p:toretsk"
    assert "Hill" not in before


def _rebuilt(gz):
    """An index with the places of another, and their first names."""
    from gazetteer.drafts import index_of

    rows = [gz._index.place(number).as_row() for number in range(len(gz))]
    kept = ("place_id", "name", "place_type", "country", "admin1", "admin1_code", "population")
    columns = [{name: str(row[name] or "") for name in kept} for row in rows]
    points = [{"lat": str(row["geometry"].y), "lon": str(row["geometry"].x)} for row in rows]
    return index_of([row | point for row, point in zip(columns, points, strict=True)], source="rebuilt")


def test_an_index_that_is_taken_away_gives_the_core_again(folder, small):
    small._index.save(folder / INDEX)
    assert not is_core(gazetteer.load())
    (folder / INDEX).unlink()
    assert is_core(gazetteer.load())


def test_loading_writes_nothing(folder, small):
    small._index.save(folder / INDEX)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    gazetteer.load().resolve_all(NAMES)
    gazetteer.load().spot(REPORT)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_an_opened_index_answers_as_the_one_that_was_saved(core, tmp_path):
    core._index.save(tmp_path / INDEX)
    opened = gazetteer.load(tmp_path)
    texts = list(core._index.names.text)[::20] + NAMES
    assert_geodataframe_equal(opened.resolve_all(texts), core.resolve_all(texts))
    assert opened.spot(REPORT) == core.spot(REPORT)


def test_opening_and_resolving_load_no_tables(folder, small):
    small._index.save(folder / INDEX)
    code = (
        "import sys, gazetteer; gazetteer.load()['Торецьку'];"
        "print(sorted({'pandas', 'geopandas'} & {*sys.modules}))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


@pytest.mark.parametrize("used", [False, True], ids=["fresh", "used"])
def test_a_gazetteer_is_pickled_with_all_it_knows(small, tmp_path, used):
    small._index.save(tmp_path / INDEX)
    for gz in (Gazetteer(small._index), Gazetteer(Index.opened(tmp_path / INDEX))):
        if used:
            gz.resolve_all(NAMES)
            gz.spot(REPORT)
        again = pickle.loads(pickle.dumps(gz))  # noqa: S301
        assert repr(again) == repr(small)
        assert_geodataframe_equal(again.resolve_all(NAMES), small.resolve_all(NAMES))
        assert again.spot(REPORT) == small.spot(REPORT)


def test_every_place_of_the_core_resolves_to_itself(core):
    index = core._index
    places = [index.place(number) for number in range(len(index))]
    points = gpd.GeoSeries([place.point for place in places], crs=4326)
    found = core.resolve_all(
        pd.Series([place.name for place in places]),
        admin1=pd.Series([place.admin1_code or place.admin1 for place in places], dtype=object),
        place_type=pd.Series([p.place_type if p.is_region else None for p in places], dtype=object),
        near=points,
    )
    others = found["place_id"].ne(pd.Series([place.place_id for place in places]))
    assert found.loc[others, ["toponym", "admin1", "place_id", "reason"]].to_dict("records") == []


SCRIPTS = "aZя їґ’'\"-.,;()[]{}<>&%$#@!?/\\|\x00\x1b\n\t\u0301\u200b\u202e\ud800\udfff٣ñßĳ中日한עبक𝕿🏙️👩‍👩‍👧‍👦"
PARTS = (
    "6 km|north of|region|область|direction|напрямок|village of|м.|с.|(|)|,|Toretsk|Торецьку|"
    "=1+1|<script>|'; DROP TABLE|../../etc|NaN|None|geonames:1|%s{0}"
)


def hostile(count):
    """Strings of any script and length, the same every time."""
    draw = random.Random(814)  # noqa: S311
    for number in range(count):
        parts = PARTS.split("|") if number % 3 else SCRIPTS
        length = draw.choice([0, 1, 2, 3, 5, 8, 20, 130])
        yield ("" if number % 2 else " ").join(draw.choice(parts) for _ in range(length))


def test_three_thousand_hostile_strings_are_answered(core):
    texts = [*hostile(3_000), "а" * 1_000_000, "Іскра" + "\u0301" * 100_000]
    found = core.resolve_all(texts)
    assert len(found) == len(texts)
    assert found["resolution"].isin(["resolved", "region_only", "ambiguous", "unresolved"]).all()
    assert found["reason"].notna().all()
    assert found["reason"].str.len().max() < 1_000
    placed = found["place_id"].notna()
    assert (placed == found["resolution"].isin(["resolved", "region_only"])).all()
    assert found.geometry.notna().eq(placed).all()
    found.drop(columns="geometry").to_csv()
    found.to_json()


@pytest.mark.parametrize("text", list(hostile(60)))
def test_a_hostile_string_is_answered_alone_as_in_a_batch(core, text):
    row = core.resolve_all([text]).iloc[0]
    try:
        assert core.resolve(text).place_id == row["place_id"]
    except GazetteerError as error:
        ambiguous = isinstance(error, AmbiguousToponymError)
        assert row["resolution"] == ("ambiguous" if ambiguous else "unresolved")
        assert str(error).isprintable()  # noqa: PT017
    assert isinstance(core.spot(text), list)


def test_eight_threads_and_a_fresh_gazetteer_give_the_same_answers(core):
    texts = list(core._index.names.text)[::100] + NAMES
    expected = core.resolve_all(texts)
    spotted = [(mention, mention.resolution) for mention in core.spot(REPORT)]
    single = [row.place_id for row in expected.itertuples() if row.resolution == "resolved"][:20]
    named = [row.toponym for row in expected.itertuples() if row.resolution == "resolved"][:20]
    fresh = Gazetteer(embedded())

    def ask(worker):
        if worker % 3 == 0:
            assert_geodataframe_equal(fresh.resolve_all(texts), expected)
        elif worker % 3 == 1:
            assert [fresh.resolve(name).place_id for name in named] == single
        else:
            assert [(mention, mention.resolution) for mention in fresh.spot(REPORT)] == spotted
        return worker

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(24))) == list(range(24))


def test_the_same_is_answered_whatever_the_seed_of_hashing():
    code = (
        "import gazetteer; t = gazetteer.load().resolve_all(['Iskra', 'Новоселівка', 'Покрофськ']);"
        "print(t[['resolution', 'candidates', 'reason', 'score']].to_json())"
    )
    said = {
        subprocess.check_output([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": str(seed)})
        for seed in (0, 1)
    }
    assert len(said) == 1


def test_scores_are_shares(core):
    found = core.candidates("Новоселівка")
    assert np.all(found["score"].between(0, 1))
    assert found["score"].sum() <= 1 + 1e-9
