"""Control of terrain: the ground that published maps give to each side, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from frontline.calendar import calendar_day
from frontline.drawing import Drawing
from frontline.errors import ControlError
from frontline.series import Layer, Series, Sheet, Stamp, by_source, gathered
from frontline.stored import opened, saved
from frontline.tables import CONTROL, Control
from frontline.terms import BASES, CONTROLLERS, ControlBasis, ControlStatus, MapDateBasis
from gazetteer.geodesy import on_earth

__all__ = ["ControlHistory"]

Words = str | Iterable[str]


class ControlHistory:
    """The maps of one or several sources, day by day: who holds what, as each of them has it.

    A history comes from a reader (`frontline.read_deepstate`, `read_isw`, `read_control`, `read_kml`), from
    a table (:meth:`from_frame`) or from a file that :meth:`to_file` wrote. It does not change:
    :meth:`append` and :meth:`select` return new ones. Sources stand side by side (:meth:`beside`) and
    are never mixed; functions that measure ask for one of them.

    Examples
    --------
    >>> from shapely import box
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": day, "geometry": box(37, 48, east, 49)}
    ...     for day, east in [("2025-08-10", 38.0), ("2025-08-11", 38.1), ("2025-08-13", 38.1)]
    ... ]))
    >>> history
    <ControlHistory: 3 maps of own, 2025-08-10 to 2025-08-13; occupied; 1 day without a map>
    >>> history.on("2025-08-12").geometry[0].bounds
    (37.0, 48.0, 38.1, 49.0)
    """

    def __init__(self, series: Sequence[Series], report: Mapping[str, Any] | None = None) -> None:
        self._series = tuple(series)
        self._read = dict(report or {})
        self.grounds: dict[object, Any] = {}  # what has been measured of it, by frontline.ground

    @classmethod
    def from_sheets(
        cls, sheets: Iterable[Sheet], *, report: Mapping[str, Any] | None = None, whole: bool = True
    ) -> ControlHistory:
        """A history out of what a reader has found.

        Parameters
        ----------
        sheets
            One for each status of each version of a map.
        report
            What the reader has counted.
        whole
            Whether each map tells all: a status that it lacks is on no ground. Else it stays as it was.
        """
        found = [(source, gathered(source, some, whole=whole)) for source, some in by_source(sheets).items()]
        doubled = {source: days for source, (_, days) in found if days}
        told = {**(report or {}), "duplicate_days": doubled}
        return cls([series for _, (series, _) in found], told)

    @classmethod
    def from_frame(cls, control: Control, *, report: Mapping[str, Any] | None = None) -> ControlHistory:
        """A history out of a table of control, such as :meth:`to_frame` gives.

        A row without a geometry says that there is no such ground on that day.

        Raises
        ------
        gazetteer.TableError
            If the table breaks the schema `frontline.tables.CONTROL`; it names every breach.
        """
        table = CONTROL.check(control)
        shapes = [_mended(shape) for shape in table.geometry]
        columns = table[CONTROL.names].astype(object).where(table[CONTROL.names].notna(), None)
        rows = columns.to_dict("records")
        sheets = [
            Sheet(**{"day": row.pop("date"), **row, "geometry": shape, **_days_off(row)})
            for row, (shape, _) in zip(rows, shapes, strict=True)
        ]
        repaired = sum(mended for _, mended in shapes)
        return cls.from_sheets(_joined(sheets), report={"repaired": repaired, **(report or {})})

    @property
    def sources(self) -> list[str]:
        """Whose maps these are."""
        return [one.source for one in self._series]

    @property
    def statuses(self) -> list[str]:
        """What the maps tell apart, such as occupied and contested."""
        return sorted({layer.status for one in self._series for layer in one.layers})

    @property
    def series(self) -> tuple[Series, ...]:
        """The maps of each source, as they are kept."""
        return self._series

    @property
    def dates(self) -> pd.DatetimeIndex:
        """The days of the maps, each once, ascending; days on which nothing changed are among them."""
        days = np.unique(np.concatenate([np.zeros(0, "datetime64[D]"), *(one.days for one in self._series)]))
        return pd.DatetimeIndex(days.astype("datetime64[us]"), name="date")

    @property
    def gaps(self) -> pd.DataFrame:
        """Days without a map, a row for each run: `source`, `since`, `until` (the maps around it), `days`."""
        rows = []
        for one in self._series:
            days = one.days
            at = np.flatnonzero(np.diff(days).astype(int) > 1)
            for since, until in zip(days[at], days[at + 1], strict=True):
                rows.append((one.source, since, until, int((until - since).astype(int)) - 1))
        table = pd.DataFrame(rows, columns=["source", "since", "until", "days"])
        return table.astype(
            {"source": "str", "since": "datetime64[us]", "until": "datetime64[us]", "days": int}
        )

    @property
    def report(self) -> dict[str, Any]:
        """What was read and what became of it, as JSON values.

        Beside the counts of the reader: `maps` and, for each source, the days that are missing, those of
        which there was more than one version (the last is kept), those whose map is the one before once
        more, and those whose changes may be of several publications.
        """
        told = {
            "sources": self.sources,
            "maps": sum(len(one.stamps) for one in self._series),
            "missing_days": self._listed(_missing),
            "unchanged_days": self._listed(lambda one: one.days[one.unchanged]),
            "merged_days": self._listed(lambda one: one.days[one.merged]),
        }
        return {"duplicate_days": {}, "skipped": [], **self._read, **told}

    def _listed(self, days: Any) -> dict[str, list[str]]:  # noqa: ANN401 - a function of a series
        listed = {one.source: [str(day) for day in days(one)] for one in self._series}
        return {source: some for source, some in listed.items() if some}

    def on(self, day: object, *, source: str | None = None) -> Control:
        """The map of a day: the latest of each source that is not after it.

        Parameters
        ----------
        day
            What `pandas.Timestamp` takes, as a calendar day in Kyiv.
        source
            Whose map; None takes all.

        Returns
        -------
        Control
            One row a layer, in EPSG:4326; `date` is the day of the map.

        Raises
        ------
        ControlError
            If no map is that old, or there is no such source.
        """
        when = calendar_day(day)
        some = self.select(source=source)
        at = [(one, one.at(when)) for one in some._series]
        if not any(index >= 0 for _, index in at):
            raise ControlError(f"there is no map on or before {when:%Y-%m-%d}; {some._span()}")
        return some._table(row for one, index in at if index >= 0 for row in _rows(one, index))

    def to_frame(self) -> Control:
        """All maps as one table, one row a source, day and layer, in EPSG:4326."""
        return self._table(
            row for one in self._series for at in range(len(one.stamps)) for row in _rows(one, at)
        )

    def _table(self, rows: Iterable[dict[str, Any]]) -> Control:
        table = CONTROL.table(rows)
        table.attrs["report"] = self.report
        return table

    def select(self, *, source: str | None = None, status: Words | None = None) -> ControlHistory:
        """The history of one source, or of some statuses.

        Raises
        ------
        ControlError
            If there is no such source or status; it names those that there are.
        """
        words = None if status is None else {status} if isinstance(status, str) else set(status)
        _known("source", {source} - {None}, self.sources)
        _known("status", words or set(), self.statuses)
        chosen = [one for one in self._series if source in (None, one.source)]
        if words is not None:
            chosen = [one.with_layers(lay for lay in one.layers if lay.status in words) for one in chosen]
        kept = ControlHistory(chosen, self._read)
        return self if kept._series == self._series else kept

    def beside(self, *others: ControlHistory) -> ControlHistory:
        """A history of the maps of several sources, side by side.

        Raises
        ------
        ControlError
            If two of them have maps of one source.
        """
        series = [one for history in (self, *others) for one in history._series]
        sources = [one.source for one in series]
        twice = sorted({source for source in sources if sources.count(source) > 1})
        if twice:
            raise ControlError(f"two of these have maps of {', '.join(twice)}; read those together instead")
        read = [history._read for history in (self, *others)]
        skipped = [reason for told in read for reason in told.get("skipped", [])]
        doubled = {source: days for told in read for source, days in told.get("duplicate_days", {}).items()}
        return ControlHistory(series, {"readers": read, "skipped": skipped, "duplicate_days": doubled})

    def append(
        self,
        day: object,
        geometry: BaseGeometry | gpd.GeoSeries | gpd.GeoDataFrame | None,
        *,
        status: str = ControlStatus.OCCUPIED,
        source: str | None = None,
        snapshot_id: str | None = None,
    ) -> ControlHistory:
        """A history with one more map: the ground of one status on a later day; other layers stay.

        Parameters
        ----------
        day
            A day after the last map of the source.
        geometry
            A polygon or multipolygon in degrees, or a GeoSeries or GeoDataFrame of them in any CRS; what is
            invalid is mended and counted; None for no ground.
        status
            Which layer it is.
        source
            Whose map it is; may be left out if there is one source.
        snapshot_id
            The publisher's name for this version.

        Raises
        ------
        ControlError
            If the day is not after the last map, or the source must be named.
        """
        when, old = calendar_day(day), self.only(source)
        if old.stamps and when <= old.stamps[-1].day:
            raise ControlError(f"{when:%Y-%m-%d} is not after the last map of {old.source}; {self._span()}")
        shape, mended = _mended(geometry)
        stamp = Stamp(when, snapshot_id, None, MapDateBasis.FIELD.value, 0)
        known = [layer.status for layer in old.layers]
        layers = [_longer(layer, shape, layer.status == status) for layer in old.layers]
        if status not in known:
            layers.append(_begun(str(ControlStatus(status)), shape, len(old.stamps)))
        new = Series(old.source, (*old.stamps, stamp), tuple(layers))
        read = {**self._read, "repaired": self._read.get("repaired", 0) + mended}
        return ControlHistory([new if one is old else one for one in self._series], read)

    def only(self, source: str | None = None) -> Series:
        """The maps of one source.

        Raises
        ------
        ControlError
            If there are several sources and none is named, or not this one.
        """
        _known("source", {source} - {None}, self.sources)
        chosen = [one for one in self._series if source in (None, one.source)]
        if not chosen:
            broken = self._read.get("skipped", [])
            raise ControlError(f"no map was read{f': {broken[0]}' if broken else ''}")
        if len(chosen) > 1:
            raise ControlError(
                f"these are maps of {len(chosen)} sources, which are not mixed; "
                f"pass source= one of {', '.join(self.sources)}"
            )
        return chosen[0]

    def to_file(self, path: str | PathLike[str]) -> Path:
        """Write the history to one file, whole or not at all; `path` may have any suffix.

        Raises
        ------
        ControlFileError
            If it cannot be written.
        """
        saved(self._series, self._read, Path(path))
        return Path(path)

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> ControlHistory:
        """Read a history from a file that :meth:`to_file` wrote.

        Raises
        ------
        ControlFileError
            If there is no such file, or if it is another one, of a later version, cut short or damaged.
        """
        return cls(*opened(Path(path)))

    def __len__(self) -> int:
        return sum(len(one.stamps) for one in self._series)

    def __repr__(self) -> str:
        if not self._series:
            return "<ControlHistory: no maps>"
        missing = int(self.gaps["days"].sum())
        without = f"; {missing} day{'s' * (missing > 1)} without a map" if missing else ""
        return f"<ControlHistory: {self._span()}; {', '.join(self.statuses)}{without}>"

    def _span(self) -> str:
        spans = (
            f"{len(one.stamps):,} map{'s' * (len(one.stamps) > 1)} of {one.source}, "
            f"{one.days[0]} to {one.days[-1]}"
            for one in self._series
            if one.stamps
        )
        return " and ".join(spans) or "there are no maps"


def _known(what: str, asked: Iterable[Any], there: Sequence[str]) -> None:
    for word in sorted(set(asked) - set(there)):
        raise ControlError(
            f"there is no {what} {word!r} in these maps; there are {', '.join(there) or 'none'}"
        )


def _missing(series: Series) -> np.ndarray[Any, Any]:
    days = series.days
    return np.setdiff1d(np.arange(days[0], days[-1]), days) if len(days) else days


def _mended(shape: Any) -> tuple[BaseGeometry | None, bool]:  # noqa: ANN401 - anything a table may hold
    """A valid two-dimensional polygon, and whether it had to be made one."""
    if shape is None:
        return None, False
    if isinstance(shape, gpd.GeoDataFrame | gpd.GeoSeries):
        known = shape.geometry if shape.crs is None else shape.geometry.to_crs(4326)
        shape = shapely.union_all(known.to_numpy())
    if not isinstance(shape, BaseGeometry):
        raise ControlError(
            f"ground is a polygon in degrees, a GeoSeries or a GeoDataFrame, not {shape!r:.40}"
        )
    if shape.is_empty:
        return None, False
    flat = shapely.force_2d(shape)
    if not isinstance(flat, shapely.Polygon | shapely.MultiPolygon):
        raise ControlError(f"ground is a polygon or a multipolygon, not a {flat.geom_type}")
    if not on_earth(*flat.bounds):
        raise ControlError(
            f"ground is in degrees of longitude and latitude, not at {flat.bounds}; reproject it"
        )
    if shapely.is_valid(flat):
        return flat, False
    return shapely.make_valid(flat, method="structure", keep_collapsed=False), True


def _days_off(row: Mapping[str, Any]) -> dict[str, int]:
    return {"date_uncertainty_days": int(row["date_uncertainty_days"] or 0)}


def _joined(sheets: Sequence[Sheet]) -> Iterable[Sheet]:
    """Sheets of which no two are of one version and layer: those of one are joined."""
    groups: dict[object, list[Sheet]] = {}
    for sheet in sheets:
        groups.setdefault((sheet.source, sheet.stamp, sheet.kind), []).append(sheet)
    for some in groups.values():
        shapes = [sheet.geometry for sheet in some if sheet.geometry is not None]
        yield (
            some[0]
            if len(some) == 1
            else Sheet(**{**vars(some[0]), "geometry": shapely.union_all(shapes) if shapes else None})
        )


def _rows(series: Series, at: int) -> Iterable[dict[str, Any]]:
    stamp = series.stamps[at]
    for layer in series.layers:
        shape = layer.segments.polygon(at)
        if not shape.is_empty:
            yield {
                **stamp._asdict(),
                "source": series.source,
                "date": stamp.day,
                "geometry": shape,
                **{name: value for name, value in vars(layer).items() if name != "segments"},
            }


def _longer(layer: Layer, shape: BaseGeometry | None, drawn: bool) -> Layer:
    drawing = Drawing(layer.segments)
    if drawn:
        drawing.add([shape])
    else:
        drawing.leave()
    return Layer(**{**vars(layer), "segments": drawing.done()})


def _begun(status: str, shape: BaseGeometry | None, maps: int) -> Layer:
    drawing = Drawing()
    for _ in range(maps):
        drawing.leave()
    drawing.add([shape])
    controller = CONTROLLERS[status]
    return Layer(status, controller, BASES.get(status, ControlBasis.ASSESSED), None, None, drawing.done())
