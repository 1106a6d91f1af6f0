"""Where a front sticks out, and how wide the way is that it leaves open: salients, pockets and corridors."""

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

from frontline.advance import around, nearest_names
from frontline.boundaries import land, state_border, ukraine
from frontline.contact import is_contact
from frontline.depth import HOME, STEP_M, Floats, outline
from frontline.errors import ControlError
from frontline.flags import joined
from frontline.ground import Ground, ground
from gazetteer import Gazetteer, Place
from gazetteer.frames import points_of
from gazetteer.geodesy import apart_km, area_km2, bearing_deg, distance_km, plane_lonlat, plane_xy_km
from gazetteer.tables import Column, Schema

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["CORRIDORS", "SALIENTS", "corridor", "salients"]

NOTICE = 1e-3  # of the radius: what sticks out by less is the noise of the opening itself
OUTSIDE = 3  # radii by which ground is drawn out over border and coast, from where it is not attacked
TURNS = 16  # parts of a quarter of a circle
EDGE_DEGREES = 0.02  # so short an edge is straight in the plane and in degrees alike, within 0.1 m
SLACK = 0.05  # radii by which border and coast may be drawn coarser for it
KM_PER_DEGREE = 40.0  # of longitude, at least, up to 68° of latitude
SHARED_KM = 1e-5  # so near is the same line, but for the noise of vertices
AROUND_KM = 15.0  # so far a direction is looked along
ANGLE_DEG = 0.5  # between directions
ARC = 32  # parts of a quarter of a circle around what is hostile: it is too small by 0.03 %
SIDES = ("UA", "RU")
ORIGIN = shapely.Point(0, 0)
ALMOST = 1e-4  # shares and km within which two lengths are the same

SALIENTS = Schema(
    "salients",
    (
        Column("source", "word", "whose map it is", required=True),
        Column("date", "day", "day of the map", required=True),
        Column("radius_km", "number", "of the circle that does not fit in", low=0, required=True),
        Column("depth_km", "number", "how far its tip is from the ground that is wider", low=0),
        Column("neck_km", "number", "length of the boundary with that ground; 0 for a pocket", low=0),
        Column("area_km2", "number", "its area", low=0),
        Column(
            "bearing", "number", "from that ground to the tip, degrees clockwise from north", low=0, high=360
        ),
        Column("nearest", "word", "the settlement nearest to the tip"),
        Column("flags", "word", "what to know before quoting it, joined by ;"),
        Column("definition", "word", "what was measured, and how", required=True),
    ),
    geometry=("Polygon",),
)

CORRIDORS = Schema(
    "corridors",
    (
        Column("source", "word", "whose map it is", required=True),
        Column("date", "day", "day of the map", required=True),
        Column("side", "word", "whose way it is", values=SIDES, required=True),
        Column("reach_km", "number", "how far away the rear begins", low=0, required=True),
        Column("width_km", "number", "of the widest way there, at its narrowest; 0 if there is none", low=0),
        Column("free_angle_deg", "number", "the largest angle without the other side", low=0, high=360),
        Column("blocked_percent", "number", "share of directions in which it stands", low=0, high=100),
        Column("flags", "word", "what to know before quoting it, joined by ;"),
        Column("definition", "word", "what was measured, and how", required=True),
    ),
    geometry=("LineString",),
)


