"""When each square of the ground was captured: a raster of days, isochrones, and the speed of an advance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from frontline.calendar import period_of
from frontline.errors import ControlError
from frontline.flags import joined
from frontline.ground import Ground, ground
from frontline.pieces import Pieces
from frontline.segments import Ints
from gazetteer.geodesy import area_km2

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["CaptureSurface", "capture_surface"]

CELLS = 200_000_000  # more are more than the memory of most computers holds
STRAIGHT_DEG = 0.1  # so long an edge, straight in degrees, strays by 3 m from the same in the plane
SMOOTH_KM = 1.0
OVERLAP = "T********"  # DE-9IM: the insides of two shapes meet
Numbers = NDArray[np.signedinteger[Any]]
Transform = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, repr=False)
class CaptureSurface:
    """When each square of a grid was captured, between two maps.

    Parameters
    ----------
    first
        For each cell, north to south and west to east, the number of the map that first shows its middle as
        captured; -1 for never.
    last
        The map on which it last changed hands, either way; -1 for never.
    times
        How often it changed hands, either way.
    transform
        From column and row to metres east and north, as rasterio's Affine takes it.
    crs
        The plane that the metres are of: equal in area, and made for the place.
    resolution_m
        The side of a cell.
    terrain
        The ground.
    window
        The maps compared: what the first has is not captured.
    """

    first: Numbers
    last: Numbers
    times: Numbers
    transform: Transform
    crs: CRS
    resolution_m: float
    terrain: Ground
    window: tuple[int, int]

    @property
    def day(self) -> NDArray[np.datetime64]:
        """The day on which each cell was first captured; NaT for never."""
        return _dated(self.terrain, self.first)

    @property
    def last_day(self) -> NDArray[np.datetime64]:
        """The day on which each cell last changed hands; NaT for never."""
        return _dated(self.terrain, self.last)

    @property
    def captured_km2(self) -> float:
        """The area of the cells that were captured at least once."""
        return int((self.first >= 0).sum()) * self.resolution_m**2 / 1e6

    @property
    def source(self) -> str:
        """Whose maps these are."""
        return self.terrain.source

    @property
    def definition(self) -> str:
        """What is told, in words."""
        since, until = (self.terrain.days[at] for at in self.window)
        return (
            f"first map after {since} and up to {until} on which the middle of each cell of "
            f"{self.resolution_m:g} m was gained; {self.terrain.definition}"
        )

    def __repr__(self) -> str:
        since, until = (self.terrain.days[at] for at in self.window)
        rows, columns = self.first.shape
        return (
            f"<CaptureSurface: {self.captured_km2:,.1f} km² captured from {since} to {until} by "
            f"{self.source}; {columns:,} x {rows:,} cells of {self.resolution_m:g} m>"
        )

    def isochrones(self, freq: str = "MS") -> gpd.GeoDataFrame:
        """The ground by the period in which it was first captured: exact shapes, not those of cells.

        Ground that was held before, lost and taken again falls to the period in which it was taken again;
        what was captured twice, to the first.

        Parameters
        ----------
        freq
            D, W (Monday to Sunday), MS (months) or YS (years).

        Returns
        -------
        geopandas.GeoDataFrame
            A row for each period in which ground was captured, in EPSG:4326: `date`, its first day; `since`
            and `until`, the maps between which it was captured; `area_km2`, `flags` (`merged_update`: some of
            it may have been captured before; `straddles`: days without a map at an edge of the period;
            `redrawn`: the publisher drew a map anew), `source` and `definition`.

        Raises
        ------
        ControlError
            If the frequency is not known.
        """
        named = period_of(freq)
        gained = _between(self.terrain, *self.window)
        gained = gained.chosen(gained.gained)
        days = pd.DatetimeIndex(self.terrain.days[gained.pair].astype("datetime64[us]"))
        spans = days.to_period(named)
        _, opens, period = np.unique(spans.asi8, return_index=True, return_inverse=True)
        shapes = _new(gained.shape, period)
        whole = np.array([_united(shapes[period == at]) for at in range(len(opens))], dtype=object)
        some = np.flatnonzero(~shapely.is_empty(whole))
        spans = spans[opens[some]]
        return self._dated(spans, whole[some])

    def speed(self, *, smooth_km: float = SMOOTH_KM) -> NDArray[np.float32]:
        """How fast the front passed over each cell, in metres a day; NaN where it did not.

        It is one by the slope of the days of capture, which are smoothed first: maps move the front in steps.
        Ground within `smooth_km` of the edge of what was captured tells little.

        Parameters
        ----------
        smooth_km
            The standard deviation of the smoothing.

        Raises
        ------
        ControlError
            If it is not above 0.
        """
        if not (isfinite(smooth_km) and smooth_km > 0):
            raise ControlError(f"smooth_km={smooth_km}: pass a number of km above 0")
        there = self.first >= 0
        if min(there.shape) < 2:  # no slope
            return np.full(there.shape, np.nan, dtype=np.float32)
        since = (self.terrain.days - self.terrain.days[0]).astype(np.float32)
        sigma = 1000 * smooth_km / self.resolution_m
        weight = _smoothed(there.astype(np.float32), sigma)
        days = _smoothed(np.where(there, since[self.first], np.float32(0)), sigma)
        with np.errstate(divide="ignore", invalid="ignore"):
            south, east = np.gradient(np.where(there, days / weight, np.float32(np.nan)), self.resolution_m)
            return np.asarray(1 / np.hypot(south, east), dtype=np.float32)

    def _dated(self, spans: pd.PeriodIndex, shapes: NDArray[Any]) -> gpd.GeoDataFrame:
        days, (begin, end) = self.terrain.days, self.window
        opens = spans.start_time.to_numpy().astype("datetime64[D]")
        ends = spans.end_time.to_numpy().astype("datetime64[D]")
        since = np.maximum(np.searchsorted(days, opens) - 1, begin)
        until = np.minimum(np.searchsorted(days, ends, side="right") - 1, end)
        anew = np.cumsum(self.terrain.redrawn)
        before = opens - 1
        gap = (days[since] != before) & (before >= days[begin]) | (days[until] != ends) & (ends <= days[end])
        flags = {
            "merged_update": self.terrain.merged[np.minimum(since + 1, len(days) - 1)],
            "straddles": gap,
            "redrawn": anew[until] > anew[since],
        }
        told = f"ground by the period in which it was first captured; {self.terrain.definition}"
        columns = {
            "date": pd.DatetimeIndex(opens.astype("datetime64[us]")),
            "since": pd.DatetimeIndex(days[since].astype("datetime64[us]")),
            "until": pd.DatetimeIndex(days[until].astype("datetime64[us]")),
            "area_km2": area_km2(shapes),
            "flags": joined(flags, len(spans)),
            "source": pd.array([self.source] * len(spans), dtype="str"),
            "definition": pd.array([told] * len(spans), dtype="str"),
        }
        return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"))


def capture_surface(
    history: ControlHistory,
    *,
    resolution_m: float = 200.0,
    since: object = None,
    until: object = None,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
) -> CaptureSurface:
    """When each square of the ground was captured.

    Parameters
    ----------
    history
        The maps.
    resolution_m
        The side of a square.
    since, until
        Days; the latest map not after each is taken, and what the first has is not captured. None takes the
        first and the last map.
    status
        What counts as held; None counts occupied, occupied_pre2022 and advance, as far as there are such.
    source
        Whose maps; may be left out if there is one source.

    Returns
    -------
    CaptureSurface
        Rasters as numpy arrays (`day`, `last_day`, `times`) that reach as far as anything changed, and
        `isochrones()` as a table. If nothing changed they have no cells.

    Raises
    ------
    ControlError
        If a day is before the first map or the days are in the wrong order, the resolution is not above 0 or
        too fine for so large a ground, or the source must be named.

    Examples
    --------
    >>> from shapely import box
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": f"2025-08-{10 + day}", "geometry": box(37, 48, 38 + day / 10, 48.5)}
    ...     for day in range(3)
    ... ]))
    >>> surface = capture_surface(history)
    >>> surface
    <CaptureSurface: 824.8 km² captured from 2025-08-10 to 2025-08-12 by own; 75 x 279 cells of 200 m>
    >>> surface.isochrones("D").set_index("date")["area_km2"].round(1)
    date
    2025-08-11    412.9
    2025-08-12    412.9
    Name: area_km2, dtype: float64
    """
    if not (isfinite(resolution_m) and resolution_m > 0):
        raise ControlError(f"resolution_m={resolution_m}: pass a number of metres above 0")
    terrain = ground(history, status=status, source=source)
    begin, end = _window(terrain, since, until)
    pieces = _between(terrain, begin, end)
    crs = _plane(terrain)
    flat = _flat(pieces.shape, crs)
    transform, shape = _grid(flat, float(resolution_m))
    piece, cell = _filled(flat, transform, shape)
    narrow = np.promote_types(np.int16, np.min_scalar_type(-len(terrain)))
    first, last = np.full(shape, -1, dtype=narrow), np.full(shape, -1, dtype=narrow)
    last.ravel()[cell] = pieces.pair[piece]  # pieces come by map: of several the last stays
    gained = pieces.gained[piece]
    first.ravel()[cell[gained][::-1]] = pieces.pair[piece[gained]][::-1]
    times = np.bincount(cell, minlength=first.size).astype(narrow).reshape(shape)
    return CaptureSurface(
        first, last, times, transform, crs, float(resolution_m), terrain=terrain, window=(begin, end)
    )


def _window(terrain: Ground, since: object, until: object) -> tuple[int, int]:
    if since is not None and until is not None:
        return terrain.pair(since, until)
    begin = 0 if since is None else terrain.at(since)
    return begin, len(terrain) - 1 if until is None else terrain.at(until)


def _between(terrain: Ground, begin: int, end: int) -> Pieces:
    """What changed after one map and up to another, by map."""
    steps = terrain.steps
    return steps.chosen((steps.pair > begin) & (steps.pair <= end))


def _plane(terrain: Ground) -> CRS:
    """Lambert's equal-area plane around the ground; its centre stays when the ground grows a little."""
    ends = terrain.segments.ends.reshape(-1, 2)
    lon, lat = np.round((ends.min(axis=0) + ends.max(axis=0)) / 2) if len(ends) else (0.0, 0.0)
    return CRS.from_dict({"proj": "laea", "lon_0": lon, "lat_0": lat, "datum": "WGS84", "units": "m"})


