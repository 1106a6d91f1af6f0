"""What hangs together of a map's outline: segments of one class that follow on each other, as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.contact import FrontClass, of_class
from frontline.ground import Ground
from frontline.segments import PER_DEGREE, Ints
from gazetteer.geodesy import distance_km

__all__ = ["Fronts", "Runs", "fronts", "runs", "segment_km"]

NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Runs:
    """Segments that follow on each other, and where each run of them begins and the last ends.

    Parameters
    ----------
    terrain
        The ground that they are of.
    segment
        The segments, one run behind the other, each in its direction.
    starts
        Where each run begins, and the end.
    """

    terrain: Ground
    segment: Ints
    starts: Ints

    def __len__(self) -> int:
        """How many runs there are."""
        return len(self.starts) - 1

    @property
    def closed(self) -> NDArray[np.bool_]:
        """For each run whether it ends where it begins: the whole outline of a pocket or an island."""
        pairs = self.terrain.segments.pairs
        first, last = self.segment[self.starts[:-1]], self.segment[self.starts[1:] - 1]
        return np.asarray(pairs[first, 0] == pairs[last, 1])

    @property
    def km(self) -> NDArray[np.float64]:
        """The length of each run."""
        of = np.repeat(np.arange(len(self)), np.diff(self.starts))
        km = np.bincount(of, weights=segment_km(self.terrain)[self.segment], minlength=len(self))
        return km.astype(np.float64)

    @property
    def lines(self) -> NDArray[Any]:
        """The runs as lines, in degrees."""
        of = np.repeat(np.arange(len(self)), np.diff(self.starts))
        vertex = np.empty(len(of) + len(self), dtype=np.int64)
        pairs = self.terrain.segments.pairs
        vertex[np.arange(len(of)) + of] = pairs[self.segment, 0]
        vertex[self.starts[1:] + np.arange(len(self))] = pairs[self.segment[self.starts[1:] - 1], 1]
        whole = np.repeat(np.arange(len(self)), np.diff(self.starts) + 1)
        return np.asarray(
            shapely.linestrings(self.terrain.segments.units[vertex] / PER_DEGREE, indices=whole)
        )

    def chosen(self, which: Ints) -> Runs:
        """Some of the runs, by number."""
        at, sizes = _slices(self.starts[which], np.diff(self.starts)[which])
        return Runs(self.terrain, self.segment[at], np.append(0, np.cumsum(sizes)))


@dataclass(frozen=True)
class Fronts:
    """The contact lines of all maps of a ground, each line once.

    Parameters
    ----------
    line
        All different lines.
    of_front
        The lines that each different front consists of.
    of_map
        The front that each map has.
    """

    line: Runs
    of_front: list[Ints]
    of_map: Ints


def runs(terrain: Ground, at: int, kind: FrontClass = FrontClass.CONTACT) -> Runs:
    """The lines of one class on a map."""
    chain = _Chain(terrain)
    chain.turn(NONE, np.flatnonzero(of_class(terrain, kind) & terrain.segments.drawn(at)))
    return Runs(terrain, chain.order, np.append(np.flatnonzero(chain.begins), len(chain.order)))


def fronts(terrain: Ground) -> Fronts:
    """The contact lines of all maps; what has been found is remembered."""
    key = "fronts"
    if key not in terrain.known:
        terrain.known[key] = _fronts(terrain)
    found: Fronts = terrain.known[key]
    return found


def segment_km(terrain: Ground) -> NDArray[np.float64]:
    """The length of each distinct segment of a ground."""
    key = "segment_km"
    if key not in terrain.known:
        terrain.known[key] = distance_km(*terrain.segments.ends.reshape(-1, 4).T)
    found: NDArray[np.float64] = terrain.known[key]
    return found


def _fronts(terrain: Ground) -> Fronts:
    segments = terrain.segments
    contact = of_class(terrain, FrontClass.CONTACT)[segments.changed]
    changed, sign, step = segments.changed[contact], segments.sign[contact], segments.step[contact]
    moved, begin = np.unique(step, return_index=True)
    of_map = np.zeros(len(terrain), dtype=np.int64)
    of_map[moved] = 1
    chain, of_front = _Chain(terrain), [NONE]  # before all, nothing stands
    for events in np.split(np.arange(len(step)), begin[1:]) if len(step) else []:
        taken = sign[events] < 0
        of_front.append(chain.turn(changed[events[taken]], changed[events[~taken]]))
    order = np.concatenate([NONE, *chain.found])
    starts = np.append(0, np.cumsum([len(some) for some in chain.found], dtype=np.int64))
    return Fronts(Runs(terrain, order, starts), of_front, np.cumsum(of_map))


class _Chain:
    """Segments in runs, kept up to date while some are taken away and others added.

    What stays together is moved as one block. Runs begin and end wherever not just one segment leads on; one
    that leads back to its beginning begins at its vertex farthest west, and there farthest south.
    """

    def __init__(self, terrain: Ground) -> None:
        self.units = terrain.segments.units
        self.begin, self.end = np.ascontiguousarray(terrain.segments.pairs.T)
        self.meeting = np.zeros(2 * len(self.units), dtype=np.int64)  # segments that begin, that end at each
        self.plain = np.zeros(len(self.units), dtype=bool)
        self.ending = np.zeros(len(self.units), dtype=np.int64)
        self.gone = np.zeros(len(self.begin), dtype=bool)
        self.order, self.begins = NONE, np.zeros(0, dtype=bool)
        self.led, self.long = (np.zeros(len(self.begin), dtype=np.int64) for _ in range(2))
        self.found: list[Ints] = []  # each run once, by name

    def turn(self, taken: Ints, added: Ints) -> Ints:
        """Take segments away and add others; gives the names of the runs that there are now."""
        self._count(taken, added)
        segment, cut = self._blocks(taken, added)
        size = np.diff(np.append(cut, len(segment)))
        first = segment[cut]
        head, place = self._strung(first, segment[cut + size - 1])
        was = np.where(self.long[first] == size, self.led[first], -1)  # blocks that were whole runs
        block = np.lexsort((place, head))
        at, size = _slices(cut[block], size[block])
        leads = np.flatnonzero(place[block] == 0)
        alone = np.diff(np.append(leads, len(block))) == 1
        self.long[self.order[self.begins]] = 0
        self.order, self.begins = segment[at], np.zeros(len(at), dtype=bool)
        begin = (np.cumsum(size) - size)[leads]
        self.begins[begin] = True
        return self._named(begin, np.where(alone, was[block[leads]], -1))

    def _count(self, taken: Ints, added: Ints) -> None:
        """Note at which vertices one segment ends and one begins."""
        touched = np.concatenate([self.begin[taken], self.begin[added], self.end[taken], self.end[added]])
        by = np.repeat([-1, 1, -1, 1], [len(taken), len(added)] * 2)
        ends = touched + np.repeat([0, len(self.plain)], len(taken) + len(added))
        np.add.at(self.meeting, ends, by)
        begun, ended = self.meeting[touched], self.meeting[touched + len(self.plain)]
        self.plain[touched] = (begun == 1) & (ended == 1)

    def _blocks(self, taken: Ints, added: Ints) -> tuple[Ints, Ints]:
        """All segments that stand, and where blocks of them begin: runs or parts of runs as before."""
        self.gone[taken] = True
        kept = ~self.gone[self.order]
        begins = self.begins | ~self.plain[self.begin[self.order]]
        begins[1:] |= ~kept[:-1]
        self.gone[taken] = False
        segment = np.concatenate([self.order[kept], added])
        return segment, np.flatnonzero(np.append(begins[kept], np.ones(len(added), dtype=bool)))

    def _strung(self, first: Ints, last: Ints) -> tuple[Ints, Ints]:
        """For each block, by its first and last segment, the first of its run and its place in it."""
        begin, end = self.begin[first], self.end[last]
        self.ending[end] = np.arange(len(end))
        before = np.where(self.plain[begin] & (begin != end), self.ending[begin], -1)
        head, place = _ranked(before)
        looped = np.flatnonzero(before[head] >= 0)
        if len(looped):
            before[_lowest(before, looped)] = -1
            head, place = _ranked(before)
        return head, place

    def _named(self, begin: Ints, name: Ints) -> Ints:
        """Name the runs that are new, and let those of them that are rings begin where they have to."""
        stop = np.append(begin[1:], len(self.order))
        for run in np.flatnonzero(name < 0):
            some = self.order[begin[run] : stop[run]]
            vertex = self.begin[some]
            if vertex[0] == self.end[some[-1]]:
                some = np.roll(some, -int(np.lexsort(self.units[vertex].T[::-1])[0]))
                self.order[begin[run] : stop[run]] = some
            name[run] = len(self.found)
            self.found.append(some)
        first = self.order[begin]
        self.long[first], self.led[first] = stop - begin, name
        return name


def _slices(begin: Ints, size: Ints) -> tuple[Ints, Ints]:
    """The numbers in slices, one behind the other, and the sizes of the slices."""
    before = np.cumsum(size) - size
    return np.repeat(begin - before, size) + np.arange(size.sum()), size


def _ranked(before: Ints) -> tuple[Ints, Ints]:
    """For each the first of its chain and how many lie between, by doubling; in a ring, any and nothing."""
    place = (before >= 0).astype(np.int64)
    head = np.where(before >= 0, before, np.arange(len(before)))
    for _ in range(len(before).bit_length()):
        on = place[head]
        if not on.any():
            break
        place, head = place + on, head[head]
    return head, place


def _lowest(before: Ints, looped: Ints) -> Ints:
    """The lowest number in each ring."""
    local = np.full(len(before), -1, dtype=np.int64)
    local[looped] = np.arange(len(looped))
    back, lowest = local[before[looped]], looped
    for _ in range(len(looped).bit_length()):
        lowest, back = np.minimum(lowest, lowest[back]), back[back]
    return np.asarray(looped[lowest == looped])
