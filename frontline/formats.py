"""Claims in files: read with their schema checked, written so that nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import geopandas as gpd
import pandas as pd
import pyogrio.errors
import shapely
from shapely.geometry import shape

from frontline.errors import ClaimsFileError
from frontline.tables import CLAIMS, Claims
from gazetteer.files import whole_file

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["read_claims", "write_claims"]

CRS = "EPSG:4326"  # of GeoJSON without a word: degrees
LONLAT = ["longitude", "latitude"]
INDEX = "Unnamed: 0"  # what pandas makes of an index without a name
# What readers raise when a file is not what its name says, and writers when the disk, the folder or a column
# of the user's is in the way; pyogrio's errors are RuntimeErrors.
REFUSALS = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    sqlite3.DatabaseError,
    shapely.GEOSException,
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
    read, _ = format_of(path)
    if not path.is_file():
        raise ClaimsFileError(path, "there is no such file")
    try:
        table = read(path)
    except REFUSALS as error:
        raise ClaimsFileError(path, f"cannot be read as a table of claims ({reason_of(error)})") from error
    return CLAIMS.check(table.drop(columns=INDEX, errors="ignore").reset_index(drop=True), name=str(path))


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
    _, write = format_of(path)
    table = CLAIMS.check(claims)
    try:
        with whole_file(path) as part:
            write(table, part)
    except REFUSALS as error:
        raise ClaimsFileError(path, f"cannot be written ({reason_of(error)})") from error
    return path


def reason_of(error: Exception) -> str:
    """Why a disk or a writer refused, in one line."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(reason.split()) or type(error).__name__


def format_of(path: Path) -> tuple[Callable[[Path], pd.DataFrame], Callable[[Claims, Path], None]]:
    """How a file of this suffix is read and written; one of another kind is refused."""
    if path.suffix.lower() not in FORMATS:
        raise ClaimsFileError(path, f"claims are kept in files called *{', *'.join(FORMATS)}")
    return FORMATS[path.suffix.lower()]


def _read_csv(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as file:  # newline="": a CR inside evidence stays a CR
        table = pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""])
    if not isinstance(table.index, pd.RangeIndex):
        raise ValueError("a row has more values than the header has names")
    if "geometry" in table:
        words = table["geometry"].astype(object).where(table["geometry"].notna(), None)
        return table.assign(geometry=shapely.from_wkt(words))
    if table.columns.isin(LONLAT).sum() == len(LONLAT):
        points = [_point(lon, lat) for lon, lat in table[LONLAT].itertuples(index=False)]
        return table.drop(columns=LONLAT).assign(geometry=pd.Series(points, index=table.index, dtype=object))
    return table


def _point(lon: object, lat: object) -> object:
    """A point, nothing where there are no numbers, or the words themselves for the check to name."""
    if pd.isna(lon) and pd.isna(lat):  # type: ignore[call-overload]
        return None
    try:
        return shapely.Point(float(lon), float(lat))  # type: ignore[arg-type]
    except ValueError:
        return f"longitude {lon}, latitude {lat}"


def _write_csv(claims: Claims, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv_rows(claims, file, header=True)


def csv_rows(claims: Claims, file: TextIO, *, header: bool) -> None:
    """Write rows to a CSV file that is open, with its line of names before them or without."""
    table, points = _days_as_words(claims), claims.geometry
    if not table.columns.isin(LONLAT).any():  # else they are the source's own, and the points are WKT
        table = table.drop(columns="geometry").assign(longitude=points.x, latitude=points.y)
    # CRLF, as RFC 4180 has it: then both letters are quoted inside a value
    table.to_csv(file, index=False, header=header, lineterminator="\r\n")


def _read_geojson(path: Path) -> pd.DataFrame:
    # GDAL's reader guesses types from the text; here the schema knows them
    collection = json.loads(path.read_text(encoding="utf-8-sig"))
    features = collection["features"]
    rows = [feature["properties"] for feature in features]
    table = pd.DataFrame(rows, columns=None if rows else CLAIMS.names, dtype=object)
    shapes = [shape(feature["geometry"]) if feature.get("geometry") else None for feature in features]
    crs = (
        collection.get("crs", {}).get("properties", {}).get("name", CRS)
    )  # GDAL writes it, RFC 7946 has none
    frame: pd.DataFrame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=table.index, crs=crs))
    return frame


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
