import numpy as np
import pandas as pd
import pytest
import shapely

from frontline.front import front_lengths, front_line, front_lines
from frontline.ground import ground
from frontline.signed import distance_to_front
from frontline.transects import displacement
from gazetteer import load

approx = pytest.approx
# A file shows the evening of the day before.
# Published: O. Syrskyi's figures of the length of the front, km.
LENGTHS = {"2024-08-19": 1040, "2025-09-25": 1250, "2025-11-14": 1253, "2025-12-08": 1218}
KLEVTSOVE = shapely.Point(36.5903, 48.0486)


@pytest.mark.parametrize(("day", "published"), LENGTHS.items())
def test_the_front_is_as_long_as_the_general_staff_says_within_4_percent(deepstate, day, published):
    front = front_line(deepstate, day)
    assert front.loc[front["class"] == "contact", "length_km"].sum() == approx(published, rel=0.04)


def test_the_line_is_longer_the_finer_it_is_drawn(deepstate):
    km = [
        front_line(deepstate, "2025-09-25", generalise_m=metres).query("`class` == 'contact'").length_km.sum()
        for metres in (0, 250, 500, 1000, 2000)
    ]
    assert km == sorted(km, reverse=True)


def test_lines_of_all_days_are_as_long_as_their_segments(deepstate):
    terrain = ground(deepstate)
    lines, km = front_lines(terrain)
    assert np.abs(km - front_lengths(terrain)).max() < 1e-6
    assert len(lines) == len(terrain)


def test_distances_of_towns_on_13_august_2025(deepstate):
    towns = [load()[name] for name in ("Dobropillia", "Kostiantynivka", "Pokrovsk")]
    assert distance_to_front(towns, deepstate, "2025-08-12").round(1).tolist() == [11.7, 9.8, 4.9]


def test_andriivka_klevtsove_was_never_nearer_to_the_front_than_when_it_was_claimed(deepstate):
    days = deepstate.dates[deepstate.dates <= "2025-08-13"]
    km = distance_to_front([KLEVTSOVE], deepstate, days).loc[0]
    assert km.iloc[-1] == approx(2.76, abs=0.01)
    assert km.iloc[-1] == approx(km.min(), abs=1e-6)


def test_many_days_at_once_are_each_day_alone(deepstate):
    rng = np.random.default_rng(14)
    points = shapely.points(rng.uniform((31, 45), (40.5, 52), (3000, 2)))
    table = distance_to_front(points, deepstate, deepstate.dates)
    for day in deepstate.dates[::150]:
        alone = distance_to_front(points, deepstate, day)
        pd.testing.assert_series_equal(table[day], alone, check_names=False, rtol=0, atol=1e-9)


def test_the_year_to_august_2025_moved_half_of_the_front(deepstate):
    table = displacement(deepstate, "2024-08-21", "2025-08-21")
    assert table.net_km.mean() == approx(8.2, abs=0.2)
    assert table.net_km.quantile(0.95) == approx(42, abs=1)
    assert table.net_km.max() == approx(61, abs=1)
    assert (table.net_km.abs() < 0.1).mean() == approx(0.51, abs=0.02)
    assert table.rate_m_per_day.mean() == approx(22, abs=1)
    report = table.attrs["report"]
    assert report["transects_km2"] / report["net_km2"] == approx(1.165, abs=0.015)
