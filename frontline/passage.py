"""How wide the way out is that a front leaves open to a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from frontline.boundaries import land, state_border, ukraine
from frontline.depth import HOME, STEP_M, Floats
from frontline.errors import ControlError
from frontline.ground import ground, reported
from frontline.planar import areas_of, nearby
from frontline.tables import CORRIDORS
from gazetteer import Place
from gazetteer.frames import points_of
from gazetteer.geodesy import plane_lonlat

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["corridor"]

AROUND_KM = 15.0  # so far a direction is looked along
ANGLE_DEG = 0.5  # between directions
ARC = 32  # parts of a quarter of a circle around what is hostile: it is too small by 0.03 %
SIDES = ("UA", "RU")
ORIGIN = shapely.Point(0, 0)
ALMOST = 1e-4  # shares and km within which two lengths are the same
SHARED_KM = 1e-5  # so near is the same line, but for the noise of vertices


def corridor(
    history: ControlHistory,
    point: Place | BaseGeometry | gpd.GeoDataFrame | gpd.GeoSeries,
    day: object,
    *,
    reach_km: float = 30.0,
    step_m: float = STEP_M,
    side: str = "UA",
    status: str | Iterable[str] | None = None,
    source: str | None = None,
) -> gpd.GeoDataFrame:
    """How wide the way is from a place to the rear, if one keeps as far from the other side as one can.

    The width is twice the distance at which that way passes the other side's ground where it is nearest; the
    place itself counts, so that it is no more than twice its own distance. The rear is `reach_km` away, in
    whichever direction. Ways lead over own land only: not over the sea, and for Ukraine not over Russia or
    Belarus, which count as the other side's ground.

    Parameters
    ----------
    history
        The maps: of the ground held by Russia.
    point
        A place, a point in degrees, or points as a GeoDataFrame or GeoSeries in any CRS.
    day
        The latest map not after it is taken.
    reach_km
        How far away the rear begins.
    step_m
        How exact the width is, in metres.
    side
        Whose way it is: UA, or RU for a place in the ground that is held.
    status
        What counts as held; by default occupied, occupied_pre2022 and advance.
    source
        Whose maps; may be left out if there is one source.

    Returns
    -------
    geopandas.GeoDataFrame
        On the index of the points, as in :data:`CORRIDORS`. The line crosses the way where it is narrowest,
        from bank to bank, or comes to the place from the nearest bank; it is missing if there is no way.
        `free_angle_deg` is the largest angle without ground of the other side within 15 km, and
        `blocked_percent` the share of directions with it, to half a degree. Flags: `held` (the place is the
        other side's), `cut_off` (no way is left), `at_place` (narrowest at the place itself), `open` (the
        other side is nowhere within reach: at least so wide). The row of a missing point is empty.

    Raises
    ------
    ControlError
        If no map is that old, or the source, status or side is not there.
    gazetteer.HintError
        If there are no points in `point`.

    Examples
    --------
    A gap of 10 km between two blocks:

    >>> from shapely import Point, box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date": "2025-08-10", "date_basis": "map", "status": "occupied"}
    >>> block = box(36.5, 47.5, 37.5, 48.5) - box(36.9, 47.9, 37.1, 48.1) - box(36.9326, 48.1, 37.0674, 48.5)
    >>> history = ControlHistory.from_frame(CONTROL.table([row | {"geometry": block}]))
    >>> corridor(history, Point(37, 48), "2025-08-10", reach_km=80)["width_km"].round(0).tolist()
    [10.0]
    """
    if side not in SIDES:
        raise ControlError(f"side={side!r} is not known; choose UA or RU")
    if not reach_km > 0 or not step_m > 0:
        raise ControlError(f"reach_km={reach_km}, step_m={step_m}: pass lengths above 0")
    terrain = ground(history, status=status, source=source)
    at, points = terrain.at(day), points_of(point)
    held = terrain.segments.polygon(at)
    ways = [_way(one, held, side, reach_km, step_m / 1000) for one in points]
    how = (
        f"twice the distance from the other side's ground at which the widest way passes to {reach_km:g} km "
        f"away, over own land; {terrain.definition}"
    )
    said = {"source": terrain.source, "date": terrain.stamp(at), "side": side, "reach_km": reach_km}
    columns = [*said, *_NOWHERE, "definition"]
    rows = pd.DataFrame(
        [said | way | {"definition": how} for way in ways], index=points.index, columns=columns
    )
    return reported(CORRIDORS.check(rows.astype(object)), terrain)


_NOWHERE: dict[str, object] = dict.fromkeys(
    ("width_km", "free_angle_deg", "blocked_percent", "flags", "geometry")
)


def _way(point: Any, held: BaseGeometry, side: str, reach_km: float, step_km: float) -> dict[str, object]:  # noqa: ANN401
    """The row of one point; nothing for a point that is missing."""
    if point is None or point.is_empty:
        return _NOWHERE
    field = _Field.around(point, held, side, reach_km)
    angle, blocked = field.directions()
    told: dict[str, object] = {"free_angle_deg": angle, "blocked_percent": blocked}
    if field.apart_km == 0:
        return _NOWHERE | told | {"width_km": 0.0, "flags": "held"}
    km = field.half_km(step_km / 4)
    flag = (
        "cut_off" if km == 0 else "open" if km >= reach_km else "at_place" if km == field.apart_km else None
    )
    line = None if flag in ("cut_off", "open") else field.across(km, step_km)
    return told | {"width_km": 2 * km, "flags": flag, "geometry": line}


@dataclass(frozen=True)
class _Field:
    """What lies around a point, in a plane in which it is the origin, in km.

    Parameters
    ----------
    lonlat
        The point.
    reach_km
        How far from it the rear begins.
    rim
        The circle where it does.
    own
        The ground within on which a way may lead.
    hostile
        The other side's ground, also beyond the rim.
    """

    lonlat: tuple[float, float]
    reach_km: float
    rim: BaseGeometry
    own: BaseGeometry
    hostile: BaseGeometry

    @classmethod
    def around(cls, point: Any, held: BaseGeometry, side: str, reach_km: float) -> _Field:  # noqa: ANN401
        """What lies around a point of a map."""
        lonlat, size = (float(point.x), float(point.y)), max(2 * reach_km, AROUND_KM)
        frame = ORIGIN.buffer(size, quad_segs=ARC)

        def flat(shape: BaseGeometry) -> BaseGeometry:
            return shapely.intersection(nearby(shape, lonlat, size), frame)

        here, country, theirs = flat(held), frame, shapely.MultiPolygon()
        if shapely.intersects_xy(ukraine(), *lonlat):
            country = flat(ukraine())
            abroad = shapely.get_parts(shapely.difference(flat(land()), country))
            border = flat(shapely.union_all([state_border(country=code) for code in HOME]))
            theirs = shapely.union_all(abroad[shapely.dwithin(abroad, border, SHARED_KM)])
        russian, ours = shapely.union(here, theirs), shapely.difference(country, here)
        hostile, own = (russian, ours) if side == "UA" else (ours, russian)
        window = ORIGIN.buffer(reach_km, quad_segs=ARC)
        return cls(
            lonlat, reach_km, window.exterior, areas_of(shapely.intersection(own, window)), areas_of(hostile)
        )

    @cached_property
    def apart_km(self) -> float:
        """How far the point is from the other side's ground, inf if there is none."""
        return float("inf") if self.hostile.is_empty else float(shapely.distance(ORIGIN, self.hostile))

    def half_km(self, step_km: float) -> float:
        """How far from the other side's ground one can keep on the way to the rim; 0 if none is left."""
        if self.apart_km >= self.reach_km:
            return self.reach_km if self._leads(0.0) else 0.0
        low, high = 0.0, self.apart_km
        if self._leads(high * (1 - ALMOST)):
            return high
        while high - low > step_km:
            middle = (low + high) / 2
            low, high = (middle, high) if self._leads(middle) else (low, middle)
        return low

    def _free(self, km: float) -> NDArray[Any]:
        """The parts of the own ground that are farther from the other side's."""
        near = shapely.buffer(self.hostile, km, quad_segs=ARC)
        return np.asarray(shapely.get_parts(shapely.difference(self.own, near)))

    def _leads(self, km: float) -> bool:
        """Whether one comes from the point to the rim, keeping so far."""
        free = self._free(km)
        mine = free[shapely.dwithin(free, ORIGIN, ALMOST)]
        return bool(shapely.dwithin(mine, self.rim, ALMOST).any())

    def across(self, km: float, step_km: float) -> BaseGeometry | None:
        """The line across the way where it is narrowest, in degrees."""
        where = ORIGIN if km == self.apart_km else self._strait(km + step_km / 4)
        if where is None:
            return None
        ends = shapely.get_coordinates(shapely.shortest_line(self.hostile, where))
        other = ends[1] if km == self.apart_km else _opposite(self.hostile, ends)
        return shapely.LineString(plane_lonlat(np.array([ends[0], other]), self.lonlat))

    def _strait(self, km: float) -> BaseGeometry | None:
        """The middle of the gap that opens between the point and the rim if one keeps a little farther."""
        free = self._free(km)
        mine = shapely.dwithin(free, ORIGIN, ALMOST)
        gaps = shapely.shortest_line(shapely.union_all(free[mine]), free[~mine])
        rear = shapely.dwithin(free[~mine], self.rim, ALMOST)
        order = np.lexsort((shapely.length(gaps), ~rear))
        clear = gaps[order[~shapely.intersects(self.hostile, gaps[order])]]
        return shapely.line_interpolate_point(clear[0], 0.5, normalized=True) if len(clear) else None

    def directions(self) -> tuple[float, float]:
        """The largest angle without the other side's ground, and the percentage of directions with it."""
        angles = np.radians(np.arange(0, 360, ANGLE_DEG))
        ends = AROUND_KM * np.column_stack([np.sin(angles), np.cos(angles)])
        rays = shapely.linestrings(np.stack([np.zeros_like(ends), ends], axis=1))
        shapely.prepare(self.hostile)
        blocked = shapely.intersects(self.hostile, rays)
        at = np.flatnonzero(blocked)
        free = 360.0 if not len(at) else ANGLE_DEG * float((np.diff(at, append=at[0] + len(rays)) - 1).max())
        return free, float(100 * blocked.mean())


def _opposite(hostile: BaseGeometry, ends: Floats) -> Floats:
    """The point of the other bank, by one bank and the middle between them."""
    guess = shapely.Point(2 * ends[1] - ends[0])
    return np.asarray(shapely.get_coordinates(shapely.shortest_line(hostile, guess))[0])
