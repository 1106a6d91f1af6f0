"""Points as users have them, brought to longitudes and latitudes on an index."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from typing import Any, Never

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from frontline.errors import ControlError

__all__ = ["located"]

CRS = "EPSG:4326"
Floats = NDArray[np.float64]


def located(points: object) -> tuple[pd.Index, Floats]:
    """The index of the points, and their longitudes and latitudes; NaN where there is none."""
    index, shapes = _shapes(points)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    wrong = np.flatnonzero(~missing & (shapely.get_type_id(shapes) != shapely.GeometryType.POINT))
    if len(wrong):
        raise ControlError(
            f"row {index[wrong[0]]!r} is a {shapes[wrong[0]].geom_type}, not a point; "
            "pass its representative_point()"
        )
    whole = shapes.copy()
    whole[missing] = None  # GEOS has no coordinates of an empty point
    lonlat = np.column_stack([shapely.get_x(whole), shapely.get_y(whole)])
    off = np.flatnonzero(~missing & ~((np.abs(lonlat) <= [180, 90]).all(axis=1)))
    if len(off):
        x, y = lonlat[off[0]]
        raise ControlError(f"row {index[off[0]]!r} is at {x:g}, {y:g}: these are no degrees; set the CRS")
    return index, lonlat


def _shapes(points: Any) -> tuple[pd.Index, NDArray[Any]]:  # noqa: ANN401 - whatever has points
    if isinstance(points, gpd.GeoDataFrame):
        points = points.geometry
    if isinstance(points, gpd.GeoSeries):
        known = points if points.crs is None or points.crs == CRS else points.to_crs(CRS)
        return known.index, known.to_numpy()
    if isinstance(points, pd.DataFrame) or not isinstance(points, Iterable):
        points = [points] if hasattr(points, "geom_type") or hasattr(points, "point") else _refused(points)
    index = points.index if isinstance(points, pd.Series) else pd.RangeIndex(len(points := list(points)))
    shapes = np.empty(len(index), dtype=object)
    shapes[:] = [_shape(getattr(one, "point", one)) for one in points]
    return index, shapes


def _shape(one: object) -> shapely.Geometry | None:
    if one is None or one is pd.NA or one is pd.NaT or (isinstance(one, float) and isnan(one)):
        return None
    return one if isinstance(one, shapely.Geometry) else _refused(one)


def _refused(points: object) -> Never:
    raise ControlError(
        f"{type(points).__name__} is no point; pass a GeoDataFrame or GeoSeries of points, shapely points, "
        "or places of the gazetteer"
    )
