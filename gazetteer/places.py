"""Places and their names: the tables of a gazetteer, and one place as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gazetteer.tables import Column, Schema
from gazetteer.toponym import fold

if TYPE_CHECKING:
    from shapely import Point

__all__ = ["NAMES", "NUMBERS", "PLACES", "REGION_TYPES", "TOPONYMS", "WORDS", "Place"]

# Types of place that are areas: their point stands for the whole, `uncertainty_km` says how far that is.
REGION_TYPES = frozenset(
    {"country", "oblast", "republic", "krai", "special_city", "raion", "hromada", "area", "sea", "river"}
)

PLACES = Schema(
    "places",
    (
        Column("place_id", "word", "source and its number, such as geonames:694423", required=True),
        Column("name", "word", "Latin name; Ukrainian ones by KMU 55/2010", required=True),
        Column("name_uk", "word", "Ukrainian name"),
        Column("name_ru", "word", "Russian name"),
        Column("place_type", "word", "city, town, settlement, village, raion, oblast, …"),
        Column("country", "word", "ISO 3166-1 alpha-2 code"),
        Column("admin1", "word", "first-level unit, bare: Donetsk"),
        Column("admin1_code", "word", "its ISO 3166-2 code: UA-14"),
        Column("admin2", "word", "raion of 2020, bare: Bakhmut"),
        Column("admin3", "word", "hromada, bare"),
        Column("population", "count", "inhabitants, as the source has them; 0 is not a count", low=1),
        Column("katottg", "word", "code of the Ukrainian codifier"),
        Column("source", "word", "where the row is from"),
    ),
    geometry=("Point",),
)

WORDS = tuple(column.name for column in PLACES.columns if column.kind == "word")
NAMES = ("name", "name_uk", "name_ru")  # of the words, those that are names of the place
NUMBERS = ("population", "lon", "lat", "radius_km")  # of a row, beside its words

TOPONYMS = Schema(
    "toponyms",
    (
        Column("place_id", "word", "the place that has or had the name", required=True),
        Column("toponym", "word", "the name as written", required=True),
        Column("lang", "word", "ISO 639-1 code, or und"),
        Column("kind", "word", "how the name stands", values=("official", "former", "variant", "exonym")),
        Column("since", "word", "first day, month or year of the name"),
        Column("until", "word", "last day, month or year of the name"),
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the Earth: the columns of the places table, and its point.

    Parameters
    ----------
    place_id
        Source and its number, such as "geonames:694423".
    name, name_uk, name_ru
        Latin (KMU 55/2010 for Ukraine), Ukrainian and Russian name; None where unknown.
    place_type
        city, town, settlement, village, raion, oblast, …
    country
        ISO 3166-1 alpha-2 code.
    admin1, admin1_code, admin2, admin3
        First-level unit ("Donetsk", "UA-14"), raion and hromada, as bare names.
    population
        Inhabitants as the source has them, or None.
    katottg
        Code of the Ukrainian codifier, or None.
    source
        Where the row is from.
    lon, lat
        Degrees, EPSG:4326.
    uncertainty_km
        How far the place reaches from its point: the radius of a region, None for a settlement.
    formerly
        Former names, the latest first.
    """

    place_id: str
    name: str
    lon: float
    lat: float
    name_uk: str | None = None
    name_ru: str | None = None
    place_type: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    population: int | None = None
    katottg: str | None = None
    source: str | None = None
    uncertainty_km: float | None = None
    formerly: tuple[str, ...] = field(default=(), repr=False)

    @property
    def point(self) -> Point:
        """The place as a shapely point, longitude and latitude."""
        from shapely import Point

        return Point(self.lon, self.lat)

    @property
    def is_region(self) -> bool:
        """Whether the point stands for an area, such as an oblast."""
        return self.place_type in REGION_TYPES

    def as_row(self) -> dict[str, object]:
        """The columns of the places table, and the point as `geometry`."""
        return {name: getattr(self, name) for name in PLACES.names} | {"geometry": self.point}

    def label(self, *, formerly: str | None = None) -> str:
        """Name and region, to tell it from its namesakes; with `formerly`, the old name too if it is one.

        Examples
        --------
        >>> Place("geonames:1", "Toretsk", 37.8, 48.4, admin1="Donetsk", formerly=("Dzerzhynsk",)).label(
        ...     formerly="Dzerzhynsk"
        ... )
        'Toretsk (Donetsk), formerly Dzerzhynsk'
        """
        region = f"{self.admin2} raion" if self.admin2 and not self.is_region else None
        inside = ", ".join(
            word for word in (self.admin1 or self.country, region) if word and word != self.name
        )
        old = next((name for name in self.formerly if formerly and fold(name) == fold(formerly)), None)
        return self.name + (f" ({inside})" if inside else "") + (f", formerly {old}" if old else "")

    def __str__(self) -> str:
        return f"{self.label()}, {self.place_type or 'place'} at {self.lat:.4f} N {self.lon:.4f} E"
