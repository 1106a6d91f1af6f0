"""How far sides pushed on real maps, against what was measured and published."""

import numpy as np
import pytest
import shapely

from frontline.advance import advances
from frontline.depth import depths
from frontline.ground import ground
from frontline.passage import corridor
from frontline.salient import salients
from gazetteer import load

approx = pytest.approx
# A file shows the evening of the day before.
KURAKHOVE, MYRNOHRAD = shapely.Point(37.2826, 47.9863), shapely.Point(37.26513, 48.3099)


def test_the_push_to_dobropillia_was_9_km_deep_and_a_kilometre_wide(deepstate):
    push = advances(deepstate, "2025-08-10", "2025-08-11", near=load()["Dobropillia"]).iloc[0]
    assert push.depth_km == approx(9.04, abs=0.01)
    assert push.path_km == approx(9.5, abs=0.1)
    assert push.width_km == approx(1.0, abs=0.1)
    assert push.area_km2 == approx(22.8, abs=0.1)
    assert push.bearing == approx(5, abs=1)


def test_it_was_the_deepest_of_all_from_one_map_to_the_next(deepstate):
    terrain = ground(deepstate)
    piece, depth_km = depths(terrain)
    upto = terrain.steps.pair[piece] < np.searchsorted(terrain.days, np.datetime64("2026-01-01"))
    first, second = np.argsort(-np.where(upto, depth_km, 0))[:2]
    assert str(terrain.days[terrain.steps.pair[piece[first]]]) == "2025-08-11"
    assert str(terrain.days[terrain.steps.pair[piece[second]]]) == "2025-06-14"
    assert depth_km[[first, second]].tolist() == approx([9.04, 6.82], abs=0.01)


def test_at_dobropillia_two_prongs_stuck_out_and_became_pockets(deepstate):
    town = load()["Dobropillia"]
    prongs = salients(deepstate, "2025-08-12", near=town, within_km=25).head(2)
    assert prongs.depth_km.tolist() == approx([8.0, 7.0], abs=0.1)
    assert prongs.neck_km.tolist() == approx([1.8, 2.5], abs=0.1)
    one = salients(deepstate, "2025-08-11", radius_km=2, near=town, within_km=25).iloc[0]
    assert (one.depth_km, one.neck_km) == approx((13.5, 3.4), abs=0.1)
    later = salients(deepstate, "2025-08-15", near=town, within_km=25).head(2)
    assert later["flags"].tolist() == ["pocket", "pocket"]


def test_spits_of_the_coast_are_no_salients(deepstate):
    assert salients(deepstate, "2025-08-12").depth_km.max() < 10


@pytest.mark.parametrize(
    ("point", "day", "km"),
    [
        (KURAKHOVE, "2024-09-30", 13.5),
        (KURAKHOVE, "2024-10-31", 8.9),
        (KURAKHOVE, "2024-11-19", 3.1),
        (KURAKHOVE, "2024-11-30", 0.2),
        (MYRNOHRAD, "2025-07-31", 8.7),
        (MYRNOHRAD, "2025-11-09", 4.1),
    ],
)
def test_corridors_are_as_wide_as_a_grid_of_100_m_finds_them(deepstate, point, day, km):
    assert corridor(deepstate, point, day).width_km[0] == approx(km, abs=0.15)
