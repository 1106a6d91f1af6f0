"""Tables of places: rows of the index as a GeoDataFrame, and a user's columns as rows for the index."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

import numpy as np

from gazetteer import geodesy
from gazetteer.errors import Breach, HintError, TableError
from gazetteer.index import Index
from gazetteer.places import PLACES, TOPONYMS, WORDS, Place
from gazetteer.tables import CRS, DTYPES, Kind

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["aligned", "column", "names_of", "points", "points_of", "rows_of", "table", "toponym_rows"]

GIVEN = "given"  # source of a place that the user brought without one
POINTS = "pass a shapely Point, a Place, a GeoSeries or a GeoDataFrame of points"


def table(
    index: Index,
    places: Sequence[int | None],
    *,
    labels: pd.Index[Any] | None = None,
    before: Mapping[Hashable, pd.Series[Any]] | None = None,
    after: Mapping[Hashable, pd.Series[Any]] | None = None,
) -> gpd.GeoDataFrame:
    """The places table of these numbers, in order; None gives a row without a place, its geometry None.

    `before` and `after` are further columns, on the same labels.
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    labels = pd.RangeIndex(len(places)) if labels is None else labels
    there = np.array([place is not None for place in places], dtype=bool)
    numbers = np.array([place for place in places if place is not None], dtype=int)
    columns: dict[Hashable, pd.Series[Any]] = dict(before or {})
    for name in PLACES.names:
        values = np.full(len(places), None, dtype=object)
        if name == "population":
            values[there] = [int(count) or None for count in index.population[numbers]]
        else:
            values[there] = index.words[name].take(numbers)
        columns[name] = column(values, labels, name=name)
    columns.update(after or {})
    shapes = np.full(len(places), None, dtype=object)
    shapes[there] = shapely.points(index.lon[numbers], index.lat[numbers])
    return gpd.GeoDataFrame(columns, index=labels, geometry=points(shapes, labels))


def points(shapes: Iterable[object], labels: pd.Index[Any]) -> gpd.GeoSeries:
    """Points as the geometry of a table, in EPSG:4326."""
    import geopandas as gpd

    return gpd.GeoSeries(shapes, index=labels, crs=CRS)


def column(values: Iterable[object], labels: pd.Index[Any], *, name: str = "") -> pd.Series[Any]:
    """A column of the type that the places table promises for its name; other names are words."""
    import pandas as pd

    kinds: dict[str, Kind] = {column.name: column.kind for column in PLACES.columns}
    kinds["uncertainty_km"] = "number"
    cells: Any = list(values)
    return pd.Series(cells, index=labels, dtype=DTYPES[kinds.get(name, "word")])


def aligned(role: str, value: object, labels: pd.Index[Any]) -> list[Any]:
    """A hint for each label: a scalar for all, a Series by its labels, another sequence in order.

    Raises
    ------
    HintError
        If a Series has other labels or a sequence another length.
    """
    import pandas as pd

    whole = role == "near" and not isinstance(value, pd.Series)
    if whole or value is None or isinstance(value, (str, Place)) or not hasattr(value, "__len__"):
        return [value] * len(labels)
    if isinstance(value, pd.Series):
        crs = getattr(value, "crs", None)
        value = value.to_crs(CRS) if crs is not None and crs != CRS else value
        if not value.index.equals(labels):
            if value.index.has_duplicates or labels.has_duplicates or not labels.isin(value.index).all():
                raise HintError(role, "the hint's index differs from that of the toponyms; align them first")
            value = value.reindex(labels)
        return [None if _is_empty(one) else one for one in value]
    values: list[Any] = list(value)  # type: ignore[call-overload]
    if len(values) != len(labels):
        raise HintError(
            role, f"{len(values)} hints for {len(labels)} toponyms; pass one for each, or one word"
        )
    return values


def _is_empty(value: object) -> bool:
    return bool(getattr(value, "is_empty", False))  # a shape of no points says as little as none


def points_of(points: object) -> gpd.GeoSeries:
    """Points as a GeoSeries in EPSG:4326; one point becomes a series of one.

    Raises
    ------
    HintError
        If there is anything else than points.
    """
    import geopandas as gpd
    import shapely

    series: Any = points.point if isinstance(points, Place) else points
    if isinstance(series, shapely.Geometry):
        series = gpd.GeoSeries([series], crs=CRS)
    elif isinstance(series, gpd.GeoDataFrame):
        series = series.geometry
    if not isinstance(series, gpd.GeoSeries):
        raise HintError("points", f"{POINTS}, not {type(points).__name__}")
    if series.crs is not None and series.crs != CRS:
        series = series.to_crs(CRS)
    there = series[~(series.isna() | series.is_empty)]
    if set(there.geom_type) - {"Point"}:
        raise HintError("points", f"{POINTS}; use representative_point() or centroid of other shapes")
    if not all(geodesy.on_earth(*point.bounds) for point in there):
        raise HintError("points", "a point lies outside 180 degrees of longitude and 90 of latitude")
    return series


