"""Where a front sticks out: salients, and the pockets that are cut off."""

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
from frontline.boundaries import state_border, ukraine
from frontline.contact import of_class
from frontline.depth import HOME, STEP_M, Floats, outline
from frontline.errors import ControlError
from frontline.flags import joined
from frontline.ground import Ground, ground, reported
from frontline.planar import EDGE_DEGREES, valid
from frontline.tables import SALIENTS
from gazetteer import Gazetteer, Place
from gazetteer.geodesy import apart_km, area_km2, bearing_deg, distance_km, plane_lonlat, plane_xy_km

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["salients"]

NOTICE = 1e-3  # of the radius: what sticks out by less is the noise of the opening itself
OUTSIDE = 3  # radii by which ground is drawn out over border and coast, from where it is not attacked
TURNS = 16  # parts of a quarter of a circle
KM_PER_DEGREE = 40.0  # of longitude, at least, up to 68° of latitude
SLACK = 0.05  # radii by which border and coast may be drawn coarser for it
WIDEST_KM = 50.0  # of a radius: beyond, the plane is no map
SHARED_KM = 1e-5  # so near is the same line, but for the noise of vertices


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
    if not 0 < radius_km <= WIDEST_KM or not min_km2 >= 0:
        raise ControlError(
            f"radius_km={radius_km}, min_km2={min_km2}: pass a radius to 50 km and an area from 0"
        )
    terrain = ground(history, status=status, source=source)
    at = terrain.at(day)
    there = None if near is None else around(near)
    opening = _Opening(terrain, at, radius_km, _middle(terrain, there))
    shapes = opening.rest(min_km2)
    if there is not None:
        shapes = shapes[apart_km(shapes, there) <= within_km]
    return reported(_measured(opening, shapes, gazetteer), terrain)


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
        return valid(self.flat(whole))

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
        return valid(shapely.simplify(self.flat(outside), SLACK * self.radius_km))

    def _lines(self, *, contact: bool) -> NDArray[Any]:
        """The parts of the outline that are contact, or the others, each as one line."""
        segments = self.terrain.segments
        some = segments.drawn(self.at) & (of_class(self.terrain) == contact)
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


def _middle(terrain: Ground, there: BaseGeometry | None) -> tuple[float, float]:
    ends = terrain.segments.ends.reshape(-1, 2)
    if there is None and not len(ends):
        return 0.0, 0.0
    west, south, east, north = shapely.total_bounds(shapely.multipoints(ends) if there is None else there)
    return float(west + east) / 2, float(south + north) / 2


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
