"""How far the front has moved, where and how fast: along lines across it, as coastlines are measured.

Lines (transects) are laid across the main contact line of the first day, smoothed, at equal spacing. What is
measured along each is the length that lies in ground gained less that in ground lost between two maps: a
front that a transect crosses several times is no trouble. Positive means that the side that holds the ground
has advanced.

Transects fan out at the outside of bends and cross each other inside: net movement by spacing adds up to some
16 % more than the ground that changed hands on DeepState's maps of 2024 to 2026. They say where and when;
how much is for areas to say.

References
----------
E. A. Himmelstoss, R. E. Henderson, M. G. Kratzmann and A. S. Farris, Digital Shoreline Analysis System
(DSAS) version 5.0 user guide, USGS Open-File Report 2018-1179, doi:10.3133/ofr20181179 (net shoreline
movement, end point rate, linear regression rate, shoreline change envelope).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.errors import ControlError
from frontline.flags import joined
from frontline.front import GENERALISE_M, front_line
from frontline.ground import Ground, ground, reported
from frontline.runs import runs
from frontline.tables import DISPLACEMENT
from gazetteer.geodesy import distance_km, plane_lonlat, plane_xy_km

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["displacement"]

STATIONARY_KM = 0.1  # a transect along which less has changed has not moved
WIDTHS = 4  # standard deviations at which the smoothing is cut off
STRAIGHT = 0.02  # degrees over which a line is straight in the plane and in degrees alike, within 0.1 m
TOUCH = 1e-9  # degrees within which changed ground reaches the end of a transect
CAVEAT = (
    "transects fan out at bends, so that their sum counts some ground twice (16-17 % on DeepState's maps of "
    "2024-2026): take totals from areas, and the mean from mean_displacement_km"
)
Floats = NDArray[np.float64]


def displacement(
    history: ControlHistory,
    since: object,
    until: object,
    *,
    spacing_km: float = 1.0,
    smooth_km: float = 15.0,
    reach_km: float = 40.0,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
) -> gpd.GeoDataFrame:
    """How far the front has moved between two days, on transects across its main line.

    Parameters
    ----------
    history
        The maps.
    since, until
        Days; the latest map not after each counts. The main line is the longest contact line of the first.
    spacing_km
        From one transect to the next.
    smooth_km
        Standard deviation of the Gaussian by which the line is smoothed first, so that transects keep their
        direction at its small bends; 0 leaves it.
    reach_km
        How far each transect reaches to either side; another stretch of the front within reach counts too.
    status
        What counts as held; None counts occupied, occupied_pre2022 and advance, as far as there are such.
    source
        Whose maps; may be left out if there is one source.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a transect, in the order of the line with the held ground on its left; columns of
        `frontline.tables.DISPLACEMENT`, EPSG:4326, each line from the held side outward. Positive
        numbers are advances of the side that holds the ground. Rates are NaN between a map and itself.
        Flags: `cut_off` (the movement reaches an end of the transect), `back_and_forth` (over 100 m both
        gained and lost on the way), `redrawn` (a map between was drawn anew). Empty if the first map has no
        contact line. `.attrs["report"]`: `net_km2` and `front_km` (all contact lines, generalised by 1 km),
        their ratio `mean_displacement_km`, `main_line_km` (as mapped), the share of transects that are
        `stationary` (moved under 100 m), what the transects sum up to (`transects_km2`), and its caveat.

    Raises
    ------
    ControlError
        If `until` is not after `since`, no map is that old, or a length is not positive.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": f"2025-08-{10 + day}", "geometry": box(36 - 0.01 * day, 47.8, 37, 48.6)}
    ...     for day in range(3)
    ... ]))
    >>> moved = displacement(history, "2025-08-10", "2025-08-12", smooth_km=0)
    >>> moved.loc[moved["net_km"] > 0.1, ["net_km", "rate_m_per_day"]].median().round(2).tolist()
    [1.49, 743.5]
    """
    terrain = ground(history, status=status, source=source)
    first, last = terrain.pair(since, until)
    lengths = {"spacing_km": spacing_km, "smooth_km": smooth_km, "reach_km": reach_km}
    _checked(lengths)
    along, lines = _transects(terrain, first, **lengths)
    gained, lost, cut = _crossed(terrain, lines, first, last)
    place = np.cumsum(gained - lost, axis=1)
    days = (terrain.days[first : last + 1] - terrain.days[first]).astype(float)
    measures = {"along_km": along, **_measures(place, days)}
    flags = {
        "cut_off": cut,
        "back_and_forth": np.minimum(gained.sum(axis=1), lost.sum(axis=1)) > STATIONARY_KM,
        "redrawn": np.full(len(lines), terrain.redrawn[first + 1 : last + 1].any()),
    }
    said = {
        "source": terrain.source,
        "since": terrain.stamp(first),
        "until": terrain.stamp(last),
        "flags": joined(flags, len(lines)),
        "definition": _definition(terrain, lengths),
    }
    frame = gpd.GeoDataFrame({**measures, **said}, geometry=lines, crs="EPSG:4326")
    table = DISPLACEMENT.check(frame if len(lines) else DISPLACEMENT.table([]))
    reported(table, terrain, **_report(history, terrain, first, last, measures["net_km"], spacing_km))
    return table


def _transects(
    terrain: Ground, at: int, *, spacing_km: float, smooth_km: float, reach_km: float
) -> tuple[Floats, NDArray[Any]]:
    """Where transects stand along the smoothed main line, and the transects, from the ground outward."""
    lonlat, closed = _main_line(terrain, at)
    if not len(lonlat):
        return np.zeros(0), np.zeros(0, dtype=object)
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    centre = float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2
    line = _spaced(plane_xy_km(lonlat[:, 0], lonlat[:, 1], centre), spacing_km, closed)
    line = _spaced(_smoothed(line, smooth_km / spacing_km, closed), spacing_km, closed)
    ahead = np.pad(line, ((1, 1), (0, 0)), mode="wrap" if closed else "edge")
    ahead = ahead[2:] - ahead[:-2]
    outward = np.column_stack([ahead[:, 1], -ahead[:, 0]]) / np.hypot(*ahead.T)[:, None]
    ends = np.stack([line - reach_km * outward, line + reach_km * outward], axis=1)
    lines = shapely.linestrings(plane_lonlat(ends.reshape(-1, 2), centre).reshape(-1, 2, 2))
    return np.arange(len(line), dtype=np.float64) * spacing_km, lines


def _main_line(terrain: Ground, at: int) -> tuple[Floats, bool]:
    """Points along the longest contact line, and whether it is a ring, whose end is left out."""
    found = runs(terrain, at)
    if not len(found):
        return np.zeros((0, 2)), False
    longest = found.chosen(np.array([found.km.argmax()]))
    closed = bool(longest.closed[0])
    lonlat = shapely.get_coordinates(shapely.segmentize(longest.lines, STRAIGHT))
    return lonlat[:-1] if closed else lonlat, closed


def _spaced(xy: Floats, spacing: float, closed: bool) -> Floats:
    """Points at equal spacing along a line, at least two."""
    line = shapely.linestrings(np.concatenate([xy, xy[:1]]) if closed else xy)
    count = int(line.length / spacing + 1e-9) + (not closed)
    if count < (3 if closed else 2):
        raise ControlError(
            f"the main contact line is {line.length:.1f} km long, too short for transects {spacing:g} km "
            "apart; pass a smaller spacing_km= or smooth_km="
        )
    return np.asarray(
        shapely.get_coordinates(shapely.line_interpolate_point(line, np.arange(count) * spacing))
    )


def _smoothed(xy: Floats, deviation: float, closed: bool) -> Floats:
    """Points moved to the Gaussian mean of their neighbours; the ends of an open line go on for ever."""
    if not deviation:
        return xy
    reach = int(np.ceil(WIDTHS * deviation))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    wide = np.pad(xy, ((reach, reach), (0, 0)), mode="wrap" if closed else "edge")
    columns = [np.convolve(column, weights / weights.sum(), mode="valid") for column in wide.T]
    return np.column_stack(columns)


def _crossed(
    terrain: Ground, lines: NDArray[Any], first: int, last: int
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """What each map after the first gains and loses along each transect, and where that reaches its end."""
    km = np.zeros((2, len(lines), last - first + 1))
    cut = np.zeros(len(lines), dtype=bool)
    pieces = terrain.steps
    some = np.flatnonzero((pieces.pair > first) & (pieces.pair <= last))
    piece, line = shapely.STRtree(lines).query(pieces.shape[some], predicate="intersects")
    piece = some[piece]
    parts, of = shapely.get_parts(shapely.intersection(lines[line], pieces.shape[piece]), return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    one = part[1:] == part[:-1]
    size = distance_km(*xy[:-1][one].T, *xy[1:][one].T)
    at = of[part[1:][one]]
    np.add.at(km, (pieces.gained[piece[at]].astype(int), line[at], pieces.pair[piece[at]] - first), size)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)[line[of[part]]]
    cut[line[of[part]][(np.abs(ends - xy[:, None]).max(axis=2) < TOUCH).any(axis=1)]] = True
    return km[1], km[0], cut


def _measures(place: Floats, days: Floats) -> dict[str, Floats]:
    """What became of places, in km, over days: shape (transects, maps)."""
    net, span = place[:, -1], days[-1]
    apart = days - days.mean()
    square = float((apart * apart).sum())
    nothing = np.full(len(place), np.nan)
    return {
        "net_km": net,
        "rate_m_per_day": net * 1000 / span if span else nothing,
        "linear_rate_m_per_day": place @ apart * 1000 / square if square else nothing,
        "envelope_km": np.ptp(place, axis=1),
    }


def _definition(terrain: Ground, lengths: Mapping[str, float]) -> str:
    return (
        f"length gained less length lost of {terrain.held}, geodesic, on transects each "
        f"{lengths['spacing_km']:g} km across the longest contact line of the first map, smoothed by a "
        f"Gaussian of {lengths['smooth_km']:g} km, {lengths['reach_km']:g} km to either side; "
        "positive where the side that holds it advanced"
    )


def _report(
    history: ControlHistory, terrain: Ground, first: int, last: int, net_km: Floats, spacing_km: float
) -> dict[str, Any]:
    front = front_line(history, terrain.days[first], status=terrain.statuses, source=terrain.source)
    front_km = float(front.loc[front["class"] == "contact", "length_km"].sum())
    net_km2 = float(terrain.area_km2[last] - terrain.area_km2[first])
    km = runs(terrain, first).km
    return {
        "net_km2": round(net_km2, 3),
        "front_km": round(front_km, 3),
        "generalised_m": GENERALISE_M,
        "mean_displacement_km": round(net_km2 / front_km, 4) if front_km else None,
        "main_line_km": round(float(km.max(initial=0)), 3),
        "transects": len(net_km),
        "stationary": round(float((np.abs(net_km) < STATIONARY_KM).mean()), 4) if len(net_km) else None,
        "transects_km2": round(float(net_km.sum()) * spacing_km, 3),
        "caveat": CAVEAT,
    }


def _checked(lengths: Mapping[str, float]) -> None:
    for name, value in lengths.items():
        if not isfinite(value) or value < 0 or (value == 0 and name != "smooth_km"):
            raise ControlError(f"{name}={value}: pass a number of km above 0")