def _flat(shapes: NDArray[Any], crs: CRS) -> NDArray[Any]:
    """Shapes in the plane."""
    turn = Transformer.from_crs(4326, crs, always_xy=True)
    fine = shapely.segmentize(shapes, STRAIGHT_DEG)
    xy = np.column_stack(turn.transform(*shapely.get_coordinates(fine).T))
    return np.asarray(shapely.set_coordinates(fine, xy), dtype=object)


def _grid(flat: NDArray[Any], resolution_m: float) -> tuple[Transform, tuple[int, int]]:
    """Where cells lie that reach as far as the shapes do, and their rows and columns."""
    if not len(flat):
        return (resolution_m, 0.0, 0.0, 0.0, -resolution_m, 0.0), (0, 0)
    west, south, east, north = shapely.total_bounds(flat) / resolution_m
    left, top = np.floor(west), np.ceil(north)
    rows, columns = int(top - np.floor(south)), int(np.ceil(east) - left)
    if rows * columns > CELLS:
        raise ControlError(
            f"resolution_m={resolution_m:g} makes {rows * columns:,} cells; pass a coarser one, or since= "
            "and until= closer to each other"
        )
    move = left * resolution_m, top * resolution_m
    return (resolution_m, 0.0, float(move[0]), 0.0, -resolution_m, float(move[1])), (rows, columns)


