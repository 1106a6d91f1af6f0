"""Rings out of lists of numbers: closed, on the Earth, and put together to polygons."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.sources.sheets import Tally, united

__all__ = ["FARTHEST", "Ground", "RingError", "by_turn", "on_earth", "polygon_of", "ring_of", "several"]

Ground: TypeAlias = "shapely.Polygon | shapely.MultiPolygon"
"""Ground, of one piece or several."""

FAR = 1000  # no degree comes near it; metres do
FARTHEST = 1e9  # no metre on the Earth comes near it


class RingError(ValueError):
    """What is wrong with one geometry."""


def polygon_of(rings: list[Any], tally: Tally, *, plain: bool) -> shapely.Polygon:
    """A polygon, not yet valid, of its outer ring and its holes; `plain` if they are in degrees.

    Raises
    ------
    RingError
        As :func:`ring_of`.
    """
    if not rings[0]:
        return shapely.Polygon()
    shell, *holes = (ring_of(ring, tally, plain=plain) for ring in rings if ring)
    return shapely.Polygon(shell, holes)


def ring_of(ring: Any, tally: Tally, *, plain: bool = True) -> NDArray[np.float64]:  # noqa: ANN401
    """A ring as longitudes and latitudes, closed.

    Raises
    ------
    RingError
        If its coordinates are no numbers, not finite, not on the Earth, or too few.

    Examples
    --------
    >>> tally = Tally("reader")
    >>> ring_of([[37, 48, 0], [38, 48], [38, 49]], tally).tolist(), tally.closed_rings
    ([[37.0, 48.0], [38.0, 48.0], [38.0, 49.0], [37.0, 48.0]], 1)
    """
    points = _points(ring)
    if not np.isfinite(points).all():
        raise RingError("has coordinates that are no numbers (NaN or infinite)")
    if plain and not on_earth(points):
        if np.abs(points).max() > FAR:
            raise RingError("has coordinates that are no degrees, and no reference system (crs)")
        raise RingError("has coordinates that are not on the Earth")
    if np.abs(points).max(initial=0) > FARTHEST:
        raise RingError("has coordinates that are not on the Earth")
    if len(points) and (points[0] != points[-1]).any():
        tally.closed_rings += 1
        points = np.vstack([points, points[:1]])
    if len(points) < 4:
        raise RingError("has a ring of fewer than three points")
    return points


def _points(ring: Any) -> NDArray[np.float64]:  # noqa: ANN401
    if not isinstance(ring, list):
        raise RingError("has a ring that is none")
    try:
        points = np.array(ring)
    except ValueError:  # some have a height, some have not
        points = _flat(ring)
    if points.dtype.kind not in "if":
        raise RingError("has coordinates that are no numbers (text or null)")
    if points.ndim != 2 or points.shape[1] < 2:
        raise RingError("has coordinates that are no pairs")
    return points[:, :2].astype(np.float64)


def _flat(ring: list[Any]) -> NDArray[Any]:
    try:
        return np.array([point[:2] for point in ring])
    except (ValueError, TypeError, LookupError) as error:
        raise RingError("has coordinates that are no pairs") from error


def on_earth(points: NDArray[np.float64]) -> bool:
    """Whether all points have a longitude and a latitude that there are."""
    return bool((np.abs(points) <= (180, 90)).all())


def several(polygons: list[shapely.Polygon]) -> Ground:
    """Polygons as one, without looking whether they overlap."""
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def by_turn(rings: list[shapely.Polygon], tally: Tally) -> Ground | None:
    """Rings of Esri as ground: clockwise ones are outer, the others holes in them."""
    if not rings:
        tally.empty_geometries += 1
        return None
    holes = [ring for ring in rings if shapely.is_ccw(ring.exterior)]
    shells = [ring for ring in rings if not shapely.is_ccw(ring.exterior)]
    if not shells:  # against the order: what an odd number of rings surrounds is ground
        tally.repaired += 1
        return united([shapely.build_area(shapely.MultiLineString([ring.exterior for ring in rings]))])
    inside: list[list[Any]] = [[] for _ in shells]
    for hole, point in zip(holes, shapely.point_on_surface(holes), strict=True):
        within = [at for at, shell in enumerate(shells) if shapely.intersects(shell, point)]
        if within:
            inside[min(within, key=lambda at: shells[at].area)].append(hole.exterior)
        else:
            tally.repaired += 1
            shells.append(hole)
            inside.append([])
    polygons = [shapely.Polygon(shell.exterior, of) for shell, of in zip(shells, inside, strict=True)]
    return several(polygons)
