"""What differs between two days: no piece is left out, and each says what speaks against it."""

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.affinity import translate

from frontline.boundaries import ukraine
from frontline.change import changes
from frontline.control import ControlHistory
from frontline.errors import ControlError
from frontline.tables import CHANGES, CONTROL
from gazetteer.geodesy import area_km2

approx = pytest.approx
ROW = {"source": "own", "date_basis": "map", "status": "occupied"}


def history_of(**days):
    """Maps of August 2025: d10=shape, d11=shape."""
    return ControlHistory.from_frame(
        CONTROL.table(ROW | {"date": f"2025-08-{day[1:]}", "geometry": shape} for day, shape in days.items())
    )


def has(table, flag):
    return table["flags"].fillna("").str.split(";").map(lambda words: flag in words)


def test_pieces_are_gained_and_lost_and_none_is_left_out(terrain):
    table = changes(terrain(d10="RRUUR UUUUU", d11="RURUU UUUUR"), "2025-08-10", "2025-08-11")
    assert table.columns.tolist() == [*CHANGES.names, "geometry"]
    assert table["change"].value_counts().to_dict() == {"gained": 2, "lost": 2}
    assert table["area_km2"].to_numpy() == approx(1, rel=2e-3)
    assert table.crs.to_epsg() == 4326
    assert table.geometry.is_valid.all()


def test_only_the_two_maps_are_compared_whatever_lies_between(terrain):
    history = terrain(d10="RUU", d11="RRR", d12="RRU")
    (piece,) = changes(history, "2025-08-10", "2025-08-12").itertuples()
    assert (piece.change, piece.area_km2) == ("gained", approx(1, rel=2e-3))
    assert (piece.since, piece.until) == (pd.Timestamp("2025-08-10"), pd.Timestamp("2025-08-12"))


def test_a_line_drawn_anew_is_thin_and_stays_in_the_table():
    history = history_of(d10=shapely.box(37, 48, 38, 48.5), d11=shapely.box(36.9995, 48, 38, 48.5))
    (piece,) = changes(history, "2025-08-10", "2025-08-11").itertuples()
    assert piece.flags.split(";") == ["thin"]
    assert piece.width_m == approx(37.3, abs=0.5)
    assert piece.area_km2 == approx(float(area_km2(shapely.box(36.9995, 48, 37, 48.5))), rel=1e-6)


def test_ground_that_goes_back_within_a_fortnight_says_so(terrain):
    history = terrain(d10="RUUUU", d11="RRUUU", d12="RRRUU", d13="RUUUU")
    assert has(changes(history, "2025-08-10", "2025-08-11"), "reverted").all()
    assert has(changes(history, "2025-08-12", "2025-08-13"), "reverted").all()
    late = terrain(d01="RUUUU", d02="RRUUU", d28="RUUUU")
    assert not has(changes(late, "2025-08-01", "2025-08-02"), "reverted").any()


def test_what_touches_nothing_held_is_detached(terrain):
    table = changes(terrain(d10="RUUUU", d11="RRUUR"), "2025-08-10", "2025-08-11").sort_values(by="area_km2")
    assert has(table, "detached").sum() == 1
    assert table[has(table, "detached")].geometry.iloc[0].bounds[0] > 37.04


def test_a_border_drawn_anew_touches_no_contact_line():
    """Ground reaches to the Russian border, which moves by 300 m; inland it gains as much."""
    held = shapely.intersection(ukraine(), shapely.box(39.0, 48.9, 41, 49.5))
    abroad = shapely.intersection(translate(held, 0.004), shapely.box(39.5, 49.1, 41, 49.3))
    inland = shapely.box(38.99, 49.1, 39.1, 49.3)
    new = shapely.union_all([held, abroad, inland])
    table = changes(history_of(d10=held, d11=new), "2025-08-10", "2025-08-11")
    west = shapely.bounds(table.geometry.to_numpy())[:, 0]
    flagged, east = has(table, "border_redraw"), west > 39.2
    assert not flagged[~east].any()
    assert (
        table["area_km2"][flagged].sum() > table["area_km2"][east].sum() / 2
    )  # the rest is in the border's bays


def test_days_in_the_wrong_order_and_days_before_the_first_map_are_refused(terrain):
    history = terrain(d10="R", d11="RR")
    with pytest.raises(ControlError, match="swap them"):
        changes(history, "2025-08-11", "2025-08-10")
    with pytest.raises(ControlError, match="are one day"):
        changes(history, "2025-08-11", "2025-08-11")
    with pytest.raises(ControlError, match="no map on or before 2025-07-01"):
        changes(history, "2025-07-01", "2025-08-11")


def test_nothing_between_is_an_empty_table_with_all_columns(terrain):
    table = changes(terrain(d10="R", d11="R"), "2025-08-10", "2025-08-11")
    assert table.empty
    assert table.columns.tolist() == [*CHANGES.names, "geometry"]


def test_after_an_unchanged_map_the_change_may_be_of_two_publications(terrain):
    history = terrain(d10="RUU", d11="RUU", d12="RRU", d13="RRR")
    assert has(changes(history, "2025-08-11", "2025-08-12"), "merged_update").all()
    assert not has(changes(history, "2025-08-12", "2025-08-13"), "merged_update").any()


def test_pieces_add_up_to_the_difference_of_the_areas():
    rng = np.random.default_rng(3)
    shapes = [
        shapely.union_all(
            [
                shapely.box(x, y, x + w, y + h)
                for x, y, w, h in rng.random((8, 4)) * [2, 1, 1, 1] + [36, 47, 0, 0]
            ]
        )
        for _ in range(2)
    ]
    table = changes(history_of(d10=shapes[0], d11=shapes[1]), "2025-08-10", "2025-08-11")
    signed = table["area_km2"].where(table["change"].eq("gained"), -table["area_km2"]).sum()
    assert signed == approx(float(area_km2(shapes[1]) - area_km2(shapes[0])), rel=1e-6)


def test_a_table_says_what_it_was_measured_on(terrain):
    report = changes(terrain(d10="R", d11="RR"), "2025-08-10", "2025-08-11").attrs["report"]
    assert report == {"source": "own", "statuses": ["occupied"], "maps": 2, "skipped": [], "thin_m": 100.0}
