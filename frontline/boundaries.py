"""Where control of terrain is measured: the land of Ukraine, of its oblasts and of its neighbours.

All boundaries are in EPSG:4326, in the frame of 20–44° E, 43–54° N, at which foreign land ends. They are
generalised by 110 m; oblast borders are those of Natural Earth, good to about 1 km. Land reaches to the
coast: rivers, lakes and reservoirs are land; the sea, its lagoons (Syvash) and open estuaries (of the Dnipro
and the Southern Buh) are not. Crimea and Sevastopol are Ukraine's. Sources and errors: data/SOURCES.md.

Everything is read when first asked for and then kept; the geometries are prepared, so that many points are
told apart fast.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any, NamedTuple

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.errors import FrontlineError
from gazetteer.garbage import uncollected
from gazetteer.geodesy import area_km2

__all__ = ["FRAME", "NoLandBorderError", "land", "oblasts", "state_border", "ukraine"]

FRAME = (20.0, 43.0, 44.0, 54.0)  # west, south, east, north: beyond it no boundaries are known


class NoLandBorderError(FrontlineError, LookupError):
    """A country with which Ukraine has no land border.

    Parameters
    ----------
    country
        The country, as it was asked for.
    neighbours
        The codes that :func:`state_border` knows.
    """

    def __init__(self, country: str, neighbours: Iterable[str]) -> None:
        self.country, self.neighbours = country, tuple(neighbours)
        known = ", ".join(self.neighbours)
        super().__init__(f"Ukraine has no land border with {country!r}; choose one of {known}")


class _Topology(NamedTuple):
    """Lines, and areas as numbers of the lines around them; ~i is line i the other way round."""

    arcs: list[NDArray[np.float64]]
    units: list[Mapping[str, Any]]
    countries: list[Mapping[str, Any]]


def oblasts() -> geopandas.GeoDataFrame:
    """The first-level units of Ukraine, land only: 24 oblasts, Crimea, Kyiv City and Sevastopol.

    They are a coverage: neighbours share their border vertex by vertex and do not overlap. The frame is the
    caller's own, its geometries are shared.

    Returns
    -------
    geopandas.GeoDataFrame
        A row for each unit, by code: `name` as in the gazetteer's `admin1`, `code` of ISO 3166-2, `land_km2`
        on the ellipsoid between edges straight in longitude and latitude, `geometry` (multipolygons,
        EPSG:4326).

    Examples
    --------
    >>> units = oblasts()
    >>> len(units)
    27
    >>> units.set_index("name").loc[["Donetsk", "Luhansk"], ["code", "land_km2"]].round(-2)
              code  land_km2
    name
    Donetsk  UA-14   26600.0
    Luhansk  UA-09   26700.0
    """
    return _oblasts().copy()


@cache
def ukraine() -> shapely.MultiPolygon:
    """The land of Ukraine within its internationally recognised borders: its units together.

    Examples
    --------
    Simferopol is in it, Belgorod is not:

    >>> [bool(ukraine().contains(shapely.Point(at))) for at in [(34.10, 44.95), (36.59, 50.60)]]
    [True, False]
    """
    return _whole(_areas(_topology().units))


@cache
def land() -> shapely.MultiPolygon:
    """All land in the frame, of every country.

    Examples
    --------
    Belgorod is on it, a ship off Berdiansk is not:

    >>> [bool(land().contains(shapely.Point(at))) for at in [(36.59, 50.60), (36.8, 46.5)]]
    [True, False]
    """
    return _whole(_areas(_topology().units) + _areas(_topology().countries))


@cache
def state_border(*, country: str = "RU") -> shapely.MultiLineString:
    """The land border of Ukraine with a neighbour, along borders that are recognised.

    Borders at sea are not in it: between Crimea and Russia there is none.

    Parameters
    ----------
    country
        Code of ISO 3166-1: BY, HU, MD, PL, RO, RU or SK.

    Raises
    ------
    NoLandBorderError
        If Ukraine has no land border with that country.

    Examples
    --------
    >>> [round(degree, 1) for degree in state_border().bounds]  # from the Three Sisters to the Azov sea
    [31.8, 47.1, 40.2, 52.4]
    >>> state_border(country="TR")
    Traceback (most recent call last):
        ...
    frontline.boundaries.NoLandBorderError: Ukraine has no land border with 'TR'; choose one of BY, HU, ...
    """
    topology = _topology()
    ours = _lines_of(topology.units)
    shared = {each["properties"]["code"]: ours & _lines_of([each]) for each in topology.countries}
    if not shared.get(country):
        raise NoLandBorderError(country, (code for code, lines in shared.items() if lines))
    lines = shapely.multilinestrings([shapely.LineString(topology.arcs[i]) for i in sorted(shared[country])])
    return shapely.MultiLineString(shapely.get_parts(shapely.line_merge(lines)).tolist())


@cache
def _oblasts() -> geopandas.GeoDataFrame:
    units = _topology().units
    shapes = np.array(_areas(units), dtype=object)
    shapely.prepare(shapes)
    columns = {key: [unit["properties"][key] for unit in units] for key in ("name", "code")}
    return geopandas.GeoDataFrame(columns | {"land_km2": area_km2(shapes)}, geometry=shapes, crs="EPSG:4326")


@cache
@uncollected()
def _topology() -> _Topology:
    """TopoJSON: points as steps on a grid."""
    text = files("frontline.data").joinpath("boundaries.json").read_text(encoding="utf-8")
    data = json.loads(text)
    objects = data["objects"]
    per_degree = round(1 / data["transform"]["scale"][0])
    arcs = _paths(data["arcs"], per_degree)
    return _Topology(arcs, objects["units"]["geometries"], objects["countries"]["geometries"])


def _paths(arcs: list[list[list[int]]], per_degree: int) -> list[NDArray[np.float64]]:
    steps = np.fromiter(chain.from_iterable(chain.from_iterable(arcs)), np.int64).reshape(-1, 2)
    ends = np.cumsum([len(arc) for arc in arcs])
    return [np.cumsum(line, axis=0) / per_degree for line in np.split(steps, ends[:-1])]


def _areas(members: Iterable[Mapping[str, Any]]) -> list[shapely.MultiPolygon]:
    return [shapely.MultiPolygon([_polygon(rings) for rings in member["arcs"]]) for member in members]


def _polygon(rings: list[list[int]]) -> shapely.Polygon:
    shell, *holes = (_ring(numbers) for numbers in rings)
    return shapely.Polygon(shell, holes)


def _ring(numbers: list[int]) -> NDArray[np.float64]:
    arcs = _topology().arcs
    # The last point of an arc is the first of the next, and the ring closes itself.
    return np.concatenate([arcs[i][:-1] if i >= 0 else arcs[~i][:0:-1] for i in numbers])


def _whole(areas: list[shapely.MultiPolygon]) -> shapely.MultiPolygon:
    """Areas that share their borders as one, prepared."""
    whole = shapely.MultiPolygon(shapely.get_parts(shapely.coverage_union_all(areas)).tolist())
    shapely.prepare(whole)
    return whole


def _lines_of(members: Iterable[Mapping[str, Any]]) -> set[int]:
    return set(_numbers([member["arcs"] for member in members]))


def _numbers(nested: list[Any]) -> Iterator[int]:
    """Lines by number, whichever way they run."""
    for each in nested:
        if isinstance(each, list):
            yield from _numbers(each)
        else:
            yield max(each, ~each)
