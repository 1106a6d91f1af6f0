"""Where claims are: the place names of a table brought to points, or said to be ambiguous."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import MultiPoint
from shapely.geometry.base import BaseGeometry

from frontline.tables import CLAIMS, Claims
from frontline.terms import EventType, GeoPrecision, PlaceRelation, Resolution
from gazetteer import load
from gazetteer.errors import GazetteerError, HintError
from gazetteer.geodesy import distance_to_km
from gazetteer.places import REGION_TYPES

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place

__all__ = ["locate", "located"]

# How far an event in a place may be from the place's point: half the width of a place of its type, and the
# error of the point. 1,224 GeoNames points of Ukraine lie 0.4 km (median) and 1.5 km (90 %) from Who's On
# First's.
EXTENT_KM: Mapping[str, float] = {"city": 6.0, "town": 3.0, "settlement": 2.0, "village": 2.0}
OTHER_EXTENT_KM = 3.0
# What "near Dobropillia" and "in the Pokrovsk direction" add: our reading, half a sector and a sector of the
# front.
RELATION_KM = {PlaceRelation.NEAR: 10.0, PlaceRelation.DIRECTION: 25.0}
# Claims about ground are made where the armies meet: of namesakes within the reach of a front the near one is
# likelier. Of strikes that is not so.
GROUND = frozenset(
    {EventType.CAPTURE, EventType.WITHDRAWAL, EventType.ADVANCE, EventType.CONTROL, EventType.ASSAULT}
)
FRONT_ODDS, FRONT_KM = 3.4, 30.0
SETTLEMENTS = frozenset({"city", "town", "settlement", "village"})
REGION_PRECISION = {
    "raion": GeoPrecision.ADMIN2,
    "country": GeoPrecision.COUNTRY,
    "sea": GeoPrecision.COUNTRY,
}
# A region's adjective is written without its noun: "Донецкой и Запорожской областей".
REGION_NOUNS = (" области", " області", " район")
FOUND = [
    "place_id",
    "place_name",
    "admin1",
    "admin2",
    "resolution",
    "candidates",
    "geo_precision",
    "uncertainty_km",
]


def locate(
    claims: Claims,
    gazetteer: Gazetteer | None = None,
    *,
    near: Place | BaseGeometry | gpd.GeoDataFrame | None = None,
    front: BaseGeometry | gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Claims:
    """Claims with the places that their names mean: id, name, region, point and how far off that may be.

    A name that several places have is looked up a second time beside the other places of its report. What
    stays open is left without a point, as ambiguous (with `candidates`) or unresolved. A claim that names a
    region only gets the region's point, with the region's radius as `uncertainty_km`, and says so:
    region_only. Points that came with the source (resolution given) stay; a claim without any name has no
    resolution.

    Parameters
    ----------
    claims
        A table of claims; `place_text`, `place_type`, `place_rel` and `admin_text` are read.
    gazetteer
        Where places are looked up; the default is `gazetteer.load()`.
    near
        Where all of them are likely to be: a Place, a shapely geometry or a GeoDataFrame.
    front
        The line of contact of those days (EPSG:4326), if you have it: of namesakes, claims of captures,
        withdrawals, advances, control and assaults are likelier to mean the one within 30 km of it. Other
        claims, such as strikes, are not touched by it, nor are places over 60 km away made less likely.
    overrides
        What the user knows better: place_text to place_id; kept as resolution given.

    Returns
    -------
    Claims
        A new table on the index of the claims.

    Raises
    ------
    gazetteer.PlaceNotFoundError
        If an override names an id that the gazetteer does not have.

    Examples
    --------
    >>> from frontline.tables import CLAIMS
    >>> row = {"claim_id": "1", "event_type": "capture", "status": "claimed"}
    >>> claims = CLAIMS.table([row | {"place_text": "Iskra", "admin_text": "Donetsk"}])
    >>> locate(claims)[["place_text", "place_name", "admin1", "resolution"]]
      place_text           place_name   admin1 resolution
    0      Iskra  Andriivka-Klevtsove  Donetsk   resolved
    """
    gazetteer = load() if gazetteer is None else gazetteer
    told = CLAIMS.check(claims).reset_index(drop=True)
    found = located(told, gazetteer, near=near, front=front, overrides=overrides)
    return found.set_axis(claims.index)


def located(
    claims: Claims,
    gazetteer: Gazetteer,
    *,
    near: Place | BaseGeometry | gpd.GeoDataFrame | None = None,
    front: BaseGeometry | gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Claims:
    """As `locate`, for a table on a RangeIndex that was just checked."""
    told = claims.copy(deep=False)
    named = told["place_text"].notna()
    regions = _regions(told["admin_text"], gazetteer)
    found = _settlements(told, regions, near, _priors(told["event_type"], front), gazetteer)
    for text, place_id in (overrides or {}).items():
        _put(found, told["place_text"].eq(text), gazetteer[place_id], Resolution.GIVEN)
    for region in {place.place_id: place for place in regions.dropna()}.values():
        _put(found, ~named & regions.eq(region), region, Resolution.REGION_ONLY)
    found["resolution"] = found["resolution"].where(named | told["admin_text"].notna())
    found["geo_precision"] = _precision(found, told["place_rel"])
    found["uncertainty_km"] = _uncertainty_km(found, told["place_rel"])
    given = told.geometry.notna() & (told["resolution"].eq(Resolution.GIVEN) | told["resolution"].isna())
    told["resolution"] = told["resolution"].mask(given, Resolution.GIVEN.value)
    for name in (*FOUND, "geometry"):
        told[name] = told[name].where(given, found[name])
    return CLAIMS.check(told)


def _regions(texts: pd.Series[str], gazetteer: Gazetteer) -> pd.Series[Any]:
    """The region that each text means, or None."""
    meant = {text: _region(text, gazetteer) for text in texts.dropna().unique()}
    return pd.Series([meant.get(text) for text in texts], index=texts.index, dtype=object)


def _region(text: str, gazetteer: Gazetteer) -> Place | None:
    for name, place_type in ((text, "oblast"), (text, None), *((text + noun, None) for noun in REGION_NOUNS)):
        try:
            place = gazetteer.resolve(name, place_type=place_type)
        except GazetteerError:
            continue
        if place.is_region:
            return place
    return None


def _priors(events: pd.Series[str], front: object) -> pd.Series[Any]:
    """For each claim what the front says of a place: nothing, unless it is about ground."""
    prior = None if front is None else nearness(front)
    return pd.Series(
        [prior if event in GROUND else None for event in events], index=events.index, dtype=object
    )


def nearness(front: object) -> Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]:
    """How much likelier the nearness of the front makes a place, as a function of longitude and latitude.

    Natural logarithms of odds: 3.4 (thirty to one) on the line, falling evenly to 0 at 30 km, and 0 beyond.
    """
    line: Any = front.geometry if hasattr(front, "geometry") else front
    if hasattr(line, "crs"):
        line = (line.to_crs(4326) if line.crs is not None and line.crs != 4326 else line).union_all()
    if not isinstance(line, BaseGeometry) or line.is_empty:
        raise HintError(
            "front", "pass a shapely geometry in longitude and latitude or a GeoDataFrame, not empty"
        )

    def prior(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        km = distance_to_km(lon, lat, line)
        return FRONT_ODDS * np.clip(1 - km / FRONT_KM, 0.0, 1.0)

    return prior


def _settlements(
    claims: Claims, regions: pd.Series[Any], near: object, priors: pd.Series[Any], gazetteer: Gazetteer
) -> gpd.GeoDataFrame:
    """What the place names mean: by region and type, and then by the other places of the report."""
    hints = {
        "admin1": regions.map(lambda place: place.admin1_code, na_action="ignore"),
        "admin2": regions.map(lambda place: place.admin2, na_action="ignore"),
        "place_type": claims["place_type"].where(claims["place_type"].isin(SETTLEMENTS)),
        "prior": priors,
    }
    found = gazetteer.resolve_all(claims["place_text"], **hints, near=near)
    open_ = found["resolution"].eq(Resolution.AMBIGUOUS)
    if near is None and open_.any():
        beside = _beside(found, claims["doc_id"])[open_]
        again = {name: hint[open_] for name, hint in hints.items()}
        second = gazetteer.resolve_all(claims.loc[open_, "place_text"], **again, near=beside)
        found = pd.concat([found[~open_], second]).loc[claims.index]
    found["place_name"] = found["name"]
    return found


def _beside(found: gpd.GeoDataFrame, reports: pd.Series[str]) -> gpd.GeoSeries:
    """All places of a row's report that are clear, as one geometry."""
    clear = found.geometry[found["resolution"].eq(Resolution.RESOLVED)]
    together = {report: MultiPoint(list(points)) for report, points in clear.groupby(reports.fillna(""))}
    return gpd.GeoSeries(
        [together.get(report) for report in reports.fillna("")], index=found.index, crs=found.crs
    )


