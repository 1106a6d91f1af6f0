"""How far a side has pushed: the depth, way, width and direction of every piece of ground gained."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

import gazetteer as gazetteers
from frontline.contact import border_pieces
from frontline.depth import STEP_M, Floats, Home, Reach, home, reach
from frontline.errors import ControlError
from frontline.flags import joined
from frontline.ground import Ground, ground, reported
from frontline.pieces import Pieces, pieces_between
from frontline.tables import ADVANCES, Advances
from gazetteer import Gazetteer, Place
from gazetteer.geodesy import apart_km, bearing_deg, distance_km, on_earth, plane_lonlat

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["advances", "around", "nearest_names"]

THIN_KM = 0.1  # narrower pieces of DeepState's maps are 0.03 % of what changed: lines drawn anew
TOUCH_KM = 0.001  # so near is touching: the noise of vertices where two maps cross is far below
FEW = 16  # lines looked along at once
HOW = (
    "depth: greatest distance of a point of its outline from the ground held before, the state border with "
    "Russia and Belarus counted as held; path: shortest way there inside the piece; width: twice the area by "
    "the perimeter; geodesic"
)


def advances(
    history: ControlHistory,
    since: object,
    until: object,
    *,
    near: Place | BaseGeometry | gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    within_km: float = 30.0,
    min_km2: float = 0.01,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
    gazetteer: Gazetteer | None = None,
    step_m: float = STEP_M,
) -> Advances:
    """How far a side has pushed between the maps of two days: a row for each piece of ground gained.

    Parameters
    ----------
    history
        The maps.
    since, until
        Days; the latest map not after each is taken.
    near
        A place, a shapely geometry in degrees, or a GeoDataFrame: only pieces within `within_km` of it.
    min_km2
        Smaller pieces are left out.
    status
        What counts as held; by default occupied, occupied_pre2022 and advance.
    source
        Whose maps; may be left out if there is one source.
    gazetteer
        Where the nearest settlement is looked up; the default is `gazetteer.load()`.
    step_m
        How far apart, in metres, the points of the outline are whose distances are measured.

    Returns
    -------
    Advances
        The deepest piece first. `depth_km` is how far its farthest point, the tip, is from the ground held
        before, short by half a step at most; `path_km` is the shortest way from there to the tip without
        leaving the piece, missing if it is detached; `width_km` is twice the area by the perimeter; `bearing`
        and the line lead from the old ground to the tip; `nearest` is the settlement nearest to the tip.
        Flags: `no_ground_before` (nothing was held: no depth), `thin` (narrower than 100 m: a line drawn
        anew), `border_redraw` (touches no contact line of either day), `detached` (touches neither what was
        held before nor the state border), `enclosed` (a pocket closed: these are all round it, so that it has
        no depth), and of the maps `merged_update` and `redrawn`.

    Raises
    ------
    ControlError
        If a day is before the first map, the days are in the wrong order, the source must be named, or `near`
        is nowhere.
    TypeError
        If `near` is neither a place, a geometry nor a table of them.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> finger = shapely.union(box(37, 48, 38, 48.5), box(38, 48.2, 38.15, 48.22))
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": "2025-08-10", "geometry": box(37, 48, 38, 48.5)},
    ...     row | {"date": "2025-08-11", "geometry": finger},
    ... ]))
    >>> push = advances(history, "2025-08-10", "2025-08-11")
    >>> push[["depth_km", "path_km", "width_km", "bearing"]].round(1).iloc[0].tolist()
    [11.2, 11.2, 1.9, 90.0]
    """
    _refuse(step_m=step_m, within_km=within_km)
    terrain = ground(history, status=status, source=source)
    first, last = terrain.pair(since, until)
    pieces = _chosen(pieces_between(terrain.segments, first, last), near, within_km, min_km2)
    count = len(pieces)
    old, new = np.full(count, first), np.full(count, last)
    found = reach(terrain, pieces.shape, old, new, step_m=step_m)
    path_km, touches = _paths(terrain, pieces, found, first, last)
    width = 2 * pieces.km2 / np.maximum(_perimeter_km(pieces.shape), 1e-12)
    nothing = np.isnan(found.depth_km)
    flags = {
        "no_ground_before": nothing,
        "thin": width < THIN_KM,
        "border_redraw": border_pieces(terrain, pieces, old, new),
        "detached": ~touches & ~nothing,
        "enclosed": found.depth_km < TOUCH_KM,
        "merged_update": np.full(count, bool(terrain.merged[first + 1 : first + 2].any())),
        "redrawn": np.full(count, bool(terrain.redrawn[first + 1 : last + 1].any())),
    }
    table = pd.DataFrame(
        {
            "source": terrain.source,
            "since": terrain.stamp(first),
            "until": terrain.stamp(last),
            "depth_km": found.depth_km,
            "path_km": path_km,
            "width_km": width,
            "area_km2": pieces.km2,
            "bearing": np.where(nothing, np.nan, bearing_deg(*found.root.T, *found.tip.T)),
            "nearest": nearest_names(found.tip, gazetteer),
            "flags": joined(flags, count),
            "definition": f"{terrain.definition}; {HOW}; outline every {step_m:g} m",
            "geometry": _lines(found),
        }
    )
    order = np.lexsort((-pieces.km2, np.where(nothing, np.inf, -found.depth_km)))
    return reported(ADVANCES.check(table.iloc[order].reset_index(drop=True)), terrain)


def _refuse(**numbers: float) -> None:
    for name, number in numbers.items():
        if not number > 0:
            raise ControlError(f"{name}={number} is no length; pass a number above 0")


def around(near: object) -> BaseGeometry:
    """The geometry, in degrees, of what is named by `near=`.

    Raises
    ------
    ControlError
        If there is nothing in it, or it is not in degrees.
    TypeError
        If it is neither a place, a geometry nor a table of them.
    """
    shape = near.point if isinstance(near, Place) else near
    if isinstance(shape, gpd.GeoDataFrame):
        shape = shape.geometry
    if isinstance(shape, gpd.GeoSeries):
        known = shape if shape.crs is None else shape.to_crs("EPSG:4326")
        shape = shapely.union_all(known.dropna().to_numpy())
    if not isinstance(shape, BaseGeometry):
        raise TypeError(
            f"near= is a place of the gazetteer, a shapely geometry or a GeoDataFrame, not a "
            f"{type(near).__name__}; for a pair of numbers pass shapely.Point(longitude, latitude)"
        )
    if shape.is_empty or not on_earth(*shape.bounds):
        raise ControlError(f"near= is nowhere ({shape.wkt[:40]}); pass longitudes and latitudes in degrees")
    return shape


def nearest_names(lonlat: Floats, gazetteer: Gazetteer | None) -> NDArray[Any]:
    """The name of the settlement nearest to each of some points."""
    if not len(lonlat):
        return np.zeros(0, dtype=object)
    known = gazetteers.load() if gazetteer is None else gazetteer
    points = gpd.GeoSeries(shapely.points(lonlat), crs="EPSG:4326")
    return np.asarray(known.nearest(points)["name"].to_numpy(dtype=object))


def _chosen(pieces: Pieces, near: object, within_km: float, min_km2: float) -> Pieces:
    kept = pieces.gained & (pieces.km2 >= min_km2)
    if near is not None:
        there = around(near)
        kept[kept] = apart_km(pieces.shape[kept], there) <= within_km
    return pieces.chosen(kept)


def _perimeter_km(shapes: NDArray[Any]) -> Floats:
    rings, of = shapely.get_rings(shapes, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inner = ring[1:] == ring[:-1]
    edges = distance_km(*xy[:-1][inner].T, *xy[1:][inner].T)
    return np.asarray(np.bincount(of[ring[1:][inner]], weights=edges, minlength=len(shapes)), dtype=float)


def _lines(found: Reach) -> NDArray[Any]:
    """From the old ground to the tip of each piece; None where there was no ground."""
    lines = np.full(len(found.tip), None, dtype=object)
    some = ~np.isnan(found.depth_km)
    lines[some] = shapely.linestrings(np.stack([found.root[some], found.tip[some]], axis=1))
    return lines


def _paths(
    terrain: Ground, pieces: Pieces, found: Reach, first: int, last: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """The shortest way inside each piece from the old ground to its tip, in km, and whether they touch."""
    own, count = home(terrain), len(pieces)
    path_km, touches = np.full(count, np.nan), np.zeros(count, dtype=bool)
    flat = shapely.transform(pieces.shape, own.in_plane)
    tips = own.in_plane(found.tip)
    for at in np.flatnonzero(~np.isnan(found.depth_km)):
        landing = _landing(own, flat[at], first, last)
        touches[at] = len(landing) > 0
        if touches[at]:
            way = plane_lonlat(_way(flat[at], landing, tips[at]), own.centre)
            path = float(distance_km(*way[:-1].T, *way[1:].T).sum())
            path_km[at] = max(path, found.depth_km[at])  # their noise is that of the plane
    return path_km, touches


def _landing(own: Home, piece: BaseGeometry, since: int, until: int) -> NDArray[Any]:
    """Where a piece touches what was held: short straight lines, and points."""
    wide = piece.buffer(TOUCH_KM)
    part = own.tree.query(wide, predicate="intersects")
    part = part[own.counts(part, np.full(len(part), since), np.full(len(part), until))]
    shared = shapely.get_parts(shapely.intersection(own.lines[part], wide))
    return np.asarray(shared[~shapely.is_empty(shared)])


def _way(piece: BaseGeometry, landing: NDArray[Any], tip: Floats) -> Floats:
    """The vertices of the shortest way from a tip to some lines on the outline of its piece (A*).

    Such a way is straight but for corners of the piece that it goes round, and ends at the point of a line
    that is nearest to its last corner.

    References
    ----------
    T. Lozano-Pérez and M. A. Wesley, An algorithm for planning collision-free paths among polyhedral
    obstacles, Communications of the ACM 22 (1979), doi:10.1145/359156.359164.
    """
    area = piece.buffer(2 * TOUCH_KM)
    shapely.prepare(area)
    nodes = np.concatenate([tip[None], _corners(piece)])
    points = shapely.points(nodes)
    rest = shapely.distance(points, shapely.geometrycollections(list(landing)))
    cost, came = np.full(len(nodes), np.inf), np.full(len(nodes), -1)
    cost[0], best, last, end = 0.0, np.inf, 0, tip
    queue = [(float(rest[0]), 0)]
    while queue and queue[0][0] < best:
        bound, node = heappop(queue)
        if bound > cost[node] + rest[node]:
            continue  # a shorter way has been found since
        foot = _seen(area, shapely.shortest_line(points[node], landing), best - cost[node])
        if foot is not None:
            best, last, end = cost[node] + shapely.length(foot), node, shapely.get_coordinates(foot)[-1]
        far = cost[node] + np.hypot(*(nodes - nodes[node]).T)
        some = np.flatnonzero((far < cost) & (far + rest < best))
        lines = shapely.linestrings(
            np.stack([np.broadcast_to(nodes[node], (len(some), 2)), nodes[some]], axis=1)
        )
        for to in some[shapely.covers(area, lines)].tolist():
            cost[to], came[to] = far[to], node
            heappush(queue, (float(far[to] + rest[to]), to))
    return np.array([end, *_back(nodes, came, last)])


def _back(nodes: Floats, came: NDArray[np.int64], last: int) -> Iterable[Floats]:
    while last >= 0:
        yield nodes[last]
        last = int(came[last])


def _seen(area: BaseGeometry, lines: NDArray[Any], below: float) -> BaseGeometry | None:
    """The shortest of some lines that is inside an area, if it is shorter than a length."""
    length = shapely.length(lines)
    order = np.argsort(length, kind="stable")
    order = order[length[order] < below]
    for begin in range(0, len(order), FEW):
        some = lines[order[begin : begin + FEW]]
        inside = np.flatnonzero(shapely.covers(area, some))
        if len(inside):
            shortest: BaseGeometry = some[inside[0]]
            return shortest
    return None


def _corners(piece: BaseGeometry) -> Floats:
    """The corners of a polygon round which a way inside may bend."""
    rings = shapely.get_rings(shapely.orient_polygons(piece))
    corners = [np.zeros((0, 2))]
    for ring in rings:
        xy = shapely.get_coordinates(ring)[:-1]
        (x, y), (u, v) = (xy - np.roll(xy, 1, axis=0)).T, (np.roll(xy, -1, axis=0) - xy).T
        corners.append(xy[x * v - y * u < 0])
    return np.concatenate(corners)
