"""How far places are from the front, on either side of it, on one day or on many."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from frontline.calendar import calendar_day
from frontline.front import BEYOND, MIN_KM
from frontline.ground import Ground, ground
from frontline.nearest import Nearest, Parts
from frontline.points import located
from frontline.runs import Runs, fronts, runs
from frontline.segments import Ints

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["distance_to_front"]

NAME = "distance_to_front_km"
Floats = NDArray[np.float64]


def distance_to_front(
    points: object,
    history: ControlHistory,
    day: object = None,
    *,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
) -> pd.Series[float] | pd.DataFrame:
    """How far points are from the contact line, in km: positive on ground that is not held, negative on it.

    Borders and coasts are no front, and neither are open stretches of contact under 5 km, which are mostly
    where a map's own border strays from ours; the outline of a pocket counts however small it is.

    Parameters
    ----------
    points
        A GeoDataFrame or GeoSeries of points in any CRS (places, claims), or points or places as a sequence.
    history
        The maps.
    day
        A day, as a calendar day in Kyiv, or several; the latest map not after it counts. None takes the last
        map.
    status
        What counts as held; None counts occupied, occupied_pre2022 and advance, as far as there are such.
    source
        Whose maps; may be left out if there is one source.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        On the index of the points, for several days with a column for each. NaN for a point that is missing
        and on a map without a contact line. The nearest point of the line is found in a plane, which may miss
        it by 0.05 % of the distance where two are as near, and measured on the ellipsoid. `.attrs` has
        `source`, `definition` and `report`: the days of the maps, and those without a contact line.

    Raises
    ------
    ControlError
        If no map is that old, the source or status is not there, or something is no point.

    Examples
    --------
    Half a degree west of the ground, and as far within:

    >>> from shapely import Point, box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date": "2025-08-10", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([row | {"geometry": box(36, 47.5, 38, 49)}]))
    >>> distance_to_front([Point(35.5, 48.2), Point(36.5, 48.2), None], history).round(1).tolist()
    [37.2, -37.2, nan]
    """
    terrain = ground(history, status=status, source=source)
    index, lonlat = located(points)
    days, several = _days(day)
    maps, column = np.unique(_maps(terrain, days), return_inverse=True)
    lines = _fronts(terrain, maps)
    km = _signed(terrain, lonlat, maps, lines)
    result: pd.Series[float] | pd.DataFrame
    if several:
        columns = pd.DatetimeIndex(days, dtype="datetime64[us]", name="date")
        rows = km if np.array_equal(column, np.arange(len(maps))) else km[column]
        result = pd.DataFrame(rows.T, index=index, columns=columns, copy=False)
    else:
        result = pd.Series(km[0], index=index, name=NAME)
    result.attrs = _said(terrain, maps, lines, lonlat)
    return result


def _said(terrain: Ground, maps: Ints, fronts: list[Ints], lonlat: Floats) -> dict[Hashable, Any]:
    stamps = [f"{terrain.stamp(int(at)):%Y-%m-%d}" for at in maps]
    return {
        "source": terrain.source,
        "definition": (
            f"km to the nearest point of the contact line of {terrain.held}, geodesic, negative on that "
            f"ground; {BEYOND}; open lines under {MIN_KM:g} km left out"
        ),
        "report": {
            "source": terrain.source,
            "skipped": [],
            "map_dates": stamps,
            "maps_without_contact_line": [
                stamp for stamp, front in zip(stamps, fronts, strict=True) if not len(front)
            ],
            "points": len(lonlat),
            "missing_points": int(np.isnan(lonlat).any(axis=1).sum()),
        },
    }


def _days(day: object) -> tuple[list[pd.Timestamp | None], bool]:
    """The days asked for, and whether they are several."""
    if day is None:
        return [None], False
    if isinstance(day, Iterable) and not isinstance(day, (str, bytes)):
        return [calendar_day(one) for one in day], True
    return [calendar_day(day)], False


def _maps(terrain: Ground, days: list[pd.Timestamp | None]) -> Ints:
    """The latest map not after each day, or the last."""
    known = [one for one in days if one is not None]
    if known:
        terrain.at(min(known))  # refuses a day before the first map
    upto = [terrain.days[-1] if one is None else np.datetime64(one, "D") for one in days]
    return np.asarray(
        np.searchsorted(terrain.days, np.array(upto, dtype=terrain.days.dtype), side="right") - 1
    )


def _signed(terrain: Ground, lonlat: Floats, maps: Ints, fronts: list[Ints]) -> Floats:
    """Signed distances of points from the front on some maps, in ascending order, shape (maps, points)."""
    km = np.full((len(maps), len(lonlat)), np.nan)
    there = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
    if not len(maps) or not len(there) or not len(terrain.segments.pairs):
        return km
    lonlat = lonlat[there]
    sides = _inside(terrain, lonlat, maps)
    for row, apart, inside in zip(km, _apart(Parts(terrain), lonlat, fronts), sides, strict=True):
        row[there] = np.where(inside, -apart, apart)
    return km


def _apart(parts: Parts, lonlat: Floats, fronts: list[Ints]) -> Iterator[Floats]:
    """Distances from the fronts of maps, one after the other; only points near what moved look again."""
    nearest = Nearest(parts, lonlat)
    km = np.full(len(lonlat), np.nan)
    for at, front in enumerate(fronts):
        if at == 0 or front is not fronts[at - 1]:
            stands = np.zeros(len(parts.segment), dtype=bool)
            stands[parts.of(front)] = True
            moved = nearest.moved(stands)
            km[nearest.order[moved]] = nearest.km(moved)
        yield km


def _inside(terrain: Ground, lonlat: Floats, maps: Ints) -> Iterator[NDArray[np.bool_]]:
    """Whether points are on the ground, map by map."""
    first, last = int(maps[0]), int(maps[-1])
    start = terrain.segments.polygon(first)
    shapely.prepare(start)
    turns = shapely.contains_xy(start, *lonlat.T).astype(np.int64)
    if first == last:
        yield turns > 0
        return
    pieces = terrain.steps
    some = np.flatnonzero((pieces.pair > first) & (pieces.pair <= last))
    piece, point = shapely.STRtree(shapely.points(lonlat)).query(pieces.shape[some], predicate="contains")
    row = np.searchsorted(maps, pieces.pair[some][piece])
    order = np.argsort(row, kind="stable")
    sign, point = np.where(pieces.gained[some][piece], 1, -1)[order], point[order]
    edges = np.searchsorted(row[order], np.arange(len(maps) + 1))
    for begin, stop in pairwise(edges.tolist()):
        np.add.at(turns, point[begin:stop], sign[begin:stop])
        yield turns > 0


def _fronts(terrain: Ground, maps: Ints) -> list[Ints]:
    """The segments of the contact line of each map, without open lines that are short."""
    if len(maps) == 1:
        found = runs(terrain, int(maps[0]))
        return [found.chosen(np.flatnonzero(_counts(found))).segment]
    every = fronts(terrain)
    counts, of_map = _counts(every.line), every.of_map[maps].tolist()
    lines = {one: every.of_front[one] for one in set(of_map)}
    known = {one: every.line.chosen(some[counts[some]]).segment for one, some in lines.items()}
    return [known[one] for one in of_map]


def _counts(found: Runs) -> NDArray[np.bool_]:
    return np.asarray(found.closed | (found.km >= MIN_KM))
