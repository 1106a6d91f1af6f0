"""The codifier and the places: which settlement of KATOTTG is which place that has a point.

Four passes, each over what the one before left: by raion and Ukrainian name, by raion and any Cyrillic name,
by raion and skeleton, by oblast and skeleton. Where a name stands for several settlements or places, the
nearest to settlements of the hromada are joined, if they are clearly nearer than the others.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

from gazetteer.data.spellings import fold, romanize, skeletons
from gazetteer.sources.hromadas import bare_names
from gazetteer.sources.katottg import Codifier, Unit
from gazetteer.sources.sphere import Point, apart_km, point

__all__ = ["joined", "namesakes"]

Row = dict[str, str]
Key = tuple[str, ...]
Where = tuple[str, str]  # first-level unit and raion
FEW = 4  # settlements of a hromada that tell nothing of each other
FAR_KM = 30  # no hromada is so wide that its settlements lie so far from all others
CLEARLY = 0.7  # the share of the next distance below which a settlement is the nearest one
CITY_PEOPLE = 50_000
TOWN_PEOPLE, MANY_MORE = 3_000, 4  # a town outweighs a place of its name with a quarter of its people
MOST_NAMESAKES = 5  # of one raion; for more there are too many ways to pair them
SETTLEMENT_TYPES = frozenset({"city", "town", "settlement", "village", "abandoned"})


def joined(rows: Iterable[Row], codifier: Codifier, report: Counter[str]) -> list[Row]:
    """The rows, those of the codifier's settlements with its name, type, raion, hromada and code.

    Settlements that no place is found for are counted in the report and make no row: they have no point.
    """
    table = list(rows)
    match = _Match(codifier.units, [row for row in table if row["country"] == "UA"])
    match.by(_raion_and_name, lambda row: (row["name_uk"],), "raion and name")
    match.by(_raion_and_name, _cyrillic, "raion and other name")
    skeletons.learn(name for row in match.free_rows.values() for name in _all_names(row))
    match.by(_raion_and_skeleton, _all_names, "raion and skeleton")
    match.by(_oblast_and_skeleton, _all_names, "oblast and skeleton")
    report["let go: far from the others of the hromada"] = match.let_go()
    names = bare_names(codifier)
    report.update({f"joined by {how}": count for how, count in match.how.items()})
    report["settlements without a place"] = len(codifier.units) - len(match.found)
    report["places of Ukraine without a code"] = len(match.free_rows)
    by_id = {id(row): unit for unit, row in match.found.values()}
    return [_official(row, by_id[id(row)], names, report) if id(row) in by_id else row for row in table]


def namesakes(codifier: Codifier) -> Callable[[Row], bool]:
    """Whether the codifier has several settlements of a row's name in its raion."""
    count = Counter(_raion_and_name(unit.where, unit.name) for unit in codifier.units)
    return lambda row: row["country"] == "UA" and count[_raion_and_name(_where(row), row["name_uk"])] > 1


def _raion_and_name(where: Where, name: str) -> Key:
    return (*where, fold(name))


def _raion_and_skeleton(where: Where, name: str) -> Key:
    return (*where, skeletons[name])


def _oblast_and_skeleton(where: Where, name: str) -> Key:
    return (where[0], skeletons[name])


def _where(row: Row) -> Where:
    return row["admin1"], row["admin2"]


def _texts(row: Row) -> list[str]:
    return [text.partition(":")[2] for text in row["variants"].split("|") if text]


def _cyrillic(row: Row) -> Sequence[str]:
    return [text for text in (row["name_uk"], row["name_ru"], *_texts(row)) if text[:1] >= "Ѐ"]


def _all_names(row: Row) -> Sequence[str]:
    return [text for text in (row["name_uk"], row["name"], row["name_ru"], *_texts(row)) if text]


