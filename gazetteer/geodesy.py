"""How far, in which direction and how large: the only module that measures the Earth.

Lengths are kilometres and areas square kilometres on the WGS84 ellipsoid (Karney's geodesics, through
PROJ). Points are longitudes and latitudes in degrees, EPSG:4326, longitude first. Bearings are degrees
clockwise from north.

Areas are those of edges straight in longitude and latitude, as RFC 7946 has them: the area between such an
edge and the equator is an integral over the ellipsoid's authalic strips, so that areas of rings are sums over
their edges.

References
----------
C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013), doi:10.1007/s00190-012-0578-z.
J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), equations 3-11 and 3-12
(authalic latitude), 4-18 to 4-20 (radii of curvature).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from pyproj import Geod, Proj
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "COMPASS",
    "apart_km",
    "area_km2",
    "bearing_deg",
    "circles",
    "compass",
    "distance_km",
    "distance_to_km",
    "moved",
    "on_earth",
    "plane_lonlat",
    "plane_xy_km",
    "short_xy_km",
    "strip_km2",
    "width_km",
]

SEMI_MAJOR_KM, FLATTENING = 6378.137, 1 / 298.257223563  # WGS84
ECCENTRICITY2 = FLATTENING * (2 - FLATTENING)
ECCENTRICITY = ECCENTRICITY2**0.5
GAUSS3 = tuple(zip((-(0.6**0.5), 0.0, 0.6**0.5), (5 / 18, 8 / 18, 5 / 18), strict=True))  # nodes and weights

COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


@cache
def _wgs84() -> Geod:
    from pyproj import Geod  # a tenth of a second that `import gazetteer` does not pay

    return Geod(ellps="WGS84")


def _inverse(
    lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    given = [np.asarray(value, dtype=float) for value in (lon, lat, to_lon, to_lat)]
    a, b, c, d = (end.copy() for end in np.broadcast_arrays(*given))  # PROJ writes into its arguments
    forward, _, metres = _wgs84().inv(a, b, c, d)
    return np.asarray(forward), np.asarray(metres)


def distance_km(lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike) -> NDArray[np.float64]:
    """Length of the geodesic between points, in km.

    Scalars and arrays broadcast against each other. A missing coordinate (NaN) gives NaN.

    Examples
    --------
    From Toretsk to Kostiantynivka:

    >>> round(float(distance_km(37.848, 48.395, 37.707, 48.533)), 2)
    18.55
    """
    return _inverse(lon, lat, to_lon, to_lat)[1] / 1000


def distance_to_km(
    lon: ArrayLike, lat: ArrayLike, geometry: BaseGeometry | NDArray[Any]
) -> NDArray[np.float64]:
    """Distance of points from the nearest part of a geometry in EPSG:4326, in km; 0 inside a polygon.

    `geometry` is one for all points or an array with one for each. The nearest part is chosen where degrees
    of longitude are shortened by the cosine of the geometry's latitude, and then measured on the ellipsoid.

    Examples
    --------
    >>> from shapely import Point, box
    >>> distance_to_km([37.5, 36.0], [48.5, 48.5], box(37, 48, 38, 49)).round(1)
    array([ 0. , 73.9])
    >>> distance_to_km([37.5, 36.0], [48.5, 48.5], np.array([Point(37.5, 48.5), Point(36, 48)])).round(1)
    array([ 0. , 55.6])
    """
    import shapely

    shapes, number = _each_once(np.asarray(geometry, dtype=object).ravel())
    bounds = shapely.bounds(shapes)
    scale = np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))
    xy, at = shapely.get_coordinates(shapes, return_index=True)
    squeezed = shapely.set_coordinates(shapes, xy * np.column_stack([scale[at], np.ones(len(at))]))
    x = np.asarray(lon, dtype=float) * scale[number]
    lines = shapely.shortest_line(shapely.points(x, np.asarray(lat, dtype=float)), squeezed[number])
    ends = shapely.get_coordinates(lines).reshape(-1, 4)
    back = scale[np.broadcast_to(number, len(ends))]
    return distance_km(ends[:, 0] / back, ends[:, 1], ends[:, 2] / back, ends[:, 3])


def strip_km2(
    lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike, *, sphere: bool = False
) -> NDArray[np.float64]:
    """Signed area between an edge, straight in longitude and latitude, and the equator, in km².

    Positive for an edge that runs westwards on the northern half, so that the edges of a ring that runs
    counter-clockwise sum to the area inside. The error is below 1e-9 of the area for edges up to 2 degrees.
    With `sphere` the Earth is the sphere of 6,378,137 m, on which web maps measure.

    Examples
    --------
    A degree by a degree, counter-clockwise:

    >>> lon, lat = np.array([37, 38, 38, 37]), np.array([48, 48, 49, 49])
    >>> round(float(strip_km2(lon, lat, np.roll(lon, -1), np.roll(lat, -1)).sum()), 4)
    8217.7321
    """
    x, y, u, v = (np.radians(np.asarray(value, dtype=float)) for value in (lon, lat, to_lon, to_lat))
    middle, half = (y + v) / 2, (v - y) / 2
    strip = _spherical_strip if sphere else _strip
    strips = [weight * strip(middle + node * half) for node, weight in GAUSS3]
    return np.asarray((x - u) * np.sum(strips, axis=0))


def _spherical_strip(phi: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(SEMI_MAJOR_KM**2 * np.sin(phi))


def _strip(phi: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area between the equator and a latitude for each radian of longitude, in km²."""
    sine = np.sin(phi)
    semi_minor2 = SEMI_MAJOR_KM**2 * (1 - ECCENTRICITY2)
    part = np.arctanh(ECCENTRICITY * sine) / ECCENTRICITY
    return np.asarray(semi_minor2 / 2 * (sine / (1 - ECCENTRICITY2 * sine * sine) + part))


