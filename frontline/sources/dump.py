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

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.drawing import Drawing, Rings
from frontline.segments import PER_DEGREE, Ints, Segments
from gazetteer.geodesy import on_earth

__all__ = ["Dumps", "crossed"]

KEY = b'"coordinates"'
SPACE = b" \t\r\n"
BETWEEN = b"],["
NUMBER = rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?"
VERTEX = re.compile(rb"(\[{0,2})(%b),(%b)(?:,%b)?(\]{0,2})" % (NUMBER, NUMBER, NUMBER))
POLYGON = 2  # brackets before the first vertex of a polygon; there is one before that of another ring
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
    (True, False, False)
    """

    def __init__(self) -> None:
        self._number: dict[bytes, int] = {}
        self._texts: list[Ints] = []
        self._before = b""
        self._known = 0
        self._units = np.zeros((1024, 2), dtype=np.int64)
        self._opens, self._closes = (np.zeros(1024, dtype=np.int8) for _ in range(2))

    def __len__(self) -> int:
        """How many dumps were taken."""
        return len(self._texts)

    def add(self, text: bytes) -> bool:
        """Take one more dump; False, and it is not taken, if it is not plain, whole and on the Earth."""
        text = _coordinates(text)
        if not text:
            return False
        head, tail = _shared(self._before, text)
        before = self._texts[-1] if self._texts else np.zeros(0, np.int64)
        first, last = text[:head].count(BETWEEN), text[len(text) - tail :].count(BETWEEN)
        tokens = text[head : len(text) - tail].split(BETWEEN)
        middle = self._numbers(tokens)
        self._learn(tokens, middle)
        ids = np.concatenate([before[:first], middle, before[len(before) - last :]])
        if not self._whole(ids):
            return False
        self._texts.append(ids)
        self._before = text
        return True

    def drawn(self, chosen: Sequence[int]) -> Segments:
        """Some of the dumps, as numbers in the order in which they were taken, as maps."""
        ids = np.concatenate([self._texts[at] for at in chosen] or [np.zeros(0, np.int64)])
        opens = self._opens[ids]
        ring = np.flatnonzero(opens)
        edges = np.cumsum([0, *(len(self._texts[at]) for at in chosen)])
        drawing = Drawing()
        rings = Rings(ids, np.r_[ring, len(ids)], opens[ring] == POLYGON, np.searchsorted(ring, edges))
        drawing.add_rings(self._units[: self._known], rings)
        return drawing.done()

    def _numbers(self, tokens: list[bytes]) -> Ints:
        number = self._number
        ids = list(map(number.get, tokens))
        for at in [at for at, known in enumerate(ids) if known is None]:
            ids[at] = number.setdefault(tokens[at], len(number))
        return np.array(ids, dtype=np.int64)

    def _learn(self, tokens: list[bytes], ids: Ints) -> None:
        """Read the texts met for the first time."""
        while len(self._opens) < len(self._number):
            self._units = np.concatenate([self._units, np.zeros_like(self._units)])
            self._opens, self._closes = (
                np.concatenate([a, np.zeros_like(a)]) for a in (self._opens, self._closes)
            )
        for at in np.flatnonzero(ids >= self._known).tolist():
            self._units[ids[at]], self._opens[ids[at]], self._closes[ids[at]] = _vertex(tokens[at])
        self._known = len(self._number)

    def _whole(self, ids: Ints) -> bool:
        """Whether brackets match, and rings are closed and long enough."""
        opens, closes = self._opens[ids], self._closes[ids]
        ring = np.flatnonzero(opens)
        last = np.r_[ring[1:], len(ids)] - 1
        return bool(
            opens.min() >= 0
            and opens[0] == closes[-1] == POLYGON
            and (opens[1:] == closes[:-1]).all()
            and (last - ring >= LEAST - 1).all()
            and (self._units[ids[ring]] == self._units[ids[last]]).all()
        )


def _vertex(token: bytes) -> tuple[tuple[int, int], int, int]:
    """A vertex in units, how many brackets open before and close behind it; -1 if it is none."""
    match = VERTEX.fullmatch(token)
    if match is None:
        return (0, 0), -1, -1
    x, y = float(match[2]), float(match[3])
    if not on_earth(x, y, x, y):
        return (0, 0), -1, -1
    return (round(x * PER_DEGREE), round(y * PER_DEGREE)), len(match[1]), len(match[4])


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
