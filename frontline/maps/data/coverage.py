"""How areas share their borders: laid into one coverage, generalised together, cut into lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

QUANTUM = 10_000  # grid steps per degree: 11 m
GRID = 1 / QUANTUM
FLATTEN = np.cos(np.radians(48.5))  # a degree of longitude in degrees of latitude, where the front runs
DETAIL = 0.0055  # degrees; side of the smallest triangle that a line keeps: 600 m
KM2 = 1 / (111.2**2 * FLATTEN)  # one square kilometre in square degrees, good enough to sort small from large
GAP_KM2 = 3
SPECK_KM2 = 1.5


def areal(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    """The polygons of a geometry, whatever else is in it."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def oblasts(named: Mapping[str, shapely.Geometry], ukraine: shapely.Geometry) -> dict[str, shapely.Geometry]:
    """The units again, filling Ukraine to its borders: their inner lines, drawn on to coast and border."""
    inner = _inner_lines(list(named.values()))
    inside = shapely.line_merge(shapely.intersection(inner, ukraine))
    network = shapely.union_all([ukraine.boundary, inside, *_stubs(inside, ukraine.boundary)], grid_size=GRID)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(network)))
    cells = cells[shapely.contains(ukraine.buffer(GRID), cells)]
    names = list(named)
    owners = [names[_owner(cell, list(named.values()))] for cell in cells]
    return {name: shapely.union_all(cells[np.array(owners) == name]) for name in names}


def _inner_lines(areas: list[shapely.Geometry]) -> shapely.Geometry:
    tree = shapely.STRtree(areas)
    pairs = tree.query(areas, predicate="intersects")
    shared = [shapely.intersection(areas[a].boundary, areas[b].boundary) for a, b in pairs.T if a < b]
    lines = [part for each in shared for part in shapely.get_parts(each) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.union_all(lines))


def _stubs(lines: shapely.Geometry, border: shapely.Geometry) -> Iterator[shapely.LineString]:
    """From each loose end, the shortest way to the border and a step beyond."""
    ends = np.concatenate([shapely.get_coordinates(line)[[0, -1]] for line in shapely.get_parts(lines)])
    points, counts = np.unique(ends, axis=0, return_counts=True)
    for point in points[counts == 1]:
        way = shapely.get_coordinates(shapely.shortest_line(shapely.Point(point), border))
        yield shapely.LineString([way[0], way[1] + (way[1] - way[0]) * 0.01])


def _owner(cell: shapely.Polygon, areas: list[shapely.Geometry]) -> int:
    shares = shapely.area(shapely.intersection(areas, cell))
    return int(shares.argmax() if shares.max() > 0 else shapely.distance(areas, cell).argmin())


def coverage(
    lands: Mapping[str, shapely.Geometry],
    ukraine: Mapping[str, shapely.Geometry],
    water: list[shapely.Polygon],
) -> dict[tuple[str, str, bool], shapely.Geometry]:
    """The frame without overlaps: an area for each country, unit of Ukraine, and dry or wet."""
    outlines = [area.boundary for area in (*lands.values(), *ukraine.values(), *water)]
    faces = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.union_all(outlines, grid_size=GRID)))
    )
    country = _fill_gaps(faces, _within(faces, list(lands.values())))
    unit = shapely.STRtree(list(ukraine.values())).nearest(shapely.point_on_surface(faces))
    wet = _within(faces, water) >= 0
    codes = np.array([*lands, ""])[country]
    names = np.where(codes == "UKR", np.array(list(ukraine))[unit], "")
    keys = list(zip(codes.tolist(), names.tolist(), wet.tolist(), strict=True))
    return {
        key: shapely.coverage_union_all(faces[[each == key for each in keys]])
        for key in sorted(set(keys))
        if key[0]
    }


