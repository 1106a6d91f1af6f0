"""Which points, and how much of the discs around them, are held on each map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.boundaries import ukraine
from frontline.segments import UNIT, Ints
from gazetteer.geodesy import area_km2, circles

if TYPE_CHECKING:
    from frontline.ground import Ground

__all__ = ["Turns", "disc_turns", "held", "held_counts", "point_turns"]

NEAR = 2 * UNIT  # degrees from a drawn line within which pieces, whose corners are rounded, do not decide
ROUNDING = 1e-9  # of a share: what a disc held in full may lack
Flags = NDArray[np.bool_]
Numbers = NDArray[Any]
Events = tuple[Ints, Ints, Ints]  # map, point, and 1 for gained, -1 for lost


@dataclass(frozen=True)
class Turns:
    """For each of some places the maps from which on it is held, or is not: its turns.

    Parameters
    ----------
    place
        The place of each turn, ascending; the first turn of each is on the first map.
    at
        The map that shows it, ascending for each place.
    state
        What the place is from there on: 0 if it is not held.
    places, maps
        How many there are.
    """

    place: Ints
    at: Ints
    state: Ints
    places: int
    maps: int

    @cached_property
    def held(self) -> Flags:
        """Which turns begin a time in which the place is held."""
        return np.asarray(self.state > 0)

    @cached_property
    def until(self) -> Ints:
        """The map on which the next turn follows, or the number of maps."""
        last = np.append(self.place[1:] != self.place[:-1], True)[: len(self.place)]
        return np.where(last, self.maps, np.append(self.at[1:], self.maps)[: len(last)])

    @cached_property
    def captures(self) -> Flags:
        """Which turns are captures that a map shows: the first map has only what was held before it."""
        return self.held & (self.at > 0)

    def first(self, which: Flags) -> Ints:
        """The map of the first of some turns of each place; -1 if it has none."""
        return self._chosen(np.flatnonzero(which)[::-1])

    def last(self, which: Flags) -> Ints:
        """The map of the last of some turns of each place; -1 if it has none."""
        return self._chosen(np.flatnonzero(which))

    def _chosen(self, turns: Ints) -> Ints:
        found = np.full(self.places, -1, dtype=np.int64)
        found[self.place[turns]] = self.at[turns]  # of several the one that comes last
        return found


def held(terrain: Ground, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[Flags, Events]:
    """Which points are held on the first map, and where each map changes that.

    A point is held within the ground, and not on its edge; a missing one (NaN) is never held.

    Parameters
    ----------
    terrain
        The ground.
    lon, lat
        The points, in degrees.

    Returns
    -------
    tuple
        For each point whether it is held on the first map; then three arrays: the map of each change, the
        point, and 1 for what was gained, -1 for what was lost; by ascending map.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.ground import ground
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": "2025-08-10", "geometry": box(37, 48, 38, 48.5)},
    ...     row | {"date": "2025-08-11", "geometry": box(37, 48, 38.1, 48.5)},
    ... ]))
    >>> begun, (maps, points, signs) = held(ground(history), np.array([37.5, 38.05]), np.array([48.2, 48.2]))
    >>> begun.tolist(), maps.tolist(), points.tolist(), signs.tolist()
    ([True, False], [1], [1], [1])
    """
    asked = _asked(terrain)
    points = _points(lon, lat, asked.reach)
    begun = np.asarray(shapely.contains_xy(asked.first, lon, lat))
    point, piece = asked.pieces.query(points, predicate="within")
    edge = np.unique(asked.lines.query(points, predicate="dwithin", distance=NEAR)[0])
    clear = ~np.isin(point, edge)
    point, piece = point[clear], piece[clear]
    sign = np.where(terrain.steps.gained[piece], 1, -1)
    found = [(terrain.steps.pair[piece], point, sign), *_tried(asked, points, edge, begun)]
    maps, point, sign = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(maps, kind="stable")
    return begun, (maps[order], point[order], sign[order])


def held_counts(terrain: Ground, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Ints:
    """How many of some points are held on each map.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.ground import ground
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": f"2025-08-{10 + day}", "geometry": box(37, 48, 38 + day / 10, 48.5)}
    ...     for day in range(3)
    ... ]))
    >>> held_counts(ground(history), np.array([37.5, 38.05, 38.15]), np.full(3, 48.2)).tolist()
    [1, 2, 3]
    """
    begun, (maps, _, signs) = held(terrain, lon, lat)
    change = np.bincount(maps, weights=signs, minlength=len(terrain)).astype(np.int64)
    return np.asarray(np.count_nonzero(begun) + np.cumsum(change))


def point_turns(terrains: Sequence[Ground], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Turns:
    """When each point came to be held, or no longer was.

    Parameters
    ----------
    terrains
        Grounds on the same maps. The state of a point is the sum of 1 for the first of them, 2 for the
        second, 4 for the third, … that hold it.
    lon, lat
        The points, in degrees.
    """
    found = [held(terrain, lon, lat) for terrain in terrains]
    begun = np.sum([is_held.astype(np.int64) << bit for bit, (is_held, _) in enumerate(found)], axis=0)
    signed = [(maps, point, sign << bit) for bit, (_, (maps, point, sign)) in enumerate(found)]
    maps, point, change = (np.concatenate(column) for column in zip(*signed, strict=True))
    return _turned(begun, *_summed(begun, maps, point, change), len(terrains[0]))


def disc_turns(
    terrain: Ground,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    radius_km: NDArray[np.float64],
    shares: tuple[float, ...],
) -> list[Turns]:
    """When so much of the disc around each point came to be held, or no longer was: for each share its turns.

    Of a disc around a point in Ukraine only what is land of Ukraine counts: a coast or a border would keep it
    from ever being held in full.
    """
    there = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    discs = _landed(circles(lon[there], lat[there], radius_km[there]), lon[there], lat[there])
    size = area_km2(discs)
    begun, maps, disc, km2 = _shared(terrain, discs, size)
    before = np.zeros(len(lon))
    before[there] = begun / size
    maps, place, total = _summed(before, maps, there[disc], km2 / size[disc])
    least = [share - ROUNDING for share in shares]
    return [
        _turned(1 * (before >= share), maps, place, 1 * (total >= share), len(terrain)) for share in least
    ]


def _summed(begun: Numbers, maps: Ints, place: Ints, change: Numbers) -> tuple[Ints, Ints, Numbers]:
    """What each place has come to after all its changes on a map: map, place and sum."""
    order = np.lexsort((maps, place))
    maps, place, change = maps[order], place[order], change[order]
    total = _running(change, place) + begun[place]
    ends = np.append((maps[1:] != maps[:-1]) | (place[1:] != place[:-1]), True)[: len(maps)]
    return maps[ends], place[ends], total[ends]


def _running(part: Numbers, group: Ints) -> Numbers:
    """The sums up to each number within its group; groups lie one behind the other."""
    total = np.cumsum(part)
    begins = np.flatnonzero(np.append(True, group[1:] != group[:-1])[: len(group)])
    base = np.append(total[:1] * 0, total)[begins]
    return np.asarray(total - np.repeat(base, np.diff(np.append(begins, len(group)))))


def _shared(
    terrain: Ground, discs: NDArray[Any], size: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Ints, Ints, NDArray[np.float64]]:
    """km² of each disc held on the first map; then map, disc and km² of each change."""
    asked, steps = _asked(terrain), terrain.steps
    begun = np.zeros(len(discs))
    some = np.flatnonzero(shapely.intersects(asked.first, discs))
    begun[some] = _overlap(np.full(len(some), asked.first), discs[some], size[some])
    disc, piece = asked.pieces.query(discs, predicate="intersects")
    km2 = _overlap(steps.shape[piece], discs[disc], size[disc])
    return begun, steps.pair[piece], disc, np.where(steps.gained[piece], km2, -km2)


def _overlap(shapes: NDArray[Any], discs: NDArray[Any], size: NDArray[np.float64]) -> NDArray[np.float64]:
    """The km² that shapes and discs share, pair by pair."""
    km2 = size.copy()
    cut = ~shapely.contains_properly(shapes, discs)
    km2[cut] = area_km2(shapely.intersection(shapes[cut], discs[cut]))
    return km2


def _landed(discs: NDArray[Any], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[Any]:
    """Discs around points in Ukraine cut to its land; others as they are."""
    home = ukraine()
    shapely.prepare(home)
    cut = shapely.contains_xy(home, lon, lat)
    cut[cut] = ~shapely.contains_properly(home, discs[cut])
    landed = discs.copy()
    landed[cut] = shapely.intersection(discs[cut], home)
    return landed


def _turned(begun: Ints, maps: Ints, place: Ints, state: Ints, count: int) -> Turns:
    """What is the case on the first map and after each change as turns; each differs from the one before."""
    everyone = np.arange(len(begun))
    place = np.concatenate([everyone, place])
    maps = np.concatenate([np.zeros(len(begun), dtype=np.int64), maps])
    state = np.concatenate([begun, state])
    order = np.lexsort((maps, place))
    place, maps, state = place[order], maps[order], state[order]
    turns = np.append(True, (place[1:] != place[:-1]) | (state[1:] != state[:-1]))[: len(place)]
    return Turns(place[turns], maps[turns], state[turns], len(begun), count)


def _points(
    lon: NDArray[np.float64], lat: NDArray[np.float64], reach: tuple[float, float, float, float]
) -> NDArray[Any]:
    """Points within bounds; None for others, of which a tree needs to know nothing, and missing ones."""
    west, south, east, north = reach
    there = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    points = np.full(len(lon), None, dtype=object)
    points[there] = shapely.points(lon[there], lat[there])
    return points


@dataclass(frozen=True)
class _Asked:
    """What of a ground is asked again and again, made ready for it."""

    terrain: Ground
    first: shapely.Geometry
    pieces: shapely.STRtree
    moved: Ints
    lines: shapely.STRtree

    @cached_property
    def reach(self) -> tuple[float, float, float, float]:
        """The bounds of all that ever moved."""
        ends = self.terrain.segments.ends[self.moved].reshape(-1, 2)
        if not len(ends):
            return (np.inf, np.inf, -np.inf, -np.inf)
        west, south = ends.min(axis=0) - NEAR
        east, north = ends.max(axis=0) + NEAR
        return float(west), float(south), float(east), float(north)

    @cached_property
    def changes(self) -> tuple[Ints, Ints]:
        """The changes of moved segments, by segment: the segment's number among them, and the map."""
        segments = self.terrain.segments
        after = slice(int(segments.starts[1]), None)
        number = np.searchsorted(self.moved, segments.changed[after])
        order = np.argsort(number, kind="stable")
        return number[order], segments.step[after][order]


