"""How deep: how far the farthest point of ground is from what a side held before, for many pieces at once.

It is the directed Hausdorff distance from the outline of a piece to the ground that was held. The state
border with Russia and Belarus counts as held, and so does what the maps draw in its place: ground taken
across it is as deep as it reaches from there. Everything is found in a plane that is true to angles, in which
the nearest point is the nearest on the Earth within 0.01 % of the distance, and measured on the ellipsoid.

References
----------
D. P. Huttenlocher, G. A. Klanderman and W. J. Rucklidge, Comparing images using the Hausdorff distance, IEEE
Transactions on Pattern Analysis and Machine Intelligence 15 (1993), doi:10.1109/34.232073.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.boundaries import state_border
from frontline.contact import FrontClass, of_class
from frontline.ground import Ground
from frontline.segments import Ints
from gazetteer.geodesy import distance_km, plane_lonlat, plane_xy_km, short_xy_km

__all__ = ["HOME", "STEP_M", "Home", "Reach", "depths", "home", "outline", "reach"]

STEP_M = 100.0  # between points of an outline; the depth is short of the true one by half of it at most
SLACK = 0.01  # of a step, by which a point may be deeper than the one that is taken for the deepest
HOME = ("RU", "BY")  # from where ground in Ukraine is attacked
BORDER_DEGREES = 0.05  # so far from the state border a map may draw it: up to 4 km
PART_KM = 2.0  # so short a part of an edge is straight in the plane and in degrees alike, within 0.1 m
NEAR_KM, FAR_KM = 0.25, 1e5  # where the search for the nearest begins and ends
FIRST = 6  # points of each outline that are asked for first
ROOTS = 8  # points of what is held from which bounds are drawn in one round
AT_ONCE = 1 << 13  # points asked for at once, so that memory stays small
Floats = NDArray[np.float64]
Nearest = Callable[[Ints, Floats], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Reach:
    """How deep pieces of ground are.

    Parameters
    ----------
    depth_km
        How far the farthest point of each is from what was held; NaN if nothing was.
    tip, root
        Longitude and latitude of that point, and of the nearest point that was held, shape (n, 2).
    """

    depth_km: Floats
    tip: Floats
    root: Floats


def depths(terrain: Ground, *, step_m: float = STEP_M) -> tuple[Ints, Floats]:
    """Depths of all pieces that were gained from one map to the next.

    Returns
    -------
    tuple
        The number of each such piece in `terrain.steps`, and its depth in km; NaN if nothing was held before.

    Examples
    --------
    >>> from frontline.control import ControlHistory
    >>> from frontline.ground import ground
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": f"2025-08-{10 + day}", "geometry": shapely.box(37, 48, 37.5 + day / 10, 48.3)}
    ...     for day in range(3)
    ... ]))
    >>> pieces, depth_km = depths(ground(history))
    >>> pieces.tolist(), depth_km.round(2).tolist()
    ([0, 1], [7.46, 7.46])
    """
    key = f"depths {step_m:g}"
    if key not in terrain.known:
        pieces = terrain.steps
        number = np.flatnonzero(pieces.gained)
        until = pieces.pair[number]
        found = reach(terrain, pieces.shape[number], until - 1, until, step_m=step_m)
        terrain.known[key] = number, found.depth_km
    known: tuple[Ints, Floats] = terrain.known[key]
    return known


def reach(
    terrain: Ground, shapes: NDArray[Any], since: Ints, until: Ints, *, step_m: float = STEP_M
) -> Reach:
    """How deep polygons are, each gained between the maps named beside it."""
    own = home(terrain)
    lonlat, of = outline(shapes, (1 - 2 * SLACK) * step_m / 1000)
    xy = own.in_plane(lonlat)

    def nearest(asked: Ints, within: Floats) -> tuple[Floats, Floats]:
        return own.nearest(xy[asked], since[of[asked]], until[of[asked]], within)

    km, tip, root = _farthest(xy, of, len(shapes), nearest, SLACK * step_m / 1000)
    tips, roots = lonlat[tip], plane_lonlat(root, own.centre)
    depth = distance_km(*tips.T, *roots.T)
    nowhere = ~np.isfinite(km) | ~own.held[since]
    return Reach(np.where(nowhere, np.nan, depth), tips, np.where(nowhere[:, None], np.nan, roots))


def home(terrain: Ground) -> Home:
    """What counts as a side's own on each map of a ground; made once."""
    if "home" not in terrain.known:
        terrain.known["home"] = Home(terrain)
    found: Home = terrain.known["home"]
    return found


