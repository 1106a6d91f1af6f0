"""How a history of maps is kept in one file: small, versioned, with a checksum, opened whole or not at all.

The file begins with eight bytes that name it, then its version, the length of what follows and its CRC-32.
What follows is packed by zlib: a head in JSON, and the arrays of every layer as differences.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from frontline.errors import ControlFileError
from frontline.segments import Ints, Segments
from frontline.series import Layer, Series, Stamp
from gazetteer.files import whole_file

__all__ = ["is_stored", "opened", "saved"]

NAME = b"\x89FLmaps\n"  # the first byte is no text, the last is spoilt by those who take it for text
VERSION = 1
HEAD = struct.Struct("<8sIQII")  # name, version, bytes packed, their CRC-32, bytes of the head in JSON
LARGEST = 4 << 30  # bytes unpacked
WORDS = ("status", "controller", "basis", "label", "status_raw")
AGAIN = "read the maps again and save them anew"


def saved(series: tuple[Series, ...], report: dict[str, Any], path: Path) -> None:
    """Write a history to a file, whole or not at all.

    Raises
    ------
    ControlFileError
        If the file cannot be written.
    """
    arrays = [array for one in series for layer in one.layers for array in _packed(layer.segments)]
    head = {"series": [_told(one) for one in series], "report": report, "lengths": [len(a) for a in arrays]}
    text = json.dumps(head, ensure_ascii=False, allow_nan=False).encode()
    body = zlib.compress(text + b"".join(arrays), 9)
    try:
        with whole_file(path) as part:
            part.write_bytes(HEAD.pack(NAME, VERSION, len(body), zlib.crc32(body), len(text)) + body)
    except OSError as error:
        raise ControlFileError(path, f"cannot be written ({error.strerror or error})") from error


def is_stored(path: Path) -> bool:
    """Whether a file begins as one that :func:`saved` wrote."""
    try:
        with path.open("rb") as file:
            return file.read(len(NAME)) == NAME
    except (OSError, ValueError):
        return False


def opened(path: Path) -> tuple[tuple[Series, ...], dict[str, Any]]:
    """Read a history from a file.

    Raises
    ------
    ControlFileError
        If there is no such file, if it is another one, of a later version, cut short or damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ControlFileError(path, f"cannot be read ({error.strerror or error}); check the path") from error
    head, body = _checked(path, data)
    try:
        arrays = _arrays(body, head["lengths"])
        return tuple(_series(one, arrays) for one in head["series"]), head["report"]
    except (ValueError, LookupError, TypeError, StopIteration, RuntimeError) as error:
        raise ControlFileError(path, f"is not what its head says; {AGAIN}") from error


def _checked(path: Path, data: bytes) -> tuple[Any, memoryview]:
    if len(data) < HEAD.size or data[: len(NAME)] != NAME:
        raise ControlFileError(path, "is no history of maps; ControlHistory.to_file writes one")
    _, version, length, checksum, text = HEAD.unpack_from(data)
    if version != VERSION:
        raise ControlFileError(path, f"is of version {version}, and this is {VERSION}; update frontline")
    body = data[HEAD.size :]
    if len(body) != length or zlib.crc32(body) != checksum:
        what = "is cut short" if len(body) < length else "is damaged: its checksum is another"
        raise ControlFileError(path, f"{what}; {AGAIN}")
    unpacker = zlib.decompressobj()
    try:
        whole = unpacker.decompress(body, LARGEST)
        head = json.loads(whole[:text])
    except (zlib.error, ValueError) as error:
        raise ControlFileError(path, f"is damaged; {AGAIN}") from error
    return head, memoryview(whole)[text:]


def _told(series: Series) -> dict[str, Any]:
    stamps = [
        [f"{one.day:%Y-%m-%d}", one.snapshot_id, one.published_at and one.published_at.isoformat(), *one[3:]]
        for one in series.stamps
    ]
    layers = [
        [layer.status, layer.controller, layer.basis, layer.label, layer.status_raw]
        for layer in series.layers
    ]
    return {"source": series.source, "stamps": list(zip(*stamps, strict=True)), "layers": layers}


def _series(told: Mapping[str, Any], arrays: Iterator[Ints]) -> Series:
    days, names, published, basis, uncertainty = told["stamps"] or [[]] * 5
    moments = pd.to_datetime(pd.Series(published, dtype="str"), utc=True, format="ISO8601")
    stamps = tuple(
        Stamp(day, name, moment if known else None, why, days_off)
        for day, name, moment, known, why, days_off in zip(
            pd.to_datetime(days), names, moments, published, basis, uncertainty, strict=True
        )
    )
    layers = tuple(
        Layer(**dict(zip(WORDS, words, strict=True)), segments=_unpacked(arrays, len(stamps)))
        for words in told["layers"]
    )
    return Series(told["source"], stamps, layers)


def _packed(segments: Segments) -> list[bytes]:
    """The arrays of a layer as differences, whose bytes of one weight stand together: they pack best so."""
    order = np.lexsort((segments.changed, segments.sign, segments.step))
    changed, sign = segments.changed[order], segments.sign[order]
    return [
        _bytes(np.diff(segments.units, axis=0, prepend=0).T),
        _bytes(np.diff(segments.pairs[:, 0], prepend=0)),
        _bytes(segments.pairs[:, 1] - segments.pairs[:, 0]),
        _bytes(np.diff(segments.starts)),
        _bytes(np.diff(changed, prepend=0)),
        _bytes(np.diff(sign, prepend=0)),
    ]


def _bytes(values: Ints) -> bytes:
    """Whole numbers below 2**31, the bytes of one weight together, small negative ones as small ones."""
    flat = np.ascontiguousarray(values, dtype=np.int64).ravel()
    folded = ((flat << 1) ^ (flat >> 63)).astype("<u4")
    return folded.view(np.uint8).reshape(-1, 4).T.tobytes()


def _arrays(body: memoryview, lengths: list[int]) -> Iterator[Ints]:
    if sum(lengths) != len(body):
        raise ValueError
    ends = np.cumsum([0, *lengths])
    for begin, end in pairwise(ends.tolist()):
        planes = np.frombuffer(body[begin:end], dtype=np.uint8).reshape(4, -1)
        folded = np.ascontiguousarray(planes.T).view("<u4").ravel().astype(np.int64)
        yield (folded >> 1) ^ -(folded & 1)


def _unpacked(arrays: Iterator[Ints], maps: int) -> Segments:
    units = np.cumsum(next(arrays).reshape(2, -1), axis=1).T
    start = np.cumsum(next(arrays))
    pairs = np.stack([start, start + next(arrays)], axis=1)
    starts = np.r_[0, np.cumsum(next(arrays))]
    changed, sign = np.cumsum(next(arrays)), np.cumsum(next(arrays)).astype(np.int8)
    sound = (
        len(starts) == maps + 1
        and len(changed) == len(sign) == starts[-1]
        and (not len(pairs) or (pairs.min() >= 0 and pairs.max() < len(units)))
        and (not len(changed) or (changed.min() >= 0 and changed.max() < len(pairs)))
    )
    if not sound:
        raise ValueError
    return Segments(units, pairs, starts, changed, sign)
