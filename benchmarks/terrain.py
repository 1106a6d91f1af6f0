"""The terrain of the benchmark: its settlements, the towns beside them, and where the front runs."""

from __future__ import annotations

import json
import lzma
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer import Gazetteer
from gazetteer.geodesy import distance_to_km

__all__ = [
    "FRONT_OBLASTS",
    "SETTLED",
    "contact_line",
    "dump_names",
    "front_of",
    "km_from",
    "settlements",
    "towns_beside",
]

SETTLED = ("city", "town", "settlement", "village")
FRONT_OBLASTS = (
    "Chernihiv", "Sumy", "Kharkiv", "Luhansk", "Donetsk", "Zaporizhzhia", "Kherson", "Mykolaiv",
    "Dnipropetrovsk",
)  # fmt: skip
UKRAINE = shapely.Point(31.4, 48.6)  # any point does: all places are asked for
BORDER_KM = 3.0  # a boundary so close to the state border or the coast is no front
KM_PER_DEGREE = 111.2
TOWN_PEOPLE = 5_000  # so many live in a place that readers are expected to know
BESIDE_KM = 60.0
LARGEST_MAP = 64 << 20  # bytes of one day's map


def settlements(gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """All settlements of Ukraine, by their id."""
    found = gazetteer.nearest(UKRAINE, place_type=SETTLED, k=len(gazetteer))
    found = found[found["country"].eq("UA") & found["admin1"].notna()]
    return found.sort_values("place_id").reset_index(drop=True)


def dump_names(folder: Path) -> dict[str, str]:
    """The first name of each place in the dumps of GeoNames in a folder, by place_id."""
    names: dict[str, str] = {}
    for path in sorted(folder.glob("geonames_*.zip")):
        with zipfile.ZipFile(path) as archive:
            tables = [name for name in archive.namelist() if name.endswith(".txt") and name != "readme.txt"]
            lines = [line for table in tables for line in archive.read(table).decode("utf-8").splitlines()]
        cells = (line.split("\t", 2) for line in lines)
        names |= {f"geonames:{number}": name for number, name, _ in cells}
    return names


def towns_beside(places: gpd.GeoDataFrame, everywhere: gpd.GeoDataFrame, *, seed: int) -> gpd.GeoSeries:
    """For each place a town within 60 km, drawn by lot, as a report would name one beside it; or None."""
    known = everywhere["place_type"].isin(["city", "town"]) | everywhere["population"].ge(TOWN_PEOPLE)
    towns = everywhere[known.fillna(False).astype(bool)]
    lots = np.random.default_rng(seed)
    unit = _on_sphere(towns.geometry.x.to_numpy(), towns.geometry.y.to_numpy())
    reach = 2 * np.sin(BESIDE_KM / 6371.0 / 2)
    ids = towns["place_id"].to_numpy()
    drawn: list[BaseGeometry | None] = []
    for place_id, point in zip(places["place_id"], places.geometry, strict=True):
        chord = np.linalg.norm(unit - _on_sphere(np.array([point.x]), np.array([point.y])), axis=1)
        near = np.flatnonzero((chord <= reach) & (ids != place_id))
        drawn.append(towns.geometry.iloc[int(lots.choice(near))] if len(near) else None)
    return gpd.GeoSeries(drawn, index=places.index, crs="EPSG:4326")


def _on_sphere(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def contact_line(occupied: BaseGeometry, ukraine: BaseGeometry) -> BaseGeometry:
    """The boundary of occupied ground that is neither state border nor coast.

    The outer edge of what was occupied before 2022 is border or coast and falls away with it; old and new
    occupied ground are one area here.

    Examples
    --------
    >>> line = contact_line(shapely.box(34, 46, 36, 48), shapely.box(30, 44, 36, 50))
    >>> bool(line.distance(shapely.Point(36, 47)) > 0.03), bool(line.distance(shapely.Point(34, 47)) < 1e-9)
    (True, True)
    """
    edge = shapely.union_all(shapely.make_valid(occupied)).boundary
    return edge.difference(ukraine.boundary.buffer(BORDER_KM / KM_PER_DEGREE / np.cos(np.radians(48))))


def front_of(folder: Path, ukraine: BaseGeometry) -> tuple[str, BaseGeometry]:
    """The last day of the control maps in a folder, and its contact line."""
    archive = max(folder.glob("deepstate_daily_*.tar.xz"))
    with lzma.open(archive) as packed, tarfile.open(fileobj=packed) as maps:
        last = max((m for m in maps.getmembers() if m.name.endswith(".geojson")), key=lambda m: m.name)
        opened = maps.extractfile(last)
        if opened is None or last.size > LARGEST_MAP:
            raise ValueError(f"{archive}: {last.name} is no map of one day")
        features: list[dict[str, Any]] = json.load(opened)["features"]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    return Path(last.name).stem[-8:], contact_line(shapely.union_all(shapely.make_valid(shapes)), ukraine)


def km_from(places: gpd.GeoDataFrame, line: BaseGeometry) -> pd.Series[float]:
    """How far each place is from a line."""
    km = distance_to_km(places.geometry.x.to_numpy(), places.geometry.y.to_numpy(), line)
    return pd.Series(km, index=places.index)
