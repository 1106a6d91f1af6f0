"""Doubles: settlements that a publisher has twice, a few hundred metres apart, made one.

GeoNames has about ninety pairs of one name less than 2.5 km apart in Ukraine, such as Shcherbynivka
(694289, 694290).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations

from gazetteer.data.spellings import CYRILLIC_BLOCK, fold, skeletons
from gazetteer.places import REGION_TYPES
from gazetteer.sources.sphere import apart_km, point

__all__ = ["without_doubles"]

Row = dict[str, str]
WITHIN_KM, SPELT_APART_KM = 2.5, 1.0
PARTS = frozenset({"district"})


def without_doubles(
    rows: list[Row], *, kept: Collection[str] = (), apart: Callable[[Row], bool] = lambda row: False
) -> tuple[list[Row], dict[str, str]]:
    """Rows of places, each settlement once, and the place_id of each double with the one that stays.

    Two rows are one settlement if they have one name, lie in one first-level unit and less than 2.5 km apart,
    and neither or both are parts of a city; or less than 1 km apart if the names have one skeleton and both
    rows know one Cyrillic name. The better known row stays, with the names of both.

    Parameters
    ----------
    kept
        Ids that must stay.
    apart
        Whether several settlements of the name are known to exist around a row: then nothing is merged.
    """
    merged: dict[str, str] = {}
    by_id = {row["place_id"]: row for row in rows}
    for one, other in _pairs(rows):
        if apart(one) or apart(other) or {one["place_id"], other["place_id"]} <= set(kept):
            continue
        best, worse = sorted((one, other), key=lambda row: _rank(row, kept))
        best_id = merged.get(best["place_id"], best["place_id"])
        if worse["place_id"] not in merged and best_id != worse["place_id"]:
            merged[worse["place_id"]] = best_id
            _take_names(by_id[best_id], worse)
    for double, row_id in merged.items():
        while row_id in merged:
            row_id = merged[row_id]
        merged[double] = row_id
    return [row for row in rows if row["place_id"] not in merged], merged


def _pairs(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    groups: dict[tuple[str, str, str, bool], list[Row]] = defaultdict(list)
    skeletons.learn(row["name"] for row in rows)
    for row in rows:
        if row["place_type"] not in REGION_TYPES and row["place_type"] != "hromada":
            part = row["place_type"] in PARTS
            groups[row["country"], row["admin1"], skeletons[row["name"]], part].append(row)
    for group in groups.values():
        for one, other in combinations(group, 2) if len(group) > 1 else ():
            if _near(one, other):
                yield one, other


def _near(one: Row, other: Row) -> bool:
    apart = apart_km(point(one), point(other))
    if apart >= WITHIN_KM:
        return False
    if fold(one["name"]) == fold(other["name"]):
        return True
    return apart < SPELT_APART_KM and not _cyrillic(one).isdisjoint(_cyrillic(other))


def _cyrillic(row: Row) -> set[str]:
    texts = (text.partition(":")[2] for text in row["variants"].split("|"))
    return {fold(text) for text in (row["name_uk"], row["name_ru"], *texts) if text >= CYRILLIC_BLOCK}


def _rank(row: Row, kept: Collection[str]) -> tuple[bool, bool, int, bool, int, int, str]:
    """Sorts the better known row first."""
    return (
        row["place_id"] not in kept,
        row["place_type"] == "abandoned",
        -int(row["population"] or 0),
        not row["name_uk"],
        -len(row["variants"]),
        len(row["place_id"]),
        row["place_id"],
    )


def _take_names(row: Row, double: Row) -> None:
    """Add the names of a double, and fill what the row does not know."""
    names = [f"{lang}:{double[column]}" for column, lang in (("name_uk", "uk"), ("name_ru", "ru"))
             if double[column] and double[column] != row[column]]  # fmt: skip
    names += filter(None, double["variants"].split("|"))
    row["variants"] = "|".join(dict.fromkeys([*filter(None, row["variants"].split("|")), *names]))
    for column in ("name_uk", "name_ru", "population", "admin2"):
        row[column] = row[column] or double[column]