def _filled(flat: NDArray[Any], transform: Transform, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """The cells whose middle lies in each polygon: numbers of the polygon, ascending, and of the cell.

    Where the middle line of a row crosses the outline, cells begin and end in turn.
    """
    size, _, west, _, _, north = transform
    rings, of_ring = shapely.get_rings(flat, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    across, down = (xy[:, 0] - west) / size - 0.5, (north - xy[:, 1]) / size - 0.5  # middles are whole
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    begins, ends = (
        np.ceil(np.minimum(down[edge], down[edge + 1])),
        np.ceil(np.maximum(down[edge], down[edge + 1])),
    )
    at, row = _counted_out(begins, ends)
    a, b = edge[at], edge[at] + 1
    crossing = across[a] + (row - down[a]) / (down[b] - down[a]) * (across[b] - across[a])
    piece = of_ring[ring[a]]
    order = np.lexsort((crossing, row, piece))
    piece, row, crossing = piece[order][::2], row[order][::2], crossing[order].reshape(-1, 2)
    at, column = _counted_out(*np.ceil(crossing).T)
    return piece[at], row[at] * shape[1] + column


def _counted_out(begins: NDArray[np.float64], ends: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """All whole numbers from each begin up to before its end, and which begin each is of."""
    count = (ends - begins).astype(np.int64)
    of = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    return of, begins[of].astype(np.int64) + within


def _new(shapes: NDArray[Any], period: Ints) -> NDArray[Any]:
    """Shapes without what others have of an earlier period."""
    later, earlier = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    before = period[earlier] < period[later]
    later, earlier = later[before], earlier[before]
    twice = shapely.relate_pattern(shapes[later], shapes[earlier], OVERLAP)
    later, earlier = later[twice], earlier[twice]
    fresh = shapes.copy()
    for one in np.unique(later):
        fresh[one] = shapely.difference(shapes[one], shapely.union_all(shapes[earlier[later == one]]))
    return fresh


def _united(shapes: NDArray[Any]) -> shapely.Geometry:
    """The union of shapes, of its polygons alone."""
    parts = shapely.get_parts(shapely.union_all(shapes))
    parts = parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _dated(terrain: Ground, maps: Numbers) -> NDArray[np.datetime64]:
    days = np.append(terrain.days, np.datetime64("NaT", "D"))
    return np.asarray(days[maps])  # -1 is the last, which is none


def _smoothed(values: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Values averaged over three boxes one after the other, which is a bell of this standard deviation."""
    half = max(round(((4 * sigma**2 + 1) ** 0.5 - 1) / 2), 1)
    for axis in (0, 1, 0, 1, 0, 1):
        wide = np.pad(np.moveaxis(values, axis, 0), ((half + 1, half), (0, 0)))
        total = np.cumsum(wide, axis=0, dtype=np.float64)
        mean = (total[2 * half + 1 :] - total[: -2 * half - 1]) / (2 * half + 1)
        values = np.moveaxis(mean.astype(np.float32), 0, axis)
    return values
