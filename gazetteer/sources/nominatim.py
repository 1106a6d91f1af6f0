"""Nominatim, asked politely: one request a second, answers kept on disk, strange ones refused.

The service's usage policy asks for an application's name in every request, for at most one request a second
and for results to be cached; its data are OpenStreetMap's, under the Open Database License.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from math import isfinite
from ssl import SSLContext
from threading import Lock
from timeit import default_timer
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim

from gazetteer.sources.asking import SHOWN, Line, plain_json
from gazetteer.sources.kept import Kept, Said, today_utc

__all__ = ["ATTRIBUTION", "PUBLIC", "CachedNominatim", "nominatim"]

PUBLIC = "nominatim.openstreetmap.org"
# https://operations.osmfoundation.org/policies/nominatim/
PUBLIC_PAUSE_S = 1.0
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright"
LONGEST = 2_000  # letters of a question's address
LONGEST_WAIT_S = 3_600.0  # so long a Retry-After is obeyed without asking again
ANONYMOUS = ("geopy/", "python-urllib", "python-requests", "mozilla/")
DOMAIN = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?(/[\w./-]*)?", re.ASCII)
NOTHING = "Unable to geocode"  # what Nominatim says of a point where it has nothing

Answer: TypeAlias = "list[dict[str, Any]] | dict[str, Any]"


class CachedNominatim(Nominatim):  # type: ignore[misc]  # geopy has no hints
    """A Nominatim of geopy's as :func:`nominatim` makes it: its answers say from where and when they are."""

    def _construct_url(self, base_api: str, params: Mapping[str, object]) -> str:
        try:
            url = f"{base_api}?{urlencode(params)}"
        except UnicodeEncodeError as error:
            raise GeocoderQueryError("the query holds half a letter; write it anew") from error
        if len(url) > LONGEST:
            raise GeocoderQueryError(f"the query is too long: {len(url):,} letters of at most {LONGEST:,}")
        return url


def nominatim(
    *,
    user_agent: str,
    cache: str | os.PathLike[str],
    domain: str = PUBLIC,
    scheme: str = "https",
    timeout: float | None = 10.0,
    proxies: Mapping[str, str] | str | None = None,
    ssl_context: SSLContext | None = None,
    pause_s: float = PUBLIC_PAUSE_S,
    kept_days: int = 180,
    unknown_days: int = 7,
    clock: Callable[[], float] = default_timer,
    sleep: Callable[[float], None] = time.sleep,
    today: Callable[[], date] = today_utc,
) -> CachedNominatim:
    """A Nominatim of geopy's with a cache on disk and a pause between requests.

    Every `Location.raw` has, beside what the service said, `source` (the domain), `resolution` ("online"),
    `fetched` (the day) and `attribution`, which must be shown with the place. An error of the service is one
    of geopy's exceptions and is not kept. After a 429 nothing is asked until the time it names has passed.

    Parameters
    ----------
    user_agent
        Your application's name and an address at which its maker can be reached.
    cache
        The file in which answers are kept.
    domain, scheme
        The server; "http" is for one of your own.
    timeout
        Seconds that an answer may take as a whole; None for as long as it takes.
    proxies, ssl_context
        As geopy takes them.
    pause_s
        Seconds between two requests of this geocoder, in all threads together.
    kept_days, unknown_days
        For how many days an answer is kept, and one that nothing was found.
    clock, sleep, today
        Tell the time, let it pass and tell the day.

    Raises
    ------
    geopy.exc.ConfigurationError
        If the user agent names no application, or the public server would be asked against its policy.
    DataFileError
        If answers cannot be kept in the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     online = nominatim(user_agent="harbour-map/1.0 (maps@example.org)", cache=f"{folder}/osm.sqlite")
    ...     online.domain
    'nominatim.openstreetmap.org'
    """
    _refuse_anonymous(user_agent)
    _refuse_server(domain, scheme, pause_s)
    kept = Kept(cache, days=kept_days, unknown_days=unknown_days, today=today)
    adapter = partial(_Adapter, domain=domain, kept=kept, pause_s=pause_s, clock=clock, sleep=sleep)
    return CachedNominatim(
        user_agent=user_agent.strip(), domain=domain, scheme=scheme, timeout=timeout,
        proxies=proxies, ssl_context=ssl_context, adapter_factory=adapter,
    )  # fmt: skip


def _refuse_anonymous(user_agent: object) -> None:
    named = isinstance(user_agent, str) and user_agent.isascii() and user_agent.isprintable()
    name = str(user_agent).strip().lower()
    if not named or not any(letter.isalpha() for letter in name) or name.startswith(ANONYMOUS):
        raise ConfigurationError(
            f"user_agent={user_agent!r} names no application; pass yours and an address, in ASCII:"
            ' user_agent="harbour-map/1.0 (maps@example.org)"'
        )


def _refuse_server(domain: str, scheme: str, pause_s: float) -> None:
    if not DOMAIN.fullmatch(domain):
        raise ConfigurationError(f"domain={domain!r} is no server's name; write it like {PUBLIC}")
    if not (isfinite(pause_s) and pause_s >= 0):
        raise ConfigurationError(f"pause_s={pause_s!r}: pass the seconds between two requests")
    if re.split("[:/]", domain.lower())[0] != PUBLIC:
        return
    if pause_s < PUBLIC_PAUSE_S:
        raise ConfigurationError(f"pause_s={pause_s:g}: {PUBLIC} may be asked once a second at most")
    if scheme != "https":
        raise ConfigurationError(f"scheme={scheme!r}: ask {PUBLIC} by https")


