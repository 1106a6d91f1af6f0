"""Distances between settlements on a sphere: good to 0.5 %, and a hundred times faster than exact ones.

They decide which of two rows is meant, and are never shown; what is shown is measured in ``geodesy``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Point", "apart_km", "point", "reach_km"]

DEGREE_KM = 111.195  # of a great circle

Point = tuple[float, float]


def point(row: Mapping[str, str]) -> Point:
    """Longitude and latitude of a row."""
    return float(row["lon"]), float(row["lat"])


def apart_km(one: Point, other: Point) -> float:
    """Distance of two points not far from each other.

    Examples
    --------
    >>> round(apart_km((37.848, 48.395), (37.707, 48.533)), 1)
    18.5
    """
    width = math.cos(math.radians(one[1] + other[1]) / 2)
    return math.hypot(one[1] - other[1], ((one[0] - other[0] + 180) % 360 - 180) * width) * DEGREE_KM


def reach_km(centre: Point, points: Sequence[Point] | NDArray[np.float64]) -> int:
    """From a point to the farthest of some others, rounded up to a km, at least 1."""
    lon, lat = np.reshape(points, (-1, 2)).T
    width = np.cos(np.radians(centre[1] + lat) / 2)
    apart = np.hypot(centre[1] - lat, ((centre[0] - lon + 180) % 360 - 180) * width) * DEGREE_KM
    return math.ceil(apart.max(initial=0)) or 1
