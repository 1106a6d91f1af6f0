"""Ground out of JSON: GeoJSON and Esri JSON as valid polygons in degrees, with what was mended counted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from frontline.errors import ControlFileError
from frontline.sources.rings import Ground, RingError, by_turn, on_earth, polygon_of, several
from frontline.sources.sheets import Tally, united

__all__ = ["Feature", "features_in", "mended", "parsed", "to_degrees"]

PLAIN_CRS = ("CRS84", "EPSG:4326", "EPSG::4326", "OGC:CRS84")
POINTS = ("Point", "MultiPoint")
LINES = ("LineString", "MultiLineString")


@dataclass(frozen=True)
class Feature:
    """One feature: its properties and its ground; None if the publisher gave none.

    Parameters
    ----------
    words
        The properties, or the attributes of Esri.
    ground
        Valid, two-dimensional, in degrees.
    is_ground
        False for points and lines.
    """

    words: Mapping[str, Any]
    ground: Ground | None
    is_ground: bool = True


def parsed(data: bytes, label: str) -> Any:  # noqa: ANN401
    """The JSON of a file.

    Raises
    ------
    ControlFileError
        If it is a web page, an error that a server sent, cut short, or no JSON in UTF-8.
    """
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] == b"<":
        raise ControlFileError(label, "is a web page or XML, not JSON; download the file itself")
    if head.startswith(b"version https://git-lfs"):
        raise ControlFileError(label, "is a pointer of Git LFS, not the data; fetch the file it points to")
    try:
        tree = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ControlFileError(
            label, "is not text in UTF-8: packed, binary or of another encoding"
        ) from error
    except RecursionError as error:
        raise ControlFileError(label, "is nested far deeper than a map; do not use it") from error
    except ValueError as error:
        reason = f"is damaged or cut short ({error}); download it again"
        raise ControlFileError(label, reason) from error
    if isinstance(tree, dict) and isinstance(tree.get("error"), dict):
        told = str(tree["error"].get("message"))[:80]
        raise ControlFileError(label, f"is an error that the server sent ({told}), not data; ask it again")
    return tree


def features_in(tree: Any, label: str, tally: Tally, *, errors: str = "raise") -> list[Feature]:  # noqa: ANN401
    """Features of a GeoJSON or Esri tree, with their ground mended and in degrees.

    A ring that is not closed is closed, a polygon that is not valid made valid, and both are counted. Numbers
    that are no coordinates are never replaced: the feature is refused, or with `errors` "skip" left out and
    listed.

    Raises
    ------
    ControlFileError
        If the tree is neither, if its coordinates are projected and it does not say how, or as said above.
    """
    listed, crs = _features(tree, label)
    esri = isinstance(tree, dict) and "spatialReference" in tree
    words, grounds, is_ground = [], [], []
    for at, feature in enumerate(listed):
        tally.features += 1
        try:
            kind, ground = _read(feature, tally, plain=crs is None)
        except (RingError, RecursionError, shapely.GEOSException) as error:
            if errors == "raise":
                raise ControlFileError(f"{label}, feature {at + 1}", f"{error}; get it anew") from error
            tally.count(tally.dropped, error)
            tally.skipped.append(f"{label}, feature {at + 1}: {error}")
            continue
        words.append(_words(feature, esri=esri))
        grounds.append(ground)
        is_ground.append(kind)
    if crs is not None:
        tally.reprojected += sum(ground is not None for ground in grounds)
        grounds = to_degrees(grounds, crs, label)
    grounds = mended(grounds, label, tally)
    return [Feature(*one) for one in zip(words, grounds, is_ground, strict=True)]


def _words(feature: dict[str, Any], *, esri: bool) -> dict[str, Any]:
    words = feature.get("attributes" if esri else "properties")
    return words if isinstance(words, dict) else {}


def _features(tree: Any, label: str) -> tuple[list[dict[str, Any]], pyproj.CRS | None]:  # noqa: ANN401
    """The features of a tree, and its reference system if that is not degrees."""
    if not isinstance(tree, dict):
        raise ControlFileError(label, "is JSON, but neither GeoJSON nor Esri JSON")
    if tree.get("type") == "Topology":
        raise ControlFileError(label, "is TopoJSON; convert it to GeoJSON")
    if "transform" in tree and "features" in tree:
        raise ControlFileError(label, "has quantized coordinates; ask for it without quantizationParameters")
    if "features" in tree:
        listed = tree["features"]
    elif tree.get("type") == "Feature":
        listed = [tree]
    elif "coordinates" in tree or "geometries" in tree:
        listed = [{"type": "Feature", "properties": {}, "geometry": tree}]
    else:
        raise ControlFileError(label, "is JSON, but has no features")
    if not isinstance(listed, list) or not all(isinstance(feature, dict) for feature in listed):
        raise ControlFileError(label, "has features that are none; download it again")
    return listed, _crs(tree, label)


def _crs(tree: dict[str, Any], label: str) -> pyproj.CRS | None:
    told = tree.get("crs") or tree.get("spatialReference")
    if not told:
        return None
    try:
        if "properties" in told:
            name = str(told["properties"]["name"])
        else:
            code = told.get("latestWkid") or told.get("wkid")
            name = f"EPSG:{code}" if code else told["wkt"]
        if name.endswith(PLAIN_CRS):
            return None
        return pyproj.CRS.from_user_input("EPSG:3857" if name == "EPSG:102100" else name)
    except (pyproj.exceptions.CRSError, LookupError, TypeError, AttributeError) as error:
        raise ControlFileError(
            label, f"is in a reference system that is not known: {str(told)[:80]}"
        ) from error


def to_degrees(grounds: list[Ground | None], crs: pyproj.CRS, label: str) -> list[Ground | None]:
    """Ground in degrees of WGS 84.

    Raises
    ------
    ControlFileError
        If its coordinates are outside of the reference system, or that is not of the Earth.
    """
    if crs.equals(pyproj.CRS("EPSG:4326"), ignore_axis_order=True):
        if not on_earth(shapely.get_coordinates(grounds)):
            raise ControlFileError(label, "has coordinates that are not on the Earth; get it anew")
        return grounds
    try:
        change = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise ControlFileError(label, f"is in a reference system not of the Earth: {crs.name}") from error

    def changed(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(change.transform(xy[:, 0], xy[:, 1]))

    moved = [None if ground is None else shapely.transform(ground, changed) for ground in grounds]
    coordinates = shapely.get_coordinates(moved)
    if not (np.isfinite(coordinates).all() and on_earth(coordinates)):
        raise ControlFileError(label, f"has coordinates outside of its reference system, {crs.name}")
    return moved


def mended(grounds: Sequence[Ground | None], label: str, tally: Tally) -> list[Ground | None]:
    """The same ground, valid; what falls to lines or nothing becomes None and is counted."""
    column = np.array([None, *grounds], dtype=object)[1:]
    here = np.array([ground is not None for ground in column], dtype=bool)
    bad = here & ~shapely.is_valid(column)
    tally.repair(label, int(bad.sum()))
    if bad.any():
        column[bad] = shapely.make_valid(column[bad], method="structure", keep_collapsed=False)
    return [_polygons(ground, tally) for ground in column]


def _polygons(ground: Any, tally: Tally) -> Any:  # noqa: ANN401
    """What is polygon of a geometry; None if nothing is."""
    if ground is None:
        return None
    if ground.geom_type == "GeometryCollection":
        ground = united(part for part in ground.geoms if part.geom_type in ("Polygon", "MultiPolygon"))
    if ground is None or ground.is_empty:
        tally.empty_geometries += 1
        return None
    return ground


def _read(feature: dict[str, Any], tally: Tally, *, plain: bool) -> tuple[bool, Ground | None]:
    """Whether a feature is of ground, and its ground, not yet valid."""
    geometry = feature.get("geometry")
    if geometry is None:
        tally.null_geometries += 1
        return True, None
    if not isinstance(geometry, dict):
        raise RingError("has a geometry that is none")
    kind = _kind(geometry)
    if kind in POINTS:
        tally.points += 1
        return False, None
    if kind in LINES:
        tally.lines += 1
        return False, None
    rings = [rings for rings in _polygon_rings(geometry, tally) if rings]
    polygons = [polygon_of(of, tally, plain=plain) for of in rings]
    if "rings" in geometry:
        return True, by_turn(polygons, tally)
    if not polygons:
        tally.empty_geometries += 1
        return True, None
    if kind == "GeometryCollection":
        return True, united(mended(polygons, "", tally))
    return True, several(polygons)


def _kind(geometry: dict[str, Any]) -> str:
    esri = {"rings": "Polygon", "paths": "LineString", "points": "MultiPoint", "x": "Point"}
    if "curveRings" in geometry:
        raise RingError("has curves; ask for it with returnTrueCurves=false")
    return str(geometry.get("type") or next((esri[key] for key in esri if key in geometry), None))


def _polygon_rings(geometry: dict[str, Any], tally: Tally) -> Iterator[list[Any]]:
    """Rings of each polygon; of Esri, each ring as a polygon."""
    kind, inside = _kind(geometry), geometry.get("coordinates", geometry.get("rings"))
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        if not isinstance(parts, list):
            raise RingError("has a collection of geometries that is none")
        for part in parts:
            if isinstance(part, dict) and _kind(part) in ("Polygon", "MultiPolygon", "GeometryCollection"):
                yield from _polygon_rings(part, tally)
            else:
                tally.dropped_parts += 1
        return
    if not isinstance(inside, list) or kind not in ("Polygon", "MultiPolygon"):
        raise RingError(f"has a geometry that is not known: {kind[:40]}")
    polygons = (
        [[ring] for ring in inside] if "rings" in geometry else [inside] if kind == "Polygon" else inside
    )
    for polygon in polygons:
        if not isinstance(polygon, list):
            raise RingError("has a polygon without rings")
        yield polygon
