"""Hromadas of the codifier: their bare names, and regions made of their settlements.

The codifier gives a hromada an adjective (Великоновосілківська) and no point. Its point here is the
settlement nearest to the mean of its settlements, its radius reaches the farthest of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from gazetteer.data.spellings import alike, fold, romanize, skeletons
from gazetteer.sources.katottg import Codifier, Unit
from gazetteer.sources.sphere import apart_km, point, reach_km

__all__ = ["bare_names", "with_hromadas"]

Row = dict[str, str]

ENDING = re.compile("(?:[ії]в|[ая]н)?[сцз]ька$")
NEAR = 0.6  # skeletons of an adjective and of its noun share so much
SIZES = {"K": 0.5, "M": 0.5, "T": 0.3, "X": 0.3, "C": 0.0}  # how much likelier a centre is a town


def bare_names(codifier: Codifier) -> dict[str, str]:
    """Name of each hromada's centre in Latin letters, by code: Velyka Novosilka.

    The codifier has the adjective only. The centre is the settlement whose name is nearest to it; the
    adjective itself stands where none is near.
    """
    inside: dict[str, list[Unit]] = defaultdict(list)
    for unit in codifier.units:
        inside[unit.hromada].append(unit)
    skeletons.learn(unit.name for unit in codifier.units)
    return {code: romanize(_centre(name, inside[code])) for code, name in codifier.hromadas.items()}


def _centre(adjective: str, units: list[Unit]) -> str:
    stems = {skeletons[adjective], skeletons[ENDING.sub("", adjective)]}
    rated = [(max(_likeness(stem, unit) for stem in stems), unit) for unit in units]
    near = [
        (rate + _alike(adjective, unit.name) + SIZES[unit.category], unit.code, unit.name)
        for rate, unit in rated
        if rate >= NEAR
    ]
    if near:
        return max(near)[2]
    largest = max((SIZES[unit.category] for unit in units), default=0)
    towns = [unit for unit in units if SIZES[unit.category] == largest > 0]
    return towns[0].name if len(towns) == 1 else adjective


def _likeness(stem: str, unit: Unit) -> float:
    """How much of two skeletons is the same from the start, for a town anywhere."""
    own = skeletons[unit.name]
    if SIZES[unit.category] > 0:
        return alike(stem, own)
    shared = next(
        (at for at, pair in enumerate(zip(stem, own, strict=False)) if pair[0] != pair[1]),
        min(len(stem), len(own)),
    )
    return 2 * shared / (len(stem) + len(own) or 1)


def _alike(adjective: str, name: str) -> float:
    return alike(ENDING.sub("", adjective.lower()), name.lower().replace(" ", ""))


def with_hromadas(rows: Iterable[Row], codifier: Codifier, report: Counter[str]) -> list[Row]:
    """The rows of settlements joined to the codifier, and its hromadas instead of those that stand there.

    A hromada has the id of the row that stood there under its name, else one of its code. Hromadas of which
    no settlement has a point are counted.
    """
    table = list(rows)
    old = {_key(row["admin2"], row["name_uk"]): row["place_id"] for row in table if _is_hromada(row)}
    members: dict[str, list[Row]] = defaultdict(list)
    hromada_of = {unit.code: unit.hromada for unit in codifier.units}
    for row in table:
        if row["katottg"] in hromada_of:
            members[hromada_of[row["katottg"]]].append(row)
    made = [
        _region(code, name, members[code], old) for code, name in codifier.hromadas.items() if members[code]
    ]
    report["hromadas without a point"] = len(codifier.hromadas) - len(made)
    return [row for row in table if not _is_hromada(row)] + made


def _is_hromada(row: Row) -> bool:
    return row["place_type"] == "hromada" and row["country"] == "UA"


def _key(raion: str, name: str) -> tuple[str, str]:
    return raion, fold(name).replace(" територіальна громада", "")


def _region(code: str, adjective: str, members: list[Row], old: dict[tuple[str, str], str]) -> Row:
    points = [point(row) for row in members]
    lon, lat = (sum(values) / len(points) for values in zip(*points, strict=True))
    lon, lat = min(points, key=lambda other: apart_km((lon, lat), other))
    centre, latin = members[0]["admin3"], romanize(adjective)
    others = (
        f"uk:{adjective} громада",
        f"uk:{adjective} ТГ",
        f"en:{latin} Hromada",
        f"en:{centre} community",
    )
    return {
        "place_id": old.get(_key(members[0]["admin2"], adjective), f"katottg:{code}"),
        "name": f"{centre} Hromada",
        "name_uk": f"{adjective} територіальна громада",
        "name_ru": "",
        "variants": "|".join(dict.fromkeys(others)),
        "place_type": "hromada",
        "country": "UA",
        "admin1": members[0]["admin1"],
        "admin1_code": members[0]["admin1_code"],
        "admin2": members[0]["admin2"],
        "admin3": centre,
        "population": str(sum(int(row["population"] or 0) for row in members) or ""),
        "katottg": code,
        "lat": f"{lat:.5f}",
        "lon": f"{lon:.5f}",
        "radius_km": str(reach_km((lon, lat), points)),
        "source": "KATOTTG",
    }