def _put(found: gpd.GeoDataFrame, rows: pd.Series[bool], place: Place, resolution: Resolution) -> None:
    """Set rows of a table of our own to a place."""
    values = place.as_row() | {"place_name": place.name, "resolution": resolution, "candidates": None}
    values["uncertainty_km"] = place.uncertainty_km
    for name in (*FOUND, "place_type", "geometry"):
        if name in values:
            found.loc[rows, name] = values[name]


def _precision(found: gpd.GeoDataFrame, relations: pd.Series[str]) -> pd.Series[Any]:
    """What each point stands for."""
    near = relations.isin(list(RELATION_KM))
    settled = pd.Series(GeoPrecision.SETTLEMENT.value, index=found.index).mask(near, GeoPrecision.NEAR.value)
    region = found["place_type"].map(REGION_PRECISION).fillna(GeoPrecision.ADMIN1.value)
    kind = settled.mask(found["place_type"].isin(REGION_TYPES), region)
    return kind.where(found.geometry.notna())


def _uncertainty_km(found: gpd.GeoDataFrame, relations: pd.Series[str]) -> pd.Series[float]:
    """How far an event may be from each point: the extent of the place, and what the relation adds."""
    extent = found["uncertainty_km"].fillna(found["place_type"].map(EXTENT_KM)).fillna(OTHER_EXTENT_KM)
    beyond = relations.map(RELATION_KM).astype(float).fillna(0.0)
    reach: pd.Series[float] = extent + beyond
    return reach.where(found.geometry.notna())