def names_of(toponyms: object) -> pd.Series[Any]:
    """Names as a Series: one as it is, another sequence with numbers as its index.

    Raises
    ------
    HintError
        If it is one name, a frame, or has no order.
    """
    import pandas as pd

    if isinstance(toponyms, pd.Series):
        return toponyms
    if isinstance(toponyms, str):
        raise HintError("toponyms", "pass a Series or list of names; resolve() takes one name")
    if isinstance(toponyms, pd.DataFrame):
        raise HintError("toponyms", "pass one column of the frame, such as df['place']")
    if isinstance(toponyms, (bytes, Set, Mapping)) or not isinstance(toponyms, Iterable):
        raise HintError("toponyms", f"pass a Series or list of names, not {type(toponyms).__name__}")
    return pd.Series(list(toponyms), dtype=object)


def rows_of(places: object) -> list[dict[str, str]]:
    """A user's places as rows of words: a frame with the columns of the places table, or Places.

    Without geometry a frame may have `lon` and `lat`; without place_id one is made of name and point.

    Raises
    ------
    TableError
        If values break the promises of the places table or a place has no point.
    """
    import pandas as pd

    if places is None:
        return []
    if isinstance(places, Place):
        places = [places]
    if not isinstance(places, pd.DataFrame):
        given = list(places)  # type: ignore[call-overload]
        if not all(isinstance(place, Place) for place in given):
            raise HintError("places", "pass a GeoDataFrame with the columns of PLACES, or Places")
        rows = [place.as_row() | {"uncertainty_km": place.uncertainty_km} for place in given]
        places = pd.DataFrame(rows, columns=[*PLACES.names, "uncertainty_km", "geometry"])
    return _checked_rows(places)


def _checked_rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    import pandas as pd

    checked = PLACES.check(_with_points_and_ids(frame), name="places")
    expected = "a point: columns geometry, or lon and lat"
    pointless = checked.index[checked.geometry.isna() | checked.geometry.is_empty]
    breaches = [Breach("geometry", row, "nothing", expected) for row in pointless]
    twice = checked["place_id"][checked["place_id"].duplicated()]
    breaches += [
        Breach("place_id", row, f"{place_id!r} again", "one row a place") for row, place_id in twice.items()
    ]
    if breaches:
        raise TableError("places", breaches)
    words = checked[list(WORDS)].astype(object)
    rows: list[dict[str, str]] = words.where(words.notna(), "").to_dict("records")
    unknown = pd.Series(index=checked.index, dtype=float)
    reach = pd.to_numeric(checked.get("uncertainty_km", unknown), errors="coerce")
    counts = checked["population"].fillna(0)
    for row, point, count, radius in zip(rows, checked.geometry, counts, reach, strict=True):
        row.update(lon=repr(point.x), lat=repr(point.y), population=str(int(count)), radius_km=str(radius))
        row["source"] = row["source"] or GIVEN
    return rows


def _with_points_and_ids(frame: pd.DataFrame) -> pd.DataFrame:
    import geopandas as gpd

    if "geometry" not in frame and {"lon", "lat"} <= set(frame.columns):
        points = gpd.points_from_xy(_degrees(frame["lon"]), _degrees(frame["lat"]))
        frame = frame.assign(geometry=points)
    if "name" in frame and "place_id" not in frame:
        ids = [f"{GIVEN}:{number}:{name}" for number, name in enumerate(frame["name"])]
        frame = frame.assign(place_id=ids)
    return frame


def _degrees(column: pd.Series[Any]) -> pd.Series[Any]:
    import pandas as pd

    degrees = pd.to_numeric(column, errors="coerce")
    words = column[degrees.isna() & column.notna()]
    if len(words):
        name = str(column.name)
        raise TableError(
            "places", [Breach(name, row, repr(word), "decimal degrees") for row, word in words.items()]
        )
    return degrees.astype(float)


def toponym_rows(toponyms: object, known: Callable[[str], bool]) -> list[dict[str, str]]:
    """A user's names as rows of words: a frame with the columns of the toponyms table.

    Raises
    ------
    TableError
        If values break the promises of the table or a place_id is not known.
    """
    import pandas as pd

    if toponyms is None:
        return []
    if not isinstance(toponyms, pd.DataFrame):
        raise HintError(
            "toponyms", "pass a DataFrame with the columns place_id, toponym, lang, kind, since, until"
        )
    checked = TOPONYMS.check(toponyms, name="toponyms")
    strange = [
        Breach("place_id", row, repr(place_id), "a place of the gazetteer or of the places given with it")
        for row, place_id in checked["place_id"].items()
        if not known(place_id)
    ]
    if strange:
        raise TableError("toponyms", strange)
    checked["kind"] = checked["kind"].fillna("variant")
    rows: list[dict[str, str]] = checked.astype(object).where(checked.notna(), "").to_dict("records")
    return rows