def salients(
    history: ControlHistory,
    day: object,
    *,
    radius_km: float = 1.0,
    min_km2: float = 1.0,
    near: Place | BaseGeometry | gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    within_km: float = 30.0,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> gpd.GeoDataFrame:
    """Where the ground that is held sticks out so narrowly that no circle of a radius fits in.

    The ground is opened: what the circle sweeps, rolling inside, stays; the rest are salients and pockets.
    State border and coast are no bounds to the circle, because no attack comes from there; what mostly faces
    them is left out.

    Parameters
    ----------
    history
        The maps.
    day
        The latest map not after it is taken.
    radius_km
        Of the circle: what is narrower than twice as much sticks out.
    min_km2
        Smaller ones are left out.
    near
        A place, a shapely geometry in degrees, or a GeoDataFrame: only what is within `within_km` of it.
    status
        What counts as held; by default occupied, occupied_pre2022 and advance.
    source
        Whose maps; may be left out if there is one source.
    gazetteer
        Where the nearest settlement is looked up; the default is `gazetteer.load()`.

    Returns
    -------
    geopandas.GeoDataFrame
        The deepest first, as in :data:`SALIENTS`: polygons in EPSG:4326. `depth_km` and `bearing` lead from
        the opened ground, or the border with Russia or Belarus if that is nearer, to the tip: the farthest
        point of the outline (within 50 m). `neck_km` is the length of the boundary with that ground. Flags:
        `pocket` (joined to no ground that is wider). The plane in which the circle rolls lies around `near`,
        or all ground: lengths in it, the radius and the neck, are good to 0.2 % up to 500 km from its middle.

    Raises
    ------
    ControlError
        If no map is that old, the source or status is not there, or a number is none.
    TypeError
        If `near` is neither a place, a geometry nor a table of them.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date": "2025-08-10", "date_basis": "map", "status": "occupied"}
    >>> finger = shapely.union(box(37, 48, 38, 48.5), box(38, 48.2, 38.15, 48.215))
    >>> history = ControlHistory.from_frame(CONTROL.table([row | {"geometry": finger}]))
    >>> salients(history, "2025-08-10")[["depth_km", "neck_km", "area_km2"]].round(1).iloc[0].tolist()
    [10.7, 2.0, 18.1]
    """
    if not radius_km > 0 or not min_km2 >= 0:
        raise ControlError(
            f"radius_km={radius_km}, min_km2={min_km2}: pass a radius above 0 and an area from 0"
        )
    terrain = ground(history, status=status, source=source)
    at = terrain.at(day)
    there = None if near is None else around(near)
    opening = _Opening(terrain, at, radius_km, _middle(terrain, there))
    shapes = opening.rest(min_km2)
    if there is not None:
        shapes = shapes[apart_km(shapes, there) <= within_km]
    return _measured(opening, shapes, gazetteer)


@dataclass(frozen=True)
class _Opening:
    """The ground of a map and what a circle sweeps inside it, in a plane, in km."""

    terrain: Ground
    at: int
    radius_km: float
    centre: tuple[float, float]

    def flat(self, shape: Any) -> Any:  # noqa: ANN401 - a geometry or an array of them
        """In the plane."""
        return shapely.transform(shape, lambda xy: plane_xy_km(xy[:, 0], xy[:, 1], self.centre))

    def lonlat(self, shape: Any) -> Any:  # noqa: ANN401 - a geometry or an array of them
        """In degrees."""
        return shapely.transform(shape, lambda xy: plane_lonlat(xy, self.centre))

    @cached_property
    def held(self) -> BaseGeometry:
        """The ground."""
        whole = shapely.segmentize(self.terrain.segments.polygon(self.at), EDGE_DEGREES)
        return _valid(self.flat(whole))

    @cached_property
    def swept(self) -> BaseGeometry:
        """What the circle sweeps of the ground, drawn out over border and coast."""
        beyond = _beyond(self._lines(contact=False), self.radius_km)
        wide = shapely.union_all([self.held, self._abroad, *beyond])
        inner = shapely.buffer(wide, -self.radius_km, quad_segs=TURNS)
        return shapely.buffer(inner, self.radius_km * (1 + NOTICE), quad_segs=TURNS)

    @cached_property
    def _abroad(self) -> BaseGeometry:
        """Sea and foreign land around the ground."""
        if self.held.is_empty:
            return self.held
        margin = OUTSIDE * self.radius_km / KM_PER_DEGREE
        frame = shapely.box(*self.terrain.segments.polygon(self.at).bounds).buffer(margin, join_style="mitre")
        outside = shapely.segmentize(shapely.difference(frame, ukraine()), 10 * EDGE_DEGREES)
        return _valid(shapely.simplify(self.flat(outside), SLACK * self.radius_km))

    def _lines(self, *, contact: bool) -> NDArray[Any]:
        """The parts of the outline that are contact, or the others, each as one line."""
        segments = self.terrain.segments
        some = segments.drawn(self.at) & (is_contact(self.terrain) == contact)
        merged = shapely.line_merge(shapely.multilinestrings(segments.lines[some]), directed=True)
        return np.asarray(self.flat(shapely.segmentize(shapely.get_parts(merged), EDGE_DEGREES)))

    def rest(self, min_km2: float) -> NDArray[Any]:
        """The parts of the ground that it does not sweep and that mostly face the other side, in degrees."""
        parts = shapely.get_parts(shapely.difference(self.held, self.swept))
        parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        shapes = self.lonlat(parts)
        some = area_km2(shapes) >= min_km2
        contact = shapely.multilinestrings(self._lines(contact=True))
        facing = shapely.length(shapely.intersection(contact, shapely.buffer(parts[some], SHARED_KM)))
        some[some] = facing > (shapely.length(parts[some]) - self.shared_km(parts[some])) / 2
        return np.asarray(shapes[some])

    def shared_km(self, parts: NDArray[Any]) -> Floats:
        """The length of the boundary of parts with what is swept."""
        wide = shapely.buffer(self.swept, SHARED_KM, quad_segs=1)
        shapely.prepare(wide)
        shared = shapely.intersection(shapely.boundary(parts), wide)
        km = shapely.length(shared)
        return np.where(km > self.radius_km * NOTICE, km, 0.0)

    @cached_property
    def rim(self) -> NDArray[Any]:
        """The edges around what is swept, and those of the state border from where attacks come."""
        swept = shapely.get_rings(shapely.get_parts(self.swept))
        border = shapely.get_parts(np.array([state_border(country=country) for country in HOME]))
        xy, line = shapely.get_coordinates(np.r_[swept, self.flat(border)], return_index=True)
        inner = line[1:] == line[:-1]
        return np.asarray(shapely.linestrings(np.stack([xy[:-1][inner], xy[1:][inner]], axis=1)))


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
    return CORRIDORS.check(rows.astype(object))


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
            return shapely.intersection(_nearby(shape, lonlat, size), frame)

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
            lonlat, reach_km, window.exterior, _areas(shapely.intersection(own, window)), _areas(hostile)
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


def _middle(terrain: Ground, there: BaseGeometry | None) -> tuple[float, float]:
    ends = terrain.segments.ends.reshape(-1, 2)
    if there is None and not len(ends):
        return 0.0, 0.0
    west, south, east, north = shapely.total_bounds(shapely.multipoints(ends) if there is None else there)
    return float(west + east) / 2, float(south + north) / 2


def _valid(shape: BaseGeometry) -> BaseGeometry:
    if shapely.is_valid(shape):
        return shape
    mended: BaseGeometry = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return mended


def _beyond(lines: NDArray[Any], radius_km: float) -> NDArray[Any]:
    """Rectangles along lines, on their right, outside of the ground."""
    slack = SLACK * radius_km
    xy, line = shapely.get_coordinates(shapely.simplify(lines, slack), return_index=True)
    inner = line[1:] == line[:-1]
    begin, end = xy[:-1][inner], xy[1:][inner]
    along = end - begin
    out = np.column_stack([along[:, 1], -along[:, 0]]) / np.maximum(np.hypot(*along.T), SHARED_KM)[:, None]
    far, back = out * OUTSIDE * radius_km, out * slack
    return np.asarray(shapely.polygons(np.stack([begin - back, end - back, end + far, begin + far], axis=1)))


def _measured(opening: _Opening, shapes: NDArray[Any], gazetteer: Gazetteer | None) -> gpd.GeoDataFrame:
    tip, root = _tips(opening, shapes)
    depth = distance_km(*tip.T, *root.T)
    neck = opening.shared_km(opening.flat(shapes))
    table = pd.DataFrame(
        {
            "source": opening.terrain.source,
            "date": opening.terrain.stamp(opening.at),
            "radius_km": opening.radius_km,
            "depth_km": depth,
            "neck_km": neck,
            "area_km2": area_km2(shapes),
            "bearing": np.where(np.isnan(depth), np.nan, bearing_deg(*root.T, *tip.T)),
            "nearest": nearest_names(tip, gazetteer),
            "flags": joined({"pocket": neck == 0}, len(shapes)),
            "definition": (
                f"{opening.terrain.definition}; what no circle of {opening.radius_km:g} km inside the ground "
                "reaches, border and coast no bounds to it (morphological opening, in a conformal plane)"
            ),
            "geometry": shapes,
        }
    )
    return SALIENTS.check(table.sort_values("depth_km", ascending=False, kind="stable", ignore_index=True))


def _tips(opening: _Opening, shapes: NDArray[Any]) -> tuple[Floats, Floats]:
    """The point of each outline farthest from what is swept, and the nearest there; NaN if nothing is."""
    points, of = outline(shapes, STEP_M / 1000)
    if opening.swept.is_empty or not len(shapes):
        first = np.searchsorted(of, np.arange(len(shapes)))
        return points[first], np.full((len(shapes), 2), np.nan)
    flat = opening.flat(shapely.points(points))
    (_, edge), apart = shapely.STRtree(opening.rim).query_nearest(
        flat, return_distance=True, all_matches=False
    )
    order = np.lexsort((apart, of))
    tip = order[np.diff(of[order], append=len(shapes)) > 0]
    lines = opening.lonlat(shapely.shortest_line(opening.rim[edge[tip]], flat[tip]))
    return points[tip], shapely.get_coordinates(lines).reshape(-1, 2, 2)[:, 0]


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """What of a shape is polygons."""
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON].tolist())


def _nearby(shape: BaseGeometry, lonlat: tuple[float, float], km: float) -> BaseGeometry:
    """The part of a shape around a point, in the plane around it."""
    corners = plane_lonlat(np.array([[-km, -km], [km, km], [-km, km], [km, -km]]) * 1.1, lonlat)
    part = shapely.intersection(shape, shapely.box(*corners.min(axis=0), *corners.max(axis=0)))
    flat = shapely.transform(
        shapely.segmentize(part, EDGE_DEGREES), lambda xy: plane_xy_km(xy[:, 0], xy[:, 1], lonlat)
    )
    return _valid(flat)
