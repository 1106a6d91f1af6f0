import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from gazetteer import HintError, PlaceNotFoundError
from gazetteer.places import PLACES

COLUMNS = [
    "toponym",
    *PLACES.names,
    "resolution",
    "score",
    "reason",
    "candidates",
    "uncertainty_km",
    "geometry",
]


def test_answers_stand_on_the_index_of_the_names(small):
    names = pd.Series(["Toretsk", "Iskra", "Xyzzyx", "Sumy region", None], index=["a", "b", "a", "d", "e"])
    table = small.resolve_all(names)
    assert table.index.equals(names.index)
    assert list(table.columns) == COLUMNS
    assert table["resolution"].tolist() == [
        "resolved",
        "ambiguous",
        "unresolved",
        "region_only",
        "unresolved",
    ]
    assert table.geometry.notna().tolist() == [True, False, False, True, False]
    assert table["uncertainty_km"].tolist()[3] == 150
    assert table["uncertainty_km"].isna().tolist() == [True, True, True, False, True]
    assert table["toponym"].isna().tolist() == [False, False, False, False, True]


def test_an_ambiguous_name_keeps_its_candidates_and_no_place(small):
    row = small.resolve_all(["Iskra"]).iloc[0]
    assert set(row["candidates"].split(";")) == {"p:iskra1", "p:iskra2", "p:iskra3"}
    assert pd.isna(row["place_id"])
    assert row["reason"].startswith("3 places")


def test_a_result_can_be_written_into_the_users_frame(small):
    frame = pd.DataFrame({"where": ["Торецьк", "Суми"]}, index=[7, 3])
    frame["place_id"] = small.resolve_all(frame["where"])["place_id"]
    assert frame["place_id"].tolist() == ["p:toretsk", "p:sumy"]


def test_hints_may_stand_beside_each_name(small):
    names = pd.Series(["Iskra", "Iskra", "Iskra"], index=[5, 6, 7])
    regions = pd.Series(["Crimea", "Donetsk", None], index=[7, 5, 6])
    table = small.resolve_all(names, admin1=regions)
    assert table["place_id"].tolist()[0] == "p:iskra1"
    assert table["place_id"].tolist()[2] == "p:iskra3"
    assert table["resolution"].tolist() == ["resolved", "ambiguous", "resolved"]
    listed = small.resolve_all(
        ["Iskra", "Iskra"], admin1=["Donetsk", float("nan")], place_type=[None, "village"]
    )
    assert listed["resolution"].tolist() == ["resolved", "ambiguous"]


def test_one_hint_serves_all_names(small):
    assert small.resolve_all(["Іскра", "Iskra"], admin1="UA-14")["place_id"].tolist() == ["p:iskra1"] * 2
    assert small.resolve_all(["Iskra"], near=Point(36.6, 48.0))["place_id"].tolist() == ["p:iskra1"]


def test_near_may_differ_by_row(small):
    near = gpd.GeoSeries([Point(36.6, 48.0), Point(37.0, 49.4)], crs=4326)
    assert small.resolve_all(["Iskra", "Iskra"], near=near)["place_id"].tolist() == ["p:iskra1", "p:iskra2"]


def test_a_frame_is_near_for_all(small):
    near = gpd.GeoDataFrame(geometry=[Point(36.6, 48.0), Point(36.7, 48.1)], crs=4326)
    assert small.resolve_all(["Iskra", "Iskra"], near=near)["place_id"].tolist() == ["p:iskra1"] * 2


def test_an_unknown_hint_of_a_row_is_told_in_its_reason(small):
    table = small.resolve_all(["Toretsk", "Toretsk"], admin1=["Atlantis", "Donetsk"])
    assert table["resolution"].tolist() == ["unresolved", "resolved"]
    assert "admin1='Atlantis'" in table["reason"].iloc[0]


def test_an_unknown_hint_for_all_is_refused(small):
    with pytest.raises(PlaceNotFoundError, match="Atlantis"):
        small.resolve_all(["Toretsk"], admin1="Atlantis")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"toponyms": "Toretsk"}, "list of names"),
        ({"toponyms": pd.DataFrame({"place": ["Toretsk"]})}, "pass one column"),
        ({"toponyms": {"Toretsk"}}, "not set"),
        ({"toponyms": {"Toretsk": 1}}, "not dict"),
        ({"toponyms": 3}, "not int"),
        ({"toponyms": ["Toretsk"], "admin1": ["Donetsk", "Donetsk"]}, "2 hints for 1"),
        ({"toponyms": pd.Series(["Toretsk"]), "admin1": pd.Series(["Donetsk"], index=[4])}, "index differs"),
        ({"toponyms": ["Toretsk"], "near": (37, 48)}, "pass a Place"),
    ],
)
def test_what_does_not_fit_together_is_refused(small, arguments, said):
    with pytest.raises(HintError, match=said):
        small.resolve_all(**arguments)


def test_no_names_give_a_table_of_none_with_all_columns(small):
    table = small.resolve_all([])
    assert table.empty
    assert list(table.columns) == COLUMNS
    assert table.crs == 4326


def test_answers_keep_the_promises_of_the_places_table(small):
    table = small.resolve_all(["Toretsk", "Sumy region"])
    pd.testing.assert_frame_equal(PLACES.check(table)[PLACES.names], table[PLACES.names])


def test_a_resolved_name_is_what_resolve_says(core):
    names = ["Toretsk", "Pokrovsk", "Kyiv", "Sumska oblast", "Bakhmut"]
    assert core.resolve_all(names)["place_id"].tolist() == [core[name].place_id for name in names]


def test_numbers_and_broken_letters_are_names_of_nothing(small):
    table = small.resolve_all([3, "\ud800", float("nan"), b"Toretsk"])
    assert set(table["resolution"]) == {"unresolved"}


def test_an_empty_point_is_as_good_as_none(small):
    near = gpd.GeoSeries([Point(), Point(36.6, 48.0), None], crs=4326)
    table = small.resolve_all(["Iskra"] * 3, near=near)
    assert table["resolution"].tolist() == ["ambiguous", "resolved", "ambiguous"]


def test_an_unresolved_name_keeps_the_places_of_like_names(small):
    row = small.resolve_all(["Pokrofsk"]).iloc[0]
    assert row["resolution"] == "unresolved"
    assert "p:pokrovsk" in row["candidates"].split(";")