class _Match:
    """The join in the making."""

    def __init__(self, units: Iterable[Unit], rows: Iterable[Row]) -> None:
        self.found: dict[str, tuple[Unit, Row]] = {}
        self.free_units = {unit.code: unit for unit in units}
        self.free_rows = {id(row): row for row in rows if row["place_type"] in SETTLEMENT_TYPES}
        self.how: Counter[str] = Counter()
        self.points: dict[str, list[Point]] = defaultdict(list)

    def by(self, key: Callable[[Where, str], Key], names: Callable[[Row], Iterable[str]], how: str) -> None:
        """Join what has one key."""
        units: dict[Key, list[Unit]] = defaultdict(list)
        rows: dict[Key, dict[int, Row]] = defaultdict(dict)
        for unit in self.free_units.values():
            units[key(unit.where, unit.name)].append(unit)
        for row in self.free_rows.values():
            where = _where(row)
            for name in names(row):
                own = key(where, name)
                if own in units:
                    rows[own][id(row)] = row
        groups = [(units[own], list(group.values())) for own, group in rows.items()]
        within_raion = key is not _oblast_and_skeleton
        alone = [(u[0], r[0]) for u, r in groups if len(u) == len(r) == 1]
        for unit, row in alone:
            if within_raion or self._apart_km(unit, row) < FAR_KM:
                self._join(unit, row, how)
        for some_units, some_rows in groups:
            if len(some_units) > 1 or len(some_rows) > 1:
                self._nearest(some_units, some_rows, how)

    def let_go(self) -> int:
        """Take back what lies far from all others of its hromada: a namesake of one without a point."""
        before = len(self.found)
        middle = {hromada: _mean(points) for hromada, points in self.points.items()}
        for unit, row in list(self.found.values()):
            others, here = self.points[unit.hromada], point(row)
            if len(others) < FEW or apart_km(here, middle[unit.hromada]) < FAR_KM:
                continue
            if min(apart_km(here, other) for other in others if other != here) > FAR_KM:
                del self.found[unit.code]
                self.free_rows[id(row)] = row
        return before - len(self.found)

    def _nearest(self, units: list[Unit], rows: list[Row], how: str) -> None:
        """Join namesakes: the town to the place of many people, the others by nearness to their hromada."""
        units = [unit for unit in units if unit.code in self.free_units]
        rows = [row for row in rows if id(row) in self.free_rows]
        if town := _town(units, rows):
            self._join(*town, how)
            units.remove(town[0])
            rows.remove(town[1])
        far = [[self._apart_km(unit, row) for row in rows] for unit in units]
        for unit, row in _assigned(far):
            self._join(units[unit], rows[row], f"{how}, by hromada")

    def _apart_km(self, unit: Unit, row: Row) -> float:
        """How far a place is from the nearest settlement of a hromada."""
        here = point(row)
        return min((apart_km(here, other) for other in self.points[unit.hromada]), default=math.inf)

    def _join(self, unit: Unit, row: Row, how: str) -> None:
        if unit.code in self.free_units and id(row) in self.free_rows:
            self.found[unit.code] = unit, row
            del self.free_units[unit.code], self.free_rows[id(row)]
            self.points[unit.hromada].append(point(row))
            self.how[how] += 1


def _town(units: list[Unit], rows: list[Row]) -> tuple[Unit, Row] | None:
    """The only town of a group and the only place with many more people than the others."""
    towns = [unit for unit in units if unit.category in "KM"]
    if len(towns) != 1 or not rows:
        return None
    *_, second, first = [0, *sorted(int(row["population"] or 0) for row in rows)]
    if first < TOWN_PEOPLE or first < MANY_MORE * second:
        return None
    return towns[0], max(rows, key=lambda row: int(row["population"] or 0))


def _assigned(far: list[list[float]]) -> list[tuple[int, int]]:
    """Pairs of rows and columns of a table of distances that are clearly the nearest all together."""
    if not far or not far[0] or max(len(far), len(far[0])) > MOST_NAMESAKES:
        return []
    if len(far) > len(far[0]):
        return [(row, column) for column, row in _assigned([list(line) for line in zip(*far, strict=True)])]
    ways = [
        (sum(line[column] for line, column in zip(far, columns, strict=True)), columns)
        for columns in permutations(range(len(far[0])), len(far))
    ]
    best, columns = min(ways)
    pairs = []
    for row, column in enumerate(columns):
        other = min((total for total, way in ways if way[row] != column), default=math.inf)
        if far[row][column] < FAR_KM and best < CLEARLY * other:
            pairs.append((row, column))
    return pairs


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _official(row: Row, unit: Unit, hromadas: dict[str, str], report: Counter[str]) -> Row:
    """A row with what the codifier says; names that it had before stay as variants."""
    admin2, name = unit.where[1], romanize(unit.name)
    report["raion by the codifier"] += row["admin2"] != admin2
    kept = [f"uk:{row['name_uk']}"] if row["name_uk"] and fold(row["name_uk"]) != fold(unit.name) else []
    kept += [f"und:{row['name']}"] if fold(row["name"]) != fold(name) else []
    report["named by the codifier"] += bool(kept)
    return row | {
        "name": name,
        "name_uk": unit.name,
        "variants": "|".join([*kept, *filter(None, row["variants"].split("|"))]),
        "place_type": _legal_type(unit, row),
        "admin2": admin2,
        "admin3": hromadas.get(unit.hromada, ""),
        "katottg": unit.code,
    }


def _legal_type(unit: Unit, row: Row) -> str:
    if row["place_type"] == "abandoned":
        return "abandoned"
    if unit.category == "K":
        return "city"
    if unit.category == "M":
        return "city" if int(row["population"] or 0) >= CITY_PEOPLE else "town"
    return "village" if unit.category == "C" else "settlement"
