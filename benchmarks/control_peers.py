"""What a notebook does with daily maps of control: geopandas' own functions, day by day. The naive peers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["EQUAL_AREA", "advance_km", "front_km", "gained_lost_km2", "held_counts", "projected", "read"]

EQUAL_AREA = "EPSG:3035"
STEP_M = 100.0
Floats = NDArray[np.float64]


def read(files: Sequence[Path]) -> list[gpd.GeoDataFrame]:
    """The maps as geopandas reads them."""
    return [gpd.read_file(file) for file in files]


def projected(maps: Sequence[gpd.GeoDataFrame]) -> list[gpd.GeoDataFrame]:
    """The maps in an equal-area projection of Europe."""
    return [one.to_crs(EQUAL_AREA) for one in maps]


def gained_lost_km2(maps: Sequence[gpd.GeoDataFrame]) -> tuple[Floats, Floats]:
    """What each map gains and loses against the one before, by two overlays."""
    gained, lost = [0.0], [0.0]
    for old, new in pairwise(maps):
        gained.append(gpd.overlay(new, old, how="difference", keep_geom_type=True).area.sum() / 1e6)
        lost.append(gpd.overlay(old, new, how="difference", keep_geom_type=True).area.sum() / 1e6)
    return np.array(gained), np.array(lost)


def front_km(maps: Sequence[gpd.GeoDataFrame], ukraine: BaseGeometry) -> Floats:
    """The length of each map's outline without what lies within 2.5 km of the border and the coast."""
    outline = gpd.GeoSeries([ukraine.boundary], crs=4326).to_crs(EQUAL_AREA)
    beside = outline.buffer(2500).union_all()
    return np.array([one.boundary.difference(beside).length.sum() / 1e3 for one in maps])


def advance_km(maps: Sequence[gpd.GeoDataFrame]) -> Floats:
    """How far the farthest new ground of each map is from the ground before."""
    deepest = [0.0]
    for old, new in pairwise(maps):
        ground = gpd.overlay(new, old, how="difference", keep_geom_type=True)
        if ground.empty:
            deepest.append(0.0)
            continue
        xy = ground.explode().segmentize(STEP_M).get_coordinates()
        points = gpd.GeoSeries(gpd.points_from_xy(xy["x"], xy["y"]), crs=EQUAL_AREA)
        deepest.append(points.distance(old.geometry.iloc[0]).max() / 1e3)
    return np.array(deepest)


def held_counts(maps: Sequence[gpd.GeoDataFrame], places: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """How many places each map holds, by a spatial join."""
    return np.array([len(gpd.sjoin(places, one, predicate="within")) for one in maps])


def difference_km2(old: BaseGeometry, new: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """What one ground has and the other has not, both ways, by shapely."""
    return shapely.difference(new, old), shapely.difference(old, new)
