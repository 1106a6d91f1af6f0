"""The geocoder itself: what it is asked, whom it asks, and what it answers on geopy's terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import shapely
from geopy.exc import ConfigurationError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from gazetteer import lookup
from gazetteer.addresses import Addresses
from gazetteer.errors import AmbiguousToponymError, PlaceNotFoundError
from gazetteer.geocoder.online import Offline, ask, refuse_no_geocoder
from gazetteer.geocoder.query import Asked, point_of, query_of, read_languages, read_limit
from gazetteer.geocoder.rows import Row, judged, plain_rows
from gazetteer.places import PLACES, Place

if TYPE_CHECKING:
    from gazetteer.lookup import Gazetteer

__all__ = ["GazetteerGeocoder"]

Ambiguous: TypeAlias = Literal["none", "best", "raise"]
AMBIGUOUS = ("none", "best", "raise")
WITHIN_KM = 50.0  # so near the closest settlement must be to tell where a point is
NEAREST = 10  # places of a list that has no limit
OF_THE_ANSWER = ("toponym", "candidates")  # columns of resolve_all that tell nothing of the place
GEONAMES = "GeoNames, https://www.geonames.org, CC BY 4.0"


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no hints
    """A geocoder of geopy's that asks a gazetteer, and another geocoder for what that does not know.

    It takes the place of `Nominatim` in code that uses geopy: in `RateLimiter`, in
    `geopandas.tools.geocode(names, provider=GazetteerGeocoder)`. Nothing is sent anywhere unless there is a
    fallback.

    With ``exactly_one=True`` a name that several places have gives None, as a name that none has: a batch
    goes on, and no row has a point that was guessed. ``exactly_one=False`` lists them. An exception of
    geopy's would not do: `RateLimiter` takes it for a fault of the service and tries again, after a pause.

    Parameters
    ----------
    gazetteer
        Default: the one that :func:`gazetteer.load` gives.
    fallback
        A geocoder of geopy's, such as :func:`gazetteer.sources.nominatim.nominatim`, asked when the gazetteer
        has no place that has the name and fits, never about an ambiguous name. Its exceptions are passed on.
    ambiguous
        What an ambiguous name gives with ``exactly_one=True``: "none"; "best", the likeliest place, marked
        ``raw["resolution"] == "ambiguous"``; or "raise" for an `AmbiguousToponymError`.
    timeout, user_agent
        As all of geopy's geocoders take them. The first is passed on to the fallback, the second unused.

    Raises
    ------
    geopy.exc.ConfigurationError
        If an argument is of the wrong kind.

    Examples
    --------
    >>> geocoder = GazetteerGeocoder()
    >>> place = geocoder.geocode("Торецк", language="uk")
    >>> place.address, place.raw["resolution"]
    ('Торецьк, Бахмутський район, Донецька область, Україна', 'resolved')
    >>> geocoder.geocode("Iskra") is None, len(geocoder.geocode("Iskra", exactly_one=False)) > 2
    (True, True)
    >>> geocoder.geocode({"city": "Iskra", "state": "Donetsk"}).address
    'Andriivka-Klevtsove, Volnovakha Raion, Donetsk Oblast, Ukraine'
    """

    def __init__(
        self,
        gazetteer: Gazetteer | None = None,
        fallback: Any = None,  # noqa: ANN401
        *,
        ambiguous: Ambiguous = "none",
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ANN401
        user_agent: str | None = None,
    ) -> None:
        if not isinstance(gazetteer, lookup.Gazetteer | None):
            raise ConfigurationError(f"gazetteer={gazetteer!r}: pass a Gazetteer, or None for load()")
        if ambiguous not in AMBIGUOUS:
            raise ConfigurationError(f"ambiguous={ambiguous!r}: pass one of {', '.join(AMBIGUOUS)}")
        refuse_no_geocoder(fallback)
        super().__init__(timeout=timeout, user_agent=user_agent, adapter_factory=Offline)
        self._given, self.fallback, self.ambiguous = gazetteer, fallback, ambiguous
        self._own_timeout = (
            () if timeout is DEFAULT_SENTINEL else (timeout,)
        )  # the sentinel is lost in a copy

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer that is asked."""
        return lookup.load() if self._given is None else self._given

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_addresses"}

    @cached_property
    def _addresses(self) -> Addresses:
        return Addresses(self.gazetteer)

    def geocode(
        self,
        query: str | Mapping[str, str | None] | None,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ANN401
        limit: int | None = None,
        language: str | Literal[False] | None = None,
        country_codes: str | Sequence[str] | None = None,
        viewbox: Sequence[object] | None = None,
        bounded: bool = False,
        featuretype: str | None = None,
    ) -> Location | list[Location] | None:
        """The place that a query means.

        Parameters
        ----------
        query
            A name in any form that :meth:`gazetteer.Gazetteer.resolve` takes, or a structured query with
            `city`, `county` (raion), `state` (oblast) and `country`. `street` and `postalcode` are for the
            fallback. A missing query, an empty one or one of over 500 letters is nobody's name.
        exactly_one
            Whether to return one place, or a list of all that may be meant, best first.
        timeout
            Seconds for the fallback.
        limit
            How many places a list may have.
        language
            "uk", "ru", "en", or a header such as "uk-UA,uk;q=0.9", for the address; default Latin letters.
        country_codes
            ISO 3166-1 alpha-2 codes, one, several, or joined by commas: places elsewhere are not meant.
        viewbox, bounded
            Two corners, as points of geopy or (latitude, longitude): places in it are likelier, and with
            `bounded` no others are meant. A region is where its point is.
        featuretype
            country, state, city (any settlement) or settlement (all of them but countries).

        Returns
        -------
        geopy.location.Location or list or None
            `raw` has, as JSON values, the columns of the places table, `lat`, `lon`, `score`, `reason`,
            `uncertainty_km` of a region that is meant, `attribution` and `resolution`: resolved, given or
            region_only for what is meant, ambiguous, candidate for what else is listed, online for an answer
            of the fallback, whose `source` is named and whose other keys are its own.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If an argument cannot be read.
        geopy.exc.GeocoderServiceError
            In all its kinds, if the fallback fails.
        AmbiguousToponymError
            If that is what ambiguous names were to give.
        """
        wanted, most = read_languages(language), read_limit(limit)
        options = {"limit": limit, "language": language, "country_codes": country_codes,
                   "viewbox": viewbox, "bounded": bounded, "featuretype": featuretype}  # fmt: skip
        asked = query_of(query, country_codes=country_codes, viewbox=viewbox, bounded=bounded,
                         featuretype=featuretype)  # fmt: skip
        if asked is None:
            return None
        rows = self._rows(asked, exactly_one=exactly_one)
        if not rows:
            return self._online("geocode", asked.query, timeout, exactly_one=exactly_one, **options)
        if not exactly_one:
            return [self._location(row, wanted) for row in rows[:most]]
        if rows[0]["resolution"] == "ambiguous":
            if self.ambiguous == "raise":
                raise _ambiguity(asked, rows)
            if self.ambiguous == "none":
                return None
        return self._location(rows[0], wanted)

    def reverse(
        self,
        query: Point | Sequence[float] | str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ANN401
        language: str | Literal[False] | None = None,
        limit: int | None = None,
        within_km: float = WITHIN_KM,
    ) -> Location | list[Location] | None:
        """The settlement nearest to a point, or None if none is within `within_km`.

        Parameters
        ----------
        query
            A point of geopy, (latitude, longitude) or "48.39, 37.85".
        exactly_one
            Whether to return one place, or a list, the nearest first, of up to `limit` (10).
        timeout, language
            As in :meth:`geocode`.

        Returns
        -------
        geopy.location.Location or list or None
            `raw` as in :meth:`geocode`, and `distance_km`, `bearing_deg` (from the point to the place) and
            `description` ("7 km south-west of Bakhmut", in English).

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If an argument cannot be read.
        """
        wanted, most = read_languages(language), read_limit(limit)
        point = point_of(query)
        where = shapely.Point(point.longitude, point.latitude)
        found = self.gazetteer.nearest(where, k=1 if exactly_one else most or NEAREST)
        rows = [row for row in plain_rows(found) if row["distance_km"] <= within_km]
        if not rows:
            return self._online("reverse", point, timeout, exactly_one=exactly_one, language=language)
        told = {"description": self.gazetteer.describe(where), "resolution": "resolved"}
        places = [self._location(row | told, wanted) for row in rows]
        return places[0] if exactly_one else places

    def _rows(self, asked: Asked, *, exactly_one: bool) -> list[Row]:
        """Places that may be meant, judged, or only the one that is; empty where none fits."""
        if asked.name is None:
            return []
        try:
            (answer,) = plain_rows(self.gazetteer.resolve_all([asked.name], **asked.arguments))
        except PlaceNotFoundError:  # a region or country that the gazetteer does not have
            return []
        if answer["resolution"] == "unresolved":
            return []
        if exactly_one and answer["place_id"] is not None and asked.fits(answer):
            return [{name: value for name, value in answer.items() if name not in OF_THE_ANSWER}]
        found = plain_rows(self.gazetteer.candidates(asked.name, **asked.arguments))
        return judged(answer, [row for row in found if asked.fits(row)])

    def _location(self, row: Row, languages: Sequence[str]) -> Location:
        attribution = GEONAMES if row["place_id"].startswith("geonames") else None
        address = self._addresses.of(row, languages)
        return Location(address, Point(row["lat"], row["lon"]), row | {"attribution": attribution})

    def _online(
        self,
        method: str,
        query: object,
        timeout: Any,  # noqa: ANN401
        *,
        exactly_one: bool,
        **options: object,
    ) -> Location | list[Location] | None:
        if self.fallback is None:
            return None
        seconds = next(iter(self._own_timeout), timeout) if timeout is DEFAULT_SENTINEL else timeout
        return ask(self.fallback, method, query, exactly_one=exactly_one, timeout=seconds, options=options)


def _ambiguity(asked: Asked, rows: Sequence[Row]) -> AmbiguousToponymError:
    places = [
        Place(**{name: row[name] for name in (*PLACES.names, "lon", "lat")})
        for row in rows
        if row["resolution"] == "ambiguous"
    ]
    return AmbiguousToponymError(str(asked.name), places)
