"""The front line: where the ground that is held ends, and what lies beyond.

The outline of the ground is cut where its class changes (:mod:`frontline.contact`): into contact with the
other side, state border and coast. What hangs together is one line, directed so that the ground lies on its
left. How long a front is depends on how finely it is drawn: as DeepState maps it, the front of 2025 is 11 %
longer than generalised by 1 km, at which it meets the figures of Ukraine's general staff within 4 %.

References
----------
D. H. Douglas and T. K. Peucker, Algorithms for the reduction of the number of points required to represent a
digitized line or its caricature, Cartographica 10 (1973), doi:10.3138/FM57-6770-U75U-7727.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from frontline.calendar import calendar_day
from frontline.contact import OUTWARD_KM, FrontClass, of_class
from frontline.errors import ControlError
from frontline.ground import Ground, ground, reported
from frontline.runs import fronts, runs, segment_km
from frontline.segments import PER_DEGREE
from frontline.tables import FRONT_LINES, FrontLines
from gazetteer.geodesy import distance_km, plane_lonlat, plane_xy_km

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = [
    "BEYOND",
    "MIN_KM",
    "front_lengths",
    "front_line",
    "front_lines",
]

MIN_KM = 5.0  # shorter lines are mostly where a map's own border or coast strays from ours
GENERALISE_M = 1000.0
BEYOND = (
    f"contact where a point {OUTWARD_KM:g} km outward is on Ukrainian land, "
    "border on other land, coast on water"
)


def front_line(
    history: ControlHistory,
    day: object,
    *,
    generalise_m: float | None = GENERALISE_M,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
    min_km: float = MIN_KM,
) -> FrontLines:
    """The front line of a day, and the border and coast behind the ground that is held.

    Parameters
    ----------
    history
        The maps.
    day
        What `pandas.Timestamp` takes, as a calendar day in Kyiv; the latest map not after it counts.
    generalise_m
        Bends smaller than so many metres are left out; 0 or None leaves the lines as they are mapped. Lengths
        can only be compared at one generalisation.
    status
        What counts as held; None counts occupied, occupied_pre2022 and advance, as far as there are such.
    source
        Whose map; may be left out if there is one source.
    min_km
        Lines that are shorter as mapped are left out and counted in the report.

    Returns
    -------
    FrontLines
        One row a line, contact before border before coast, the longest first; columns of
        `frontline.tables.FRONT_LINES`, EPSG:4326; `date` is the day of the map. The ground lies on the left
        of each line. Flags: `merged_update` (what the map changed may be of several publications), `redrawn`
        (the publisher drew it anew), `earlier_map` (of a day before the one asked for). `.attrs["report"]`
        has the lines and km of each class, left out and kept.

    Raises
    ------
    ControlError
        If no map is that old, the source or status is not there, or a number is below 0.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date": "2025-08-10", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([row | {"geometry": box(37, 48, 37.5, 48.3)}]))
    >>> front_line(history, "2025-08-10")[["class", "length_km", "generalised_m"]].round(1)
         class  length_km  generalised_m
    0  contact      141.1         1000.0
    """
    terrain = ground(history, status=status, source=source)
    metres = _measure("generalise_m", generalise_m)
    at, shortest = terrain.at(day), _measure("min_km", min_km)
    rows, report = [], {}
    for kind in FrontClass:
        found = runs(terrain, at, kind)
        kept = found.km >= shortest
        lines = _generalised(found.chosen(np.flatnonzero(kept)).lines, metres)
        report[kind.value] = _counted(kept, found.km)
        longest = sorted(zip(_lengths_km(lines), lines, strict=True), key=lambda line: -line[0])
        rows += [{"class": kind.value, "length_km": length, "geometry": line} for length, line in longest]
    said = {
        "source": terrain.source,
        "date": terrain.stamp(at),
        "generalised_m": metres,
        "flags": _flags(terrain, at, calendar_day(day)),
        "definition": _definition(terrain, metres, shortest, report),
    }
    table = FRONT_LINES.table([said | row for row in rows])
    reported(table, terrain, map_date=f"{terrain.stamp(at):%Y-%m-%d}", **report)
    return table


def front_lengths(terrain: Ground) -> NDArray[np.float64]:
    """The length of the contact line of every map as it is mapped, short lines included, in km.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date": "2025-08-10", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([row | {"geometry": box(37, 48, 37.5, 48.3)}]))
    >>> front_lengths(ground(history)).round(1)
    array([141.1])
    """
    return terrain.segments.summed(np.where(of_class(terrain, FrontClass.CONTACT), segment_km(terrain), 0.0))


def front_lines(terrain: Ground, *, min_km: float = 0.0) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """The contact line of every map, as it is mapped, and its length in km.

    Maps between which it did not change share one geometry; a map without a contact line has an empty one.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date": "2025-08-10", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([row | {"geometry": box(37, 48, 37.5, 48.3)}]))
    >>> lines, km = front_lines(ground(history))
    >>> lines[0].geom_type, km.round(1).tolist()
    ('MultiLineString', [141.1])
    """
    found = fronts(terrain)
    long_km, lines = found.line.km, found.line.lines
    index = np.repeat(np.arange(len(found.of_front)), [len(some) for some in found.of_front])
    line = np.concatenate(found.of_front)
    index, line = (numbers[long_km[line] >= min_km] for numbers in (index, line))
    whole = np.full(len(found.of_front), shapely.MultiLineString(), dtype=object)
    shapely.multilinestrings(lines[line], indices=index, out=whole)
    km = np.bincount(index, weights=long_km[line], minlength=len(whole)).astype(np.float64)
    return whole[found.of_map], km[found.of_map]


def _generalised(lines: NDArray[Any], metres: float) -> NDArray[Any]:
    """Lines without bends that are smaller; they keep their ends, and none crosses another."""
    if not metres or not len(lines):
        return lines
    lon, lat = np.median(shapely.get_coordinates(lines), axis=0)  # ground far away does not draw it there
    centre = float(lon), float(lat)
    flat = shapely.transform(
        shapely.multilinestrings(lines), lambda xy: plane_xy_km(xy[:, 0], xy[:, 1], centre)
    )
    # Vertices lie on the grid, so that rounding brings them back exactly.
    simple = shapely.transform(
        shapely.simplify(flat, metres / 1000, preserve_topology=True),
        lambda xy: np.round(plane_lonlat(xy, centre) * PER_DEGREE) / PER_DEGREE,
    )
    return np.asarray(shapely.get_parts(simple))


def _lengths_km(lines: NDArray[Any]) -> NDArray[np.float64]:
    xy, of = shapely.get_coordinates(lines, return_index=True)
    km = distance_km(*xy[:-1].T, *xy[1:].T) * (of[1:] == of[:-1])
    return np.bincount(of[1:], weights=km, minlength=len(lines)).astype(np.float64)


def _measure(name: str, value: float | None) -> float:
    number = 0.0 if value is None else value
    if not isfinite(number) or number < 0:
        raise ControlError(f"{name}={value}: pass a number of {name.rsplit('_', 1)[-1]}, 0 or more")
    return number


def _counted(kept: NDArray[np.bool_], km: NDArray[np.float64]) -> dict[str, float]:
    return {
        "lines": int(kept.sum()),
        "km_as_mapped": round(float(km[kept].sum()), 3),
        "left_out": int((~kept).sum()),
        "left_out_km": round(float(km[~kept].sum()), 3),
    }


def _flags(terrain: Ground, at: int, asked: pd.Timestamp) -> str | None:
    facts = {
        "merged_update": terrain.merged[at],
        "redrawn": terrain.redrawn[at],
        "earlier_map": terrain.stamp(at) < asked,
    }
    return ";".join(word for word, holds in facts.items() if holds) or None


def _definition(terrain: Ground, metres: float, shortest: float, report: dict[str, dict[str, float]]) -> str:
    drawn = f"generalised by {metres:,.0f} m (Douglas-Peucker)" if metres else "as mapped"
    lost = ", ".join(
        f"{each['left_out']} of {kind} ({each['left_out_km']:.1f} km)"
        for kind, each in report.items()
        if each["left_out"]
    )
    return (
        f"outline of {terrain.held}; {BEYOND}; {drawn}; lines under {shortest:g} km as mapped left out: "
        f"{lost or 'none'}; lengths geodesic"
    )