def _asked(terrain: Ground) -> _Asked:
    if "asked" not in terrain.known:
        segments, shapes = terrain.segments, terrain.steps.shape
        first = segments.polygon(0)
        shapely.prepare(first)
        shapely.prepare(shapes)
        moved = np.unique(segments.changed[segments.starts[1] :])
        terrain.known["asked"] = _Asked(
            terrain, first, shapely.STRtree(shapes), moved, shapely.STRtree(segments.lines[moved])
        )
    found: _Asked = terrain.known["asked"]
    return found


def _tried(asked: _Asked, points: NDArray[Any], edge: Ints, begun: Flags) -> Iterator[Events]:
    """Changes of the points on edges, found by trying them on each map that changes anything near them."""
    near = np.concatenate([_near_pieces(asked, points[edge]), _near_segments(asked, points[edge])])
    maps, at = np.unique(near, axis=0).T
    lon, lat, is_held = shapely.get_x(points), shapely.get_y(points), begun.copy()
    starts = np.flatnonzero(np.append(True, maps[1:] != maps[:-1])[: len(maps)])
    for some in np.split(np.arange(len(maps)), starts[1:]) if len(edge) else ():
        ground = asked.terrain.segments.polygon(int(maps[some[0]]))
        shapely.prepare(ground)
        tried = edge[at[some]]
        now = shapely.contains_xy(ground, lon[tried], lat[tried])
        turned = now != is_held[tried]
        is_held[tried] = now
        yield maps[some][turned], tried[turned], np.where(now[turned], 1, -1)


def _near_pieces(asked: _Asked, points: NDArray[Any]) -> Ints:
    """Maps with a piece at a point, and the point, shape (n, 2)."""
    point, piece = asked.pieces.query(points, predicate="dwithin", distance=NEAR)
    return np.column_stack([asked.terrain.steps.pair[piece], point])


def _near_segments(asked: _Asked, points: NDArray[Any]) -> Ints:
    """Maps that add or take a segment at a point, and the point, shape (n, 2)."""
    point, segment = asked.lines.query(points, predicate="dwithin", distance=NEAR)
    number, maps = asked.changes
    begins, ends = (np.searchsorted(number, segment, side=side) for side in ("left", "right"))
    count = ends - begins
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.column_stack([maps[np.repeat(begins, count) + within], np.repeat(point, count)])
