"""KATOTTG, Ukraine's official codifier of settlements: name, legal type, raion, hromada and code.

The codifier has no points: its rows are joined to places that have one. It is published by the Ministry for
Development of Communities and Territories as a table (xlsx); here it is read as csv with the ministry's own
headings, parted by semicolons or commas. Order 290 of 26 November 2020, with its later editions.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from gazetteer.archives import Part, parts
from gazetteer.data.spellings import fold
from gazetteer.errors import DataFileError
from gazetteer.sources import regions

__all__ = ["ATTRIBUTION", "Codifier", "Unit", "read"]

ATTRIBUTION = "KATOTTG, the official codifier of Ukraine (an official act)"
HEADINGS = ("перший рівень", "другий рівень", "третій рівень", "четвертий рівень", "додатковий рівень",
            "категорія", "назва")  # fmt: skip
CODE = re.compile(r"UA\d{17}")
SETTLEMENTS = frozenset("MTXCK")
LETTERS = 100


class Unit(NamedTuple):
    """A settlement of the codifier."""

    code: str
    category: str
    name: str
    hromada: str

    @property
    def where(self) -> tuple[str, str]:
        """Bare names of its first-level unit and of its raion, as the package has them."""
        return _where(self.code[2:6])


@cache
def _where(digits: str) -> tuple[str, str]:
    first, raion = regions.first_level().get(digits[:2], {}), regions.raions().get(digits, {})
    return first.get("admin1", ""), raion.get("admin2", "")


@dataclass(frozen=True)
class Codifier:
    """Settlements and hromadas of an edition.

    Parameters
    ----------
    units
        Its settlements.
    hromadas
        Names of the hromadas as the codifier has them (Великоновосілківська), by code.
    report
        What became of its lines.
    """

    units: tuple[Unit, ...]
    hromadas: dict[str, str]
    report: Counter[str]


def read(path: Path) -> Codifier:
    """The codifier as a file: csv, plain or packed, or xlsx where openpyxl is installed.

    Raises
    ------
    DataFileError
        If it cannot be read or has not the codifier's headings.
    """
    if path.suffix.lower() == ".xlsx":
        rows, label = _sheet(path), str(path)
    else:
        part = parts(path, suffixes=(".csv",))[0]
        rows, label = _table(part), part.label
    return _codifier(rows, label)


def _table(part: Part) -> Iterator[list[str]]:
    lines = part.lines()
    first = next(lines, "")
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    try:
        yield from csv.reader(chain([first], lines), delimiter=delimiter)
    except csv.Error as error:
        raise DataFileError(part.label, f"is no table ({error}); download it again") from error


def _sheet(path: Path) -> Iterator[list[str]]:
    try:
        import openpyxl
    except ImportError:
        reason = "is an xlsx file: save it as csv, or install openpyxl"
        raise DataFileError(path, reason) from None
    parts(path, suffixes=(".xml",))  # the same bounds as for any archive
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for cells in book.active.iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in cells]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise DataFileError(path, f"is no workbook ({error}); save it as csv") from error


def _codifier(rows: Iterable[list[str]], label: str) -> Codifier:
    lines = iter(rows)
    for cells in lines:  # the ministry's sheet has a title above the headings
        if _is_heading(cells):
            break
    else:
        raise DataFileError(label, f"has not the codifier's headings: {', '.join(HEADINGS)}")
    units, hromadas, report = [], {}, Counter[str]()
    for cells in lines:
        codes, category, name = _cells(cells)
        if not codes:
            report["lines dropped: no code or name"] += any(cells)
        elif category == "H":
            hromadas[codes[2]] = name
        elif category in SETTLEMENTS:
            units.append(Unit(codes[-1], category, name, codes[2] if len(codes) > 2 else ""))
        else:
            report["left out: region or district of a city"] += 1
    if not units:
        raise DataFileError(label, "holds no settlements; download it again")
    report |= {"settlements": len(units), "hromadas": len(hromadas)}
    return Codifier(tuple(units), hromadas, report)


def _is_heading(cells: list[str]) -> bool:
    found = [fold(cell) for cell in cells[: len(HEADINGS)]]
    return len(found) == len(HEADINGS) and all(map(str.startswith, found, HEADINGS))


def _cells(cells: list[str]) -> tuple[list[str], str, str]:
    codes = [cell.strip() for cell in cells[:5] if cell.strip()]
    category, name = (" ".join(cell.split()) for cell in (*cells[5:7], "", "")[:2])
    sound = codes and name and len(name) <= LETTERS and all(map(CODE.fullmatch, codes))
    # Cyrillic letters that look Latin stand in some editions.
    return (codes if sound else []), category.translate(str.maketrans("МТХСКНОРВ", "MTXCKHOPB")), name
