"""What differs between the maps of two days: every piece of ground that was gained or lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from frontline.contact import border_pieces
from frontline.flags import joined
from frontline.ground import REDRAWN, Ground, ground, reported
from frontline.pieces import Pieces, pieces_between
from frontline.segments import PER_DEGREE
from frontline.tables import CHANGES, Changes
from gazetteer.geodesy import distance_to_km, width_km

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["changes"]

# Narrower pieces of DeepState's maps are 0.03 % of what changed: lines drawn anew. Where every vertex has
# moved by chance, pieces wider than four standard deviations of it give the truth to a hundredth.
THIN_M, DEVIATIONS = 100.0, 4.0
AWAY_M = 500.0  # from the old outline: beyond, a vertex is no noise
TO_DEVIATION = 1.4826  # from the median of distances, if they are normal
REVERTED_DAYS = 14  # within which ground that went back may have been a correction


def changes(
    history: ControlHistory,
    since: object,
    until: object,
    *,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
) -> Changes:
    """What differs between the maps of two days: every piece of ground gained or lost, none left out.

    Parameters
    ----------
    history
        The maps.
    since, until
        Days; the latest map not after each is taken.
    status
        What counts as held; by default occupied, occupied_pre2022 and advance.
    source
        Whose maps; may be left out if there is one source.

    Returns
    -------
    Changes
        The largest piece first, in EPSG:4326. `gained` and `lost` are said of the side whose ground it is.
        Flags: `thin` (no circle of 100 m fits in: a line drawn anew; where most of the map was drawn anew,
        none of four standard deviations of what its vertices have moved by), `border_redraw` (touches no
        contact line of either day), `reverted` (most of it had changed the other way at most 14 days before,
        or did so within 14 days after: a correction, or ground that changed hands twice), `detached` (gained
        without touching what was held, or lost without touching what is), and of the maps `merged_update` and
        `redrawn`.

    Raises
    ------
    ControlError
        If a day is before the first map, the days are in the wrong order, or the source must be named.

    Examples
    --------
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> from shapely import box
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": "2025-08-10", "geometry": box(37, 48, 38, 48.5)},
    ...     row | {"date": "2025-08-11", "geometry": box(37, 48, 38.1, 48.5)},
    ... ]))
    >>> changes(history, "2025-08-10", "2025-08-11")[["change", "area_km2", "flags"]].round(1)
       change  area_km2 flags
    0  gained     412.9   NaN
    """
    terrain = ground(history, status=status, source=source)
    first, last = terrain.pair(since, until)
    pieces = pieces_between(terrain.segments, first, last)
    width, narrow = 1000 * width_km(pieces.shape), _narrow_m(terrain, first, last)
    old, new = terrain.segments.polygon(first), terrain.segments.polygon(last)
    count = len(pieces)
    flags = {
        "thin": width < narrow,
        "border_redraw": border_pieces(terrain, pieces, np.full(count, first), np.full(count, last)),
        "reverted": _reverted(terrain, pieces, first, last),
        "detached": ~shapely.intersects(pieces.shape, np.where(pieces.gained, old, new)),
        "merged_update": np.full(count, bool(terrain.merged[first + 1 : first + 2].any())),
        "redrawn": np.full(count, bool(terrain.redrawn[first + 1 : last + 1].any())),
    }
    order = np.argsort(-pieces.km2, kind="stable")
    table = pd.DataFrame(
        {
            "source": terrain.source,
            "since": terrain.stamp(first),
            "until": terrain.stamp(last),
            "change": np.where(pieces.gained, "gained", "lost"),
            "area_km2": pieces.km2,
            "width_m": width,
            "flags": joined(flags, count),
            "definition": terrain.definition,
            "geometry": pieces.shape,
        }
    )
    found = CHANGES.check(table.iloc[order].reset_index(drop=True))
    return reported(found, terrain, thin_m=round(narrow, 1))


def _narrow_m(terrain: Ground, first: int, last: int) -> float:
    """The width in metres below which a piece is a line drawn anew."""
    segments = terrain.segments
    changed, sign = segments.between(first, last)
    new = np.unique(segments.pairs[changed[sign > 0]])
    if len(changed) < REDRAWN or len(changed) < segments.drawn(last).sum():
        return THIN_M
    lon, lat = (segments.units[new] / PER_DEGREE).T
    away = 1000 * distance_to_km(lon, lat, segments.polygon(first).boundary)
    moved = np.median(away[away < AWAY_M]) if (away < AWAY_M).any() else 0.0
    return max(THIN_M, float(DEVIATIONS * TO_DEVIATION * moved))


def _reverted(terrain: Ground, pieces: Pieces, first: int, last: int) -> NDArray[np.bool_]:
    """Which pieces had mostly changed the other way shortly before, or did so shortly after."""
    days = terrain.days
    before = np.searchsorted(days, days[first] - REVERTED_DAYS), first
    after = last, np.searchsorted(days, days[last] + REVERTED_DAYS, side="right") - 1
    back = np.zeros(len(pieces), dtype=bool)
    steps = terrain.steps
    for begin, end in (before, after):
        some = np.flatnonzero((steps.pair > begin) & (steps.pair <= end))
        mine, theirs = shapely.STRtree(steps.shape[some]).query(pieces.shape, predicate="intersects")
        theirs = some[theirs]
        other = pieces.gained[mine] != steps.gained[theirs]
        mine, theirs = mine[other], theirs[other]
        overlap = shapely.area(shapely.intersection(pieces.shape[mine], steps.shape[theirs]))
        most = np.bincount(mine, weights=overlap, minlength=len(pieces)) > shapely.area(pieces.shape) / 2
        back |= most
    return back
