"""Ground in a plane around one point: what is valid there, and what is near."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.geodesy import plane_lonlat, plane_xy_km

__all__ = ["EDGE_DEGREES", "areas_of", "nearby", "valid"]

EDGE_DEGREES = 0.02  # so short an edge is straight in the plane and in degrees alike, within 0.1 m


def valid(shape: BaseGeometry) -> BaseGeometry:
    """The shape itself, or what is valid of it."""
    if shapely.is_valid(shape):
        return shape
    mended: BaseGeometry = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return mended


def nearby(shape: BaseGeometry, lonlat: tuple[float, float], km: float) -> BaseGeometry:
    """The part of a shape around a point, in the plane around it."""
    corners = plane_lonlat(np.array([[-km, -km], [km, km], [-km, km], [km, -km]]) * 1.1, lonlat)
    part = shapely.intersection(shape, shapely.box(*corners.min(axis=0), *corners.max(axis=0)))
    flat = shapely.transform(
        shapely.segmentize(part, EDGE_DEGREES), lambda xy: plane_xy_km(xy[:, 0], xy[:, 1], lonlat)
    )
    return valid(flat)


def areas_of(shape: BaseGeometry) -> BaseGeometry:
    """What of a shape is polygons."""
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON].tolist())
