"""Addresses: a place with the regions around it, in the language that a reader asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from gazetteer.errors import HintError

if TYPE_CHECKING:
    from gazetteer.lookup import Gazetteer

__all__ = ["FIRST_LEVEL", "Addresses", "languages"]

Row: TypeAlias = Mapping[str, object]  # columns of the places table, missing ones None
FIRST_LEVEL = ("oblast", "republic", "krai", "special_city")
AROUND = ("raion", *FIRST_LEVEL, "country")
COLUMNS = {"en": "name", "uk": "name_uk", "ru": "name_ru"}
ALL = 1_000_000  # more regions than there are
LETTERS = 200  # of a list of languages that are read


class Addresses:
    """Addresses of the places of a gazetteer.

    Examples
    --------
    >>> import gazetteer
    >>> addresses = Addresses(gazetteer.load())
    >>> toretsk = gazetteer.load()["Toretsk"].as_row()
    >>> addresses.of(toretsk), addresses.of(toretsk, ["uk"])
    ('Toretsk, Bakhmut Raion, Donetsk Oblast, Ukraine',
     'Торецьк, Бахмутський район, Донецька область, Україна')
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def of(self, row: Row, languages: Sequence[str] = ()) -> str:
        """The address of a place: its name, raion, region of the first level and country.

        Each is in the first language that has a name for it, else in Latin letters. A city that is a region
        of its own is said once.
        """
        around = [self._around.get(key, {"name": word}) for key, word in _keys(row)]
        own = str(row["name"])
        names = [_named(row, languages)]
        for unit in around:
            same = unit.get("place_id") == row.get("place_id")
            itself = unit.get("place_type") == "special_city" and str(unit["name"]).startswith(own)
            if not (same or itself):
                names.append(_named(unit, languages))
        return ", ".join(dict.fromkeys(names))

    @cached_property
    def _around(self) -> dict[tuple[object, ...], Row]:
        """Raions, regions and countries by what the columns of their places say of them."""
        from shapely import Point

        try:
            units = self._gazetteer.nearest(Point(0, 0), place_type=AROUND, k=ALL)
        except HintError:  # a gazetteer without regions
            return {}
        units = units.drop(columns="geometry").astype(object)
        found: dict[tuple[object, ...], Row] = {}
        for row in units.where(units.notna(), None).to_dict("records"):
            keys = _keys(row)
            if keys:
                found.setdefault(keys[0][0], row)
        return found


def languages(accepted: str) -> list[str]:
    """Languages of a header such as Accept-Language, the most wanted first, without their countries.

    Examples
    --------
    >>> languages("en;q=0.5, uk-UA, ru;q=0.8")
    ['uk', 'ru', 'en']
    """
    wanted = []
    for part in accepted[:LETTERS].split(","):
        tag, _, rest = part.partition(";")
        weight = re.search(r"q\s*=\s*([01](?:\.\d{1,3})?)", rest, re.ASCII)
        code = re.split("[-_]", tag.strip().lower())[0]
        if code.isascii() and code.isalpha():
            wanted.append((float(weight[1]) if weight else 1.0, code))
    best = sorted(wanted, key=lambda pair: -pair[0])
    return list(dict.fromkeys(code for weight, code in best if weight))


def _named(row: Row, languages: Sequence[str]) -> str:
    columns = [COLUMNS[language] for language in languages if language in COLUMNS]
    return next((str(row[column]) for column in columns if row.get(column)), str(row["name"]))


def _keys(row: Row) -> list[tuple[tuple[object, ...], object]]:
    """What the columns of a place say of the regions around it, the smallest first: key and bare name.

    For a region the first is that region itself.
    """
    country, admin1, admin2 = row.get("country"), row.get("admin1"), row.get("admin2")
    unit = row.get("admin1_code") or admin1
    keys: list[tuple[tuple[object, ...], object]] = []
    if admin2:
        keys.append(((country, unit, admin2), admin2))
    if unit:
        keys.append(((country, unit), admin1 or unit))
    if country:
        keys.append(((country,), country))
    return keys
