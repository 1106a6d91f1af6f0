"""Regions of GeoNames: what kind each is, its bare name, and how far it reaches."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gazetteer.core import rows
from gazetteer.places import REGION_TYPES
from gazetteer.sources.sphere import Point, point, reach_km

if TYPE_CHECKING:
    from gazetteer.sources.geonames import Record

__all__ = [
    "LEVELS",
    "RegionNames",
    "bare",
    "first_level",
    "own_rows",
    "raions",
    "region_names",
    "region_type",
]

Row = dict[str, str]
LEVELS = {"PCLI": 0, "ADM1": 1, "ADM2": 2, "ADM3": 3}
KRAI = re.compile(r"\b(?:kra[iy]|край)\b", re.I)
REPUBLIC = re.compile(r"\b(?:respublika|republic|республ[иі]ка)\b", re.I)
CITY = re.compile(r"\b(?:misto|city|horad|gorod|municipality)\b", re.I)
HROMADA = re.compile(r"\b(?:terytorialna hromada|територіальна громада)\b", re.I)
# What stands beside the name of a region; the name itself is what is left.
TYPE_WORDS = re.compile(
    r"\b(?:autonomous republic of|republic of|autonomous (?:okrug|oblast|republic)|republic|"
    r"respublika|oblast|region|ra[iy]on|district|kra[iy]|territory|terytorialna hromada|hromada|"
    r"voblasts|voblast|province|county|municipality|misto|horad|gorod|city|"
    r"автономная область|автономный округ|область|край|республика|республіка|район|раён|вобласць|"
    r"територіальна громада|громада)\b[’']?",
    re.I,
)
LATIN_TYPES = re.compile(r"\b(?:oblast|region|ra[iy]on|district|kra[iy]|republic|hromada)\b", re.I)
DEPTHS = {"country": 1, "oblast": 2, "republic": 2, "krai": 2, "special_city": 2, "raion": 3}


@cache
def own_rows(name: str) -> tuple[Row, ...]:
    """Rows of a table of the package."""
    return tuple(rows(resources.files("gazetteer").joinpath("data", name)))


@cache
def raions() -> Mapping[str, Row]:
    """The raions of Ukraine by digits 3 to 6 of their KATOTTG codes, which GeoNames has as admin2 code."""
    return {row["katottg"][2:6]: row for row in own_rows("regions.csv") if row["place_type"] == "raion"}


@cache
def first_level() -> Mapping[str, Row]:
    """The first-level units of Ukraine by digits 1 and 2 of their KATOTTG codes."""
    units = (row for row in own_rows("regions.csv") if row["katottg"] and row["place_type"] != "raion")
    return {row["katottg"][2:4]: row for row in units}


def bare(name: str) -> str:
    """The name of a region without the word for its kind.

    Examples
    --------
    >>> bare("Bryansk Oblast"), bare("Republic of Tatarstan"), bare("Минская область"), bare("Oblast")
    ('Bryansk', 'Tatarstan', 'Минская', 'Oblast')
    """
    return " ".join(TYPE_WORDS.sub(" ", name).split()) or name


def region_type(record: Record) -> str:
    """Type of a region: the nearest of our words, since every country has its own.

    First-level units are an oblast unless their name says krai, republic or city; second-level ones a raion,
    or in Ukraine the district of a city; third-level ones a hromada if they say so, else an area.
    """
    level = LEVELS[record.code]
    if level == 0:
        return "country"
    if level == 1:
        words = {"krai": KRAI, "republic": REPUBLIC, "special_city": CITY}
        return next((kind for kind, word in words.items() if word.search(record.name)), "oblast")
    if level == 2:
        return "district" if record.country == "UA" and record.admin2 not in raions() else "raion"
    return "hromada" if is_hromada(record) else "area"


def is_hromada(record: Record) -> bool:
    """Whether a third-level region is a hromada; other ones of Ukraine are none of its law."""
    return HROMADA.search(" ".join((record.name, *record.alternates))) is not None


@dataclass(frozen=True)
class RegionNames:
    """Bare names of the regions that settlements lie in, by country and GeoNames codes."""

    first: Mapping[tuple[str, str], tuple[str, str]]
    second: Mapping[tuple[str, str, str], str]

    @classmethod
    def of(cls, records: Iterable[Record]) -> RegionNames:
        """Names that the package knows, then those of the regions of the dumps themselves."""
        first = {
            (row["country"], row["geonames"]): (row["admin1"], row["admin1_code"])
            for row in own_rows("units.csv")
        }
        second = {}
        for record in records:
            if record.code == "ADM1":
                first.setdefault((record.country, record.admin1), (bare(record.name), ""))
            elif record.code == "ADM2" and record.country != "UA":
                second[record.country, record.admin1, record.admin2] = bare(record.name)
        return cls(first, second)

    def admin1(self, record: Record) -> tuple[str, str]:
        """Bare name and ISO 3166-2 code of the first-level unit."""
        return self.first.get((record.country, record.admin1), ("", ""))

    def admin2(self, record: Record) -> str:
        """Bare name of the second-level unit; in Ukraine a raion of 2020 or nothing."""
        if record.country == "UA":
            raion = raions().get(record.admin2)
            return raion["admin2"] if raion else ""
        return self.second.get((record.country, record.admin1, record.admin2), "")


def region_names(record: Record) -> Row:
    """Names of a region: those that say in Ukrainian, Russian or Latin what it is, and the bare one."""
    if record.country == "UA" and record.code == "ADM3":
        return _hromada_names(record)
    said = [text for text in record.alternates if TYPE_WORDS.search(text)]
    cyrillic = [text for text in said if re.search("[А-Яа-я]", text)]
    name_uk = next((t for t in cyrillic if re.search("[іїєґ]|ський|цький", t, re.I)), "")
    name_ru = next((t for t in cyrillic if re.search("ая |ий |кий", t) and t != name_uk), "")
    latin = [text for text in said if text.isascii() and LATIN_TYPES.search(text)]
    others = [f"en:{text}" for text in dict.fromkeys((*latin, bare(record.name))) if text != record.name]
    others += [f"und:{text}" for text in cyrillic if text not in (name_uk, name_ru)]
    return {
        "name": record.name,
        "name_uk": name_uk,
        "name_ru": name_ru,
        "variants": "|".join(text for text in others if "|" not in text),
    }


def _hromada_names(record: Record) -> Row:
    name_uk = next((text for text in record.alternates if HROMADA.search(text) and text[0] >= "Ѐ"), "")
    adjective = bare(name_uk) if name_uk else ""
    return {
        "name": f"{bare(record.name)} Hromada",
        "name_uk": f"{adjective} територіальна громада" if adjective else "",
        "name_ru": "",
        "variants": f"uk:{adjective} громада" if adjective else "",
    }


def with_reach(places: Sequence[Row]) -> list[Row]:
    """The rows, those of regions without a radius with the distance to the farthest settlement in them."""
    inside: dict[tuple[str, str, str], list[Point]] = defaultdict(list)
    for row in places:
        if row["place_type"] not in REGION_TYPES and row["place_type"] != "hromada":
            inside[row["country"], row["admin1"], row["admin2"]].append(point(row))
    points = {unit: np.array(found) for unit, found in inside.items()}
    return [_reaching(row, points) for row in places]


def _reaching(row: Row, inside: Mapping[tuple[str, str, str], NDArray[np.float64]]) -> Row:
    depth = DEPTHS.get(row["place_type"])
    if depth is None or row["radius_km"]:
        return row
    own = (row["country"], row["admin1"], row["admin2"])[:depth]
    reach = max(
        (reach_km(point(row), found) for unit, found in inside.items() if unit[:depth] == own), default=1
    )
    return row | {"radius_km": str(reach)}
