"""Terrain drawn as text: one letter is a square kilometre, rows run from north to south."""

import pytest
import shapely

from frontline.control import ControlHistory
from frontline.tables import CONTROL

WEST, NORTH = 37.0, 48.5
KM_EAST, KM_NORTH = 1 / 73.889, 1 / 111.2  # degrees of a kilometre there, so that a letter is 1.00 km²
STATUS = {"R": "occupied", "P": "occupied_pre2022", "C": "contested", "A": "advance"}


def cell(column, row):
    west, north = WEST + column * KM_EAST, NORTH - row * KM_NORTH
    return shapely.box(west, north - KM_NORTH, west + KM_EAST, north)


def drawn(words, source="own"):
    """Rows of CONTROL for one day."""
    rows = words.split()
    shapes = {status: [] for status in STATUS.values()}
    for y, row in enumerate(rows):
        for x, letter in enumerate(row):
            if letter in STATUS:
                shapes[STATUS[letter]].append(cell(x, y))
    row = {"source": source, "date_basis": "map"}
    found = [
        row | {"status": status, "geometry": shapely.union_all(some)}
        for status, some in shapes.items()
        if some
    ]
    return found or [row | {"status": "occupied", "geometry": None}]


@pytest.fixture
def terrain():
    """A history out of pictures: terrain(d11="UUR URR", d12="URR URR") has two days of August 2025."""

    def history(*, source="own", **days):
        return ControlHistory.from_frame(
            CONTROL.table(
                row | {"date": f"2025-08-{int(day[1:]):02}", "snapshot_id": day}
                for day, words in days.items()
                for row in drawn(words, source)
            )
        )

    return history
