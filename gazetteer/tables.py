"""What a table promises, and a check that names every breach at once.

A :class:`Schema` lists the columns of a table. :meth:`Schema.check` casts a frame to the promised types and
returns it anew, or raises one :class:`~gazetteer.errors.TableError` that names every value it had to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from gazetteer.errors import Breach, TableError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["KYIV", "UNWRITABLE", "Column", "Kind", "Rule", "Schema", "day"]

KYIV = "Europe/Kyiv"
CRS = "EPSG:4326"
Kind = Literal["word", "count", "number", "day", "instant", "flag"]
DTYPES: Mapping[Kind, str] = {
    "word": "str",
    "count": "Int64",
    "number": "float64",
    "day": "datetime64[us]",
    "instant": "datetime64[us, UTC]",
    "flag": "boolean",
}
EXPECTED: Mapping[Kind, str] = {
    "word": "text",
    "count": "a whole number",
    "number": "a number",
    "day": "a day such as 2025-08-14",
    "instant": "a moment with its zone such as 2025-08-14T21:04:00Z",
    "flag": "true or false",
}
UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")  # NUL, and halves of surrogate pairs
FLAGS = {"true": True, "false": False, "1": True, "0": False, "1.0": True, "0.0": False}


def day(value: object) -> pd.Timestamp:
    """Calendar day in Kyiv of anything that `pandas.Timestamp` takes, at midnight and without a zone.

    A stamp with a zone is converted; one without is read as written.

    Raises
    ------
    ValueError
        If there is no such day, or no day at all.

    Examples
    --------
    >>> day("2025-08-14").date().isoformat()
    '2025-08-14'
    >>> day("2025-08-13T22:30:00Z").date().isoformat()
    '2025-08-14'
    """
    import pandas as pd

    if isinstance(value, bool) or not isinstance(value, (str, date, int, float, pd.Timestamp)):
        if type(value).__name__ != "datetime64":
            raise ValueError(f"{value!r} is not a day; write it like 2025-08-14")
    elif isinstance(value, (int, float)):
        raise ValueError(f"{value!r} is a number, not a day; write it like 2025-08-14")
    try:
        stamp = pd.Timestamp(value)  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(f"{value!r} is not a day; write it like 2025-08-14") from error
    if pd.isna(stamp):
        raise ValueError(f"{value!r} is not a day; write it like 2025-08-14")
    if stamp.tzinfo is not None:
        stamp = stamp.tz_convert(KYIV).tz_localize(None)
    return stamp.normalize()


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Its name; a unit stands in it.
    kind
        word, count, number, day, instant (a moment in UTC) or flag.
    about
        What it holds, in a line.
    values
        The only words allowed, if they are counted.
    required
        Whether every row must have a value.
    low, high
        Bounds of a count or number, both included.
    """

    name: str
    kind: Kind
    about: str
    values: tuple[str, ...] = ()
    required: bool = False
    low: float | None = None
    high: float | None = None

    def cast(self, values: pd.Series[Any]) -> tuple[pd.Series[Any], list[Breach]]:
        """Values in the promised type, and what could not be brought into it."""
        import pandas as pd

        absent = values.isna().to_numpy(dtype=bool) | (values == "").to_numpy(dtype=bool, na_value=False)
        cast: list[object] = [None] * len(values)
        refused: list[tuple[int, str]] = []
        given = values.astype(object).tolist()
        known: dict[tuple[type, object], object] = {}  # what was read once need not be read again
        for i in (~absent).nonzero()[0].tolist():
            value = given[i]
            try:
                key = type(value), value
                if key not in known:
                    known[key] = self._read(value)
                cast[i] = known[key]
            except (ValueError, TypeError):  # TypeError: what has no hash is no value of a table
                refused.append((i, _shown(value)))
        if self.required:
            refused += [(int(i), "nothing") for i in absent.nonzero()[0]]
        breaches = [Breach(self.name, values.index[i], found, self.expected) for i, found in sorted(refused)]
        return pd.Series(cast, index=values.index, name=self.name, dtype=DTYPES[self.kind]), breaches

    @property
    def expected(self) -> str:
        """What a value of the column must be, in words."""
        if self.values:
            return "one of " + ", ".join(self.values)
        low = "" if self.low is None else f" at least {self.low:g}"
        high = "" if self.high is None else f" at most {self.high:g}"
        return EXPECTED[self.kind] + low + high

    def _read(self, value: object) -> object:
        read = READERS[self.kind](value)
        if self.values and read not in self.values:
            raise ValueError
        if self.low is not None and read < self.low:  # type: ignore[operator]
            raise ValueError
        if self.high is not None and read > self.high:  # type: ignore[operator]
            raise ValueError
        return read


@dataclass(frozen=True)
class Rule:
    """A promise about whole rows: `holds` tells for each one whether it is kept; not known counts as kept."""

    column: str
    expected: str
    holds: Callable[[pd.DataFrame], pd.Series[bool]]


