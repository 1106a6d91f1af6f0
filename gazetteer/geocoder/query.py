"""Queries in geopy's words, as a gazetteer can be asked them; what cannot be read is refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from geopy.exc import GeocoderQueryError
from geopy.point import Point

from gazetteer.addresses import FIRST_LEVEL, languages
from gazetteer.nearby import SETTLEMENTS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Asked", "Query", "point_of", "query_of", "read_languages", "read_limit"]

Query: TypeAlias = str | dict[str, str]
# What geopy's structured queries name, the smallest first: the type of place and the hint that it is here.
LEVELS = {
    "city": (None, None),
    "county": ("raion", "admin2"),
    "state": ("oblast", "admin1"),
    "country": ("country", "country"),
}
FINER = ("street", "postalcode")  # of which the gazetteer has none
FEATURES: Mapping[str, frozenset[str]] = {
    "country": frozenset({"country"}),
    "state": frozenset(FIRST_LEVEL),
    "city": frozenset(SETTLEMENTS),
    "settlement": frozenset({*SETTLEMENTS, *FIRST_LEVEL, "raion", "district"}),
}
FEATURE_HINTS = {"country": "country", "state": "oblast"}
LONGEST = 500  # letters of a query
UNREADABLE = (ValueError, TypeError, OverflowError, UserWarning)  # geopy warns of latitudes beyond 90 first
BOX = "pass two corners, each (latitude, longitude) or a geopy Point"


@dataclass(frozen=True)
class Asked:
    """A query as the gazetteer can be asked it.

    Parameters
    ----------
    query
        As it was written, without empty parts.
    name
        The name of the place; None where the gazetteer has nothing of the kind.
    hints
        Arguments of the gazetteer.
    box
        West, south, east, north: places in it are likelier.
    bounded
        Whether places outside the box are not meant.
    countries, kinds
        The only countries and types of place that are meant; empty for all.
    """

    query: Query
    name: str | None
    hints: Mapping[str, Any] = field(default_factory=dict)
    box: tuple[float, float, float, float] | None = None
    bounded: bool = False
    countries: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()

    def fits(self, row: Mapping[str, Any]) -> bool:
        """Whether a place is among those that the user asked for."""
        if self.countries and row["country"] not in self.countries:
            return False
        if self.kinds and row["place_type"] not in self.kinds:
            return False
        if self.box is None or not self.bounded:
            return True
        west, south, east, north = self.box
        return bool(west <= row["lon"] <= east and south <= row["lat"] <= north)

    @property
    def arguments(self) -> dict[str, Any]:
        """What the gazetteer is told beside the name."""
        country = {"country": self.countries[0]} if len(self.countries) == 1 else {}
        near = {} if self.box is None else {"near": _area(*self.box)}
        return country | near | dict(self.hints)


def query_of(
    query: object,
    *,
    country_codes: object = None,
    viewbox: Sequence[Any] | None = None,
    bounded: object = False,
    featuretype: object = None,
) -> Asked | None:
    """A query in geopy's words; None where nothing is asked.

    Raises
    ------
    geopy.exc.GeocoderQueryError
        If a part of it cannot be read.

    Examples
    --------
    >>> asked = query_of({"city": "Iskra", "state": "Donetsk"}, country_codes="ua")
    >>> asked.name, asked.arguments
    ('Iskra', {'country': 'UA', 'admin1': 'Donetsk'})
    """
    kinds, hints = _features(featuretype)
    countries, box = _countries(country_codes), _box(viewbox)
    if isinstance(query, Mapping):
        words = _structured(query)
        name, more = _smallest(words)
        written: Query = words
    else:
        written = _text("query", query)
        name, more = written, {}
    if not written or len(str(written)) > LONGEST:
        return None
    return Asked(written, name, hints | more, box, bool(bounded), countries, kinds)


def _structured(query: Mapping[Any, object]) -> dict[str, str]:
    strange = [key for key in query if key not in LEVELS and key not in FINER]
    if strange:
        known = ", ".join((*FINER, *LEVELS))
        raise GeocoderQueryError(f"a structured query has no {strange[0]!r}; it may have {known}")
    words = {key: _text(key, query[key]) for key in (*FINER, *LEVELS) if key in query}
    return {key: word for key, word in words.items() if word}


def _smallest(words: Mapping[str, str]) -> tuple[str | None, dict[str, str]]:
    """The smallest place of a structured query, and the others as hints."""
    levels = [level for level in LEVELS if level in words]
    if not levels or any(key in words for key in FINER):
        return None, {}
    kind = LEVELS[levels[0]][0]
    hints = {str(LEVELS[level][1]): words[level] for level in levels[1:]}
    return words[levels[0]], hints | ({"place_type": kind} if kind else {})


def _text(name: str, value: object) -> str:
    if _is_missing(value):
        return ""
    if not isinstance(value, str):
        raise GeocoderQueryError(f"{name}: pass text, not {type(value).__name__}")
    return value.strip()


def _is_missing(value: object) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def _features(featuretype: object) -> tuple[frozenset[str], dict[str, str]]:
    if not featuretype:
        return frozenset(), {}
    if not isinstance(featuretype, str) or featuretype not in FEATURES:
        raise GeocoderQueryError(f"featuretype={featuretype!r}: pass one of {', '.join(FEATURES)}")
    hint = FEATURE_HINTS.get(featuretype)
    return FEATURES[featuretype], {"place_type": hint} if hint else {}


def _countries(codes: Any) -> tuple[str, ...]:  # noqa: ANN401
    parts = codes.split(",") if isinstance(codes, str) else (codes or [])
    if not isinstance(parts, Sequence) or not all(isinstance(part, str) for part in parts):
        raise GeocoderQueryError(f"country_codes={codes!r}: pass a code such as 'ua', or a list of codes")
    found = [part.strip().upper() for part in parts]
    for code in found:
        if not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise GeocoderQueryError(f"country_codes: {code!r} is no code of two letters, such as 'ua'")
    return tuple(dict.fromkeys(found))


def _box(viewbox: object) -> tuple[float, float, float, float] | None:
    if viewbox is None:
        return None
    if not isinstance(viewbox, Sequence) or isinstance(viewbox, str) or len(viewbox) != 2:
        raise GeocoderQueryError(f"viewbox: {BOX}")
    try:
        one, other = map(_point, viewbox)
    except UNREADABLE as error:
        raise GeocoderQueryError(f"viewbox: {error}; {BOX}") from error
    lons, lats = sorted((one.longitude, other.longitude)), sorted((one.latitude, other.latitude))
    return lons[0], lats[0], lons[1], lats[1]


def _area(west: float, south: float, east: float, north: float) -> BaseGeometry:
    from shapely import MultiPoint

    return MultiPoint([(west, south), (east, north)]).envelope  # a line or a point where it has no area


def point_of(query: object) -> Point:
    """A point in any of geopy's forms.

    Raises
    ------
    geopy.exc.GeocoderQueryError
        If it is none, or not on Earth.
    """
    try:
        return _point(query)
    except UNREADABLE as error:
        reason = f"{error}; pass (latitude, longitude), '48.39, 37.85' or a geopy Point"
        raise GeocoderQueryError(reason) from error


def _point(corner: Any) -> Point:  # noqa: ANN401
    if not isinstance(corner, (str, Point)) and len([float(number) for number in corner]) not in (2, 3):
        raise ValueError("a point has two numbers")  # geopy takes what is missing for 0
    return Point(corner)


def read_languages(language: str | Literal[False] | None) -> list[str]:
    """Languages of an address, the most wanted first.

    Raises
    ------
    geopy.exc.GeocoderQueryError
        If they are not named as text.
    """
    if not language:
        return []
    if not isinstance(language, str):
        raise GeocoderQueryError(f"language={language!r}: pass text such as 'uk' or 'uk-UA,uk;q=0.9'")
    return languages(language)


def read_limit(limit: object) -> int | None:
    """How many places a list may have; None for all.

    Raises
    ------
    geopy.exc.GeocoderQueryError
        If it is not a count.
    """
    if limit is None:
        return None
    try:
        count = int(limit)  # type: ignore[call-overload]
    except (ValueError, TypeError, OverflowError) as error:
        raise GeocoderQueryError(f"limit={limit!r}: pass how many places you want") from error
    if count < 1:
        raise GeocoderQueryError(f"limit={limit!r}: pass at least 1")
    return int(count)
