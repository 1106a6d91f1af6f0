"""What differs between two maps: pieces of ground, each gained or lost, with its exact area.

The segments that only one of the maps has bound all that differs. Noded and polygonised they make faces; a
face is gained where the winding number of what was added less what was taken is positive, and lost where it
is negative. Where a publisher has redrawn most of a map, shapely's difference is faster and is used instead.

References
----------
K. Hormann and A. Agathos, The point in polygon problem for arbitrary polygons, Computational Geometry 20
(2001), doi:10.1016/S0925-7721(01)00012-8 (winding numbers).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.segments import Ints, Segments
from gazetteer.geodesy import area_km2

__all__ = ["Pieces", "pieces_between", "steps"]

REDRAWN = 1_000  # changed segments beyond which shapely's difference is the faster way
PAIRS = 1 << 20  # faces times segments taken at once
Changed = tuple[Ints, NDArray[np.int8]]  # segments, and 1 for added, -1 for taken


@dataclass(frozen=True)
class Pieces:
    """Pieces of ground that changed hands.

    Parameters
    ----------
    pair
        Which of the pairs of maps that were asked for each piece lies between.
    gained
        Whether it was gained; else it was lost.
    km2
        Its area.
    shape
        Its polygon, in degrees.
    """

    pair: Ints
    gained: NDArray[np.bool_]
    km2: NDArray[np.float64]
    shape: NDArray[Any]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.pair)

    def of(self, pair: int) -> Pieces:
        """Those between one pair of maps."""
        return self.chosen(slice(*np.searchsorted(self.pair, [pair, pair + 1])))

    def chosen(self, which: slice | Ints | NDArray[np.bool_]) -> Pieces:
        """Some of them."""
        return Pieces(self.pair[which], self.gained[which], self.km2[which], self.shape[which])


def steps(segments: Segments) -> Pieces:
    """What each map changes to the one before; the number of the pair is that of the later map."""
    starts = segments.starts.copy()
    starts[:1] = starts[1] if len(segments) else 0  # the first map changes nothing
    changed = [(segments.changed[begin:end], segments.sign[begin:end]) for begin, end in pairwise(starts)]
    return _pieces(segments, changed, lambda pair: (pair - 1, pair))


def pieces_between(segments: Segments, since: int, until: int) -> Pieces:
    """What differs between two maps.

    Examples
    --------
    >>> from frontline.drawing import Drawing
    >>> from shapely import box
    >>> drawing = Drawing()
    >>> drawing.add([box(37, 48, 37.2, 48.1), box(37.1, 48, 37.3, 48.1)])
    >>> pieces = pieces_between(drawing.done(), 0, 1)
    >>> pieces.gained.tolist(), pieces.km2.round(2).tolist()
    ([True, False], [82.9, 82.9])
    """
    return _pieces(segments, [segments.between(since, until)], lambda _: (since, until))


def _pieces(segments: Segments, changed: Sequence[Changed], maps: Callable[[int], tuple[int, int]]) -> Pieces:
    sizes = np.array([len(segment) for segment, _ in changed], dtype=np.int64)
    few = np.flatnonzero((sizes > 0) & (sizes <= REDRAWN))
    parts = [_faces(segments, [changed[int(pair)] for pair in few], few)]
    parts += [_differences(segments, int(pair), *maps(int(pair))) for pair in np.flatnonzero(sizes > REDRAWN)]
    pair, gained, shape = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(pair, kind="stable")
    return Pieces(pair[order], gained[order], area_km2(shape[order]), shape[order])


def _faces(
    segments: Segments, changed: Sequence[Changed], pairs: Ints
) -> tuple[Ints, NDArray[np.bool_], NDArray[Any]]:
    """Pieces between pairs of maps that differ by few segments."""
    if not len(pairs):
        return np.zeros(0, np.int64), np.zeros(0, dtype=bool), np.zeros(0, dtype=object)
    segment = np.concatenate([one for one, _ in changed])
    sign = np.concatenate([one for _, one in changed])
    starts = np.r_[0, np.cumsum([len(one) for one, _ in changed])]
    of = np.repeat(np.arange(len(pairs)), np.diff(starts))
    noded = shapely.node(shapely.multilinestrings(segments.lines[segment], indices=of))
    faces, at = shapely.get_parts(shapely.polygonize(noded[:, None]), return_index=True)
    turns = _winding(segments.ends[segment], sign, starts, faces, at)
    real = turns != 0
    return pairs[at[real]], turns[real] > 0, faces[real]


def _winding(
    ends: NDArray[np.float64], sign: NDArray[np.int8], starts: Ints, faces: NDArray[Any], at: Ints
) -> Ints:
    """Winding number of the signed segments around a point of each face."""
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    turns = np.zeros(len(faces), dtype=np.int64)
    count = np.diff(starts)[at]
    chunk = np.cumsum(count) // PAIRS
    for one in range(int(chunk[-1]) + 1 if len(chunk) else 0):
        face = np.flatnonzero(chunk == one)
        of = np.repeat(face, count[face])
        within = np.arange(len(of)) - np.repeat(np.cumsum(count[face]) - count[face], count[face])
        segment = starts[at[of]] + within
        (x, y), (x1, y1), (x2, y2) = points[of].T, ends[segment, 0].T, ends[segment, 1].T
        up, down = (y1 <= y) & (y2 > y), (y1 > y) & (y2 <= y)
        left = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
        crossing = (up & (left > 0)).astype(np.int64) - (down & (left < 0))
        turns += np.bincount(of, weights=crossing * sign[segment], minlength=len(faces)).astype(np.int64)
    return turns


def _differences(
    segments: Segments, pair: int, since: int, until: int
) -> tuple[Ints, NDArray[np.bool_], NDArray[Any]]:
    """Pieces between two maps that share little."""
    old, new = segments.polygon(since), segments.polygon(until)
    both = shapely.difference([new, old], [old, new])
    shape, of = shapely.get_parts(both, return_index=True)
    kept = shapely.get_type_id(shape) == shapely.GeometryType.POLYGON
    return np.full(int(kept.sum()), pair), of[kept] == 0, shape[kept]
