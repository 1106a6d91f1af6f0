"""How much ground was gained and lost in each day, week, month or year, in all or by region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from frontline.calendar import calendar_days, period_of
from frontline.contact import border_pieces
from frontline.errors import ControlError
from frontline.flags import joined
from frontline.ground import Ground, dates, ground, reported
from frontline.regions import by_region, regions, shares

if TYPE_CHECKING:
    from frontline.control import ControlHistory

__all__ = ["gains"]

# A publisher that keeps daily advances beside a map of control folds them into it now and then. ISW's folds
# of 2023 to 2026 were days on which its map of control moved by over 30 km² or the rest by over 300.
BASE_KM2, BESIDE_KM2 = 30.0, 300.0
Totals = tuple[NDArray[np.float64], NDArray[np.float64]]  # gained, and lost, up to each map


def gains(
    history: ControlHistory | pd.DataFrame,
    *,
    freq: str = "D",
    offset: str | pd.Timedelta = "0D",
    by: object = None,
    status: str | Iterable[str] | None = None,
    source: str | None = None,
) -> pd.DataFrame:
    """How much ground was gained and lost in each day, week, month or year, in km².

    The row of a period compares the map of its last day with that of the last day before it, each the latest
    not after. Gained and lost add up what changed from map to map; net is the difference of the two maps, and
    equals gained less lost.

    Parameters
    ----------
    history
        The maps; or a table of areas, as :func:`areas` gives it or a publisher does: days as its index, a
        column in km² for each layer (`…_km2`), which are added up. A day on which a layer is missing is
        left out. Of a table only the net change is known: it is put under gained or lost by its sign.
    freq
        D, W (Monday to Sunday), MS (months) or YS (years).
    offset
        Days by which both ends are moved later: DeepState counts its months from the evening of the 1st to
        that of the next, `offset="1D"`.
    by
        "oblast", or polygons as for :func:`areas`: adds an outer level `name` to the index and the columns
        `land_km2` and `held_percent` (at the end of the period).
    status, source
        As for :func:`changes`.

    Returns
    -------
    pandas.DataFrame
        On `date`, the first day of each period: `gained_km2`, `lost_km2`, `net_km2`, `since` and `until` (the
        maps compared), `days` between them, `source`, `definition`, `flags`. Flags: `straddles` (days without
        a map at an edge of the period), `partial` (maps cover a part of the period), `merged_update` (the
        first change may have happened before it), `rebaseline` (the publisher drew or counted anew) and
        `border_redraw` (a hundredth or more of what changed is border drawn anew).

    Raises
    ------
    ControlError
        If the frequency, the offset, the regions or the source cannot be used.

    Examples
    --------
    >>> from frontline.control import ControlHistory
    >>> from frontline.tables import CONTROL
    >>> from shapely import box
    >>> row = {"source": "own", "date_basis": "map", "status": "occupied"}
    >>> history = ControlHistory.from_frame(CONTROL.table([
    ...     row | {"date": f"2025-08-{10 + day}", "geometry": box(37, 48, 38 + day / 10, 48.5)}
    ...     for day in range(3)
    ... ]))
    >>> gains(history)["net_km2"].round(1)
    date
    2025-08-11    412.9
    2025-08-12    412.9
    Name: net_km2, dtype: float64
    """
    if isinstance(history, pd.DataFrame):
        if by is not None:
            raise ControlError("a table of areas has no shapes to split; leave out by=")
        return _table_gains(history, freq, offset)
    terrain = ground(history, status=status, source=source)
    windows = _windows(terrain.days, freq, offset)
    flags = _flagged(terrain, windows)
    said = {"source": terrain.source, "definition": terrain.definition}
    if by is None:
        pieces = terrain.steps
        totals = _totals(pieces.pair, pieces.gained, pieces.km2, len(terrain))
        return reported(_gained(windows, totals, terrain.area_km2, said, flags), terrain)
    parts = shares(terrain, regions(by))
    frames = {
        name: _gained(windows, _totals(*moved, len(terrain)), held, said, flags).assign(
            land_km2=land_km2, held_percent=100 * held[windows["last"]] / land_km2
        )
        for name, land_km2, held, moved in by_region(parts)
    }
    return reported(pd.concat(frames, names=["name", "date"]), terrain)


def _windows(days: NDArray[np.datetime64], freq: str, offset: str | pd.Timedelta) -> pd.DataFrame:
    """Periods, the numbers of the maps that they compare, `first` and `last`, and what they are short of."""
    period = period_of(freq)
    later = _whole_days(offset)
    if len(days) == 0:
        return pd.DataFrame(columns=["first", "last", "partial", "straddles"], index=dates(days)).astype(
            {"first": int, "last": int, "partial": bool, "straddles": bool}
        )
    own = pd.DatetimeIndex(days.astype("datetime64[us]"))
    spans = pd.period_range(own[0] - later, own[-1] - later, freq=period)
    begin = spans.start_time.normalize().to_numpy().astype("datetime64[D]")
    end = spans.end_time.normalize().to_numpy().astype("datetime64[D]") + later.days
    before = begin + (later.days - 1)
    first = np.searchsorted(days, before, side="right") - 1
    last = np.searchsorted(days, end, side="right") - 1
    short = (first < 0) | (end > days[-1])
    first = np.maximum(first, 0)
    gap = (days[first] != before) & (before >= days[0]) | (days[last] != end) & (end <= days[-1])
    table = pd.DataFrame(
        {"first": first, "last": last, "partial": short, "straddles": gap}, index=dates(begin)
    )
    return table[before >= days[0]] if freq == "D" else table


def _whole_days(offset: str | pd.Timedelta) -> pd.Timedelta:
    try:
        later = pd.Timedelta(offset)
    except ValueError as error:
        raise ControlError(f"offset={offset!r} is no length of time; write it like '1D'") from error
    if later != later.floor("D"):
        raise ControlError(f"offset={offset!r} is not of whole days; maps are of days")
    return later


def _totals(pair: NDArray[Any], gained: NDArray[Any], km2: NDArray[Any], maps: int) -> Totals:
    """What was gained, and what was lost, up to each map."""
    up = np.cumsum(np.bincount(pair, weights=np.where(gained, km2, 0.0), minlength=maps))
    down = np.cumsum(np.bincount(pair, weights=np.where(gained, 0.0, km2), minlength=maps))
    return np.asarray(up, dtype=float), np.asarray(down, dtype=float)


def _gained(
    windows: pd.DataFrame,
    totals: Totals,
    held: NDArray[np.float64],
    said: Mapping[str, str],
    flags: pd.DataFrame,
) -> pd.DataFrame:
    first, last = windows["first"].to_numpy(), windows["last"].to_numpy()
    up, down = totals
    return pd.DataFrame(
        {
            "gained_km2": up[last] - up[first],
            "lost_km2": down[last] - down[first],
            "net_km2": held[last] - held[first],
            **{name: flags[name] for name in ("since", "until", "days")},
            **said,
            "flags": flags["flags"],
        },
        index=windows.index,
    )


def _flagged(terrain: Ground, windows: pd.DataFrame) -> pd.DataFrame:
    """Days of the maps of each window, and what to know of it."""
    first, last = windows["first"].to_numpy(), windows["last"].to_numpy()
    pieces = terrain.steps
    if "border" not in terrain.known:
        terrain.known["border"] = border_pieces(terrain, pieces, pieces.pair - 1, pieces.pair)
    border = np.cumsum(
        np.bincount(pieces.pair, weights=pieces.km2 * terrain.known["border"], minlength=len(terrain))
    )
    gross = np.cumsum(np.bincount(pieces.pair, weights=pieces.km2, minlength=len(terrain)))
    drawn, moved = border[last] - border[first], gross[last] - gross[first]
    anew = np.cumsum(terrain.redrawn)
    flags = {
        "straddles": windows["straddles"].to_numpy(),
        "partial": windows["partial"].to_numpy(),
        "merged_update": terrain.merged[np.minimum(first + 1, len(terrain) - 1)] & (last > first),
        "rebaseline": anew[last] > anew[first],
        "border_redraw": (drawn > 0) & (drawn >= moved / 100),
    }
    return _spanned(terrain.days, windows).assign(flags=joined(flags, len(windows)))


def _spanned(days: NDArray[np.datetime64], windows: pd.DataFrame) -> pd.DataFrame:
    since, until = (dates(days[windows[name].to_numpy()]) for name in ("first", "last"))
    columns = {"since": since, "until": until, "days": (until - since).days}
    return pd.DataFrame(columns, index=windows.index)


def _table_gains(table: pd.DataFrame, freq: str, offset: str | pd.Timedelta) -> pd.DataFrame:
    """Gains out of a publisher's areas."""
    layers = [name for name in table.columns if str(name).endswith("_km2")]
    if not layers or not isinstance(table.index, pd.DatetimeIndex):
        raise ControlError("a table of areas has days as its index and columns in km² such as occupied_km2")
    if not {"gained_km2", "lost_km2", "net_km2"}.isdisjoint(layers):
        raise ControlError("this is a table of gains already; gains() takes a history or a table of areas")
    table = table.set_axis(calendar_days(table.index))
    if table.index.has_duplicates:
        raise ControlError("a table of areas has one row for each day; group its rows by day first")
    told = table.sort_index().dropna(subset=layers)
    days = told.index.to_numpy().astype("datetime64[D]")
    held = told[layers].sum(axis=1).to_numpy(dtype=float)
    windows = _windows(days, freq, offset)
    step = np.diff(held, prepend=held[:1])
    up, down = np.cumsum(np.maximum(step, 0)), np.cumsum(np.maximum(-step, 0))
    anew = np.cumsum(_rebased(told[layers].to_numpy(dtype=float)))
    first, last = windows["first"].to_numpy(), windows["last"].to_numpy()
    flags = {
        "straddles": windows["straddles"].to_numpy(),
        "partial": windows["partial"].to_numpy(),
        "rebaseline": anew[last] > anew[first],
    }
    named = list(told["source"].dropna().unique()) if "source" in told else []
    said = {
        "source": "; ".join(map(str, named)) or "table",
        "definition": f"net change of the areas in {' + '.join(layers)}; gained and lost are not known apart",
    }
    spanned = _spanned(days, windows).assign(flags=joined(flags, len(windows)))
    return _gained(windows, (up, down), held, said, spanned)


def _rebased(layers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """On which days a publisher of several layers has counted anew."""
    if layers.shape[1] < 2 or not len(layers):
        return np.zeros(len(layers), dtype=bool)
    base = int(np.median(layers, axis=0).argmax())
    step = np.abs(np.diff(layers, axis=0, prepend=layers[:1]))
    beside = np.abs(np.diff(np.delete(layers, base, axis=1).sum(axis=1), prepend=np.nan))
    return np.asarray((step[:, base] > BASE_KM2) | (np.nan_to_num(beside) > BESIDE_KM2))
