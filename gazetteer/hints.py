"""Hints: what a user knows beside a name, in any form, as what the index can compare."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gazetteer import geodesy, toponym
from gazetteer.columns import Flags, Floats, Ints
from gazetteer.errors import HintError, PlaceNotFoundError
from gazetteer.matching import Level, matches
from gazetteer.places import Place
from gazetteer.readings import readings, type_words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.index import Index

__all__ = ["Hints", "Prior", "Sieve", "regions", "understood"]

FIRST_LEVEL = frozenset({"oblast", "republic", "krai", "special_city"})
SECOND_LEVEL = frozenset({"raion"})
THIRD_LEVEL = frozenset({"hromada"})
NEAR = "pass a Place, a shapely geometry in longitude and latitude, or a GeoDataFrame"

Unit: TypeAlias = "tuple[str | None, str]"
Prior: TypeAlias = "Callable[[Floats, Floats], ArrayLike]"


@dataclass(frozen=True)
class Hints:
    """Hints in the words of the index; None where nothing was said.

    Parameters
    ----------
    admin1
        Names and ISO codes of first-level units, any of which fits.
    admin2, admin3
        First-level code and bare name of raions and of hromadas, any of which fits.
    country
        ISO alpha-2 code.
    place_types
        Types of place that were named; empty for any.
    near
        A geometry in EPSG:4326.
    on
        Day on which the name was in use, 20140820; 0 for none.
    prior
        What else speaks for a point, as natural logarithms of odds.
    written
        The hints as they were given.
    """

    admin1: frozenset[str] | None = None
    admin2: frozenset[Unit] | None = None
    admin3: frozenset[Unit] | None = None
    country: str | None = None
    place_types: tuple[str, ...] = ()
    near: BaseGeometry | None = None
    on: int = 0
    prior: Prior | None = None
    written: dict[str, object] = field(default_factory=dict, hash=False, compare=False)

    @property
    def names_ground(self) -> bool:
        """Whether any hint says where on Earth to look."""
        said = (self.admin1, self.admin2, self.admin3, self.country, self.near)
        return any(hint is not None for hint in said)


class Sieve:
    """The hints of many names, in columns: one entry a name.

    Parameters
    ----------
    index
        Whose words they are in.
    hints
        Those of each name; the same object may stand for many.
    """

    def __init__(self, index: Index, hints: Sequence[Hints]) -> None:
        unique = list({id(one): one for one in hints}.values())
        number = {id(one): at for at, one in enumerate(unique)}
        self._of = np.array([number[id(one)] for one in hints], dtype=np.int64)
        self._unique = unique
        self.place_types = [one.place_types for one in hints]
        self.names_ground = np.array([one.names_ground for one in unique], dtype=bool)[self._of]
        self.on = np.array([one.on for one in unique], dtype=np.int64)[self._of]
        shapes = np.full(len(unique), None, dtype=object)
        shapes[:] = [one.near for one in unique]
        self.near = shapes[self._of]
        self.has_near = np.array([one.near is not None for one in unique], dtype=bool)[self._of]
        self.priors = self._by_prior()
        words, units = index.words, index.units
        self._fits = [
            (
                self._table(lambda one: one.country and {one.country}, words["country"].values),
                words["country"].codes,
            ),
            (self._table(lambda one: one.admin2, units.raions), units.raion_of),
            (self._table(lambda one: one.admin3, units.hromadas), units.hromada_of),
        ]
        self._codes = self._table(lambda one: one.admin1, words["admin1_code"].values)
        self._names = self._table(lambda one: one.admin1, words["admin1"].values)

    def _by_prior(self) -> dict[Prior, Ints]:
        given = {one.prior for one in self._unique} - {None}
        return {
            prior: np.flatnonzero(np.array([one.prior is prior for one in self._unique])[self._of])
            for prior in given
            if prior is not None
        }

    def _table(
        self, wanted: Callable[[Hints], Container[Any] | None], values: Iterable[object]
    ) -> NDArray[np.bool_] | None:
        """Which hints allow which values; the last column is a place without one. None if all allow all."""
        asked = [wanted(one) for one in self._unique]
        if all(one is None for one in asked):
            return None
        known = list(values)
        table = np.ones((len(asked), len(known) + 1), dtype=bool)
        for row, one in zip(table, asked, strict=True):
            if one is not None:
                row[:] = [*(value in one for value in known), False]
        return table

    def allows(self, index: Index, query: Ints, place: Ints) -> Flags:
        """Whether places lie in the regions and the country that were named for the queries."""
        hint = self._of[query]
        allowed = np.ones(len(query), dtype=bool)
        for table, codes in self._fits:
            if table is not None:
                allowed &= table[hint, codes[place]]
        if self._codes is not None and self._names is not None:
            by_code = self._codes[hint, index.words["admin1_code"].codes[place]]
            allowed &= by_code | self._names[hint, index.words["admin1"].codes[place]]
        return allowed


def understood(
    index: Index,
    *,
    admin1: object = None,
    admin2: object = None,
    admin3: object = None,
    country: object = None,
    place_type: object = None,
    near: object = None,
    on: object = None,
    prior: object = None,
) -> Hints:
    """Hints as the index can compare them.

    Raises
    ------
    PlaceNotFoundError
        If a region, country or type of place is not known; `role` says which hint it is.
    HintError
        If a hint is of the wrong kind.
    """
    given = {"admin1": admin1, "admin2": admin2, "admin3": admin3, "country": country,
             "place_type": place_type, "on": on}  # fmt: skip
    written = {name: value for name, value in given.items() if not _absent(value)}
    words = {name: _word(name, value) for name, value in written.items() if name != "on"}
    if near is not None:
        written["near"] = near
    return Hints(
        admin1=_admin1(index, words["admin1"]) if "admin1" in words else None,
        admin2=_unit(index, "admin2", words["admin2"]) if "admin2" in words else None,
        admin3=_unit(index, "admin3", words["admin3"]) if "admin3" in words else None,
        country=_country(index, words["country"]) if "country" in words else None,
        place_types=_place_types(index, words["place_type"]) if "place_type" in words else (),
        near=_geometry(near) if "near" in written else None,
        on=_day(on) if "on" in written else 0,
        prior=_prior(prior),
        written=written,
    )


def regions(index: Index, name: str, *, alike: bool = True) -> Iterator[list[int]]:
    """Regions that have the name, key by key: as written, by case ending and, if `alike`, by skeleton."""
    for reading in reversed(readings(name)):
        found = matches(index, [reading.name], as_region=True)
        for level in Level if alike else (Level.EXACT, Level.ENDING):
            numbers = set(index.names.place[found.name[found.level == level]].tolist())
            if reading.place_types:
                numbers = {n for n in numbers if index.words["place_type"][n] in reading.place_types}
            if numbers:
                yield sorted(numbers)


def _units(index: Index, name: str, kinds: frozenset[str], *, alike: bool) -> list[int]:
    for numbers in regions(index, name, alike=alike):
        units = [n for n in numbers if index.words["place_type"][n] in kinds]
        if units:
            return units
    return []


def _admin1(index: Index, name: str) -> frozenset[str]:
    code = name.strip().upper()
    if code in index.words["admin1_code"]:
        return frozenset({code})
    units = _units(index, name, FIRST_LEVEL, alike=False)
    known = {index.words["admin1_code"][n] or index.words["admin1"][n] or "" for n in units}
    known |= _in_column(index, "admin1", name)
    if not known:
        units = _units(index, name, FIRST_LEVEL, alike=True)
        known = {index.words["admin1_code"][n] or index.words["admin1"][n] or "" for n in units}
    if not known:
        raise PlaceNotFoundError(name, role="admin1")
    return frozenset(known)


def _unit(index: Index, role: Literal["admin2", "admin3"], name: str) -> frozenset[Unit]:
    units = index.units.raions if role == "admin2" else index.units.hromadas
    known = _in_column(index, role, name)
    found = {unit for unit in units if unit[1] in known}
    if not found:
        kinds = SECOND_LEVEL if role == "admin2" else THIRD_LEVEL
        codes, names = index.words["admin1_code"], index.words[role]
        found = {(codes[n], names[n] or "") for n in _units(index, name, kinds, alike=True)}
    if not found:
        raise PlaceNotFoundError(name, role=role)
    return frozenset(found)


def _country(index: Index, name: str) -> str:
    code = name.strip().upper()
    if code in index.words["country"]:
        return code
    for numbers in regions(index, name):
        for number in numbers:
            if index.words["place_type"][number] == "country":
                return index.words["country"][number] or ""
    raise PlaceNotFoundError(name, role="country")


def _in_column(index: Index, column: str, name: str) -> set[str]:
    known = index.folded_words[column]
    return {value for reading in readings(name) for value in known.get(reading.name, ())}


def _place_types(index: Index, name: str) -> tuple[str, ...]:
    folded = toponym.fold(name)
    kinds = {toponym.fold(kind): kind for kind in index.words["place_type"].values}
    if folded in kinds:  # "district" is a raion too, as it is beside a name
        return type_words().get(("after", folded), (kinds[folded],))
    for where in ("before", "after"):
        types = type_words().get((where, folded), type_words().get((where, f"{folded} of")))
        if types is not None:
            return types
    raise PlaceNotFoundError(name, role="place_type")


def _absent(value: object) -> bool:
    return value is None or type(value).__name__ in ("NaTType", "NAType") or value != value


def _word(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise HintError(name, f"pass a name as text, not {type(value).__name__}")
    return value[:200]


def _day(value: object) -> int:
    from gazetteer.tables import day

    try:
        return int(day(value).strftime("%Y%m%d"))
    except ValueError as error:
        raise HintError("on", str(error)) from error


def _prior(prior: object) -> Prior | None:
    if prior is not None and not callable(prior):
        raise HintError("prior", "pass a function of longitudes and latitudes that gives log-odds")
    return prior


def _geometry(near: object) -> BaseGeometry:
    import shapely

    geometry: Any = near.point if isinstance(near, Place) else near
    if hasattr(geometry, "geometry") and hasattr(geometry, "crs"):  # a GeoDataFrame or GeoSeries
        shapes = geometry.geometry
        if shapes.crs is not None and shapes.crs != "EPSG:4326":
            shapes = shapes.to_crs("EPSG:4326")
        geometry = shapes.union_all()
    if not isinstance(geometry, shapely.Geometry):
        raise HintError("near", f"{NEAR}, not {type(near).__name__}")
    if geometry.is_empty or not np.isfinite(geometry.bounds).all():
        raise HintError("near", f"the geometry is empty; {NEAR}")
    if not geodesy.on_earth(*geometry.bounds):
        raise HintError("near", f"it lies outside 180 degrees of longitude and 90 of latitude; {NEAR}")
    return geometry