@dataclass(frozen=True)
class Schema:
    """The columns of a table, in order, its row rules, and whether it has a geometry.

    Parameters
    ----------
    name
        What the table is called in errors.
    columns
        Its columns; other columns are kept as they are, behind them.
    rules
        Promises about whole rows.
    geometry
        The geometry types allowed; empty for a table without geometry.
    """

    name: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    geometry: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order, without the geometry."""
        return [column.name for column in self.columns]

    def check(self, frame: pd.DataFrame, *, name: str | None = None) -> gpd.GeoDataFrame:
        """Cast a frame to the schema and return it anew, in EPSG:4326, on its own index.

        Columns of the schema that the frame lacks are added empty; columns beyond it are kept.

        Raises
        ------
        TableError
            If any value, row or geometry breaks a promise; it names all of them.
        """
        import pandas as pd

        active = getattr(frame, "active_geometry_name", None)
        if self.geometry and active not in (None, "geometry"):
            frame = frame.rename_geometry("geometry")  # type: ignore[operator]
        breaches: list[Breach] = []
        columns: dict[Hashable, pd.Series[Any]] = {}
        for column in self.columns:
            values = frame.get(column.name)
            if values is None and column.required:
                breaches.append(Breach(column.name, None, "no such column", column.expected))
                continue
            if values is None:
                values = pd.Series(index=frame.index, dtype=object)
            columns[column.name], found = column.cast(values)
            breaches += found
        geometry, found = self._points(frame)
        breaches += found
        if not breaches:
            breaches = self._kept(pd.DataFrame(columns, index=frame.index))
        if breaches:
            raise TableError(name or self.name, breaches)
        others = frame.columns.difference([*self.names, "geometry"], sort=False)
        checked = pd.concat([pd.DataFrame(columns, index=frame.index), pd.DataFrame(frame[others])], axis=1)
        return _framed(checked, geometry, frame.attrs)

    def table(self, rows: Iterable[Mapping[str, object]]) -> gpd.GeoDataFrame:
        """Table of rows given as mappings, checked, on a fresh RangeIndex; all columns even when empty."""
        import pandas as pd

        rows = list(rows)
        return self.check(pd.DataFrame(rows, columns=None if rows else self.names, dtype=object))

    def _points(self, frame: pd.DataFrame) -> tuple[list[Any] | None, list[Breach]]:
        import pandas as pd

        if not self.geometry:
            return None, []
        if "geometry" not in frame.columns:
            return [None] * len(frame), []
        crs = getattr(frame["geometry"], "crs", None)
        if crs is not None and crs != CRS:
            frame = frame.assign(geometry=frame["geometry"].to_crs(CRS))
        breaches, points = [], []
        for row, shape in zip(frame.index, frame["geometry"].to_numpy(dtype=object), strict=True):
            points.append(shape if hasattr(shape, "geom_type") or not pd.isna(shape) else None)
            if points[-1] is not None and not _on_earth(shape, self.geometry):
                expected = f"{' or '.join(self.geometry)} in degrees (longitude, latitude), or nothing"
                breaches.append(Breach("geometry", row, _shown(shape), expected))
        return points, breaches

    def _kept(self, frame: pd.DataFrame) -> list[Breach]:
        return [
            Breach(rule.column, frame.index[int(i)], _shown(frame[rule.column].iloc[int(i)]), rule.expected)
            for rule in self.rules
            for i in (~rule.holds(frame).to_numpy(dtype=bool, na_value=True)).nonzero()[0]
        ]


def _framed(
    frame: pd.DataFrame, geometry: list[Any] | None, attrs: Mapping[Hashable, Any]
) -> gpd.GeoDataFrame:
    if geometry is not None:
        import geopandas as gpd

        frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(geometry, index=frame.index, crs=CRS))
    frame.attrs = dict(attrs)
    return frame


def _shown(value: object, limit: int = 60) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= limit else text[:limit] + "…"


def _word(value: object) -> str:
    if isinstance(value, str):
        if UNWRITABLE.search(value):
            raise ValueError
        return str(value)
    if isinstance(value, bool) or not hasattr(value, "__int__"):
        raise ValueError
    return str(value)


def _number(value: object) -> float:
    if isinstance(value, bool):
        raise ValueError
    try:
        number = float(value)  # type: ignore[arg-type]
    except TypeError as error:
        raise ValueError from error
    if number in (float("inf"), float("-inf")) or number != number:
        raise ValueError
    return number


def _count(value: object) -> int:
    number = _number(value)
    if number != int(number) or abs(number) >= 2**53:
        raise ValueError
    return int(number)


def _instant(value: object) -> pd.Timestamp:
    import pandas as pd

    day(value)  # refuses numbers and what is no day
    moment = pd.Timestamp(value)  # type: ignore[arg-type]
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no zone")
    return moment.tz_convert("UTC")


def _flag(value: object) -> bool:
    word = str(value).lower()
    if word not in FLAGS:
        raise ValueError
    return FLAGS[word]


def _on_earth(shape: Any, kinds: tuple[str, ...]) -> bool:  # noqa: ANN401
    if getattr(shape, "geom_type", None) not in kinds or shape.is_empty:
        return False
    west, south, east, north = shape.bounds
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)


READERS: Mapping[Kind, Callable[[object], object]] = {
    "word": _word,
    "count": _count,
    "number": _number,
    "day": day,
    "instant": _instant,
    "flag": _flag,
}
