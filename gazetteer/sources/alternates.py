"""GeoNames' table of alternate names: the language of a name, whether it is official, and when it held.

The table has 8 columns, and 10 since 2018: https://download.geonames.org/export/dump/readme.txt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from gazetteer.archives import Part
from gazetteer.errors import DataFileError

__all__ = ["Name", "is_table", "preferred", "read"]

COLUMNS = (8, 10)
LANGS = frozenset({"uk", "ru", "en", "de", "pl", "be", "ro", "hu", "crh", "und"})
LETTERS = 200
DAY = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?:[T ].*)?")
LATIN_OR_CYRILLIC = re.compile(r"[A-Za-zÀ-ɏḀ-ỿЀ-ӿ\u02bc\u0301’'`´ʹ ()./-]+")


class Name(NamedTuple):
    """A name of a place with its language, how it stands, and the days since and until which it held."""

    text: str
    lang: str
    kind: str
    since: str
    until: str
    is_preferred: bool

    def row(self, place_id: str) -> dict[str, str]:
        """The name as a row of toponyms."""
        return {
            "place_id": place_id,
            "toponym": self.text,
            "lang": self.lang,
            "kind": self.kind,
            "since": self.since,
            "until": self.until,
        }


def is_table(part: Part) -> bool:
    """Whether a part has the columns of the table, by its first line."""
    first = next(part.lines(), "")
    cells = first.split("\t")
    return len(cells) in COLUMNS and cells[0].isdigit() and cells[1].isdigit()


def read(tables: Iterable[Part], wanted: Container[str], report: Counter[str]) -> Mapping[str, list[Name]]:
    """Names of the places that are wanted, by GeoNames number.

    Raises
    ------
    DataFileError
        If a line has other columns.
    """
    names: dict[str, list[Name]] = {}
    for part in tables:
        for at, line in enumerate(part.lines(), start=1):
            cells = line.split("\t")
            if len(cells) not in COLUMNS:
                raise DataFileError(
                    part.label,
                    f"was cut short: line {at} has {len(cells)} columns, not 10; download it again",
                )
            if cells[1] in wanted and (name := _name(cells, report)):
                names.setdefault(cells[1], []).append(name)
    return names


def _name(cells: list[str], report: Counter[str]) -> Name | None:
    lang, text = cells[2] or "und", cells[3].strip()
    if lang not in LANGS:
        report["names left out: code, link or other language"] += 1
        return None
    if not (0 < len(text) <= LETTERS and LATIN_OR_CYRILLIC.fullmatch(text)):
        report["names left out: no name in these scripts"] += 1
        return None
    since, until = (_day(cell, report) for cell in (*cells[8:10], "", "")[:2])
    historic = cells[7] == "1" or bool(until)
    report["names with a language"] += lang != "und"
    report["former names"] += historic
    return Name(text, lang, "former" if historic else "variant", since, until, cells[4] == "1")


def _day(text: str, report: Counter[str]) -> str:
    """A day, month or year as written in the table; ages and guesses ("14th century") are dropped."""
    found = DAY.fullmatch(text.strip())
    if found is None:
        report["dates dropped: no day, month or year"] += bool(text.strip())
        return ""
    year, month, day = found.groups()
    if month and not 1 <= int(month) <= 12:
        return year
    if day and not 1 <= int(day) <= 31:
        return f"{year}-{month}"
    return "-".join(filter(None, (year, month, day)))


def preferred(names: Iterable[Name]) -> dict[str, str]:
    """The name of today in each language: the preferred one, else the only one."""
    today = [name for name in names if name.kind != "former"]
    found: dict[str, str] = {}
    for lang in {name.lang for name in today} - {"und"}:
        texts = [name for name in today if name.lang == lang]
        chosen = [name for name in texts if name.is_preferred] or (texts if len(texts) == 1 else [])
        if len(chosen) == 1:
            found[lang] = chosen[0].text
    return found
