"""A table keeps its promises or says at once which ones it breaks."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import GazetteerError, TableError
from gazetteer.tables import Column, Rule, Schema, day

SHEEP = Schema(
    "sheep",
    (
        Column("name", "word", "what it is called", required=True),
        Column("colour", "word", "of its wool", values=("black", "white")),
        Column("lambs", "count", "how many it has", low=0),
        Column("weight_kg", "number", "on the scale", low=0, high=200),
        Column("born", "day", "day of birth"),
        Column("shorn", "flag", "whether it is"),
    ),
    rules=(Rule("lambs", "none for a black sheep", lambda t: (t["colour"] != "black") | (t["lambs"] == 0)),),
)


@pytest.mark.parametrize(
    "value",
    [
        "2025-08-14",
        "14 August 2025",
        dt.date(2025, 8, 14),
        dt.datetime(2025, 8, 13, 22, tzinfo=dt.UTC),
        pd.Timestamp("2025-08-14"),
        np.datetime64("2025-08-14"),
        "2025-08-14T23:59",
        "2025-08-13T21:00Z",
        "2025-08-14T23:30+03:00",
    ],
)
def test_a_day_is_read_in_the_calendar_of_kyiv(value):
    assert day(value) == pd.Timestamp("2025-08-14")


@pytest.mark.parametrize(
    "value",
    ["2025-02-30", "soon", "", None, 20250814, 1.5, True, float("nan"), pd.NaT, [], b"2025-08-14", "9" * 400],
)
def test_what_is_no_day_is_refused_and_shown_how_to_write_one(value):
    with pytest.raises(ValueError, match="write it like 2025-08-14"):
        day(value)


def test_values_are_cast_to_the_promised_types():
    table = SHEEP.table(
        [{"name": "Dolly", "lambs": "6", "weight_kg": 45, "born": "1996-07-05", "shorn": "True"}]
    )
    assert table.dtypes.astype(str).to_dict() == {
        "name": "str", "colour": "str", "lambs": "Int64", "weight_kg": "float64", "born": "datetime64[us]",
        "shorn": "boolean",
    }  # fmt: skip
    assert table.loc[0, "lambs"] == 6
    assert table["colour"].isna().all()


def test_an_empty_table_has_all_its_columns():
    assert list(SHEEP.table([]).columns) == SHEEP.names


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("name", None, "text"),
        ("name", ["Dolly"], "text"),
        ("name", "Do\x00lly", "text"),
        ("name", "\ud800", "text"),
        ("colour", "green", "one of black, white"),
        ("lambs", 1.5, "a whole number at least 0"),
        ("lambs", -1, "a whole number at least 0"),
        ("lambs", "1e400", "a whole number"),
        ("lambs", True, "a whole number"),
        ("weight_kg", "heavy", "a number at least 0 at most 200"),
        ("weight_kg", float("inf"), "a number"),
        ("born", "1996-02-30", "a day such as"),
        ("shorn", "perhaps", "true or false"),
    ],
)
def test_a_value_that_breaks_a_promise_is_named_with_what_was_expected(column, value, expected):
    with pytest.raises(TableError) as caught:
        SHEEP.table([{"name": "Dolly"} | {column: value}])
    (breach,) = caught.value.breaches
    assert (breach.column, breach.row) == (column, 0)
    assert expected in breach.expected
    assert isinstance(caught.value, GazetteerError)


def test_a_row_rule_speaks_once_every_value_is_right():
    rows = [
        {"name": "Dolly", "colour": "black", "lambs": 2},
        {"name": "Shaun", "colour": "black", "lambs": 0},
    ]
    with pytest.raises(TableError, match="column 'lambs', row 0: 2, expected none for a black sheep"):
        SHEEP.table(rows)


def test_labels_that_repeat_do_not_confuse_the_check():
    frame = pd.DataFrame({"name": ["a", None, "c"]}, index=[7, 7, 7])
    with pytest.raises(TableError, match="row 7: nothing") as caught:
        SHEEP.check(frame)
    assert len(caught.value.breaches) == 1


def test_labels_that_repeat_are_kept_with_their_rows():
    frame = pd.DataFrame({"name": ["a", "b"], "owner": ["x", "y"]}, index=[7, 7])
    checked = SHEEP.check(frame)
    assert checked.index.tolist() == [7, 7]
    assert checked[["name", "owner"]].to_numpy().tolist() == [["a", "x"], ["b", "y"]]


def test_a_thousand_breaches_make_a_short_message_and_a_full_list():
    with pytest.raises(TableError) as caught:
        SHEEP.table([{"name": "Dolly", "colour": "x" * 10_000}] * 1000)
    assert len(caught.value.breaches) == 1000
    assert len(str(caught.value)) < 4000
    assert "980 more" in str(caught.value)


def test_columns_and_attributes_beyond_the_schema_are_kept():
    frame = pd.DataFrame({"name": ["Dolly"], "owner": ["Roslin"]})
    frame.attrs["report"] = {"read": 1}
    checked = SHEEP.check(frame)
    assert checked["owner"].tolist() == ["Roslin"]
    assert checked.attrs == {"report": {"read": 1}}


@given(st.lists(st.fixed_dictionaries({"name": st.text(min_size=1)}, optional={
    "colour": st.sampled_from(["black", "white", "", None]), "lambs": st.integers(0, 9) | st.none(),
    "weight_kg": st.floats(0, 200) | st.none(), "born": st.dates() | st.none()})))  # fmt: skip
def test_checking_twice_is_checking_once(rows):
    try:
        table = SHEEP.table(rows)
    except TableError:
        return
    pd.testing.assert_frame_equal(SHEEP.check(table), table)
