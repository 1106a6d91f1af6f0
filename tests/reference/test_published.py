"""What publishers have said of their own maps, and what these functions make of the maps.

Each figure stands with its source and tolerance. The day of a map is that of the file less one.
"""

import json

import pandas as pd
import pytest

from frontline.area import areas
from frontline.change import changes
from frontline.gain import gains
from frontline.record import records

approx = pytest.approx

# DeepState, net km² of the month, published on the 1st (Ukrainska Pravda, 1 July to 1 December 2025; the days
# run from the evening of the 1st). Tolerance 1 km²: the figures are whole numbers, on a sphere.
MONTHS = {"2025-06": 556, "2025-07": 564, "2025-08": 464, "2025-09": 259, "2025-10": 267, "2025-11": 505}
# DeepState's totals on the sphere of web maps: 17 August 2025. Tolerance 10 km²: the day of the file.
TOTAL_2025_08_17 = 114_493
# DeepState, per cent of each oblast on 1 January 2026. Tolerance 0.6 points: oblast borders are good to 1 km.
SHARES = {
    "Donetsk": 78.1, "Zaporizhzhia": 74.8, "Luhansk": 99.6, "Kherson": 72.0, "Kharkiv": 4.7, "Sumy": 1.0,
    "Dnipropetrovsk": 0.6,
}  # fmt: skip


@pytest.mark.parametrize(("month", "published"), MONTHS.items())
def test_deepstate_s_months_are_net_and_run_from_the_first_to_the_first(deepstate, month, published):
    table = gains(deepstate, freq="MS", offset="1D")
    assert table.loc[f"{month}-01", "net_km2"] == approx(published, abs=1)


def test_a_total_of_deepstate_is_that_of_the_sphere(deepstate):
    table = areas(deepstate, area_model="sphere6378137")
    assert table.loc["2025-08-16", "occupied_km2"] == approx(TOTAL_2025_08_17, abs=10)


@pytest.mark.parametrize(("oblast", "published"), SHARES.items())
def test_shares_of_oblasts_are_shares_of_their_land(deepstate, oblast, published):
    table = areas(deepstate, by="oblast")
    assert table.loc[(oblast, "2025-12-30"), "held_percent"] == approx(published, abs=0.6)


def test_the_map_of_11_august_2025_gained_47_km2_and_is_no_record(deepstate):
    """The prototype ranked the file of 12 August 14th of 768 by what it gained."""
    daily = gains(deepstate)
    assert daily.loc["2025-08-11", "gained_km2"] == approx(47.4, abs=0.05)
    rank = records(deepstate).set_index("until").loc["2025-08-11", "rank"]
    assert 5 < rank < 20


def test_the_push_near_dobropillia_is_the_deepest_of_all(deepstate):
    """Reuters and DeepState: about 10 km in places; 9.0 km from what was held the day before."""
    best = records(deepstate, metric="depth").iloc[0]
    assert best["until"] == pd.Timestamp("2025-08-11")
    assert best["value"] == approx(9.04, abs=0.05)


def test_two_publications_in_one_file_are_flagged(deepstate):
    """The file of 4 July 2025 (+91.7 km²) holds DeepState's updates of the 2nd (43.2) and the 3rd (48.5)."""
    best = records(deepstate).iloc[0]
    assert (best["until"], best["value"]) == (pd.Timestamp("2025-07-03"), approx(91.7, abs=0.1))
    assert "merged_update" in best["flags"]


def test_a_border_drawn_anew_is_told_from_the_war(deepstate):
    """On 3 November 2025 (file) the whole border between Ukraine and Russia was drawn anew."""
    table = changes(deepstate, "2025-11-01", "2025-11-02")
    border = table["flags"].fillna("").str.contains("border_redraw")
    assert border.sum() > 50
    assert "border_redraw" in gains(deepstate).loc["2025-11-02", "flags"]


@pytest.fixture(scope="module")
def isw(reference_data):
    """Daily areas of ISW's layers, November 2023 to January 2026."""
    path = reference_data / "sources" / "isw" / "sdspieg_daily_areas.json"
    if not path.is_file():
        pytest.skip("no daily areas of ISW among the reference data")
    rows = pd.DataFrame(json.loads(path.read_text()))
    layers = ["ukraine_control_map", "russian_advances", "russian_claimed"]
    table = rows.pivot_table(index="date", columns="layerType", values="areaKm2")[layers]
    return gains(table.set_axis(pd.DatetimeIndex(table.index)).add_suffix("_km2"))


def test_12_august_2025_is_isw_s_biggest_day_in_over_a_year(isw):
    """AFP, 12 August 2025: 110 km² taken or claimed within a day, the most since late May 2024."""
    assert isw.loc["2025-08-12", "net_km2"] == approx(112.6, abs=0.1)
    ranked = records(isw.loc[:"2025-08-12"], since="2024-06-01")
    assert ranked.iloc[0]["until"] == pd.Timestamp("2025-08-12")
    assert ranked.iloc[0]["rank"] == 1


def test_the_day_before_isw_began_anew(isw):
    assert isw.loc["2025-08-11", "flags"] == "rebaseline"
    ranked = records(isw)
    assert pd.isna(ranked.set_index("until").loc["2025-08-11", "rank"])


# AFP from ISW's maps, net km² of the month over the three layers, last day to last day. Tolerance 3 km².
@pytest.mark.parametrize(
    ("month", "published"), {"2025-04": 379, "2025-05": 507, "2025-06": 588, "2025-07": 634}.items()
)
def test_afp_s_months_are_the_sum_of_isw_s_layers(isw, reference_data, month, published):
    assert isw.loc[month, "net_km2"].sum() == approx(published, abs=3)