@dataclass(frozen=True)
class Home:
    """Lines that bound what a side holds on each map, and its home border, as short parts in a plane."""

    terrain: Ground

    @cached_property
    def held(self) -> NDArray[np.bool_]:
        """For each map whether there is any ground on it."""
        segments = self.terrain.segments
        return np.asarray(segments.summed(np.ones(len(segments.pairs))) > 0)

    @cached_property
    def centre(self) -> tuple[float, float]:
        """The middle of all ground, in degrees."""
        ends = self.terrain.segments.ends.reshape(-1, 2)
        if not len(ends):
            return 0.0, 0.0
        middle = (ends.min(axis=0) + ends.max(axis=0)) / 2
        return float(middle[0]), float(middle[1])

    @cached_property
    def _split(self) -> tuple[Floats, Ints]:
        """Both ends of each part in degrees, and the segment that it is of; -1 for the state border."""
        borders = np.array([state_border(country=country) for country in HOME])
        xy, of = shapely.get_coordinates(shapely.get_parts(borders), return_index=True)
        inner = of[1:] == of[:-1]
        border = np.stack([xy[:-1][inner], xy[1:][inner]], axis=1)
        begin, end, edge = _parts(np.concatenate([self.terrain.segments.ends, border]), PART_KM)
        return np.stack([begin, end], axis=1), np.where(edge < len(self.terrain.segments.pairs), edge, -1)

    @property
    def segment(self) -> Ints:
        """The segment that each part is of; -1 for the state border."""
        return self._split[1]

    @cached_property
    def ends(self) -> Floats:
        """Both ends of each part in the plane, in km, shape (n, 2, 2)."""
        return self.in_plane(self._split[0].reshape(-1, 2)).reshape(-1, 2, 2)

    def in_plane(self, lonlat: Floats) -> Floats:
        """Points in the plane, in km."""
        return plane_xy_km(lonlat[:, 0], lonlat[:, 1], self.centre)

    @cached_property
    def lines(self) -> NDArray[Any]:
        """The parts as lines in the plane."""
        return np.asarray(shapely.linestrings(self.ends))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The parts by where they are."""
        return shapely.STRtree(self.lines)

    @cached_property
    def _spans(self) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """The map that first draws each segment, the one that first lacks it, and whether there are more."""
        segments = self.terrain.segments
        order = np.argsort(segments.changed, kind="stable")
        count = np.bincount(segments.changed, minlength=len(segments.pairs))
        at, step = np.cumsum(count) - count, np.append(segments.step[order], [len(segments)] * 2)
        first = np.where(count > 0, step[at], len(segments))
        return first, np.where(count > 1, step[at + 1], len(segments)), count > 2

    @cached_property
    def _at_border(self) -> NDArray[np.bool_]:
        """For each segment whether it is drawn where the state border is."""
        segments = self.terrain.segments
        at = of_class(self.terrain, FrontClass.BORDER)
        middles = shapely.points(segments.ends[at].mean(axis=1))
        border = shapely.union_all([state_border(country=country) for country in HOME])
        shapely.prepare(border)
        at[at] = shapely.dwithin(border, middles, BORDER_DEGREES)
        return np.asarray(at)

    def counts(self, part: Ints, since: Ints, until: Ints) -> NDArray[np.bool_]:
        """Whether each of some parts is one's own for ground gained between the maps named beside it."""
        segment = self.segment[part]
        own = segment < 0
        own[~own] = self._drawn(segment[~own], since[~own])
        at = np.flatnonzero(~own)
        at = at[self._at_border[segment[at]]]
        own[at] = self._drawn(segment[at], until[at])
        return own

    def _drawn(self, segment: Ints, at: Ints) -> NDArray[np.bool_]:
        first, last, often = self._spans
        drawn = (first[segment] <= at) & (at < last[segment])
        again = np.flatnonzero(often[segment])
        drawn[again] = self.terrain.segments.stands(segment[again], at[again])
        return drawn

    def nearest(self, xy: Floats, since: Ints, until: Ints, within: Floats) -> tuple[Floats, Floats]:
        """How far points of the plane are from what is one's own, and where that is; inf if nothing is.

        `within` is how far it is at most, inf if that is not known.
        """
        km, foot = np.full(len(xy), np.inf), np.zeros((len(xy), 2))
        radius = np.where(np.isfinite(within), within * (1 + 1e-9) + 1e-9, NEAR_KM)
        left = np.arange(len(xy))
        while len(left):
            for begin in range(0, len(left), AT_ONCE):
                some = left[begin : begin + AT_ONCE]
                km[some], foot[some] = self._within(xy[some], since[some], until[some], radius[some])
            left = left[(km[left] > radius[left]) & (radius[left] < FAR_KM)]
            radius[left] *= 4
        return km, foot

    def _within(self, xy: Floats, since: Ints, until: Ints, radius: Floats) -> tuple[Floats, Floats]:
        """The nearest of the parts that reach into a square around each point."""
        corners = np.column_stack([xy - radius[:, None], xy + radius[:, None]])
        point, part = self.tree.query(shapely.box(*corners.T))
        own = self.counts(part, since[point], until[point])
        point, part = point[own], part[own]
        begin, along = self.ends[part, 0], self.ends[part, 1] - self.ends[part, 0]
        way, square = xy[point] - begin, (along * along).sum(axis=1)
        share = np.clip((way * along).sum(axis=1) / np.where(square > 0, square, 1), 0, 1)
        feet = begin + share[:, None] * along
        apart = np.hypot(*(xy[point] - feet).T)
        order = np.lexsort((apart, point))
        once = order[np.r_[True, np.diff(point[order]) > 0]] if len(order) else order
        km, foot = np.full(len(xy), np.inf), np.zeros((len(xy), 2))
        km[point[once]], foot[point[once]] = apart[once], feet[once]
        return km, foot