def area_km2(geometry: BaseGeometry | NDArray[Any]) -> NDArray[np.float64]:
    """Areas of polygons in EPSG:4326, their edges straight in longitude and latitude, in km².

    One number for each geometry of an array, a number for one; lines, points, empty ones and None give 0.
    Rings may run either way round.

    Examples
    --------
    >>> from shapely import box
    >>> round(float(area_km2(box(37, 48, 38, 49))), 4)
    8217.7321
    """
    import shapely

    shapes = np.asarray(geometry, dtype=object)
    polygons, of = shapely.get_parts(shapes.ravel(), return_index=True)
    rings, within = shapely.get_rings(polygons, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    strips = strip_km2(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1]) * (ring[1:] == ring[:-1])
    size = np.abs(np.bincount(ring[:-1], weights=strips, minlength=len(rings)))
    shell = np.r_[True, within[1:] != within[:-1]] if len(within) else np.zeros(0, dtype=bool)
    total = np.bincount(of[within], weights=np.where(shell, size, -size), minlength=shapes.size)
    return np.asarray(total, dtype=np.float64).reshape(shapes.shape)


def width_km(polygons: NDArray[Any]) -> NDArray[np.float64]:
    """Diameter of the largest circle inside each polygon in EPSG:4326, in km, good to a hundredth.

    Examples
    --------
    >>> from shapely import box
    >>> width_km(np.array([box(37, 48, 38, 48.01)])).round(2)
    array([1.11])
    """
    import shapely

    bounds = shapely.bounds(polygons)
    lat, lon = (bounds[:, 1] + bounds[:, 3]) / 2, bounds[:, 0]
    east, north = short_xy_km(lon, lat, lon + 0.01, lat)[0], short_xy_km(lon, lat, lon, lat + 0.01)[1]
    xy, of = shapely.get_coordinates(polygons, return_index=True)
    scale = 100 * np.column_stack([east, north])
    flat = shapely.set_coordinates(polygons.copy(), xy * scale[of])
    thin = 2 * shapely.area(flat) / np.maximum(shapely.length(flat), 1e-12)
    circles = shapely.maximum_inscribed_circle(flat, tolerance=np.maximum(thin / 100, 1e-6))
    return np.asarray(2 * shapely.length(circles))