class _Pace(RateLimiter):  # type: ignore[misc]
    """A RateLimiter of geopy's without retries, on a clock that may be a test's."""

    def __init__(
        self,
        func: Callable[..., bytes],
        *,
        pause_s: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._clock, self._sleep = clock, sleep
        super().__init__(
            func, min_delay_seconds=pause_s, error_wait_seconds=pause_s, max_retries=0,
            swallow_exceptions=False,
        )  # fmt: skip


class _Adapter(BaseSyncAdapter):  # type: ignore[misc]
    """What stands between geopy and the network: the answers kept, the pace, and a check of what is new."""

    def __init__(
        self,
        *,
        proxies: Mapping[str, str] | None,
        ssl_context: SSLContext | None,
        domain: str,
        kept: Kept,
        pause_s: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._made: dict[str, Any] = {"proxies": proxies, "ssl_context": ssl_context, "domain": domain,
                      "kept": kept, "pause_s": pause_s, "clock": clock, "sleep": sleep}  # fmt: skip
        self._domain, self._kept, self._clock = domain, kept, clock
        line = Line(domain, proxies=proxies, ssl_context=ssl_context)
        self._paced = _Pace(line.body, pause_s=pause_s, clock=clock, sleep=sleep)
        self._silent_until = -float("inf")
        self._lock = Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(_Adapter, **self._made), ()

    def get_json(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> Answer:
        """The answer to a question, kept or fetched, each place in it with its source and day."""
        question = _question(url)
        found = self._recalled(question)
        if found is None:
            with self._lock:  # a question that two threads have is asked once
                found = self._recalled(question)
                found = self._fetched(url, question, timeout, headers) if found is None else found
        return found

    def get_text(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> str:
        """The answer as text, neither kept nor looked up."""
        with self._lock:
            return self._asked(url, timeout, headers).decode("utf-8", "replace")

    def _recalled(self, question: str) -> Answer | None:
        said = self._kept.recall(self._domain, question)
        if said is None:
            return None
        with suppress(GeocoderServiceError):  # a row that someone spoilt is as good as none
            return self._marked(_checked(plain_json(said.answer)), said)
        return None

    def _fetched(self, url: str, question: str, timeout: float | None, headers: Mapping[str, str]) -> Answer:
        answer = _checked(plain_json(self._asked(url, timeout, headers)))
        said = Said(json.dumps(answer), self._kept.today().isoformat())
        refused = isinstance(answer, dict) and "error" in answer
        nothing = not answer or answer == {"error": NOTHING}
        if nothing or not refused:
            self._kept.keep(self._domain, question, answer=said.answer, known=not nothing)
        return self._marked(answer, said)

    def _marked(self, answer: Answer, said: Said) -> Answer:
        if isinstance(answer, dict):
            return answer if "error" in answer else self._mark(answer, said)
        return [self._mark(place, said) for place in answer]

    def _mark(self, place: dict[str, Any], said: Said) -> dict[str, Any]:
        mark = {"source": self._domain, "resolution": "online", "attribution": ATTRIBUTION}
        return place | mark | {"fetched": said.fetched}

    def _asked(self, url: str, timeout: float | None, headers: Mapping[str, str]) -> bytes:
        wait = self._silent_until - self._clock()
        if wait > 0:
            raise GeocoderRateLimited(
                f"{self._domain} asked for silence; try again in {wait:.0f} s", retry_after=wait
            )
        try:
            body: bytes = self._paced(url, timeout=timeout, headers=headers)
        except AdapterHTTPError as error:
            silence = min(float(error.headers.get("retry-after", 0)), LONGEST_WAIT_S)
            self._silent_until = self._clock() + silence
            raise
        return body


def _question(url: str) -> str:
    """What is asked, without the server: its path and parameters in a fixed order."""
    parts = urlsplit(url)
    return f"{parts.path}?{urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))}"


def _checked(answer: Any) -> Answer:  # noqa: ANN401
    """An answer that geopy can read: places with a name and a point on Earth, or an error."""
    if isinstance(answer, dict) and "error" in answer:
        return answer
    places: Sequence[object] = answer if isinstance(answer, list) else [answer]
    for place in places:
        if not isinstance(place, dict):
            raise GeocoderParseError(f"the answer holds no place: {str(place)[:SHOWN]!r}")
        name = place.get("display_name")
        if not isinstance(name, str) or not name.strip():
            raise GeocoderParseError(f"a place of the answer has no display_name: {str(place)[:SHOWN]!r}")
        for axis, most in (("lat", 90), ("lon", 180)):
            if not _is_degrees(place.get(axis), most):
                raise GeocoderParseError(f"{axis} of {name[:SHOWN]!r} is {str(place.get(axis))[:SHOWN]!r}")
    return answer  # type: ignore[no-any-return]


def _is_degrees(value: object, most: int) -> bool:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return False
    try:
        return abs(float(value)) <= most
    except (ValueError, OverflowError):
        return False
