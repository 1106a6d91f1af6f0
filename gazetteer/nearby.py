"""What is near a point: the closest places, how far they are and in which direction."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gazetteer import frames, geodesy
from gazetteer.errors import HintError
from gazetteer.index import Index

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely import Point

__all__ = ["SETTLEMENTS", "closest", "description", "nearest_table", "pool"]

SETTLEMENTS = ("city", "town", "settlement", "village")
IN_KM = 1.0  # so close to a settlement's point is "in" it
SPARE = 8  # candidates beyond k, because the sphere that preselects is not the ellipsoid


def pool(index: Index, place_type: str | Sequence[str] | None) -> NDArray[np.int64]:
    """Numbers of the places of the types wanted, by default all settlements.

    Raises
    ------
    HintError
        If there are none, or they are not named as text.
    """
    wanted = _kinds(place_type)
    numbers = np.flatnonzero(index.by_type(wanted.__contains__, missing=False))
    if not len(numbers):
        known = ", ".join(sorted(index.words["place_type"].values))
        asked = " or ".join(sorted(map(repr, wanted)))
        raise HintError("place_type", f"the gazetteer has no place of type {asked}; it has {known}")
    return numbers


def _kinds(place_type: object) -> set[str]:
    if isinstance(place_type, str):
        return {place_type}
    if place_type is None:
        return set(SETTLEMENTS)
    kinds = list(place_type) if isinstance(place_type, Iterable) else [place_type]
    named = {kind for kind in kinds if isinstance(kind, str)}
    if not all(isinstance(kind, str) for kind in kinds):
        raise HintError("place_type", 'pass one type of place or several as text: "city", ["city", "town"]')
    return named or set(SETTLEMENTS)


def closest(
    index: Index, point: Point, numbers: NDArray[np.int64], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The k places closest to a point among these, nearest first, and their ellipsoidal distances in km."""
    cosines = (
        _unit(index.lon[numbers], index.lat[numbers]) @ _unit(np.array([point.x]), np.array([point.y]))[0]
    )
    count = min(k + SPARE, len(numbers))
    few = numbers[np.argpartition(-cosines, count - 1)[:count]]
    km = geodesy.distance_km(point.x, point.y, index.lon[few], index.lat[few])
    order = np.lexsort((few, km))[:k]
    return few[order], km[order]


def nearest_table(
    index: Index, points: gpd.GeoSeries, numbers: NDArray[np.int64], k: int
) -> gpd.GeoDataFrame:
    """The k closest places of each point as a table, on the points' index, each label k times."""
    import pandas as pd

    k = min(k, len(numbers))
    places: list[int | None] = []
    away = np.full((len(points), k), np.nan)
    bearing = np.full((len(points), k), np.nan)
    for row, point in enumerate(points):
        if point is None or point.is_empty:
            places += [None] * k
            continue
        found, away[row] = closest(index, point, numbers, k)
        bearing[row] = geodesy.bearing_deg(point.x, point.y, index.lon[found], index.lat[found])
        places += found.tolist()
    labels = points.index.repeat(k)
    after: dict[Hashable, pd.Series[Any]] = {
        "distance_km": pd.Series(away.ravel(), index=labels),
        "bearing_deg": pd.Series(bearing.ravel(), index=labels),
        "rank": pd.Series(np.tile(np.arange(1, k + 1), len(points)), index=labels),
    }
    return frames.table(index, places, labels=labels, after=after)


def description(index: Index, point: Point, numbers: NDArray[np.int64]) -> str:
    """Where a point lies, by the closest of these places: "in Toretsk", "7 km south-west of Bakhmut"."""
    (number,), (km,) = closest(index, point, numbers, 1)
    name = index.words["name"][number]
    if km < IN_KM:
        return f"in {name}"
    bearing = geodesy.bearing_deg(index.lon[number], index.lat[number], point.x, point.y)
    return f"{round(km)} km {geodesy.compass(float(bearing))} of {name}"


def _unit(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])
