"""Hints: what a user knows beside a name, in any form, as what the index can compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gazetteer import geodesy, toponym
from gazetteer.errors import HintError, PlaceNotFoundError
from gazetteer.places import Place
from gazetteer.readings import readings, type_words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.index import Index

__all__ = ["Hints", "regions", "understood"]

FIRST_LEVEL = frozenset({"oblast", "republic", "krai", "special_city"})
SECOND_LEVEL = frozenset({"raion"})
NEAR = "pass a Place, a shapely geometry in longitude and latitude, or a GeoDataFrame"


@dataclass(frozen=True)
class Hints:
    """Hints in the words of the index; None where nothing was said.

    Parameters
    ----------
    admin1
        Names and ISO codes of first-level units, any of which fits.
    admin2
        First-level code and bare name of raions, any of which fits.
    country
        ISO alpha-2 code.
    place_types
        Types of place that were named; empty for any.
    near
        A geometry in EPSG:4326.
    on
        Day on which the name was in use, 2014-08-20.
    written
        The hints as they were given.
    """

    admin1: frozenset[str] | None = None
    admin2: frozenset[tuple[str | None, str]] | None = None
    country: str | None = None
    place_types: tuple[str, ...] = ()
    near: BaseGeometry | None = None
    on: str | None = None
    written: dict[str, object] = field(default_factory=dict, hash=False, compare=False)

    @property
    def names_ground(self) -> bool:
        """Whether any hint says where on Earth to look."""
        return not (
            self.admin1 is None and self.admin2 is None and self.country is None and self.near is None
        )

    def allow(self, index: Index, place: int) -> bool:
        """Whether a place lies in the regions and the country that were named."""
        words = index.words
        if self.country is not None and words["country"][place] != self.country:
            return False
        if self.admin1 is not None and self.admin1.isdisjoint(
            {words["admin1_code"][place], words["admin1"][place]} - {None}
        ):
            return False
        return self.admin2 is None or (words["admin1_code"][place], words["admin2"][place]) in self.admin2


def understood(
    index: Index,
    *,
    admin1: object = None,
    admin2: object = None,
    country: object = None,
    place_type: object = None,
    near: object = None,
    on: object = None,
) -> Hints:
    """Hints as the index can compare them.

    Raises
    ------
    PlaceNotFoundError
        If a region, country or type of place is not known; `role` says which hint it is.
    HintError
        If a hint is of the wrong kind.
    """
    given = {"admin1": admin1, "admin2": admin2, "country": country, "place_type": place_type, "on": on}
    written = {name: value for name, value in given.items() if not _absent(value)}
    words = {name: _word(name, value) for name, value in written.items() if name != "on"}
    if near is not None:
        written["near"] = near
    return Hints(
        admin1=_admin1(index, words["admin1"]) if "admin1" in words else None,
        admin2=_admin2(index, words["admin2"]) if "admin2" in words else None,
        country=_country(index, words["country"]) if "country" in words else None,
        place_types=_place_types(index, words["place_type"]) if "place_type" in words else (),
        near=_geometry(near) if "near" in written else None,
        on=_day(on) if "on" in written else None,
        written=written,
    )


def regions(index: Index, name: str, *, alike: bool = True) -> Iterator[list[int]]:
    """Regions that have the name, key by key: as written, by case ending and, if `alike`, by skeleton."""
    for reading in reversed(readings(name)):
        forms = [" ".join(words) for words in toponym.inflections(reading.name)]
        keys = [[reading.name], forms]
        if alike:
            keys.append(
                [key for form in forms for key in index.region_skeletons.get(toponym.skeleton(form), ())]
            )
        for found in keys:
            numbers = {index.names.place[n] for key in found for n in index.by_region.get(key, ())}
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


def _admin2(index: Index, name: str) -> frozenset[tuple[str | None, str]]:
    codes, raions = index.words["admin1_code"], index.words["admin2"]
    known = _in_column(index, "admin2", name)
    found = {(code, raion) for code, raion in zip(codes, raions, strict=True) if raion and raion in known}
    if not found:
        units = _units(index, name, SECOND_LEVEL, alike=True)
        found = {(codes[n], raions[n] or "") for n in units}
    if not found:
        raise PlaceNotFoundError(name, role="admin2")
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
    keys = {reading.name for reading in readings(name)}
    return {value for value in set(index.words[column]) if value and toponym.fold(value) in keys}


def _place_types(index: Index, name: str) -> tuple[str, ...]:
    folded = toponym.fold(name)
    kinds = {toponym.fold(kind): kind for kind in set(index.words["place_type"]) if kind}
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


def _day(value: object) -> str:
    from gazetteer.tables import day

    try:
        return day(value).date().isoformat()
    except ValueError as error:
        raise HintError("on", str(error)) from error


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
