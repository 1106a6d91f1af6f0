"""Daily dumps of one multipolygon, read by their text: what two days share becomes numbers once.

Nearly all of a dump is text that was in the dump of the day before. Its coordinates are split into vertices
as text, each distinct text is numbered, and only those met for the first time become numbers. All that is not
coordinates is read as JSON. A dump that is anything but plain (another geometry, properties, a ring that is
not closed, a number that JSON has not) is left to the reader of any GeoJSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.segments import PER_DEGREE, Ints, Rings, Segments
from gazetteer.geodesy import on_earth

__all__ = ["Dumps", "crossed"]

KEY = b'"coordinates"'
SPACE = b" \t\r\n"
BETWEEN = b"],["
NUMBER = rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?"
VERTEX = re.compile(rb"(\[{0,2})(%b),(%b)(?:,%b)?(\]{0,2})" % (NUMBER, NUMBER, NUMBER))
LEAST = 4  # vertices of a ring, the first and the last the same
PLAIN = {"type": "MultiPolygon", "coordinates": None}


class Dumps:
    """The vertices of daily dumps, as numbers of distinct texts, until they are drawn.

    Examples
    --------
    >>> dumps = Dumps()
    >>> ring = "[[37,48],[38,48],[38,49],[37,48]]"
    >>> plain = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":%s}]}'
    >>> text = plain % ('{"type":"MultiPolygon","coordinates":[[%s]]}' % ring)
    >>> dumps.add(text.encode()), dumps.add(text.replace("38", "NaN").encode()), dumps.add(b"<html>")
    (True, True, False)
    >>> dumps.whole().tolist()
    [True, False]
    """

    def __init__(self) -> None:
        self._number: dict[bytes, int] = {}
        self._texts: list[Ints] = []
        self._before = b""

    def add(self, text: bytes) -> bool:
        """Take one more dump; False, and nothing is taken, if it is not plain."""
        text = _coordinates(text)
        if not text:
            return False
        head, tail = _shared(self._before, text)
        before = self._texts[-1] if self._texts else np.zeros(0, np.int64)
        first, last = text[:head].count(BETWEEN), text[len(text) - tail :].count(BETWEEN)
        middle = text[head : len(text) - tail].split(BETWEEN)
        ids = self._numbers(middle)
        self._texts.append(np.concatenate([before[:first], ids, before[len(before) - last :]]))
        self._before = text
        return True

    def _numbers(self, tokens: list[bytes]) -> Ints:
        number = self._number
        return np.fromiter((number.setdefault(token, len(number)) for token in tokens), np.int64, len(tokens))

    def whole(self) -> NDArray[np.bool_]:
        """For each dump that was taken whether its rings are whole, closed and on the Earth."""
        vertices = self._vertices()
        return np.array([_whole(vertices, ids) for ids in self._texts], dtype=bool)

    def rings(self, chosen: Sequence[int]) -> tuple[Ints, Rings]:
        """Distinct vertices in units, and the rings of some of the dumps, which must be whole."""
        vertices = self._vertices()
        ids = np.concatenate([self._texts[at] for at in chosen] or [np.zeros(0, np.int64)])
        opens = vertices.opens[ids]
        ring = np.flatnonzero(opens)
        edges = np.cumsum([0, *(len(self._texts[at]) for at in chosen)])
        return vertices.units, Rings(
            ids, np.r_[ring, len(ids)], opens[ring] == 2, np.searchsorted(ring, edges)
        )

    def _vertices(self) -> _Vertices:
        found = [VERTEX.fullmatch(token) for token in self._number]
        good = np.array([match is not None for match in found], dtype=bool)
        empty = VERTEX.fullmatch(b"0,0")
        parts = [(match or empty).groups() for match in found]  # type: ignore[union-attr]
        xy = np.array([(x, y) for _, x, y, _ in parts], dtype="S").reshape(-1, 2).astype(float)
        good &= np.array([on_earth(x, y, x, y) for x, y in xy.tolist()], dtype=bool)
        return _Vertices(
            np.round(np.where(good[:, None], xy, 0) * PER_DEGREE).astype(np.int64),
            np.array([len(opens) for opens, *_ in parts], dtype=np.int8),
            np.array([len(closes) for *_, closes in parts], dtype=np.int8),
            good,
        )


@dataclass(frozen=True)
class _Vertices:
    """Distinct texts of vertices: where they are, how many brackets open before and close behind them."""

    units: Ints
    opens: NDArray[np.int8]
    closes: NDArray[np.int8]
    good: NDArray[np.bool_]


def _whole(vertices: _Vertices, ids: Ints) -> bool:
    opens, closes = vertices.opens[ids], vertices.closes[ids]
    ring = np.flatnonzero(opens)
    last = np.r_[ring[1:], len(ids)] - 1
    return bool(
        vertices.good[ids].all()
        and opens[0] == closes[-1] == 2
        and (opens[1:] == closes[:-1]).all()
        and (last - ring >= LEAST - 1).all()
        and (vertices.units[ids[ring]] == vertices.units[ids[last]]).all()
    )


def _coordinates(text: bytes) -> bytes:
    """The vertices of a dump as text; the first of a polygon begins with [[, of another ring with [."""
    begin = text.find(KEY)
    stop = text.find(b"}", begin)
    if begin < 0 or stop < 0 or not _plain(text[: begin + len(KEY)] + b": null" + text[stop:]):
        return b""
    middle = text[begin + len(KEY) : stop].translate(None, SPACE)
    if not (middle.startswith(b":[[[[") and middle.endswith(b"]]]]")):
        return b""
    return b"[[" + middle[5:-4] + b"]]"


def _shared(before: bytes, text: bytes) -> tuple[int, int]:
    """How many bytes of whole vertices two texts share at their beginnings and at their ends."""
    length = min(len(before), len(text))
    old, new = (np.frombuffer(one, dtype=np.uint8) for one in (before, text))
    head = _alike(old[:length], new[:length])
    tail = _alike(old[len(old) - length + head :][::-1], new[len(new) - length + head :][::-1])
    begin = text.rfind(BETWEEN, 0, head)
    stop = text.find(BETWEEN, len(text) - tail)
    return (begin + len(BETWEEN) if begin >= 0 else 0), (len(text) - stop if stop >= 0 else 0)


def _alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    unlike = one != other
    at = int(unlike.argmax()) if len(unlike) else 0
    return at if len(unlike) and unlike[at] else len(unlike)


def _plain(rest: bytes) -> bool:
    """Whether what is left of a text without its coordinates is a collection of one bare multipolygon."""
    try:
        tree = json.loads(rest)
        (feature,) = tree["features"]
        named = tree["type"], feature["type"], feature["geometry"], tree.get("crs")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False
    return (
        named[:3] == ("FeatureCollection", "Feature", PLAIN)
        and "CRS84" in json.dumps(named[3] or "CRS84")
        and not feature.get("properties")
    )


def crossed(segments: Segments) -> list[int]:
    """The maps on which two segments cross, so that the ground there is not well defined."""
    one, other = shapely.STRtree(segments.lines).query(segments.lines)
    one, other = one[one < other], other[one < other]
    a, b, c, d = (segments.pairs[of, end] for of in (one, other) for end in (0, 1))
    apart = (a != c) & (a != d) & (b != c) & (b != d)
    one, other, ends = one[apart], other[apart], (end[apart] for end in (a, b, c, d))
    a, b, c, d = (segments.units[end] for end in ends)
    crosses = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
    one, other = one[crosses], other[crosses]
    if not len(one):
        return []
    ever, at = np.unique(np.r_[one, other], return_inverse=True)
    drawn = np.zeros((len(ever), len(segments)), dtype=np.int8)
    row = np.full(len(segments.pairs), -1)
    row[ever] = np.arange(len(ever))
    seen = row[segments.changed] >= 0
    drawn[row[segments.changed[seen]], segments.step[seen]] = segments.sign[seen]
    drawn = np.cumsum(drawn, axis=1, dtype=np.int8)
    both = drawn[at[: len(one)]] & drawn[at[len(one) :]]
    return np.flatnonzero(both.any(axis=0)).tolist()


def _side(start: Ints, end: Ints, point: Ints) -> Ints:
    """1 where a point lies left of a line, -1 where right of it, 0 on it."""
    (x, y), (u, v) = (end - start).T, (point - start).T
    return np.asarray(np.sign(x * v - u * y))
