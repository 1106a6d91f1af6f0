"""The embedded core as a source: its rows around those of the files, each place once.

What is written by hand stands before the files; what is compiled from GeoNames stands after them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from gazetteer.data.spellings import fold
from gazetteer.places import REGION_TYPES
from gazetteer.sources.regions import own_rows
from gazetteer.sources.sphere import apart_km, point

__all__ = ["place_ids", "with_core"]

Row = dict[str, str]
BY_HAND, COMPILED, FORMER = ("regions.csv", "core.csv"), "cities.csv.gz", "renamings.csv"
POST_OFFICE_KM = 10  # places that the core has at the point of their post office are good to some 3 km


@cache
def place_ids() -> frozenset[str]:
    """Ids of the places of the core that are written by hand."""
    return frozenset(row["place_id"] for name in BY_HAND for row in own_rows(name))


def with_core(
    places: Iterable[Row], toponyms: Iterable[Row], merged: Mapping[str, str]
) -> tuple[list[Row], list[Row]]:
    """Rows of places and of toponyms, with those of the core.

    Names of a place that the core or an earlier row has already are left out, and regions of the core stay
    as they are.
    """
    by_hand = [row for name in BY_HAND for row in own_rows(name)]
    others = list(toponyms)
    again = {row["place_id"] for row in (*by_hand, *own_rows(COMPILED), *others)}
    names = _Names()
    for row in by_hand:
        names.add(row)
    for row in own_rows(FORMER):
        names.known[row["place_id"]].add(fold(row["toponym"]))
    unnumbered = _unnumbered(by_hand)
    regions = {row["place_id"] for row in by_hand if row["place_type"] in REGION_TYPES}
    added = [
        names.news(row) if row["place_id"] in again else row
        for row in (_numbered(row, unnumbered) for row in places)
        if row["place_id"] not in regions
    ]
    compiled = [names.news(row) for row in own_rows(COMPILED) if row["place_id"] not in merged]
    rows = [*by_hand, *added, *compiled]
    known = {row["place_id"] for row in rows}
    others = [row for row in toponyms if row["place_id"] in known and not names.has(row)]
    former = [row | {"place_id": merged.get(row["place_id"], row["place_id"])} for row in own_rows(FORMER)]
    return rows, [*former, *others]


class _Names:
    """Folded names of places, by id."""

    def __init__(self) -> None:
        self.known: dict[str, set[str]] = defaultdict(set)
        self.seen: set[str] = set()

    def add(self, row: Row) -> None:
        """Take the names of a row."""
        known = self.known[row["place_id"]]
        self.seen.add(row["place_id"])
        known.update(fold(row[column]) for column in ("name", "name_uk", "name_ru") if row[column])
        known.update(fold(text.partition(":")[2] or text) for text in row["variants"].split("|") if text)

    def news(self, row: Row) -> Row:
        """A row without the names that its place has already."""
        if row["place_id"] in self.seen:
            known = self.known[row["place_id"]]
            own = {name: "" for name in ("name_uk", "name_ru") if fold(row[name]) in known}
            texts = [text for text in row["variants"].split("|") if fold(text.partition(":")[2]) not in known]
            row = row | own | {"variants": "|".join(texts)}
        self.add(row)
        return row

    def has(self, row: Row) -> bool:
        """Whether a toponym says nothing new: a dated or official one always does."""
        if row["kind"] != "variant" or row.get("since") or row.get("until"):
            return False
        return fold(row["toponym"]) in self.known[row["place_id"]]


def _key(row: Row) -> tuple[str, str, str]:
    return row["country"], row["admin1"], fold(row["name_ru"] or row["name"])


def _unnumbered(rows: Iterable[Row]) -> dict[tuple[str, str, str], Row]:
    """Settlements of the core that have no number of GeoNames, by country, region and name."""
    return {_key(row): row for row in rows if row["place_id"].startswith("geonames-postal:")}


def _numbered(row: Row, unnumbered: Mapping[tuple[str, str, str], Row]) -> Row:
    """A row under the id that the core has for its settlement."""
    own = unnumbered.get(_key(row)) if row["country"] == "RU" else None
    if own is None or apart_km(point(own), point(row)) >= POST_OFFICE_KM:
        return row
    return row | {"place_id": own["place_id"]}
