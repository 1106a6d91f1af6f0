"""GeoNames' dumps of countries: settlements and regions with their names, as rows for the index.

A dump is a table of 19 columns parted by tabs, plain or in a zip, described in the readme.txt beside it:
https://download.geonames.org/export/dump/. Attribution: GeoNames, geonames.org, CC BY 4.0.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gazetteer.archives import Part, parts
from gazetteer.data import spellings
from gazetteer.errors import DataFileError
from gazetteer.sources import alternates as languages
from gazetteer.sources import regions

__all__ = ["ATTRIBUTION", "Dump", "Record", "read"]

ATTRIBUTION = "GeoNames (geonames.org), CC BY 4.0"
SOURCE = "GeoNames"  # of a row; its place_id has the number there
COLUMNS = 19
LETTERS = 200  # of a name in GeoNames, at most
MOST_ALTERNATES = 1000  # of one place: the countries themselves have some 300
COUNTRY = re.compile("[A-Z]{2}")
READ_ME = ("readme.txt", "iso-languagecodes.txt")

ABANDONED = frozenset({"PPLQ", "PPLH", "PPLW", "PPLCH"})
CITIES, TOWNS = frozenset({"PPLC", "PPLA"}), frozenset({"PPLA2"})
CITY_PEOPLE, TOWN_PEOPLE = 50_000, 5_000
SHORTEST = 2  # letters of an alternate: Яр is a village
BELARUSIAN = re.compile("[А-ЗЙ-ШЫ-ЯЁІЎ][а-зй-шы-яёіў’' -]+(?:[ -][А-ЯЁІЎа-яёіў’'-]+)*")

Row = dict[str, str]


class Record(NamedTuple):
    """A line of a dump, as far as the gazetteer uses it."""

    number: str
    name: str
    alternates: tuple[str, ...]
    lat: float
    lon: float
    code: str
    country: str
    admin1: str
    admin2: str
    admin3: str
    population: int

    @property
    def place_id(self) -> str:
        """The id of the place in the gazetteer."""
        return f"geonames:{self.number}"

    def city(self) -> spellings.City:
        """The place as :mod:`gazetteer.data.spellings` knows it."""
        return {
            "geonameid": int(self.number),
            "name": self.name,
            "latitude": self.lat,
            "longitude": self.lon,
            "countrycode": self.country,
            "population": self.population,
            "admin1code": self.admin1,
            "alternatenames": list(self.alternates),
        }


@dataclass
class Dump:
    """Rows of places in the columns of ``core.csv``, their dated names, and what became of every line."""

    places: list[Row] = field(default_factory=list)
    toponyms: list[Row] = field(default_factory=list)
    report: Counter[str] = field(default_factory=Counter)


def read(paths: Iterable[Path]) -> Dump:
    """Places of dumps of countries; of several rows with one number the last one counts.

    Among the paths may be GeoNames' table of alternate names, known by its columns: names then have their
    language, kind and dates.

    Raises
    ------
    DataFileError
        If a file is neither, is damaged or cannot be read.
    """
    dump = Dump()
    records: dict[str, Record] = {}
    tables: list[Part] = []
    for path in paths:
        for part in _tables(path):
            if languages.is_table(part):
                tables.append(part)
            else:
                records |= {record.number: record for record in _records(part, dump.report)}
    dump.report["doubled: a number twice"] = dump.report["read"] - len(records)
    named = languages.read(tables, records, dump.report)
    names = regions.RegionNames.of(records.values())
    spellings.learn(record.alternates for record in records.values())
    places = [_row(record, names, named.get(record.number, ())) for record in records.values()]
    dump.places = regions.with_reach(places)
    dump.toponyms = [
        name.row(record.place_id) for record in records.values() for name in named.get(record.number, ())
    ]
    return dump


def _tables(path: Path) -> list[Part]:
    found = [part for part in parts(path, suffixes=(".txt",)) if part.name.lower() not in READ_ME]
    if not found:
        raise DataFileError(path, "holds no table of places; download it again")
    return found


def _records(part: Part, report: Counter[str]) -> Iterator[Record]:
    found = False
    for at, line in enumerate(part.lines(), start=1):
        cells = line.split("\t")
        if len(cells) != COLUMNS:
            raise DataFileError(part.label, _no_dump(at, len(cells)))
        found = True
        report["lines"] += 1
        if cells[6] != "P" and (cells[6] != "A" or cells[7] not in regions.LEVELS):
            report["left out: neither settlement nor region"] += 1
        elif (record := _record(cells, part, at)) is None:
            report["dropped: no name, point or country"] += 1
        elif record.code == "ADM3" and record.country == "UA" and not regions.is_hromada(record):
            report["left out: third-level region of Ukraine that is no hromada"] += 1
        else:
            report["read"] += 1
            report["population 0 taken as unknown"] += record.population == 0
            yield record
    if not found:
        raise DataFileError(part.label, "is empty; download it again")


def _record(cells: list[str], part: Part, at: int) -> Record | None:
    try:
        number, lat, lon, people = int(cells[0]), float(cells[4]), float(cells[5]), int(cells[14] or 0)
    except ValueError:
        reason = f"is no GeoNames dump of a country: a number on line {at} is none; download it again"
        raise DataFileError(part.label, reason) from None
    name = cells[1].strip()
    if not (name and len(name) <= LETTERS and COUNTRY.fullmatch(cells[8])):
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180 and number > 0):
        return None
    others = tuple(text for text in cells[3].split(",")[:MOST_ALTERNATES] if 0 < len(text) <= LETTERS)
    return Record(
        str(number), name, others, lat, lon, cells[7], cells[8], cells[10], cells[11], cells[12],
        max(people, 0),
    )  # fmt: skip


def _no_dump(at: int, count: int) -> str:
    return (
        f"is no GeoNames dump of a country, or was cut short: line {at} has {count} columns, not {COLUMNS};"
        " download it again (gazetteer download UA)"
    )


@cache
def _former() -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for row in regions.own_rows("renamings.csv"):
        names[row["place_id"]].add(spellings.fold(row["toponym"]))
    return names


def _row(record: Record, names: regions.RegionNames, told: Iterable[languages.Name]) -> Row:
    admin1, code = names.admin1(record)
    region = record.code in regions.LEVELS
    called = regions.region_names(record) if region else _names(record, tuple(told))
    return {
        "place_id": record.place_id,
        **called,
        "place_type": regions.region_type(record) if region else _place_type(record),
        "country": record.country,
        "admin1": admin1,
        "admin1_code": code,
        "admin2": names.admin2(record),
        "admin3": "",
        "population": str(record.population or ""),
        "katottg": "",
        "lat": f"{record.lat:.5f}",
        "lon": f"{record.lon:.5f}",
        "radius_km": "",
        "source": SOURCE,
    }


def _names(record: Record, told: tuple[languages.Name, ...]) -> Row:
    city, ukrainian = record.city(), record.country == "UA"
    by_lang = languages.preferred(told)
    own = (by_lang.get("uk") or spellings.ukrainian(city)) if ukrainian else None
    name_ru = by_lang.get("ru") or spellings.russian(city, own)
    name_uk = own if ukrainian else by_lang.get("uk") or spellings.abroad(city, name_ru)
    name = spellings.latin_name(city, own)
    known = {spellings.fold(text.text) for text in told} | _former().get(record.place_id, set())
    others = spellings.variants(city, (name, name_uk, name_ru), known, shortest=SHORTEST)
    if record.country == "BY":
        others += [f"be:{text}" for text in record.alternates if _belarusian(text)]
    return {
        "name": name,
        "name_uk": name_uk or "",
        "name_ru": name_ru or "",
        "variants": "|".join(text for text in others if "|" not in text),
    }


def _belarusian(text: str) -> bool:
    return any(letter in text for letter in "іўІЎ") and BELARUSIAN.fullmatch(text) is not None


def _place_type(record: Record) -> str:
    """Type of a settlement by its feature code, then by the number of its people."""
    if record.code in ABANDONED:
        return "abandoned"
    if record.code == "PPLX":
        return "district"
    if record.population >= CITY_PEOPLE or (record.code in CITIES and not record.population):
        return "city"
    return "town" if record.population >= TOWN_PEOPLE or record.code in CITIES | TOWNS else "village"
