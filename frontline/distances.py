"""How far apart the claimed places lie, and how far they are from the nearest city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from frontline.tables import CLAIMS
from frontline.terms import Resolution
from gazetteer import load
from gazetteer.geodesy import bearing_deg, compass, distance_km

if TYPE_CHECKING:
    from frontline.tables import Claims
    from gazetteer import Gazetteer

__all__ = ["claim_distances"]

COLUMNS = [
    "place_id",
    "place_name",
    "relation",
    "to_id",
    "to_name",
    "distance_km",
    "bearing_deg",
    "direction",
]
SAME_PLACE_KM = 1.0  # a city so close is the place itself, by another id or none


def claim_distances(claims: Claims, *, nearest: int = 2, gazetteer: Gazetteer | None = None) -> pd.DataFrame:
    """Distances from each claimed place to the nearest other places of the report and to the nearest city.

    Places are compared with those of their own report (`doc_id`). Regions are left out, because their point
    stands for an area, and so are rows without a point.

    Parameters
    ----------
    claims
        A table of claims, located.
    nearest
        To how many other places of the report.
    gazetteer
        Where cities are looked up; the default is `gazetteer.load()`.

    Returns
    -------
    pandas.DataFrame
        One row a pair, in the order of the claims, nearest first: `place_id`, `place_name`, `relation`
        (report or city), `to_id`, `to_name`, `distance_km` (ellipsoidal, WGS84), `bearing_deg` (in which
        direction the other place lies, clockwise from north), `direction` (the word for it).

    Raises
    ------
    ValueError
        If `nearest` is negative.
    gazetteer.TableError
        If the claims break their schema.

    Examples
    --------
    >>> from shapely import Point
    >>> from frontline.tables import CLAIMS
    >>> row = {"claim_id": "1", "event_type": "capture", "status": "claimed", "resolution": "resolved"}
    >>> claims = CLAIMS.table(
    ...     [
    ...         row | {"place_name": "Toretsk", "geometry": Point(37.848, 48.395)},
    ...         row | {"place_name": "Shcherbynivka", "geometry": Point(37.791, 48.395)},
    ...     ]
    ... )
    >>> claim_distances(claims)[["place_name", "to_name", "distance_km", "direction"]].round(1).head(1)
      place_name        to_name  distance_km direction
    0    Toretsk  Shcherbynivka          4.2      west
    """
    if nearest < 0:
        raise ValueError(f"nearest={nearest}: pass to how many places of the report, 0 or more")
    places = _places(CLAIMS.check(claims))
    pairs = [_within(report, nearest) for _, report in places.groupby("doc_id", dropna=False, sort=False)]
    pairs.append(_to_city(places, load() if gazetteer is None else gazetteer))
    table = pd.concat(pairs).sort_values(["place", "distance_km"], kind="stable", ignore_index=True)
    table["direction"] = table["bearing_deg"].map(compass)
    return table[COLUMNS]


def _places(claims: Claims) -> pd.DataFrame:
    """Claimed settlements that have a point, each once a report, numbered in the order of the claims."""
    settled = claims[claims.geometry.notna() & claims["resolution"].ne(Resolution.REGION_ONLY)]
    named = settled["place_name"].fillna(settled["place_text"])
    table = pd.DataFrame(settled[["doc_id", "place_id"]]).assign(place_name=named)
    table = table.assign(lon=settled.geometry.x, lat=settled.geometry.y).drop_duplicates(ignore_index=True)
    return table.assign(place=table.index)


def _within(places: pd.DataFrame, nearest: int) -> pd.DataFrame:
    """Pairs of each place with the nearest others of its report."""
    lon, lat = places["lon"].to_numpy(), places["lat"].to_numpy()
    apart = distance_km(lon[:, None], lat[:, None], lon, lat)
    np.fill_diagonal(apart, np.inf)
    closest = np.argsort(apart, axis=1, kind="stable")[:, : min(nearest, len(places) - 1)]
    start = np.repeat(np.arange(len(places)), closest.shape[1])
    return _pairs(places.iloc[start], places.iloc[closest.ravel()], relation="report")


def _to_city(places: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Pairs of each place with the nearest city that is not the place itself."""
    points = gpd.GeoSeries.from_xy(places["lon"], places["lat"], index=places.index, crs="EPSG:4326")
    cities = gazetteer.nearest(points, place_type="city", k=2)
    own = cities["place_id"].to_numpy() == places["place_id"].reindex(cities.index).to_numpy()
    others = cities[~own & (cities["distance_km"] >= SAME_PLACE_KM).to_numpy()]
    others = others[~others.index.duplicated()]  # they come nearest first
    points = others.geometry
    others = pd.DataFrame(others).assign(place_name=others["name"], lon=points.x, lat=points.y)
    return _pairs(places.loc[others.index], others, relation="city")


def _pairs(places: pd.DataFrame, others: pd.DataFrame, *, relation: str) -> pd.DataFrame:
    pairs = places.reset_index(drop=True).assign(relation=relation)
    pairs["to_id"], pairs["to_name"] = others["place_id"].to_numpy(), others["place_name"].to_numpy()
    ends = (places["lon"], places["lat"], others["lon"], others["lat"])
    lon, lat, to_lon, to_lat = (end.to_numpy() for end in ends)
    km, bearing = distance_km(lon, lat, to_lon, to_lat), bearing_deg(lon, lat, to_lon, to_lat)
    return pairs.assign(distance_km=km, bearing_deg=bearing)
