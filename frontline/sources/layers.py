"""Layers out of shapefiles, GeoPackages and GeoParquet: whole, valid and in degrees.

GDAL reads what is left of a damaged file as if it were all, so that files are looked at before. What it needs
on disk stands in a temporary folder, under names of our own, while it reads.
"""

from __future__ import annotations

import io
import sqlite3
import struct
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyogrio.errors
import shapely

from frontline.errors import ControlFileError
from frontline.sources.found import content
from frontline.sources.rings import FARTHEST
from frontline.sources.shapes import Feature, mended, to_degrees
from frontline.sources.sheets import Tally
from gazetteer.archives import Part, in_order

__all__ = ["BESIDE", "TABLES", "features_of"]

TABLES = (".shp", ".gpkg", ".parquet", ".geoparquet")
BESIDE = (
    *(".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".shp.xml", ".qix", ".qpj"),
    *("-wal", "-shm", "-journal"),
)
NEEDED = (".shx", ".dbf", ".prj", ".cpg")
SHAPEFILE = 9994  # the code that a shapefile begins with
HEADER = 100  # bytes of its head, and of that of its index
REFUSALS = (
    *(OSError, ValueError, LookupError, TypeError, RuntimeError, ArithmeticError),
    NameError,  # pyogrio, of a .prj that holds no reference system
    *(sqlite3.DatabaseError, shapely.GEOSException, struct.error),
)


def features_of(
    part: Part, tally: Tally, *, errors: str = "raise", layer: str | None = None
) -> list[Feature]:
    """Features of a shapefile, GeoPackage or GeoParquet file, with their ground mended and in degrees.

    Parameters
    ----------
    layer
        Which layer of a GeoPackage; None for its only one.

    Raises
    ------
    ControlFileError
        If the file is damaged or cut short, has no reference system, has several layers and none is named, or
        has coordinates that are none.
    """
    data = content(part)
    try:
        frame = _frame(part, data, layer)
    except ControlFileError:
        raise
    except REFUSALS as error:
        told = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise ControlFileError(part.label, f"is damaged, or not what its name says ({told})") from error
    return _features(frame, part.label, tally, errors)


def _frame(part: Part, data: bytes, layer: str | None) -> gpd.GeoDataFrame:
    suffix = Path(part.name.lower()).suffix
    with TemporaryDirectory(prefix="frontline-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of GDAL, about rings that are mended here and counted
        if suffix == ".shp":
            return _shapefile(part, data, Path(folder))
        if suffix == ".gpkg":
            return _geopackage(part, data, Path(folder), layer)
        return gpd.read_parquet(io.BytesIO(data))


def _shapefile(part: Part, data: bytes, folder: Path) -> gpd.GeoDataFrame:
    beside = _beside(part)
    if ".prj" not in beside:
        raise ControlFileError(part.label, "has no .prj beside it, which says its reference system; add it")
    _refuse_cut(part, data, beside)
    beside.setdefault(".shx", _index(data))
    for suffix, inside in {**beside, ".shp": data}.items():
        (folder / f"layer{suffix}").write_bytes(inside)
    return pyogrio.read_dataframe(folder / "layer.shp", force_2d=True)


def _beside(part: Part) -> dict[str, bytes]:
    """What belongs to a shapefile, by suffix."""
    stem = Path(part.name).stem.lower()
    others = _plain_beside(part.path) if part.name == part.path.name else in_order(part.path)
    found: dict[str, bytes] = {}
    for other in others:
        suffix = Path(other.name.lower()).suffix
        if suffix not in NEEDED or Path(other.name).stem.lower() != stem:
            continue
        if suffix in found:
            raise ControlFileError(part.label, f"has two files called *{suffix} that may belong to it")
        found[suffix] = b"".join(other.pieces())
    return found


def _plain_beside(path: Path) -> Iterator[Part]:
    for other in sorted(path.parent.iterdir()):
        if other.is_file() and other.suffix.lower() in NEEDED and other.stem.lower() == path.stem.lower():
            yield from in_order(other)


def _refuse_cut(part: Part, data: bytes, beside: dict[str, bytes]) -> None:
    if len(data) < HEADER or struct.unpack(">i", data[:4])[0] != SHAPEFILE:
        raise ControlFileError(part.label, "is no shapefile; download it again")
    if struct.unpack(">i", data[24:28])[0] * 2 > len(data):
        raise ControlFileError(part.label, "is cut short; download it again")
    table = beside.get(".dbf", b"")
    if table:
        rows, head, width = struct.unpack("<IHH", table[4:12].ljust(8, b"\0"))
        if head + rows * width > len(table):
            raise ControlFileError(part.label, "has a .dbf that is cut short; download it again")


def _index(data: bytes) -> bytes:
    """The .shx of a .shp that has lost it: where each of its records is."""
    records, at = [], HEADER
    stop = min(len(data), struct.unpack(">i", data[24:28])[0] * 2)
    while at + 8 <= stop:
        (words,) = struct.unpack(">i", data[at + 4 : at + 8])
        if words < 2:
            raise ValueError("a record has no length")
        records.append(struct.pack(">ii", at // 2, words))
        at += 8 + words * 2
    size = struct.pack(">i", (HEADER + 8 * len(records)) // 2)
    return data[:24] + size + data[28:HEADER] + b"".join(records)


def _geopackage(part: Part, data: bytes, folder: Path, layer: str | None) -> gpd.GeoDataFrame:
    path = folder / "layer.gpkg"
    path.write_bytes(data)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        (state,) = database.execute("PRAGMA quick_check(1)").fetchone()
        size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        (whole,) = database.execute(size).fetchone()
    if state != "ok" or whole > len(data):
        raise ValueError("the database is damaged or cut off")
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if layer is None and len(layers) != 1:
        raise ControlFileError(part.label, f"has {len(layers)} layers; pass layer= one of {layers[:20]}")
    if layer is not None and layer not in layers:
        raise ControlFileError(part.label, f"has no layer {layer!r}; it has {layers[:20]}")
    return pyogrio.read_dataframe(path, layer=layer or layers[0], force_2d=True)


def _features(frame: gpd.GeoDataFrame, label: str, tally: Tally, errors: str) -> list[Feature]:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ControlFileError(label, "has no geometry")
    if frame.crs is None:
        raise ControlFileError(label, "has no reference system (CRS); set it, such as EPSG:4326")
    shapes = list(shapely.force_2d(np.array(frame.geometry, dtype=object)))
    rows = pd.DataFrame(frame.drop(columns=frame.geometry.name)).to_dict("records")
    words: list[Mapping[str, Any]] = [{str(name): value for name, value in row.items()} for row in rows]
    kept = [
        at for at, shape in enumerate(shapes) if _is_whole(shape, f"{label}, feature {at + 1}", tally, errors)
    ]
    is_ground = [_is_ground(shapes[at], tally) for at in kept]
    grounds = [shapes[at] if ground else None for at, ground in zip(kept, is_ground, strict=True)]
    tally.features += len(shapes)
    grounds = mended(to_degrees(grounds, frame.crs, label), label, tally)
    return [
        Feature(words[at], ground, is_one)
        for at, ground, is_one in zip(kept, grounds, is_ground, strict=True)
    ]


def _is_whole(shape: Any, label: str, tally: Tally, errors: str) -> bool:  # noqa: ANN401
    points = shapely.get_coordinates(shape)
    if np.isfinite(points).all() and np.abs(points).max(initial=0) < FARTHEST:
        return True
    reason = "has coordinates that are no numbers (NaN or infinite), or not on the Earth"
    if errors == "raise":
        raise ControlFileError(label, f"{reason}; get it anew")
    tally.count(tally.dropped, reason)
    tally.skipped.append(f"{label}: {reason}")
    return False


def _is_ground(shape: Any, tally: Tally) -> bool:  # noqa: ANN401
    """Whether a shape may be ground; counts it if it is nothing, a point or a line."""
    if shape is None:
        tally.null_geometries += 1
    elif shape.geom_type in ("Point", "MultiPoint"):
        tally.points += 1
        return False
    elif "Line" in shape.geom_type:
        tally.lines += 1
        return False
    return True
