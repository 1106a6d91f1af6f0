"""The ground under a map: coasts, borders, rivers and names that need no network."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from frontline.errors import MapError

__all__ = [
    "Basemap",
    "BasemapError",
    "Label",
    "Source",
    "basemap_json",
    "decode_paths",
    "encode_paths",
    "load_basemap",
]

_BITS = 7  # a byte of a LEB128 number carries seven bits; the eighth says that more follow


class BasemapError(MapError):
    """Base map data that cannot be what they claim to be.

    Parameters
    ----------
    reason
        What is damaged.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the base map's data are damaged: {reason}; install the package again")


class Label(NamedTuple):
    """A name on the ground: `rank` runs from 1 (always shown) to 5 (only close by)."""

    name_en: str
    name_uk: str
    lon: float
    lat: float
    rank: int
    kind: str


class Source(NamedTuple):
    """Who made a part of the ground, and under which licence it may be shown."""

    name: str
    licence: str
    url: str


@dataclass(frozen=True)
class Basemap:
    """The ground of a map in EPSG:4326.

    Parameters
    ----------
    quantum
        Grid steps per degree: all vertices lie on this grid.
    bbox
        West, south, east and north edge in degrees.
    areas
        ``land``, ``ukraine`` (in its recognised borders) and ``water`` (lakes and reservoirs).
    lines
        ``country``, ``oblast``, ``river_major`` and ``river_minor``.
    labels
        Names of cities, towns, oblasts, countries and seas.
    sources
        Whom a map that shows this ground names.

    Examples
    --------
    >>> load_basemap()
    <Basemap 20–44° E, 43–54° N: 3 areas, 4 kinds of line, ... labels>
    """

    quantum: int
    bbox: tuple[float, float, float, float]
    areas: Mapping[str, shapely.MultiPolygon] = field(repr=False)
    lines: Mapping[str, shapely.MultiLineString] = field(repr=False)
    labels: tuple[Label, ...] = field(repr=False)
    sources: tuple[Source, ...] = field(repr=False)

    def __repr__(self) -> str:
        west, south, east, north = self.bbox
        ground = f"{west:g}–{east:g}° E, {south:g}–{north:g}° N"
        layers = f"{len(self.areas)} areas, {len(self.lines)} kinds of line, {len(self.labels)} labels"
        return f"<Basemap {ground}: {layers}>"


def encode_paths(paths: Iterable[ArrayLike], quantum: int) -> str:
    """Paths as base64 of varints, each point the step from the one before.

    Every number is a zig-zag LEB128 varint. A path is its number of points and then, for each point, the
    difference in longitude and latitude to the previous point of the stream, in grid steps; the stream
    starts at 0, 0 and runs on across paths.

    Parameters
    ----------
    paths
        Arrays of shape (n, 2): longitude and latitude in degrees (EPSG:4326), rounded to the grid.
    quantum
        Grid steps per degree.

    Examples
    --------
    >>> encode_paths([[(0, 0), (0.0001, -0.0001)]], 10_000)
    'BAAAAgE='
    >>> encode_paths([], 10_000)
    ''
    """
    grids = [np.rint(np.asarray(path, float).reshape(-1, 2) * quantum).astype(np.int64) for path in paths]
    if not grids:
        return ""
    lengths = np.array([len(grid) for grid in grids])
    steps = np.diff(np.concatenate(grids), axis=0, prepend=np.zeros((1, 2), np.int64))
    counts_stand_at = 2 * (np.cumsum(lengths) - lengths)
    return base64.b64encode(_varints(np.insert(steps.ravel(), counts_stand_at, lengths))).decode("ascii")


def decode_paths(text: str, quantum: int) -> list[NDArray[np.float64]]:
    """The paths of :func:`encode_paths`, one array of shape (n, 2) each, in degrees.

    Parameters
    ----------
    text
        Base64 as :func:`encode_paths` gives it; empty text has no paths.
    quantum
        Grid steps per degree.

    Raises
    ------
    BasemapError
        If the text is no base64, breaks off within a number, or a path is shorter than it says.

    Examples
    --------
    >>> [path.tolist() for path in decode_paths("BAAAAgE=", 10_000)]
    [[[0.0, 0.0], [0.0001, -0.0001]]]
    """
    numbers = _numbers(_bytes(text))
    counts_stand_at, lengths = _frames(numbers)
    steps = np.delete(numbers, counts_stand_at).reshape(-1, 2)
    points = np.cumsum(steps, axis=0) / quantum
    return np.split(points, np.cumsum(lengths)[:-1]) if lengths else []