def _within(faces: NDArray[np.object_], areas: list[shapely.Geometry]) -> NDArray[np.int64]:
    """For each face the area that it lies in, -1 for none."""
    owner = np.full(len(faces), -1)
    face, area = shapely.STRtree(areas).query(shapely.point_on_surface(faces), predicate="intersects")
    owner[face] = area
    return owner


def _fill_gaps(faces: NDArray[np.object_], country: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the slivers between two neighbours to the one with the longer shore."""
    filled = country.copy()
    tree = shapely.STRtree(faces)
    for gap in np.flatnonzero((country < 0) & (shapely.area(faces) < GAP_KM2 * KM2)):
        around = tree.query(faces[gap], predicate="touches")
        around = around[country[around] >= 0]
        if len(around):
            shores = shapely.length(shapely.intersection(faces[around], faces[gap].boundary))
            filled[gap] = country[around[shores.argmax()]]
    return filled


def generalise(areas: Mapping[tuple[str, str, bool], shapely.Geometry]) -> list[shapely.Geometry]:
    """Fewer points, with shared borders still shared, rounded to the grid; islets and ponds go."""
    flat = shapely.transform(list(areas.values()), lambda points: points * [FLATTEN, 1])
    flat = shapely.coverage_simplify(flat, DETAIL)
    return list(shapely.transform(flat, lambda points: np.rint(points / [FLATTEN, 1] * QUANTUM)))


def edges(areas: list[shapely.Geometry]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every segment that two areas share, shape (n, 2, 2), and the two areas, shape (n, 2)."""
    segments, owners = [], []
    for owner, area in enumerate(areas):
        for ring in _rings(area):
            steps = np.stack([ring[:-1], ring[1:]], axis=1).astype(np.int64)
            steps = steps[(steps[:, 0] != steps[:, 1]).any(axis=1)]
            backward = (steps[:, 0, 0] > steps[:, 1, 0]) | (
                (steps[:, 0, 0] == steps[:, 1, 0]) & (steps[:, 0, 1] > steps[:, 1, 1])
            )
            steps[backward] = steps[backward][:, ::-1]
            segments.append(steps)
            owners.append(np.full(len(steps), owner))
    return _twice(np.concatenate(segments), np.concatenate(owners))


def _twice(
    segments: NDArray[np.int64], owners: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = np.lexsort((owners, *segments.reshape(-1, 4).T))
    segments, owners = segments[order], owners[order]
    same = np.flatnonzero((segments[1:] == segments[:-1]).all(axis=(1, 2)))
    return segments[same], np.stack([owners[same], owners[same + 1]], axis=1)


def _rings(area: shapely.Geometry) -> Iterator[NDArray[np.float64]]:
    for part in shapely.get_parts(area):
        for ring in (part.exterior, *part.interiors):
            yield shapely.get_coordinates(ring)


def lines(segments: NDArray[np.int64]) -> list[NDArray[np.float64]]:
    """Segments joined to lines, in a fixed order."""
    joined = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments)))
    parts = sorted(shapely.get_parts(shapely.normalize(joined)), key=lambda line: line.coords[0])
    return [shapely.get_coordinates(part) / QUANTUM for part in parts]


def dissolve(areas: list[shapely.Geometry]) -> shapely.Geometry:
    """Areas as one, without islets and holes too small to see, in degrees."""
    whole = shapely.make_valid(shapely.coverage_union_all(areas))
    return shapely.MultiPolygon(
        [
            shapely.Polygon(part.exterior, [hole for hole in part.interiors if _seen(shapely.Polygon(hole))])
            for part in shapely.get_parts(shapely.transform(whole, lambda points: points / QUANTUM))
            if part.geom_type == "Polygon" and _seen(part)
        ]
    )


def _seen(area: shapely.Polygon) -> bool:
    return bool(area.area > SPECK_KM2 * KM2)


def rings(area: shapely.Geometry) -> list[NDArray[np.float64]]:
    """Rings that do not repeat their first point, in a fixed order."""
    return [ring[:-1] for ring in _rings(shapely.normalize(area))]
