"""Another geocoder, asked for what the gazetteer does not know; its answers are marked as its own."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from geopy.adapters import BaseAsyncAdapter, BaseSyncAdapter
from geopy.exc import ConfigurationError, GeocoderParseError, GeocoderServiceError, GeopyError
from geopy.geocoders import Nominatim, Photon
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.location import Location

__all__ = ["Offline", "ask", "refuse_no_geocoder"]

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright"
RESTRICT = ("country_codes", "bounded", "featuretype")  # options without which a question is another one


class Offline(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no hints
    """Where geopy's base class has its network: nothing."""

    def __init__(self, *, proxies: object, ssl_context: object) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)

    def get_json(self, url: str, *, timeout: object, headers: object) -> NoReturn:
        """Refuse."""
        raise GeocoderServiceError("the gazetteer is offline: it asks no server")

    get_text = get_json


def refuse_no_geocoder(fallback: object) -> None:
    """Refuse what cannot be asked.

    Raises
    ------
    geopy.exc.ConfigurationError
        If it is not one of geopy's geocoders, made and synchronous.
    """
    if fallback is None:
        return
    if isinstance(fallback, type) or not callable(getattr(fallback, "geocode", None)):
        raise ConfigurationError(f"fallback={fallback!r}: pass a geocoder, such as Photon(), or None")
    if isinstance(getattr(fallback, "adapter", None), BaseAsyncAdapter):
        raise ConfigurationError("fallback: pass a geocoder with a synchronous adapter")


def ask(
    fallback: Any,  # noqa: ANN401
    method: str,
    query: object,
    *,
    exactly_one: bool,
    timeout: object = DEFAULT_SENTINEL,
    options: Mapping[str, object],
) -> Location | list[Location] | None:
    """What a geocoder says to `geocode` or `reverse`, marked; None where it says nothing or cannot be asked.

    It cannot be asked with an option that it does not have and that would restrict its answers.

    Raises
    ------
    geopy.exc.GeopyError
        In all its kinds, if it fails.
    """
    asked = getattr(fallback, method, None)
    if asked is None or (isinstance(query, str) and not _is_writable(query)):
        return None
    if isinstance(query, Mapping) and not hasattr(fallback, "structured_query_params"):
        query = ", ".join(map(str, query.values()))
    known = _options_of(asked)
    given = {name: value for name, value in options.items() if value}
    if known is not None and any(name in given and name not in known for name in RESTRICT):
        return None
    given = {name: value for name, value in given.items() if known is None or name in known}
    if timeout is not DEFAULT_SENTINEL:
        given["timeout"] = timeout
    try:
        found = asked(query, exactly_one=exactly_one, **given)
        return _marked(fallback, found)
    except GeopyError:
        raise
    except Exception as error:  # a geocoder that stumbles over an answer has not read it
        raise GeocoderParseError(f"{_name(fallback)}: its answer cannot be read ({error})") from error


def _options_of(asked: Callable[..., object]) -> set[str] | None:
    """Names of the options that a method has; None where it takes any."""
    parameters = inspect.signature(asked).parameters.values()
    takes_any = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
    return None if takes_any else {parameter.name for parameter in parameters}


def _is_writable(query: str) -> bool:
    return query == query.encode("utf-8", "replace").decode("utf-8")  # half a letter has no bytes


def _marked(fallback: object, found: Any) -> Location | list[Location] | None:  # noqa: ANN401
    if not found:
        return None
    if isinstance(getattr(fallback, "adapter", None), Offline):
        return found  # another gazetteer, which says itself what its answers are
    if isinstance(found, Location):
        return _as_online(fallback, found)
    return [_as_online(fallback, place) for place in found]


def _as_online(fallback: object, place: Location) -> Location:
    mark = {"source": _name(fallback), "resolution": "online"}
    raw = json.loads(json.dumps(place.raw, default=str), parse_constant=lambda _: None)
    raw = dict(raw) if isinstance(raw, dict) else {"answer": raw}
    if isinstance(fallback, (Nominatim, Photon)):
        mark["attribution"] = ATTRIBUTION
    return Location(place.address, place.point, raw | mark)


def _name(fallback: object) -> str:
    return str(getattr(fallback, "domain", None) or type(fallback).__name__)
