"""Which part of a front is nearest to each of many points, while the front moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.ground import Ground
from frontline.runs import segment_km
from frontline.segments import Ints
from gazetteer.geodesy import distance_km, plane_xy_km

__all__ = ["Nearest", "Parts"]

PART_KM = 2.0  # so short a part of an edge is straight in the plane and in degrees alike, within 0.1 m
SQUARE_KM = 20.0  # of the squares by which points are kept
GROUP_KM = 10.0  # of the squares by which new parts are taken together
MANY = 200  # new parts of a front beyond which every point looks for its nearest anew
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Parts:
    """The contact segments of a ground in short straight parts, in a plane around it, in km."""

    terrain: Ground

    @cached_property
    def segment(self) -> Ints:
        """The segment that each part is of."""
        return np.repeat(np.arange(len(self.count)), self.count)

    @cached_property
    def count(self) -> Ints:
        """How many parts each segment has."""
        return np.maximum(np.ceil(segment_km(self.terrain) / PART_KM), 1).astype(np.int64)

    @cached_property
    def first(self) -> Ints:
        """The first part of each segment."""
        return np.asarray(np.cumsum(self.count) - self.count)

    @cached_property
    def ends(self) -> Floats:
        """Both ends of each part in degrees, shape (n, 2, 2)."""
        whole, within = self.terrain.segments.ends[self.segment], np.arange(len(self.segment))
        share = (within - self.first[self.segment])[:, None] / self.count[self.segment][:, None]
        step = (whole[:, 1] - whole[:, 0]) / self.count[self.segment][:, None]
        begin = whole[:, 0] + share * (whole[:, 1] - whole[:, 0])
        return np.stack([begin, begin + step], axis=1)

    @cached_property
    def centre(self) -> tuple[float, float]:
        """Where most segments are: ground far away does not draw it there."""
        lon, lat = np.median(self.terrain.segments.ends.reshape(-1, 2), axis=0)
        return float(lon), float(lat)

    @cached_property
    def flat(self) -> Floats:
        """Both ends of each part in the plane, shape (n, 2, 2)."""
        return self.in_plane(self.ends.reshape(-1, 2)).reshape(-1, 2, 2)

    @cached_property
    def lines(self) -> NDArray[Any]:
        """The parts as lines in the plane."""
        return np.asarray(shapely.linestrings(self.flat))

    @cached_property
    def circles(self) -> tuple[Floats, Floats]:
        """Middle and half the length of each part."""
        return self.flat.mean(axis=1), np.hypot(*(self.flat[:, 1] - self.flat[:, 0]).T) / 2

    def in_plane(self, lonlat: Floats) -> Floats:
        """Points in the plane."""
        return plane_xy_km(lonlat[:, 0], lonlat[:, 1], self.centre)

    def of(self, segments: Ints) -> Ints:
        """All parts of some segments."""
        count = self.count[segments]
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return np.asarray(np.repeat(self.first[segments], count) + within)

    def nearest(self, xy: Floats, part: Ints) -> tuple[Floats, Floats]:
        """How far points are from parts in the plane, and where along each part that is, 0 to 1."""
        begin, end = self.flat[part, 0], self.flat[part, 1]
        east, north = end[:, 0] - begin[:, 0], end[:, 1] - begin[:, 1]
        x, y = xy[:, 0] - begin[:, 0], xy[:, 1] - begin[:, 1]
        square = east * east + north * north
        share = np.clip((x * east + y * north) / np.where(square > 0, square, 1), 0, 1)
        return np.hypot(x - share * east, y - share * north), share

    def km(self, lonlat: Floats, xy: Floats, part: Ints) -> Floats:
        """Geodesic distances of points from the nearest points of parts."""
        share = self.nearest(xy, part)[1][:, None]
        ends = self.ends[part]
        foot = ends[:, 0] + share * (ends[:, 1] - ends[:, 0])
        return distance_km(*lonlat.T, *foot.T)


class Nearest:
    """The nearest part of a front for each of some points, kept up to date as the front moves.

    Points are kept by squares of the plane, so that a new part of the front is only compared with points of
    squares from which it can be the nearest.
    """

    def __init__(self, parts: Parts, lonlat: Floats) -> None:
        xy = parts.in_plane(lonlat)
        square = np.floor(xy / SQUARE_KM).astype(np.int64)
        self.order = np.lexsort((square[:, 0], square[:, 1]))
        square = square[self.order]
        self.parts, self.lonlat, self.xy = parts, lonlat[self.order], xy[self.order]
        self.starts = np.flatnonzero(np.r_[True, (np.diff(square, axis=0) != 0).any(axis=1)])
        self.middle = (square[self.starts] + 0.5) * SQUARE_KM
        self.near, self.apart = np.full(len(xy), -1), np.full(len(xy), np.inf)
        self.stood = np.zeros(len(parts.segment), dtype=bool)

    def moved(self, stands: NDArray[np.bool_]) -> Ints:
        """Turn to a front of other parts; gives the points whose nearest part is another one."""
        new, front = np.flatnonzero(stands & ~self.stood), np.flatnonzero(stands)
        self.stood = stands
        many = len(new) > MANY
        lost = np.flatnonzero(many | (self.near < 0) | ~stands[self.near])
        self._looked(lost, front)
        drawn = self._drawn(new) if len(new) and not many else new[:0]
        return np.union1d(lost, drawn)

    def km(self, some: Ints) -> Floats:
        """How far some of the points are from the front; NaN if there is none."""
        near = self.near[some]
        km = self.parts.km(self.lonlat[some], self.xy[some], near)
        return np.asarray(np.where(near < 0, np.nan, km))

    def _looked(self, lost: Ints, front: Ints) -> None:
        """Find the nearest part anew."""
        self.near[lost], self.apart[lost] = -1, np.inf
        if len(lost) and len(front):
            tree = shapely.STRtree(self.parts.lines[front])
            point, part = tree.query_nearest(shapely.points(self.xy[lost]), all_matches=False)
            at = lost[point]
            self.near[at] = front[part]
            self.apart[at] = self.parts.nearest(self.xy[at], front[part])[0]

    def _drawn(self, new: Ints) -> Ints:
        """The points to which one of the new parts is nearer than all that stood."""
        point, part = self._pairs(new)
        apart = self.parts.nearest(self.xy[point], part)[0]
        nearer = apart < self.apart[point]
        point, part, apart = point[nearer], part[nearer], apart[nearer]
        order = np.lexsort((apart, point))
        point, first = np.unique(point[order], return_index=True)
        self.near[point], self.apart[point] = part[order][first], apart[order][first]
        return point

    def _pairs(self, new: Ints) -> tuple[Ints, Ints]:
        """Points, and new parts that may be nearer to them than what they have."""
        new, first, middle, radius = self._groups(new)
        reach = np.maximum.reduceat(self.apart, self.starts) + SQUARE_KM * 0.5**0.5
        east = middle[:, 0] - self.middle[:, 0, None]
        north = middle[:, 1] - self.middle[:, 1, None]
        square, group = np.nonzero(east * east + north * north < (reach[:, None] + radius) ** 2)
        point, group = _expanded(np.append(self.starts, len(self.xy)), square, group)
        east, north = self.xy[point, 0] - middle[group, 0], self.xy[point, 1] - middle[group, 1]
        close = east * east + north * north < (self.apart[point] + radius[group]) ** 2
        part, point = _expanded(first, group[close], point[close])
        return point, new[part]

    def _groups(self, new: Ints) -> tuple[Ints, Ints, Floats, Floats]:
        """Parts by groups of neighbours, where each group begins, and the circle around it."""
        middle, half = self.parts.circles[0][new], self.parts.circles[1][new]
        square = np.floor(middle / GROUP_KM).astype(np.int64)
        order = np.lexsort((square[:, 0], square[:, 1]))
        new, middle, half, square = new[order], middle[order], half[order], square[order]
        begins = np.append(True, (square[1:] != square[:-1]).any(axis=1))
        first, of = np.flatnonzero(begins), np.cumsum(begins) - 1
        centre = np.add.reduceat(middle, first) / np.diff(np.append(first, len(new)))[:, None]
        away = np.hypot(*(middle - centre[of]).T) + half
        return new, np.append(first, len(new)), centre, np.maximum.reduceat(away, first)


def _expanded(starts: Ints, chosen: Ints, beside: Ints) -> tuple[Ints, Ints]:
    """The members of chosen groups, which begin and end at `starts`, and what stands beside each group."""
    size = np.diff(starts)[chosen]
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return np.repeat(starts[chosen], size) + within, np.repeat(beside, size)
