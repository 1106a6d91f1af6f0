"""Claims in files: read with their schema checked, written so that nothing is lost."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio.errors
import shapely

from frontline.errors import ClaimsFileError
from frontline.tables import CLAIMS, Claims

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["read_claims", "write_claims"]

# What pandas and GDAL put beside a table's own columns: an index without a name, a feature's number.
BYPRODUCTS = ("Unnamed: 0", "index", "fid", "id")
# What readers raise when a file is not what its name says.
UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    sqlite3.DatabaseError,
    shapely.GEOSException,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
)


def read_claims(path: str | PathLike[str]) -> Claims:
    """Claims from a CSV, GeoJSON, GeoParquet or GeoPackage file, checked against the schema.

    What :func:`write_claims` or geopandas itself wrote comes back as it was: types, missing values and rows
    without a geometry. Columns that the file lacks are added empty; columns beyond the schema are kept.

    Parameters
    ----------
    path
        A file; its suffix says how it is written. A CSV file has its points as `longitude` and `latitude` in
        degrees, or as WKT in `geometry`.

    Returns
    -------
    Claims
        On a fresh RangeIndex, EPSG:4326.

    Raises
    ------
    ClaimsFileError
        If the file is not there, damaged or of another kind.
    gazetteer.TableError
        If rows break the schema; it names every one of them.

    Examples
    --------
    >>> import tempfile
    >>> from frontline.tables import CLAIMS
    >>> claims = CLAIMS.table([{"claim_id": "a1", "event_type": "capture", "status": "claimed", "drones": 3}])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_claims(claims, f"{folder}/claims.csv")
    ...     read_claims(path)[["event_type", "status", "drones"]]
      event_type   status  drones
    0    capture  claimed       3
    """
    path = Path(path)
    read, _ = _format(path)
    if not path.is_file():
        raise ClaimsFileError(path, "there is no such file")
    try:
        table = read(path)
    except UNREADABLE as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ClaimsFileError(path, f"cannot be read as a table of claims ({reason})") from error
    table = table.drop(columns=[name for name in BYPRODUCTS if name in table.columns]).reset_index(drop=True)
    return CLAIMS.check(table, name=str(path))


def write_claims(claims: Claims, path: str | PathLike[str]) -> Path:
    """Write claims as CSV, GeoJSON, GeoParquet or GeoPackage, as the suffix says.

    A file that was there is replaced once the new one is whole. Days are written as 2025-08-14. In a CSV file
    the points stand in the columns `longitude` and `latitude`, in degrees.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ClaimsFileError
        If the suffix is of another kind or the file cannot be written.
    gazetteer.TableError
        If the claims break the schema.
    """
    path = Path(path)
    _, write = _format(path)
    table = CLAIMS.check(claims)
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(table, part)
        os.replace(part, path)
    except OSError as error:
        raise ClaimsFileError(path, f"cannot be written ({error.strerror or error})") from error
    finally:
        part.unlink(missing_ok=True)
    return path


def _format(path: Path) -> tuple[Callable[[Path], pd.DataFrame], Callable[[Claims, Path], None]]:
    if path.suffix.lower() not in FORMATS:
        raise ClaimsFileError(path, f"claims are kept in files called *{', *'.join(FORMATS)}")
    return FORMATS[path.suffix.lower()]


def _read_csv(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as file:  # newline="": a CR inside evidence stays a CR
        table = pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""])
    if "geometry" in table:
        return table.assign(
            geometry=shapely.from_wkt(table["geometry"].astype(object).where(table["geometry"].notna(), None))
        )
    if not {"longitude", "latitude"} <= set(table.columns):
        return table
    lon, lat = (pd.to_numeric(table[name]) for name in ("longitude", "latitude"))
    points = pd.Series(shapely.points(lon, lat), index=table.index, dtype=object).where(
        lon.notna() & lat.notna(), None
    )
    return table.drop(columns=["longitude", "latitude"]).assign(geometry=points)


def _write_csv(claims: Claims, path: Path) -> None:
    points = claims.geometry
    table = _days_as_words(claims).drop(columns="geometry").assign(longitude=points.x, latitude=points.y)
    # CRLF, as RFC 4180 has it: then both letters are quoted inside a value
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\r\n")


def _read_geojson(path: Path) -> pd.DataFrame:
    # GDAL's reader guesses types from the text; here the schema knows them.
    collection = json.loads(path.read_text(encoding="utf-8-sig"))
    features = collection["features"]
    rows = [feature["properties"] for feature in features]
    table = pd.DataFrame(rows, columns=None if rows else CLAIMS.names, dtype=object)
    shapes = [
        shapely.geometry.shape(feature["geometry"]) if feature.get("geometry") else None
        for feature in features
    ]
    return table.assign(geometry=pd.Series(shapes, index=table.index, dtype=object))


def _write_geojson(claims: Claims, path: Path) -> None:
    path.write_text(_days_as_words(claims).to_json(drop_id=True, ensure_ascii=False) + "\n", encoding="utf-8")


def _read_gpkg(path: Path) -> pd.DataFrame:
    # GDAL reads what is left of a damaged file as if it were all
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        (state,) = database.execute("PRAGMA quick_check(1)").fetchone()
        size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        (whole,) = database.execute(size).fetchone()
    if state != "ok" or whole > path.stat().st_size:
        raise ValueError("the database is damaged or cut off")
    table: pd.DataFrame = pyogrio.read_dataframe(path, layer=0)
    return table


def _write_gpkg(claims: Claims, path: Path) -> None:
    # GDAL knows no flag that may be missing
    _days_as_words(claims).astype({"background": "Int64"}).to_file(path, driver="GPKG", layer="claims")


def _days_as_words(claims: Claims) -> Claims:
    days = [column.name for column in CLAIMS.columns if column.kind == "day"]
    return claims.assign(**{name: claims[name].dt.strftime("%Y-%m-%d") for name in days})


FORMATS: Mapping[str, tuple[Callable[[Path], pd.DataFrame], Callable[[Claims, Path], None]]] = {
    ".csv": (_read_csv, _write_csv),
    ".geojson": (_read_geojson, _write_geojson),
    ".json": (_read_geojson, _write_geojson),
    ".parquet": (gpd.read_parquet, lambda claims, path: claims.to_parquet(path, index=False)),
    ".gpkg": (_read_gpkg, _write_gpkg),
}
