"""A server asked over HTTP and not trusted: its answer is in time, of bounded size and JSON, or refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPException, HTTPMessage, IncompleteRead
from math import isfinite
from ssl import SSLContext
from timeit import default_timer
from typing import IO, Any, NoReturn
from urllib import request
from urllib.error import HTTPError

from geopy.adapters import AdapterHTTPError, get_retry_after
from geopy.exc import GeocoderParseError, GeocoderTimedOut, GeocoderUnavailable

__all__ = ["SHOWN", "Line", "plain_json"]

LARGEST = 4_000_000  # bytes of an answer; fifty places with their outlines are fewer
CHUNK = 65_536
SHOWN = 80  # letters of a strange answer that stand in a message


class Line:
    """A line to one server.

    Parameters
    ----------
    server
        Its name, for messages.
    proxies
        By scheme; None for those of the system.
    ssl_context
        None for Python's own.
    """

    def __init__(
        self, server: str, *, proxies: Mapping[str, str] | None, ssl_context: SSLContext | None
    ) -> None:
        self.server = server
        through = request.ProxyHandler(None if proxies is None else dict(proxies))
        self._opener = request.build_opener(request.HTTPSHandler(context=ssl_context), through, _Stay())

    def body(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> bytes:
        """The whole answer, within `timeout` seconds.

        Raises
        ------
        geopy.adapters.AdapterHTTPError
            For a status other than success; of its headers it has only a readable Retry-After, in seconds.
        geopy.exc.GeocoderServiceError
            Its kinds TimedOut, Unavailable and ParseError (too large).
        """
        ends = None if timeout is None else default_timer() + timeout
        question = request.Request(url, headers=dict(headers))  # noqa: S310  # the caller wrote http or https
        try:
            with self._opener.open(question, timeout=timeout) as page:
                return _whole(page, ends)
        except HTTPError as error:
            _refuse_status(error)
        except (OSError, HTTPException, ValueError, OverflowError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise GeocoderTimedOut(
                    f"{self.server} did not answer in time; pass a longer timeout="
                ) from error
            raise GeocoderUnavailable(f"{self.server} cannot be asked: {reason}") from error


class _Stay(request.HTTPRedirectHandler):
    """Follows no redirect: nobody is asked but the server that the user named."""

    def redirect_request(
        self, req: request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def _whole(page: Any, ends: float | None) -> bytes:  # noqa: ANN401
    parts, size = [], 0
    while chunk := page.read1(CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise GeocoderParseError(f"the answer is larger than {LARGEST:,} bytes and was not read")
        if ends is not None and default_timer() > ends:
            raise TimeoutError
    if page.length:  # bytes that were promised and did not come
        raise IncompleteRead(b"", page.length)
    return b"".join(parts)


def _refuse_status(error: HTTPError) -> NoReturn:
    text = ""
    with suppress(OSError, HTTPException), error:
        text = error.read1(CHUNK).decode("utf-8", "replace")
    try:
        wait = get_retry_after({name.lower(): value for name, value in error.headers.items()})
    except (ValueError, OverflowError):  # a date that no calendar has
        wait = None
    headers = {} if wait is None else {"retry-after": str(int(wait))}
    message = f"Non-successful status code {error.code}"
    raise AdapterHTTPError(message, status_code=error.code, headers=headers, text=text[:SHOWN]) from error


def plain_json(body: bytes | str) -> object:
    """What a text in JSON says, without NaN, infinity and halves of letters.

    Raises
    ------
    geopy.exc.GeocoderParseError
        If it is not JSON.

    Examples
    --------
    >>> plain_json('{"lat": "48.39", "importance": 1e999}')
    {'lat': '48.39', 'importance': None}
    """
    try:
        found = json.loads(body, parse_float=_finite, parse_constant=lambda _: None)
        return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise GeocoderParseError(f"the answer is not JSON: {body[:SHOWN]!r}") from error


def _finite(text: str) -> float | None:
    number = float(text)
    return number if isfinite(number) else None
