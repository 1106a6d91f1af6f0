"""A map, day by day, as what changes: vertices and directed segments, each told once.

Two days of a map share nearly all of their vertices. So a series of maps is kept as its distinct vertices,
its distinct directed segments with the ground on their left, and, for each map, the segments that it adds
and takes away. Areas are sums over segments, and what differs between two maps is bounded by what changed.

Vertices lie on a grid of 1e-7 degree (1 cm). Those that differ by rounding to 1e-6 degree (11 cm) are one
vertex, the first that was met: publishers' software rounds to six decimals on one day and to seven on
another, on which nothing moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.geodesy import strip_km2

__all__ = ["PER_DEGREE", "UNIT", "Ints", "Segments", "packed"]

PER_DEGREE = 10_000_000  # units
UNIT = 1 / PER_DEGREE  # degrees
HALF = 32  # bits of one half of a key
RECENT = 4  # polygons kept
NOTHING_KM2 = 1e-9  # what sums leave of ground that is gone
Ints = NDArray[np.int64]


def packed(units: Ints) -> Ints:
    """Longitude and latitude in units as one number."""
    return (units[:, 0] << HALF) + units[:, 1]


@dataclass(frozen=True)
class Segments:
    """A series of maps as distinct vertices, distinct directed segments and what each map changes.

    Parameters
    ----------
    units
        Longitude and latitude of each vertex in units of 1e-7 degree, shape (n, 2).
    pairs
        The vertices that each segment leads from and to, the ground on its left, shape (m, 2).
    starts
        Where the changes of each map begin, and the end; the first map adds all that it has.
    changed, sign
        The segment that each change is about, and 1 if it is added, -1 if it is taken away.

    Examples
    --------
    >>> from frontline.drawing import Drawing
    >>> from shapely import box
    >>> drawing = Drawing()
    >>> drawing.add([box(37, 48, 38, 49), box(37, 48, 38.1, 49)])
    >>> segments = drawing.done()
    >>> len(segments), segments.area_km2.round(1).tolist(), segments.polygon(0).bounds
    (2, [8217.7, 9039.5], (37.0, 48.0, 38.0, 49.0))
    """

    units: Ints
    pairs: Ints
    starts: Ints
    changed: Ints
    sign: NDArray[np.int8]

    @classmethod
    def empty(cls) -> Segments:
        """A series without a map."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none.reshape(0, 2), none.reshape(0, 2), np.zeros(1, np.int64), none, none.astype(np.int8))

    def __len__(self) -> int:
        """How many maps there are."""
        return len(self.starts) - 1

    @cached_property
    def ends(self) -> NDArray[np.float64]:
        """Longitude and latitude of both ends of each segment, shape (m, 2, 2)."""
        return np.asarray(self.units[self.pairs] / PER_DEGREE, dtype=np.float64)

    @cached_property
    def lines(self) -> NDArray[Any]:
        """The segments as lines."""
        return np.asarray(shapely.linestrings(self.ends))

    @cached_property
    def strips_km2(self) -> NDArray[np.float64]:
        """The signed area under each segment."""
        return strip_km2(*self.ends[:, 0].T, *self.ends[:, 1].T)

    @cached_property
    def area_km2(self) -> NDArray[np.float64]:
        """The ground of each map."""
        km2 = self.summed(self.strips_km2)
        return np.where(np.abs(km2) < NOTHING_KM2, 0.0, km2)

    def summed(self, of_segment: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each map the sum of a number over the segments that are drawn on it."""
        steps = np.bincount(self.step, weights=of_segment[self.changed] * self.sign, minlength=len(self))
        return np.asarray(np.cumsum(steps), dtype=np.float64)

    @cached_property
    def step(self) -> Ints:
        """The map that each change belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def drawn(self, at: int) -> NDArray[np.bool_]:
        """For each segment whether it is drawn on a map."""
        upto = slice(None, self.starts[at + 1])
        standing = np.bincount(self.changed[upto], weights=self.sign[upto], minlength=len(self.pairs))
        return np.asarray(standing > 0)

    def stands(self, segment: Ints, at: Ints) -> NDArray[np.bool_]:
        """Whether each of some segments is drawn on the map named beside it; no map is before the first."""
        order, span = self._by_segment
        begins = np.searchsorted(order, segment * span)
        ends = np.searchsorted(order, segment * span + at, side="right")
        return np.asarray((ends - begins) % 2 == 1)  # added, taken, added, …

    @cached_property
    def _by_segment(self) -> tuple[Ints, int]:
        """The changes by segment and map, each as one number, and what a segment counts in it."""
        span = len(self) + 1
        return np.sort(self.changed * span + self.step), span

    def between(self, since: int, until: int) -> tuple[Ints, NDArray[np.int8]]:
        """The segments that differ between two maps, and 1 for what the later adds, -1 for what it lacks."""
        events = slice(self.starts[since + 1], self.starts[until + 1])
        segment, at = np.unique(self.changed[events], return_inverse=True)
        sign = np.bincount(at, weights=self.sign[events], minlength=len(segment)).astype(np.int8)
        return segment[sign != 0], sign[sign != 0]

    def polygon(self, at: int) -> BaseGeometry:
        """The ground of a map as a polygon or multipolygon in degrees; empty if there is none."""
        if at not in self._recent:
            while len(self._recent) >= RECENT:
                del self._recent[next(iter(self._recent))]
            self._recent[at] = self.ground(np.flatnonzero(self.drawn(at)))
        return self._recent[at]

    @cached_property
    def _recent(self) -> dict[int, BaseGeometry]:
        """The polygons last asked for: whoever compares maps asks twice for each."""
        return {}

    def ground(self, segments: Ints) -> BaseGeometry:
        """The ground on the left of segments that close."""
        if not len(segments):
            return shapely.MultiPolygon()
        rings = _traced(self.pairs[segments])
        if rings is None:
            ground = _faced(self.lines[segments], self.ends[segments])
        else:
            ground = _filled(self.units, rings)
        if not shapely.is_valid(ground):
            ground = shapely.make_valid(ground, method="structure", keep_collapsed=False)
        return shapely.orient_polygons(shapely.normalize(ground))

    def unchanged(self) -> NDArray[np.bool_]:
        """For each map whether it is the one before once more."""
        same: NDArray[np.bool_] = np.diff(self.starts) == 0
        same[:1] = False
        return same


def _traced(pairs: Ints) -> list[list[int]] | None:
    """Rings of vertices, each followed to where it began; None if a vertex leads to more than one."""
    onward = dict(pairs.tolist())
    if len(onward) < len(pairs):
        return None
    rings = []
    while onward:
        begin, at = onward.popitem()
        ring = [begin]
        while at != begin:
            ring.append(at)
            at = onward.pop(at)
        rings.append([*ring, begin])
    return rings


def _filled(units: Ints, rings: list[list[int]]) -> BaseGeometry:
    """The polygon of rings that run counter-clockwise outside and clockwise inside."""
    lines = np.array([shapely.linearrings(units[ring] / PER_DEGREE) for ring in rings])
    outer = np.array([line.is_ccw for line in lines])
    shells, holes = shapely.polygons(lines[outer]), lines[~outer]
    within: list[list[Any]] = [[] for _ in shells]
    for hole in holes:
        around = np.flatnonzero(shapely.contains_properly(shells, shapely.get_point(hole, 0)))
        within[around[shapely.area(shells[around]).argmin()]].append(hole)
    parts = [
        shapely.polygons(line, inside) if inside else shell
        for line, inside, shell in zip(lines[outer], within, shells, strict=True)
    ]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _faced(lines: NDArray[Any], ends: NDArray[np.float64]) -> BaseGeometry:
    """The ground of segments whose rings may meet in a vertex: faces inside an odd number of them."""
    faces = shapely.get_parts(shapely.polygonize(lines))
    x, y = shapely.get_coordinates(shapely.point_on_surface(faces)).T[:, :, None]
    (x1, y1), (x2, y2) = ends[:, 0].T, ends[:, 1].T
    across = (y1 <= y) != (y2 <= y)
    with np.errstate(divide="ignore", invalid="ignore"):
        east = x1 + (y - y1) / (y2 - y1) * (x2 - x1) > x
    return shapely.union_all(faces[(across & east).sum(axis=1) % 2 == 1])