def outline(shapes: NDArray[Any], step_km: float) -> tuple[Floats, Ints]:
    """Points on the outlines of polygons, neighbours no farther apart than a step, and the polygon of each.

    Examples
    --------
    >>> lonlat, of = outline(np.array([shapely.box(37, 48, 37.01, 48.01)]), 0.5)
    >>> len(lonlat), len(outline(np.array([shapely.box(37, 48, 37.01, 48.01)]), 5)[0])
    (10, 4)
    """
    polygons, whose = shapely.get_parts(shapes, return_index=True)
    rings, within = shapely.get_rings(polygons, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inner = np.flatnonzero(ring[1:] == ring[:-1])
    points, _, edge = _parts(np.stack([xy[inner], xy[inner + 1]], axis=1), step_km)
    return points, whose[within[ring[inner[edge]]]]


def _parts(ends: Floats, km: float) -> tuple[Floats, Floats, Ints]:
    """Edges in degrees cut into parts of a length at most: where each begins and ends, and its edge."""
    length = np.hypot(*short_xy_km(*ends[:, 0].T, *ends[:, 1].T))
    count = np.maximum(np.ceil(length / km), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(ends)), count)
    within = np.arange(len(edge)) - (np.cumsum(count) - count)[edge]
    begin, along = ends[edge, 0], (ends[:, 1] - ends[:, 0])[edge]
    share = (within / count[edge])[:, None]
    points = begin + share * along
    follows = np.append(edge[1:] == edge[:-1], False)[:, None]
    return points, np.where(follows, np.roll(points, -1, axis=0), ends[edge, 1]), edge


def _farthest(
    xy: Floats, of: Ints, count: int, nearest: Nearest, slack: float
) -> tuple[Floats, Ints, Floats]:
    """How far the point of each group is that is farthest from its nearest, which it is, and what is nearest.

    A point is at most as far from its nearest as from the nearest of any other. So few have to be asked:
    those that may be the farthest by these bounds, twice as many in each round. Groups stand in order.
    """
    km, tip, root = np.full(count, -1.0), np.searchsorted(of, np.arange(count)), np.zeros((count, 2))
    left, bound, many = np.arange(len(xy)), np.full(len(xy), np.inf), FIRST
    asked = _spread(of, FIRST)
    while len(asked):
        apart, foot = nearest(left[asked], bound[asked])
        group = of[left[asked]]
        order = np.lexsort((apart, group))
        best = order[np.diff(group[order], append=count) > 0]
        best = best[apart[best] > km[group[best]]]
        km[group[best]], tip[group[best]], root[group[best]] = apart[best], left[asked[best]], foot[best]
        bound[asked] = -1.0
        some = bound > km[of[left]] + slack
        left, bound = left[some], _drawn_in(bound[some], xy[left[some]], of[left[some]], group, foot)
        some = bound > km[of[left]] + slack
        left, bound = left[some], bound[some]
        asked = np.lexsort((-bound, of[left]))
        asked = asked[_rank(of[left[asked]]) < many]
        many *= 2
    return km, tip, root


def _drawn_in(bound: Floats, xy: Floats, of: Ints, group: Ints, foot: Floats) -> Floats:
    """Bounds of points, drawn tighter by the nearest of others of their groups."""
    rank, x, y = _rank(group), xy[:, 0].copy(), xy[:, 1].copy()
    for one in range(min(ROOTS, int(rank.max(initial=-1)) + 1)):
        feet = np.full((2, int(of.max(initial=0)) + 1 + int(group.max(initial=0))), np.inf)
        feet[:, group[rank == one]] = foot[rank == one].T
        east, north = x - feet[0][of], y - feet[1][of]
        bound = np.minimum(bound, np.sqrt(east * east + north * north))
    return bound


def _spread(group: Ints, many: int) -> Ints:
    """Some of each group, evenly spread, where groups stand together."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    size = np.diff(first, append=len(group))
    return np.unique(first[:, None] + np.arange(many) * size[:, None] // many)


def _rank(group: Ints) -> Ints:
    """The how-manieth of its group each is, where groups stand together."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    return np.asarray(np.arange(len(group)) - np.repeat(first, np.diff(first, append=len(group))))
