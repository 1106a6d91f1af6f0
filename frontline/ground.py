"""The ground that one source gives to one side, day by day: what every measurement of control starts from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from frontline.calendar import calendar_day
from frontline.control import ControlHistory
from frontline.drawing import Drawing
from frontline.errors import ControlError
from frontline.pieces import Pieces, steps
from frontline.segments import Segments
from frontline.series import Series
from frontline.terms import ControlStatus

__all__ = ["HELD", "HOW", "Ground", "asked", "dates", "ground", "reported"]

HELD = (ControlStatus.OCCUPIED, ControlStatus.OCCUPIED_PRE2022, ControlStatus.ADVANCE)
REDRAWN = 100  # segments: less may be all that there is to a small map
Table = TypeVar("Table", bound=pd.DataFrame)
HOW = "areas on the WGS84 ellipsoid, edges straight in longitude and latitude"


def dates(days: NDArray[np.datetime64]) -> pd.DatetimeIndex:
    """Days as the index of a table."""
    return pd.DatetimeIndex(days.astype("datetime64[us]"), name="date")


def asked(history: object) -> ControlHistory:
    """The history itself.

    Raises
    ------
    TypeError
        If it is none.
    """
    if not isinstance(history, ControlHistory):
        kind = type(history).__name__
        raise TypeError(f"a history of control is needed, not {kind}; read_deepstate gives one")
    return history


@dataclass(frozen=True)
class Ground:
    """All ground of some statuses, on every map of one source.

    Parameters
    ----------
    series
        The maps of the source.
    statuses
        What counts.
    segments
        The ground on each map.
    known
        What other modules have measured of it and need again.
    """

    series: Series
    statuses: tuple[str, ...]
    segments: Segments
    known: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """How many maps there are."""
        return len(self.segments)

    @property
    def source(self) -> str:
        """Whose maps these are."""
        return self.series.source

    @property
    def definition(self) -> str:
        """What is measured, in words."""
        return f"{self.held}; {HOW}"

    @property
    def held(self) -> str:
        """What counts as held, in words."""
        return f"ground mapped as {' or '.join(self.statuses)} by {self.source}"

    @property
    def days(self) -> NDArray[np.datetime64]:
        """The days of the maps."""
        return self.series.days

    @cached_property
    def area_km2(self) -> NDArray[np.float64]:
        """The ground on each map."""
        return self.segments.area_km2

    @cached_property
    def steps(self) -> Pieces:
        """What each map changes to the one before."""
        return steps(self.segments)

    @property
    def merged(self) -> NDArray[np.bool_]:
        """For each map whether its changes may be those of several publications."""
        return self.series.merged

    @cached_property
    def redrawn(self) -> NDArray[np.bool_]:
        """For each map whether over half of what it draws is new: the publisher has begun anew."""
        added = np.bincount(self.segments.step, weights=self.segments.sign > 0, minlength=len(self))
        drawn = self.segments.summed(np.ones(len(self.segments.pairs)))
        redrawn: NDArray[np.bool_] = (added > drawn / 2) & (added >= REDRAWN)
        redrawn[:1] = False
        return redrawn

    def at(self, day: object) -> int:
        """The latest map not after a day.

        Raises
        ------
        ControlError
            If no map is that old.
        """
        when = calendar_day(day)
        index = self.series.at(when)
        if index < 0:
            raise ControlError(
                f"there is no map on or before {when:%Y-%m-%d}; "
                f"the first of {self.source} is of {self.days[0]}"
            )
        return index

    def pair(self, since: object, until: object) -> tuple[int, int]:
        """The maps of two days, the latest not after each.

        Raises
        ------
        ControlError
            If the second day is not after the first, or no map is that old.
        """
        first, last = calendar_day(since), calendar_day(until)
        if last == first:
            raise ControlError(f"since and until are one day, {first:%Y-%m-%d}; pass two")
        if last < first:
            raise ControlError(f"until ({last:%Y-%m-%d}) is not after since ({first:%Y-%m-%d}); swap them")
        return self.at(first), self.at(last)

    def stamp(self, index: int) -> pd.Timestamp:
        """The day of a map."""
        return self.series.stamps[index].day


def ground(
    history: ControlHistory, *, status: str | Iterable[str] | None = None, source: str | None = None
) -> Ground:
    """The ground of some statuses of one source; what has been measured of it is remembered by the history.

    Parameters
    ----------
    history
        The maps.
    status
        What counts as held; None counts occupied, occupied_pre2022 and advance, as far as there are such.
    source
        Whose maps; may be left out if there is one source.

    Raises
    ------
    ControlError
        If there are several sources and none is named, or no ground of such a status.
    """
    if not isinstance(history, ControlHistory):
        raise TypeError(
            f"a history of control is needed, not {type(history).__name__}; read_deepstate gives one"
        )
    series = history.only(source)
    there = {layer.status for layer in series.layers}
    asked = HELD if status is None else (status,) if isinstance(status, str) else tuple(status)
    chosen = tuple(str(word) for word in asked if word in there)
    if not chosen or (status is not None and len(chosen) < len(asked)):
        lacks = ", ".join(str(word) for word in asked if word not in there)
        raise ControlError(f"{series.source} maps no ground as {lacks}; it has {', '.join(sorted(there))}")
    key = series.source, frozenset(chosen)
    if key not in history.grounds:
        layers = [layer for layer in series.layers if layer.status in chosen]
        history.grounds[key] = Ground(series, chosen, _together(series.with_layers(layers)))
    found: Ground = history.grounds[key]
    return found


def _together(series: Series) -> Segments:
    """The union of all layers on every map; maps on which none of them changed are not drawn again."""
    layers = series.layers
    if len(layers) == 1:
        return layers[0].segments
    drawing = Drawing()
    for at, same in enumerate(series.unchanged):
        if same:
            drawing.leave()
        else:
            drawing.add([shapely.union_all([layer.segments.polygon(at) for layer in layers])])
    return drawing.done()


def reported(table: Table, terrain: Ground, **more: Any) -> Table:  # noqa: ANN401 - JSON values
    """A table with its report: whose maps it was measured on, and what else there is to say of all of it."""
    told = {"source": terrain.source, "statuses": list(terrain.statuses), "maps": len(terrain), "skipped": []}
    table.attrs["report"] = {**told, **more}
    return table
