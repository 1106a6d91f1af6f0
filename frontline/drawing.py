"""How maps become segments: vertices are numbered, rings turned, and each map set against the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from frontline.segments import HALF, PER_DEGREE, Ints, Segments, packed

__all__ = ["Drawing", "Rings"]

PORTION = 1 << 18  # vertices
CELL = 10  # units; vertices that differ by rounding to it are one


@dataclass(frozen=True)
class Rings:
    """The rings of some maps, one behind the other, all vertices in one array.

    Parameters
    ----------
    vertex
        Number of each vertex, in rings whose last is their first.
    ring
        Where each ring begins, and the end.
    shell
        For each ring whether it is the outer one of a polygon.
    sheet
        The first ring of each map, and the end.
    """

    vertex: Ints
    ring: Ints
    shell: NDArray[np.bool_]
    sheet: Ints

    def portions(self) -> Iterable[Rings]:
        """The same maps, so many at a time as are worked on without much memory."""
        ends = self.ring[self.sheet]
        cuts = np.searchsorted(ends, np.arange(PORTION, ends[-1], PORTION))
        for begin, stop in pairwise([0, *np.unique(cuts).tolist(), len(ends) - 1]):
            rings = slice(self.sheet[begin], self.sheet[stop])
            first, last = ends[begin], ends[stop]
            yield Rings(
                self.vertex[first:last],
                self.ring[rings.start : rings.stop + 1] - first,
                self.shell[rings],
                self.sheet[begin : stop + 1] - rings.start,
            )


def cells(units: NDArray[np.int64]) -> Ints:
    """One number for the cell of 1e-6 degree that each vertex, in units, lies in.

    Examples
    --------
    >>> west, east = cells(np.array([[370000001, 480000002], [370000004, 480000000]]))
    >>> bool(west == east)
    True
    """
    return packed((units + CELL // 2) // CELL)


def _aside(units: Ints) -> Ints:
    """The three cells beside its own that each vertex lies nearest to."""
    step = np.where((units + CELL // 2) % CELL < CELL // 2, -1, 1)
    moves = np.stack([step * [1, 0], step * [0, 1], step], axis=1)
    return np.stack([cells(units + move * CELL) for move in np.moveaxis(moves, 1, 0)], axis=1)


class Drawing:
    """Maps being brought into segments, one after the other."""

    def __init__(self, begun: Segments | None = None) -> None:
        begun = Segments.empty() if begun is None else begun
        self._begun = begun.units
        self._places: list[tuple[int, int]] = []
        self._pairs = [begun.pairs]
        self._vertices: dict[int, int] = dict(
            zip(cells(begun.units).tolist(), range(len(begun.units)), strict=True)
        )
        self._segments: dict[int, int] = dict(
            zip(_keys(*begun.pairs.T).tolist(), range(len(begun.pairs)), strict=True)
        )
        self._changed, self._sign, self._starts = [begun.changed], [begun.sign], begun.starts.tolist()
        self._drawn = np.flatnonzero(begun.drawn(len(begun) - 1)) if len(begun) else np.zeros(0, np.int64)
        self._reverse: dict[int, int] = {}
        self._mark = np.zeros(0, dtype=np.int64)

    def add(self, shapes: Sequence[BaseGeometry | None]) -> None:
        """Add maps, each a valid polygon or multipolygon in degrees, or None where there is no ground."""
        polygons, of = shapely.get_parts(np.array(shapes, dtype=object), return_index=True)
        whole = ~shapely.is_empty(polygons)
        rings, within = shapely.get_rings(polygons[whole], return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        self.add_rings(
            np.round(xy * PER_DEGREE).astype(np.int64),
            Rings(
                np.arange(len(xy)),
                np.searchsorted(ring, np.arange(len(rings) + 1)),
                np.r_[True, within[1:] != within[:-1]][: len(rings)],
                np.searchsorted(of[whole][within], np.arange(len(shapes) + 1)),
            ),
        )

    def add_rings(self, units: Ints, rings: Rings) -> None:
        """Add maps by their rings, whose vertices are numbers of the vertices given in units."""
        known = self._interned(units)
        for some in rings.portions():
            for codes in self._coded(replace(some, vertex=known[some.vertex])):
                self._turn(codes)

    def leave(self) -> None:
        """Add a map on which nothing has changed."""
        self._turn(self._drawn)

    def done(self) -> Segments:
        """All maps so far."""
        return Segments(
            self._units(),
            np.concatenate(self._pairs),
            np.array(self._starts, dtype=np.int64),
            np.concatenate(self._changed),
            np.concatenate(self._sign),
        )

    def _units(self) -> Ints:
        return np.concatenate([self._begun, np.array(self._places, dtype=np.int64).reshape(-1, 2)])

    def _place(self, vertex: int) -> tuple[int, int]:
        beyond = vertex - len(self._begun)
        return (
            self._places[beyond]
            if beyond >= 0
            else (int(self._begun[vertex, 0]), int(self._begun[vertex, 1]))
        )

    def _interned(self, units: Ints) -> Ints:
        """Numbers of vertices; those not met before are new."""
        code, _ = pd.factorize(packed(units))
        first = units[np.unique(code, return_index=True)[1]]
        cell = cells(first).tolist()
        number = np.array([self._vertices.get(one, -1) for one in cell], dtype=np.int64)
        new = np.flatnonzero(number < 0)
        for at, aside in zip(new.tolist(), _aside(first[new]).tolist(), strict=True):
            number[at] = self._vertex(int(first[at, 0]), int(first[at, 1]), cell[at], aside)
        return number[code]

    def _vertex(self, x: int, y: int, cell: int, aside: list[int]) -> int:
        """The number of a vertex: that of its cell, or of one in a cell beside it that rounding explains."""
        found = self._vertices.get(cell)
        if found is not None:
            return found
        for near in aside:
            found = self._vertices.get(near)
            if found is not None:
                u, v = self._place(found)
                if abs(u - x) <= CELL // 2 and abs(v - y) <= CELL // 2:
                    return found
        self._places.append((x, y))
        return self._vertices.setdefault(cell, len(self._vertices))

    def _coded(self, rings: Rings) -> Iterable[Ints]:
        """The segments of each map, with the ground on their left, those that cancel left out."""
        start, end, of_ring = self._directed(rings)
        code, distinct = pd.factorize(_keys(start, end))
        number, new = _numbered(self._segments, distinct)
        pairs = np.stack([distinct[new] >> HALF, distinct[new] & ((1 << HALF) - 1)], axis=1)
        self._pairs.append(pairs)
        self._note_reverse(pairs)
        segments = number[code]
        edges = np.searchsorted(of_ring, rings.sheet)
        for begin, stop in pairwise(edges.tolist()):
            yield self._cancelled(segments[begin:stop])

    def _directed(self, rings: Rings) -> tuple[Ints, Ints, Ints]:
        """Both ends of each segment, and its ring; shells counter-clockwise, holes clockwise."""
        if not len(rings.shell):
            return (np.zeros(0, dtype=np.int64),) * 3
        units = self._units()
        near = (units - units[:1]).astype(float)  # so that products stay exact enough
        x, y = near[rings.vertex].T
        twice = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
        twice[rings.ring[1:] - 1] = 0.0  # the last vertex of a ring begins no segment
        back = (np.add.reduceat(twice, rings.ring[:-1]) < 0) == rings.shell
        of_ring = np.repeat(np.arange(len(rings.shell)), np.diff(rings.ring))
        start, end = rings.vertex, np.append(rings.vertex[1:], -1)
        real = start != end
        real[rings.ring[1:] - 1] = False
        start, end, of_ring = start[real], end[real], of_ring[real]
        back = back[of_ring]
        return np.where(back, end, start), np.where(back, start, end), of_ring

    def _note_reverse(self, pairs: Ints) -> None:
        """Remember which segments have a twin that runs the other way."""
        for segment, key in enumerate(
            _keys(pairs[:, 1], pairs[:, 0]).tolist(), len(self._segments) - len(pairs)
        ):
            twin = self._segments.get(key)
            if twin is not None:
                self._reverse[segment], self._reverse[twin] = twin, segment

    def _cancelled(self, segments: Ints) -> Ints:
        """Segments of a map without those that run there and back: an edge shared by two of its parts."""
        if not self._reverse:
            return segments
        here = set(segments.tolist())
        both = [one for one in self._reverse.keys() & here if self._reverse[one] in here]
        return segments[~np.isin(segments, both)] if both else segments

    def _turn(self, segments: Ints) -> None:
        """Note what a map adds to the one before and takes from it, in time that its length bounds."""
        if len(self._mark) < len(self._segments):
            self._mark = np.full(2 * len(self._segments), -1, dtype=np.int64)
        mark, order = self._mark, np.arange(len(segments))
        mark[segments] = order
        segments = segments[mark[segments] == order]  # each once
        taken = self._drawn[mark[self._drawn] < 0]
        mark[segments] = -1
        mark[self._drawn] = 0
        added = segments[mark[segments] < 0]
        mark[self._drawn] = -1
        self._changed += [taken, added]
        self._sign += [np.full(len(taken), -1, dtype=np.int8), np.ones(len(added), dtype=np.int8)]
        self._starts.append(self._starts[-1] + len(taken) + len(added))
        self._drawn = segments


def _keys(start: Ints, end: Ints) -> Ints:
    return (np.asarray(start, dtype=np.int64) << HALF) | end


def _numbered(known: dict[int, int], keys: Ints) -> tuple[Ints, Ints]:
    """The number of each key, and which of them are new; those are numbered on."""
    before = len(known)
    number = np.array([known.setdefault(key, len(known)) for key in keys.tolist()], dtype=np.int64)
    return number, np.flatnonzero(number >= before)
