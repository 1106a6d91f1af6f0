"""What faces a piece of the outline: the enemy, the border, the sea, or nothing that is known."""

import numpy as np
import pytest
import shapely

from frontline.contact import classes
from frontline.control import ControlHistory
from frontline.ground import ground
from frontline.tables import CONTROL

ROW = {"source": "own", "date": "2025-08-10", "date_basis": "map", "status": "occupied"}


def sides(shape):
    """The classes of the outline of a ground, by how often each occurs."""
    found = classes(ground(ControlHistory.from_frame(CONTROL.table([ROW | {"geometry": shape}]))))
    return dict(zip(*(part.tolist() for part in np.unique(found, return_counts=True)), strict=True))


def test_ground_inside_ukraine_faces_the_enemy_all_around():
    assert sides(shapely.box(36, 48.5, 36.5, 49)) == {"contact": 4}


def test_ground_abroad_faces_other_land():
    assert sides(shapely.box(38, 51, 38.5, 51.5)) == {"border": 4}


def test_an_island_faces_water():
    assert sides(shapely.box(31, 44.5, 31.2, 44.6)) == {"coast": 4}


@pytest.mark.parametrize("west", [-60, 60, 10])
def test_where_no_boundaries_are_known_all_is_contact(west):
    assert sides(shapely.box(west, 48, west + 0.5, 48.5)) == {"contact": 4}


@pytest.mark.parametrize("clockwise", [True, False])
def test_outward_is_outward_whichever_way_a_ring_runs(clockwise):
    hole = shapely.box(36, 48.5, 37, 49).difference(shapely.box(36.4, 48.6, 36.6, 48.8))
    assert sides(shapely.orient_polygons(hole, exterior_cw=clockwise)) == {"contact": 8}