def _varints(numbers: NDArray[np.int64]) -> bytes:
    """Whole numbers as zig-zag LEB128."""
    rest = ((numbers << 1) ^ (numbers >> 63)).view(np.uint64)
    columns: list[NDArray[np.uint8]] = []
    lasts: list[NDArray[np.bool_]] = []
    while not lasts or not lasts[-1].all():
        columns.append((rest & 127).astype(np.uint8))
        rest = rest >> np.uint64(_BITS)
        lasts.append(rest == 0)
    table, done = np.stack(columns, axis=1), np.stack(lasts, axis=1)
    table[~done] |= 128
    kept = np.ones_like(done)
    kept[:, 1:] = ~done[:, :-1]
    return bytes(table[kept].tobytes())


def _bytes(text: str) -> NDArray[np.uint8]:
    try:
        return np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
    except (binascii.Error, ValueError) as error:
        raise BasemapError("its paths are not base64") from error


def _numbers(stream: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The zig-zag LEB128 numbers of a stream."""
    if not len(stream):
        return np.empty(0, np.int64)
    last = stream < 128
    if not last[-1]:
        raise BasemapError("a path breaks off within a number")
    starts = np.flatnonzero(np.concatenate([[True], last[:-1]]))
    place = np.arange(len(stream)) - np.repeat(starts, np.diff(starts, append=len(stream)))
    if place.max() > 62 // _BITS:
        raise BasemapError("a number is longer than any coordinate")
    folded = np.add.reduceat((stream & 127).astype(np.int64) << (_BITS * place), starts)
    return (folded >> 1) ^ -(folded & 1)


def _frames(numbers: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Where the numbers of points stand, and what they are."""
    positions, lengths, at = [], [], 0
    while at < len(numbers):
        length = int(numbers[at])
        if length < 0 or at + 2 * length >= len(numbers):
            raise BasemapError("a path has fewer points than it says")
        positions.append(at)
        lengths.append(length)
        at += 1 + 2 * length
    return positions, lengths


@cache
def basemap_json() -> str:
    """The base map as JSON text, as a page ships it.

    The keys are ``quantum``, ``bbox``, ``areas`` (even-odd rings that do not repeat their first point),
    ``lines``, ``labels`` and ``sources``; areas and lines are texts of :func:`encode_paths`.

    Examples
    --------
    >>> sorted(json.loads(basemap_json()))
    ['areas', 'bbox', 'labels', 'lines', 'quantum', 'sources']
    """
    return files("frontline.maps").joinpath("data", "basemap.json").read_text(encoding="utf-8")


@cache
def load_basemap() -> Basemap:
    """The base map as geometries.

    Raises
    ------
    BasemapError
        If the data that came with the package are damaged.

    Examples
    --------
    >>> ground = load_basemap()
    >>> bool(ground.areas["ukraine"].contains(shapely.Point(34.1, 45.2)))  # Simferopol
    True
    """
    return _read(basemap_json())


def _read(text: str) -> Basemap:
    try:
        data = json.loads(text)
        quantum = int(data["quantum"])
        return Basemap(
            quantum=quantum,
            bbox=_bbox(data["bbox"]),
            areas=MappingProxyType({name: _area(paths, quantum) for name, paths in data["areas"].items()}),
            lines=MappingProxyType({name: _lines(paths, quantum) for name, paths in data["lines"].items()}),
            labels=tuple(Label(*row) for row in data["labels"]),
            sources=tuple(Source(**source) for source in data["sources"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.GEOSException) as error:
        if isinstance(error, BasemapError):
            raise
        raise BasemapError("a part is missing or is not what it should be") from error


def _bbox(edges: Sequence[Any]) -> tuple[float, float, float, float]:
    west, south, east, north = map(float, edges)
    return west, south, east, north


def _area(text: str, quantum: int) -> shapely.MultiPolygon:
    """Even-odd rings as one area."""
    rings = [shapely.LinearRing(path) for path in decode_paths(text, quantum)]
    return shapely.MultiPolygon(
        shapely.get_parts(shapely.build_area(shapely.GeometryCollection(rings))).tolist()
    )


def _lines(text: str, quantum: int) -> shapely.MultiLineString:
    return shapely.MultiLineString(decode_paths(text, quantum))
