"""The maps of one source, day by day: what each is called, what its day rests on, and its layers.

A layer is all ground of one status. The layers of a source have as many maps as the source; one that is not
told anew stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from frontline.drawing import Drawing
from frontline.segments import Segments
from frontline.terms import MapDateBasis

__all__ = ["Layer", "Series", "Sheet", "Stamp", "gathered"]

FIRST = pd.Timestamp.min


class Stamp(NamedTuple):
    """What one map of a source is called, and when it is of."""

    day: pd.Timestamp
    snapshot_id: str | None
    published_at: pd.Timestamp | None
    date_basis: str
    date_uncertainty_days: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All ground of one status on one version of a map, as a reader has found it.

    Parameters
    ----------
    source
        Whose map it is.
    day
        The day that it shows, at midnight, calendar of Kyiv.
    status, controller, basis
        Words of :mod:`frontline.terms`.
    geometry
        A valid polygon or multipolygon in degrees; None if the map says that there is no such ground.
    snapshot_id, published_at, date_basis, date_uncertainty_days
        As in :data:`frontline.tables.CONTROL`.
    label, status_raw
        The publisher's own words for it.
    """

    source: str
    day: pd.Timestamp
    status: str
    geometry: BaseGeometry | None
    controller: str | None = None
    basis: str | None = None
    snapshot_id: str | None = None
    published_at: pd.Timestamp | None = None
    date_basis: str = "map"
    date_uncertainty_days: int = 0
    label: str | None = None
    status_raw: str | None = None

    @property
    def stamp(self) -> Stamp:
        """What the map that it is on is called, and when it is of."""
        return Stamp(
            self.day, self.snapshot_id, self.published_at, self.date_basis, self.date_uncertainty_days
        )

    @property
    def kind(self) -> tuple[str, str, str]:
        """The layer that it belongs to."""
        return self.status, self.controller or "", self.basis or ""


@dataclass(frozen=True)
class Layer:
    """All ground of one status, on every map of a source."""

    status: str
    controller: str | None
    basis: str | None
    label: str | None
    status_raw: str | None
    segments: Segments


@dataclass(frozen=True)
class Series:
    """The maps of one source, by ascending day."""

    source: str
    stamps: tuple[Stamp, ...]
    layers: tuple[Layer, ...]

    @cached_property
    def days(self) -> NDArray[np.datetime64]:
        """The days of its maps."""
        return np.array([stamp.day for stamp in self.stamps], dtype="datetime64[D]")

    def at(self, day: pd.Timestamp) -> int:
        """The latest map not after a day; -1 if there is none."""
        return int(np.searchsorted(self.days, np.datetime64(day, "D"), side="right")) - 1

    def with_layers(self, layers: Iterable[Layer]) -> Series:
        """The same maps with some of the layers."""
        return replace(self, layers=tuple(layers))

    @cached_property
    def unchanged(self) -> NDArray[np.bool_]:
        """For each map whether it is in all layers the one before once more."""
        same = np.arange(len(self.stamps)) > 0
        for layer in self.layers:
            same &= layer.segments.unchanged()
        return same

    @cached_property
    def merged(self) -> NDArray[np.bool_]:
        """For each map whether its changes may be those of several publications.

        It differs after a map that was the same as the one before, or after days without one. A download may
        also have come too early for one publication and then get two at once; the next one then finds
        nothing new. So of downloads that differ those are meant too that are followed by the same map.
        """
        same, gap = self.unchanged, np.r_[1, np.diff(self.days).astype(int)] > 1
        downloaded = np.array(
            [stamp.date_basis == MapDateBasis.DOWNLOAD for stamp in self.stamps], dtype=bool
        )
        late, early = np.r_[False, same[:-1]], np.r_[same[1:], False] & downloaded
        first = np.arange(len(self.stamps)) == 0
        return np.asarray((late | gap | early) & ~same & ~first)


def gathered(source: str, sheets: Sequence[Sheet], *, whole: bool) -> tuple[Series, list[str]]:
    """A series out of the sheets of one source, and the days of which there was more than one version.

    Of several versions of a day the last is taken: by the moment of publication, then by name. On maps that
    are `whole` a status without a sheet is on no ground; else it stays as it was on the map before.
    """
    by_day: dict[pd.Timestamp, list[Sheet]] = {}
    for sheet in sorted(sheets, key=_age):
        by_day.setdefault(sheet.day, []).append(sheet)
    versions = {day: _latest(of_day, whole) for day, of_day in sorted(by_day.items())}
    doubled = [day for day, of_day in by_day.items() if len(versions[day]) < len(of_day)]  # some were left
    stamps = tuple(of_day[-1].stamp for of_day in versions.values())
    kinds = sorted({sheet.kind for of_day in versions.values() for sheet in of_day})
    layers = tuple(_layer(kind, list(versions.values()), whole) for kind in kinds)
    return Series(source, stamps, layers), [f"{day:%Y-%m-%d}" for day in sorted(doubled)]


def _age(sheet: Sheet) -> tuple[pd.Timestamp, pd.Timestamp, str]:
    published = FIRST if sheet.published_at is None else sheet.published_at.tz_localize(None)
    return sheet.day, published, sheet.snapshot_id or ""


def _latest(sheets: Sequence[Sheet], whole: bool) -> list[Sheet]:
    """The sheets of the last version of a day: of the whole map, or of each layer for itself."""
    if whole:
        sheets = [sheet for sheet in sheets if sheet.snapshot_id == sheets[-1].snapshot_id]
    return list({sheet.kind: sheet for sheet in sheets}.values())


def _layer(kind: tuple[str, str, str], versions: Sequence[Sequence[Sheet]], whole: bool) -> Layer:
    drawing, drawn, words = Drawing(), False, set()
    for sheets in versions:
        mine = [sheet for sheet in sheets if sheet.kind == kind]
        if mine or (whole and drawn):
            drawing.add([mine[-1].geometry if mine else None])
            drawn = bool(mine)
        else:
            drawing.leave()
        words |= {(sheet.label, sheet.status_raw) for sheet in mine}
    status, controller, basis = kind
    label, raw = (_joined(column) for column in zip(*sorted(words, key=str), strict=True))
    return Layer(status, controller or None, basis or None, label, raw, drawing.done())


def _joined(words: Iterable[str | None]) -> str | None:
    return "; ".join(sorted({word for word in words if word})) or None


def by_source(sheets: Iterable[Sheet]) -> Mapping[str, list[Sheet]]:
    """The sheets of each source."""
    ordered = sorted(sheets, key=lambda sheet: sheet.source)
    return {source: list(some) for source, some in groupby(ordered, key=lambda sheet: sheet.source)}