def short_xy_km(
    lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """East and north components of the way between near points, in km, by the mid-latitude formula.

    Good to 1e-5 of the distance up to 50 km away from the poles; for more, see :func:`distance_km`.

    Examples
    --------
    >>> [round(float(km), 2) for km in short_xy_km(37.848, 48.395, 37.707, 48.533)]
    [-10.43, 15.35]
    """
    x, y, u, v = (np.asarray(value, dtype=float) for value in (lon, lat, to_lon, to_lat))
    phi = np.radians((y + v) / 2)
    squeezed = 1 - ECCENTRICITY2 * np.sin(phi) ** 2
    prime = SEMI_MAJOR_KM / np.sqrt(squeezed)
    return prime * np.cos(phi) * np.radians(u - x), prime * (1 - ECCENTRICITY2) / squeezed * np.radians(v - y)


@cache
def _plane(lon: float, lat: float) -> Proj:
    from pyproj import Proj

    return Proj(proj="stere", lat_0=lat, lon_0=lon, ellps="WGS84", units="km")


def plane_xy_km(lon: ArrayLike, lat: ArrayLike, centre: tuple[float, float]) -> NDArray[np.float64]:
    """Points in a plane around a centre, east and north of it in km, shape (n, 2).

    The projection is stereographic: angles are true, and lengths by (r / 12,740)^2 too great r km from the
    centre, in all directions alike (0.1 % at 400 km). Only the antipode of the centre has no place in it.

    Examples
    --------
    >>> plane_xy_km([37.848, 37.707], [48.395, 48.533], (37.848, 48.395)).round(2).tolist()
    [[0.0, 0.0], [-10.41, 15.36]]
    """
    x, y = _plane(*centre)(np.array(lon, dtype=float), np.array(lat, dtype=float))
    return np.column_stack([x, y])


def plane_lonlat(xy_km: NDArray[np.float64], centre: tuple[float, float]) -> NDArray[np.float64]:
    """Longitudes and latitudes of points in the plane around a centre, shape (n, 2).

    Examples
    --------
    >>> plane_lonlat(np.array([[-10.41, 15.36]]), (37.848, 48.395)).round(3).tolist()
    [[37.707, 48.533]]
    """
    lon, lat = _plane(*centre)(xy_km[:, 0].copy(), xy_km[:, 1].copy(), inverse=True)
    return np.column_stack([lon, lat])


def apart_km(shapes: NDArray[Any], geometry: BaseGeometry) -> NDArray[np.float64]:
    """Distance of each of some geometries in EPSG:4326 from another one, in km; 0 where they meet.

    The nearest points are found in the plane around the other one and measured on the ellipsoid.

    Examples
    --------
    >>> from shapely import Point, box
    >>> apart_km(np.array([box(37, 48, 38, 49), box(39, 48, 40, 49)]), Point(37.5, 48.5)).round(1)
    array([  0. , 110.8])
    """
    import shapely

    west, south, east, north = geometry.bounds
    centre = (west + east) / 2, (south + north) / 2
    there = shapely.transform(geometry, lambda xy: plane_xy_km(xy[:, 0], xy[:, 1], centre))
    flat = shapely.transform(shapes, lambda xy: plane_xy_km(xy[:, 0], xy[:, 1], centre))
    lines = shapely.get_coordinates(shapely.shortest_line(flat, there))
    ends = plane_lonlat(lines, centre).reshape(-1, 4)
    return np.where(shapely.distance(flat, there) > 0, distance_km(*ends.T), 0.0)


def _each_once(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Each object once, and for every entry which of them it is."""
    once = {id(shape): shape for shape in shapes}
    number = {key: at for at, key in enumerate(once)}
    unique = np.empty(len(once), dtype=object)
    unique[:] = list(once.values())
    return unique, np.array([number[id(shape)] for shape in shapes], dtype=np.int64)


def bearing_deg(lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike) -> NDArray[np.float64]:
    """Direction in which the geodesic leaves the first point, in degrees clockwise from north, 0 to 360.

    Examples
    --------
    >>> round(float(bearing_deg(37.848, 48.395, 37.707, 48.533)))
    326
    """
    return _inverse(lon, lat, to_lon, to_lat)[0] % 360


def moved(lon: float, lat: float, bearing: float, km: float) -> tuple[float, float]:
    """Longitude and latitude of the point so far from another one, along the geodesic with this bearing.

    Examples
    --------
    >>> [round(degree, 3) for degree in moved(37.848, 48.395, 326, 18.55)]
    [37.708, 48.533]
    """
    lon, lat, _ = _wgs84().fwd(lon, lat, bearing, km * 1000)
    return float(lon), float(lat)


def circles(lon: ArrayLike, lat: ArrayLike, radius_km: ArrayLike, *, corners: int = 72) -> NDArray[Any]:
    """Circles around points as polygons in EPSG:4326, for radii up to 50 km away from the poles.

    Corners lie on the circle to 1e-6 of its radius for each km of it. Of the circle's area a polygon of 72
    corners has 99.87 %.

    Examples
    --------
    >>> from shapely import get_coordinates
    >>> corner = get_coordinates(circles([37.848], [48.395], 3.0))
    >>> distance_km(37.848, 48.395, *corner.T).round(4).tolist() == [3.0] * 73
    True
    """
    import shapely

    x, y, km = (np.asarray(value, dtype=float)[..., None] for value in (lon, lat, radius_km))
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    north = y + km * np.sin(turn) / short_xy_km(x, y - 0.5, x, y + 0.5)[1]
    east = x + km * np.cos(turn) / short_xy_km(x, y, x + 1, north)[0]
    return np.asarray(shapely.polygons(np.stack(np.broadcast_arrays(east, north), axis=-1)))


def compass(bearing: float) -> str:
    """Word for a bearing in degrees, on the compass of eight points.

    Examples
    --------
    >>> compass(326), compass(359)
    ('north-west', 'north')
    """
    return COMPASS[round(bearing % 360 / 45) % 8]


def on_earth(west: float, south: float, east: float, north: float) -> bool:
    """Whether bounds are degrees of longitude and latitude; NaN is not.

    Examples
    --------
    >>> on_earth(37, 48, 38, 49), on_earth(37, 480, 37, 480)
    (True, False)
    """
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90
