"""Daily dumps of one multipolygon, read by their text: what two days share is turned into numbers once.

Nearly all of a dump is text that was in the dump of the day before. Its coordinates are split into vertices as
text, each distinct text is numbered, and only those met for the first time become numbers. All that is not
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

from frontline.segments import UNIT, Ints, Rings, Segments
from gazetteer.geodesy import on_earth

__all__ = ["Dumps", "crossed"]

KEY = b'"coordinates"'
SPACE = b" \t\r\n"
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

    def add(self, text: bytes) -> bool:
        """Take one more dump; False, and nothing is taken, if it is not plain."""
        tokens = _tokens(text)
        if tokens is None:
            return False
        number = self._number
        ids = [number.setdefault(token, len(number)) for token in tokens]
        self._texts.append(np.array(ids, dtype=np.int64))
        return True

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
            np.round(np.where(good[:, None], xy, 0) / UNIT).astype(np.int64),
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


def _tokens(text: bytes) -> list[bytes] | None:
    """The vertices of a dump as texts; the first of a polygon begins with [[, of another ring with [."""
    begin = text.find(KEY)
    stop = text.find(b"}", begin)
    if begin < 0 or stop < 0:
        return None
    middle = text[begin + len(KEY) : stop].translate(None, SPACE)
    if not _plain(text[: begin + len(KEY)] + b": null" + text[stop:]):
        return None
    if not (middle.startswith(b":[[[[") and middle.endswith(b"]]]]")):
        return None
    return (b"[[" + middle[5:-4] + b"]]").split(b"],[")


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
    tree = shapely.STRtree(segments.lines)
    one, other = tree.query(segments.lines, predicate="crosses")
    one, other = one[one < other], other[one < other]
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
