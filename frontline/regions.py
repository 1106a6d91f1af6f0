"""How ground and its changes fall to regions: oblasts, or any polygons that a user has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from frontline.boundaries import oblasts
from frontline.errors import ControlError
from frontline.ground import Ground
from frontline.segments import Ints
from gazetteer.geodesy import area_km2

__all__ = ["ELSEWHERE", "Regions", "Shares", "by_region", "regions", "shares"]

ELSEWHERE = "elsewhere"
NOTHING_KM2 = 1e-9
Moved = tuple[Ints, NDArray[np.bool_], NDArray[np.float64]]


@dataclass(frozen=True)
class Regions:
    """Named polygons in degrees, with the land that they have."""

    names: tuple[str, ...]
    shapes: NDArray[Any]
    land_km2: NDArray[np.float64]

    def split(self, shapes: NDArray[Any]) -> tuple[Ints, Ints, NDArray[np.float64]]:
        """The share of each shape in each region: numbers of shape and region, and km²; where it is not 0."""
        tree = shapely.STRtree(shapes)
        region, piece = tree.query(self.shapes, predicate="intersects")
        whole = _within(self.shapes, shapes, region, piece)
        km2 = np.empty(len(piece))
        km2[whole] = area_km2(shapes[piece[whole]])
        km2[~whole] = area_km2(shapely.intersection(shapes[piece[~whole]], self.shapes[region[~whole]]))
        some = km2 > 0
        return piece[some], region[some], km2[some]


def _within(regions: NDArray[Any], shapes: NDArray[Any], region: Ints, piece: Ints) -> NDArray[np.bool_]:
    shapely.prepare(regions)
    return np.asarray(shapely.contains_properly(regions[region], shapes[piece]))


def regions(by: object) -> Regions:
    """Regions as a user may give them.

    Parameters
    ----------
    by
        "oblast": land of the first-level units of Ukraine. Else polygons: a GeoDataFrame, named by its column
        `name` or its index, or a GeoSeries, named by its index; in any CRS that is set.

    Raises
    ------
    ControlError
        If it is neither, has no CRS, or names twice.
    """
    if isinstance(by, str):
        if by != "oblast":
            raise ControlError(f"by={by!r} is not known; pass 'oblast' or polygons as a GeoDataFrame")
        units = oblasts()
        return Regions(tuple(units["name"]), units.geometry.to_numpy(), units["land_km2"].to_numpy())
    if not isinstance(by, gpd.GeoDataFrame | gpd.GeoSeries) or by.crs is None:
        raise ControlError("by= takes 'oblast', or a GeoDataFrame or GeoSeries of polygons with a CRS")
    named = by["name"] if isinstance(by, gpd.GeoDataFrame) and "name" in by else pd.Series(by.index)
    names = tuple(str(name) for name in named)
    if len(set(names)) < len(names):
        raise ControlError("two of the polygons in by= have one name; dissolve them or name them apart")
    shapes = shapely.make_valid(by.geometry.to_crs(4326).to_numpy())
    if not np.isin(shapely.get_type_id(shapes), [3, 6]).all() or shapely.is_empty(shapes).any():
        raise ControlError("by= takes polygons: one of these has none; drop it")
    return Regions(names, shapes, area_km2(shapes))


@dataclass(frozen=True)
class Shares:
    """What each map gains and loses in each region; what lies in none has the number behind the last."""

    units: Regions
    maps: int
    map: Ints
    region: Ints
    gained: NDArray[np.bool_]
    km2: NDArray[np.float64]


def shares(terrain: Ground, units: Regions) -> Shares:
    """The ground of the first map, which is its gain, and what each later one changes, by region."""
    pieces = terrain.steps
    first = np.array([terrain.segments.polygon(0)] if len(terrain) else [], dtype=object)
    shapes = np.concatenate([first, pieces.shape])
    maps = np.concatenate([np.zeros(len(first), dtype=np.int64), pieces.pair])
    gained = np.concatenate([np.ones(len(first), dtype=bool), pieces.gained])
    piece, region, km2 = units.split(shapes)
    rest = area_km2(shapes) - np.bincount(piece, weights=km2, minlength=len(shapes))
    left = np.flatnonzero(rest > NOTHING_KM2)
    piece, region = np.r_[piece, left], np.r_[region, np.full(len(left), len(units.names))]
    return Shares(units, len(terrain), maps[piece], region, gained[piece], np.r_[km2, rest[left]])


def by_region(parts: Shares) -> Iterator[tuple[str, float, NDArray[np.float64], Moved]]:
    """Each region's name, its land, the ground held in it on each map, and what moved there after the first.

    What moved is told by map, whether it was gained, and km². The last lies in no region: "elsewhere".
    """
    names, land = (*parts.units.names, ELSEWHERE), np.r_[parts.units.land_km2, np.nan]
    for region, (name, land_km2) in enumerate(zip(names, land.tolist(), strict=True)):
        mine = parts.region == region
        maps, gained, km2 = parts.map[mine], parts.gained[mine], parts.km2[mine]
        held = np.cumsum(np.bincount(maps, weights=np.where(gained, km2, -km2), minlength=parts.maps))
        later = maps > 0
        yield name, land_km2, np.asarray(held), (maps[later], gained[later], km2[later])
