"""Which part of a map's outline is the front: what faces Ukrainian land, the state border, or water.

A segment of the outline is contact where a point 2.5 km outward of its middle is on Ukrainian land, border
where it is on other land, and coast where it is on water. Where the boundaries that come with the package
end, all is contact. A line that never moves is no sign of a border: the Dnipro is the front and never moves.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.boundaries import FRAME, land, ukraine
from frontline.ground import Ground
from frontline.pieces import Pieces
from frontline.segments import PER_DEGREE, UNIT, Ints, packed
from gazetteer.geodesy import short_xy_km

__all__ = ["OUTWARD_KM", "FrontClass", "border_pieces", "classes", "of_class"]

OUTWARD_KM = 2.5


class FrontClass(StrEnum):
    """What lies on the other side of a piece of front line."""

    CONTACT = "contact"
    BORDER = "border"
    COAST = "coast"


ORDER = np.array([FrontClass.CONTACT.value, FrontClass.BORDER.value, FrontClass.COAST.value])


def classes(terrain: Ground) -> NDArray[np.str_]:
    """The class of each distinct segment of a ground: contact, border or coast.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.ground import ground
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date": "2025-08-10", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([row | {"geometry": box(37, 48, 38, 48.5)}]))
    >>> classes(ground(history)).tolist()
    ['contact', 'contact', 'contact', 'contact']
    """
    key = "classes"
    if key not in terrain.known:
        x, y = _outward(terrain.segments.ends)
        here = shapely.contains_xy(ukraine(), x, y)
        dry = here.copy()
        dry[~here] = shapely.contains_xy(land(), x[~here], y[~here])
        west, south, east, north = FRAME
        known = (x > west) & (x < east) & (y > south) & (y < north)
        terrain.known[key] = ORDER[np.where(here | ~known, 0, np.where(dry, 1, 2))]
    found: NDArray[np.str_] = terrain.known[key]
    return found


def of_class(terrain: Ground, kind: FrontClass = FrontClass.CONTACT) -> NDArray[np.bool_]:
    """For each distinct segment whether it is of a class."""
    return np.asarray(classes(terrain) == kind.value)


def border_pieces(terrain: Ground, pieces: Pieces, since: Ints, until: Ints) -> NDArray[np.bool_]:
    """Which pieces only redraw a border: they touch no contact segment of either map.

    Parameters
    ----------
    terrain
        The ground.
    pieces
        What differs between its maps.
    since, until
        The maps that each piece lies between.
    """
    near, contact = _met(terrain, pieces, until), np.flatnonzero(of_class(terrain))
    left = np.flatnonzero(~near)
    tree = shapely.STRtree(terrain.segments.lines[contact])
    piece, segment = tree.query(pieces.shape[left], predicate="intersects")
    piece, segment = left[piece], contact[segment]
    stands = terrain.segments.stands(segment, since[piece]) | terrain.segments.stands(segment, until[piece])
    near[piece[stands]] = True
    return ~near


def _met(terrain: Ground, pieces: Pieces, until: Ints) -> NDArray[np.bool_]:
    """Which pieces have a vertex of a contact segment that the later map adds or takes: a fast first look."""
    segments = terrain.segments
    changed = of_class(terrain)[segments.changed]
    ends = segments.pairs[segments.changed[changed]]
    span = len(segments) + 1
    known = np.unique(ends * span + segments.step[changed][:, None])
    xy, of = shapely.get_coordinates(pieces.shape, return_index=True)
    order = np.argsort(packed(segments.units))
    names = packed(segments.units)[order]
    name = packed(np.round(xy * PER_DEGREE).astype(np.int64))
    at = np.minimum(np.searchsorted(names, name), len(names) - 1)
    vertex = np.where(names[at] == name, order[at], -1)
    met = (vertex >= 0) & np.isin(vertex * span + until[of], known)
    return np.bincount(of[met], minlength=len(pieces)) > 0


def _outward(ends: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A point 2.5 km to the right of the middle of each segment, whose ground is on the left."""
    (x, y), (u, v) = ends[:, 0].T, ends[:, 1].T
    east, north = short_xy_km(x, y, u, v)
    length = np.maximum(np.hypot(east, north), UNIT)
    middle_x, middle_y = (x + u) / 2, (y + v) / 2
    lon_km, lat_km = (
        short_xy_km(middle_x, middle_y, middle_x + 0.01, middle_y)[0],
        short_xy_km(middle_x, middle_y, middle_x, middle_y + 0.01)[1],
    )
    return (
        middle_x + OUTWARD_KM * north / length / lon_km * 0.01,
        middle_y - OUTWARD_KM * east / length / lat_km * 0.01,
    )
