"""The day of a map is read from a name or a field, or refused; never guessed."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from frontline.sources.days import day_in, day_of, day_of_short, moment_of, without_day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20221111_RussianAssessedCoTinUkraine", "2022-11-11"),
        ("UkraineControlMapAO25JAN2026", "2026-01-25"),
        ("AssessedRussianAdvancesinUkraineJAN252026", "2026-01-25"),
        ("ClaimedRussianTerritoryinUkraineMAY12026", "2026-05-01"),
        ("Kursk Incursion Russian Advances in Russia January 25, 2026", "2026-01-25"),
        ("AssessedRussianAdvances20260609", "2026-06-09"),
        ("VIEW_RussiaCoTinUkraine_V3_49_20250814 (1)", "2025-08-14"),
        ("front_2025-08-14", "2025-08-14"),
        ("front_2025.8.4", "2025-08-04"),
        ("map 14 August 2025", "2025-08-14"),
        ("map_20250814T2130", "2025-08-14"),
        ("map 25.12.2025", "2025-12-25"),
        ("map 5-5-2025", "2025-05-05"),
        ("front_2025-08-14_made_20250814", "2025-08-14"),
    ],
)
def test_a_name_tells_its_day(name, day):
    assert day_in(name) == pd.Timestamp(day)


@pytest.mark.parametrize(
    "name",
    ["DEC060205", "AO02FEB22024", "territory_2202-02-02", "map_20251345", "map 30 February 2025",
    "map_20131231",
     "map_19990101", "map 3 May 205", "map_25122025"],
)  # fmt: skip
def test_a_name_with_a_day_that_cannot_be_is_refused(name):
    with pytest.raises(ValueError, match="which is no day from 2014 to today"):
        day_in(name)


def test_a_day_that_lies_before_us_is_refused():
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    with pytest.raises(ValueError, match="no day from 2014 to today"):
        day_in(f"{later:%Y%m%d}")


def test_day_and_month_that_may_be_either_are_refused():
    with pytest.raises(ValueError, match="day and month may be either"):
        day_in("map 04.05.2025")


def test_two_days_in_one_name_are_refused():
    with pytest.raises(ValueError, match="two days"):
        day_in("changes_2025-08-13_2025-08-14")


@pytest.mark.parametrize(
    "name", ["layer", "V3_49", "FEB_2022_to_DEC_2024", "1648989208", "summary_2", "Marinka 3"]
)
def test_a_name_without_a_day_tells_none(name):
    assert day_in(name) is None


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-05-01", "2025-05-01"), ("20250501", "2025-05-01"), (20250501, "2025-05-01"),
        (1730491200000, "2024-11-01"), (1730491200, "2024-11-01"), ("2024-11-01T20:00:00Z", "2024-11-01"),
        ("2024-11-01 20:00:00+00", "2024-11-01"), (dt.date(2025, 5, 1), "2025-05-01"),
        (np.datetime64("2025-05-01"), "2025-05-01"), (pd.Timestamp("2025-05-01 10:00"), "2025-05-01"),
    ],
)  # fmt: skip
def test_a_field_tells_its_day(value, day):
    assert day_of(value, utc=True) == pd.Timestamp(day)


@pytest.mark.parametrize("value", [None, "", float("nan"), pd.NaT])
def test_an_empty_field_tells_none(value):
    assert day_of(value) is None


@pytest.mark.parametrize(
    "value", ["05/06/2025", "yesterday", True, -1e30, "2202-02-02", "0205-12-06", 1e300, [2025]]
)
def test_a_field_that_is_no_day_is_refused(value):
    with pytest.raises(ValueError, match="has "):
        day_of(value)


def test_the_day_of_a_moment_is_that_of_kyiv_or_if_so_wished_of_utc():
    late = "2025-08-14T22:30:00Z"
    assert day_of(late) == pd.Timestamp("2025-08-15")
    assert day_of(late, utc=True) == pd.Timestamp("2025-08-14")


def test_a_short_day_has_its_year_first():
    assert day_of_short("250815_0100") == pd.Timestamp("2025-08-15")
    assert day_of_short("latest") is None
    with pytest.raises(ValueError, match="no day"):
        day_of_short("251345_0100")


@pytest.mark.parametrize("seconds", [0, 10**9, 5 * 10**9, 10**30])
def test_a_moment_outside_of_this_war_is_refused(seconds):
    with pytest.raises(ValueError, match="not between 2014 and today"):
        moment_of(seconds)


def test_a_layer_has_one_name_on_all_days():
    names = ["AdvancesJAN252026", "Advances_20260609", "Advances 2026-06-09 (1)", "Advances"]
    assert {without_day(name) for name in names} == {"Advances"}
